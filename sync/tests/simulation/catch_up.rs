//! A tab without a connection: it brings the disk and the server up to date with each other over plain HTTP.

use std::{cell::Cell, rc::Rc};

use domain::{failure::Failure, id::DocumentId};
use sync::{
    client::{Event, RowKey, RowState, refusal},
    interview::Document,
};

use crate::{
    device::Task,
    tab::Word,
    world::{Who, World},
};

impl World {
    /// Sends over plain HTTP what waits and no connection takes care of.
    pub(crate) fn sweep(&mut self, who: Who) {
        let Some(tab) = self.tab(who) else { return };
        if !tab.lead.sends() || tab.sweeping {
            return;
        }
        tab.sweeping = true;
        self.transact(who, Task::Read, move |world, _| {
            world.tab(who).expect("alive").sweeping = false;
            for id in world.documents.clone() {
                let waiting = world.devices[who.device].disk.waiting(id).len();
                let tab = world.tab(who).expect("alive");
                let open = tab.docs.get(&id);
                let looked_after = open
                    .is_some_and(|open| open.courier.is_ready() && open.courier.pending().len() >= waiting);
                let cut_off = open.is_some_and(|open| open.courier.is_cut_off());
                if (waiting > 0 && !looked_after) || cut_off {
                    world.catch_up(who, id);
                }
            }
        });
    }

    /// Brings a document on the disk and the server up to date with each other.
    pub(crate) fn catch_up(&mut self, who: Who, id: DocumentId) {
        self.transact(who, Task::Read, move |world, read| {
            if read.is_err() {
                return;
            }
            let confirmed = Document::new(1);
            for update in world.devices[who.device].disk.updates(id, RowState::Sent) {
                confirmed.apply(&update).expect("rows are updates");
            }
            let vector = confirmed.state_vector();
            let (replica, rows) = world.load(who, id);
            let update =
                if rows.is_empty() { Vec::new() } else { replica.diff(&vector).expect("our own vector") };
            let have = replica.state_vector();
            let reply = move |world: &mut Self, answer: Result<Vec<u8>, Failure>| match answer {
                Ok(update) => world.caught(who, id, &replica, rows, &update),
                Err(failure) if refusal::is_final(&failure) => world.set_aside(who, id, failure),
                Err(_) => world.tab(who).expect("alive").facts.reachable = false,
            };
            world.post(who, id, have, update, Box::new(reply));
        });
    }

    fn caught(&mut self, who: Who, id: DocumentId, replica: &Document, rows: Vec<RowKey>, update: &[u8]) {
        let news = Rc::new(Cell::new(false));
        let heard = news.clone();
        replica.observe(move |_, _| heard.set(true));
        replica.apply(update).expect("the server sends updates");
        let news: Vec<_> = if news.get() || replica.has_gaps() { vec![update.to_vec()] } else { Vec::new() };
        let received: Vec<_> =
            if news.is_empty() { Vec::new() } else { vec![(RowState::Sent, sync::client::frame(&news))] };
        self.transact(who, Task::Add { document: id, rows: received }, move |world, added| {
            if added.is_err() {
                return;
            }
            let task = Task::Mark { rows: rows.clone(), state: RowState::Sent };
            world.transact(who, task, move |world, marked| {
                if marked.is_err() {
                    return;
                }
                world.receive_saved(who, id, None, news.clone());
                world.happened(who, id, Event::Settled(rows.clone()));
                world.tell(who, Word::Update { document: id, row: None, updates: news });
                if !rows.is_empty() {
                    world.confirmed_late(who, id);
                }
                world.tell(who, Word::Confirmed { document: id, rows });
                world.note_confirmation(who);
            });
        });
    }
}
