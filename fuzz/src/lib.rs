//! Every decoder that faces the network or a file, as a function of bytes. None of them may panic, whatever it is given:
//! `scripts/fuzz.sh` looks for bytes that make one panic or take too much memory, and the tests of this crate give each of
//! them bytes that are nearly right.

use std::{
    panic::{self, AssertUnwindSafe},
    str,
};

use backend::{guide as guides, workbook as workbooks};
use domain::{
    document::Kind,
    framework::{check, import},
    guide::{check::Lenience, condition::Condition, xpath},
    language::Language,
};
use sync::{client::unframe, document::Document, guard, protocol::Message, replica::Replica, schema};

/// A decoder and the name of its target.
pub type Decoder = (&'static str, fn(&[u8]));

pub const DECODERS: [Decoder; 8] = [
    ("message", message),
    ("update", update),
    ("awareness", awareness),
    ("device_row", device_row),
    ("guide", guide),
    ("workbook", workbook),
    ("expression", expression),
    ("framework", framework),
];

/// A frame of the sync connection, and what is in it.
pub fn message(bytes: &[u8]) {
    match Message::decode(bytes) {
        Ok(Message::Step1(vector)) => {
            // The guard comes before the decoder that it guards, as on the server.
            let _ = Replica::new(1).diff(&vector);
        }
        Ok(Message::Step2(bytes) | Message::Update(bytes)) => update(&bytes),
        Ok(Message::Awareness(payload)) => awareness(&payload),
        Ok(_) | Err(_) => {}
    }
}

/// An update of a document of whatever kind, merged when it passes as on the server and then read.
pub fn update(bytes: &[u8]) {
    let _ = guard::check_state_vector(bytes);
    for kind in Kind::ALL {
        if schema::check(kind, bytes).is_err() {
            continue;
        }
        // What the library below cannot bear is caught on the server too, which then builds the document again.
        let merged = panic::catch_unwind(AssertUnwindSafe(|| {
            let replica = Replica::new(1);
            replica.apply(bytes).map(|()| replica)
        }));
        if let Ok(Ok(replica)) = merged {
            let _ = Document::of(kind, replica).content();
        }
    }
}

/// Who is where, as the connection carries it.
pub fn awareness(bytes: &[u8]) {
    if let Ok(states) = sync::awareness::decode(bytes) {
        assert!(states.len() <= bytes.len(), "no more states than bytes");
    }
}

/// A row of the store of a device, after it has been opened.
pub fn device_row(bytes: &[u8]) {
    let updates = unframe(bytes);
    assert!(
        updates.iter().map(|update| update.len() + 4).sum::<usize>() <= bytes.len(),
        "no more than was there"
    );
    updates.into_iter().for_each(update);
}

/// A guide in our JSON or as an XForm, and what the checks say of it.
pub fn guide(bytes: &[u8]) {
    let name = if bytes.trim_ascii_start().starts_with(b"<") { "form.xml" } else { "form.json" };
    let _ = guides::check(name, bytes, Lenience::default());
}

/// A workbook: .xlsx, .xls or the table in Markdown.
pub fn workbook(bytes: &[u8]) {
    let name = match bytes {
        [b'P', b'K', ..] => "form.xlsx",
        [0xd0, 0xcf, ..] => "form.xls",
        _ => "form.md",
    };
    if workbooks::read(name, bytes).is_ok() {
        let _ = guides::check(name, bytes, Lenience::default());
    }
}

/// An expression of a form, and a condition as the editor of guides writes it.
pub fn expression(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        let _ = xpath::parse(text);
        let _ = Condition::read(text);
    }
}

/// A framework: JSON, CSV outline or GraphML, and what the checks say of it.
pub fn framework(bytes: &[u8]) {
    if let Ok((framework, _)) = import::read(bytes) {
        let _ = check::check(&framework, Language::French);
    }
}
