//! Rows that leave one database and come into another, and what the other still refuses afterwards.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use domain::{account::Site, id::SiteId};
use store::{
    Store,
    audit::{self, Entry},
    backup::{Export, Import, ImportError, Table, Value},
    newest_schema, site,
};
use testkit::TestDatabase;
use uuid::Uuid;

fn entry(detail: &str) -> Entry<'_> {
    Entry { at: 1, actor: None, action: "a", subject_kind: "b", subject: "c", site: None, detail }
}

async fn filled(database: &TestDatabase) -> Store {
    let store = Store::open(&database.url).await.unwrap();
    let mut transaction = store.begin().await.unwrap();
    let lyon = Site { id: SiteId(Uuid::now_v7()), name: "Lyon".to_owned() };
    site::insert(&mut transaction, &lyon, 1).await.unwrap();
    for detail in ["one", "two", "three"] {
        audit::insert(&mut transaction, &entry(detail)).await.unwrap();
    }
    transaction.commit().await.unwrap();
    store
}

async fn rows(store: &Store) -> Vec<(Table, Vec<Vec<Value>>)> {
    let mut export = Export::begin(store).await.unwrap();
    let mut all = Vec::new();
    for table in export.tables() {
        let mut rows = Vec::new();
        let take = |row: Vec<Value>| {
            rows.push(row);
            Ok::<(), store::Error>(())
        };
        export.each_row(&table, take).await.unwrap();
        all.push((table, rows));
    }
    all
}

async fn import(url: &str, schema: i64, all: &[(Table, Vec<Vec<Value>>)]) -> Result<(), ImportError> {
    let mut import = Import::begin(url, schema).await?;
    for (table, rows) in all {
        let target = import.target(table).await?;
        import.insert(&target, rows.clone()).await?;
    }
    import.finish().await
}

#[tokio::test]
async fn rows_of_an_older_schema_are_brought_forward_and_every_rule_stands() {
    for from in testkit::databases() {
        let source = filled(&from).await;
        // The first schema already had every table that has rows here.
        let mut all = rows(&source).await;
        all.retain(|(_, rows)| !rows.is_empty());
        for to in testkit::databases() {
            import(&to.url, 1, &all).await.unwrap();
            let store = Store::open(&to.url).await.unwrap();
            assert_eq!(Export::begin(&store).await.unwrap().schema, newest_schema());
            let mut found = rows(&store).await;
            found.retain(|(_, rows)| !rows.is_empty());
            assert_eq!(found, all, "{} to {}", from.kind, to.kind);

            let mut transaction = store.begin().await.unwrap();
            audit::insert(&mut transaction, &entry("four")).await.unwrap();
            transaction.commit().await.unwrap();
            let lines = audit::list(&mut store.read().await.unwrap(), None, 10).await.unwrap();
            let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
            assert_eq!(ids, [4, 3, 2, 1], "numbers go on");
            for statement in ["DELETE FROM audit", "UPDATE audit SET action = 'x'"] {
                let mut transaction = store.begin().await.unwrap();
                let refused = sqlx::query(statement).execute(&mut *transaction).await;
                assert!(refused.unwrap_err().to_string().contains("append only"), "{statement}");
            }
            let mut transaction = store.begin().await.unwrap();
            let homeless = "INSERT INTO cases (id, site_id, code, opened_at) VALUES ('x', 'nowhere', 'C', 1)";
            assert!(
                sqlx::query(homeless).execute(&mut *transaction).await.is_err(),
                "at the statement itself"
            );
        }
    }
}

#[tokio::test]
async fn nothing_is_left_of_what_does_not_fit() {
    for from in testkit::databases() {
        let source = filled(&from).await;
        let all: Vec<_> = rows(&source).await.into_iter().filter(|(_, rows)| !rows.is_empty()).collect();
        for to in testkit::databases() {
            let refused = import(&to.url, newest_schema() + 1, &all).await;
            assert!(matches!(refused, Err(ImportError::Newer)));
            let mut other = all.clone();
            other[0].0.columns[0].push('x');
            assert!(matches!(import(&to.url, 1, &other).await, Err(ImportError::Unknown(_))), "{}", to.kind);
            let mut unknown = all.clone();
            unknown[0].0.name = "secrets".to_owned();
            assert!(matches!(import(&to.url, 1, &unknown).await, Err(ImportError::Unknown(_))));
            // A reference to what is not there is found at the end.
            let sites = |(table, _): &(Table, Vec<Vec<Value>>)| table.name == "sites";
            let mut orphan = all.clone();
            let table = Table {
                name: "cases".to_owned(),
                columns: ["id", "site_id", "code", "opened_at"].map(str::to_owned).to_vec(),
            };
            let text = |text: &str| Value::Text(text.to_owned());
            orphan.push((table, vec![vec![text("x"), text("nowhere"), text("C"), Value::Integer(1)]]));
            assert!(orphan.iter().any(sites));
            assert!(
                matches!(import(&to.url, 1, &orphan).await, Err(ImportError::Database(_))),
                "{}",
                to.kind
            );
            import(&to.url, 1, &all).await.unwrap();
            assert!(matches!(import(&to.url, 1, &all).await, Err(ImportError::NotEmpty)));
        }
    }
}
