//! Walks paths through the running guide and through choice lists.

use super::{
    cells::{CellId, TOP},
    compile::{AxisCode, PathCode, StartCode, StepCode},
    evaluate::{Evaluated, Node, Scope, World},
    plan::{Def, What},
};

impl<'e> World<'e> {
    /// The nodes a path leads to, without hidden ones: those read as empty.
    pub(super) fn nodes(&self, path: &'e PathCode, scope: Scope<'e>) -> Vec<Node<'e>> {
        self.relevant(self.all_nodes(path, scope), scope)
    }

    /// The nodes a path leads to, hidden ones included.
    pub(super) fn all_nodes(&self, path: &'e PathCode, scope: Scope<'e>) -> Vec<Node<'e>> {
        let mut nodes = match &path.start {
            StartCode::Root => vec![Node::Cell(TOP)],
            StartCode::Here => vec![scope.node],
            StartCode::Current => vec![Node::Cell(scope.carrier)],
            StartCode::Named(route) => {
                let mut found = Vec::with_capacity(1);
                self.cells.follow(self.plan, scope.carrier, route, &mut |cell| found.push(Node::Cell(cell)));
                found
            }
            StartCode::Nearest(target) => {
                let context = match scope.node {
                    Node::Cell(cell) => Some(cell),
                    _ => None,
                };
                self.reach(*target, &[], context, scope.carrier)
            }
            StartCode::List(list) => vec![Node::List(*list)],
            StartCode::Result(inner) => self.node_set(self.evaluate(inner, scope)),
            StartCode::Nothing => Vec::new(),
        };
        let mut steps = path.steps.iter();
        // A predicate on the start itself counts positions among what the start gave.
        if let Some(StepCode { axis: AxisCode::Itself, predicates, .. }) = path.steps.first()
            && !matches!(path.start, StartCode::Here)
        {
            steps.next();
            let is_one_set = matches!(path.start, StartCode::Result(_));
            nodes = self
                .sets(nodes, is_one_set)
                .into_iter()
                .flat_map(|set| self.keep(set, predicates, scope))
                .collect();
        }
        for step in steps {
            let mut found = Vec::new();
            for node in nodes {
                let reached = self.along(node, step, scope);
                let kept = self.keep(reached, &step.predicates, scope);
                if matches!(step.axis, AxisCode::Parent | AxisCode::Descendant(_)) {
                    found.extend(kept.into_iter().filter(|node| !found.contains(node)).collect::<Vec<_>>());
                } else {
                    found.extend(kept);
                }
            }
            nodes = found;
        }
        nodes
    }

    pub(super) fn relevant(&self, mut nodes: Vec<Node<'e>>, scope: Scope<'e>) -> Vec<Node<'e>> {
        nodes.retain(|node| match node {
            Node::Cell(cell) => {
                self.cells[*cell].state.relevant || self.cells.is_within(scope.carrier, *cell)
            }
            _ => true,
        });
        nodes
    }

    /// The nodes of a value; anything but nodes is none.
    pub(super) fn node_set(&self, value: Evaluated<'e>) -> Vec<Node<'e>> {
        match value {
            Evaluated::Nodes(nodes) => nodes,
            _ => Vec::new(),
        }
    }

    /// The nodes split by their parent, as a path counts positions; or all together.
    fn sets(&self, nodes: Vec<Node<'e>>, together: bool) -> Vec<Vec<Node<'e>>> {
        if together {
            return vec![nodes];
        }
        let mut sets: Vec<(Option<CellId>, Vec<Node<'e>>)> = Vec::new();
        for node in nodes {
            let parent = match node {
                Node::Cell(cell) => self.cells.parent(self.plan, cell),
                _ => None,
            };
            match sets.last_mut() {
                Some((last, set)) if *last == parent => set.push(node),
                _ => sets.push((parent, vec![node])),
            }
        }
        sets.into_iter().map(|(_, set)| set).collect()
    }

    fn keep(
        &self,
        mut nodes: Vec<Node<'e>>,
        predicates: &'e [super::compile::Code],
        scope: Scope<'e>,
    ) -> Vec<Node<'e>> {
        for predicate in predicates {
            let size = nodes.len();
            let mut position = 0;
            nodes.retain(|node| {
                position += 1;
                match self.evaluate(predicate, Scope { node: *node, position, size, ..scope }) {
                    Evaluated::Number(number) => number == position as f64,
                    value => self.boolean(&value),
                }
            });
        }
        nodes
    }

    fn along(&self, node: Node<'e>, step: &'e StepCode, scope: Scope<'e>) -> Vec<Node<'e>> {
        match node {
            Node::Cell(cell) => self.along_cells(cell, step, scope),
            _ => self.along_choices(node, &step.axis),
        }
    }

    fn along_cells(&self, cell: CellId, step: &'e StepCode, scope: Scope<'e>) -> Vec<Node<'e>> {
        let mut found = Vec::new();
        match &step.axis {
            AxisCode::Itself => found.push(Node::Cell(cell)),
            AxisCode::Parent => found.extend(self.cells.parent(self.plan, cell).map(Node::Cell)),
            AxisCode::Child(_, slots) => {
                let def = self.cells[cell].def;
                for (_, slot) in slots.iter().filter(|(parent, _)| *parent == def) {
                    if let Some(&child) = self.cells[cell].children.get(*slot) {
                        self.enter(child, step.own_instance, scope, &mut found);
                    }
                }
            }
            AxisCode::AnyChild => {
                for &child in &self.cells[cell].children {
                    self.enter(child, step.own_instance, scope, &mut found);
                }
            }
            AxisCode::Descendant(name) => {
                let mut waiting: Vec<CellId> = self.cells[cell].children.iter().rev().copied().collect();
                while let Some(below) = waiting.pop() {
                    let def = &self.plan.defs[self.cells[below].def];
                    if (name == "*" || def.name == *name) && !matches!(def.what, What::Repeat) {
                        found.push(Node::Cell(below));
                    }
                    waiting.extend(self.cells[below].children.iter().rev());
                }
            }
        }
        found
    }

    /// A child as XPath sees it: of a repeat, its instances.
    fn enter(&self, child: CellId, own_instance: bool, scope: Scope<'e>, found: &mut Vec<Node<'e>>) {
        if !matches!(self.plan.defs[self.cells[child].def].what, What::Repeat) {
            found.push(Node::Cell(child));
            return;
        }
        let instances = &self.cells[child].children;
        let own = if own_instance { self.cells.holding(child, scope.carrier) } else { None };
        match own {
            Some(own) => found.push(Node::Cell(own)),
            None => found.extend(instances.iter().copied().map(Node::Cell)),
        }
    }

    fn along_choices(&self, node: Node<'e>, axis: &'e AxisCode) -> Vec<Node<'e>> {
        let count = |list: usize| self.plan.choices(self.guide, list).len();
        match (axis, node) {
            (AxisCode::Itself, _) => vec![node],
            (AxisCode::Child(..) | AxisCode::AnyChild, Node::List(list)) => vec![Node::ListRoot(list)],
            (AxisCode::Child(..) | AxisCode::AnyChild, Node::ListRoot(list)) => {
                (0..count(list)).map(|choice| Node::Choice(list, choice)).collect()
            }
            (AxisCode::Descendant(name), Node::List(list) | Node::ListRoot(list)) if name == "item" => {
                (0..count(list)).map(|choice| Node::Choice(list, choice)).collect()
            }
            (AxisCode::Child(name, _), Node::Choice(list, choice)) => {
                let has = |choice: &crate::guide::Choice| {
                    name == "name" || name == "label" || choice.columns.contains_key(name)
                };
                let column = self.choice(list, choice).is_some_and(has);
                column.then_some(Node::Column(list, choice, name)).into_iter().collect()
            }
            (AxisCode::Parent, Node::Column(list, choice, _)) => vec![Node::Choice(list, choice)],
            (AxisCode::Parent, Node::Choice(list, _)) => vec![Node::ListRoot(list)],
            (AxisCode::Parent, Node::ListRoot(list)) => vec![Node::List(list)],
            _ => Vec::new(),
        }
    }

    /// The cells of `target`: of every repeat above it the instance with the given index (from 1), else the one that
    /// holds the node a predicate looks at, else the one that holds the question, else all.
    pub(super) fn reach(
        &self,
        target: Def,
        indexes: &[(Def, f64)],
        context: Option<CellId>,
        carrier: CellId,
    ) -> Vec<Node<'e>> {
        let mut found = vec![TOP];
        for def in self.plan.chain(target).into_iter().skip(1) {
            let mut next = Vec::new();
            for cell in found {
                let children = &self.cells[cell].children;
                if !matches!(self.plan.defs[def].what, What::Instance) {
                    next.extend(children.get(self.plan.defs[def].slot));
                } else if let Some((_, index)) = indexes.iter().find(|(repeat, _)| *repeat == def) {
                    let index = index.trunc();
                    next.extend((index >= 1.0).then(|| children.get(index as usize - 1)).flatten());
                } else {
                    let own = context
                        .and_then(|context| self.cells.holding(cell, context))
                        .or_else(|| self.cells.holding(cell, carrier))
                        .filter(|_| def != target);
                    match own {
                        Some(own) => next.push(own),
                        None => next.extend(children),
                    }
                }
            }
            found = next;
        }
        found.into_iter().map(Node::Cell).collect()
    }
}
