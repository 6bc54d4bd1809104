//! The chain over the log, in real databases.

use backend::audit::chain;
use domain::audit::Wrong;

use crate::world::World;

#[tokio::test]
async fn a_log_is_chained_once_and_its_seal_holds() {
    for world in World::everywhere().await {
        let kind = world.kind;
        assert!(chain::extend(&world.backend).await.unwrap() > 0, "{kind}");
        let seal = chain::head_for(&world.backend, &world.auditor).await.unwrap().unwrap();
        assert!(chain::is_signed(&seal), "{kind}");
        world.notes().await;
        let verified = chain::verify_for(&world.backend, &world.auditor, Some(&seal)).await.unwrap();
        assert_eq!((verified.lines, verified.wrong), (world.log().await.len() as i64, None), "{kind}");
        assert_eq!(chain::extend(&world.backend).await.unwrap(), 0, "{kind}");

        let mut other = seal.clone();
        other.number += 1;
        assert!(!chain::is_signed(&other), "{kind}");
        let verified = chain::verify(&world.backend, Some(&other)).await.unwrap();
        assert_eq!(verified.wrong, Some(Wrong::NotOurs), "{kind}");
    }
}

#[tokio::test]
async fn several_servers_chain_one_log() {
    for world in World::everywhere().await {
        let second = crate::world::open(&world.database).await;
        for _ in 0..5 {
            world.notes().await;
            let (one, other) = tokio::join!(chain::extend(&world.backend), chain::extend(&second));
            assert!(one.is_ok() && other.is_ok(), "{}", world.kind);
        }
        let verified = chain::verify(&second, None).await.unwrap();
        assert_eq!(
            (verified.lines, verified.wrong),
            (world.log().await.len() as i64, None),
            "{}",
            world.kind
        );
    }
}

#[tokio::test]
async fn whoever_writes_into_the_database_is_found() {
    let world = World::on(testkit::postgres()).await;
    for _ in 0..3 {
        world.notes().await;
    }
    let seal = chain::head(&world.backend).await.unwrap().unwrap();
    let sql = |statement: &str| {
        world.database.sql(&format!("SET session_replication_role = replica; {statement}"));
    };
    let found = async || chain::verify(&world.backend, Some(&seal)).await.unwrap().wrong;
    assert_eq!(found().await, None);

    sql("UPDATE audit SET subject = subject || 'x' WHERE id = 2");
    assert_eq!(found().await, Some(Wrong::Broken { number: 2, line: 2 }));
    sql("UPDATE audit SET subject = rtrim(subject, 'x') WHERE id = 2");
    assert_eq!(found().await, None);

    sql(
        "INSERT INTO audit (at, action, subject_kind, subject, detail) VALUES (5, 'case_read', 'case', '', '')",
    );
    assert!(matches!(found().await, Some(Wrong::PutIn { .. })));
    sql("DELETE FROM audit WHERE at = 5");
    assert_eq!(found().await, None);

    // Even after the time of the last link has been put back to before that of the line.
    sql("UPDATE audit_links SET linked_at = 4 WHERE seq = (SELECT MAX(seq) FROM audit_links)");
    assert!(matches!(found().await, Some(Wrong::Broken { .. })));
    let linked_at = "SELECT MAX(linked_at) FROM audit_links";
    sql(&format!("UPDATE audit_links SET linked_at = ({linked_at}) WHERE linked_at = 4"));

    let last = seal.number;
    sql(&format!(
        "DELETE FROM audit WHERE id IN (SELECT audit_id FROM audit_links WHERE seq = {last}); \
                  DELETE FROM audit_links WHERE seq = {last}"
    ));
    assert_eq!(found().await, Some(Wrong::CutShort { number: last }));
}
