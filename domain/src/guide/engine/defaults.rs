//! What a question starts with.

use super::{Engine, cells::CellId, compile::Code, evaluate::Scope, functions::to_value, plan::What};
use crate::guide::{Kind, NodeKey, Value};

/// Answers that were given, and the keys whose state changed.
pub type Given = (Vec<(NodeKey, Value)>, Vec<NodeKey>);

impl Engine {
    /// Gives what has never been answered, at or below `under`, its default, and returns what was given for the caller
    /// to write to the document: once, when the interview or a repeat instance starts. Plain defaults come first, then
    /// computed ones in the guide's order, each of which sees those before it. What is computed once for good
    /// (`once(…)`, the start, the day, the user) is among them.
    pub fn give_defaults(&mut self, under: &NodeKey) -> Given {
        let Some(top) = self.cells.find(under) else { return Given::default() };
        let open: Vec<CellId> =
            self.cells.below(top).into_iter().filter(|cell| self.waits_for_default(*cell)).collect();
        let (plain, computed): (Vec<_>, Vec<_>) = open.into_iter().partition(|cell| self.has_plain(*cell));
        let mut given = Vec::new();
        for cell in plain {
            self.give(cell, &mut given);
        }
        self.settle();
        for cell in computed {
            if self.give(cell, &mut given) {
                self.settle();
            }
        }
        (given, self.take_changed())
    }

    fn waits_for_default(&self, cell: CellId) -> bool {
        !self.answers.entries.contains_key(&self.cells[cell].key)
    }

    fn has_plain(&self, cell: CellId) -> bool {
        let default = &self.plan.defs[self.cells[cell].def].codes.default;
        match default {
            Some(Code::Number(_) | Code::Text(_)) => true,
            Some(Code::Negate(inner)) => matches!(**inner, Code::Number(_)),
            _ => false,
        }
    }

    /// True when there was something to give.
    fn give(&mut self, cell: CellId, given: &mut Vec<(NodeKey, Value)>) -> bool {
        if !self.cells[cell].is_alive {
            return false;
        }
        let value = self.default_of(cell);
        if value.is_empty() {
            return false;
        }
        let key = self.cells[cell].key.clone();
        given.push((key.clone(), value.clone()));
        self.store(&key, value);
        true
    }

    fn default_of(&self, cell: CellId) -> Value {
        let node = &self.cells[cell];
        let def = &self.plan.defs[node.def];
        let What::Question(kind) = &def.what else { return Value::Empty };
        let is_final = match kind {
            Kind::Metadata { what } => what != "end",
            _ => matches!(&def.codes.calculation, Some(Code::Call(name, _)) if name == "once"),
        };
        match &def.codes.default {
            _ if is_final => node.state.value.clone(),
            Some(code) => {
                let world = self.world(None);
                to_value(&world.evaluate(code, Scope::of(cell)), &world, kind)
            }
            None => Value::Empty,
        }
    }
}
