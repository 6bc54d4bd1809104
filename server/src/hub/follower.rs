//! Follows what others write into the database: other servers append to the same documents, and the command line closes
//! accounts. A look at the database now and then is what makes it right; notifications only make it quick.

use std::{
    collections::HashSet,
    sync::{Arc, Weak},
    time::Duration,
};

use backend::{audit, document};
use store::Listener;
use tokio::time::{Instant, sleep_until, timeout};

use super::{Hub, Inner};

/// The shortest time between two looks: a burst of notifications is one.
const REST: Duration = Duration::from_millis(5);

/// Starts following; ends with the hub.
pub(super) fn start(hub: &Hub) {
    tokio::spawn(run(Arc::downgrade(&hub.inner), hub.inner.pace.follow, hub.inner.pace.listen));
}

async fn run(inner: Weak<Inner>, every: Duration, listen: bool) {
    let mut listener = None;
    let mut rights = Rights::default();
    let mut look_at_rights = Instant::now();
    loop {
        let Some(hub) = inner.upgrade().map(|inner| Hub { inner }) else { return };
        if listen && listener.is_none() {
            // Without notifications a look comes a little later, that is all.
            listener = hub.inner.backend.listen().await.unwrap_or_default();
        }
        if Instant::now() >= look_at_rights {
            look_at_rights = Instant::now() + every;
            rights.look(&hub).await;
        }
        look_at_documents(&hub).await;
        drop(hub);
        let rested = Instant::now() + REST;
        if heard(&mut listener, every).await.is_err() {
            listener = None;
        }
        sleep_until(rested).await;
    }
}

/// Waits for a notification, or until it is time to look anyway.
async fn heard(listener: &mut Option<Listener>, every: Duration) -> store::Result<()> {
    match listener {
        Some(listener) => timeout(every, listener.heard()).await.unwrap_or(Ok(())),
        None => {
            tokio::time::sleep(every).await;
            Ok(())
        }
    }
}

async fn look_at_documents(hub: &Hub) {
    let open: Vec<_> = hub.rooms().keys().copied().collect();
    if open.is_empty() {
        return;
    }
    // A database that is away has nothing new; the next look finds it.
    if let Ok(heads) = document::heads(&hub.inner.backend, &open).await {
        hub.tell_heads(heads);
    }
}

/// The lines of the log already known that ended somebody's rights.
#[derive(Default)]
struct Rights {
    known: Option<HashSet<i64>>,
}

impl Rights {
    async fn look(&mut self, hub: &Hub) {
        let Ok(lines) = audit::ended_rights(&hub.inner.backend).await else { return };
        let lines: HashSet<i64> = lines.into_iter().collect();
        let fresh = self.known.as_ref().is_some_and(|known| !lines.is_subset(known));
        self.known = Some(lines);
        if fresh {
            hub.recheck_sessions();
        }
    }
}
