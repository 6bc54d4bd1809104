//! Words that a guide explains: each is linked wherever guidance uses it.

use serde::{Deserialize, Serialize};

use super::Text;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub word: Text,
    pub meaning: Text,
}

/// A piece of a text, and which term it is, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    pub text: &'t str,
    pub term: Option<usize>,
}

/// The text cut where words of the glossary stand in it, whatever their capitals, each word only where it begins and
/// ends one and only the first time. Longer words win over shorter ones. `words` gives the word of each term in the
/// language of the text.
pub fn pieces<'t>(text: &'t str, words: &[&str]) -> Vec<Piece<'t>> {
    let mut order: Vec<usize> = (0..words.len()).filter(|term| !words[*term].trim().is_empty()).collect();
    order.sort_by_key(|term| (std::cmp::Reverse(words[*term].len()), *term));
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for term in order {
        let free = |start: usize, end: usize| found.iter().all(|(from, to, _)| end <= *from || *to <= start);
        let place = occurrences(text, words[term].trim()).into_iter().find(|(start, end)| free(*start, *end));
        if let Some((start, end)) = place {
            found.push((start, end, term));
        }
    }
    found.sort_unstable();
    let (mut pieces, mut done) = (Vec::new(), 0);
    for (start, end, term) in found {
        if done < start {
            pieces.push(Piece { text: &text[done..start], term: None });
        }
        pieces.push(Piece { text: &text[start..end], term: Some(term) });
        done = end;
    }
    if done < text.len() {
        pieces.push(Piece { text: &text[done..], term: None });
    }
    pieces
}

fn occurrences(text: &str, word: &str) -> Vec<(usize, usize)> {
    let begins = |at: usize| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    let starts = text.char_indices().map(|(at, _)| at).filter(|at| begins(*at));
    starts.filter_map(|at| Some((at, at + length_of(&text[at..], word)?))).collect()
}

/// How many bytes of the text are the word, which must end there.
fn length_of(text: &str, word: &str) -> Option<usize> {
    let mut letters = text.char_indices();
    for wanted in word.chars() {
        let (_, letter) = letters.next()?;
        if letter != wanted && !letter.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    match letters.next() {
        Some((_, letter)) if letter.is_alphanumeric() => None,
        Some((at, _)) => Some(at),
        None => Some(text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn words_are_found_whole_and_once() {
        let check = |text: &str, words: &[&str], expected: &[(&str, Option<usize>)]| {
            let found: Vec<_> = pieces(text, words).iter().map(|piece| (piece.text, piece.term)).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("", &["a"], &[]);
        check("Rien ici", &["facteur"], &[("Rien ici", None)]);
        check(
            "Un Facteur, un facteur",
            &["facteur"],
            &[("Un ", None), ("Facteur", Some(0)), (", un facteur", None)],
        );
        check("L’étayage familial", &["étayage"], &[("L’", None), ("étayage", Some(0)), (" familial", None)]);
        check("facteurs", &["facteur"], &[("facteurs", None)]);
        check(
            "facteur de protection",
            &["facteur", "facteur de protection", " "],
            &[("facteur de protection", Some(1))],
        );
    }
}
