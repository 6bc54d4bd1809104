//! What happens when the server says that this device was reported lost: typed words go to the disk, what the server
//! does not have is set aside for its author, and everything else is wiped: the wrapped key first where nothing is
//! left, then the records.

use std::rc::Rc;

use domain::failure::Failure;
use leptos::prelude::Set;
use sync::client::RowState;

use super::{
    Lock,
    database::Fault,
    identity::{Lost, set_lost},
    keeper::Keeper,
    people,
    store::Store,
    tabs::Message,
};
use crate::sync::clock::now;

impl Keeper {
    /// Empties the open store and locks it. What cannot be done now is done at the next contact with the server.
    pub(crate) async fn lose(self: &Rc<Self>) -> Result<(), Fault> {
        let Some(store) = self.store() else { return Ok(()) };
        self.flush().await?;
        let lost = if set_aside(&store).await? { Lost::SetAside } else { Lost::Emptied };
        if lost == Lost::Emptied {
            self.people.forget(&store.name).await?;
        }
        self.leave(Some(Message::SignOut)).await?;
        if lost == Lost::Emptied {
            store.destroy().await?;
        }
        set_lost(Some(lost));
        people::forget_session();
        self.lock.set(Lock::SignedOut);
        Ok(())
    }
}

/// Sets aside what has not been sent, with the documents it belongs to, and deletes the rest. True when something is
/// left.
async fn set_aside(store: &Store) -> Result<bool, Fault> {
    for (document, _) in store.documents_with(RowState::Pending).await? {
        let rows = store.rows(document).await?;
        let pending: Vec<_> =
            rows.iter().filter(|row| row.state == RowState::Pending).map(|row| row.key).collect();
        if let Some(mut record) = store.record(document).await? {
            record.frozen = true;
            record.refused = Some((Failure::DeviceRevoked, now()));
            store.put_record(&record).await?;
        }
        store.mark(&pending, RowState::Aside).await?;
    }
    let kept: Vec<_> =
        store.documents_with(RowState::Aside).await?.into_iter().map(|(document, _)| document).collect();
    store.purge(&kept).await?;
    Ok(!kept.is_empty())
}
