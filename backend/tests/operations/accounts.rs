//! Signing in and out, and what administrators do.

use backend::{Actor, Backend, account};
use domain::{
    access::Role,
    account::{Credentials, NewAccount},
    failure::{Failure, WeakPassphrase},
    language::Language,
};

use crate::world::World;

const SECOND: i64 = 1000;
const HOUR: i64 = 3600 * SECOND;
const DAY: i64 = 24 * HOUR;
const NOW: i64 = 1_795_000_000_000;

fn credentials(name: &str, passphrase: &str) -> Credentials {
    let (name, passphrase) = (name.to_owned(), passphrase.to_owned());
    Credentials { name, passphrase, language: Language::French, device: None }
}

fn new_account(world: &World, name: &str) -> NewAccount {
    let display_name = "Claire Morel".to_owned();
    NewAccount { name: name.to_owned(), display_name, role: Role::Practitioner, site: world.lyon.id }
}

async fn try_sign_in(backend: &Backend, name: &str, passphrase: &str, now: i64) -> Result<Actor, Failure> {
    let signed_in = account::sign_in(backend, &credentials(name, passphrase), now).await?;
    account::actor_of(backend, &signed_in.token, now).await
}

#[tokio::test]
async fn a_first_passphrase_opens_nothing_but_its_own_change() {
    for world in World::everywhere().await {
        let backend = &world.backend;
        let handover = account::create(backend, &world.administrator, &new_account(&world, " Claire.Morel "))
            .await
            .unwrap();
        assert_eq!(handover.name, "claire.morel");
        let temporary = handover.temporary_passphrase;
        let signed_in =
            account::sign_in(backend, &credentials("CLAIRE.MOREL", &temporary), NOW).await.unwrap();
        let actor = account::actor_of(backend, &signed_in.token, NOW).await.unwrap();
        assert!(actor.must_change_passphrase);
        let refused = backend::case::list(backend, &actor).await.err();
        assert_eq!(refused, Some(Failure::PassphraseChangeRequired));

        let new = "quatre chevaux boivent tard";
        for (current, new, expected) in [
            (temporary.as_str(), "court", Failure::WeakPassphrase { reason: WeakPassphrase::TooShort }),
            (&temporary, &temporary, Failure::WeakPassphrase { reason: WeakPassphrase::Unchanged }),
            ("not the current one", new, Failure::WrongCredentials),
        ] {
            let refused = account::change_passphrase(backend, &actor, current, new).await;
            assert_eq!(refused, Err(expected));
        }
        let elsewhere =
            account::sign_in(backend, &credentials("claire.morel", &temporary), NOW).await.unwrap();
        account::change_passphrase(backend, &actor, &temporary, new).await.unwrap();
        let actor = account::actor_of(backend, &signed_in.token, NOW).await.unwrap();
        assert!(!actor.must_change_passphrase);
        assert_eq!(backend::case::list(backend, &actor).await, Ok(Vec::new()));
        let ended = account::actor_of(backend, &elsewhere.token, NOW).await.err();
        assert_eq!(ended, Some(Failure::SignedOut), "the other sessions end");
        let old = try_sign_in(backend, "claire.morel", &temporary, NOW).await.err();
        assert_eq!(old, Some(Failure::WrongCredentials));
    }
}

#[tokio::test]
async fn wrong_passphrases_slow_down_alike_for_names_that_exist_and_names_that_do_not() {
    for world in World::everywhere().await {
        let backend = &world.backend;
        let handover = account::create_by_operator(backend, &new_account(&world, "claire")).await.unwrap();
        for name in ["claire", "nobody"] {
            for _ in 0..3 {
                let refused = try_sign_in(backend, name, "not the passphrase", NOW).await.err();
                assert_eq!(refused, Some(Failure::WrongCredentials), "{name}");
            }
            for (after, expected) in [(0, 3), (SECOND, 2), (2 * SECOND + 1, 1)] {
                let refused =
                    try_sign_in(backend, name, &handover.temporary_passphrase, NOW + after).await.err();
                assert_eq!(refused, Some(Failure::TooManyAttempts { seconds: expected }), "{name} {after}");
            }
        }
        let later = NOW + 3 * SECOND;
        try_sign_in(backend, "claire", &handover.temporary_passphrase, later).await.unwrap();
        let refused = try_sign_in(backend, "claire", "not the passphrase", later).await.err();
        assert_eq!(refused, Some(Failure::WrongCredentials), "success starts the count again");
        let failed = world.log().await.into_iter().filter(|row| row.action == "sign_in_failed");
        let subjects: Vec<String> = failed.map(|row| row.subject).collect();
        assert_eq!(subjects.len(), 7);
        assert!(subjects.iter().all(|subject| !subject.contains("nobody")), "{subjects:?}");
    }
}

#[tokio::test]
async fn guessing_in_parallel_gains_nothing() {
    let world = World::on(testkit::postgres()).await;
    account::create_by_operator(&world.backend, &new_account(&world, "claire")).await.unwrap();
    let tries: Vec<_> = (0..12)
        .map(|n| {
            let backend = world.backend.clone();
            tokio::spawn(async move {
                try_sign_in(&backend, "claire", &format!("guess number {n}"), NOW).await.err()
            })
        })
        .collect();
    let mut looked_at = 0;
    for attempt in tries {
        looked_at += usize::from(attempt.await.unwrap() == Some(Failure::WrongCredentials));
    }
    assert_eq!(looked_at, 3);
}

#[tokio::test]
async fn absurd_credentials_are_refused_without_work() {
    let world = World::on(testkit::sqlite()).await;
    for (name, passphrase) in
        [("", ""), ("a b c", "x"), ("claire", &*"x".repeat(1_000_000)), (&*"n".repeat(1_000_000), "x")]
    {
        let refused = account::sign_in(&world.backend, &credentials(name, passphrase), NOW).await.err();
        assert_eq!(refused, Some(Failure::WrongCredentials));
    }
}

