use std::collections::BTreeSet;

use uuid::Uuid;

use super::*;

const FUNCTIONS: [Function; 2] = [Function::Direction, Function::Psychology];
const QUORUM: Quorum = Quorum { others: 2, functions: 2 };

fn account(number: usize) -> AccountId {
    AccountId(Uuid::from_u128(u128::try_from(number).unwrap() + 1))
}

/// Function, present, recused.
type Standing = (Function, bool, bool);

/// Every way in which one member can stand to a case.
fn standings() -> Vec<Standing> {
    let mut standings = Vec::new();
    for function in FUNCTIONS {
        for (present, recused) in [(true, false), (true, true), (false, false), (false, true)] {
            standings.push((function, present, recused));
        }
    }
    standings
}

/// Every set of up to five members, each with every possible chair and reporter, or none. Sets that differ only in the
/// order of their members are the same.
fn panels() -> Vec<Panel> {
    let mut panels = Vec::new();
    extend(&standings(), 0, &mut Vec::new(), &mut panels);
    panels
}

fn extend(standings: &[Standing], from: usize, chosen: &mut Vec<Standing>, panels: &mut Vec<Panel>) {
    let seat = |(number, (function, present, recused)): (usize, &Standing)| Seat {
        account: account(number),
        function: *function,
        present: *present,
        recused: *recused,
    };
    let seats: Vec<Seat> = chosen.iter().enumerate().map(seat).collect();
    // Somebody who is not a member may preside or report by mistake: number 9.
    let people: Vec<AccountId> = (0..seats.len()).chain([9]).map(account).collect();
    for chair in &people {
        for reporter in people.iter().map(|person| Some(*person)).chain([None]) {
            panels.push(Panel { seats: seats.clone(), chair: *chair, reporter, quorum: QUORUM });
        }
    }
    if chosen.len() < 5 {
        for next in from..standings.len() {
            chosen.push(standings[next]);
            extend(standings, next, chosen, panels);
            chosen.pop();
        }
    }
}

/// The quorum said in other words, for comparison.
fn expect_quorum(panel: &Panel) -> bool {
    let counts = |seat: &&Seat| seat.present && !seat.recused && Some(seat.account) != panel.reporter;
    let voices: Vec<&Seat> = panel.seats.iter().filter(counts).collect();
    let others: Vec<&&Seat> = voices.iter().filter(|seat| seat.account != panel.chair).collect();
    let of = |function| others.iter().filter(|seat| seat.function == function).count();
    voices.len() == others.len() + 1 && FUNCTIONS.iter().all(|function| of(*function) >= 1)
}

/// What must be true wherever a deliberation stands.
fn check(panel: &Panel, now: &Deliberation, opened: bool) {
    if now.stage.is_shared() {
        assert!(opened, "opinions are read only once they have been opened");
    }
    if now.stage == Stage::Decided {
        assert!(panel.quorate(), "no decision without quorum");
        let jury = now.jury(panel);
        assert!(jury.len() >= 3 && now.agreeing >= 2, "no decision by one person alone");
        assert!(now.answers == jury && usize::try_from(now.agreeing).unwrap() * 2 > jury.len());
        assert!(panel.reporter.is_none_or(|reporter| !now.answers.contains(&reporter)));
        assert!(now.verdict().is_some());
    } else {
        assert!(now.verdict().is_none());
    }
    assert!(now.answers.is_subset(&now.opinions));
    assert!(now.answers.is_empty() || matches!(now.stage, Stage::Proposed | Stage::Decided));
    if now.stage == Stage::Opinions && panel.quorate() {
        assert!(!now.opinions.is_superset(&panel.voices()), "what is complete is opened at once");
    }
}

const ACTS: [Act; 6] = [
    Act::Begin,
    Act::GiveOpinion,
    Act::Propose(Outcome::OrdinarySupport),
    Act::Agree,
    Act::Dissent,
    Act::Note,
];

