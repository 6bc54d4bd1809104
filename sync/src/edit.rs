//! The smallest single replacement that turns one text into another, in UTF-16 units as the browser counts.

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Edit<'a> {
    pub(crate) at: u32,
    pub(crate) removed: u32,
    pub(crate) inserted: &'a str,
}

/// `None` when the texts are equal. Never cuts a character in two.
pub(crate) fn between<'a>(old: &str, new: &'a str) -> Option<Edit<'a>> {
    if old == new {
        return None;
    }
    let prefix: usize =
        old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (old_rest, new_rest) = (&old[prefix..], &new[prefix..]);
    let suffix: usize = old_rest
        .chars()
        .rev()
        .zip(new_rest.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let removed = &old_rest[..old_rest.len() - suffix];
    let inserted = &new_rest[..new_rest.len() - suffix];
    Some(Edit { at: units(&old[..prefix]), removed: units(removed), inserted })
}

fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Edit, between};

    #[test]
    fn finds_the_smallest_replacement() {
        let check = |old: &str, new: &str, expected: Option<(u32, u32, &str)>| {
            let expected = expected.map(|(at, removed, inserted)| Edit { at, removed, inserted });
            assert_eq!(between(old, new), expected, "{old:?} -> {new:?}");
        };
        check("", "", None);
        check("", "a", Some((0, 0, "a")));
        check("abc", "abXc", Some((2, 0, "X")));
        check("abc", "ac", Some((1, 1, "")));
        check("aaa", "aaaa", Some((3, 0, "a")));
        check("🌿b", "🌿🌿b", Some((2, 0, "🌿")));
        check("été", "êté", Some((0, 1, "ê")));
    }
}
