//! `POST /sync`: many documents caught up in one request, for reconnection and for networks without WebSocket.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::HeaderMap,
};
use backend::Actor;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{failure::Failure, id::DocumentId};
use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};

use crate::{clock, hub::Hub, log::Account, refusal::Refusal, service::Service};

/// How many documents one request may name.
const DOCUMENTS: usize = 256;
/// How many of them are worked on at once.
const AT_ONCE: usize = 4;

#[derive(Deserialize)]
pub struct Batch {
    documents: Vec<Wanted>,
}

/// What a replica has and what it brings. `vector` and `update` are in base64; an empty update brings nothing.
#[derive(Deserialize)]
struct Wanted {
    id: DocumentId,
    vector: String,
    #[serde(default)]
    update: String,
}

#[derive(Serialize)]
pub struct Answers {
    documents: Vec<Answer>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Caught { id: DocumentId, update: String, vector: String, sequence: i64 },
    Refused { id: DocumentId, refused: Failure },
}

pub async fn catch_up(
    State(service): State<Service>,
    headers: HeaderMap,
    batch: Result<Json<Batch>, JsonRejection>,
) -> Result<(Extension<Account>, Json<Answers>), Refusal> {
    let credential = service.cookie.credential(&headers).ok_or(Failure::SignedOut)?;
    let actor = Arc::new(credential.actor(&service.backend, clock::now()).await?);
    let Ok(Json(batch)) = batch else {
        return Err(Refusal(Failure::Invalid { field: "request".to_owned() }));
    };
    if batch.documents.len() > DOCUMENTS {
        return Err(Refusal(Failure::Invalid { field: "documents".to_owned() }));
    }
    let account = Account(actor.account);
    let documents = stream::iter(batch.documents)
        .map(|wanted| one(service.hub.clone(), actor.clone(), wanted))
        .buffered(AT_ONCE)
        .collect()
        .await;
    Ok((Extension(account), Json(Answers { documents })))
}

async fn one(hub: Hub, actor: Arc<Actor>, wanted: Wanted) -> Answer {
    let id = wanted.id;
    match merge(&hub, actor, wanted).await {
        Ok(answer) => answer,
        Err(refused) => Answer::Refused { id, refused },
    }
}

async fn merge(hub: &Hub, actor: Arc<Actor>, wanted: Wanted) -> Result<Answer, Failure> {
    let decode = |text: &str, field: &str| {
        STANDARD.decode(text).map_err(|_| Failure::Invalid { field: field.to_owned() })
    };
    let vector = match decode(&wanted.vector, "vector")? {
        // An empty text stands for a replica that has nothing yet.
        empty if empty.is_empty() => vec![0],
        vector => vector,
    };
    let update = Some(decode(&wanted.update, "update")?).filter(|update| !update.is_empty());
    let caught = hub.catch_up(wanted.id, actor, vector, update).await?;
    Ok(Answer::Caught {
        id: wanted.id,
        update: STANDARD.encode(caught.update),
        vector: STANDARD.encode(caught.vector),
        sequence: caught.sequence,
    })
}
