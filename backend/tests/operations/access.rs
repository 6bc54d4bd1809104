//! Every operation, tried by everybody: refusals come before anything is shown, changed or logged.

use backend::{Actor, Outcome, account, account::device, audit, case, document, guide, interview, notes};
use domain::{
    access::Role,
    account::NewAccount,
    case::NewCase,
    document::Home,
    failure::Failure,
    id::DocumentId,
    interview::history::{AskHistory, AskState},
    language::Language,
};

use crate::world::{GUIDE, World, complete, page, sign, tablet};

const OPERATIONS: [&str; 35] = [
    "account::list",
    "account::sites",
    "account::create",
    "account::reset",
    "account::set_active",
    "device::list",
    "device::list_of",
    "audit::list",
    "audit::head",
    "audit::verify",
    "case::list",
    "case::open",
    "case::reveal_name",
    "case::create",
    "guide::list",
    "guide::get",
    "guide::check_for",
    "guide::import",
    "interview::start",
    "interview::reading",
    "interview::history",
    "interview::state",
    "interview::export_json",
    "interview::export_xlsx",
    "document::load",
    "document::access",
    "document::append",
    "notes::start",
    "notes::find",
    "document::load notes",
    "document::access notes",
    "document::append notes",
    "document::find",
    "document::start",
    "document::list",
];

/// Runs the operation in a world where it would succeed for whoever is allowed.
async fn run(
    world: &World,
    operation: &str,
    actor: &Actor,
    (interview, notes_id): (DocumentId, DocumentId),
) -> Outcome<()> {
    let (backend, case) = (&world.backend, world.case.summary.id);
    let new_account = NewAccount {
        name: format!("by.{}", actor.name),
        display_name: "New".to_owned(),
        role: Role::Auditor,
        site: world.nice.id,
    };
    let new_case =
        NewCase { code: format!("BY-{}", actor.name.replace('.', "-")), person_name: "New".to_owned() };
    match operation {
        "account::list" => account::list(backend, actor).await.map(drop),
        "account::sites" => account::sites(backend, actor).await.map(drop),
        "account::create" => account::create(backend, actor, &new_account).await.map(drop),
        "account::reset" => account::reset(backend, actor, world.committee.account).await.map(drop),
        "account::set_active" => account::set_active(backend, actor, world.committee.account, true).await,
        "device::list" => device::list(backend, actor).await.map(drop),
        "device::list_of" => device::list_of(backend, actor, world.committee.account).await.map(drop),
        "audit::list" => audit::list(backend, actor, None).await.map(drop),
        "audit::head" => audit::chain::head_for(backend, actor).await.map(drop),
        "audit::verify" => audit::chain::verify_for(backend, actor, None).await.map(drop),
        "case::list" => case::list(backend, actor).await.map(drop),
        "case::open" => case::open(backend, actor, case).await.map(drop),
        "case::reveal_name" => case::reveal_name(backend, actor, case).await.map(drop),
        "case::create" => case::create(backend, actor, &new_case).await.map(drop),
        "guide::list" => guide::list(backend, actor).await.map(drop),
        "guide::get" => guide::get(backend, actor, world.guide.id).await.map(drop),
        "guide::check_for" => guide::check_for(actor, "talk.md", GUIDE.as_bytes()).await.map(drop),
        "guide::import" => guide::import(backend, actor, "talk.md", GUIDE.as_bytes()).await.map(drop),
        "interview::start" => interview::start(backend, actor, &world.start()).await.map(drop),
        "interview::reading" => {
            interview::reading(backend, actor, interview, Language::French).await.map(drop)
        }
        "interview::history" => {
            let ask = AskHistory { id: interview, question: None, before: None, language: Language::French };
            interview::history(backend, actor, &ask).await.map(drop)
        }
        "interview::state" => {
            interview::state(backend, actor, &AskState { id: interview, before: 1 }).await.map(drop)
        }
        "interview::export_json" => {
            interview::export_json(backend, actor, interview, Language::French).await.map(drop)
        }
        "interview::export_xlsx" => {
            interview::export_xlsx(backend, actor, interview, Language::French).await.map(drop)
        }
        "document::load" => document::load(backend, actor, interview).await.map(drop),
        "document::access" => document::access(backend, actor, interview).await.map(drop),
        "document::append" => {
            let update = tablet(7, &complete()).encode();
            let item = document::Append { actor, document: interview, update };
            document::append(backend, &[item]).await?.remove(0).map(drop)
        }
        "notes::start" => notes::start(backend, actor, &world.start_notes()).await.map(drop),
        "notes::find" => notes::find(backend, actor, notes_id).await.map(drop),
        "document::load notes" => document::load(backend, actor, notes_id).await.map(drop),
        "document::access notes" => document::access(backend, actor, notes_id).await.map(drop),
        "document::append notes" => {
            let item = document::Append { actor, document: notes_id, update: page(7, "Réunion").encode() };
            document::append(backend, &[item]).await?.remove(0).map(drop)
        }
        "document::find" => document::find(backend, actor, notes_id).await.map(drop),
        "document::start" => {
            document::start(backend, actor, &world.shared(Home::Site(world.lyon.id))).await.map(drop)
        }
        "document::list" => document::list(backend, actor).await.map(drop),
        other => panic!("{other} is not an operation"),
    }
}

