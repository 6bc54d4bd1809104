//! What is said of a box of a drawing when it is reached.

use domain::{
    framework::{
        canvas::speak::{Spoken, Tie},
        link::LinkKind,
    },
    language::Language,
};

use crate::{drawing as words, framework};

/// How many ends of links are named before the rest is only counted.
const NAMED: usize = 4;

/// A box in one breath: its text, what it is, its indicators, what it leads to and what leads to it. `kind` is what
/// its framework calls it.
pub fn spoken(language: Language, said: &Spoken<'_>, kind: &str, mark: Option<&str>) -> String {
    let text = if said.text.is_empty() { words::without_text(language) } else { said.text };
    let mut parts = vec![text.to_owned(), kind.to_owned()];
    parts.extend(mark.map(str::to_owned));
    if said.indicators > 0 {
        parts.push(words::indicators(language, said.indicators));
        if said.without_target > 0 {
            parts.push(words::without_target(language, said.without_target));
        }
    }
    let tells = |ties: &[Tie<'_>]| !ties.is_empty() && ties.iter().all(|tie| *tie.kind == LinkKind::Informs);
    if !said.to.is_empty() {
        let ties = list(language, &said.to);
        let informs = tells(&said.to);
        parts.push(if informs { words::informs(language, ties) } else { words::leads_to(language, ties) });
    }
    if !said.from.is_empty() {
        let ties = list(language, &said.from);
        let informed = tells(&said.from);
        parts.push(if informed {
            words::informed_by(language, ties)
        } else {
            words::led_to_by(language, ties)
        });
    }
    if let Some(behind) = said.behind {
        parts.push(words::behind(language, behind));
    }
    if said.by_hand {
        parts.push(words::by_hand(language).to_owned());
    }
    parts.join(", ")
}

fn list(language: Language, ties: &[Tie<'_>]) -> String {
    let mut named: Vec<String> = ties.iter().take(NAMED).map(|tie| one(language, tie)).collect();
    if ties.len() > NAMED {
        named.push(words::leads_to_many(language, ties.len() - NAMED));
    }
    named.join(", ")
}

fn one(language: Language, tie: &Tie<'_>) -> String {
    let text = if tie.text.is_empty() { words::without_text(language) } else { tie.text };
    let mut claims: Vec<&str> = Vec::new();
    if *tie.kind != LinkKind::Informs {
        claims.extend(framework::lookup(language, &format!("link_{}", tie.kind.word())));
    }
    claims.extend(
        tie.strength
            .and_then(|strength| framework::lookup(language, &format!("strength_{}", strength.word()))),
    );
    if tie.one_way {
        claims.push(words::one_way(language));
    }
    if claims.is_empty() { text.to_owned() } else { format!("{text} ({})", claims.join(", ")) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::{
        framework::{
            Framework, Indicator, Kind, Link, Node,
            canvas::{Rule, Scene, Sketch, speak},
            indicator::Measure,
            link::Strength,
        },
        guide::Text,
    };

    use super::*;

    fn said(language: Language, id: &str) -> String {
        let mut framework = Framework::default();
        framework.nodes.push(Node::new("f", Kind::Final, Text::plain("La violence recule")));
        let mut other = Node::new("a", Kind::Intermediate, Text::plain("Quitter la violence"));
        other.indicators.push(Indicator::new("i", Text::plain("Incidents"), Measure::Unit));
        framework.nodes.push(other);
        framework.nodes.push(Node::new("b", Kind::Immediate, Text::default()));
        let mut link = Link::new("l", "a", "f", LinkKind::Necessary);
        link.strength = Some(Strength::Moderate);
        framework.links.extend([link, Link::new("m", "b", "a", LinkKind::Contributory)]);
        let sketch = Sketch::of(&framework, language, Rule::Causal);
        let scene = Scene::draw(&sketch, &BTreeSet::new(), None);
        let said = speak::spoken(&sketch, &scene, sketch.find(id).unwrap());
        spoken(language, &said, said.kind.word(), None)
    }

    #[test]
    fn a_box_is_said_in_one_breath() {
        assert_eq!(
            said(Language::English, "a"),
            "Quitter la violence, intermediate_objective, 1 indicator, 1 without target, leads to La violence recule \
             (necessary, moderate), supported by no text (contributes)"
        );
        assert_eq!(
            said(Language::French, "b"),
            "sans texte, immediate_objective, mène à Quitter la violence (contribue)"
        );
    }
}
