//! A guide compiled once: its nodes numbered in document order, their expressions, and who depends on whom.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    codes::Codes,
    compile::Need,
    order::{self, Component},
};
use crate::guide::{Choice, Guide, Item, Kind, NodeKey, Question};

/// The number of a node of the guide, in document order. A repeat has two: the repeat as a whole and its instance.
pub(super) type Def = usize;

/// The guide itself.
pub(super) const ROOT: Def = 0;

/// What is computed of a node, each on its own so that a relevance may ask for a value whose constraint asks back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Facet {
    Relevance,
    /// The value; of a repeat, its instances; of an instance, its place.
    Value,
    /// Required, read only, invalid.
    Checks,
    /// Nothing is computed: a label or a choice list shows a value, and whoever shows it must know of the change.
    Wording,
}

impl Facet {
    pub(super) const ALL: [Self; 4] = [Self::Relevance, Self::Value, Self::Checks, Self::Wording];

    pub(super) fn bit(self) -> u8 {
        1 << self as u8
    }

    pub(super) fn of(self, def: Def) -> usize {
        def * Self::ALL.len() + self as usize
    }
}

#[derive(Debug)]
pub(super) enum What {
    Root,
    Group,
    /// A repeat as a whole.
    Repeat,
    /// An instance of a repeat.
    Instance,
    Question(Kind),
    /// The text that comes with `or_other`, after its select. The number is its place in [`Plan::others`].
    Other(usize),
}

#[derive(Debug)]
pub(super) struct DefNode {
    pub(super) name: String,
    pub(super) what: What,
    pub(super) parent: Option<Def>,
    /// The place among the parent's children.
    pub(super) slot: usize,
    /// The place among the parent's items in the guide; the others of `or_other` have none.
    at: usize,
    pub(super) children: Vec<Def>,
    /// How many repeat instances it stands in, itself included.
    pub(super) depth: usize,
    level: usize,
    pub(super) codes: Codes,
    /// The facets to compute when the node comes to be.
    pub(super) facets: u8,
    pub(super) list: Option<usize>,
    /// The calculation runs only when a trigger changes.
    pub(super) triggered: bool,
}

impl DefNode {
    /// True when its value is computed and an answer does not count.
    pub(super) fn is_computed(&self) -> bool {
        (self.codes.calculation.is_some() && !self.triggered)
            || matches!(self.what, What::Question(Kind::Metadata { .. }))
    }
}

/// The way from a node to others: so many parents up, then down through these children. Below a repeat it goes on in
/// every instance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Route {
    pub(super) up: usize,
    pub(super) down: Vec<Def>,
}

#[derive(Debug)]
pub(super) struct Edge {
    pub(super) facet: Facet,
    pub(super) route: Route,
    /// It is walked when a repeat has only grown at its end, too.
    pub(super) on_growth: bool,
}

#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) defs: Vec<DefNode>,
    names: HashMap<String, Vec<Def>>,
    /// Names of choice lists; the numbers of [`DefNode::list`].
    pub(super) lists: Vec<String>,
    /// Questions that `or_other` adds.
    pub(super) others: Vec<Item>,
    /// By source facet.
    pub(super) edges: Vec<Vec<Edge>>,
    /// By facet: the place of its component in the order of computation.
    pub(super) ranks: Vec<usize>,
    pub(super) components: Vec<Component>,
    /// By trigger: the questions whose calculation it runs.
    pub(super) triggers: BTreeMap<Def, Vec<Edge>>,
    /// By cycle: facets each of which needs the one before, when they do so within one instance.
    pub(super) circles: Vec<Vec<usize>>,
}

impl Plan {
    pub(super) fn new(guide: &Guide) -> Self {
        let mut plan = Self { lists: guide.lists.keys().cloned().collect(), ..Self::default() };
        plan.add(String::new(), What::Root, None, 0);
        plan.add_items(&guide.items, ROOT);
        let mut needs = vec![Vec::new(); plan.defs.len() * Facet::ALL.len()];
        for def in 0..plan.defs.len() {
            let codes = Codes::compile(&plan, guide, def, &mut needs);
            plan.defs[def].codes = codes;
        }
        for def in 0..plan.defs.len() {
            plan.defs[def].facets = plan.facets(def);
        }
        plan.link(&needs);
        plan.link_triggers(guide);
        plan
    }

