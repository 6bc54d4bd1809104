//! The one task that writes updates. What arrives while a commit is under way goes into the next, so that under load
//! one flush of the disk serves many.

use std::{sync::Arc, time::Duration};

use backend::{
    Actor, Backend,
    document::{self, Append},
};
use domain::{failure::Failure, id::DocumentId};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until},
};

/// The shortest time between two commits. A lone update does not wait for it.
const PACE: Duration = Duration::from_millis(3);
/// How many updates one commit takes, unless a single group holds more.
const BATCH: usize = 1024;

/// An update to be written.
pub(super) struct Write {
    pub(super) actor: Arc<Actor>,
    pub(super) document: DocumentId,
    pub(super) update: Vec<u8>,
}

/// For each update, in order, its sequence number or why it was refused.
pub(super) type Outcomes = Vec<Result<i64, Failure>>;

struct Group {
    writes: Vec<Write>,
    reply: oneshot::Sender<Outcomes>,
}

pub(super) struct Writer {
    groups: mpsc::Sender<Group>,
}

impl Writer {
    pub(super) fn start(backend: Backend) -> Self {
        let (groups, received) = mpsc::channel(BATCH);
        tokio::spawn(run(backend, received));
        Self { groups }
    }

    /// Writes the updates in order. Returns once they are on disk, or refused.
    pub(super) async fn write(&self, writes: Vec<Write>) -> Outcomes {
        let count = writes.len();
        let (reply, answer) = oneshot::channel();
        if self.groups.send(Group { writes, reply }).await.is_err() {
            return vec![Err(Failure::Server); count];
        }
        answer.await.unwrap_or_else(|_| vec![Err(Failure::Server); count])
    }
}

async fn run(backend: Backend, mut received: mpsc::Receiver<Group>) {
    let mut next = Instant::now();
    while let Some(first) = received.recv().await {
        sleep_until(next).await;
        next = Instant::now() + PACE;
        let mut count = first.writes.len();
        let mut groups = vec![first];
        while count < BATCH
            && let Ok(group) = received.try_recv()
        {
            count += group.writes.len();
            groups.push(group);
        }
        commit(&backend, groups).await;
    }
}

async fn commit(backend: &Backend, groups: Vec<Group>) {
    let appends: Vec<Append<'_>> = groups
        .iter()
        .flat_map(|group| &group.writes)
        .map(|write| Append { actor: &write.actor, document: write.document, update: write.update.clone() })
        .collect();
    let count = appends.len();
    let outcomes = document::append(backend, &appends).await;
    drop(appends);
    let mut outcomes = outcomes.unwrap_or_else(|failure| vec![Err(failure); count]).into_iter();
    for group in groups {
        let own = outcomes.by_ref().take(group.writes.len()).collect();
        // A room that is gone has nobody left to tell.
        let _ = group.reply.send(own);
    }
}
