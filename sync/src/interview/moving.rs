//! Following a newer version of the guide. Answers stay where they were written: fields of `moves` say under which key
//! of the newer guide they are read and written from then on, so that two tablets that move the same interview, or one
//! that still answers by the older version, lose nothing and double nothing. Fields of `asked` keep the words of what
//! is no longer asked.

use std::collections::BTreeMap;

use domain::{
    guide::NodeKey,
    interview::{Answers, Asked, moving::Plan},
};
use yrs::{Map, ReadTxn, Transact};

use super::{Document, code_of};

impl Document {
    /// Makes the interview follow the guide of the plan. `asked` has the words of what the plan says is gone.
    pub fn follow(&self, guide: &str, plan: &Plan, asked: &BTreeMap<NodeKey, Asked>) {
        let moves: BTreeMap<String, String> =
            plan.moves.iter().map(|(to, from)| (to.0.clone(), self.origin(from).0)).collect();
        let gone: Vec<(NodeKey, &Asked)> =
            asked.iter().map(|(key, asked)| (self.origin(key), asked)).collect();
        let kept = plan.carried.iter().chain(plan.review.iter().map(|(key, _)| key));
        let kept: Vec<(String, String)> = kept
            .filter(|key| !moves.contains_key(key.as_str()))
            .map(|key| (key.0.clone(), self.origin(key).0))
            .filter(|(key, origin)| key != origin)
            .collect();
        let mut txn = self.replica.write();
        self.meta.insert(&mut txn, "guide", guide);
        let stale: Vec<String> = self
            .moves
            .keys(&txn)
            .filter(|key| !moves.contains_key(*key) && !kept.iter().any(|(other, _)| other == key))
            .map(str::to_owned)
            .collect();
        for key in stale {
            self.moves.remove(&mut txn, &key);
        }
        for (to, from) in moves {
            if to == from {
                self.moves.remove(&mut txn, &to);
            } else {
                self.moves.insert(&mut txn, to, from);
            }
        }
        for (key, asked) in gone {
            if let Ok(json) = serde_json::to_string(asked) {
                self.asked.insert(&mut txn, key.0, json);
            }
        }
    }

    /// Where what is read under a key stands in the document.
    pub fn origin(&self, key: &NodeKey) -> NodeKey {
        let txn = self.replica.doc.transact();
        self.moves.get(&txn, key.as_str()).as_ref().and_then(code_of).map_or_else(|| key.clone(), NodeKey)
    }

    /// Puts what was written under older keys where it is read now.
    pub(super) fn read_moves(&self, txn: &impl ReadTxn, answers: &mut Answers) {
        for (key, value) in self.asked.iter(txn) {
            let asked = code_of(&value).and_then(|json| serde_json::from_str(&json).ok());
            if let Some(asked) = asked {
                answers.no_longer_asked.insert(NodeKey(key.to_owned()), asked);
            }
        }
        let moves: BTreeMap<NodeKey, NodeKey> = self
            .moves
            .iter(txn)
            .filter_map(|(to, from)| Some((NodeKey(code_of(&from)?), NodeKey(to.to_owned()))))
            .collect();
        if moves.is_empty() {
            return;
        }
        let entries = std::mem::take(&mut answers.entries);
        // What stands under an older key comes last, so that it counts under the newer one.
        let (old, own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| moves.contains_key(key));
        answers.entries.extend(own);
        answers.entries.extend(old.into_iter().map(|(key, entry)| (moves[&key].clone(), entry)));
        let read = |key: &NodeKey| moves.get(key).unwrap_or(key).clone();
        answers.pins = answers.pins.iter().map(read).collect();
        for judgement in answers.judgements.values_mut() {
            judgement.informed_by = judgement.informed_by.iter().map(read).collect();
        }
    }
}