    fn add(&mut self, name: String, what: What, parent: Option<Def>, at: usize) -> Def {
        let def = self.defs.len();
        let (slot, depth, level) = match parent {
            Some(parent) => {
                let parent = &mut self.defs[parent];
                parent.children.push(def);
                (parent.children.len() - 1, parent.depth, parent.level + 1)
            }
            None => (0, 0, 0),
        };
        let depth = depth + usize::from(matches!(what, What::Instance));
        let list = match &what {
            What::Question(kind) => kind.list().and_then(|list| self.list(list)),
            _ => None,
        };
        if !matches!(what, What::Repeat | What::Root) {
            self.names.entry(name.clone()).or_default().push(def);
        }
        self.defs.push(DefNode {
            name,
            what,
            parent,
            slot,
            at,
            children: Vec::new(),
            depth,
            level,
            codes: Codes::default(),
            facets: 0,
            list,
            triggered: false,
        });
        def
    }

    fn add_items(&mut self, items: &[Item], parent: Def) {
        for (at, item) in items.iter().enumerate() {
            let name = item.name().to_owned();
            match item {
                Item::Question(question) => {
                    let def = self.add(name, What::Question(question.kind.clone()), Some(parent), at);
                    self.defs[def].triggered = !question.triggers.is_empty();
                    self.add_other(question, items, parent);
                }
                Item::Group(group) => {
                    let def = self.add(name, What::Group, Some(parent), at);
                    self.add_items(&group.items, def);
                }
                Item::Repeat(repeat) => {
                    let def = self.add(name.clone(), What::Repeat, Some(parent), at);
                    let instance = self.add(name, What::Instance, Some(def), at);
                    self.add_items(&repeat.group.items, instance);
                }
            }
        }
    }

    /// The text of `or_other`, unless the author asks for it herself.
    fn add_other(&mut self, question: &Question, siblings: &[Item], parent: Def) {
        if let Some(text) = question.other(siblings) {
            let name = text.name.clone();
            self.others.push(Item::Question(Box::new(text)));
            self.add(name, What::Other(self.others.len() - 1), Some(parent), 0);
        }
    }

    pub(super) fn list(&self, name: &str) -> Option<usize> {
        self.lists.binary_search_by(|list| list.as_str().cmp(name)).ok()
    }

