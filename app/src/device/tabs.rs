//! What tabs of the same person tell each other. It stays inside the browser, and works without a network.

use std::{cell::RefCell, rc::Rc};

use domain::id::{AccountId, DocumentId};
use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, CryptoKey, MessageEvent};

#[derive(Clone, Debug)]
pub(crate) enum Message {
    /// A change of a document that is on the disk already.
    Update {
        document: DocumentId,
        bytes: Vec<u8>,
    },
    /// Rows were added or set aside.
    Rows,
    /// The server has confirmed rows.
    Confirmed,
    /// An interview was started, or the server learnt of one.
    Documents,
    /// The server froze a document or refused changes to it: rows on the disk say what.
    Refused {
        document: DocumentId,
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
        Message::Update { document, bytes } => {
            set("document", &document.to_string().into())?;
            set("bytes", &Uint8Array::from(bytes.as_slice()))?;
            "update"
        }
        Message::Rows => "rows",
        Message::Confirmed => "confirmed",
        Message::Documents => "documents",
        Message::Refused { document } => {
            set("document", &document.to_string().into())?;
            "refused"
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

/// `None` for what a tab of another version may say.
fn read(data: &JsValue) -> Option<Message> {
    let get = |name: &str| Reflect::get(data, &name.into()).ok();
    let document = || get("document")?.as_string()?.parse().ok();
    Some(match get("kind")?.as_string()?.as_str() {
        "update" => {
            let bytes = get("bytes")?.dyn_into::<Uint8Array>().ok()?.to_vec();
            Message::Update { document: document()?, bytes }
        }
        "rows" => Message::Rows,
        "confirmed" => Message::Confirmed,
        "documents" => Message::Documents,
        "refused" => Message::Refused { document: document()? },
        "lock" => Message::Lock,
        "sign-out" => Message::SignOut,
        "ask-key" => Message::AskKey,
        "key" => Message::Key(get("key")?.dyn_into().ok()?),
        _ => return None,
    })
}
