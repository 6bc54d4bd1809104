//! A device reported lost: its open sockets end within a second, and it is told why at every address.

use std::time::{Duration, Instant};

use axum::http::header;
use domain::{
    account::{Device, DeviceKind},
    id::DeviceId,
};
use serde_json::json;
use server::{clock, hub::Pace};
use sha2::{Digest, Sha256};
use sync::protocol::Message;
use uuid::Uuid;

use crate::{
    tablet::{Came, Tablet},
    world::World,
};

#[tokio::test]
async fn a_lost_device_is_shut_out_within_a_second() {
    for world in World::everywhere().await {
        // Nothing but the report itself may end the socket.
        let world = world.hurried(Pace { revalidate: Duration::from_secs(3600), ..Pace::default() });
        let kind = DeviceKind { browser: "safari".to_owned(), platform: "ipad".to_owned() };
        let device = Device { id: DeviceId(Uuid::now_v7()), kind };
        let (account, token) = (world.owner.actor.account, Uuid::new_v4().to_string());
        let mut transaction = world.store.begin().await.unwrap();
        store::device::note(&mut transaction, device.id, account, &device.kind, clock::now()).await.unwrap();
        let (hash, id) = (Sha256::digest(&token), Uuid::now_v7());
        store::session::insert(&mut transaction, id, &hash, account, Some(device.id), clock::now())
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        let (address, interview) = (world.listen().await, world.interview().await);
        let cookie = format!("jalon={token}");
        let mut lost = Tablet::joined(address, interview, &cookie, 1).await;
        let mut other = Tablet::joined(address, interview, &world.owner.cookie(), 2).await;

        let body = json!({ "id": account, "device": device.id });
        let started = Instant::now();
        let reply = world.call("/api/account/revoke-device", &body, Some(&world.owner), None).await;
        assert_eq!(reply.status, 200, "{}: {}", world.kind, reply.text());
        assert_eq!(lost.next().await, Came::Said(Message::Refused("device_revoked".to_owned())));
        assert_eq!(lost.next().await, Came::Closed(4401, "device_revoked".to_owned()));
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
        other.write("city", "Lyon").await;
        other.acknowledged().await;

        let mut again = Tablet::open(address, &interview.to_string(), &cookie, 3).await;
        assert_eq!(again.next().await, Came::Said(Message::Refused("device_revoked".to_owned())));
        let request = axum::http::Request::post("/sync")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::HOST, "jalon.test")
            .header(header::COOKIE, &cookie);
        let reply = world.send(request.body(r#"{"documents":[]}"#.into()).unwrap()).await;
        assert_eq!((reply.status.as_u16(), reply.json()), (401, json!({ "code": "device_revoked" })));
    }
}