/// Plays every act by every person in every order, from the beginning. Returns what was reached.
fn play(panel: &Panel) -> BTreeSet<Deliberation> {
    let people: Vec<AccountId> = (0..panel.seats.len()).chain([9]).map(account).collect();
    let mut reached = BTreeSet::from([Deliberation::default()]);
    let mut waiting = vec![Deliberation::default()];
    while let Some(before) = waiting.pop() {
        for act in ACTS {
            for actor in &people {
                let mut now = before.clone();
                if now.act(panel, *actor, act).is_err() {
                    assert_eq!(now, before, "a refusal changes nothing");
                    continue;
                }
                let complete = before.opinions.len() + 1 >= panel.voices().len();
                check(panel, &now, before.stage.is_shared() || (act == Act::GiveOpinion && complete));
                // Proposals that fall could go on for ever: two are enough to see what a second one is like.
                if now.round <= 2 && reached.insert(now.clone()) {
                    waiting.push(now);
                }
            }
        }
    }
    reached
}

#[test]
fn no_member_set_up_to_five_decides_without_quorum_in_any_order() {
    let (mut tried, mut quorate) = (0_u32, 0_u32);
    let mut seen = BTreeSet::new();
    for panel in panels() {
        tried += 1;
        assert_eq!(panel.quorate(), expect_quorum(&panel), "{panel:?}");
        let begun = Deliberation::default().act(&panel, panel.chair, Act::Begin).is_ok();
        assert_eq!(begun, panel.quorate(), "{panel:?}");
        if !begun {
            for actor in (0..panel.seats.len()).map(account) {
                for act in ACTS {
                    let mut still = Deliberation::default();
                    let taken = still.act(&panel, actor, act).is_ok();
                    assert!(!taken || still.stage == Stage::Noted, "{panel:?} {act:?}");
                }
            }
            continue;
        }
        quorate += 1;
        // Members with the same standing are interchangeable: one of each kind of panel is played to its end.
        let kind = |seat: &Seat| {
            let (presides, reports) = (seat.account == panel.chair, Some(seat.account) == panel.reporter);
            (presides, reports, seat.function, seat.present, seat.recused)
        };
        let mut kinds: Vec<_> = panel.seats.iter().map(kind).collect();
        kinds.sort_unstable();
        if seen.insert(kinds) {
            let reached = play(&panel);
            assert!(reached.iter().any(|now| now.stage == Stage::Decided), "a quorate panel can decide");
        }
    }
    assert!(tried > 25_000 && quorate > 500 && seen.len() > 30, "{tried} {quorate} {}", seen.len());
}

fn three() -> Panel {
    let seat =
        |number: usize, function| Seat { account: account(number), function, present: true, recused: false };
    Panel {
        seats: vec![
            seat(0, Function::Direction),
            seat(1, Function::Psychology),
            seat(2, Function::SocialWork),
            seat(3, Function::Probation),
        ],
        chair: account(0),
        reporter: Some(account(3)),
        quorum: QUORUM,
    }
}

fn shared() -> (Panel, Deliberation) {
    let panel = three();
    let mut now = Deliberation::default();
    now.act(&panel, account(0), Act::Begin).unwrap();
    for number in [2, 0, 1] {
        assert_eq!(now.stage, Stage::Opinions);
        now.act(&panel, account(number), Act::GiveOpinion).unwrap();
    }
    assert_eq!(now.stage, Stage::Discussion);
    (panel, now)
}

#[test]
fn refusals_say_why() {
    let panel = three();
    let mut now = Deliberation::default();
    let support = Act::Propose(Outcome::OrdinarySupport);
    assert_eq!(now.act(&panel, account(1), Act::Begin), Err(Rule::ChairOnly));
    assert_eq!(now.act(&panel, account(0), support), Err(Rule::OpinionsMissing));
    now.act(&panel, account(0), Act::Begin).unwrap();
    assert_eq!(now.act(&panel, account(3), Act::GiveOpinion), Err(Rule::ReporterHasNoVoice));
    assert_eq!(now.act(&panel, account(8), Act::GiveOpinion), Err(Rule::SeatOnly));
    now.act(&panel, account(1), Act::GiveOpinion).unwrap();
    assert_eq!(now.act(&panel, account(1), Act::GiveOpinion), Err(Rule::AlreadyGiven));
    assert_eq!(now.act(&panel, account(0), support), Err(Rule::OpinionsMissing));
    let mut aside = panel.clone();
    aside.seats[2].recused = true;
    assert_eq!(now.act(&aside, account(2), Act::GiveOpinion), Err(Rule::Recused));
    let (panel, mut now) = shared();
    assert_eq!(now.act(&panel, account(1), support), Err(Rule::ChairOnly));
    now.act(&panel, account(0), support).unwrap();
    now.act(&panel, account(1), Act::Dissent).unwrap();
    assert_eq!(now.act(&panel, account(1), Act::Agree), Err(Rule::AlreadyGiven));
    now.act(&panel, account(0), Act::Agree).unwrap();
    now.act(&panel, account(2), Act::Agree).unwrap();
    assert_eq!((now.stage, now.agreeing), (Stage::Decided, 2));
    assert_eq!(now.act(&panel, account(2), Act::Agree), Err(Rule::WrongStep));
    assert_eq!(now.act(&panel, account(2), Act::GiveOpinion), Err(Rule::AlreadyGiven));
    assert_eq!(now.act(&panel, account(0), Act::Note), Err(Rule::WrongStep));
}

