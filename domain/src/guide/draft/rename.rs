//! Giving a question another name wherever it is meant.

use super::Draft;

impl Draft {
    /// The fields and texts that name it: `(node, field, language, new words)`; the language is `None` for a field.
    /// Paths of scenarios are followed too.
    pub fn renamed(&self, old: &str, new: &str) -> Vec<(String, String, Option<String>, String)> {
        let (written, becomes) = (format!("${{{old}}}"), format!("${{{new}}}"));
        let mut found = Vec::new();
        for (id, node) in &self.nodes {
            for (field, value) in &node.fields {
                let changed =
                    match field.as_str() {
                        "name" | "type" | "list" | "languages" => continue,
                        "trigger" => words(value, ' ', |name| (name == old).then(|| new.to_owned())),
                        "visible" | "hidden" => words(value, '\n', |path| Some(step(path, old, new))),
                        "acts" => value
                            .split('"')
                            .map(|part| {
                                if part.starts_with("/data/") {
                                    step(part, old, new)
                                } else {
                                    part.to_owned()
                                }
                            })
                            .collect::<Vec<_>>()
                            .join("\""),
                        _ => value.replace(&written, &becomes),
                    };
                if changed != *value {
                    found.push((id.clone(), field.clone(), None, changed));
                }
            }
            for (field, text) in &node.texts {
                for (language, value) in &text.0 {
                    if value.contains(&written) {
                        let changed = value.replace(&written, &becomes);
                        found.push((id.clone(), field.clone(), Some(language.clone()), changed));
                    }
                }
            }
        }
        found
    }
}

fn words(text: &str, between: char, change: impl Fn(&str) -> Option<String>) -> String {
    let changed = text.split(between).map(|word| change(word).unwrap_or_else(|| word.to_owned()));
    changed.collect::<Vec<_>>().join(&between.to_string())
}

/// The path with the steps of that name renamed, numbers of instances kept.
fn step(path: &str, old: &str, new: &str) -> String {
    words(path, '/', |step| {
        let (name, number) = step.split_once('[').map_or((step, None), |(name, rest)| (name, Some(rest)));
        (name == old).then(|| number.map_or_else(|| new.to_owned(), |rest| format!("{new}[{rest}")))
    })
}
