//! Instances that come one by one, and what they cost those before them.

use super::{answers, ask, calculate, group, guide, is_relevant, key, of_text, repeat, run, text, value, x};
use crate::guide::Question;

fn relevant(source: &str, question: Question) -> Question {
    Question { relevant: x(source), ..question }
}

#[test]
fn one_more_instance_is_what_an_update_would_make() {
    let items = || {
        vec![
            repeat(
                "r",
                None,
                vec![
                    ask(text("q")),
                    ask(calculate("place", "position(..)")),
                    ask(calculate("before", "indexed-repeat(${q}, ${r}, position(..) - 1)")),
                    ask(relevant("position(..) mod 2 = 0", text("even"))),
                    group("g", vec![ask(calculate("deep", "position(../..) * 10"))]),
                ],
            ),
            ask(calculate("count", "count(${r})")),
        ]
    };
    let mut now = answers(&[("r:c/q", of_text("C"))], &[("r", &["a"])]);
    let mut engine = run(guide(items()), &now);
    for name in ["b", "c", "c", "d"] {
        let changed = engine.add_instance(&key("r"), name);
        let names = now.repeats.get_mut(&key("r")).unwrap();
        if !names.contains(&name.to_owned()) {
            names.push(name.to_owned());
            assert!(changed.contains(&key("count")) && changed.contains(&key(&format!("r:{name}/place"))));
            assert!(!changed.contains(&key("r:a/place")), "those before it stay as they are");
        }
        assert_eq!(engine.answers(), &now);
        let fresh = run(guide(items()), &now);
        for node in &engine.tree()[0].children {
            for child in &node.children {
                assert_eq!(engine.state(&child.key), fresh.state(&child.key), "{}", child.key);
            }
        }
    }
    assert_eq!((value(&engine, "count").as_str(), value(&engine, "r:d/before").as_str()), ("4", "C"));
    now.repeats.insert(key("r"), vec!["d".to_owned(), "a".to_owned()]);
    let changed = engine.update(&now);
    assert!(changed.contains(&key("r:a/place")) && changed.contains(&key("r:d/g/deep")), "{changed:?}");
    assert_eq!((value(&engine, "r:a/place").as_str(), value(&engine, "r:d/g/deep").as_str()), ("2", "10"));
    assert!(is_relevant(&engine, "r:a/even") && !is_relevant(&engine, "r:d/even"));
    assert!(engine.add_instance(&key("count"), "x").is_empty());
}
