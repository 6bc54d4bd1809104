//! Names: what is one, and which known one an author may have meant.

/// True for a name that can stand in an expression and in a key: a letter or `_` first, then letters, digits, `_`,
/// `-` and `.`.
pub(super) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && characters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '·') || is_combining(c))
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}')
}

/// The known name that is nearest, when it is near enough to be what was meant.
pub(super) fn nearest<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let text: Vec<char> = text.to_lowercase().chars().take(60).collect();
    let allowed = match text.len() {
        0 => return None,
        1..=2 => 0,
        3..=4 => 1,
        _ => 2,
    };
    known
        .into_iter()
        .map(|name| {
            (distance(&text, &name.to_lowercase().chars().take(60).collect::<Vec<_>>(), allowed), name)
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters to add, drop, change or swap with a neighbour; any number above `limit` when it is more.
fn distance(left: &[char], right: &[char], limit: usize) -> usize {
    if left.len().abs_diff(right.len()) > limit {
        return limit + 1;
    }
    let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in right.iter().enumerate() {
            let changed = at(&last, j) + usize::from(a != b);
            let mut best = changed.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && left.get(i - 1) == Some(b) && right.get(j - 1) == Some(a);
            if swapped {
                best = best.min(at(&before_last, j - 1) + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    at(&last, right.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in ["a", "_a", "été", "a-b.c_1"] {
            assert!(is_name(name), "{name}");
        }
        for text in ["", "1a", "a b", "a:b", "a/b", "-a", "${a}"] {
            assert!(!is_name(text), "{text}");
        }
    }

    #[test]
    fn the_nearest_name_is_suggested() {
        let known = ["choices", "settings", "survey"];
        assert_eq!(nearest("choics", known), Some("choices"));
        assert_eq!(nearest("chioces", known), Some("choices"));
        assert_eq!(nearest("Settings", known), Some("settings"));
        assert_eq!(nearest("sheet1", known), None);
        assert_eq!(nearest("", known), None);
    }
}
