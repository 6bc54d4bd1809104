//! Nothing is read or written without its line in the log: when the line cannot be written, the rest does not happen.

use backend::{account, case, document, guide, interview};
use domain::{access::Role, account::NewAccount, case::NewCase, failure::Failure, language::Language};

use crate::world::{GUIDE, World, complete, sign, tablet};

#[tokio::test]
async fn without_its_line_in_the_log_nothing_happens() {
    let world = World::on(testkit::postgres()).await;
    let (backend, owner, case) = (&world.backend, &world.owner, world.case.summary.id);
    let (interview, untouched) = (world.interview().await, world.interview().await);
    let shown = tablet(1, &complete());
    let append = async |document| {
        let item = document::Append { actor: owner, document, update: shown.encode() };
        document::append(backend, &[item]).await
    };
    append(interview).await.unwrap();

    world.database.sql("ALTER TABLE audit RENAME TO audit_away");
    let new_case = NewCase { code: "LYN-9".to_owned(), person_name: "Nobody".to_owned() };
    let new_account = NewAccount {
        name: "late".to_owned(),
        display_name: "Late".to_owned(),
        role: Role::Auditor,
        site: world.lyon.id,
    };
    let next_guide = GUIDE.replace("first_talk | 1 |", "first_talk | 2 |");
    let failed = Some(Failure::Server);
    assert_eq!(case::list(backend, owner).await.err(), failed);
    assert_eq!(case::open(backend, owner, case).await.err(), failed);
    assert_eq!(case::reveal_name(backend, owner, case).await.err(), failed);
    assert_eq!(case::create(backend, owner, &new_case).await.err(), failed);
    assert_eq!(document::load(backend, owner, interview).await.err(), failed);
    assert_eq!(append(untouched).await.err(), failed);
    assert_eq!(interview::start(backend, owner, &world.start()).await.err(), failed);
    assert_eq!(interview::sign(backend, owner, &sign(interview, &shown)).await.err(), failed);
    assert_eq!(interview::reading(backend, owner, interview, Language::French).await.err(), failed);
    assert_eq!(interview::export_json(backend, owner, interview, Language::French).await.err(), failed);
    assert_eq!(guide::import(backend, owner, "talk.md", next_guide.as_bytes()).await.err(), failed);
    assert_eq!(account::create(backend, &world.administrator, &new_account).await.err(), failed);
    let closing = account::set_active(backend, &world.administrator, owner.account, false).await;
    assert_eq!(closing.err(), failed);
    world.database.sql("ALTER TABLE audit_away RENAME TO audit");

    let cases = case::list(backend, owner).await.unwrap();
    assert_eq!(cases.len(), 1);
    assert_eq!((cases[0].open_interviews, cases[0].signed_interviews), (2, 0));
    assert_eq!(document::load(backend, owner, interview).await.unwrap().seq, 1);
    assert_eq!(document::load(backend, owner, untouched).await.unwrap().seq, 0);
    assert_eq!(guide::list(backend, owner).await.unwrap().len(), 1);
    let accounts = account::list(backend, &world.administrator).await.unwrap();
    assert!(accounts.iter().all(|row| row.active && row.profile.name != "late"));
    interview::sign(backend, owner, &sign(interview, &shown)).await.unwrap();
}
