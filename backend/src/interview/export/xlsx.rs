//! The copy as a workbook. Every cell is text: what a person typed must never run as a formula.

use domain::{
    interview::{
        Entry, NonAnswer, Provenance,
        reading::{Aside, Judged, Row},
    },
    language::Language,
};
use locales::export as words;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::{Copy, fault, time};
use crate::Outcome;

/// The most characters (UTF-16 units at worst) that fit in a cell; longer text goes on in the row below.
const CELL_MAX: usize = 16_000;

pub(super) fn write(copy: &Copy) -> Outcome<Vec<u8>> {
    build(copy).map_err(|error| fault(&error))
}

fn build(copy: &Copy) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    in_words(copy, workbook.add_worksheet())?;
    raw(copy, workbook.add_worksheet())?;
    workbook.save_to_buffer()
}

/// Where the next row goes.
struct Table<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    plain: Format,
    strong: Format,
}

impl<'a> Table<'a> {
    fn new(sheet: &'a mut Worksheet, name: &str, widths: &[f64]) -> Result<Self, XlsxError> {
        sheet.set_name(name)?;
        for (column, width) in (0..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let strong = plain.clone().set_bold();
        Ok(Self { sheet, row: 0, plain, strong })
    }

    fn line(&mut self, cells: &[&str]) -> Result<(), XlsxError> {
        let format = self.plain.clone();
        self.write(cells, &format)
    }

    fn heading(&mut self, cells: &[&str]) -> Result<(), XlsxError> {
        let format = self.strong.clone();
        self.write(cells, &format)
    }

    fn write(&mut self, cells: &[&str], format: &Format) -> Result<(), XlsxError> {
        let mut rows = 1;
        for (column, cell) in (0..).zip(cells) {
            for (below, part) in (0..).zip(parts(cell)) {
                let format = if is_risky(&part) { format.clone().set_quote_prefix() } else { format.clone() };
                self.sheet.write_string_with_format(self.row + below, column, &part, &format)?;
                rows = rows.max(below + 1);
            }
        }
        self.row += rows;
        Ok(())
    }
}

fn parts(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(CELL_MAX).map(|part| part.iter().collect()).collect()
}

/// Text that a spreadsheet would take for a formula when the file is saved in another format and read again.
fn is_risky(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn in_words(copy: &Copy, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let (language, summary) = (copy.language, &copy.reading.summary);
    let mut table =
        Table::new(sheet, words::sheet_words(language), &[26.0, 46.0, 60.0, 22.0, 26.0, 30.0, 46.0])?;
    table.heading(&[summary.guide_title.in_language(language).0])?;
    table.line(&[words::case(language), copy.reading.case_code.as_str()])?;
    table.line(&[words::started(language), &time(summary.started_at), &summary.started_by])?;
    match &summary.signature {
        Some(signature) => {
            table.line(&[words::signed(language), &time(signature.at), &signature.by])?;
            table.line(&[words::content_hash(language), &signature.content_hash])?;
        }
        None => table.line(&[words::signed(language), words::not_signed(language)])?,
    }
    table.line(&[words::exported(language), &time(copy.exported_at), &copy.exported_by])?;
    table.row += 1;
    table.heading(&[
        words::section(language),
        words::question(language),
        words::answer(language),
        words::no_answer(language),
        words::who_says_it(language),
        words::source(language),
        words::note(language),
    ])?;
    for section in &copy.reading.sections {
        for row in &section.rows {
            match row {
                Row::Heading { title, .. } => table.heading(&[&section.title, title])?,
                Row::Note { text, .. } => table.line(&[&section.title, text])?,
                Row::Question(reading) => table.line(&[
                    &section.title,
                    &reading.question,
                    &reading.answer,
                    reading.non_answer.map_or("", |reason| non_answer(language, reason)),
                    reading.provenance.map_or("", |provenance| who_says_it(language, provenance)),
                    &reading.source,
                    &reading.note,
                ])?,
            }
        }
        if let Some(judged) = &section.judgement {
            judgement(&mut table, language, judged)?;
        }
    }
    aside(&mut table, language, &copy.reading.aside)
}

fn judgement(table: &mut Table<'_>, language: Language, judged: &Judged) -> Result<(), XlsxError> {
    table.heading(&[&judged.title, words::judgement(language)])?;
    for (word, text) in [
        (words::protective(language), &judged.protective),
        (words::concerns(language), &judged.concerns),
        (words::unknown(language), &judged.unknown),
        (words::judged(language), &judged.appreciation),
    ] {
        if !text.is_empty() {
            table.line(&[&judged.title, word, text])?;
        }
    }
    for one in &judged.informed_by {
        table.line(&[
            &judged.title,
            words::informed_by(language),
            &format!("{} {}", one.question, one.answer),
        ])?;
    }
    Ok(())
}

fn aside(table: &mut Table<'_>, language: Language, aside: &Aside) -> Result<(), XlsxError> {
    for judged in &aside.judgements {
        judgement(table, language, judged)?;
    }
    for notice in &aside.notices {
        let word = if notice.told { words::told(language) } else { words::not_told(language) };
        table.line(&[
            words::information(language),
            word,
            &notice.text,
            &time(notice.at),
            &notice.mark.name,
        ])?;
    }
    for note in &aside.loose_notes {
        table.line(&[words::loose_note(language), "", note])?;
    }
    for one in &aside.no_longer_asked {
        table.line(&[
            words::no_longer_asked(language),
            &one.question,
            &one.answer,
            one.non_answer.map_or("", |reason| non_answer(language, reason)),
            one.provenance.map_or("", |provenance| who_says_it(language, provenance)),
            &one.source,
            &one.note,
        ])?;
    }
    Ok(())
}

fn raw(copy: &Copy, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let name = words::sheet_raw(copy.language);
    let mut table = Table::new(sheet, name, &[46.0, 46.0, 16.0, 16.0, 30.0, 46.0])?;
    table.heading(&["key", "value", "non_answer", "provenance", "source", "note"])?;
    for section in &copy.reading.sections {
        for row in &section.rows {
            if let Row::Question(reading) = row {
                raw_line(&mut table, reading.key.as_str(), &copy.entry(&reading.key))?;
            }
        }
    }
    for (key, entry) in copy.not_shown() {
        raw_line(&mut table, key.as_str(), entry)?;
    }
    Ok(())
}

fn raw_line(table: &mut Table<'_>, key: &str, entry: &Entry) -> Result<(), XlsxError> {
    table.line(&[
        key,
        &entry.value.to_text(),
        entry.non_answer.map_or("", NonAnswer::code),
        entry.provenance.map_or("", Provenance::code),
        &entry.source,
        &entry.note,
    ])
}

fn non_answer(language: Language, reason: NonAnswer) -> &'static str {
    match reason {
        NonAnswer::Refused => words::refused(language),
        NonAnswer::DoesNotKnow => words::does_not_know(language),
        NonAnswer::NotAsked => words::not_asked(language),
        NonAnswer::Later => words::later(language),
    }
}

fn who_says_it(language: Language, provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Fact => words::fact(language),
        Provenance::Words => words::words(language),
        Provenance::Appreciation => words::appreciation(language),
        Provenance::Hearsay => words::hearsay(language),
    }
}
