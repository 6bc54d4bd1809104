//! What tabs of the same person tell each other. It stays inside the browser, and works without a network.

use std::{cell::RefCell, rc::Rc};

use domain::id::{AccountId, DocumentId};
use js_sys::{Array, Object, Reflect, Uint8Array, Uint32Array};
use sync::{
    client::{Call, RowKey, TabId, frame, unframe},
    presence::Place,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, CryptoKey, MessageEvent};

#[derive(Clone, Debug)]
pub(crate) enum Message {
    /// Changes of a document that are on the disk already. A `row` is still to be sent.
    Update {
        document: DocumentId,
        row: Option<RowKey>,
        updates: Vec<Vec<u8>>,
    },
    /// Rows were added or set aside.
    Rows,
    /// The server has confirmed rows, and the disk says so.
    Confirmed {
        document: DocumentId,
        rows: Vec<RowKey>,
    },
    /// Which tab holds the connections.
    Lead {
        from: TabId,
        call: Call,
    },
    /// The server no longer knows the session.
    SessionEnded,
    /// It does again.
    SessionRenewed,
    /// An interview was started, or the server learnt of one.
    Documents,
    /// The server froze a document or refused changes to it: rows on the disk say what.
    Refused {
        document: DocumentId,
    },
    /// Who else is in a document, as the server said it; from the tab that holds the connection.
    Presence {
        document: DocumentId,
        payload: Vec<u8>,
    },
    /// Where a tab without a connection shows a document; `None` when it does no more.
    Here {
        document: DocumentId,
        place: Option<Option<Place>>,
    },
    Lock,
    SignOut,
    /// A new tab asks to be let in by one that is unlocked.
    AskKey,
    Key(CryptoKey),
}

type Listener = Rc<dyn Fn(Message)>;

/// The channel of one person's tabs; closed when dropped.
pub(crate) struct Tabs {
    channel: BroadcastChannel,
    listener: Rc<RefCell<Option<Listener>>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Tabs {
    /// `None` in a browser without channels: every tab then syncs through the server alone.
    pub(crate) fn join(account: AccountId) -> Option<Self> {
        let channel = BroadcastChannel::new(&format!("jalon-{account}")).ok()?;
        let listener: Rc<RefCell<Option<Listener>>> = Rc::default();
        let heard = listener.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let listener = heard.borrow().clone();
            if let (Some(listener), Some(message)) = (listener, read(&event.data())) {
                listener(message);
            }
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Some(Self { channel, listener, _on_message: on_message })
    }

    pub(crate) fn listen(&self, listener: impl Fn(Message) + 'static) {
        self.listener.replace(Some(Rc::new(listener)));
    }

    /// A tab that is not reached hears the same from the disk or the server.
    pub(crate) fn tell(&self, message: &Message) {
        if let Ok(written) = write(message) {
            let _ = self.channel.post_message(&written);
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

fn write(message: &Message) -> Result<JsValue, JsValue> {
    let object = Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&object, &name.into(), value);
    let kind = match message {
        Message::Update { document, row, updates } => {
            set("document", &document.to_string().into())?;
            set("row", &row.map_or(JsValue::NULL, JsValue::from))?;
            set("updates", &Uint8Array::from(frame(updates).as_slice()))?;
            "updates"
        }
        Message::Rows => "rows",
        Message::Confirmed { document, rows } => {
            set("document", &document.to_string().into())?;
            set("rows", &Uint32Array::from(rows.as_slice()))?;
            "confirmed"
        }
        Message::Lead { from, call } => {
            set("from", &(*from).into())?;
            match call {
                Call::Begins => "begins",
                Call::Leads => "leads",
                Call::Open(documents) => {
                    let documents = documents.iter().map(|id| JsValue::from(id.to_string()));
                    set("documents", &documents.collect::<Array>())?;
                    "open"
                }
            }
        }
        Message::SessionEnded => "session-ended",
        Message::SessionRenewed => "session-renewed",
        Message::Documents => "documents",
        Message::Refused { document } => {
            set("document", &document.to_string().into())?;
            "refused"
        }
        Message::Presence { document, payload } => {
            set("document", &document.to_string().into())?;
            set("payload", &Uint8Array::from(payload.as_slice()))?;
            "presence"
        }
        Message::Here { document, place } => {
            set("document", &document.to_string().into())?;
            set("place", &place_text(place.as_ref()))?;
            "here"
        }
        Message::Lock => "lock",
        Message::SignOut => "sign-out",
        Message::AskKey => "ask-key",
        Message::Key(key) => {
            set("key", key)?;
            "key"
        }
    };
    set("kind", &kind.into())?;
    Ok(object.into())
}

fn place_text(place: Option<&Option<Place>>) -> JsValue {
    let json = place.and_then(|place| serde_json::to_string(place).ok());
    json.map_or(JsValue::NULL, JsValue::from)
}

/// `None` for what a tab of another version may say.
fn read(data: &JsValue) -> Option<Message> {
    let get = |name: &str| Reflect::get(data, &name.into()).ok();
    let document = || get("document")?.as_string()?.parse().ok();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers that tabs made of u32"
    )]
    let number = |name: &str| get(name)?.as_f64().map(|number| number as u32);
    let lead = |call| Some(Message::Lead { from: number("from")?, call });
    Some(match get("kind")?.as_string()?.as_str() {
        "updates" => {
            let framed = get("updates")?.dyn_into::<Uint8Array>().ok()?.to_vec();
            let updates = unframe(&framed).into_iter().map(<[u8]>::to_vec).collect();
            Message::Update { document: document()?, row: number("row"), updates }
        }
        "begins" => lead(Call::Begins)?,
        "leads" => lead(Call::Leads)?,
        "open" => {
            let documents = get("documents")?.dyn_into::<Array>().ok()?;
            let ids = documents.iter().filter_map(|id| id.as_string()?.parse().ok());
            lead(Call::Open(ids.collect()))?
        }
        "session-ended" => Message::SessionEnded,
        "session-renewed" => Message::SessionRenewed,
        "rows" => Message::Rows,
        "confirmed" => {
            let rows = get("rows")?.dyn_into::<Uint32Array>().ok()?.to_vec();
            Message::Confirmed { document: document()?, rows }
        }
        "documents" => Message::Documents,
        "refused" => Message::Refused { document: document()? },
        "presence" => {
            let payload = get("payload")?.dyn_into::<Uint8Array>().ok()?.to_vec();
            Message::Presence { document: document()?, payload }
        }
        "here" => {
            let place = get("place")?.as_string();
            let place = place.map(|json| serde_json::from_str(&json).unwrap_or_default());
            Message::Here { document: document()?, place }
        }
        "lock" => Message::Lock,
        "sign-out" => Message::SignOut,
        "ask-key" => Message::AskKey,
        "key" => Message::Key(get("key")?.dyn_into().ok()?),
        _ => return None,
    })
}