#[test]
fn an_opinion_that_comes_too_late_is_refused() {
    let (mut panel, mut now) = shared();
    let late = Seat { account: account(5), function: Function::Partner, present: true, recused: false };
    panel.seats.push(late);
    now.settle(&panel);
    assert_eq!(now.stage, Stage::Discussion, "who comes in late closes nothing again");
    assert_eq!(now.act(&panel, account(5), Act::GiveOpinion), Err(Rule::OpinionsClosed));
    now.act(&panel, account(0), Act::Propose(Outcome::NoConcern)).unwrap();
    assert_eq!(now.act(&panel, account(5), Act::Agree), Err(Rule::OpinionsClosed));
}

#[test]
fn a_member_who_leaves_or_loses_the_role_takes_the_quorum_along() {
    // Before all opinions are in: nothing is opened without quorum, though nobody else is waited for.
    let mut panel = three();
    let mut now = Deliberation::default();
    now.act(&panel, account(0), Act::Begin).unwrap();
    now.act(&panel, account(0), Act::GiveOpinion).unwrap();
    now.act(&panel, account(1), Act::GiveOpinion).unwrap();
    panel.seats[2].present = false;
    now.settle(&panel);
    assert_eq!(now.stage, Stage::Opinions);
    now.act(&panel, account(0), Act::Note).unwrap();
    assert!(!now.stage.is_shared(), "what was not opened stays sealed");

    // With a decision put to all: answers given before are void, and there is no quorum for another.
    let (mut panel, mut now) = shared();
    now.act(&panel, account(0), Act::Propose(Outcome::ExternalReport)).unwrap();
    now.act(&panel, account(1), Act::Agree).unwrap();
    now.act(&panel, account(2), Act::Agree).unwrap();
    panel.seats[2].present = false;
    now.settle(&panel);
    assert_eq!((now.stage, now.answers.len(), now.agreeing), (Stage::Discussion, 0, 0));
    assert_eq!(now.act(&panel, account(0), Act::Propose(Outcome::NoConcern)), Err(Rule::NotQuorate));
    assert_eq!(now.act(&panel, account(0), Act::Note), Ok(()));
}

#[test]
fn a_proposal_without_a_majority_falls_and_another_can_follow() {
    let (panel, mut now) = shared();
    now.act(&panel, account(0), Act::Propose(Outcome::ExternalReport)).unwrap();
    now.act(&panel, account(0), Act::Agree).unwrap();
    now.act(&panel, account(1), Act::Dissent).unwrap();
    now.act(&panel, account(2), Act::Dissent).unwrap();
    assert_eq!((now.stage, now.outcome, now.round), (Stage::Discussion, None, 1));
    now.act(&panel, account(0), Act::Propose(Outcome::OrdinarySupport)).unwrap();
    for number in [0, 1, 2] {
        now.act(&panel, account(number), Act::Agree).unwrap();
    }
    assert_eq!(now.verdict().map(Verdict::outcome), Some(Outcome::OrdinarySupport));
}

#[test]
fn codes_are_wire_names_and_read_back() {
    for stage in Stage::ALL {
        assert_eq!(Stage::from_code(stage.code()), Some(stage));
        assert_eq!(serde_json::to_string(&stage).unwrap(), format!("\"{}\"", stage.code()));
    }
}
