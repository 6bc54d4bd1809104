//! What of an open interview the server has not confirmed.

use domain::{failure::Failure, interview::Answers};

use super::{interview::OpenInterview, replica};
use crate::device::store::RowState;

impl OpenInterview {
    /// The interview as the server has it, as far as this device knows; `None` when nothing is waiting.
    pub async fn confirmed(&self) -> Result<Option<Answers>, Failure> {
        let live = self.live().clone();
        live.flush().await?;
        let rows = live.store.rows(self.id).await?;
        if rows.iter().all(|row| row.state != RowState::Pending) {
            return Ok(None);
        }
        let document = replica::blank()?;
        replica::apply(&document, &rows, RowState::Sent);
        Ok(Some(document.answers()))
    }
}
