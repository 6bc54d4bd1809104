//! Computes what a change makes necessary, in the order of the plan.

use std::{
    cell::Cell,
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap, HashMap},
    sync::Arc,
};

use super::{
    Engine,
    cells::{CellId, Cells, TOP},
    dates::Moment,
    evaluate::{Scope, World},
    functions::to_value,
    plan::{Edge, Facet, Plan, ROOT, What},
};
use crate::guide::{Kind, NodeKey, Value};

/// A calculated number of instances beyond this is taken for a mistake.
const MAX_INSTANCES: usize = 1_000;

/// Nor do repeats with a count make more cells than this between them.
const MAX_CELLS: usize = 250_000;

/// What waits to be computed, and what has changed since the last answer.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: BinaryHeap<Reverse<(usize, CellId, u8)>>,
    /// By cell: the facets that wait.
    marks: Vec<u8>,
    /// The component of a cycle that is being computed: its members do not wait for themselves.
    cycle: Option<usize>,
    changed: BTreeSet<NodeKey>,
}

impl Queue {
    fn push(&mut self, plan: &Plan, cells: &Cells, cell: CellId, facet: Facet) {
        let rank = plan.ranks[facet.of(cells[cell].def)];
        if self.cycle == Some(rank) {
            return;
        }
        if self.marks.len() < cells.len() {
            self.marks.resize(cells.len(), 0);
        }
        if self.marks[cell] & facet.bit() == 0 {
            self.marks[cell] |= facet.bit();
            self.waiting.push(Reverse((rank, cell, facet as u8)));
        }
    }

    pub(super) fn note(&mut self, key: NodeKey) {
        self.changed.insert(key);
    }

    fn unmark(&mut self, cell: CellId, facet: Facet) -> bool {
        let Some(mark) = self.marks.get_mut(cell) else { return false };
        let was_marked = *mark & facet.bit() != 0;
        *mark &= !facet.bit();
        was_marked
    }
}

impl Engine {
    pub(super) fn start(&mut self) {
        let plan = Arc::clone(&self.plan);
        self.cells.create(&plan, ROOT, None, None);
        self.grow(&plan, TOP);
        self.settle();
        self.queue.changed.clear();
    }

    /// The cells below a new cell, down to repeats, whose instances are computed.
    pub(super) fn grow(&mut self, plan: &Plan, cell: CellId) {
        let def = &plan.defs[self.cells[cell].def];
        if !def.is_computed() {
            let stored = self.answers.entries.get(&self.cells[cell].key).map(|entry| entry.value.clone());
            self.cells[cell].state.value = stored.unwrap_or_default();
        }
        self.cells[cell].state.read_only = def.is_computed();
        for facet in Facet::ALL {
            if def.facets & facet.bit() != 0 {
                self.queue.push(plan, &self.cells, cell, facet);
            }
        }
        if !matches!(def.what, What::Repeat) {
            for &child in &def.children {
                let child = self.cells.create(plan, child, Some(cell), None);
                self.cells[cell].children.push(child);
                self.grow(plan, child);
            }
        }
    }

    /// Computes all that waits.
    pub(super) fn settle(&mut self) {
        let plan = Arc::clone(&self.plan);
        while let Some(Reverse((rank, cell, facet))) = self.queue.waiting.pop() {
            let facet = Facet::ALL[usize::from(facet)];
            if !self.queue.unmark(cell, facet) || !self.cells[cell].is_alive {
                continue;
            }
            if plan.components[rank].is_cycle {
                self.run_cycle(&plan, rank);
            } else if self.compute(&plan, cell, facet) {
                self.spread(&plan, cell, facet);
            }
        }
    }

    pub(super) fn take_changed(&mut self) -> Vec<NodeKey> {
        std::mem::take(&mut self.queue.changed).into_iter().collect()
    }

    pub(super) fn note_change(&mut self, cell: CellId) {
        self.queue.changed.insert(self.cells[cell].key.clone());
    }

