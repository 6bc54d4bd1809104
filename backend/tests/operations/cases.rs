//! Cases: what lists show, names on demand, and what the log remembers.

use backend::{audit, case};
use domain::{access::Relation, case::NewCase, failure::Failure};

use crate::world::World;

fn new_case(code: &str, person_name: &str) -> NewCase {
    NewCase { code: code.to_owned(), person_name: person_name.to_owned() }
}

#[tokio::test]
async fn everyone_sees_the_cases_she_needs_to_know_and_how_she_stands_to_them() {
    for world in World::everywhere().await {
        case::create(&world.backend, &world.stranger, &new_case("nce-1", "Anne Autre")).await.unwrap();
        for (actor, expected) in [
            (&world.owner, vec![("LYN-1", Relation::Owner)]),
            (&world.co_owner, vec![("LYN-1", Relation::CoOwner)]),
            (&world.colleague, vec![]),
            (&world.stranger, vec![("NCE-1", Relation::Owner)]),
            (&world.manager, vec![("LYN-1", Relation::SameSite)]),
            (&world.other_manager, vec![("NCE-1", Relation::SameSite)]),
        ] {
            let cases = case::list(&world.backend, actor).await.unwrap();
            let seen: Vec<_> = cases.iter().map(|case| (case.code.as_str(), case.relation)).collect();
            assert_eq!(seen, expected, "{} {}", world.kind, actor.name);
        }
    }
}

#[tokio::test]
async fn counts_interviews_and_tells_the_last_change() {
    for world in World::everywhere().await {
        let before = case::list(&world.backend, &world.owner).await.unwrap().remove(0);
        assert_eq!(before.last_change_at, before.opened_at);
        let id = world.interview().await;
        let detail = case::open(&world.backend, &world.owner, before.id).await.unwrap();
        assert_eq!((detail.summary.open_interviews, detail.summary.signed_interviews), (1, 0));
        assert!(detail.summary.last_change_at >= before.last_change_at);
        assert_eq!(detail.interviews.len(), 1);
        assert_eq!((detail.interviews[0].id, detail.interviews[0].started_by.as_str()), (id, "owner"));
        assert_eq!(detail.interviews[0].guide_title, world.guide.title);
    }
}

#[tokio::test]
async fn a_name_is_shown_on_demand_and_logged() {
    for world in World::everywhere().await {
        let before = world.log().await.len();
        let name = case::reveal_name(&world.backend, &world.co_owner, world.case.summary.id).await.unwrap();
        assert_eq!(name, "Jean Personne");
        let log = world.log().await;
        let line = &log[before];
        assert_eq!((line.action.as_str(), line.subject_kind.as_str()), ("name_revealed", "case"));
        assert_eq!(line.subject, world.case.summary.id.to_string());
        assert_eq!(line.actor.as_ref().unwrap().name, "co.owner");
        assert_eq!(line.site.as_ref().unwrap(), &world.lyon);
        let whole = format!("{log:?}");
        assert!(!whole.contains("Jean") && !whole.contains("LYN-1"), "the log holds no content");
    }
}

#[tokio::test]
async fn a_case_needs_a_code_of_its_own_and_a_name() {
    for world in World::everywhere().await {
        let invalid = |field: &str| Failure::Invalid { field: field.to_owned() };
        for (new, expected) in [
            (new_case("", "Jean"), invalid("code")),
            (new_case("LYN 2", "Jean"), invalid("code")),
            (new_case("LYN-2", " \t "), invalid("person_name")),
            (new_case("LYN-2", &"x".repeat(121)), invalid("person_name")),
            (new_case("lyn-1", "Jean"), Failure::Taken { field: "code".to_owned() }),
        ] {
            let refused = case::create(&world.backend, &world.colleague, &new).await.err();
            assert_eq!(refused, Some(expected), "{} {}", world.kind, new.code);
        }
        let elsewhere = case::create(&world.backend, &world.stranger, &new_case("lyn-1", "Jean")).await;
        assert!(elsewhere.is_ok(), "another site learns nothing of ours");
    }
}

#[tokio::test]
async fn the_log_comes_in_pages_newest_first() {
    for world in World::everywhere().await {
        for _ in 0..110 {
            case::open(&world.backend, &world.owner, world.case.summary.id).await.unwrap();
        }
        let first = audit::list(&world.backend, &world.auditor, None).await.unwrap();
        assert_eq!(first.len(), 100);
        assert!(first.is_sorted_by(|a, b| a.id > b.id));
        let second =
            audit::list(&world.backend, &world.auditor, first.last().map(|row| row.id)).await.unwrap();
        assert!(second.len() >= 10 && second[0].id < first[99].id);
        assert_eq!(world.log_since(world.log().await.len() - 2).await, ["log_read", "log_read"]);
    }
}
