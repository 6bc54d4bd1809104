//! The copy as JSON; its shape is described at [`super::export_json`].

use domain::interview::{
    Entry,
    notice::Notice,
    reading::{Judged, Reading, Row, Section},
};
use serde_json::{Map, Value, json};

use super::{Copy, fault, time};
use crate::Outcome;

pub(super) fn write(copy: &Copy) -> Outcome<Vec<u8>> {
    let (summary, guide) = (&copy.reading.summary, &copy.content.guide);
    let sections: Vec<Value> =
        copy.reading.sections.iter().map(|section| of_section(copy, section)).collect();
    let not_shown: Vec<Value> = copy
        .not_shown()
        .map(|(key, entry)| {
            let mut fields = of_entry(entry);
            fields.insert("key".to_owned(), json!(key));
            Value::Object(fields)
        })
        .collect();
    let signature = summary.signature.as_ref().map(|signature| {
        json!({ "by": signature.by, "at": time(signature.at), "content_hash": signature.content_hash })
    });
    let document = json!({
        "format": "jalon-interview",
        "version": 1,
        "meta": {
            "id": summary.id,
            "case": copy.reading.case_code,
            "language": copy.language,
            "started_at": time(summary.started_at),
            "started_by": summary.started_by,
            "exported_at": time(copy.exported_at),
            "exported_by": copy.exported_by,
        },
        "guide": {
            "id": summary.guide,
            "title": summary.guide_title.in_language(copy.language).0,
            "form_id": guide.form_id,
            "version": guide.version,
        },
        "sections": sections,
        "not_shown": not_shown,
        "told": copy.reading.aside.notices.iter().map(of_notice).collect::<Vec<_>>(),
        "judgements_elsewhere": copy.reading.aside.judgements.iter().map(of_judgement).collect::<Vec<_>>(),
        "loose_notes": copy.reading.aside.loose_notes,
        "no_longer_asked": copy.reading.aside.no_longer_asked.iter().map(|one| of_question(copy, one)).collect::<Vec<_>>(),
        "signature": signature,
    });
    serde_json::to_vec_pretty(&document).map_err(|error| fault(&error))
}

fn of_section(copy: &Copy, section: &Section) -> Value {
    let answers: Vec<Value> = section
        .rows
        .iter()
        .filter_map(|row| match row {
            Row::Question(reading) => Some(of_question(copy, reading)),
            Row::Heading { .. } | Row::Note { .. } => None,
        })
        .collect();
    let judgement = section.judgement.as_ref().map(of_judgement);
    json!({ "key": section.key, "title": section.title, "answers": answers, "judgement": judgement })
}

fn of_judgement(judged: &Judged) -> Value {
    let informed_by: Vec<Value> = judged
        .informed_by
        .iter()
        .map(|one| json!({ "key": one.key, "question": one.question, "answer": one.answer }))
        .collect();
    json!({
        "section": judged.section,
        "title": judged.title,
        "protective": judged.protective,
        "concerns": judged.concerns,
        "unknown": judged.unknown,
        "appreciation": judged.appreciation,
        "informed_by": informed_by,
    })
}

fn of_notice(notice: &Notice) -> Value {
    json!({
        "told": notice.told,
        "text": notice.text,
        "at": time(notice.at),
        "recorded_by": notice.mark.name,
        "recorded_at": time(notice.mark.at),
    })
}

fn of_question(copy: &Copy, reading: &Reading) -> Value {
    let mut fields = of_entry(&copy.entry(&reading.key));
    fields.insert("key".to_owned(), json!(reading.key));
    fields.insert("question".to_owned(), json!(reading.question));
    fields.insert("answer".to_owned(), json!(reading.answer));
    fields.insert("required".to_owned(), json!(reading.required));
    Value::Object(fields)
}

fn of_entry(entry: &Entry) -> Map<String, Value> {
    let fields = [
        ("value", json!(entry.value)),
        ("non_answer", json!(entry.non_answer)),
        ("provenance", json!(entry.provenance)),
        ("source", json!(entry.source)),
        ("note", json!(entry.note)),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
