//! What stands beside the answers: judgements (texts `judged:<aspect>:<section>`, fields of `informing` by section and
//! question), what the person was told (fields of `notices`, written once), notes under no question (texts
//! `loose:<name>`), pins (fields of `pins`).

use domain::{
    comment::Name,
    guide::NodeKey,
    id::GuideId,
    interview::{
        Answers,
        judgement::{Aspect, Judgement},
        notice::Notice,
    },
};
use yrs::{GetString, Map, Transact};

use super::{Document, JUDGED, LOOSE, code_of};

/// Between a section and a question in a field of `informing`; names hold no such sign.
const BETWEEN: char = '|';

impl Document {
    pub fn set_judgement(&self, section: &NodeKey, aspect: Aspect, text: &str) {
        self.edit(&format!("{JUDGED}{}:{section}", aspect.code()), text);
    }

    /// Says that the answer to a question informs the judgement of a section, or that it does not.
    pub fn set_informing(&self, section: &NodeKey, question: &NodeKey, informs: bool) {
        let key = format!("{section}{BETWEEN}{}", self.origin(question));
        let mut txn = self.replica.write();
        if informs {
            self.informing.insert(&mut txn, key, true);
        } else {
            self.informing.remove(&mut txn, &key);
        }
    }

    /// Records what the person was told. `name` sorts after those used before and is used once.
    pub fn add_notice(&self, name: &Name, notice: &Notice) {
        // Plain texts and numbers always make JSON.
        let Ok(json) = serde_json::to_string(notice) else { return };
        self.notices.insert(&mut self.replica.write(), name.as_str(), json);
    }

    /// A note under no question; blank to take it away.
    pub fn set_loose_note(&self, name: &Name, text: &str) {
        self.edit(&format!("{LOOSE}{name}"), text);
    }

    pub fn set_pin(&self, question: &NodeKey, pinned: bool) {
        let key = self.origin(question);
        let mut txn = self.replica.write();
        if pinned {
            self.pins.insert(&mut txn, key.as_str(), true);
        } else {
            self.pins.remove(&mut txn, key.as_str());
        }
    }

    pub(super) fn read_margin(&self, answers: &mut Answers) {
        let texts = self.root_texts();
        let txn = self.replica.doc.transact();
        for (name, text) in texts {
            let content = text.get_string(&txn);
            if content.is_empty() {
                continue;
            }
            if let Some((aspect, section)) = name.strip_prefix(JUDGED).and_then(|rest| rest.split_once(':')) {
                let Some(aspect) = Aspect::from_code(aspect) else { continue };
                *judgement(answers, section).text_mut(aspect) = content;
            } else if let Some(name) = name.strip_prefix(LOOSE) {
                answers.loose_notes.insert(name.to_owned(), content);
            }
        }
        for (key, _) in self.informing.iter(&txn) {
            if let Some((section, question)) = key.split_once(BETWEEN) {
                judgement(answers, section).informed_by.insert(NodeKey(question.to_owned()));
            }
        }
        let mut notices: Vec<(String, Notice)> = self
            .notices
            .iter(&txn)
            .filter_map(|(name, value)| {
                Some((name.to_owned(), serde_json::from_str(&code_of(&value)?).ok()?))
            })
            .collect();
        notices.sort_by(|(a, _), (b, _)| a.cmp(b));
        answers.notices = notices.into_iter().map(|(_, notice)| notice).collect();
        answers.pins = self.pins.keys(&txn).map(|key| NodeKey(key.to_owned())).collect();
        answers.guide = self
            .meta
            .get(&txn, "guide")
            .as_ref()
            .and_then(code_of)
            .and_then(|guide| guide.parse::<GuideId>().ok());
    }
}

fn judgement<'a>(answers: &'a mut Answers, section: &str) -> &'a mut Judgement {
    answers.judgements.entry(NodeKey(section.to_owned())).or_default()
}
