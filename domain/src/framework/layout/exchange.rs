//! Graphs and drawings as JSON, as the command line reads and writes them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{At, Drawing, Graph, HEIGHT, Node, Point, WIDTH};
use crate::framework::{
    FORMAT, Framework,
    finding::{Finding, Place},
    vocabulary::kind_of,
};

/// A graph that was asked for, with its name and the ids of its boxes as they came.
#[derive(Debug)]
pub struct Asked {
    pub name: Value,
    pub ids: Vec<Value>,
    pub graph: Graph,
    /// What could be read only in part.
    pub remarks: Vec<Finding>,
}

/// Boxes larger than this, in pixels, are taken for a mistake.
const LARGEST: f64 = 100_000.0;

/// Reads `{"name", "nodes": [{"id", "level", "width", "height", "x", "y"}], "edges": [[a, b]]}`, of which everything but
/// `id` and `edges` may be absent; `{"n", "edges"}` for boxes numbered from 0; or a whole framework.
pub fn read(value: &Value) -> Result<Asked, Vec<Finding>> {
    let Some(object) = value.as_object() else {
        return Err(vec![Finding::error("read_not_an_object", Place::Whole)]);
    };
    if object.get("format").and_then(Value::as_str) == Some(FORMAT) {
        return framework(value);
    }
    let mut reading = Reading::default();
    let nodes = reading.nodes(object);
    let ids: Vec<Value> = nodes.iter().map(|(id, _)| id.clone()).collect();
    let mut nodes: Vec<Node> = nodes.into_iter().map(|(_, node)| node).collect();
    reading.unknown_levels(&mut nodes);
    let links = reading.links(object, &ids);
    if !reading.errors.is_empty() {
        return Err(reading.errors);
    }
    let name = object.get("name").cloned().unwrap_or(Value::Null);
    Ok(Asked { name, ids, graph: Graph { nodes, links }, remarks: reading.remarks })
}

fn framework(value: &Value) -> Result<Asked, Vec<Finding>> {
    let framework: Framework = serde_json::from_value(value.clone())
        .map_err(|error| vec![Finding::error("read_shape", Place::Whole).with("reason", error)])?;
    let (graph, _) = framework.graph(WIDTH, HEIGHT);
    let name = framework.title.in_language(crate::language::Language::French).0;
    Ok(Asked {
        name: json!(name),
        ids: framework.nodes.iter().map(|node| json!(node.id)).collect(),
        graph,
        remarks: Vec::new(),
    })
}

#[derive(Default)]
struct Reading {
    errors: Vec<Finding>,
    remarks: Vec<Finding>,
    /// Boxes whose level is a word of no vocabulary.
    unknown: Vec<(usize, String)>,
}

impl Reading {
    fn nodes(&mut self, object: &Map<String, Value>) -> Vec<(Value, Node)> {
        match (object.get("nodes"), object.get("n").and_then(Value::as_u64)) {
            (Some(Value::Array(nodes)), _) => {
                let mut known = BTreeSet::new();
                let mut read = Vec::with_capacity(nodes.len());
                for (at, value) in nodes.iter().enumerate() {
                    let Some(id) = value.get("id").filter(|id| id.is_string() || id.is_number()) else {
                        self.errors.push(Finding::error("read_node_without_id", Place::Whole).with("at", at));
                        continue;
                    };
                    if !known.insert(id.to_string()) {
                        self.errors.push(Finding::error("read_same_id", Place::node(&plain(id))));
                    }
                    let node = self.node(read.len(), &plain(id), value);
                    read.push((id.clone(), node));
                }
                read
            }
            (None, Some(count)) if count <= 1_000_000 => {
                (0..count).map(|id| (json!(id), Node::default())).collect()
            }
            _ => {
                self.errors.push(Finding::error("read_no_nodes", Place::Whole));
                Vec::new()
            }
        }
    }

    fn node(&mut self, at: usize, id: &str, value: &Value) -> Node {
        let mut size = |field: &str, usual: f64| match value.get(field) {
            None | Some(Value::Null) => usual,
            Some(given) => match given.as_f64() {
                Some(number) if (0.0..=LARGEST).contains(&number) => number,
                _ => {
                    let finding = Finding::error("read_size", Place::node(id));
                    self.errors.push(finding.with("field", field).with("value", given));
                    usual
                }
            },
        };
        let (width, height) = (size("width", WIDTH), size("height", HEIGHT));
        let number = |field: &str| value.get(field).and_then(Value::as_f64);
        let place = match (number("x"), number("y")) {
            (Some(x), Some(y)) => At::Placed(Point { x, y }),
            _ => At::Free,
        };
        let level = match value.get("level") {
            None | Some(Value::Null) => None,
            Some(Value::String(word)) => self.level(at, word),
            Some(given) => given.as_i64().or_else(|| {
                let finding = Finding::error("read_level", Place::node(id));
                self.errors.push(finding.with("value", given));
                None
            }),
        };
        Node { width, height, level, at: place }
    }

    fn level(&mut self, at: usize, word: &str) -> Option<i64> {
        if let Ok(number) = word.trim().parse::<i64>() {
            return Some(number);
        }
        let known = kind_of(word).and_then(|kind| kind.level());
        if known.is_none() {
            self.unknown.push((at, word.to_owned()));
        }
        known
    }

