//! The running guide: a cell for every node and every instance of it.

use std::collections::HashMap;

use super::{
    NodeState,
    plan::{Def, Plan, Route, What},
};
use crate::guide::NodeKey;

/// The number of a cell; a number is used again once its cell is gone.
pub(super) type CellId = usize;

/// The cell of the guide itself.
pub(super) const TOP: CellId = 0;

#[derive(Debug, Default)]
pub(super) struct CellNode {
    pub(super) def: Def,
    pub(super) parent: Option<CellId>,
    pub(super) children: Vec<CellId>,
    pub(super) instance: Option<String>,
    /// Of an instance: its place among its siblings, from 0.
    pub(super) place: usize,
    pub(super) key: NodeKey,
    pub(super) state: NodeState,
    pub(super) is_alive: bool,
}

#[derive(Debug, Default)]
pub(super) struct Cells {
    cells: Vec<CellNode>,
    free: Vec<CellId>,
    keys: HashMap<NodeKey, CellId>,
}

impl std::ops::Index<CellId> for Cells {
    type Output = CellNode;

    fn index(&self, cell: CellId) -> &CellNode {
        &self.cells[cell]
    }
}

impl std::ops::IndexMut<CellId> for Cells {
    fn index_mut(&mut self, cell: CellId) -> &mut CellNode {
        &mut self.cells[cell]
    }
}

impl Cells {
    pub(super) fn find(&self, key: &NodeKey) -> Option<CellId> {
        self.keys.get(key).copied()
    }

    /// How many cells there are, those that are gone included.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// A cell for `def` below `parent`, without children. The caller puts it among the children of its parent.
    pub(super) fn create(
        &mut self,
        plan: &Plan,
        def: Def,
        parent: Option<CellId>,
        instance: Option<String>,
    ) -> CellId {
        let key = match (parent, &instance) {
            (None, _) => NodeKey::root(),
            (Some(parent), Some(instance)) => self.cells[parent].key.instance(instance),
            (Some(parent), None) => self.cells[parent].key.child(&plan.defs[def].name),
        };
        let cell = self.free.pop().unwrap_or_else(|| {
            self.cells.push(CellNode::default());
            self.cells.len() - 1
        });
        self.keys.insert(key.clone(), cell);
        let state = NodeState { relevant: true, ..NodeState::default() };
        self.cells[cell] =
            CellNode { def, parent, children: Vec::new(), instance, place: 0, key, state, is_alive: true };
        cell
    }

    /// Takes a cell away with everything below it, and tells `see` their keys.
    pub(super) fn remove(&mut self, cell: CellId, see: &mut impl FnMut(NodeKey)) {
        let mut waiting = vec![cell];
        while let Some(cell) = waiting.pop() {
            let gone = std::mem::take(&mut self.cells[cell]);
            waiting.extend(&gone.children);
            // Two nodes of the same name have the same key; it stays with the one that came last.
            if self.keys.get(&gone.key) == Some(&cell) {
                self.keys.remove(&gone.key);
            }
            see(gone.key);
            self.free.push(cell);
        }
    }

    pub(super) fn is_within(&self, cell: CellId, ancestor: CellId) -> bool {
        self.above(cell).any(|above| above == ancestor)
    }

    /// The cell and all that holds it, from the inside out.
    pub(super) fn above(&self, cell: CellId) -> impl Iterator<Item = CellId> + '_ {
        std::iter::successors(Some(cell), |cell| self.cells[*cell].parent)
    }

    /// The parent as XPath sees it, where a repeat is nothing but its instances.
    pub(super) fn parent(&self, plan: &Plan, cell: CellId) -> Option<CellId> {
        let parent = self.cells[cell].parent?;
        if matches!(plan.defs[self.cells[parent].def].what, What::Repeat) {
            self.cells[parent].parent
        } else {
            Some(parent)
        }
    }

    /// Calls `see` on every cell that the route leads to, in document order.
    pub(super) fn follow(&self, plan: &Plan, from: CellId, route: &Route, see: &mut impl FnMut(CellId)) {
        if let Some(start) = self.above(from).nth(route.up) {
            self.descend(plan, start, &route.down, see);
        }
    }

    fn descend(&self, plan: &Plan, cell: CellId, down: &[Def], see: &mut impl FnMut(CellId)) {
        let Some((&next, rest)) = down.split_first() else {
            see(cell);
            return;
        };
        let children = &self.cells[cell].children;
        if matches!(plan.defs[next].what, What::Instance) {
            for &instance in children {
                self.descend(plan, instance, rest, see);
            }
        } else if let Some(&child) = children.get(plan.defs[next].slot) {
            self.descend(plan, child, rest, see);
        }
    }

    /// Of the instances of `repeat`, the one that holds `inside`.
    pub(super) fn holding(&self, repeat: CellId, inside: CellId) -> Option<CellId> {
        self.above(inside).find(|above| self.cells[*above].parent == Some(repeat))
    }

    /// The cells in document order.
    pub(super) fn in_order(&self) -> Vec<CellId> {
        self.below(TOP)
    }

    /// The cell and those below it, in document order.
    pub(super) fn below(&self, top: CellId) -> Vec<CellId> {
        let mut order = Vec::new();
        let mut waiting = vec![top];
        while let Some(cell) = waiting.pop() {
            order.push(cell);
            waiting.extend(self.cells[cell].children.iter().rev());
        }
        order
    }
}
