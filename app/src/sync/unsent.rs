//! What of an open interview the server has not confirmed.

use domain::{document::Kind, failure::Failure, interview::Answers};
use sync::client::RowState;

use super::{interview::OpenInterview, replica};

impl OpenInterview {
    /// The interview as the server has it, as far as this device knows; `None` when nothing is waiting.
    pub async fn confirmed(&self) -> Result<Option<Answers>, Failure> {
        let Some(live) = self.kept().map(|kept| kept.live().clone()) else { return Ok(None) };
        live.flush().await?;
        let rows = live.store.rows(self.id).await?;
        if rows.iter().all(|row| row.state != RowState::Pending) {
            return Ok(None);
        }
        let document = replica::blank(Kind::Interview)?;
        replica::apply(&document, &rows, RowState::Sent);
        Ok(document.as_interview().map(sync::interview::Document::answers))
    }
}
