//! Which content each kind of document has a place for. What has none is refused before it is merged: it would be
//! carried along for ever without ever being shown.

use domain::document::Kind;

use crate::{
    SyncError, comment, framework,
    guard::{
        Block, Parent,
        content::{ANY, DELETED, FORMAT, TEXT},
        walk,
    },
    guide, interview, notes, plan,
};

/// The roots that a kind of document has a place for.
pub struct Roots {
    /// Maps by name. Their fields are plain values, JSON in one piece: the last writer of a field wins.
    pub maps: &'static [&'static str],
    /// Texts that people write together, by name. Marks of rich text are left aside by whoever reads them.
    pub texts: &'static [&'static str],
    /// Every root whose name begins so is such a text.
    pub text_prefixes: &'static [&'static str],
}

/// What a root holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Text,
    Fields,
}

impl Roots {
    fn of(&self, name: &str) -> Option<Holds> {
        if self.maps.contains(&name) {
            return Some(Holds::Fields);
        }
        let is_text =
            self.texts.contains(&name) || self.text_prefixes.iter().any(|start| name.starts_with(start));
        is_text.then_some(Holds::Text)
    }

    fn hold(&self, holds: Holds) -> bool {
        match holds {
            Holds::Fields => !self.maps.is_empty(),
            Holds::Text => !self.texts.is_empty() || !self.text_prefixes.is_empty(),
        }
    }
}

/// What a kind has a place for: its own roots, and comments where it holds them.
fn roots(kind: Kind) -> [&'static Roots; 2] {
    let own = match kind {
        Kind::Interview => &interview::ROOTS,
        Kind::Notes => &notes::ROOTS,
        Kind::GuideDraft => &guide::ROOTS,
        Kind::Plan => &plan::ROOTS,
        Kind::Framework => &framework::ROOTS,
    };
    [own, if kind.holds_comments() { &comment::ROOTS } else { own }]
}

/// Checks an update as [`crate::guard::check_update`] does, and that the document's kind has a place for all of it.
pub fn check(kind: Kind, update: &[u8]) -> Result<(), SyncError> {
    walk(update, |block| if fits(kind, block) { Ok(()) } else { Err(SyncError::Foreign) })
}