    /// Levels of no vocabulary lie below the known ones, in the order in which they are met.
    fn unknown_levels(&mut self, nodes: &mut [Node]) {
        let below =
            nodes.iter().filter_map(|node| node.level).max().map_or(0, |level| level.saturating_add(1));
        let mut met: Vec<&String> = Vec::new();
        for (at, word) in &self.unknown {
            let band = met.iter().position(|known| *known == word).unwrap_or_else(|| {
                met.push(word);
                self.remarks.push(Finding::warning("read_unknown_level", Place::Whole).with("level", word));
                met.len() - 1
            });
            nodes[*at].level = Some(below.saturating_add(i64::try_from(band).unwrap_or(i64::MAX)));
        }
    }

    fn links(&mut self, object: &Map<String, Value>, ids: &[Value]) -> Vec<(usize, usize)> {
        let index: BTreeMap<String, usize> =
            ids.iter().enumerate().map(|(at, id)| (id.to_string(), at)).rev().collect();
        let edges = match object.get("edges") {
            Some(Value::Array(edges)) => edges.as_slice(),
            None | Some(Value::Null) => &[],
            Some(_) => {
                self.errors.push(Finding::error("read_edges", Place::Whole));
                &[]
            }
        };
        let mut links = Vec::with_capacity(edges.len());
        for (at, edge) in edges.iter().enumerate() {
            let ends = match edge.as_array().map(Vec::as_slice) {
                Some([from, to]) => Some((from, to)),
                _ => edge.get("from").zip(edge.get("to")),
            };
            let Some((from, to)) = ends else {
                self.errors.push(Finding::error("read_edge", Place::Whole).with("at", at));
                continue;
            };
            match (index.get(&from.to_string()), index.get(&to.to_string())) {
                (Some(&from), Some(&to)) => links.push((from, to)),
                (None, _) => self.missing(at, from),
                _ => self.missing(at, to),
            }
        }
        links
    }

    fn missing(&mut self, at: usize, id: &Value) {
        let finding = Finding::error("read_edge_end", Place::Whole);
        self.errors.push(finding.with("at", at).with("node", plain(id)));
    }
}

/// An id without the quotes of JSON.
fn plain(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// The drawing as JSON: `x` and `y` are centres, `points` run from `from` to `to`.
pub fn write(asked: &Asked, drawing: &Drawing) -> Value {
    let nodes: Vec<Value> = asked
        .ids
        .iter()
        .zip(&asked.graph.nodes)
        .zip(&drawing.places)
        .map(|((id, node), place)| {
            json!({
                "id": id,
                "x": number(place.x),
                "y": number(place.y),
                "width": number(node.width),
                "height": number(node.height),
                "layer": place.layer,
            })
        })
        .collect();
    let edges: Vec<Value> = asked
        .graph
        .links
        .iter()
        .zip(&drawing.routes)
        .map(|(&(from, to), route)| {
            let points: Vec<Value> =
                route.iter().map(|point| json!([number(point.x), number(point.y)])).collect();
            json!({ "from": asked.ids[from], "to": asked.ids[to], "points": points })
        })
        .collect();
    json!({ "name": asked.name, "nodes": nodes, "edges": edges, "crossings": drawing.crossings })
}

/// Whole numbers are written without a point.
fn number(value: f64) -> Value {
    // Every f64 of this size that is whole is an i64.
    if value == value.trunc() && value.abs() < 1e15 { json!(value as i64) } else { json!(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_graphs_with_and_without_levels_and_says_what_is_wrong() {
        let check = |text: &str, expected: Result<usize, &[&str]>| {
            let read = read(&serde_json::from_str(text).unwrap());
            let found = read.map(|asked| asked.graph.nodes.len()).map_err(|findings| {
                findings.into_iter().map(|finding| finding.code).collect::<Vec<String>>()
            });
            assert_eq!(
                found,
                expected.map_err(|codes| codes.iter().map(ToString::to_string).collect()),
                "{text}"
            );
        };
        check(r#"{"nodes":[{"id":"a"},{"id":"b","level":2}],"edges":[["a","b"]]}"#, Ok(2));
        check(r#"{"name":"g","n":3,"edges":[[0,1],[0,2]]}"#, Ok(3));
        check(r#"{"nodes":[],"edges":[]}"#, Ok(0));
        check(r#"{"nodes":[{"id":"a","level":"impact"}]}"#, Ok(1));
        check(r#"{"nodes":[{"id":"a"}],"edges":[["a","b"]]}"#, Err(&["read_edge_end"]));
        check(r#"{"nodes":[{"id":"a"},{"id":"a"}],"edges":[["a"]]}"#, Err(&["read_same_id", "read_edge"]));
        check(r#"{"nodes":[{"level":1}]}"#, Err(&["read_node_without_id"]));
        check(r#"{"nodes":[{"id":1,"width":-4}]}"#, Err(&["read_size"]));
        check(r#"{"edges":[]}"#, Err(&["read_no_nodes"]));
        check("[1]", Err(&["read_not_an_object"]));
    }

    #[test]
    fn unknown_levels_are_kept_below_the_known_ones() {
        let text = r#"{"nodes":[{"id":"a","level":"autre"},{"id":"b","level":"impact"},{"id":"c","level":"autre"}]}"#;
        let asked = read(&serde_json::from_str(text).unwrap()).unwrap();
        let levels: Vec<Option<i64>> = asked.graph.nodes.iter().map(|node| node.level).collect();
        assert_eq!(levels, [Some(1), Some(0), Some(1)]);
        assert_eq!(asked.remarks.len(), 1);
    }
}
