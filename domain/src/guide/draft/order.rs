//! Keys that order: text of digits and letters, between any two of which there is always another.

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE: usize = DIGITS.len();

/// True for what this module makes: it never ends in the lowest digit, before which nothing could go.
pub fn is_key(text: &str) -> bool {
    !text.is_empty() && !text.ends_with('0') && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A key after `low`, which is empty for the beginning, and before `high`, which is `None` for the end. What is not in
/// that order gives a key after `low`.
pub fn between(low: &str, high: Option<&str>) -> String {
    let (low, high) = (low.as_bytes(), high.filter(|high| *high > low).map(str::as_bytes));
    let mut key = String::new();
    let mut is_open = high.is_none();
    for at in 0.. {
        let from = low.get(at).map_or(0, |byte| digit(*byte));
        let to =
            if is_open { BASE } else { high.and_then(|high| high.get(at)).map_or(0, |byte| digit(*byte)) };
        if to > from + 1 {
            push(&mut key, usize::midpoint(from, to));
            return key;
        }
        push(&mut key, from);
        // One apart: whatever follows is below `high`, so only `low` bounds it from here on.
        is_open |= to == from + 1;
        if at > low.len() + high.map_or(0, <[u8]>::len) {
            break;
        }
    }
    key.push('V');
    key
}

/// A key after the last: short, however many are put at the end one by one.
pub fn after(low: &str) -> String {
    let bytes = low.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let digit = digit(*byte);
        if digit + 1 < BASE {
            let mut key = low[..at].to_owned();
            push(&mut key, digit + 1);
            return key;
        }
    }
    format!("{low}1")
}

/// So many keys in order between two.
pub fn spread(low: &str, high: Option<&str>, count: usize) -> Vec<String> {
    if count == 0 {
        return Vec::new();
    }
    let middle = between(low, high);
    let mut keys = spread(low, Some(&middle), count / 2);
    let rest = spread(&middle, high, count - 1 - count / 2);
    keys.push(middle);
    keys.extend(rest);
    keys
}

fn digit(byte: u8) -> usize {
    DIGITS.binary_search(&byte).unwrap_or(0)
}

fn push(key: &mut String, digit: usize) {
    key.push(char::from(DIGITS[digit.min(BASE - 1)]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_at_the_end_stay_short() {
        let mut keys = vec![after("")];
        for _ in 0..1_000 {
            keys.push(after(keys.last().unwrap()));
        }
        assert!(keys.is_sorted_by(|left, right| left < right));
        assert!(keys.iter().all(|key| is_key(key) && key.len() < 20));
    }

    proptest! {
        /// However often something is put anywhere, there is room, and the order is the one asked for.
        #[test]
        fn there_is_always_a_key_between(places in prop::collection::vec(any::<prop::sample::Index>(), 1..200)) {
            let mut keys: Vec<String> = Vec::new();
            for place in places {
                let at = place.index(keys.len() + 1);
                let low = at.checked_sub(1).map_or("", |at| keys[at].as_str());
                let key = between(low, keys.get(at).map(String::as_str));
                prop_assert!(is_key(&key), "{key}");
                keys.insert(at, key);
            }
            prop_assert!(keys.is_sorted_by(|left, right| left < right), "{keys:?}");
        }

        #[test]
        fn many_fit_between_two(count in 0_usize..300, low in "[0-9A-Za-z]{0,3}[1-9A-Za-z]", high in "[0-9A-Za-z]{0,3}[1-9A-Za-z]") {
            prop_assume!(low < high);
            let keys = spread(&low, Some(&high), count);
            prop_assert_eq!(keys.len(), count);
            let all: Vec<&String> = std::iter::once(&low).chain(&keys).chain(std::iter::once(&high)).collect();
            prop_assert!(all.is_sorted_by(|left, right| left < right), "{all:?}");
            prop_assert!(keys.iter().all(|key| is_key(key)));
        }
    }
}
