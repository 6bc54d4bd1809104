//! The demonstration: invented sites, people, cases and interviews in a real database, through the same operations.

use std::collections::BTreeMap;

use domain::{
    access::Role,
    account::{NewAccount, Site},
    case::Code,
    document::{Home, Kind},
    failure::Failure,
    framework::{Framework, records::of_framework, version::Freeze},
    guide::{Guide, check::Lenience, draft::Draft},
    id::{CaseId, DocumentId, GuideId, SiteId, Timestamp},
};
use serde::{Deserialize, Serialize};
use store::{Transaction, case::Member};
use uuid::Uuid;

use crate::{
    Actor, Backend, Outcome, account,
    audit::{Event, Line, write},
    case,
    document::{Append, New, append_within, detail, register},
    framework, guide, interview,
};

mod answers;
mod plan;
mod procedure;

const GUIDE_NAME: &str = "guide-entretien.xlsx";
const GUIDE: &[u8] = include_bytes!("../../demo/guide-entretien.xlsx");
const FRAMEWORK: &str = include_str!("../../demo/cadre-lyon.json");
const PEOPLE: &str = include_str!("../../demo/people.json");

const MINUTE: Timestamp = 60 * 1000;
const DAY: Timestamp = 24 * 60 * MINUTE;

/// What the demonstration holds: who can sign in, and the documents there are.
#[derive(Debug, Serialize)]
pub struct Demo {
    pub accounts: Vec<DemoAccount>,
    pub documents: Vec<DemoDocument>,
}

#[derive(Debug, Serialize)]
pub struct DemoAccount {
    pub name: String,
    pub role: Role,
    pub site: String,
    pub password: String,
}

#[derive(Debug, Serialize)]
pub struct DemoDocument {
    pub id: DocumentId,
    pub kind: Kind,
    pub title: String,
}

