use roxmltree::Document;

use super::*;
use crate::{framework::Node, guide::Text};

const WORDS: Words = Words { language: Language::French, lookup: &|_, _| Some("mot") };

fn lyon() -> Framework {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo/cadre-lyon.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn what_is_xml_is_well_formed_whatever_the_texts_hold() {
    let nasty = "a\u{0}\u{1b}<b> & \"c\" ]]> \u{ffff} \u{1f600}";
    let mut framework = lyon();
    for node in &mut framework.nodes {
        node.text = Text([("fr".to_owned(), nasty.to_owned())].into());
        node.id.push('"');
    }
    for format in [Format::Svg, Format::GraphMl, Format::Iati] {
        let text = write(&framework, format, WORDS);
        assert!(Document::parse(&text).is_ok(), "{format:?}: {:?}", Document::parse(&text).err());
    }
}

#[test]
fn empty_and_odd_frameworks_are_written_in_every_format() {
    let text = Text::plain("x".repeat(2_000));
    let odd = Framework {
        nodes: vec![Node::new("a", Kind::Other("autre".to_owned()), text)],
        links: vec![crate::framework::Link::new(
            "l",
            "a",
            "gone",
            crate::framework::link::LinkKind::Necessary,
        )],
        ..Framework::default()
    };
    for framework in [Framework::default(), odd] {
        for format in Format::ALL {
            assert!(!write(&framework, format, WORDS).is_empty(), "{format:?}");
            assert_eq!(Format::from_word(format.word()), Some(format));
        }
    }
}

#[test]
fn the_page_is_a3_and_holds_every_word() {
    let framework = lyon();
    let text = write(&framework, Format::Svg, WORDS);
    let document = Document::parse(&text).unwrap();
    assert_eq!(document.root_element().attribute("width"), Some("420mm"));
    let words: String = document
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "tspan")))
        .filter_map(|node| node.text())
        .collect::<Vec<&str>>()
        .join(" ");
    for node in &framework.nodes {
        let french = node.text.in_language(Language::French).0;
        assert!(words.contains(french), "{french}");
    }
}

/// The order of elements that the XML schema of IATI 2.03 asks for.
#[test]
fn results_follow_the_order_of_iati() {
    let text = write(&lyon(), Format::Iati, WORDS);
    let document = Document::parse(&text).unwrap();
    let orders: &[(&str, &[&str])] = &[
        ("result", &["title", "description", "indicator", "leads-to"]),
        ("indicator", &["title", "description", "baseline", "period"]),
        ("period", &["period-start", "period-end", "target", "actual"]),
    ];
    let mut seen = 0;
    for element in document.descendants().filter(|node| node.is_element()) {
        let Some((_, order)) = orders.iter().find(|(name, _)| *name == element.tag_name().name()) else {
            continue;
        };
        let places: Vec<usize> = element
            .children()
            .filter(|child| child.is_element())
            .map(|child| order.iter().position(|name| *name == child.tag_name().name()).unwrap())
            .collect();
        assert!(places.is_sorted(), "{:?}", element.tag_name());
        seen += 1;
    }
    assert!(seen > 50);
    let kinds: Vec<&str> = document.descendants().filter_map(|node| node.attribute("type")).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "3").count(), 1);
    assert_eq!(kinds.iter().filter(|kind| **kind == "2").count(), 7);
}

#[test]
fn the_matrix_has_a_row_for_each_indicator_and_objectives_in_order() {
    let text = write(&lyon(), Format::Matrix, WORDS);
    assert_eq!(text.matches("\r\n").count(), 19);
    let (first, last) =
        (text.find("Diminuer la probabilité").unwrap(), text.find("quitter les cercles").unwrap());
    assert!(first < last);
}

#[test]
fn cells_cannot_become_formulas() {
    assert_eq!(row(&["=1+1", "a,b", "c\"d", "plain"]), "'=1+1,\"a,b\",\"c\"\"d\",plain\r\n");
}

#[test]
fn mermaid_labels_stay_in_their_box() {
    let mut framework = lyon();
    framework.nodes[0].text = Text::plain("a \"b\" <c>\nd");
    let text = write(&framework, Format::Mermaid, WORDS);
    assert!(text.contains("n0[\"a #quot;b#quot; #lt;c#gt; d\"]"), "{text}");
    assert_eq!(text.matches(" --> ").count(), 17);
}