    /// Notes the change of a facet and lets wait what depends on it.
    pub(super) fn spread(&mut self, plan: &Plan, cell: CellId, facet: Facet) {
        self.note_change(cell);
        self.wake(plan, cell, facet);
    }

    /// Lets wait what depends on a facet.
    fn wake(&mut self, plan: &Plan, cell: CellId, facet: Facet) {
        self.wake_some(plan, cell, facet, |_| true);
    }

    fn wake_some(&mut self, plan: &Plan, cell: CellId, facet: Facet, is_meant: impl Fn(&Edge) -> bool) {
        for edge in plan.edges[facet.of(self.cells[cell].def)].iter().filter(|edge| is_meant(edge)) {
            let (cells, queue) = (&self.cells, &mut self.queue);
            cells.follow(plan, cell, &edge.route, &mut |target| queue.push(plan, cells, target, edge.facet));
        }
    }

    /// [`Self::spread`] for one more instance at the end of a repeat.
    pub(super) fn spread_growth(&mut self, plan: &Plan, repeat: CellId) {
        self.note_change(repeat);
        self.wake_some(plan, repeat, Facet::Value, |edge| edge.on_growth);
    }

    /// Lets the instances of a repeat be computed again.
    pub(super) fn recount(&mut self, cell: CellId) {
        let plan = Arc::clone(&self.plan);
        self.queue.push(&plan, &self.cells, cell, Facet::Value);
    }

    /// Computes everything again.
    pub(super) fn recompute(&mut self) {
        let plan = Arc::clone(&self.plan);
        for cell in self.cells.in_order() {
            let facets = plan.defs[self.cells[cell].def].facets;
            for facet in Facet::ALL.into_iter().filter(|facet| facets & facet.bit() != 0) {
                self.queue.push(&plan, &self.cells, cell, facet);
            }
        }
        self.settle();
    }

