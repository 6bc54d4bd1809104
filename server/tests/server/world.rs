//! A small service: people of every role with an open session, a case, a guide, and a site as it is built.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use backend::{Actor, Backend, Config, account, case, guide, interview, notes};
use domain::{
    access::Role,
    account::Site,
    case::{CaseDetail, NewCase},
    guide::summary::GuideSummary,
    id::{AccountId, DocumentId, SiteId},
    interview::StartInterview,
    notes::StartNotes,
};
use serde_json::Value;
use server::{
    clock,
    hub::{Hub, Pace},
    router::router,
    service::Service,
};
use sha2::{Digest, Sha256};
use store::{Store, case::Member};
use testkit::TestDatabase;
use tower::ServiceExt as _;
use uuid::Uuid;

const GUIDE: &str = "
| survey | | | | |
| | type | name | label | required |
| | text | city | Where do you live? | yes |
| settings | | | | |
| | form_title | form_id | version | |
| | First talk | first_talk | 1 | |
";

pub(crate) const SCRIPT: &str = "/pkg/jalon.AAAAAAAAAAAAAAAAAAAAAA.js";
pub(crate) const WASM: &str = "/pkg/jalon.BBBBBBBBBBBBBBBBBBBBBB.wasm";
pub(crate) const STYLE: &str = "/pkg/jalon.CCCCCCCCCCCCCCCCCCCCCC.css";

/// Somebody with an open session.
pub(crate) struct Person {
    pub(crate) actor: Arc<Actor>,
    pub(crate) token: String,
}

impl Person {
    pub(crate) fn cookie(&self) -> String {
        format!("jalon={}", self.token)
    }
}

pub(crate) struct World {
    pub(crate) kind: &'static str,
    pub(crate) service: Service,
    pub(crate) database: TestDatabase,
    pub(crate) store: Store,
    pub(crate) owner: Person,
    pub(crate) colleague: Person,
    pub(crate) manager: Person,
    pub(crate) administrator: Person,
    pub(crate) auditor: Person,
    pub(crate) case: CaseDetail,
    pub(crate) guide: GuideSummary,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
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

    pub(crate) async fn sqlite() -> Self {
        Self::on(testkit::sqlite()).await
    }

    pub(crate) async fn on(database: TestDatabase) -> Self {
        let backend = open(&database).await;
        let store = Store::open(&database.url).await.unwrap();
        let site = Site { id: SiteId(Uuid::now_v7()), name: "Lyon".to_owned() };
        let mut transaction = store.begin().await.unwrap();
        store::site::insert(&mut transaction, &site, 0).await.unwrap();
        transaction.commit().await.unwrap();
        let person = async |name: &str, role| person(&store, &backend, &site, name, role).await;
        let owner = person("owner", Role::Practitioner).await;
        let new = NewCase { code: "LYN-1".to_owned(), person_name: "Jean Personne".to_owned() };
        let case = case::create(&backend, &owner.actor, &new).await.unwrap();
        let guide = guide::import(&backend, &owner.actor, "talk.md", GUIDE.as_bytes()).await.unwrap().summary;
        Self {
            kind: database.kind,
            colleague: person("colleague", Role::Practitioner).await,
            manager: person("manager", Role::Manager).await,
            administrator: person("administrator", Role::Administrator).await,
            auditor: person("auditor", Role::Auditor).await,
            service: Service::new(backend.clone(), &built_site(&database), None).unwrap(),
            owner,
            case,
            guide,
            store,
            database,
        }
    }

    /// Names a colleague on the case.
    pub(crate) async fn share_case(&self) {
        let mut transaction = self.store.begin().await.unwrap();
        let (case, account) = (self.case.summary.id, self.colleague.actor.account);
        let site = self.colleague.actor.site.id;
        store::case::add_member(&mut transaction, case, account, site, Member::CoOwner, 0).await.unwrap();
        transaction.commit().await.unwrap();
    }

    pub(crate) fn start(&self) -> StartInterview {
        let id = DocumentId(Uuid::now_v7());
        StartInterview { id, case: self.case.summary.id, guide: self.guide.id, started_at: 1_000 }
    }

