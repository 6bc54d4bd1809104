//! Sound frameworks give no finding; each seeded fault is found.

use super::*;

mod faults;
mod sound;

/// Numbers from a seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }
}

/// Seeds for each kind of fault: with more than fifty kinds, over 3,000 faults.
const SEEDS: u64 = 60;

#[test]
fn sound_frameworks_raise_no_alarm() {
    for seed in 0..1_000 {
        let framework = sound::framework(&mut Chance(seed));
        let found = check(&framework, Language::French);
        assert_eq!(found, [], "seed {seed}");
    }
}

#[test]
fn every_seeded_fault_is_found() {
    let mut seeded = 0;
    for (code, fault) in faults::FAULTS {
        for seed in 0..SEEDS {
            let mut chance = Chance(seed);
            let mut framework = sound::framework(&mut chance);
            fault(&mut framework, &mut chance);
            let found = check(&framework, Language::English);
            assert!(found.iter().any(|finding| finding.code == *code), "{code}, seed {seed}: {found:#?}");
            seeded += 1;
        }
    }
    assert!(seeded >= 3_000, "{seeded}");
}

#[test]
fn every_code_has_a_fault_and_every_fault_a_code() {
    for code in CODES {
        assert!(faults::FAULTS.iter().any(|(known, _)| known == code), "{code}");
    }
    for (code, _) in faults::FAULTS {
        assert!(CODES.contains(code), "{code}");
    }
}

#[test]
fn what_is_set_aside_with_a_reason_stays_and_does_not_block() {
    let mut framework = sound::framework(&mut Chance(1));
    framework.nodes[1].indicators.clear();
    let id = framework.nodes[1].id.clone();
    assert!(!is_sound(&check(&framework, Language::French)));
    let aside = |reason: &str| super::super::SetAside {
        code: "no_indicator".to_owned(),
        place: id.clone(),
        reason: reason.to_owned(),
    };
    framework.set_aside = vec![aside("On y réfléchit.")];
    let found = check(&framework, Language::French);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].set_aside.as_deref(), Some("On y réfléchit."));
    assert!(is_sound(&found));
    framework.set_aside = vec![aside(" ")];
    assert!(!is_sound(&check(&framework, Language::French)));
}

#[test]
fn a_cycle_names_its_members_once_and_says_how_to_open_it() {
    let mut framework = sound::framework(&mut Chance(3));
    let link = framework.links[0].clone();
    let back = Link::new("back", link.to.clone(), link.from.clone(), super::super::link::LinkKind::Necessary);
    framework.links.push(back);
    let cycles: Vec<Finding> =
        check(&framework, Language::French).into_iter().filter(|finding| finding.code == "cycle").collect();
    assert_eq!(cycles.len(), 1);
    let fix = cycles[0].fix.clone().unwrap();
    assert!(matches!(fix, super::super::finding::Fix::RetypeLink { link, .. } if link == "back"));
}

#[test]
fn an_empty_framework_and_a_map_of_actors_are_checked_without_a_fuss() {
    assert_eq!(check(&Framework::default(), Language::French).len(), 1);
    let actor = |id: &str| Node::new(id, Kind::Actor, Text::plain(id));
    let mut link = Link::new("l", "a", "b", super::super::link::LinkKind::Informs);
    link.channel = Text::plain("phone");
    let map = Framework {
        title: Text::plain("Actors"),
        nodes: vec![actor("a"), actor("b")],
        links: vec![link],
        ..Framework::default()
    };
    assert_eq!(check(&map, Language::French), []);
}

#[test]
fn five_thousand_nodes_and_labels_of_two_thousand_characters_are_checked() {
    let long = "x".repeat(2_000);
    let nodes =
        (0..5_000).map(|at| Node::new(format!("n{at}"), Kind::Immediate, Text::plain(format!("{at}{long}"))));
    let links = (1..5_000).map(|at| {
        Link::new(
            format!("l{at}"),
            format!("n{at}"),
            format!("n{}", at / 2),
            super::super::link::LinkKind::Necessary,
        )
    });
    let framework = Framework { nodes: nodes.collect(), links: links.collect(), ..Framework::default() };
    let found = check(&framework, Language::French);
    assert!(found.iter().filter(|finding| finding.code == "too_long").count() == 5_000);
    assert!(found.iter().all(|finding| finding.params.values().all(|value| value.len() < 400)));
}