    /// A view on everything that an expression may read.
    pub(super) fn world(&self, computing: Option<CellId>) -> World<'_> {
        World {
            plan: &self.plan,
            guide: &self.guide,
            cells: &self.cells,
            answers: &self.answers,
            context: &self.context,
            language: self.language,
            computing,
            draws: Cell::new(0),
        }
    }

    /// Computes one facet; true when it has changed.
    pub(super) fn compute(&mut self, plan: &Plan, cell: CellId, facet: Facet) -> bool {
        match facet {
            Facet::Relevance => {
                let relevant = self.is_relevant(plan, cell);
                std::mem::replace(&mut self.cells[cell].state.relevant, relevant) != relevant
            }
            Facet::Value if matches!(plan.defs[self.cells[cell].def].what, What::Repeat) => {
                let names = self.instances(plan, cell);
                self.reconcile(plan, cell, &names)
            }
            Facet::Value => {
                let value = self.computed_value(plan, cell);
                let changed = self.cells[cell].state.value != value;
                self.cells[cell].state.value = value;
                changed
            }
            Facet::Checks => self.check(plan, cell),
            Facet::Wording => true,
        }
    }

    fn is_relevant(&self, plan: &Plan, cell: CellId) -> bool {
        let node = &self.cells[cell];
        let Some(parent) = node.parent else { return true };
        if !self.cells[parent].state.relevant {
            return false;
        }
        let def = &plan.defs[node.def];
        if let What::Other(_) = def.what {
            let select = &self.cells[self.cells[parent].children[def.slot - 1]].state;
            return select.relevant && select.value.to_text().split_whitespace().any(|name| name == "other");
        }
        def.codes.relevant.as_ref().is_none_or(|code| self.world(None).boolean_of(code, Scope::of(cell)))
    }

    fn computed_value(&self, plan: &Plan, cell: CellId) -> Value {
        let def = &plan.defs[self.cells[cell].def];
        let world = self.world(Some(cell));
        match (&def.what, &def.codes.calculation) {
            (What::Question(kind), Some(code)) => {
                to_value(&world.evaluate(code, Scope::of(cell)), &world, kind)
            }
            (What::Question(Kind::Metadata { what }), None) => {
                let stored = world.stored(cell);
                let now = Moment::at(self.context.now, self.context.offset_minutes);
                match what.as_str() {
                    "end" => Value::Text(now.to_text(self.context.offset_minutes)),
                    _ if !stored.is_empty() => stored.clone(),
                    "start" => Value::Text(now.to_text(self.context.offset_minutes)),
                    "today" => Value::Text(now.without_time().to_text(self.context.offset_minutes)),
                    "username" if !self.context.username.is_empty() => {
                        Value::Text(self.context.username.clone())
                    }
                    _ => Value::Empty,
                }
            }
            _ => self.cells[cell].state.value.clone(),
        }
    }

    fn check(&mut self, plan: &Plan, cell: CellId) -> bool {
        let def = &plan.defs[self.cells[cell].def];
        let codes = &def.codes;
        let state = &self.cells[cell].state;
        let holds = |code: &'_ Option<_>, otherwise: bool| match code {
            Some(code) => self.world(None).boolean_of(code, Scope::of(cell)),
            None => otherwise,
        };
        let required = holds(&codes.required, false);
        let read_only = def.is_computed() || holds(&codes.read_only, false);
        let fits = match &def.what {
            What::Question(kind) => kind.fits(&state.value),
            _ => true,
        };
        let invalid = state.relevant && !state.value.is_empty() && !(fits && holds(&codes.constraint, true));
        let changed = (state.required, state.read_only, state.invalid) != (required, read_only, invalid);
        let state = &mut self.cells[cell].state;
        (state.required, state.read_only, state.invalid) = (required, read_only, invalid);
        changed
    }

    /// The names of the instances that a repeat must have now.
    fn instances(&self, plan: &Plan, cell: CellId) -> Vec<String> {
        let node = &self.cells[cell];
        match &plan.defs[node.def].codes.count {
            Some(code) => {
                let count = self.world(None).number_of(code, Scope::of(cell));
                let count = if count >= 1.0 { (count as usize).min(MAX_INSTANCES) } else { 0 };
                (1..=count).map(|number| number.to_string()).collect()
            }
            None => {
                let mut seen = BTreeSet::new();
                let names = self.answers.repeats.get(&node.key).into_iter().flatten();
                names.filter(|name| seen.insert(name.as_str())).cloned().collect()
            }
        }
    }

    /// Gives a repeat exactly these instances; those it has already keep their cells.
    fn reconcile(&mut self, plan: &Plan, repeat: CellId, names: &[String]) -> bool {
        let before = std::mem::take(&mut self.cells[repeat].children);
        let mut known: HashMap<String, CellId> = before
            .iter()
            .filter_map(|cell| self.cells[*cell].instance.clone().map(|name| (name, *cell)))
            .collect();
        let is_counted = plan.defs[self.cells[repeat].def].codes.count.is_some();
        let def = plan.defs[self.cells[repeat].def].children[0];
        let mut after = Vec::with_capacity(names.len());
        let mut born = Vec::new();
        let mut moved = Vec::new();
        for name in names {
            if let Some(cell) = known.remove(name) {
                after.push(cell);
            } else if !is_counted || self.cells.len() < MAX_CELLS {
                let cell = self.cells.create(plan, def, Some(repeat), Some(name.clone()));
                self.cells[cell].place = after.len();
                after.push(cell);
                born.push(cell);
            }
        }
        let changed = before != after;
        for (place, &cell) in after.iter().enumerate() {
            if std::mem::replace(&mut self.cells[cell].place, place) != place {
                moved.push(cell);
            }
        }
        self.cells[repeat].children = after;
        for cell in known.into_values() {
            self.remove(cell);
        }
        for cell in moved {
            self.wake(plan, cell, Facet::Value);
        }
        for cell in born {
            self.grow(plan, cell);
            self.note_growth(cell);
        }
        changed
    }

    fn remove(&mut self, cell: CellId) {
        let queue = &mut self.queue;
        self.cells.remove(cell, &mut |key| {
            queue.changed.insert(key);
        });
    }

    pub(super) fn note_growth(&mut self, cell: CellId) {
        let mut waiting = vec![cell];
        while let Some(cell) = waiting.pop() {
            self.note_change(cell);
            waiting.extend(&self.cells[cell].children);
        }
    }

    /// Computes the members of a cycle once, in document order, from a clean start: what comes out depends on nothing
    /// but what goes in, however often it is done.
    fn run_cycle(&mut self, plan: &Plan, rank: usize) {
        let mut members = vec![0_u8; plan.defs.len()];
        for &member in &plan.components[rank].members {
            members[member / Facet::ALL.len()] |= 1 << (member % Facet::ALL.len());
        }
        let has = |members: &[u8], def: usize, facet: Facet| {
            members[def] & plan.defs[def].facets & facet.bit() != 0
        };
        self.queue.cycle = Some(rank);
        let mut before = HashMap::new();
        for cell in self.cells.in_order() {
            let def = self.cells[cell].def;
            if members[def] == 0 || !self.cells[cell].is_alive {
                continue;
            }
            before.insert(cell, self.cells[cell].state.clone());
            if has(&members, def, Facet::Relevance) {
                self.cells[cell].state.relevant = true;
            }
            if has(&members, def, Facet::Value) {
                if matches!(plan.defs[def].what, What::Repeat) {
                    self.reconcile(plan, cell, &[]);
                } else {
                    self.cells[cell].state.value = Value::Empty;
                }
            }
        }
        let mut waiting = vec![TOP];
        while let Some(cell) = waiting.pop() {
            let def = self.cells[cell].def;
            let is_repeat = matches!(plan.defs[def].what, What::Repeat);
            for facet in Facet::ALL {
                if members[def] & facet.bit() == 0 {
                    continue;
                }
                self.queue.unmark(cell, facet);
                if has(&members, def, facet) && self.compute(plan, cell, facet) && is_repeat {
                    self.spread(plan, cell, facet);
                }
            }
            waiting.extend(self.cells[cell].children.iter().rev());
        }
        for cell in self.cells.in_order() {
            let def = self.cells[cell].def;
            if members[def] != 0 && before.get(&cell) != Some(&self.cells[cell].state) {
                for facet in Facet::ALL.into_iter().filter(|facet| members[def] & facet.bit() != 0) {
                    self.spread(plan, cell, facet);
                }
            }
        }
        self.queue.cycle = None;
    }

    /// Runs the calculations that wait for a change of `cell`, and those that wait for these.
    pub(super) fn run_triggers(&mut self, cell: CellId) {
        let plan = Arc::clone(&self.plan);
        let mut fired = vec![cell];
        let mut done = BTreeSet::new();
        while let Some(trigger) = fired.pop() {
            for Edge { route, .. } in plan.triggers.get(&self.cells[trigger].def).into_iter().flatten() {
                let mut targets = Vec::new();
                self.cells.follow(&plan, trigger, route, &mut |target| targets.push(target));
                for target in targets {
                    if done.insert(target) && self.run_trigger(&plan, target) {
                        fired.push(target);
                    }
                }
            }
        }
    }

    fn run_trigger(&mut self, plan: &Plan, cell: CellId) -> bool {
        if !self.cells[cell].is_alive {
            return false;
        }
        let value = self.computed_value(plan, cell);
        if value == self.cells[cell].state.value {
            return false;
        }
        let key = self.cells[cell].key.clone();
        self.answers.entries.entry(key.clone()).or_default().value = value.clone();
        self.triggered.push((key, value.clone()));
        self.cells[cell].state.value = value;
        self.spread(plan, cell, Facet::Value);
        self.settle();
        true
    }
}
