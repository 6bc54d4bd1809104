//! One more instance of a repeat, at a cost that does not grow with those there are.

use std::sync::Arc;

use super::{
    Engine,
    plan::{Facet, What},
};
use crate::guide::NodeKey;

impl Engine {
    /// Adds an instance at the end of a repeat without count, and returns the keys whose state changed, those of the
    /// new nodes included. Does what [`Self::update`] would do, and nothing where the repeat has that instance already.
    pub fn add_instance(&mut self, repeat: &NodeKey, instance: &str) -> Vec<NodeKey> {
        let names = self.answers.repeats.entry(repeat.clone()).or_default();
        let Some(cell) = self.cells.find(repeat) else {
            names.push(instance.to_owned());
            return Vec::new();
        };
        if self.cells.find(&repeat.instance(instance)).is_some() {
            return Vec::new();
        }
        names.push(instance.to_owned());
        let plan = Arc::clone(&self.plan);
        let def = self.cells[cell].def;
        let node = &plan.defs[def];
        if !matches!(node.what, What::Repeat) || node.codes.count.is_some() {
            return Vec::new();
        }
        if plan.components[plan.ranks[Facet::Value.of(def)]].is_cycle {
            self.recount(cell);
        } else {
            let born = self.cells.create(&plan, node.children[0], Some(cell), Some(instance.to_owned()));
            self.cells[born].place = self.cells[cell].children.len();
            self.cells[cell].children.push(born);
            self.grow(&plan, born);
            self.note_growth(born);
            self.spread_growth(&plan, cell);
        }
        self.settle();
        self.take_changed()
    }
}
