//! A report while it is written: kept on this device as one text until it is submitted, so that nothing is lost.

use domain::{
    guide::NodeKey,
    id::{CaseId, DocumentId, ReportId},
    interview::Provenance,
    language::Language,
    report::{Basis, Content, Item, Proportion, Recipient, Report, Submit, Told},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::components::draft::Draft;

/// Everything that is typed and ticked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// Decided on the first change, so that submitting twice is submitting once.
    pub id: Option<ReportId>,
    pub interview: Option<DocumentId>,
    pub chosen: Vec<NodeKey>,
    pub items: Vec<Item>,
    pub proportion: Proportion,
    pub told: bool,
    pub told_words: String,
    pub head: bool,
}

impl Default for Sheet {
    fn default() -> Self {
        Self {
            id: None,
            interview: None,
            chosen: Vec::new(),
            items: vec![blank()],
            proportion: Proportion::default(),
            told: true,
            told_words: String::new(),
            head: false,
        }
    }
}

pub fn blank() -> Item {
    Item {
        question: String::new(),
        text: String::new(),
        provenance: Some(Provenance::Fact),
        source: String::new(),
    }
}

impl Sheet {
    /// What came back, to be written on.
    pub fn of(report: &Report) -> Self {
        let Content { proportion, items, told, recipients } = report.content.clone();
        Self {
            id: Some(report.summary.id),
            interview: None,
            chosen: Vec::new(),
            items,
            proportion,
            told: matches!(told, Told::Yes(_)),
            told_words: told.words().to_owned(),
            head: recipients.contains(&Recipient::Head),
        }
    }

    /// What has been written; `chosen` are the answers that are ticked, as this page shows them.
    pub fn content(&self, chosen: &[Item]) -> Content {
        let written = self.items.iter().filter(|item| !item.text.trim().is_empty()).cloned();
        let words = self.told_words.clone();
        let recipients = match self.head {
            true => vec![Recipient::Committee, Recipient::Head],
            false => vec![Recipient::Committee],
        };
        Content {
            proportion: self.proportion.clone(),
            items: chosen.iter().cloned().chain(written).collect(),
            told: if self.told { Told::Yes(words) } else { Told::NotYet(words) },
            recipients,
        }
    }

    pub fn submit(&self, case: CaseId, language: Language) -> Option<Submit> {
        Some(Submit {
            id: self.id?,
            case,
            interview: self.interview,
            chosen: self.chosen.clone(),
            language,
            content: self.content(&[]),
        })
    }

    pub fn choose(&mut self, key: &NodeKey) {
        match self.chosen.iter().position(|one| one == key) {
            Some(place) => drop(self.chosen.remove(place)),
            None => self.chosen.push(key.clone()),
        }
    }

    pub fn set_basis(&mut self, code: &str) {
        self.proportion.basis = Basis::from_code(code).unwrap_or_default();
    }
}

/// The sheet on the page.
#[derive(Clone, Copy)]
pub struct Writing {
    pub sheet: Memo<Sheet>,
    draft: Draft,
}

impl Writing {
    pub fn on(draft: Draft) -> Self {
        let read = move |_: Option<&Sheet>| {
            draft.text.with(|text| serde_json::from_str::<Sheet>(text).unwrap_or_default())
        };
        Self { sheet: Memo::new(read), draft }
    }

    pub fn change(self, change: impl FnOnce(&mut Sheet)) {
        let mut sheet = self.sheet.get_untracked();
        sheet.id.get_or_insert_with(|| ReportId(uuid::Uuid::now_v7()));
        change(&mut sheet);
        // What serializes without fail: texts, ids and flags.
        self.draft.set(serde_json::to_string(&sheet).unwrap_or_default());
    }

    /// Writes on what came back, unless that has begun already.
    pub fn take_up(self, report: &Report) {
        if self.sheet.with_untracked(|sheet| sheet.id) != Some(report.summary.id) {
            let sheet = Sheet::of(report);
            self.change(|kept| *kept = sheet);
        }
    }

    /// It has been submitted.
    pub fn forget(self) {
        self.draft.set(String::new());
    }

    /// A callback that changes one text.
    pub fn text(self, place: impl Fn(&mut Sheet) -> &mut String + Send + Sync + 'static) -> Callback<String> {
        Callback::new(move |text| self.change(|sheet| *place(sheet) = text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_reads_back_and_blank_statements_are_left_out() {
        let mut sheet = Sheet::default();
        sheet.items.push(Item { text: "Vu deux fois".to_owned(), ..blank() });
        sheet.choose(&NodeKey("home/city".to_owned()));
        sheet.choose(&NodeKey("home/people".to_owned()));
        sheet.choose(&NodeKey("home/city".to_owned()));
        let json = serde_json::to_string(&sheet).unwrap();
        assert_eq!(serde_json::from_str::<Sheet>(&json).unwrap(), sheet);
        assert_eq!(sheet.chosen, [NodeKey("home/people".to_owned())]);
        let content = sheet.content(&[Item { text: "Lyon".to_owned(), ..blank() }]);
        assert_eq!(
            content.items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>(),
            ["Lyon", "Vu deux fois"]
        );
        assert_eq!(content.recipients, [Recipient::Committee]);
        assert!(sheet.submit(CaseId(uuid::Uuid::nil()), Language::French).is_none());
    }
}
