//! Bytes that no honest peer sends and no program writes, to every decoder: a clear error or a value, never a panic.
//! `JALON_INPUTS=100000 cargo test -p fuzz --release` sends more of them. Whatever `scripts/fuzz.sh` once found lies in
//! `fuzz/crashes/<decoder>/` and is sent again.

use std::{env, fs, path::Path};

use domain::guide::{NodeKey, Value};
use fuzz::DECODERS;
use sync::{awareness, client::frame, interview::Document, protocol::Message};

const INPUTS: u64 = 3_000;

/// Numbers that follow from the one before (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).expect("small, and our own"))
            .expect("small, and our own")
    }

    fn byte(&mut self) -> u8 {
        // Bytes that begin large numbers are the ones that hurt.
        if self.below(4) == 0 { 0xff } else { u8::try_from(self.next() % 256).expect("small, and our own") }
    }
}

fn inputs() -> u64 {
    env::var("JALON_INPUTS").ok().and_then(|count| count.parse().ok()).unwrap_or(INPUTS)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of the project")
}

fn demo(name: &str) -> Vec<u8> {
    fs::read(root().join("demo").join(name)).expect("a file of the demo")
}

fn interview() -> Document {
    let document = Document::new(7);
    let key = NodeKey("situation/work".to_owned());
    document.set_text(&key, "maçon 🌿, à son compte");
    document.set_value(&NodeKey("age".to_owned()), &Value::Number(41.5));
    document.set_value(&key, &Value::Many(vec!["mon".to_owned(), "tue".to_owned()]));
    document.add_instance(&key, "x1");
    document.set_text(&key, "maçon");
    document
}

fn who() -> Vec<u8> {
    let state = awareness::State { client: 300, clock: 2, json: r#"{"name":"Léa"}"#.to_owned() };
    awareness::encode([state].iter())
}

/// What honest peers and programs give to a decoder.
fn honest(decoder: &str) -> Vec<Vec<u8>> {
    let document = interview();
    match decoder {
        "message" => [
            Message::Step1(document.state_vector()),
            Message::Step2(document.encode()),
            Message::Update(document.diff(&[0]).expect("small, and our own")),
            Message::Awareness(who()),
            Message::QueryAwareness,
            Message::Refused("frozen".to_owned()),
            Message::Ack(300),
        ]
        .iter()
        .map(Message::encode)
        .collect(),
        "update" => {
            let notes = sync::notes::Document::new(9);
            notes.set_text("Réunion\nOrdre du jour");
            vec![document.encode(), document.state_vector(), notes.encode()]
        }
        "awareness" => vec![who()],
        "device_row" => vec![frame(&[document.encode(), document.encode()])],
        "guide" => {
            let form = "<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\" xmlns=\"http://www.w3.org/2002/xforms\"><h:head>\
                        <h:title>F</h:title><model><instance><data id=\"f\"><a/></data></instance>\
                        <bind nodeset=\"/data/a\" type=\"int\" relevant=\"true()\"/></model></h:head><h:body>\
                        <input ref=\"/data/a\"><label>A</label></input></h:body></h:html>";
            let (guide, _) = backend::guide::check("form.xml", form.as_bytes(), Default::default());
            vec![form.into(), serde_json::to_vec(&guide.expect("a sound form")).expect("a guide")]
        }
        "workbook" => {
            let table = "| survey |\n| | type | name | label |\n| | text | a | A |\n| | select_one l | b | B |\n\
                         | choices |\n| | list_name | name | label |\n| | l | x | X |\n";
            vec![demo("guide-entretien.xlsx"), table.into()]
        }
        "expression" => {
            let sources = [
                "selected(${a}, 'b') and (${c} > 3 or not(true()))",
                "if(count(${r}) = 2, format-date(today(), '%Y-%m'), concat('a', \"b\", 1.5 div 2))",
                "indexed-repeat(${name}, ${group}, position(..))",
            ];
            sources.map(|source| source.as_bytes().to_vec()).into()
        }
        "framework" => {
            let outline = "kind,id,text_fr,leads_to\nfinal,f,Sortir,\nimmediate,i,Rencontrer,f\n";
            let graph = "<graphml><graph edgedefault=\"directed\"><node id=\"a\"/><node id=\"b\"/>\
                         <edge source=\"a\" target=\"b\"/></graph></graphml>";
            vec![demo("cadre-lyon.json"), outline.into(), graph.into()]
        }
        other => panic!("{other} has no honest bytes"),
    }
}

/// Honest bytes with some changed, taken out, doubled or cut off; or bytes of no meaning at all.
fn hostile(honest: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    if random.below(5) == 0 {
        return (0..random.below(200)).map(|_| random.byte()).collect();
    }
    let mut bytes = honest[random.below(honest.len())].clone();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len().max(1));
        match random.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at.min(bytes.len()), random.byte()),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            3 => {
                let again = bytes[at.min(bytes.len())..].to_vec();
                bytes.extend(again);
            }
            _ if at < bytes.len() => bytes[at] = random.byte(),
            _ => {}
        }
    }
    bytes
}

#[test]
fn hostile_bytes_are_refused_or_read() {
    for (name, decode) in DECODERS {
        let honest = honest(name);
        honest.iter().for_each(|bytes| decode(bytes));
        let mut random = Random(1);
        for _ in 0..inputs() {
            decode(&hostile(&honest, &mut random));
        }
    }
}

#[test]
fn honest_bytes_are_read() {
    let updates = honest("update");
    assert!(sync::guard::check_update(&updates[0]).is_ok());
    assert!(sync::schema::check(domain::document::Kind::Notes, &updates[2]).is_ok());
    assert!(honest("message").iter().all(|bytes| Message::decode(bytes).is_ok()));
    assert!(honest("framework").iter().all(|bytes| domain::framework::import::read(bytes).is_ok()));
    assert!(backend::workbook::read("form.xlsx", &honest("workbook")[0]).is_ok());
    for source in honest("expression") {
        let source = String::from_utf8(source).expect("text");
        assert!(domain::guide::xpath::parse(&source).is_ok(), "{source}");
    }
}

#[test]
fn what_was_once_found_is_borne() {
    for (name, decode) in DECODERS {
        let folder = root().join("fuzz/crashes").join(name);
        if !folder.exists() {
            continue;
        }
        for file in fs::read_dir(folder).expect("a folder") {
            decode(&fs::read(file.expect("a kept file").path()).expect("a kept file"));
        }
    }
}