    /// A new interview of the case, by its owner.
    pub(crate) async fn interview(&self) -> DocumentId {
        interview::start(&self.service.backend, &self.owner.actor, &self.start()).await.unwrap().id
    }

    pub(crate) fn start_notes(&self) -> StartNotes {
        StartNotes { id: DocumentId(Uuid::now_v7()), case: self.case.summary.id, started_at: 1_000 }
    }

    /// New notes of the case, by its owner.
    pub(crate) async fn notes(&self) -> DocumentId {
        notes::start(&self.service.backend, &self.owner.actor, &self.start_notes()).await.unwrap().id
    }

    pub(crate) fn router(&self) -> Router {
        router(self.service.clone())
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        send(self.router(), request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Calls a server function, as somebody or as nobody, with one more header or none.
    pub(crate) async fn call(
        &self,
        path: &str,
        body: &Value,
        person: Option<&Person>,
        extra: Option<(&str, &str)>,
    ) -> Reply {
        self.send(post(path, body, person, extra)).await
    }

    /// Listens on a free port.
    pub(crate) async fn listen(&self) -> SocketAddr {
        serve(self.router()).await
    }

    /// Another server on the same database, listening on a port of its own.
    pub(crate) async fn beside(&self, pace: Pace) -> SocketAddr {
        let backend = open(&self.database).await;
        let mut service = Service::new(backend, &built_site(&self.database), None).unwrap();
        service.hub = Hub::new(service.backend.clone(), pace);
        serve(router(service)).await
    }

    /// The same service in a hurry.
    pub(crate) fn hurried(mut self, pace: Pace) -> Self {
        self.service.hub = Hub::new(self.service.backend.clone(), pace);
        self
    }

    /// The same database, opened by a service that has just started.
    pub(crate) async fn restarted(self) -> Self {
        self.service.hub.close().await;
        self.service.backend.close().await;
        let backend = open(&self.database).await;
        let service = Service::new(backend, &built_site(&self.database), None).unwrap();
        Self { service, ..self }
    }
}

async fn serve(router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, router).into_future());
    address
}

pub(crate) async fn send(router: Router, request: Request<Body>) -> Reply {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Reply { status: parts.status, headers: parts.headers, body }
}

pub(crate) fn post(
    path: &str,
    body: &Value,
    person: Option<&Person>,
    extra: Option<(&str, &str)>,
) -> Request<Body> {
    let mut request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::HOST, "jalon.test");
    if let Some(person) = person {
        request = request.header(header::COOKIE, person.cookie());
    }
    if let Some((name, value)) = extra {
        request = request.header(name, value);
    }
    request.body(Body::from(body.to_string())).unwrap()
}

async fn open(database: &TestDatabase) -> Backend {
    let master_key_file = Some(database.folder().join("master.key"));
    Backend::open(Config { database_url: database.url.clone(), master_key_file }).await.unwrap()
}

/// An account with a session and without a passphrase: hashing one for everybody would take most of the test's time.
async fn person(store: &Store, backend: &Backend, site: &Site, name: &str, role: Role) -> Person {
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
    let token = Uuid::new_v4().to_string();
    let mut transaction = store.begin().await.unwrap();
    store::account::insert(&mut transaction, &new, 0).await.unwrap();
    let hash = Sha256::digest(&token);
    store::session::insert(&mut transaction, Uuid::now_v7(), &hash, id, None, clock::now()).await.unwrap();
    transaction.commit().await.unwrap();
    let actor = account::actor_of(backend, &token, clock::now()).await.unwrap();
    Person { actor: Arc::new(actor), token }
}

/// The files that a build leaves, with invented contents.
fn built_site(database: &TestDatabase) -> std::path::PathBuf {
    let root = database.folder().join("site");
    for folder in ["pkg", "fonts"] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
    }
    let write = |path: &str, content: &str| std::fs::write(root.join(&path[1..]), content).unwrap();
    write(SCRIPT, "export default function init() {}");
    write(&format!("{SCRIPT}.br"), "compressed");
    write(WASM, "wasm");
    write(STYLE, &"body { margin: 0; }\n".repeat(100));
    write("/fonts/hand.woff2", "font");
    write("/manifest.webmanifest", "{}");
    root
}
