//! Rules of lists of choices: which match a search, what ticking changes, how a rank moves.

/// Lists longer than this get a search field.
pub const LONG_LIST: usize = 12;

/// Letters without accents and capitals, so that `ecole` finds « École ».
fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ÿ' => 'y',
        '’' => '\'',
        other => other,
    };
    text.to_lowercase().replace('œ', "oe").replace('æ', "ae").chars().map(plain).collect()
}

/// True when each word of `query` is somewhere in `label`.
pub fn matches(label: &str, query: &str) -> bool {
    let label = fold(label);
    fold(query).split_whitespace().all(|word| label.contains(word))
}

/// The chosen names after one is ticked or unticked, in the order of `offered`. A chosen name that is no longer
/// offered is kept, at the end.
pub fn toggle(chosen: &[String], name: &str, offered: &[String]) -> Vec<String> {
    let mut wanted: Vec<String> = chosen.to_vec();
    match wanted.iter().position(|other| other == name) {
        Some(at) => drop(wanted.remove(at)),
        None => wanted.push(name.to_owned()),
    }
    let place = |name: &String| offered.iter().position(|other| other == name).unwrap_or(usize::MAX);
    wanted.sort_by_key(place);
    wanted
}

/// The order a rank shows: what was chosen first, then what is offered and not yet placed.
pub fn shown_order(chosen: &[String], offered: &[String]) -> Vec<String> {
    let known = chosen.iter().filter(|name| offered.contains(name));
    let new = offered.iter().filter(|name| !chosen.contains(name));
    known.chain(new).cloned().collect()
}

/// The order after the item at `from` is put at `to`; an impossible move changes nothing.
pub fn moved(order: &[String], from: usize, to: usize) -> Vec<String> {
    let mut order = order.to_vec();
    if from < order.len() && to < order.len() {
        let name = order.remove(from);
        order.insert(to, name);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_search_ignores_accents_capitals_and_the_order_of_words() {
        let check =
            |query: &str, label: &str, found: bool| assert_eq!(matches(label, query), found, "{query}");
        check("ecole", "École élémentaire", true);
        check("élém ECO", "École élémentaire", true);
        check("oeuvre", "Main d’œuvre", true);
        check("d'oeuvre", "Main d’œuvre", true);
        check("", "n’importe quoi", true);
        check("lycee", "École élémentaire", false);
    }

    #[test]
    fn ticking_keeps_the_order_of_the_list() {
        let check = |chosen: &str, name: &str, expected: &str| {
            assert_eq!(toggle(&names(chosen), name, &names("a b c d")), names(expected));
        };
        check("", "c", "c");
        check("c", "a", "a c");
        check("a c", "a", "c");
        check("gone c", "a", "a c gone");
    }

    #[test]
    fn a_rank_moves_one_item_and_keeps_all() {
        let check = |from, to, expected: &str| assert_eq!(moved(&names("a b c"), from, to), names(expected));
        check(0, 2, "b c a");
        check(2, 0, "c a b");
        check(1, 1, "a b c");
        check(0, 3, "a b c");
        check(9, 0, "a b c");
    }

    #[test]
    fn a_rank_shows_what_was_chosen_then_the_rest() {
        assert_eq!(shown_order(&names("c a gone"), &names("a b c")), names("c a b"));
    }
}
