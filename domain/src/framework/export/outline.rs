//! The outline in CSV: what [`crate::framework::import`] reads.

use super::row;
use crate::framework::Framework;

pub fn write(framework: &Framework) -> String {
    let mut text = row(&["id", "kind", "text_fr", "text_en", "leads_to"]);
    for node in &framework.nodes {
        let leads: Vec<&str> =
            framework.links.iter().filter(|link| link.from == node.id).map(|link| link.to.as_str()).collect();
        let words = |tag: &str| node.text.0.get(tag).map_or("", String::as_str);
        let english = if words("en").is_empty() { words("") } else { words("en") };
        text.push_str(&row(&[&node.id, node.kind.word(), words("fr"), english, &leads.join(" ")]));
    }
    text
}
