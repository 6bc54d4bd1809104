//! The slow way: everything is computed again and again, in document order, until nothing changes.

use std::sync::Arc;

use super::super::{
    Cells, Context, Engine, Facet, Language, Plan, Queue,
    cells::TOP,
    plan::{ROOT, What},
};
use crate::{guide::Guide, interview::Answers};

impl Engine {
    /// An engine whose cells are made and in which nothing is computed yet.
    pub(super) fn unordered(guide: Arc<Guide>, context: Context, answers: &Answers) -> Self {
        let mut engine = Self {
            plan: Arc::new(Plan::new(&guide)),
            guide,
            context,
            language: Language::default(),
            answers: answers.clone(),
            cells: Cells::default(),
            queue: Queue::default(),
            triggered: Vec::new(),
        };
        let plan = Arc::clone(&engine.plan);
        engine.cells.create(&plan, ROOT, None, None);
        engine.grow(&plan, TOP);
        engine
    }

    /// Computes every facet of every cell, round after round; false when that many rounds do not bring it to rest.
    pub(super) fn compute_until_still(&mut self, rounds: usize) -> bool {
        let plan = Arc::clone(&self.plan);
        for _ in 0..rounds {
            let mut changed = false;
            for cell in self.cells.in_order() {
                let facets = plan.defs[self.cells[cell].def].facets;
                for facet in [Facet::Relevance, Facet::Value, Facet::Checks] {
                    // Instances that went in this round are no more.
                    if facets & facet.bit() != 0 && self.cells[cell].is_alive {
                        changed |= self.compute(&plan, cell, facet);
                    }
                }
                let is_repeat = matches!(plan.defs[self.cells[cell].def].what, What::Repeat);
                if is_repeat && changed {
                    // Cells have come or gone: the round starts anew with those there are.
                    break;
                }
            }
            if !changed {
                return true;
            }
        }
        false
    }
}
