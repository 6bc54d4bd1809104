//! Taking back one's own change of a text that somebody else has changed since.
//!
//! The change is known as the text before and after it. What of the text after it is still there is found by comparing
//! with the text as it is now: of that, what the change inserted goes, and what it removed comes back in its place.
//! What is there now and was not there after the change is somebody else's, and stays.

/// Texts whose product of lengths is beyond this are compared by what they begin and end with alone.
const COMPARED: usize = 4_000_000;

/// A replacement, in UTF-16 units of the text before any of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub at: u32,
    pub removed: u32,
    pub inserted: String,
}

/// The edits, in order of their places, that take the change `before` -> `after` out of `current`.
pub fn edits(current: &str, after: &str, before: &str) -> Vec<Edit> {
    let (current, after, before) = (letters(current), letters(after), letters(before));
    let (start, own, returned) = change(&before, &after);
    let kept = kept(&after, &current);
    let mut edits = Vec::new();
    // Where what was removed comes back: before the first letter that stood after the change and is still there.
    let home = (start..after.len()).find_map(|at| kept[at]).unwrap_or_else(|| {
        (0..start).rev().find_map(|at| kept[at]).map_or(current.len().min(start), |at| at + 1)
    });
    let mut gone: Vec<usize> = (start..start + own).filter_map(|at| kept[at]).collect();
    gone.dedup();
    let mut returned: Option<String> =
        Some(returned.iter().collect()).filter(|text: &String| !text.is_empty());
    let mut run = 0;
    while run < gone.len() {
        let first = gone[run];
        let mut last = first;
        while gone.get(run + 1) == Some(&(last + 1)) {
            run += 1;
            last += 1;
        }
        run += 1;
        let inserted = if first >= home { returned.take().unwrap_or_default() } else { String::new() };
        edits.push(Edit { at: units(&current[..first]), removed: units(&current[first..=last]), inserted });
    }
    if let Some(inserted) = returned {
        let edit = Edit { at: units(&current[..home]), removed: 0, inserted };
        let place = edits.partition_point(|other| other.at <= edit.at);
        edits.insert(place, edit);
    }
    edits
}

/// `current` without the change `before` -> `after`.
pub fn taken_back(current: &str, after: &str, before: &str) -> String {
    let units: Vec<u16> = current.encode_utf16().collect();
    let (mut result, mut done) = (Vec::with_capacity(units.len()), 0);
    for edit in edits(current, after, before) {
        let at = edit.at as usize;
        result.extend_from_slice(&units[done..at]);
        result.extend(edit.inserted.encode_utf16());
        done = at + edit.removed as usize;
    }
    result.extend_from_slice(&units[done..]);
    String::from_utf16_lossy(&result)
}

