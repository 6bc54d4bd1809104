//! Notes over real sockets: stock clients, which ask for no acknowledgements, beside tablets, which do.

use std::net::SocketAddr;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{failure::Failure, guide::NodeKey, id::DocumentId};
use serde_json::json;
use sync::{interview, notes::Document, protocol::Message};
use tokio_tungstenite::tungstenite::{client::IntoClientRequest, http::Request};

use crate::{
    tablet::{Came, Tablet, request},
    world::World,
};

/// A client of somebody else's making: it knows y-protocols and the name of the text, and no more.
struct Stock {
    socket: Tablet,
    notes: Document,
}

impl Stock {
    async fn joined(request: Request<()>, client: u32) -> Self {
        let mut stock = Self { socket: Tablet::with(request, client).await, notes: Document::new(client) };
        assert!(matches!(stock.socket.next().await, Came::Said(Message::Step1(_))));
        stock.socket.say(&Message::Step1(stock.notes.state_vector())).await;
        let Came::Said(Message::Step2(update)) = stock.socket.next().await else { panic!("what is there") };
        stock.notes.apply(&update).unwrap();
        stock
    }

    async fn with_cookie(address: SocketAddr, id: DocumentId, cookie: &str, client: u32) -> Self {
        Self::joined(request(address, &id.to_string(), cookie, ""), client).await
    }

    async fn with_token(address: SocketAddr, id: DocumentId, token: &str, client: u32) -> Self {
        let mut request = format!("ws://{address}/sync/{id}").into_client_request().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        Self::joined(request, client).await
    }

    async fn write(&mut self, text: &str) {
        let before = self.notes.state_vector();
        self.notes.set_text(text);
        self.socket.say(&Message::Update(self.notes.diff(&before).unwrap())).await;
    }

    async fn hears(&mut self) -> String {
        match self.socket.next().await {
            Came::Said(Message::Update(update)) => self.notes.apply(&update).unwrap(),
            other => panic!("an update, not {other:?}"),
        }
        self.notes.text()
    }
}

async fn token(world: &World) -> String {
    backend::account::token::create_by_operator(&world.service.backend, "colleague").await.unwrap()
}

#[tokio::test]
async fn stock_clients_write_notes_together_by_cookie_and_by_token() {
    for world in World::everywhere().await {
        world.share_case().await;
        let (address, notes) = (world.listen().await, world.notes().await);
        let mut anna = Stock::with_cookie(address, notes, &world.owner.cookie(), 1).await;
        let mut ben = Stock::with_token(address, notes, &token(&world).await, 2).await;
        anna.write("Réunion de lundi").await;
        assert_eq!(ben.hears().await, "Réunion de lundi", "{}", world.kind);
        ben.write("Réunion de lundi, à trois").await;
        assert_eq!(anna.hears().await, "Réunion de lundi, à trois");
        anna.socket.hears_nothing().await;
        // Somebody who comes later, on a server that has just started, reads the same.
        let world = world.restarted().await;
        let late = Stock::with_cookie(world.listen().await, notes, &world.manager.cookie(), 3).await;
        assert_eq!(late.notes.text(), "Réunion de lundi, à trois", "{}", world.kind);
    }
}

#[tokio::test]
async fn what_an_interview_would_hold_does_not_get_into_notes() {
    for world in World::everywhere().await {
        let (address, notes) = (world.listen().await, world.notes().await);
        let cookie = world.owner.cookie();
        let mut anna = Stock::with_cookie(address, notes, &cookie, 1).await;
        anna.write("Réunion de lundi").await;
        let mut lost = Tablet::joined(address, notes, &cookie, 2).await;
        lost.write("city", "Lyon").await;
        assert_eq!(lost.next().await, Came::Said(Message::Refused("invalid".to_owned())), "{}", world.kind);
        assert!(matches!(lost.next().await, Came::Closed(4403, _)));
        anna.socket.hears_nothing().await;
        let answers = interview::Document::new(3);
        answers.set_text(&NodeKey("city".to_owned()), "Lyon");
        let wanted = json!({ "id": notes, "vector": "", "update": BASE64_STANDARD.encode(answers.encode()) });
        let reply = world.call("/sync", &json!({ "documents": [wanted] }), Some(&world.owner), None).await;
        let refused = serde_json::to_value(Failure::Invalid { field: "update".to_owned() }).unwrap();
        assert_eq!(reply.json()["documents"][0]["refused"], refused, "{}", reply.text());

        let late = Stock::with_cookie(address, notes, &cookie, 4).await;
        let expected = Document::new(5);
        expected.apply(&anna.notes.encode()).unwrap();
        assert_eq!(late.notes.encode(), expected.encode(), "nothing but the text is there");
    }
}

#[tokio::test]
async fn who_may_not_write_notes_is_told() {
    for world in World::everywhere().await {
        let (address, notes) = (world.listen().await, world.notes().await);
        let mut manager = Stock::with_cookie(address, notes, &world.manager.cookie(), 1).await;
        manager.write("Bonjour").await;
        assert_eq!(
            manager.socket.next().await,
            Came::Said(Message::Refused("forbidden".to_owned())),
            "{}",
            world.kind
        );
        for person in [&world.colleague, &world.administrator, &world.auditor] {
            let mut stranger = Tablet::open(address, &notes.to_string(), &person.cookie(), 2).await;
            let refused = Came::Said(Message::Refused("not_found".to_owned()));
            assert_eq!(stranger.next().await, refused, "{}", person.actor.name);
        }
    }
}