#[tokio::test]
async fn sessions_end_when_idle_when_old_and_when_told() {
    for world in World::everywhere().await {
        let backend = &world.backend;
        let handover = account::create_by_operator(backend, &new_account(&world, "claire")).await.unwrap();
        let sign_in = async |at| {
            let credentials = credentials("claire", &handover.temporary_passphrase);
            account::sign_in(backend, &credentials, at).await.unwrap().token
        };
        let alive = async |token: &str, at| match account::actor_of(backend, token, at).await {
            Ok(_) => true,
            Err(failure) => {
                assert_eq!(failure, Failure::SignedOut);
                false
            }
        };
        let idle = sign_in(NOW).await;
        assert!(!alive("", NOW).await);
        assert!(!alive(&format!("{idle}x"), NOW).await);
        assert!(alive(&idle, NOW + 12 * HOUR).await);
        assert!(alive(&idle, NOW + 24 * HOUR).await, "being used keeps it open");
        assert!(!alive(&idle, NOW + 36 * HOUR + 1).await, "idle for more than twelve hours");

        let old = sign_in(NOW).await;
        for half_day in 1..=14 {
            assert!(alive(&old, NOW + half_day * 12 * HOUR).await);
        }
        assert!(!alive(&old, NOW + 7 * DAY + 1).await, "older than seven days");

        let (one, two) = (sign_in(NOW).await, sign_in(NOW).await);
        let actor = account::actor_of(backend, &one, NOW).await.unwrap();
        account::sign_out(backend, &actor).await.unwrap();
        assert_eq!((alive(&one, NOW).await, alive(&two, NOW).await), (false, true));
        account::sign_out_everywhere(backend, &actor).await.unwrap();
        assert!(!alive(&two, NOW).await);

        let three = sign_in(NOW).await;
        account::set_active(backend, &world.administrator, actor.account, false).await.unwrap();
        assert!(!alive(&three, NOW).await);
        let closed = try_sign_in(backend, "claire", &handover.temporary_passphrase, NOW).await.err();
        assert_eq!(
            closed,
            Some(Failure::WrongCredentials),
            "a closed account says no more than a wrong passphrase"
        );
        account::set_active(backend, &world.administrator, actor.account, true).await.unwrap();
        sign_in(NOW).await;

        let four = sign_in(NOW).await;
        let reset = account::reset(backend, &world.administrator, actor.account).await.unwrap();
        assert!(!alive(&four, NOW).await);
        assert!(
            try_sign_in(backend, "claire", &reset.temporary_passphrase, NOW)
                .await
                .unwrap()
                .must_change_passphrase
        );
    }
}

#[tokio::test]
async fn accounts_that_cannot_be_made_say_which_field() {
    for world in World::everywhere().await {
        let invalid = |field: &str| Failure::Invalid { field: field.to_owned() };
        let good = new_account(&world, "claire");
        let changed = |change: &dyn Fn(&mut NewAccount)| {
            let mut new = good.clone();
            change(&mut new);
            new
        };
        for (new, expected) in [
            (changed(&|new| new.name = "c".to_owned()), invalid("name")),
            (changed(&|new| new.display_name = " ".to_owned()), invalid("display_name")),
            (changed(&|new| new.site.0 = uuid::Uuid::nil()), invalid("site")),
            (changed(&|new| new.name = "OWNER".to_owned()), Failure::Taken { field: "name".to_owned() }),
        ] {
            let refused = account::create(&world.backend, &world.administrator, &new).await.err();
            assert_eq!(refused, Some(expected), "{}", world.kind);
        }
        let missing = domain::id::AccountId(uuid::Uuid::nil());
        let administrator = &world.administrator;
        assert_eq!(
            account::reset(&world.backend, administrator, missing).await.err(),
            Some(Failure::NotFound)
        );
        assert_eq!(
            account::set_active(&world.backend, administrator, missing, true).await,
            Err(Failure::NotFound)
        );
        let own = administrator.account;
        assert_eq!(
            account::set_active(&world.backend, administrator, own, false).await,
            Err(Failure::Forbidden)
        );
    }
}

#[tokio::test]
async fn the_operator_makes_sites_and_accounts_from_nothing() {
    for database in testkit::databases() {
        let backend = crate::world::open(&database).await;
        let site = account::site_by_operator(&backend, "Grenoble").await.unwrap();
        assert_eq!(account::site_by_operator(&backend, " Grenoble ").await.unwrap(), site);
        let new = NewAccount {
            name: "first".to_owned(),
            display_name: "The First".to_owned(),
            role: Role::Administrator,
            site: site.id,
        };
        account::create_by_operator(&backend, &new).await.unwrap();
        let accounts = account::list_by_operator(&backend).await.unwrap();
        assert_eq!(accounts.len(), 1);
        assert_eq!(accounts[0].profile.site, site);
        let reset = account::reset_by_operator(&backend, "FIRST").await.unwrap();
        assert!(try_sign_in(&backend, "first", &reset.temporary_passphrase, NOW).await.is_ok());
        account::close_by_operator(&backend, "first").await.unwrap();
        let closed = try_sign_in(&backend, "first", &reset.temporary_passphrase, NOW).await.err();
        assert_eq!(closed, Some(Failure::WrongCredentials));
        assert_eq!(account::close_by_operator(&backend, "second").await.err(), Some(Failure::NotFound));
        assert_eq!(account::reset_by_operator(&backend, "second").await.err(), Some(Failure::NotFound));
    }
}
