//! A small service with people of every role at two sites, a case, and a guide.

use backend::{Actor, Backend, Config, case, guide, interview, notes};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{
    access::Role,
    account::Site,
    audit::AuditRow,
    case::{CaseDetail, NewCase},
    document::{Home, Kind, StartDocument},
    guide::{NodeKey, Value, summary::GuideSummary},
    id::{AccountId, DocumentId, SiteId},
    interview::{SignInterview, StartInterview},
    notes::StartNotes,
};
use store::{Store, case::Member};
use sync::interview::Document;
use testkit::TestDatabase;
use uuid::Uuid;

pub(crate) const GUIDE: &str = "
| survey | | | | |
| | type | name | label | required |
| | begin_group | home | Home | |
| | text | city | Where do you live? | yes |
| | integer | people | How many of you live there? | yes |
| | end_group | | | |
| | text | wishes | What would help? | |
| settings | | | | |
| | form_title | form_id | version | |
| | First talk | first_talk | 1 | |
";

pub(crate) struct World {
    pub(crate) kind: &'static str,
    pub(crate) backend: Backend,
    /// A second way into the same database, for what no operation does.
    pub(crate) store: Store,
    pub(crate) database: TestDatabase,
    pub(crate) lyon: Site,
    pub(crate) nice: Site,
    /// Practitioners at Lyon: one owns the case, one is named on it, one is not. And one elsewhere.
    pub(crate) owner: Actor,
    pub(crate) co_owner: Actor,
    pub(crate) colleague: Actor,
    pub(crate) stranger: Actor,
    pub(crate) manager: Actor,
    pub(crate) other_manager: Actor,
    pub(crate) committee: Actor,
    pub(crate) steering: Actor,
    pub(crate) administrator: Actor,
    pub(crate) auditor: Actor,
    pub(crate) case: CaseDetail,
    pub(crate) guide: GuideSummary,
}

impl World {
    /// One on each kind of database.
    pub(crate) async fn everywhere() -> Vec<Self> {
        let mut worlds = Vec::new();
        for database in testkit::databases() {
            worlds.push(Self::on(database).await);
        }
        worlds
    }

    pub(crate) async fn on(database: TestDatabase) -> Self {
        let backend = open(&database).await;
        let store = Store::open(&database.url).await.unwrap();
        let lyon = site(&store, "Lyon").await;
        let nice = site(&store, "Nice").await;
        let person = async |name: &str, role, site: &Site| account(&store, name, role, site).await;
        let owner = person("owner", Role::Practitioner, &lyon).await;
        let co_owner = person("co.owner", Role::Practitioner, &lyon).await;
        let new = NewCase { code: "LYN-1".to_owned(), person_name: "Jean Personne".to_owned() };
        let case = case::create(&backend, &owner, &new).await.unwrap();
        let mut transaction = store.begin().await.unwrap();
        let (id, site) = (case.summary.id, lyon.id);
        store::case::add_member(&mut transaction, id, co_owner.account, site, Member::CoOwner, 0)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        let guide = guide::import(&backend, &owner, "talk.md", GUIDE.as_bytes()).await.unwrap().summary;
        Self {
            kind: database.kind,
            colleague: person("colleague", Role::Practitioner, &lyon).await,
            stranger: person("stranger", Role::Practitioner, &nice).await,
            manager: person("manager", Role::Manager, &lyon).await,
            other_manager: person("other.manager", Role::Manager, &nice).await,
            committee: person("committee", Role::CommitteeMember, &lyon).await,
            steering: person("steering", Role::SteeringMember, &lyon).await,
            administrator: person("administrator", Role::Administrator, &lyon).await,
            auditor: person("auditor", Role::Auditor, &lyon).await,
            backend,
            store,
            database,
            lyon,
            nice,
            owner,
            co_owner,
            case,
            guide,
        }
    }