#[derive(Deserialize)]
struct People {
    sites: Vec<PeopleSite>,
    accounts: Vec<Account>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct PeopleSite {
    key: String,
    name: String,
}

#[derive(Deserialize)]
struct Account {
    name: String,
    display_name: String,
    role: Role,
    site: String,
}

#[derive(Deserialize)]
struct Case {
    code: Code,
    site: String,
    owner: String,
    #[serde(default)]
    co_owner: Option<String>,
    person_name: String,
    interviews: Vec<Interview>,
    #[serde(default)]
    notes: Vec<Notes>,
    #[serde(default)]
    has_plan: bool,
}

#[derive(Deserialize)]
struct Notes {
    started_days_ago: i64,
    text: String,
}

#[derive(Deserialize)]
struct Interview {
    state: InterviewState,
    started_days_ago: i64,
    #[serde(flatten)]
    content: answers::Content,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum InterviewState {
    Open,
    Signed,
}

/// The sample guide as it was brought in.
struct Sample {
    id: GuideId,
    title: String,
    guide: Guide,
    /// The framework that goals of plans hang on.
    framework: Option<DocumentId>,
}

/// Fills an empty database, in one transaction. [`Failure::Taken`] of `database` when it is not empty.
pub async fn fill(backend: &Backend, now: Timestamp) -> Outcome<Demo> {
    let people: People = serde_json::from_str(PEOPLE).map_err(|error| {
        tracing::error!(%error, "the people of the demonstration cannot be read");
        Failure::Server
    })?;
    let mut hashes = Vec::new();
    for account in &people.accounts {
        hashes.push(backend.hasher().hash(&password(&account.name)).await?);
    }
    let mut transaction = backend.begin().await?;
    let occupied = !store::site::list(&mut transaction).await?.is_empty()
        || store::account::count(&mut transaction).await? > 0;
    if occupied {
        return Err(Failure::Taken { field: "database".to_owned() });
    }
    let sites = insert_sites(&mut transaction, &people.sites, now).await?;
    let actors = insert_accounts(&mut transaction, &people.accounts, &hashes, &sites).await?;
    let framework = insert_framework(backend, &mut transaction, &people, &actors, now).await?;
    let mut sample = insert_guide(&mut transaction, &people, &actors, now).await?;
    sample.framework = framework.as_ref().map(|framework| framework.id);
    let draft = insert_draft(backend, &mut transaction, &people, &actors, &sample, now).await?;
    let (mut documents, mut cases) = (Vec::new(), BTreeMap::new());
    for case in &people.cases {
        let (id, held) = insert_case(backend, &mut transaction, case, &sites, &actors, &sample, now).await?;
        cases.insert(case.code.to_string(), id);
        documents.extend(held);
    }
    procedure::insert(backend, &mut transaction, &actors, &cases, now).await?;
    documents.extend(draft);
    documents.extend(framework);
    let line = Line { event: Event::DemoFilled, at: now, actor: None, subject: "", site: None, detail: "" };
    write(&mut transaction, &line).await?;
    transaction.commit().await?;
    let accounts = people.accounts.into_iter().map(|account| DemoAccount {
        password: password(&account.name),
        site: actors.get(&account.name).map(|actor| actor.site.name.clone()).unwrap_or_default(),
        name: account.name,
        role: account.role,
    });
    Ok(Demo { accounts: accounts.collect(), documents })
}

/// Always the same, easy to type, and long enough.
fn password(name: &str) -> String {
    format!("{name} pose un jalon")
}

async fn insert_sites(
    transaction: &mut Transaction,
    sites: &[PeopleSite],
    now: Timestamp,
) -> Outcome<BTreeMap<String, Site>> {
    let mut inserted = BTreeMap::new();
    for site in sites {
        let kept = Site { id: SiteId(Uuid::now_v7()), name: site.name.clone() };
        store::site::insert(transaction, &kept, now).await?;
        inserted.insert(site.key.clone(), kept);
    }
    Ok(inserted)
}

/// The accounts, as actors, by name.
async fn insert_accounts(
    transaction: &mut Transaction,
    accounts: &[Account],
    hashes: &[String],
    sites: &BTreeMap<String, Site>,
) -> Outcome<BTreeMap<String, Actor>> {
    let mut actors = BTreeMap::new();
    for (account, hash) in accounts.iter().zip(hashes) {
        let site = known(sites, &account.site)?.clone();
        let new = NewAccount {
            name: account.name.clone(),
            display_name: account.display_name.clone(),
            role: account.role,
            site: site.id,
        };
        let (id, name) = account::insert(transaction, &new, hash, false).await?;
        let actor = Actor {
            account: id,
            name: name.clone(),
            display_name: new.display_name,
            role: new.role,
            site,
            session: Uuid::nil(),
            device: None,
            must_change_passphrase: false,
        };
        actors.insert(name, actor);
    }
    Ok(actors)
}

/// Brings in the sample guide as the first practitioner would.
async fn insert_guide(
    transaction: &mut Transaction,
    people: &People,
    actors: &BTreeMap<String, Actor>,
    now: Timestamp,
) -> Outcome<Sample> {
    let (guide, _) = guide::usable(guide::check(GUIDE_NAME, GUIDE, Lenience::default()))?;
    let importer = people.accounts.iter().find(|account| account.role == Role::Practitioner);
    let importer = importer.and_then(|account| actors.get(&account.name));
    let summary = guide::insert(transaction, importer, &guide, now - 30 * DAY).await?;
    let title = summary.title.in_language(domain::language::Language::French).0.to_owned();
    Ok(Sample { id: summary.id, title, guide, framework: None })
}

/// The next version of the sample guide, which its author has submitted and a manager may publish.
async fn insert_draft(
    backend: &Backend,
    transaction: &mut Transaction,
    people: &People,
    actors: &BTreeMap<String, Actor>,
    sample: &Sample,
    now: Timestamp,
) -> Outcome<Option<DemoDocument>> {
    let author = people.accounts.iter().find(|account| account.role == Role::Practitioner);
    let Some(author) = author.and_then(|account| actors.get(&account.name)) else { return Ok(None) };
    let edit = |draft: &mut Draft| {
        let asked = draft.nodes.values_mut().find(|node| node.field("name") == "sleep_hours");
        if let Some(asked) = asked {
            asked.set_text("guidance_why", "fr", "Le sommeil dit souvent le premier que quelque chose pèse.");
            asked.set_text("guidance_why", "en", "Sleep is often the first to tell that something weighs.");
        }
    };
    let at = now - 2 * DAY;
    let id = guide::draft::insert_submitted(backend, transaction, author, sample.id, edit, at).await?;
    Ok(Some(DemoDocument { id, kind: Kind::GuideDraft, title: sample.title.clone() }))
}

/// The framework of the first site, with the version that its first cycle ended with.
async fn insert_framework(
    backend: &Backend,
    transaction: &mut Transaction,
    people: &People,
    actors: &BTreeMap<String, Actor>,
    now: Timestamp,
) -> Outcome<Option<DemoDocument>> {
    let author = people.accounts.iter().find(|account| account.role == Role::Practitioner);
    let Some(author) = author.and_then(|account| actors.get(&account.name)) else { return Ok(None) };
    let read: Framework = serde_json::from_str(FRAMEWORK).map_err(|error| {
        tracing::error!(%error, "the framework of the demonstration cannot be read");
        Failure::Server
    })?;
    let (id, site, started_at) = (DocumentId(Uuid::now_v7()), author.site.id, now - 40 * DAY);
    let new = New {
        id,
        kind: Kind::Framework,
        home: Home::Site(site),
        site,
        guide: None,
        started_at,
        now: started_at,
    };
    let document = sync::framework::Document::new(answers::random_client()?);
    document.fill(&of_framework(&read));
    insert_document(backend, transaction, author, &new, document.encode()).await?;
    let freeze = Freeze { id, remark: String::new() };
    framework::freeze_within(backend, transaction, author, &freeze, now - 30 * DAY).await?;
    let title = read.title.in_language(domain::language::Language::French).0.to_owned();
    Ok(Some(DemoDocument { id, kind: Kind::Framework, title }))
}

async fn insert_case(
    backend: &Backend,
    transaction: &mut Transaction,
    case: &Case,
    sites: &BTreeMap<String, Site>,
    actors: &BTreeMap<String, Actor>,
    sample: &Sample,
    now: Timestamp,
) -> Outcome<(CaseId, Vec<DemoDocument>)> {
    let site = known(sites, &case.site)?;
    let owner = known(actors, &case.owner)?;
    let oldest = case.interviews.iter().map(|interview| interview.started_days_ago).max().unwrap_or_default();
    let opened_at = now - (oldest + 7) * DAY;
    let id = case::insert(backend, transaction, site, &case.code, &case.person_name, opened_at).await?;
    store::case::add_member(transaction, id, owner.account, site.id, Member::Owner, opened_at).await?;
    if let Some(co_owner) = &case.co_owner {
        let account = known(actors, co_owner)?.account;
        store::case::add_member(transaction, id, account, site.id, Member::CoOwner, opened_at).await?;
    }
    let subject = id.to_string();
    let (actor, site) = (Some(owner.account), Some(site.id));
    let line = Line { event: Event::CaseCreated, at: opened_at, actor, subject: &subject, site, detail: "" };
    write(transaction, &line).await?;
    let kept = store::case::get(transaction, owner.account, id).await?.ok_or(Failure::Server)?;
    let mut documents = Vec::new();
    for interview in &case.interviews {
        let held = insert_interview(backend, transaction, interview, &kept, owner, sample, now).await?;
        let title = format!("{} · {}", case.code, sample.title);
        documents.push(DemoDocument { id: held, kind: Kind::Interview, title });
    }
    for notes in &case.notes {
        let held = insert_notes(backend, transaction, notes, &kept, owner, now).await?;
        let title = domain::notes::title(&notes.text).unwrap_or_default();
        documents.push(DemoDocument {
            id: held,
            kind: Kind::Notes,
            title: format!("{} · {title}", case.code),
        });
    }
    if case.has_plan
        && let Some(framework) = sample.framework
    {
        let held = insert_plan(backend, transaction, &kept, owner, framework, now).await?;
        documents.push(DemoDocument { id: held, kind: Kind::Plan, title: case.code.to_string() });
    }
    Ok((id, documents))
}

async fn insert_interview(
    backend: &Backend,
    transaction: &mut Transaction,
    demo: &Interview,
    case: &store::case::Case,
    owner: &Actor,
    sample: &Sample,
    now: Timestamp,
) -> Outcome<DocumentId> {
    let document = DocumentId(Uuid::now_v7());
    let started_at = now - demo.started_days_ago * DAY;
    let new = New {
        id: document,
        kind: Kind::Interview,
        home: Home::Case(case.id),
        site: case.site.id,
        guide: Some(sample.id),
        started_at,
        now: started_at,
    };
    let update = answers::write(&demo.content, &sample.guide, sample.id, case.id)?;
    insert_document(backend, transaction, owner, &new, update).await?;
    if demo.state == InterviewState::Signed {
        interview::sign_within(backend, transaction, owner, document, None, started_at + 70 * MINUTE).await?;
    }
    Ok(document)
}

async fn insert_notes(
    backend: &Backend,
    transaction: &mut Transaction,
    demo: &Notes,
    case: &store::case::Case,
    owner: &Actor,
    now: Timestamp,
) -> Outcome<DocumentId> {
    let started_at = now - demo.started_days_ago * DAY;
    let id = DocumentId(Uuid::now_v7());
    let (home, site) = (Home::Case(case.id), case.site.id);
    let new = New { id, kind: Kind::Notes, home, site, guide: None, started_at, now: started_at };
    let notes = sync::notes::Document::new(answers::random_client()?);
    notes.set_text(&demo.text);
    insert_document(backend, transaction, owner, &new, notes.encode()).await?;
    Ok(id)
}

async fn insert_plan(
    backend: &Backend,
    transaction: &mut Transaction,
    case: &store::case::Case,
    owner: &Actor,
    framework: DocumentId,
    now: Timestamp,
) -> Outcome<DocumentId> {
    let started_at = now - plan::STARTED_DAYS_AGO * DAY;
    let id = DocumentId(Uuid::now_v7());
    let (home, site) = (Home::Case(case.id), case.site.id);
    let new = New { id, kind: Kind::Plan, home, site, guide: None, started_at, now: started_at };
    let update = {
        let document = sync::plan::Document::new(answers::random_client()?);
        document.fill(&plan::sample(now, framework)?);
        document.encode()
    };
    insert_document(backend, transaction, owner, &new, update).await?;
    Ok(id)
}

/// Registers a document with its line in the log, and what was written into it 50 minutes later.
async fn insert_document(
    backend: &Backend,
    transaction: &mut Transaction,
    owner: &Actor,
    new: &New,
    update: Vec<u8>,
) -> Outcome<()> {
    register(backend, transaction, owner, new).await?;
    let (subject, detail) = (new.id.to_string(), detail(new.home));
    let (actor, site, event) = (Some(owner.account), Some(new.site), Event::started(new.kind));
    let line = Line { event, at: new.started_at, actor, subject: &subject, site, detail: &detail };
    write(transaction, &line).await?;
    let item = Append { actor: owner, document: new.id, update };
    let appended = append_within(backend, transaction, &[item], new.started_at + 50 * MINUTE).await?;
    appended.into_iter().collect::<Outcome<Vec<i64>>>().map(drop)
}

fn known<'a, T>(map: &'a BTreeMap<String, T>, key: &str) -> Outcome<&'a T> {
    map.get(key).ok_or_else(|| {
        tracing::error!(key, "the people of the demonstration name somebody or something that is not there");
        Failure::Server
    })
}
