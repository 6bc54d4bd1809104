//! The order of computation: strongly connected components of the dependency graph, sources first.

use std::collections::{HashMap, VecDeque};

/// Facets that must be computed together: one, or the several of a cycle.
#[derive(Debug)]
pub(super) struct Component {
    pub(super) members: Vec<usize>,
    pub(super) is_cycle: bool,
}

/// The components in an order in which every edge leads forward, and the component of each node. `graph` lists, for
/// each node, where its edges lead. Tarjan's algorithm, with a stack of its own so that a long chain is no danger.
pub(super) fn components(graph: &[Vec<usize>]) -> (Vec<Component>, Vec<usize>) {
    const UNSEEN: usize = usize::MAX;
    let mut search = Search {
        graph,
        index: vec![UNSEEN; graph.len()],
        lowest: vec![0; graph.len()],
        on_stack: vec![false; graph.len()],
        stack: Vec::new(),
        next: 0,
        found: Vec::new(),
    };
    for start in 0..graph.len() {
        if search.index[start] == UNSEEN {
            search.from(start);
        }
    }
    let mut components = search.found;
    components.reverse();
    let mut ranks = vec![0; graph.len()];
    for (rank, component) in components.iter_mut().enumerate() {
        component.members.sort_unstable();
        for &member in &component.members {
            ranks[member] = rank;
        }
    }
    (components, ranks)
}

struct Search<'a> {
    graph: &'a [Vec<usize>],
    index: Vec<usize>,
    lowest: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    next: usize,
    found: Vec<Component>,
}

impl Search<'_> {
    fn from(&mut self, start: usize) {
        let mut path = vec![(start, 0)];
        self.enter(start);
        while let Some((node, edge)) = path.last_mut() {
            let node = *node;
            if let Some(&target) = self.graph[node].get(*edge) {
                *edge += 1;
                if self.index[target] == usize::MAX {
                    self.enter(target);
                    path.push((target, 0));
                } else if self.on_stack[target] {
                    self.lowest[node] = self.lowest[node].min(self.index[target]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                self.lowest[*parent] = self.lowest[*parent].min(self.lowest[node]);
            }
            if self.lowest[node] == self.index[node] {
                self.leave(node);
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.index[node] = self.next;
        self.lowest[node] = self.next;
        self.next += 1;
        self.stack.push(node);
        self.on_stack[node] = true;
    }

    /// Takes the component whose first node is `node` off the stack.
    fn leave(&mut self, node: usize) {
        let first = self.stack.iter().rposition(|&open| open == node).unwrap_or(0);
        let members = self.stack.split_off(first);
        for &member in &members {
            self.on_stack[member] = false;
        }
        let is_cycle = members.len() > 1 || self.graph[node].contains(&node);
        self.found.push(Component { members, is_cycle });
    }
}

/// A shortest way from one of the members back to it, along edges of `graph` between `members` that `may` be used.
pub(super) fn circle(
    graph: &[Vec<usize>],
    members: &[usize],
    may: impl Fn(usize, usize) -> bool,
) -> Option<Vec<usize>> {
    members.iter().find_map(|&start| {
        let mut came_from: HashMap<usize, usize> = HashMap::new();
        let mut waiting = VecDeque::from([start]);
        while let Some(node) = waiting.pop_front() {
            for &target in graph[node]
                .iter()
                .filter(|target| members.binary_search(target).is_ok() && may(node, **target))
            {
                if target == start {
                    let mut path = vec![node];
                    while let Some(&before) =
                        path.last().filter(|node| **node != start).and_then(|node| came_from.get(node))
                    {
                        path.push(before);
                    }
                    path.reverse();
                    return Some(path);
                }
                if target != start && !came_from.contains_key(&target) {
                    came_from.insert(target, node);
                    waiting.push_back(target);
                }
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::{circle, components};

    #[test]
    fn a_circle_is_a_way_that_can_be_walked() {
        let graph = [vec![1, 2], vec![2], vec![3], vec![0, 3]];
        let all = |_: usize, _: usize| true;
        assert_eq!(circle(&graph, &[0, 1, 2, 3], all), Some(vec![0, 2, 3]));
        assert_eq!(circle(&graph, &[0, 1, 2, 3], |from, to| (from, to) != (3, 0)), Some(vec![3]));
        assert_eq!(circle(&graph, &[0, 1, 2, 3], |from, _| from != 3), None);
    }

    #[test]
    fn every_edge_leads_forward_and_cycles_stay_together() {
        let graph = [vec![2], vec![0], vec![3], vec![2, 4], vec![], vec![5, 4]];
        let (components, ranks) = components(&graph);
        for (from, edges) in graph.iter().enumerate() {
            for &to in edges {
                assert!(ranks[from] <= ranks[to], "{from} -> {to}");
            }
        }
        let cycles: Vec<_> =
            components.iter().filter(|found| found.is_cycle).map(|found| found.members.clone()).collect();
        assert_eq!(cycles.len(), 2);
        assert!(cycles.contains(&vec![2, 3]) && cycles.contains(&vec![5]));
    }

    #[test]
    fn a_long_chain_does_not_exhaust_the_stack() {
        let length = 200_000;
        let graph: Vec<_> =
            (0..length).map(|node| if node + 1 < length { vec![node + 1] } else { vec![] }).collect();
        assert_eq!(components(&graph).1, (0..length).collect::<Vec<_>>());
    }
}
