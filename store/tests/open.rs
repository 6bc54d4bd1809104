//! Opening: what a good URL gives, and which sentence a bad one gets.

use store::{OpenError, Store};

async fn code_of(url: &str) -> &'static str {
    match Store::open(url).await {
        Ok(_) => "open",
        Err(error) => error.code(),
    }
}

#[tokio::test]
async fn a_url_that_makes_no_sense_says_what_is_wrong_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display();
    std::fs::write(folder.path().join("letter.txt"), "Dear colleague, this is not a database. ".repeat(99))
        .unwrap();
    for (url, expected) in [
        (String::new(), "database_scheme"),
        ("jalon.db".to_owned(), "database_scheme"),
        ("mysql://root@localhost/jalon".to_owned(), "database_scheme"),
        ("sqlite:".to_owned(), "database_url_malformed"),
        ("sqlite::memory:".to_owned(), "database_in_memory"),
        (format!("sqlite://{path}/missing/jalon.db"), "database_folder_missing"),
        (format!("sqlite://{path}"), "database_not_writable"),
        (format!("sqlite://{path}/letter.txt"), "database_not_sqlite"),
        ("postgres://jalon@localhost:1/jalon".to_owned(), "database_unreachable"),
        (format!("postgres://jalon@localhost/jalon?host={path}"), "database_unreachable"),
        ("postgres://jalon@localhost:port/jalon".to_owned(), "database_url_malformed"),
        (testkit::locked_out_url(), "database_wrong_password"),
        (testkit::postgres().url.replace("/test_", "/missing_"), "database_missing"),
    ] {
        assert_eq!(code_of(&url).await, expected, "{url}");
    }
}

#[tokio::test]
async fn a_password_never_stands_in_an_error() {
    let error = Store::open("postgre://jalon:hunter2hunter2@localhost/jalon").await.err().unwrap();
    assert!(matches!(&error, OpenError::Scheme { given } if given == "postgre"));
    assert!(!error.to_string().contains("hunter2"));
}

#[tokio::test]
async fn opens_an_empty_database_twice_and_keeps_odd_file_names() {
    for database in testkit::databases() {
        Store::open(&database.url).await.unwrap().ping().await.unwrap();
        Store::open(&database.url).await.unwrap().ping().await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Été 100% sûr #1.db");
    Store::open(&format!("sqlite:{}", file.display())).await.unwrap().ping().await.unwrap();
    assert!(file.is_file());
}

#[tokio::test]
async fn every_connection_waits_for_the_disk() {
    let database = testkit::sqlite();
    let store = Store::open(&database.url).await.unwrap();
    let mut connections = Vec::new();
    for _ in 0..3 {
        connections.push(store.read().await.unwrap());
    }
    for connection in &mut connections {
        let setting = |name: &'static str| sqlx::query_scalar::<_, i64>(name);
        assert_eq!(setting("PRAGMA synchronous").fetch_one(&mut **connection).await.unwrap(), 2);
        assert_eq!(setting("PRAGMA foreign_keys").fetch_one(&mut **connection).await.unwrap(), 1);
        let mode: String =
            sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut **connection).await.unwrap();
        assert_eq!(mode, "wal");
    }
}
