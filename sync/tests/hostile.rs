//! Bytes that no honest peer sends, to every decoder that faces the network: a clear error or a value, never a panic.
//! `JALON_INPUTS=1000000 cargo test -p sync --release --test hostile` sends more of them.

use domain::guide::{NodeKey, Value};
use sync::{awareness, guard, interview::Document, protocol::Message};

const INPUTS: u64 = 20_000;

/// Numbers that follow from the one before (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).expect("small, and our own"))
            .expect("small, and our own")
    }

    fn byte(&mut self) -> u8 {
        // Bytes that begin large numbers are the ones that hurt.
        if self.below(4) == 0 { 0xff } else { u8::try_from(self.next() % 256).expect("small, and our own") }
    }
}

fn inputs() -> u64 {
    std::env::var("JALON_INPUTS").ok().and_then(|count| count.parse().ok()).unwrap_or(INPUTS)
}

/// Messages as honest peers send them.
fn honest() -> Vec<Vec<u8>> {
    let document = Document::new(7);
    let key = NodeKey("situation/work".to_owned());
    document.set_text(&key, "maçon 🌿, à son compte");
    document.set_value(&NodeKey("age".to_owned()), &Value::Number(41.5));
    document.set_value(&key, &Value::Many(vec!["mon".to_owned(), "tue".to_owned()]));
    document.add_instance(&key, "x1");
    document.set_text(&key, "maçon");
    let state = awareness::State { client: 300, clock: 2, json: r#"{"name":"Léa"}"#.to_owned() };
    [
        Message::Step1(document.state_vector()),
        Message::Step2(document.encode()),
        Message::Update(document.diff(&[0]).expect("small, and our own")),
        Message::Awareness(awareness::encode([state].iter())),
        Message::QueryAwareness,
        Message::Refused("frozen".to_owned()),
        Message::Ack(300),
    ]
    .iter()
    .map(Message::encode)
    .collect()
}

/// An honest message with some bytes changed, taken out, doubled or cut off; or bytes of no meaning at all.
fn hostile(honest: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    if random.below(5) == 0 {
        return (0..random.below(200)).map(|_| random.byte()).collect();
    }
    let mut bytes = honest[random.below(honest.len())].clone();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len().max(1));
        match random.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at.min(bytes.len()), random.byte()),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            3 => {
                let again = bytes[at.min(bytes.len())..].to_vec();
                bytes.extend(again);
            }
            _ if at < bytes.len() => bytes[at] = random.byte(),
            _ => {}
        }
    }
    bytes
}

#[test]
fn hostile_bytes_are_refused_or_read() {
    let honest = honest();
    let mut random = Random(1);
    let (mut read, mut applied) = (0_u64, 0_u64);
    for _ in 0..inputs() {
        let bytes = hostile(&honest, &mut random);
        let _ = guard::check_update(&bytes);
        let _ = guard::check_state_vector(&bytes);
        if let Ok(states) = awareness::decode(&bytes) {
            assert!(states.len() <= bytes.len(), "no more states than bytes");
        }
        match Message::decode(&bytes) {
            Ok(Message::Step1(vector)) => {
                read += 1;
                let _ = Document::new(1).diff(&vector);
            }
            Ok(Message::Step2(update) | Message::Update(update)) => {
                read += 1;
                // As the server does: what yrs cannot bear is caught, and the document built again.
                let merged = std::panic::catch_unwind(|| Document::new(1).apply(&update));
                applied += u64::from(matches!(merged, Ok(Ok(()))));
            }
            Ok(Message::Awareness(payload)) => {
                read += 1;
                let _ = awareness::decode(&payload);
            }
            Ok(_) | Err(_) => {}
        }
    }
    assert!(read > 0 && applied > 0, "some of it must get past the guard, else nothing is tested");
}
