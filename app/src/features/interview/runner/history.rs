//! Undo and redo of one's own changes since the page was opened. It knows what an answer was before and after; whoever
//! holds it writes the answer back.

use domain::{
    guide::{NodeKey, Value},
    interview::Entry,
};

/// One change that can be taken back.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Answer {
        key: NodeKey,
        before: Box<Entry>,
        after: Box<Entry>,
    },
    /// An instance of a repeat came (`added`) or went, at a position in its list.
    Instance {
        repeat: NodeKey,
        instance: String,
        position: usize,
        added: bool,
    },
    /// Several that were done at once, and are taken back at once.
    Together(Vec<Step>),
}

/// Steps done and steps taken back.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// While typing goes on in one field, its letters are one step.
    open: bool,
}

/// Enough for an interview of an afternoon; beyond it the oldest steps are forgotten.
const LIMIT: usize = 500;

impl History {
    /// Remembers a change that has just been made. `typing` joins it to the step before when that was typing in the
    /// same field.
    pub fn record(&mut self, step: Step, typing: bool) {
        self.undone.clear();
        if let (true, true, Some(Step::Answer { key, after, .. }), Step::Answer { key: new, after: now, .. }) =
            (typing, self.open, self.done.last_mut(), &step)
            && key == new
        {
            after.clone_from(now);
            return;
        }
        self.open = typing;
        self.done.push(step);
        if self.done.len() > LIMIT {
            self.done.remove(0);
        }
    }

    /// Ends the step that typing keeps open, for instance when a field is left.
    pub fn close(&mut self) {
        self.open = false;
    }

    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// The step to take back, or `None`. It moves to the steps that can be redone.
    pub fn undo(&mut self) -> Option<Step> {
        self.open = false;
        let step = self.done.pop()?;
        self.undone.push(step.clone());
        Some(step)
    }

    /// The step to do again, or `None`.
    pub fn redo(&mut self) -> Option<Step> {
        self.open = false;
        let step = self.undone.pop()?;
        self.done.push(step.clone());
        Some(step)
    }
}

/// What `current` becomes when a change from `from` to `to` is replayed on it. A part that somebody else has changed in
/// the meantime is left as it is.
pub fn replay(current: &Entry, from: &Entry, to: &Entry) -> Entry {
    fn part<T: PartialEq + Clone>(current: &T, from: &T, to: &T) -> T {
        if current == from { to.clone() } else { current.clone() }
    }
    Entry {
        value: part::<Value>(&current.value, &from.value, &to.value),
        non_answer: part(&current.non_answer, &from.non_answer, &to.non_answer),
        note: part(&current.note, &from.note, &to.note),
        provenance: part(&current.provenance, &from.provenance, &to.provenance),
        source: part(&current.source, &from.source, &to.source),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Entry {
        Entry { value: Value::Text(text.to_owned()), ..Entry::default() }
    }

    fn step(key: &str, before: &str, after: &str) -> Step {
        Step::Answer {
            key: NodeKey(key.to_owned()),
            before: Box::new(entry(before)),
            after: Box::new(entry(after)),
        }
    }

    #[test]
    fn letters_of_one_field_are_one_step() {
        let mut history = History::default();
        history.record(step("a", "", "b"), true);
        history.record(step("a", "b", "bo"), true);
        history.record(step("a", "bo", "bon"), true);
        assert_eq!(history.undo(), Some(step("a", "", "bon")));
        assert!(!history.can_undo());
    }

    #[test]
    fn another_field_or_leaving_the_field_begins_a_step() {
        let check = |second: Step, close: bool, steps: usize| {
            let mut history = History::default();
            history.record(step("a", "", "b"), true);
            if close {
                history.close();
            }
            history.record(second, true);
            assert_eq!(std::iter::from_fn(|| history.undo()).count(), steps);
        };
        check(step("a", "b", "bo"), false, 1);
        check(step("a", "b", "bo"), true, 2);
        check(step("c", "", "d"), false, 2);
    }

    #[test]
    fn redo_ends_with_a_new_change() {
        let mut history = History::default();
        history.record(step("a", "", "1"), false);
        history.record(step("b", "", "2"), false);
        history.undo();
        assert_eq!(history.redo(), Some(step("b", "", "2")));
        history.undo();
        history.record(step("c", "", "3"), false);
        assert!(!history.can_redo());
        assert_eq!(history.undo(), Some(step("c", "", "3")));
        assert_eq!(history.undo(), Some(step("a", "", "1")));
        assert_eq!(history.undo(), None);
    }

    #[test]
    fn replay_leaves_what_somebody_else_changed() {
        let mine = Entry { note: "seen".to_owned(), ..entry("mine") };
        let theirs = Entry { value: Value::Text("theirs".to_owned()), ..mine.clone() };
        assert_eq!(replay(&mine, &mine, &entry("")), entry(""));
        assert_eq!(replay(&theirs, &mine, &entry("")), entry("theirs"));
    }

    #[test]
    fn the_oldest_steps_are_forgotten() {
        let mut history = History::default();
        for number in 0..=LIMIT {
            history.record(step(&number.to_string(), "", "x"), false);
        }
        assert_eq!(std::iter::from_fn(|| history.undo()).count(), LIMIT);
    }
}
