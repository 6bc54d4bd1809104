//! A database that goes away and comes back while the server runs.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;
use sync::protocol::Message;

use crate::{
    tablet::{Came, Tablet, text},
    world::World,
};

#[tokio::test]
async fn requests_say_so_and_it_recovers_by_itself() {
    let world = World::on(testkit::postgres()).await;
    let (address, interview) = (world.listen().await, world.interview().await);
    let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
    assert_eq!(world.get("/healthz").await.status, StatusCode::OK);

    world.database.set_away(true);
    let health = world.get("/healthz").await;
    assert_eq!(health.status, StatusCode::SERVICE_UNAVAILABLE, "{}", health.text());
    assert_eq!(health.json()["status"], "unavailable");
    let list = world.call("/api/case/list", &json!({}), Some(&world.owner), None).await;
    assert_eq!((list.status, list.json()), (StatusCode::SERVICE_UNAVAILABLE, json!({ "code": "storage" })));
    // What cannot be stored is not acknowledged: the tablet keeps it and comes back.
    anna.write("city", "Lyon").await;
    assert_eq!(anna.next().await, Came::Closed(1013, "unstored".to_owned()));

    world.database.set_away(false);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(world.get("/healthz").await.status, StatusCode::OK);
    let mut again = Tablet::joined(address, interview, &world.owner.cookie(), 2).await;
    again.say(&Message::Step2(anna.document.encode())).await;
    again.acknowledged().await;
    assert_eq!(
        Tablet::joined(address, interview, &world.owner.cookie(), 3).await.answer("city"),
        text("Lyon")
    );
}
