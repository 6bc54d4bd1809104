//! `POST /sync`: catching up without a socket.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::guide::NodeKey;
use serde_json::{Value, json};
use sync::interview::Document;
use uuid::Uuid;

use crate::{
    tablet::{Tablet, text},
    world::{Person, World},
};

fn device(client: u32, city: &str) -> Document {
    let device = Document::new(client);
    device.set_text(&NodeKey("city".to_owned()), city);
    device
}

async fn sync(world: &World, person: &Person, documents: Value) -> Vec<Value> {
    let reply = world.call("/sync", &json!({ "documents": documents }), Some(person), None).await;
    assert_eq!(reply.status, 200, "{}: {}", world.kind, reply.text());
    reply.json()["documents"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_device_catches_up_in_one_request() {
    for world in World::everywhere().await {
        let (first, second) = (world.interview().await, world.interview().await);
        let device = device(7, "Vénissieux");
        let (vector, update) =
            (BASE64_STANDARD.encode(device.state_vector()), BASE64_STANDARD.encode(device.encode()));
        let answers = sync(
            &world,
            &world.owner,
            json!([
                { "id": first, "vector": vector, "update": update },
                { "id": second, "vector": "", "update": "" },
                { "id": Uuid::now_v7(), "vector": "", "update": update },
                { "id": second, "vector": "!", "update": "" },
                { "id": second, "vector": "AA==", "update": "CQkJ" },
            ]),
        )
        .await;
        assert_eq!(answers[0]["id"], json!(first));
        assert_eq!(answers[2]["refused"], json!({ "code": "not_found" }));
        assert_eq!(answers[3]["refused"], json!({ "code": "invalid", "field": "vector" }));
        assert_eq!(answers[4]["refused"], json!({ "code": "invalid", "field": "update" }));
        let server_vector = BASE64_STANDARD.decode(answers[0]["vector"].as_str().unwrap()).unwrap();
        let copy = Document::new(8);
        copy.apply(&device.encode()).unwrap();
        assert!(copy.covers(&server_vector).unwrap() || answers[0]["update"] != "", "{}", world.kind);
        copy.apply(&BASE64_STANDARD.decode(answers[0]["update"].as_str().unwrap()).unwrap()).unwrap();
        assert!(copy.covers(&server_vector).unwrap(), "{}: the answer is all that was lacking", world.kind);

        let again =
            sync(&world, &world.owner, json!([{ "id": first, "vector": vector, "update": update }])).await;
        assert_eq!(again[0]["sequence"], answers[0]["sequence"], "{}: nothing was stored twice", world.kind);
        assert!(answers[0]["sequence"].as_i64() > answers[1]["sequence"].as_i64());
    }
}

#[tokio::test]
async fn what_comes_by_request_reaches_open_sockets() {
    let world = World::sqlite().await;
    let (address, interview) = (world.listen().await, world.interview().await);
    let mut anna = Tablet::joined(address, interview, &world.owner.cookie(), 1).await;
    let update = BASE64_STANDARD.encode(device(7, "Lyon").encode());
    sync(&world, &world.owner, json!([{ "id": interview, "vector": "", "update": update }])).await;
    anna.hears().await;
    assert_eq!(anna.answer("city"), text("Lyon"));
}

#[tokio::test]
async fn each_document_is_refused_for_itself() {
    for world in World::everywhere().await {
        let interview = world.interview().await;
        let update = BASE64_STANDARD.encode(device(7, "Paris").encode());
        let wanted = json!([{ "id": interview, "vector": "", "update": update }]);
        let refused =
            async |person: &Person| sync(&world, person, wanted.clone()).await[0]["refused"].clone();
        assert_eq!(refused(&world.manager).await, json!({ "code": "forbidden" }), "{}", world.kind);
        assert_eq!(refused(&world.colleague).await, json!({ "code": "not_found" }));
        assert_eq!(refused(&world.auditor).await, json!({ "code": "not_found" }));
        assert_eq!(refused(&world.owner).await, json!(null));
        let many: Vec<Value> = (0..257).map(|_| json!({ "id": interview, "vector": "" })).collect();
        let reply = world.call("/sync", &json!({ "documents": many }), Some(&world.owner), None).await;
        assert_eq!(reply.json(), json!({ "code": "invalid", "field": "documents" }));
    }
}