fn fits(kind: Kind, block: &Block<'_>) -> bool {
    let holds = match block.content {
        TEXT | FORMAT => Some(Holds::Text),
        ANY => Some(Holds::Fields),
        // What was removed tells no more what it was.
        DELETED => None,
        _ => return false,
    };
    let roots = roots(kind);
    match block.parent {
        // It stands where its neighbour does.
        Parent::Neighbour => holds.is_none_or(|holds| roots.iter().any(|roots| roots.hold(holds))),
        Parent::Item => false,
        Parent::Root(name) => roots.iter().find_map(|roots| roots.of(name)).is_some_and(|place| {
            block.is_field == (place == Holds::Fields) && holds.is_none_or(|holds| holds == place)
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::{
        guide::{NodeKey, Value},
        interview::{Asked, NonAnswer, Provenance, judgement::Aspect, moving::Plan},
    };
    use yrs::{Any, Array, ArrayPrelim, Doc, Map, ReadTxn, StateVector, Text, Transact, types::Attrs};

    use super::*;

    fn update(change: impl FnOnce(&Doc)) -> Vec<u8> {
        let doc = Doc::with_client_id(7);
        change(&doc);
        doc.transact().encode_state_as_update_v1(&StateVector::default())
    }

    fn check(what: &str, kind: Kind, update: &[u8], fits: bool) {
        let expected = if fits { Ok(()) } else { Err(SyncError::Foreign) };
        assert_eq!(super::check(kind, update), expected, "{what} in {kind:?}");
    }

    #[test]
    fn everything_that_a_kind_writes_fits_it_and_no_other() {
        let interview = interview::Document::new(1);
        let key = NodeKey("situation/home".to_owned());
        interview.set_meta("guide", "case");
        interview.set_text(&key, "chez sa tante");
        interview.set_text(&key, "chez sa sœur");
        interview.set_note(&key, "depuis mai");
        interview.set_value(&key, &Value::Number(1.5));
        interview.set_value(&key, &Value::Many(vec!["a".to_owned()]));
        interview.set_value(&key, &Value::Empty);
        interview.set_non_answer(&key, Some(NonAnswer::Later));
        interview.set_provenance(&key, Some(Provenance::Fact));
        interview.set_source(&key, "dossier");
        interview.add_instance(&key, "x");
        interview.remove_instance(&key, "x");
        interview.set_judgement(&key, Aspect::Unknown, "ses revenus");
        interview.set_informing(&key, &key, true);
        interview.set_informing(&key, &key, false);
        interview.set_loose_note(&"n".to_owned(), "à classer");
        interview.set_pin(&key, true);
        interview.set_pin(&key, false);
        interview.follow("v2", &Plan::default(), &BTreeMap::from([(key.clone(), Asked::default())]));
        check("an interview", Kind::Interview, &interview.encode(), true);
        check("an interview", Kind::Notes, &interview.encode(), false);

        let notes = notes::Document::new(1);
        notes.set_text("Réunion du lundi");
        notes.set_text("Réunion de mardi 🌿");
        check("notes", Kind::Notes, &notes.encode(), true);
        check("notes", Kind::Interview, &notes.encode(), false);
        check("nothing", Kind::Notes, &[0, 0], true);

        let draft = guide::Document::new(1);
        draft.fill(&domain::guide::draft::Draft::blank());
        draft.set_text("a", "label", "fr", "Où ?");
        draft.set_field("a", "type", "text");
        draft.set_field("a", "type", "");
        let framework = framework::Document::new(1);
        let demo = domain::framework::Framework {
            title: domain::guide::Text::plain("Cadre"),
            nodes: vec![domain::framework::Node::new(
                "a",
                domain::framework::Kind::Final,
                domain::guide::Text::plain("But"),
            )],
            ..Default::default()
        };
        framework.fill(&domain::framework::records::of_framework(&demo));
        framework.set_text("n:a", "text", "fr", "Autre but");
        check("a framework", Kind::Framework, &framework.encode(), true);
        check("a framework", Kind::Notes, &framework.encode(), false);
        check("a draft", Kind::GuideDraft, &draft.encode(), true);
        check("a draft", Kind::Notes, &draft.encode(), false);
        check("notes", Kind::GuideDraft, &notes.encode(), false);

        let plan = plan::Document::new(1);
        plan.set_text("goal-a", "title", "Garder son calme");
        plan.set_fields(&[("goal-a", "status", "later"), ("goal-a", "target", "2026-05-01")]);
        plan.set_field("goal-a", "target", "");
        plan.place(&[("goal-a".to_owned(), domain::guide::draft::Place::default())]);
        plan.remove(&["goal-a".to_owned()]);
        check("a plan", Kind::Plan, &plan.encode(), true);
        check("a plan", Kind::Notes, &plan.encode(), false);
        check("a plan", Kind::Interview, &plan.encode(), false);
        check("notes", Kind::Plan, &notes.encode(), false);
    }

    #[test]
    fn comments_fit_where_they_are_wanted() {
        let comment = update(|doc| {
            doc.get_or_insert_map("threads").insert(&mut doc.transact_mut(), "t/a", "{}");
        });
        for kind in Kind::ALL {
            check("a comment", kind, &comment, kind.holds_comments());
        }
        let text = update(|doc| {
            doc.get_or_insert_text("threads").insert(&mut doc.transact_mut(), 0, "x");
        });
        check("a text for comments", Kind::Interview, &text, false);
    }

    #[test]
    fn what_has_no_place_is_refused() {
        use Kind::{Interview, Notes};
        let text =
            |name: &str| update(|doc| doc.get_or_insert_text(name).insert(&mut doc.transact_mut(), 0, "x"));
        check("another root", Notes, &text("chat"), false);
        check("another root", Interview, &text("chat"), false);
        check("a text for a map", Interview, &text("values"), false);
        check("a prefix", Interview, &text("value"), false);

        let field = |name: &str, value: Any| {
            update(|doc| {
                doc.get_or_insert_map(name).insert(&mut doc.transact_mut(), "a", value);
            })
        };
        check("a field in a text", Notes, &field("notes", Any::from("x")), false);
        check("a field in a text", Interview, &field("note:a", Any::from("x")), false);
        check("bytes", Interview, &field("values", Any::from(vec![1_u8])), true);

        let nested = update(|doc| {
            let list = ArrayPrelim::from([1, 2]);
            doc.get_or_insert_map("values").insert(&mut doc.transact_mut(), "a", list);
        });
        check("a nested type", Interview, &nested, false);
        let list = update(|doc| {
            doc.get_or_insert_array("notes").push_back(&mut doc.transact_mut(), 1);
        });
        check("a list", Notes, &list, false);
        let embed = update(|doc| {
            let (text, mut txn) = (doc.get_or_insert_text("notes"), doc.transact_mut());
            text.insert(&mut txn, 0, "ab");
            text.insert_embed(&mut txn, 1, Any::from("image"));
        });
        check("a picture", Notes, &embed, false);
        let bold = update(|doc| {
            let bold = Attrs::from([("bold".into(), Any::Bool(true))]);
            let text = doc.get_or_insert_text("notes");
            text.insert_with_attributes(&mut doc.transact_mut(), 0, "ab", bold);
        });
        check("a mark", Notes, &bold, true);
        assert_eq!(super::check(Notes, &[9, 9, 9]), crate::guard::check_update(&[9, 9, 9]));
    }
}