    /// A new interview of the case, by its owner.
    pub(crate) async fn interview(&self) -> DocumentId {
        let start = self.start();
        interview::start(&self.backend, &self.owner, &start).await.unwrap().id
    }

    pub(crate) fn start(&self) -> StartInterview {
        let id = DocumentId(Uuid::now_v7());
        StartInterview { id, case: self.case.summary.id, guide: self.guide.id, started_at: 1_000 }
    }

    /// New notes of the case, by its owner.
    pub(crate) async fn notes(&self) -> DocumentId {
        notes::start(&self.backend, &self.owner, &self.start_notes()).await.unwrap().id
    }

    pub(crate) fn start_notes(&self) -> StartNotes {
        StartNotes { id: DocumentId(Uuid::now_v7()), case: self.case.summary.id, started_at: 1_000 }
    }

    /// Notes that a device started outside cases.
    pub(crate) fn shared(&self, home: Home) -> StartDocument {
        StartDocument { id: DocumentId(Uuid::now_v7()), kind: Kind::Notes, home, started_at: 1_000 }
    }

    /// The last lines of the log, oldest first, as `action subject`.
    pub(crate) async fn log(&self) -> Vec<AuditRow> {
        let mut rows = store::audit::list(&mut self.store.read().await.unwrap(), None, 1000).await.unwrap();
        rows.reverse();
        rows
    }

    /// What the log gained since it had `before` lines.
    pub(crate) async fn log_since(&self, before: usize) -> Vec<String> {
        self.log().await[before..].iter().map(|row| row.action.clone()).collect()
    }
}

pub(crate) async fn open(database: &TestDatabase) -> Backend {
    let master_key_file = Some(database.folder().join("master.key"));
    Backend::open(Config { database_url: database.url.clone(), master_key_file }).await.unwrap()
}

async fn site(store: &Store, name: &str) -> Site {
    let site = Site { id: SiteId(Uuid::now_v7()), name: name.to_owned() };
    let mut transaction = store.begin().await.unwrap();
    store::site::insert(&mut transaction, &site, 0).await.unwrap();
    transaction.commit().await.unwrap();
    site
}

/// An account whose passphrase nobody knows: hashing one for everybody would take most of the test's time.
async fn account(store: &Store, name: &str, role: Role, site: &Site) -> Actor {
    let id = AccountId(Uuid::now_v7());
    let new = store::account::New {
        id,
        site: site.id,
        name,
        display_name: name,
        role,
        passphrase_hash: "none",
        must_change_passphrase: false,
    };
    let mut transaction = store.begin().await.unwrap();
    store::account::insert(&mut transaction, &new, 0).await.unwrap();
    transaction.commit().await.unwrap();
    Actor {
        account: id,
        name: name.to_owned(),
        display_name: name.to_owned(),
        role,
        site: site.clone(),
        session: Uuid::now_v7(),
        device: None,
        must_change_passphrase: false,
    }
}

/// A tablet's copy of an interview with these answers.
pub(crate) fn tablet(client: u32, answers: &[(&str, Value)]) -> Document {
    let document = Document::new(client);
    for (key, value) in answers {
        let key = NodeKey((*key).to_owned());
        match value {
            Value::Text(text) => document.set_text(&key, text),
            value => document.set_value(&key, value),
        }
    }
    document
}

/// A tablet's copy of notes that read so.
pub(crate) fn page(client: u32, text: &str) -> sync::notes::Document {
    let notes = sync::notes::Document::new(client);
    notes.set_text(text);
    notes
}

/// Both required answers of [`GUIDE`].
pub(crate) fn complete() -> Vec<(&'static str, Value)> {
    vec![("home/city", Value::Text("Vénissieux".to_owned())), ("home/people", Value::Number(4.0))]
}

pub(crate) fn sign(id: DocumentId, shown: &Document) -> SignInterview {
    SignInterview { id, state_vector: BASE64_STANDARD.encode(shown.state_vector()) }
}