/// Where a change begins, how many letters it inserted, and which it removed.
fn change<'a>(before: &'a [char], after: &[char]) -> (usize, usize, &'a [char]) {
    let start = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let end =
        before[start..].iter().rev().zip(after[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    (start, after.len() - start - end, &before[start..before.len() - end])
}

/// For each letter of `old` where it stands in `new`, if it is still there.
fn kept(old: &[char], new: &[char]) -> Vec<Option<usize>> {
    let (start, inserted, removed) = change(old, new);
    let (old_end, new_end) = (start + removed.len(), start + inserted);
    let mut kept: Vec<Option<usize>> = (0..old.len())
        .map(|at| match at {
            at if at < start => Some(at),
            at if at >= old_end => Some(at - old_end + new_end),
            _ => None,
        })
        .collect();
    let (old, new) = (&old[start..old_end], &new[start..new_end]);
    if !old.is_empty() && !new.is_empty() && old.len().saturating_mul(new.len()) <= COMPARED {
        for (at, place) in common(old, new) {
            kept[start + at] = Some(start + place);
        }
    }
    kept
}

/// A longest common subsequence, as pairs of places.
fn common(old: &[char], new: &[char]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = if old[i] == new[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            pairs.push((i, j));
            i += 1;
            j += 1;
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

fn letters(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn units(text: &[char]) -> u32 {
    u32::try_from(text.iter().map(|letter| letter.len_utf16()).sum::<usize>()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use domain::guide::NodeKey;
    use proptest::prelude::*;

    use super::taken_back;
    use crate::interview::Document;

    #[test]
    fn takes_back_ones_own_and_nothing_else() {
        let check = |before: &str, after: &str, current: &str, expected: &str| {
            assert_eq!(taken_back(current, after, before), expected, "{before} > {after}, now {current}");
        };
        check("", "abc", "abc", "");
        check("", "abc", "abXc", "X");
        check("", "abc", "XabcY", "XY");
        check("un mot", "un autre mot", "un autre mot de plus", "un mot de plus");
        check("un mot", "mot", "MOI mot", "MOI un mot");
        check("abc", "", "X", "abcX");
        check("aXc", "abc", "abc", "aXc");
        check("a🌿c", "a🌿bc", "Z a🌿bc Y", "Z a🌿c Y");
        check("same", "same", "other", "other");
        check("un deux", "un 2", "UN! un 2 ok", "UN! un deux ok");
    }

    fn told(document: &Document) -> String {
        let key = NodeKey("a".to_owned());
        document.answers().entries.get(&key).map_or_else(String::new, |entry| entry.value.to_text())
    }

    /// Somebody's edits: at this share of the text, take so many letters out and put these in.
    fn edited(
        text: &str,
        edits: &[(prop::sample::Index, usize, String)],
        may_remove: impl Fn(char) -> bool,
    ) -> String {
        let mut text: Vec<char> = text.chars().collect();
        for (at, count, inserted) in edits {
            let at = at.index(text.len() + 1);
            let removable = text[at..].iter().take(*count).take_while(|letter| may_remove(**letter)).count();
            text.splice(at..at + removable, inserted.chars());
        }
        text.into_iter().collect()
    }

    fn only(text: &str, keep: impl Fn(char) -> bool) -> String {
        text.chars().filter(|letter| keep(*letter)).collect()
    }

    proptest! {
        /// One writes small letters, the other capitals, in one text on two replicas, at the same time and after. Taking
        /// back the first one's change touches no capital, leaves no small letter of the change, and brings back
        /// those it removed; doing it again brings the change back. Both replicas agree.
        #[test]
        fn undo_never_touches_what_another_person_wrote(
            first in "[0-9]{0,12}",
            mine in ("[a-z🌿]{1,8}", any::<prop::sample::Index>(), 0_usize..4),
            theirs in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..3, "[A-Z]{1,5}"), 0..5),
        ) {
            let key = NodeKey("a".to_owned());
            let (me, other) = (Document::new(1), Document::new(2));
            me.set_text(&key, &first);
            other.apply(&me.encode()).unwrap();
            let (typed, at, removed) = mine;
            let after = edited(&first, &[(at, removed, typed)], |_| true);
            me.set_text(&key, &after);
            // The other one takes out nothing of what the first one wrote, so that all of it must go or come back.
            for edit in &theirs {
                other.apply(&me.encode()).unwrap();
                let now = told(&other);
                other.set_text(&key, &edited(&now, std::slice::from_ref(edit), char::is_uppercase));
            }
            me.apply(&other.encode()).unwrap();
            let capitals = only(&told(&me), char::is_uppercase);
            let small = |letter: char| !letter.is_uppercase();

            me.take_back_text(&key, &after, &first);
            prop_assert_eq!(only(&told(&me), char::is_uppercase), capitals.clone());
            prop_assert_eq!(only(&told(&me), small), first.clone());

            me.take_back_text(&key, &first, &after);
            prop_assert_eq!(only(&told(&me), char::is_uppercase), capitals);
            prop_assert_eq!(only(&told(&me), small), after);
            other.apply(&me.encode()).unwrap();
            prop_assert_eq!(me.answers(), other.answers());
        }

        #[test]
        fn any_three_texts_are_taken_without_fault(current in ".{0,30}", after in ".{0,30}", before in ".{0,30}") {
            let document = Document::new(1);
            let key = NodeKey("a".to_owned());
            document.set_text(&key, &current);
            document.take_back_text(&key, &after, &before);
            prop_assert_eq!(told(&document), taken_back(&current, &after, &before));
        }
    }
}
