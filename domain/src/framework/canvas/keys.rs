//! What keys mean while the drawing has the focus.

use super::Direction;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// To the box that lies that way.
    Go(Direction),
    /// Along the arrows.
    Follow(Direction),
    /// Moves what is selected: up and down within its column, left and right to the next level.
    Shift(Direction),
    First,
    Last,
    Add,
    Connect,
    /// The arrows of the box, to go along or take away.
    Arrows,
    Edit,
    Remove,
    Undo,
    Redo,
    Fold,
    /// Shows the paths through the box, and everything again.
    Paths,
    /// Adds the box to the selection, or takes it out.
    Toggle,
    SelectAll,
    /// Gives boxes that a hand placed back to the layout.
    Release,
    Fit,
    Closer,
    Further,
    Help,
    /// Lets go of what is under way, then of the selection.
    Escape,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Ctrl, or the key of a Mac.
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
}

pub fn command(key: &str, held: Held) -> Option<Command> {
    let arrow = match key {
        "ArrowLeft" => Some(Direction::Left),
        "ArrowRight" => Some(Direction::Right),
        "ArrowUp" => Some(Direction::Up),
        "ArrowDown" => Some(Direction::Down),
        _ => None,
    };
    if let Some(way) = arrow {
        return match (held.ctrl || held.alt, held.shift) {
            (false, false) => Some(Command::Go(way)),
            (true, false) => Some(Command::Follow(way)),
            (false, true) => Some(Command::Shift(way)),
            (true, true) => None,
        };
    }
    match (held.ctrl, held.alt) {
        (true, false) => match key {
            "z" if !held.shift => Some(Command::Undo),
            "Z" | "z" | "y" => Some(Command::Redo),
            "a" => Some(Command::SelectAll),
            _ => None,
        },
        (false, false) => plain(key),
        _ => None,
    }
}

/// Letters do the same with and without the shift key, which a caps lock holds.
fn plain(key: &str) -> Option<Command> {
    let lower = if key.chars().count() == 1 { key.to_lowercase() } else { key.to_owned() };
    Some(match lower.as_str() {
        "Home" => Command::First,
        "End" => Command::Last,
        "Enter" | "F2" => Command::Edit,
        "Delete" | "Backspace" => Command::Remove,
        "Escape" => Command::Escape,
        " " => Command::Toggle,
        "Insert" | "n" => Command::Add,
        "c" => Command::Connect,
        "l" => Command::Arrows,
        "f" => Command::Fold,
        "p" => Command::Paths,
        "r" => Command::Release,
        "0" => Command::Fit,
        "+" | "=" => Command::Closer,
        "-" => Command::Further,
        "?" => Command::Help,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_mean_what_the_help_says() {
        use Direction::{Left, Up};
        let check = |keys: &str, expected: Option<Command>| {
            let mut held = Held::default();
            let mut key = keys;
            while let Some((first, rest)) = key.split_once('-').filter(|(first, _)| !first.is_empty()) {
                match first {
                    "ctrl" => held.ctrl = true,
                    "alt" => held.alt = true,
                    _ => held.shift = true,
                }
                key = rest;
            }
            assert_eq!(command(key, held), expected, "{keys}");
        };
        check("ArrowLeft", Some(Command::Go(Left)));
        check("ctrl-ArrowLeft", Some(Command::Follow(Left)));
        check("alt-ArrowLeft", Some(Command::Follow(Left)));
        check("shift-ArrowUp", Some(Command::Shift(Up)));
        check("ctrl-shift-ArrowUp", None);
        check("c", Some(Command::Connect));
        check("shift-C", Some(Command::Connect));
        check("ctrl-c", None);
        check("alt-c", None);
        check("ctrl-z", Some(Command::Undo));
        check("ctrl-shift-Z", Some(Command::Redo));
        check("ctrl-y", Some(Command::Redo));
        check("ctrl-alt-z", None);
        check("Enter", Some(Command::Edit));
        check("Delete", Some(Command::Remove));
        check("-", Some(Command::Further));
        check("shift-+", Some(Command::Closer));
        check(" ", Some(Command::Toggle));
        check("Tab", None);
        check("x", None);
    }
}
