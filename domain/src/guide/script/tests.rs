use super::*;
use crate::guide::{Purpose, xlsform};

fn guide(text: &str) -> Arc<Guide> {
    let line = |line: &str| {
        let line = line.trim();
        if line.contains('|') { format!("| | {line} |") } else { format!("| {line} |") }
    };
    let text = text.trim().lines().map(line).collect::<Vec<_>>().join("\n");
    let (guide, problems) = xlsform::import(&xlsform::read_markdown(&text), "data");
    Arc::new(guide.unwrap_or_else(|| panic!("{problems:?}")))
}

fn outcome(guide: &Arc<Guide>, acts: &str) -> Result<Outcome, Impossible> {
    let acts: Vec<Act> = serde_json::from_str(acts).unwrap();
    run(guide, Context::default(), Language::French, &acts)
}

/// What is visible, what is there and what is broken after each act, one line each.
fn check(guide: &Arc<Guide>, acts: &str, expected: &[&str], missing: &[&str]) {
    let outcome = outcome(guide, acts).unwrap();
    let line = |shown: &Shown| {
        let short = |path: &String| path.trim_start_matches("/data/").to_owned();
        let visible: Vec<_> = shown.visible.iter().map(short).collect();
        let values: Vec<_> =
            shown.values.iter().map(|(path, value)| format!("{}={value}", short(path))).collect();
        let invalid: Vec<_> = shown
            .invalid
            .iter()
            .map(|broken| format!("{}:{}", short(&broken.path), broken.message))
            .collect();
        format!("{} | {} | {}", visible.join(" "), values.join(" "), invalid.join(" "))
    };
    assert_eq!(outcome.steps.iter().map(line).collect::<Vec<_>>(), expected);
    assert_eq!(outcome.missing, missing);
}

#[test]
fn tells_the_state_at_the_start_and_after_each_answer() {
    let guide = guide(
        "survey
        type | name | label | relevant | constraint | constraint_message::fr | calculation | required
        integer | age | Âge | | . < 120 | Trop pour ${who} ! | | yes
        text | who | Qui | ${age} > 17 | | | |
        calculate | twice | | | | | ${age} * 2 |
        select_multiple l | pets | Animaux | | | | | yes
        note | n | Vu | selected(${pets}, 'cat') | | | |
        choices
        list_name | name | label
        l | cat | Chat
        l | dog | Chien",
    );
    check(
        &guide,
        r#"[{"path": "/data/age", "value": "20"}, {"path": "/data/pets", "value": "dog cat"},
            {"path": "/data/who", "value": "Awa"}, {"path": "/data/age", "value": 200},
            {"path": "/data/age", "value": null}]"#,
        &[
            "age pets |  | ",
            "age who pets | age=20 twice=40 | ",
            "age who pets n | age=20 pets=dog cat twice=40 | ",
            "age who pets n | age=20 pets=dog cat twice=40 who=Awa | ",
            "age who pets n | age=200 pets=dog cat twice=400 who=Awa | age:Trop pour Awa !",
            "age pets n | pets=dog cat | ",
        ],
        &["/data/age"],
    );
}

#[test]
fn repeats_start_with_one_instance_and_grow() {
    let guide = guide(
        "survey
        type | name | label | repeat_count | default | calculation
        begin repeat | kid | Enfant | | |
        text | first | Prénom | | A |
        begin repeat | toy | Jouet | | |
        text | what | Quoi | | concat(${first}, position(..)) |
        end repeat | | | | |
        calculate | place | | | | position(..)
        end repeat | | | | |
        integer | n | Combien | | 1 |
        begin repeat | r | R | ${n} | |
        text | q | Q | | x |
        end repeat | | | | |",
    );
    check(
        &guide,
        r#"[{"path": "/data/kid[1]/toy", "add": 1}, {"path": "/data/kid", "add": 1},
            {"path": "/data/kid[2]/first", "value": "B"}, {"path": "/data/n", "value": "2"}]"#,
        &[
            "kid[1]/first kid[1]/toy[1]/what n r[1]/q | kid[1]/first=A kid[1]/place=1 kid[1]/toy[1]/what=A1 n=1 r[1]/q=x | ",
            "kid[1]/first kid[1]/toy[1]/what kid[1]/toy[2]/what n r[1]/q | kid[1]/first=A kid[1]/place=1 kid[1]/toy[1]/what=A1 kid[1]/toy[2]/what=A2 n=1 r[1]/q=x | ",
            "kid[1]/first kid[1]/toy[1]/what kid[1]/toy[2]/what kid[2]/first kid[2]/toy[1]/what n r[1]/q | kid[1]/first=A kid[1]/place=1 kid[1]/toy[1]/what=A1 kid[1]/toy[2]/what=A2 kid[2]/first=A kid[2]/place=2 kid[2]/toy[1]/what=A1 n=1 r[1]/q=x | ",
            "kid[1]/first kid[1]/toy[1]/what kid[1]/toy[2]/what kid[2]/first kid[2]/toy[1]/what n r[1]/q | kid[1]/first=A kid[1]/place=1 kid[1]/toy[1]/what=A1 kid[1]/toy[2]/what=A2 kid[2]/first=B kid[2]/place=2 kid[2]/toy[1]/what=A1 n=1 r[1]/q=x | ",
            "kid[1]/first kid[1]/toy[1]/what kid[1]/toy[2]/what kid[2]/first kid[2]/toy[1]/what n r[1]/q r[2]/q | kid[1]/first=A kid[1]/place=1 kid[1]/toy[1]/what=A1 kid[1]/toy[2]/what=A2 kid[2]/first=B kid[2]/place=2 kid[2]/toy[1]/what=A1 n=2 r[1]/q=x r[2]/q=x | ",
        ],
        &[],
    );
    for (acts, expected) in [
        (r#"[{"path": "/data/kid[3]/first", "value": "x"}]"#, "NoSuchPath"),
        (r#"[{"path": "/data/nowhere", "value": "x"}]"#, "NoSuchPath"),
        (r#"[{"path": "nowhere", "value": "x"}]"#, "NoSuchPath"),
        (r#"[{"path": "/data/r", "add": 1}]"#, "NotToAdd"),
        (r#"[{"path": "/data/n", "add": 1}]"#, "NotToAdd"),
        (r#"[{"path": "/data/kid", "add": 100000}]"#, "TooMany"),
        (r#"[{"path": "/data/kid[1]", "value": "x"}]"#, "NotToAnswer"),
    ] {
        let found = format!("{:?}", outcome(&guide, acts).unwrap_err());
        assert!(found.starts_with(expected) && found.contains("step: 1"), "{acts}: {found}");
    }
}

#[test]
fn answers_that_triggers_and_other_bring_are_there() {
    let guide = guide(
        "survey
        type | name | label | trigger | calculation
        text | a | A | |
        text | b | B | ${a} | concat(${a}, '!')
        select_one l or_other | s | S | |
        choices
        list_name | name | label
        l | x | X",
    );
    check(
        &guide,
        r#"[{"path": "/data/a", "value": "1"}, {"path": "/data/s", "value": "other"},
            {"path": "/data/s_other", "value": "mine"}]"#,
        &[
            "a b s |  | ",
            "a b s | a=1 b=1! | ",
            "a b s s_other | a=1 b=1! s=other | ",
            "a b s s_other | a=1 b=1! s=other s_other=mine | ",
        ],
        &[],
    );
    assert_eq!(guide.purpose, Purpose::Interview);
}
