//! Questions that need each other.

use super::Finding;
use crate::guide::{Guide, engine};

/// How many names of a long circle are told.
const TOLD: usize = 12;

pub(super) fn check(guide: &Guide, found: &mut Vec<Finding>) {
    for circle in engine::circles(guide) {
        let Some(first) = circle.path.first() else { continue };
        let mut names: Vec<&str> = circle.path.iter().take(TOLD).map(|key| key.as_str()).collect();
        if circle.path.len() > TOLD {
            names.push("…");
        }
        names.push(first.as_str());
        found.push(Finding::error(first, circle.part, "circular").with("path", names.join(" → ")));
    }
}