    pub(super) fn choices<'g>(&self, guide: &'g Guide, list: usize) -> &'g [Choice] {
        self.lists.get(list).and_then(|name| guide.lists.get(name)).map_or(&[], Vec::as_slice)
    }

    /// The item of the guide that a node comes from; the guide itself has none.
    pub(super) fn item<'a>(&'a self, guide: &'a Guide, def: Def) -> Option<&'a Item> {
        let node = &self.defs[def];
        match (&node.what, node.parent) {
            (What::Root, _) | (_, None) => None,
            (What::Other(other), _) => self.others.get(*other),
            (What::Instance, Some(parent)) => self.item(guide, parent),
            (_, Some(ROOT)) => guide.items.get(node.at),
            (_, Some(parent)) => match self.item(guide, parent)? {
                Item::Group(group) => group.items.get(node.at),
                Item::Repeat(repeat) => repeat.group.items.get(node.at),
                Item::Question(_) => None,
            },
        }
    }

    /// The node of that name nearest to `from`: the one with which it shares the most groups.
    pub(super) fn named(&self, name: &str, from: Def) -> Option<Def> {
        let candidates = self.names.get(name)?;
        let mut best: Option<(usize, Def)> = None;
        for &candidate in candidates {
            let shared = self.defs[self.common(candidate, from)].level;
            if best.is_none_or(|(most, _)| shared > most) {
                best = Some((shared, candidate));
            }
        }
        best.map(|(_, def)| def)
    }

    /// The deepest node that holds both, or is one of them.
    pub(super) fn common(&self, mut left: Def, mut right: Def) -> Def {
        while left != right {
            let higher = if self.defs[left].level >= self.defs[right].level { &mut left } else { &mut right };
            *higher = self.defs[*higher].parent.unwrap_or(ROOT);
        }
        left
    }

    /// The key of the node, naming no instances.
    pub(super) fn key(&self, def: Def) -> NodeKey {
        let names = self.chain(def).into_iter().filter(|def| !matches!(self.defs[*def].what, What::Instance));
        names.skip(1).fold(NodeKey::root(), |key, def| key.child(&self.defs[def].name))
    }

    /// From the guide down to the node.
    pub(super) fn chain(&self, def: Def) -> Vec<Def> {
        let mut chain: Vec<Def> = std::iter::successors(Some(def), |def| self.defs[*def].parent).collect();
        chain.reverse();
        chain
    }

    /// The parent as XPath sees it, where a repeat is nothing but its instances.
    pub(super) fn parent(&self, def: Def) -> Option<Def> {
        let parent = self.defs[def].parent?;
        if matches!(self.defs[parent].what, What::Repeat) { self.defs[parent].parent } else { Some(parent) }
    }

    pub(super) fn is_within(&self, def: Def, ancestor: Def) -> bool {
        self.common(def, ancestor) == ancestor
    }

    /// How deep `def` and `other` surely stand in the same instances when a name leads from one to the other.
    pub(super) fn shared_depth(&self, def: Def, other: Def) -> usize {
        let common = self.common(def, other);
        // A repeat named from inside means all its instances.
        let is_instance = matches!(self.defs[other].what, What::Instance);
        let depth = self.defs[common].depth;
        if is_instance { depth.min(self.defs[other].depth - 1) } else { depth }
    }

    /// The way from one node to another that stands in the same `depth` instances.
    pub(super) fn route(&self, from: Def, to: Def, depth: usize) -> Route {
        let chain = self.chain(to);
        let common = self.common(from, to);
        let top = if self.defs[common].depth <= depth {
            common
        } else {
            // The node that holds both and no more instances than they share.
            let outside = |def: &&Def| {
                self.defs[**def].depth <= depth && !matches!(self.defs[**def].what, What::Repeat)
            };
            chain
                .iter()
                .take_while(|def| self.is_within(from, **def))
                .filter(outside)
                .last()
                .copied()
                .unwrap_or(ROOT)
        };
        let up = self.defs[from].level - self.defs[top].level;
        let down = chain.into_iter().skip(self.defs[top].level + 1).collect();
        Route { up, down }
    }

    fn facets(&self, def: Def) -> u8 {
        let node = &self.defs[def];
        let mut facets = Facet::Relevance.bit();
        if node.is_computed() || matches!(node.what, What::Repeat) {
            facets |= Facet::Value.bit();
        }
        let number = matches!(&node.what, What::Question(kind) if kind.is_number());
        if number
            || node.codes.constraint.is_some()
            || node.codes.required.is_some()
            || node.codes.read_only.is_some()
        {
            facets |= Facet::Checks.bit();
        }
        facets
    }

    /// Turns what every facet needs into edges, with those that come from the shape of the guide, and orders them.
    fn link(&mut self, needs: &[Vec<Need>]) {
        let mut found: Vec<Vec<(Def, Facet, Route, bool)>> = vec![Vec::new(); needs.len()];
        let mut graph: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
        let mut across = HashSet::new();
        for def in 0..self.defs.len() {
            for facet in Facet::ALL {
                let target = facet.of(def);
                for need in &needs[target] {
                    let source = need.facet.of(need.def);
                    let route = self.route(need.def, def, need.depth);
                    found[source].push((def, facet, route, need.on_growth));
                    graph[source].push(target);
                    // Another instance of the same repeat may be read, and that one need not read this one.
                    let depth = self.defs[self.common(need.def, def)].depth;
                    if need.depth < depth || self.defs[need.def].depth > depth.max(need.depth) {
                        across.insert((source, target));
                    }
                }
            }
            if let Some(parent) = self.defs[def].parent {
                let source = Facet::Relevance.of(parent);
                let route = self.route(parent, def, self.defs[parent].depth);
                found[source].push((def, Facet::Relevance, route, true));
                graph[source].push(Facet::Relevance.of(def));
            }
            for repeat in
                self.chain(def).into_iter().filter(|above| matches!(self.defs[*above].what, What::Repeat))
            {
                if repeat != def {
                    let below = Facet::ALL.map(|facet| facet.of(def));
                    graph[Facet::Value.of(repeat)].extend(below);
                }
            }
        }
        self.edges = found
            .into_iter()
            .map(|mut edges| {
                edges.sort_by_key(|(def, facet, _, on_growth)| (*def, *facet as u8, *on_growth));
                edges.dedup();
                let edge = |(_, facet, route, on_growth)| Edge { facet, route, on_growth };
                edges.into_iter().map(edge).collect()
            })
            .collect();
        (self.components, self.ranks) = order::components(&graph);
        let cycles = self.components.iter().filter(|component| component.is_cycle);
        let circle = |component: &Component| {
            order::circle(&graph, &component.members, |from, to| !across.contains(&(from, to)))
        };
        self.circles = cycles.filter_map(circle).collect();
    }

    fn link_triggers(&mut self, guide: &Guide) {
        for def in 0..self.defs.len() {
            let Some(Item::Question(question)) = self.item(guide, def) else { continue };
            let triggers: Vec<Def> =
                question.triggers.iter().filter_map(|name| self.named(name, def)).collect();
            for trigger in triggers {
                let route = self.route(trigger, def, self.shared_depth(trigger, def));
                self.triggers.entry(trigger).or_default().push(Edge {
                    facet: Facet::Value,
                    route,
                    on_growth: true,
                });
            }
        }
    }
}
