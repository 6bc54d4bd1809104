use std::io::{Cursor, Write};

use domain::{
    guide::{check as meaning, xlsform},
    language::Language,
};
use rust_xlsxwriter::{ExcelDateTime, Workbook as Writer};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

fn check(file_name: &str, bytes: &[u8], code: &str) {
    let problem = read(file_name, bytes).unwrap_err();
    assert_eq!(problem.code, code, "{file_name}");
    let (_, params) = CODES.iter().find(|(known, _)| *known == code).unwrap();
    assert_eq!(problem.params.keys().collect::<Vec<_>>(), *params, "{file_name}");
}

fn spreadsheet(fill: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    fill(&mut writer);
    writer.save_to_buffer().unwrap()
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn every_problem_of_a_workbook_is_worded_in_both_languages() {
    for (code, params) in CODES
        .iter()
        .chain(xlsform::CODES)
        .chain(meaning::CODES)
        .chain(domain::guide::draft::CODES)
        .chain(domain::guide::scenario::CODES)
        .chain(domain::plan::CODES)
        .chain(crate::guide::CODES)
        .chain(crate::xform::CODES)
    {
        let problem = params
            .iter()
            .fold(Problem::error(code, Place::default()), |problem, name| problem.with(name, "¤"));
        for language in Language::ALL {
            let sentence = locales::problem(language, &problem);
            assert!(sentence != *code && !sentence.contains('{'), "{code}: {sentence}");
        }
    }
}

#[test]
fn tables_keep_their_places_and_read_as_people_read_them() {
    let bytes = spreadsheet(|writer| {
        let sheet = writer.add_worksheet();
        sheet.set_name("survey").unwrap();
        sheet.write(1, 1, "type").unwrap();
        sheet.write(3, 0, 12.0).unwrap();
        sheet.write(3, 2, true).unwrap();
        let day = ExcelDateTime::from_ymd(2026, 11, 23).unwrap();
        let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_with_format(4, 0, &day, &format).unwrap();
    });
    let workbook = read("a.xlsx", &bytes).unwrap();
    let rows: Vec<Vec<&str>> =
        workbook.sheets[0].rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    assert_eq!(workbook.sheets[0].name, "survey");
    assert_eq!(rows, [vec![], vec!["", "type"], vec![], vec!["12", "", "TRUE"], vec!["2026-11-23"]]);
}

#[test]
fn markdown_is_read_too() {
    let workbook = read("a.md", b"| survey |\n| | type |\n").unwrap();
    assert_eq!(workbook.sheets[0].rows, [["type"]]);
}

#[test]
fn what_cannot_be_read_says_why() {
    check("a.xlsx", b"", "workbook_empty");
    check("a.xlsx", &spreadsheet(|writer| drop(writer.add_worksheet().set_name("survey"))), "workbook_empty");
    check("a.xlsx", b"not a workbook", "workbook_unreadable");
    check("a.xlsx", b"PK\x03\x04 torn", "workbook_unreadable");
    check("a.md", b"\xff\xfe", "workbook_unreadable");
    check("a.docx", b"whatever", "workbook_format");
    check("a.docx", &archive(&[("word/document.xml", b"<w/>")]), "workbook_format");
    check("a.xlsx", &vec![0; MAX_BYTES + 1], "workbook_too_large");
    check(
        "a.xlsm",
        &spreadsheet(|writer| drop(writer.add_worksheet().write(0, 0, "type"))),
        "workbook_macros",
    );
    check(
        "a.xlsx",
        &archive(&[("xl/workbook.xml", b"<w/>"), ("xl/vbaProject.bin", b"x")]),
        "workbook_macros",
    );
}

#[test]
fn a_torn_spreadsheet_is_never_a_panic() {
    let bytes = spreadsheet(|writer| drop(writer.add_worksheet().write(0, 0, "type")));
    for length in (0..bytes.len()).step_by(97) {
        assert!(read("a.xlsx", &bytes[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let zeros = vec![b' '; 101 * 1024 * 1024];
    let bomb = archive(&[("xl/workbook.xml", b"<w/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < MAX_BYTES);
    check("a.xlsx", &bomb, "workbook_inflated");
    let far = spreadsheet(|writer| {
        for _ in 0..4 {
            writer.add_worksheet().write(1_048_575, 0, "far").unwrap();
        }
    });
    check("a.xlsx", &far, "workbook_inflated");
    let announces = br#"<sst uniqueCount="99999999999"></sst>"#;
    check(
        "a.xlsx",
        &archive(&[("xl/workbook.xml", b"<w/>"), ("xl/sharedStrings.xml", announces)]),
        "workbook_inflated",
    );
}

#[test]
fn cells_at_the_far_end_cost_nothing() {
    let bytes = spreadsheet(|writer| {
        let sheet = writer.add_worksheet();
        sheet.write(0, 0, "type").unwrap();
        sheet.write(1_048_575, 16_383, "far").unwrap();
    });
    let workbook = read("a.xlsx", &bytes).unwrap();
    assert_eq!(workbook.sheets[0].rows, [["type"]]);
}

/// An OLE container with one stream in ordinary sectors.
fn ole(name: &str, content: &[u8]) -> Vec<u8> {
    let content_sectors = content.len().max(4096).div_ceil(512);
    let mut bytes = vec![0; 512 * (3 + content_sectors)];
    bytes[..8].copy_from_slice(&ole::SIGNATURE);
    bytes[26..28].copy_from_slice(&3_u16.to_le_bytes());
    bytes[28..30].copy_from_slice(&0xFFFE_u16.to_le_bytes());
    bytes[30..32].copy_from_slice(&9_u16.to_le_bytes());
    bytes[32..34].copy_from_slice(&6_u16.to_le_bytes());
    bytes[44..48].copy_from_slice(&1_u32.to_le_bytes());
    bytes[48..52].copy_from_slice(&1_u32.to_le_bytes());
    bytes[60..64].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    bytes[68..72].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    bytes[76..512].fill(0xFF);
    bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
    let mut table = vec![0xFFFF_FFFD, 0xFFFF_FFFE];
    table.extend((0..content_sectors as u32).map(|index| 3 + index));
    *table.last_mut().unwrap() = 0xFFFF_FFFE;
    table.resize(128, 0xFFFF_FFFF);
    for (index, next) in table.iter().enumerate() {
        bytes[512 + 4 * index..][..4].copy_from_slice(&u32::to_le_bytes(*next));
    }
    let mut entry = |index: usize, name: &str, first: u32, length: u32| {
        let entry = &mut bytes[1024 + 128 * index..][..128];
        for (place, unit) in name.encode_utf16().enumerate() {
            entry[2 * place..][..2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[64..66].copy_from_slice(&(2 * name.len() as u16 + 2).to_le_bytes());
        entry[116..120].copy_from_slice(&first.to_le_bytes());
        entry[120..124].copy_from_slice(&length.to_le_bytes());
    };
    entry(0, "Root Entry", 0xFFFF_FFFE, 0);
    entry(1, name, 2, (512 * content_sectors) as u32);
    bytes[1536..][..content.len()].copy_from_slice(content);
    bytes
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

#[test]
fn ole_containers_are_looked_into_before_they_are_read() {
    check("a.xlsx", &ole("EncryptedPackage", b""), "workbook_encrypted");
    check("a.xls", &ole("_VBA_PROJECT_CUR", b""), "workbook_macros");
    check("a.xls", &ole("WordDocument", b""), "workbook_format");
    check("a.xls", &ole("Workbook", &record(0x002F, &[1, 0, 0, 0])), "workbook_encrypted");
    check("a.xls", &ole::SIGNATURE, "workbook_unreadable");
}

#[test]
fn a_sheet_that_announces_too_much_is_refused() {
    let bound = |start: u32| record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b's']].concat());
    let globals = |start: u32| [record(0x0809, &[0, 6, 5, 0]), bound(start), record(0x000A, &[])].concat();
    let start = globals(0).len() as u32;
    let sheet = |inside: &[u8]| {
        [globals(start), record(0x0809, &[0, 6, 16, 0]), inside.to_vec(), record(0x000A, &[])].concat()
    };
    let dimensions = [0_u32.to_le_bytes(), u32::MAX.to_le_bytes(), [0, 0, 0xFF, 0xFF], [0; 4]].concat();
    check("a.xls", &ole("Workbook", &sheet(&record(0x0200, &dimensions[..14]))), "workbook_inflated");
    let cell = |row: u16, column: u16| {
        record(0x0203, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat())
    };
    let far = [cell(0, 0), cell(u16::MAX, 250)].concat();
    check("a.xls", &ole("Workbook", &sheet(&far)), "workbook_inflated");
}
