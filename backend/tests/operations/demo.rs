//! The demonstration fills an empty database of either kind, once, and its accounts open.

use backend::{Backend, Config, account, case, demo, demo::Demo, document, guide, interview};
use domain::{
    access::Role, account::Credentials, document::Kind, failure::Failure, guide::release::Stage,
    id::DocumentId, language::Language,
};

const NOW: i64 = 1_795_000_000_000;

/// Who of the demonstration may write into a document.
async fn writers(backend: &Backend, demo: &Demo, id: DocumentId) -> Vec<String> {
    let mut writers = Vec::new();
    for entry in &demo.accounts {
        let credentials = Credentials {
            name: entry.name.clone(),
            passphrase: entry.password.clone(),
            language: Language::French,
            device: None,
        };
        let token = account::sign_in(backend, &credentials, NOW).await.unwrap().token;
        let actor = account::actor_of(backend, &token, NOW).await.unwrap();
        if document::load(backend, &actor, id).await.is_ok_and(|loaded| loaded.may_write) {
            writers.push(entry.name.clone());
        }
    }
    writers
}

#[tokio::test]
async fn fills_an_empty_database_and_everybody_can_sign_in() {
    for database in testkit::databases() {
        let config = Config {
            database_url: database.url.clone(),
            master_key_file: Some(database.folder().join("master.key")),
        };
        let backend = Backend::open(config).await.unwrap();
        let demo = demo::fill(&backend, NOW).await.unwrap();
        assert!(!demo.documents.is_empty(), "{}", database.kind);
        for entry in &demo.accounts {
            let credentials = Credentials {
                name: entry.name.clone(),
                passphrase: entry.password.clone(),
                language: Language::French,
                device: None,
            };
            let signed_in = account::sign_in(&backend, &credentials, NOW).await.unwrap();
            assert!(!signed_in.profile.must_change_passphrase);
            let actor = account::actor_of(&backend, &signed_in.token, NOW).await.unwrap();
            if entry.role != Role::Practitioner {
                continue;
            }
            assert_eq!(guide::list(&backend, &actor).await.unwrap().len(), 1);
            let drafts = guide::draft::list(&backend, &actor).await.unwrap();
            assert_eq!(drafts.len(), 1);
            assert_eq!(drafts[0].stage, Stage::InReview);
            for summary in case::list(&backend, &actor).await.unwrap() {
                for kept in case::open(&backend, &actor, summary.id).await.unwrap().interviews {
                    let loaded = document::load(&backend, &actor, kept.id).await.unwrap();
                    assert_eq!(loaded.frozen, kept.signature.is_some());
                    for language in Language::ALL {
                        let reading = interview::reading(&backend, &actor, kept.id, language).await.unwrap();
                        assert!(reading.sections.len() > 3, "{reading:?}");
                    }
                }
            }
        }
        let notes: Vec<_> = demo.documents.iter().filter(|document| document.kind == Kind::Notes).collect();
        assert!(notes.iter().any(|notes| notes.title.starts_with("LYN-2026-0001 · Réunion")), "{notes:?}");
        assert_eq!(serde_json::to_value(notes[0]).unwrap()["kind"], "notes");
        let plan = demo.documents.iter().find(|document| document.kind == Kind::Plan).unwrap();
        let framework = demo.documents.iter().find(|document| document.kind == Kind::Framework).unwrap();
        assert_eq!(objectives_of(&backend, &demo).await, [(framework.id, 1)]);
        assert_eq!(writers(&backend, &demo, plan.id).await, ["claire.morel", "julien.faure"]);
        let editors = writers(&backend, &demo, notes[0].id).await;
        assert_eq!(editors, ["claire.morel", "julien.faure"], "{}", database.kind);
        let signed: Vec<_> = demo.documents.iter().map(|document| document.title.as_str()).collect();
        assert!(signed.iter().any(|title| title.starts_with("LYN-2026-0001 · ")), "{signed:?}");
        let again = demo::fill(&backend, NOW).await;
        assert_eq!(again.err(), Some(Failure::Taken { field: "database".to_owned() }));
        assert_eq!(document::verify(&backend).await.unwrap().broken, []);
    }
}

/// The frameworks, with their versions, that a practitioner's goals can hang on.
async fn objectives_of(backend: &Backend, demo: &Demo) -> Vec<(DocumentId, u32)> {
    let entry = demo.accounts.iter().find(|entry| entry.role == Role::Practitioner).unwrap();
    let credentials = Credentials {
        name: entry.name.clone(),
        passphrase: entry.password.clone(),
        language: Language::French,
        device: None,
    };
    let signed_in = account::sign_in(backend, &credentials, NOW).await.unwrap();
    let actor = account::actor_of(backend, &signed_in.token, NOW).await.unwrap();
    let published = backend::plan::frameworks(backend, &actor).await.unwrap();
    published.into_iter().map(|one| (one.id, one.version)).collect()
}