/// `y` yes, `f` forbidden, `n` not found. In the order of [`OPERATIONS`].
const EXPECTED: [(&str, &str); 10] = [
    //                accounts log cases guides interviews documents notes shared
    ("owner", "fffffyf fff yyyy yyyy yyyyyy yyy yyyyy yyy"),
    ("co.owner", "fffffyf fff yyyy yyyy yyyyyy yyy yyyyy yyy"),
    ("colleague", "fffffyf fff ynny yyyy nnnnnn nnn nnnnn nyy"),
    ("stranger", "fffffyf fff ynny yyyy nnnnnn nnn nnnnn nny"),
    ("manager", "fffffyf fff yyyf yyyy fyyyyy yyf fyyyf yyy"),
    ("other.manager", "fffffyf fff ynnf yyyy nnnnnn nnn nnnnn nny"),
    ("committee", "fffffyf fff fnnf yyff nnnnnn nnn nnnnn nyy"),
    ("steering", "fffffyf fff fnnf yyyy nnnnnn nnn nnnnn nny"),
    ("administrator", "yyyyyyy fff fnnf ffff nnnnnn nnn nnnnn nny"),
    ("auditor", "fffffyf yyy fnnf ffff nnnnnn nnn nnnnn nny"),
];

fn everybody(world: &World) -> [&Actor; 10] {
    [
        &world.owner,
        &world.co_owner,
        &world.colleague,
        &world.stranger,
        &world.manager,
        &world.other_manager,
        &world.committee,
        &world.steering,
        &world.administrator,
        &world.auditor,
    ]
}

#[tokio::test]
async fn everybody_can_do_what_the_table_says_and_nothing_else() {
    for world in World::everywhere().await {
        let documents = (world.interview().await, world.notes().await);
        for (actor, (name, expected)) in everybody(&world).into_iter().zip(EXPECTED) {
            assert_eq!(actor.name, name);
            let expected: Vec<char> = expected.chars().filter(|c| *c != ' ').collect();
            assert_eq!(expected.len(), OPERATIONS.len());
            for (operation, expected) in OPERATIONS.into_iter().zip(expected) {
                let before = world.log().await.len();
                let outcome = run(&world, operation, actor, documents).await;
                let expected = match expected {
                    'y' => Ok(()),
                    'f' => Err(Failure::Forbidden),
                    'n' => Err(Failure::NotFound),
                    other => panic!("{other}"),
                };
                assert_eq!(outcome, expected, "{} {name} {operation}", world.kind);
                if outcome.is_err() {
                    assert_eq!(world.log_since(before).await, [""; 0], "{name} {operation}");
                }
            }
        }
    }
}

#[tokio::test]
async fn only_the_owner_signs() {
    for world in World::everywhere().await {
        let interview = world.interview().await;
        let shown = tablet(1, &complete());
        let item = document::Append { actor: &world.owner, document: interview, update: shown.encode() };
        document::append(&world.backend, &[item]).await.unwrap();
        for actor in everybody(&world).into_iter().skip(1) {
            let expected = match actor.name.as_str() {
                "co.owner" | "manager" => Failure::Forbidden,
                _ => Failure::NotFound,
            };
            let refused = interview::sign(&world.backend, actor, &sign(interview, &shown)).await.err();
            assert_eq!(refused, Some(expected), "{} {}", world.kind, actor.name);
        }
        interview::sign(&world.backend, &world.owner, &sign(interview, &shown)).await.unwrap();
    }
}

#[tokio::test]
async fn a_first_passphrase_must_go_before_anything_else() {
    let world = World::on(testkit::sqlite()).await;
    let (interview, notes) = (world.interview().await, world.notes().await);
    for actor in everybody(&world) {
        let fresh = Actor { must_change_passphrase: true, ..actor.clone() };
        for operation in OPERATIONS {
            let outcome = run(&world, operation, &fresh, (interview, notes)).await;
            assert_eq!(outcome, Err(Failure::PassphraseChangeRequired), "{} {operation}", actor.name);
        }
        let shown = tablet(1, &complete());
        let refused = interview::sign(&world.backend, &fresh, &sign(interview, &shown)).await.err();
        assert_eq!(refused, Some(Failure::PassphraseChangeRequired));
        assert!(account::profile(&fresh).must_change_passphrase);
    }
}
