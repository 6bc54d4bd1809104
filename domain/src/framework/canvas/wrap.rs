//! Text in lines that fit a box. Letters are measured by classes of width: what the browser would say is not at hand
//! where drawings are tested and printed, and would differ from device to device.

/// Lines no wider than `width` ems, broken at spaces where there are any, and after `most` lines an ellipsis.
pub fn wrap(text: &str, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for word in text.split_ascii_whitespace() {
        for piece in pieces(word, width) {
            let wide = measure(piece);
            let space = if line.is_empty() { 0.0 } else { measure(" ") };
            if !line.is_empty() && used + space + wide > width {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
                if lines.len() > most {
                    return cut(lines, width, most);
                }
            }
            if !line.is_empty() {
                line.push(' ');
                used += space;
            }
            line.push_str(piece);
            used += wide;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > most { cut(lines, width, most) } else { lines }
}

/// A word in pieces that fit a line.
fn pieces(word: &str, width: f64) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    for (at, letter) in word.char_indices() {
        let wide = em(letter);
        if used + wide > width && at > start {
            pieces.push(&word[start..at]);
            (start, used) = (at, 0.0);
        }
        used += wide;
    }
    pieces.push(&word[start..]);
    pieces
}

fn cut(mut lines: Vec<String>, width: f64, most: usize) -> Vec<String> {
    lines.truncate(most);
    if let Some(last) = lines.last_mut() {
        while measure(last) + em('…') > width && last.pop().is_some() {}
        last.truncate(last.trim_end().len());
        last.push('…');
    }
    lines
}

/// How wide a text is, in ems.
pub fn measure(text: &str) -> f64 {
    text.chars().map(em).sum()
}

fn em(letter: char) -> f64 {
    match letter {
        ' ' | '\u{a0}' | '\u{202f}' => 0.24,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '’' | '|' | '!' | 'î' | 'ï' | 'í' => 0.29,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' => 0.39,
        'm' | 'w' | 'M' | 'W' | 'œ' | 'æ' | '—' | '…' | '@' => 0.86,
        'A'..='Z' | 'À' | 'É' | 'È' | 'Ê' | 'Ç' | 'Ô' => 0.64,
        // Scripts of wide signs, and pictures.
        '\u{1100}'.. => 1.0,
        _ => 0.54,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_at_spaces_and_says_when_there_is_more() {
        let check = |text: &str, width: f64, most: usize, expected: &[&str]| {
            assert_eq!(wrap(text, width, most), expected, "{text:?}");
        };
        check("", 10.0, 3, &[]);
        check("  \n ", 10.0, 3, &[]);
        check("un deux trois", 5.0, 3, &["un deux", "trois"]);
        check("un deux trois quatre", 5.0, 2, &["un deux", "trois…"]);
        check("anticonstitutionnellement", 6.0, 9, &["anticonstitut", "ionnellement"]);
        check("a a a a a a a", 1.5, 2, &["a a", "a…"]);
        check("🌿🌿🌿", 2.0, 5, &["🌿🌿", "🌿"]);
    }

    #[test]
    fn no_line_is_wider_than_it_may_be_and_no_letter_is_lost() {
        let texts = [
            "Déconstruire le mode de pensée binaire de la personne",
            "a".repeat(2_000).as_str(),
            "WWW mmm lll",
        ]
        .map(str::to_owned);
        for text in &texts {
            for width in [3.0, 7.5, 15.0] {
                let lines = wrap(text, width, usize::MAX);
                assert!(lines.iter().all(|line| measure(line) <= width + 1e-9), "{lines:?}");
                let plain = |text: &str| text.replace(' ', "");
                assert_eq!(plain(&lines.concat()), plain(text));
                assert!(wrap(text, width, 3).len() <= 3);
            }
        }
    }
}
