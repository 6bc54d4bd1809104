//! Two people in one text: where the caret goes when the other's words arrive, and how letters typed on an older text
//! join the newer one. Positions count UTF-16 units, as text fields do.

/// What turned one text into another: at `start`, `removed` units went and `inserted` came.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edit {
    start: usize,
    removed: usize,
    inserted: Vec<u16>,
}

fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// The smallest single edit from `old` to `new`.
fn edit(old: &[u16], new: &[u16]) -> Edit {
    let shortest = old.len().min(new.len());
    let mut start = (0..shortest).take_while(|&at| old[at] == new[at]).count();
    let rest = shortest - start;
    let mut end =
        (0..rest).take_while(|&back| old[old.len() - 1 - back] == new[new.len() - 1 - back]).count();
    // Half a surrogate pair is no letter: the edit then begins before the pair, or ends after it.
    let splits = |units: &[u16], at: usize| at < units.len() && (0xDC00..0xE000).contains(&units[at]);
    if start > 0 && (splits(old, start) || splits(new, start)) {
        start -= 1;
    }
    if end > 0 && (splits(old, old.len() - end) || splits(new, new.len() - end)) {
        end -= 1;
    }
    Edit { start, removed: old.len() - end - start, inserted: new[start..new.len() - end].to_vec() }
}

/// Where a position in the text before the edit stands after it.
fn moved(edit: &Edit, position: usize) -> usize {
    if position <= edit.start {
        position
    } else if position >= edit.start + edit.removed {
        position - edit.removed + edit.inserted.len()
    } else {
        edit.start + edit.inserted.len()
    }
}

/// Where a caret at `caret` in `old` belongs once the field shows `new`.
pub fn caret_after(old: &str, new: &str, caret: usize) -> usize {
    let (old, new) = (units(old), units(new));
    moved(&edit(&old, &new), caret.min(old.len())).min(new.len())
}

/// The text that has both changes when a person's field went from `base` to `mine` while the document went from `base`
/// to `theirs`. Nothing that either inserted is lost.
pub fn merge(base: &str, mine: &str, theirs: &str) -> String {
    if base == theirs {
        return mine.to_owned();
    }
    let (base, mine, theirs) = (units(base), units(mine), units(theirs));
    let (own, other) = (edit(&base, &mine), edit(&base, &theirs));
    let start = moved(&other, own.start);
    let end = moved(&other, own.start + own.removed).max(start);
    // What the other inserted inside the stretch that goes is kept, after the own insertion.
    let inside = other.start >= own.start && other.start < own.start + own.removed;
    let mut merged = theirs[..start].to_vec();
    merged.extend(&own.inserted);
    if inside {
        merged.extend(&other.inserted);
    }
    merged.extend(&theirs[end..]);
    String::from_utf16_lossy(&merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stays_with_its_letter() {
        let check = |old: &str, new: &str, caret: usize, expected: usize| {
            assert_eq!(caret_after(old, new, caret), expected, "{old:?} -> {new:?} at {caret}");
        };
        check("bonjour", "bonjour", 3, 3);
        check("bonjour", "bonjour madame", 7, 7);
        check("bonjour", "et bonjour", 3, 6);
        check("bonjour", "bon", 7, 3);
        check("bonjour", "bonsoir", 7, 7);
        check("a🙂b", "a🙂🙂b", 4, 6);
        check("", "abc", 5, 0);
    }

    #[test]
    fn both_changes_survive() {
        let check = |base: &str, mine: &str, theirs: &str, expected: &str| {
            assert_eq!(merge(base, mine, theirs), expected, "{base:?} + {mine:?} + {theirs:?}");
        };
        check("abc", "abcd", "abc", "abcd");
        check("abc", "abcd", "zabc", "zabcd");
        check("abc", "zabc", "abcd", "zabcd");
        check("il dit", "il dit non", "il dit oui ", "il dit non oui ");
        check("un deux trois", "un trois", "un deux et trois", "un et trois");
        check("abc", "", "abXc", "X");
        check("abc", "", "Xbc", "X");
        check("ab", "ab🙂", "🙁ab", "🙁ab🙂");
    }

    #[test]
    fn a_pair_of_units_is_never_cut() {
        assert_eq!(merge("🙂", "🙃", "🙂!"), "🙃!");
        assert_eq!(caret_after("🙂x", "🙃x", 2), 2);
    }
}
