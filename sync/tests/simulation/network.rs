//! Connections and requests, and what can become of them on the way.

use domain::id::{DocumentId, Timestamp};
use sync::{client::Event, protocol::Message};

use crate::{
    device::Connection,
    server::{Reply, Request},
    world::{Who, World},
};

const BROKEN: u16 = 1006;

impl World {
    pub(crate) fn open_connection(&mut self, who: Who, document: DocumentId) {
        let number = self.number();
        let latency = self.random.between(5, 80);
        let reachable = self.reachable(who.device) && !self.devices[who.device].without_sockets;
        let connection = Connection { who, document, half_open: false, up_at: self.now, down_at: self.now };
        self.devices[who.device].connections.insert(number, connection);
        self.tab(who).expect("alive").docs.get_mut(&document).expect("open").connection = Some(number);
        if !reachable {
            let patience = if self.random.percent(50) { latency } else { 20_000 };
            return self.after(patience, move |world| world.lose(number));
        }
        self.after(latency, move |world| {
            if world.reachable(who.device) && world.connection(number).is_some() {
                world.down(number, move |world| world.connection_event(number, Event::Opened));
                world.ask(document, Request::Join(number));
            } else {
                world.lose(number);
            }
        });
    }

    pub(crate) fn reachable(&self, device: usize) -> bool {
        self.server.up && !self.devices[device].offline
    }

    /// The device lets go. The server may never hear of it.
    pub(crate) fn close_connection(&mut self, number: u64) {
        let Some(connection) = self.forget(number) else { return };
        let latency = self.random.between(5, 80);
        if self.reachable(connection.who.device) && !connection.half_open {
            self.after(latency, move |world| world.ask(connection.document, Request::Leave(number)));
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "what is sent is gone")]
    pub(crate) fn send_up(&mut self, number: u64, message: Message) {
        let now = self.now;
        let latency = self.latency();
        let Some(connection) = self.connection(number) else { return };
        if connection.half_open {
            return;
        }
        let document = connection.document;
        // One after the other, as on any connection.
        connection.up_at = connection.up_at.max(now + latency);
        let delay = connection.up_at - now;
        let bytes = message.encode();
        self.after(delay, move |world| {
            // What a broken connection had on its way is gone, wherever in a message it broke.
            if world.connection(number).is_some_and(|connection| !connection.half_open) {
                let message = Message::decode(&bytes).expect("devices send messages");
                world.ask(document, Request::Message(number, message));
            }
        });
    }

    #[expect(clippy::needless_pass_by_value, reason = "what is sent is gone")]
    pub(crate) fn send_down(&mut self, number: u64, message: Message) {
        let bytes = message.encode();
        self.down(number, move |world| {
            let message = Message::decode(&bytes).expect("the server sends messages");
            world.connection_event(number, Event::Heard(message));
        });
    }

    /// The server closes a connection.
    pub(crate) fn close_down(&mut self, number: u64, code: u16) {
        self.down(number, move |world| world.end(number, code));
    }

    fn down(&mut self, number: u64, step: impl FnOnce(&mut Self) + 'static) {
        let now = self.now;
        let latency = self.latency();
        let Some(connection) = self.connection(number) else { return };
        if connection.half_open {
            return;
        }
        connection.down_at = connection.down_at.max(now + latency);
        let (delay, who) = (connection.down_at - now, connection.who);
        self.after_for(who, delay, move |world| {
            if world.connection(number).is_some_and(|connection| !connection.half_open) {
                step(world);
            }
        });
    }

    fn latency(&mut self) -> Timestamp {
        if self.random.percent(3) && !self.healing {
            self.random.between(500, 4_000)
        } else {
            self.random.between(2, 60)
        }
    }

    fn connection_event(&mut self, number: u64, event: Event) {
        if let Some(connection) = self.connection(number) {
            let (who, document) = (connection.who, connection.document);
            self.happened(who, document, event);
        }
    }

    /// The connection is gone, and the tab hears of it.
    pub(crate) fn lose(&mut self, number: u64) {
        if let Some(connection) = self.connection(number) {
            let (who, document) = (connection.who, connection.document);
            self.after(30, move |world| world.ask(document, Request::Leave(number)));
            self.after_for(who, 1, move |world| world.end(number, BROKEN));
        }
    }

    /// Nothing passes any more, and nobody says so.
    pub(crate) fn half_open(&mut self, number: u64) {
        if let Some(connection) = self.connection(number) {
            connection.half_open = true;
        }
    }

    fn end(&mut self, number: u64, code: u16) {
        let Some(Connection { who, document, .. }) = self.forget(number) else { return };
        let Some(open) = self.tab(who).and_then(|tab| tab.docs.get_mut(&document)) else { return };
        if open.connection == Some(number) {
            open.connection = None;
            self.happened(who, document, Event::Closed(code));
        }
    }

    pub(crate) fn break_all_connections(&mut self) {
        for number in self.connections() {
            if self.random.percent(80) { self.lose(number) } else { self.half_open(number) }
        }
    }

    pub(crate) fn connections(&self) -> Vec<u64> {
        self.devices.iter().flat_map(|device| device.connections.keys().copied()).collect()
    }

    pub(crate) fn device_of(&self, number: u64) -> usize {
        let holds = |device: &crate::device::Device| device.connections.contains_key(&number);
        // One that has gone in the meantime may write as little as anybody.
        self.devices.iter().position(holds).unwrap_or(usize::MAX)
    }

    fn connection(&mut self, number: u64) -> Option<&mut Connection> {
        self.devices.iter_mut().find_map(|device| device.connections.get_mut(&number))
    }

    fn forget(&mut self, number: u64) -> Option<Connection> {
        self.devices.iter_mut().find_map(|device| device.connections.remove(&number))
    }

    /// `POST /sync` of one document. The reply may not come though the server did it all.
    pub(crate) fn post(
        &mut self,
        who: Who,
        document: DocumentId,
        vector: Vec<u8>,
        update: Vec<u8>,
        reply: Reply,
    ) {
        let there = self.latency();
        let back = self.latency();
        let (lost_there, lost_back) =
            if self.healing { (false, false) } else { (self.random.percent(5), self.random.percent(5)) };
        if lost_there || !self.reachable(who.device) {
            return self.after_for(who, there + 1_000, |world| {
                reply(world, Err(domain::failure::Failure::Unreachable));
            });
        }
        let device = who.device;
        let answered: Reply = Box::new(move |world, answer| {
            let answer = if lost_back { Err(domain::failure::Failure::Unreachable) } else { answer };
            world.after_for(who, back, move |world| reply(world, answer));
        });
        self.after(there, move |world| {
            if world.server.up {
                world.ask(document, Request::CatchUp { device, vector, update, reply: answered });
            } else {
                answered(world, Err(domain::failure::Failure::Unreachable));
            }
        });
    }
}
