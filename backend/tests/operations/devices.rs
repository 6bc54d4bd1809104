//! Devices: noted at sign-in, carried by what is written, refused once reported lost.

use backend::{account, account::device, document};
use document::Append;
use domain::{
    access::Role,
    account::{Credentials, Device, DeviceKind, NewAccount},
    failure::Failure,
    id::DeviceId,
    language::Language,
};
use uuid::Uuid;

use crate::world::{World, tablet};

const NOW: i64 = 1_795_000_000_000;

fn tablet_of(number: u128) -> Device {
    let kind = DeviceKind { browser: "firefox".to_owned(), platform: "android".to_owned() };
    Device { id: DeviceId(Uuid::from_u128(number)), kind }
}

#[tokio::test]
async fn a_lost_device_is_refused_and_the_others_go_on() {
    for world in World::everywhere().await {
        let backend = &world.backend;
        let new = NewAccount {
            name: "claire.morel".to_owned(),
            display_name: "Claire Morel".to_owned(),
            role: Role::Practitioner,
            site: world.lyon.id,
        };
        let handover = account::create(backend, &world.administrator, &new).await.unwrap();
        let temporary = handover.temporary_passphrase;
        let on = |device: Option<Device>, passphrase: &str| Credentials {
            name: new.name.clone(),
            passphrase: passphrase.to_owned(),
            language: Language::French,
            device,
        };
        let lost = account::sign_in(backend, &on(Some(tablet_of(1)), &temporary), NOW).await.unwrap();
        let actor = account::actor_of(backend, &lost.token, NOW).await.unwrap();
        assert_eq!(actor.device, Some(tablet_of(1).id), "{}", world.kind);
        let refused = device::list(backend, &actor).await.err();
        assert_eq!(refused, Some(Failure::PassphraseChangeRequired));
        let chosen = "quatre mots sans lien";
        account::change_passphrase(backend, &actor, &temporary, chosen).await.unwrap();
        let kept = account::sign_in(backend, &on(Some(tablet_of(2)), chosen), NOW + 1).await.unwrap();
        let actor = account::actor_of(backend, &kept.token, NOW + 1).await.unwrap();
        let ids = |rows: Vec<domain::account::DeviceRow>| rows.iter().map(|row| row.id).collect::<Vec<_>>();
        let own = device::list(backend, &actor).await.unwrap();
        assert_eq!(own[0].kind, tablet_of(2).kind);
        assert_eq!(ids(own), [tablet_of(2).id, tablet_of(1).id]);

        let nobodys = device::revoke(backend, &actor, world.owner.account, tablet_of(1).id).await;
        assert_eq!(nobodys, Err(Failure::Forbidden));
        let unknown = device::revoke(backend, &actor, actor.account, tablet_of(9).id).await;
        assert_eq!(unknown, Err(Failure::NotFound));
        let before = world.log().await.len();
        device::revoke(backend, &world.administrator, actor.account, tablet_of(1).id).await.unwrap();
        assert_eq!(world.log_since(before).await, ["device_revoked"], "{}", world.kind);
        let again = device::revoke(backend, &actor, actor.account, tablet_of(1).id).await;
        assert_eq!(again, Err(Failure::NotFound));

        assert_eq!(account::actor_of(backend, &lost.token, NOW).await.err(), Some(Failure::DeviceRevoked));
        let back = account::sign_in(backend, &on(Some(tablet_of(1)), chosen), NOW + 2).await.err();
        assert_eq!(back, Some(Failure::DeviceRevoked));
        let guess = account::sign_in(backend, &on(Some(tablet_of(1)), "not this one"), NOW + 2).await.err();
        assert_eq!(guess, Some(Failure::WrongCredentials), "only who knows the passphrase learns more");
        assert!(account::actor_of(backend, &kept.token, NOW + 2).await.is_ok());
        let listed = device::list_of(backend, &world.administrator, actor.account).await.unwrap();
        assert_eq!(listed.iter().filter(|row| row.revoked_at.is_some()).count(), 1);
    }
}

#[tokio::test]
async fn what_is_written_names_its_device() {
    for world in World::everywhere().await {
        let id = world.interview().await;
        let actor = backend::Actor { device: Some(tablet_of(3).id), ..world.owner.clone() };
        let update = tablet(1, &[("wishes", domain::guide::Value::Text("a job".to_owned()))]).encode();
        document::append(&world.backend, &[Append { actor: &actor, document: id, update }]).await.unwrap();
        let mut connection = world.store.read().await.unwrap();
        let rows = store::document::updates(&mut connection, id, 0).await.unwrap();
        assert_eq!(rows[0].device, Some(tablet_of(3).id), "{}", world.kind);
    }
}
