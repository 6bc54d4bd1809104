use super::*;
use crate::{
    framework::export::{self, Format, Words},
    guide::Text,
    language::Language,
};

const WORDS: Words = Words { language: Language::French, lookup: &|_, _| None };

fn check(content: &str, expected: Result<(usize, usize, &[&str]), &[&str]>) {
    let codes =
        |findings: Vec<Finding>| findings.into_iter().map(|finding| finding.code).collect::<Vec<String>>();
    let read = read(content.as_bytes())
        .map(|(framework, findings)| (framework.nodes.len(), framework.links.len(), codes(findings)))
        .map_err(codes);
    let owned = |codes: &[&str]| codes.iter().map(ToString::to_string).collect::<Vec<String>>();
    assert_eq!(
        read,
        expected.map(|(nodes, links, found)| (nodes, links, owned(found))).map_err(owned),
        "{content}"
    );
}

#[test]
fn reads_outlines_and_says_what_is_doubtful() {
    check("id,kind,text_en,leads_to\na,impact,Less harm,\nb,outcome,More trust,a\n", Ok((2, 1, &[])));
    check("Niveau;Texte\nObjectif final;Moins de violence\n", Ok((1, 0, &[])));
    check("id\tkind\ttext_fr\na\tétape\tUn\n", Ok((1, 0, &["read_unknown_level"])));
    check("id,kind,text_en,leads_to\na,impact,One,z\n", Ok((1, 1, &["read_unknown_end"])));
    check("text_en\n\"Two\nlines, one cell\"\n\n", Ok((1, 0, &["read_no_level"])));
    check("id,kind,text_en,leads_to\na,impact,One,b\nb,impact,Two,a\n", Ok((2, 2, &[])));
    check("text_en\n\"never closed\n", Err(&["read_quote"]));
    check("colour\nred\n", Err(&["read_columns"]));
    check(" \n", Err(&["read_empty"]));
}

#[test]
fn refuses_what_cannot_be_read_with_the_line() {
    check("{\"format\":", Err(&["read_json"]));
    check("{\"format\":\"other\"}", Err(&["read_format"]));
    check("{\"format\":\"jalon-framework\",\"nodes\":3}", Err(&["read_shape"]));
    check("<svg/>", Err(&["read_not_graphml"]));
    check("<graphml>", Err(&["read_xml"]));
    check("<!DOCTYPE a [<!ENTITY b \"c\">]><graphml>&b;</graphml>", Err(&["read_xml"]));
    let found = read(b"text_en\nfine\n\xff\xfe\n").unwrap_err();
    assert_eq!(found[0].place, Place::Line { line: 3 });
}

#[test]
fn reads_graphml_of_others() {
    check(
        r#"<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="d0" for="node" attr.name="label"/>
           <graph edgedefault="directed"><node id="x"><data key="d0">One</data></node><node id="y"/>
           <edge source="x" target="y"/><edge source="y" target="gone"/><edge source="y"/></graph></graphml>"#,
        Ok((2, 2, &["read_no_level", "read_no_level", "read_edge", "read_unknown_end"])),
    );
}

/// Nodes with awkward texts, a cycle, and a link to itself.
fn awkward() -> Framework {
    let texts = ["=SUM(A1)", "a \"b\", c;\nd", "<&> \u{202f}« é »", "'quoted", "-1", &"x".repeat(2_000)];
    let mut framework = Framework::default();
    for (at, words) in texts.iter().enumerate() {
        let text =
            Text([("fr".to_owned(), (*words).to_owned()), ("en".to_owned(), format!("{words}!"))].into());
        framework.nodes.push(crate::framework::Node::new(format!("n{at}"), Kind::ALL[at].clone(), text));
    }
    for (number, (from, to)) in (1..).zip([("n0", "n1"), ("n1", "n0"), ("n2", "n2"), ("n3", "n5")]) {
        let kind = crate::framework::link::LinkKind::Contributory;
        framework.links.push(crate::framework::Link::new(format!("l{number}"), from, to, kind));
    }
    framework
}

#[test]
fn what_is_exported_comes_back() {
    let framework = awkward();
    for format in [Format::Json, Format::GraphMl, Format::Csv] {
        let text = export::write(&framework, format, WORDS);
        let (again, findings) = read(text.as_bytes()).unwrap();
        assert_eq!(findings, [], "{format:?}");
        assert_eq!(again.nodes, framework.nodes, "{format:?}");
        assert_eq!(again.links, framework.links, "{format:?}");
    }
}

#[test]
fn noise_never_panics() {
    let seeds = [
        "id,kind,text_en\n\"a\"\"b,;\t",
        "<graphml><graph><node id='a'/>",
        "{\"format\":\"jalon-framework\"}",
    ];
    for seed in seeds {
        for cut in 0..=seed.len() {
            for byte in [b'"', b'<', 0, 0xff, b'\n', b'{'] {
                let mut bytes = seed.as_bytes().to_vec();
                bytes.insert(cut, byte);
                let _ = read(&bytes);
                let _ = read(&bytes[..cut]);
            }
        }
    }
}
