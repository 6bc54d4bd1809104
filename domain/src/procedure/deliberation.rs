//! How a committee comes to a decision on one case: everybody present forms an opinion alone; the opinions are read
//! together once all are in; the chair puts a decision to all; each agrees or dissents; more than half must agree.
//! Without quorum nothing is read and nothing decided: the case is noted and comes back.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Outcome, Quorum, Rule, meeting::Function};
use crate::id::AccountId;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// On the agenda.
    Waiting,
    /// Opinions are being formed; nobody reads another's.
    Opinions,
    /// All are in and can be read.
    Discussion,
    /// The chair has put a decision to all.
    Proposed,
    Decided,
    /// Nothing was decided: it comes back.
    Noted,
}

impl Stage {
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Opinions, Self::Discussion, Self::Proposed, Self::Decided, Self::Noted];

    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Opinions => "opinions",
            Self::Discussion => "discussion",
            Self::Proposed => "proposed",
            Self::Decided => "decided",
            Self::Noted => "noted",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// Whether opinions can be read. They stay sealed where a case was noted before they were.
    pub fn is_shared(self) -> bool {
        matches!(self, Self::Discussion | Self::Proposed | Self::Decided)
    }
}

/// A member in the room or not, as she stands to one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seat {
    pub account: AccountId,
    pub function: Function,
    /// Joined, not left, and still a member: a role that ends during a meeting ends here.
    pub present: bool,
    pub recused: bool,
}

/// Who sits on a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    pub seats: Vec<Seat>,
    pub chair: AccountId,
    /// Presents the case, and neither presides nor has a voice in it. `None` for a review.
    pub reporter: Option<AccountId>,
    pub quorum: Quorum,
}

impl Panel {
    fn seat(&self, account: AccountId) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.account == account)
    }

    fn has_voice(&self, seat: &Seat) -> bool {
        seat.present && !seat.recused && self.reporter != Some(seat.account)
    }

    /// Those whose opinion counts.
    pub fn voices(&self) -> BTreeSet<AccountId> {
        self.seats.iter().filter(|seat| self.has_voice(seat)).map(|seat| seat.account).collect()
    }

    /// Whether these may decide: the chair, enough others, from enough functions.
    fn is_quorate(&self, voices: &BTreeSet<AccountId>) -> bool {
        let others: Vec<&Seat> = self
            .seats
            .iter()
            .filter(|seat| seat.account != self.chair && voices.contains(&seat.account))
            .collect();
        let functions: BTreeSet<Function> = others.iter().map(|seat| seat.function).collect();
        let enough = |count: usize, needed: u32| u32::try_from(count).unwrap_or(u32::MAX) >= needed;
        voices.contains(&self.chair)
            && enough(others.len(), self.quorum.others)
            && enough(functions.len(), self.quorum.functions)
    }

    /// Whether those present may decide.
    pub fn quorate(&self) -> bool {
        self.is_quorate(&self.voices())
    }

    /// Why this person has no voice now, if she has none.
    fn check_voice(&self, actor: AccountId) -> Result<(), Rule> {
        let seat = self.seat(actor).ok_or(Rule::SeatOnly)?;
        if self.reporter == Some(actor) {
            Err(Rule::ReporterHasNoVoice)
        } else if seat.recused {
            Err(Rule::Recused)
        } else if !seat.present {
            Err(Rule::NotPresent)
        } else {
            Ok(())
        }
    }

    fn check_chair(&self, actor: AccountId) -> Result<(), Rule> {
        if actor != self.chair { Err(Rule::ChairOnly) } else { Ok(()) }
    }
}

/// What somebody does in a deliberation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// The chair has the opinions formed.
    Begin,
    /// A member gives hers, once.
    GiveOpinion,
    /// The chair puts a decision to all.
    Propose(Outcome),
    Agree,
    Dissent,
    /// The chair notes the case, which then comes back.
    Note,
}

/// Where a deliberation stands. Who agreed and who dissented is not kept: only how many.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deliberation {
    pub stage: Stage,
    /// Who has given an opinion.
    pub opinions: BTreeSet<AccountId>,
    /// What is proposed, then decided.
    pub outcome: Option<Outcome>,
    /// How many decisions have been put to all; a proposal that falls makes room for the next.
    pub round: u32,
    /// Who has answered to this round's.
    pub answers: BTreeSet<AccountId>,
    /// How many of them agree.
    pub agreeing: u32,
}

impl Default for Deliberation {
    fn default() -> Self {
        Self {
            stage: Stage::Waiting,
            opinions: BTreeSet::new(),
            outcome: None,
            round: 0,
            answers: BTreeSet::new(),
            agreeing: 0,
        }
    }
}

/// The proof that a committee has decided: made by a deliberation that has come to its end, and by nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    outcome: Outcome,
}

impl Verdict {
    pub fn outcome(self) -> Outcome {
        self.outcome
    }

    #[cfg(test)]
    pub(super) fn of_test(outcome: Outcome) -> Self {
        Self { outcome }
    }
}

impl Deliberation {
    /// Takes an act and whatever follows from it. A refusal changes nothing.
    pub fn act(&mut self, panel: &Panel, actor: AccountId, act: Act) -> Result<(), Rule> {
        match act {
            Act::Begin => self.begin(panel, actor)?,
            Act::GiveOpinion => self.give_opinion(panel, actor)?,
            Act::Propose(outcome) => self.propose(panel, actor, outcome)?,
            Act::Agree | Act::Dissent => self.answer(panel, actor, act == Act::Agree)?,
            Act::Note => self.note(panel, actor)?,
        }
        self.settle(panel);
        Ok(())
    }

    fn begin(&mut self, panel: &Panel, actor: AccountId) -> Result<(), Rule> {
        panel.check_chair(actor)?;
        if self.stage != Stage::Waiting {
            return Err(Rule::WrongStep);
        }
        if !panel.quorate() {
            return Err(Rule::NotQuorate);
        }
        self.stage = Stage::Opinions;
        Ok(())
    }

    fn give_opinion(&mut self, panel: &Panel, actor: AccountId) -> Result<(), Rule> {
        panel.check_voice(actor)?;
        match self.stage {
            Stage::Waiting => Err(Rule::WrongStep),
            _ if self.opinions.contains(&actor) => Err(Rule::AlreadyGiven),
            Stage::Opinions => {
                self.opinions.insert(actor);
                Ok(())
            }
            _ => Err(Rule::OpinionsClosed),
        }
    }

    fn propose(&mut self, panel: &Panel, actor: AccountId, outcome: Outcome) -> Result<(), Rule> {
        panel.check_chair(actor)?;
        panel.check_voice(actor)?;
        match self.stage {
            Stage::Waiting | Stage::Opinions => return Err(Rule::OpinionsMissing),
            Stage::Discussion => {}
            Stage::Proposed | Stage::Decided | Stage::Noted => return Err(Rule::WrongStep),
        }
        if !panel.is_quorate(&self.jury(panel)) {
            return Err(Rule::NotQuorate);
        }
        self.stage = Stage::Proposed;
        self.outcome = Some(outcome);
        self.round += 1;
        Ok(())
    }

    fn answer(&mut self, panel: &Panel, actor: AccountId, agrees: bool) -> Result<(), Rule> {
        panel.check_voice(actor)?;
        if self.stage != Stage::Proposed {
            return Err(Rule::WrongStep);
        }
        if self.answers.contains(&actor) {
            return Err(Rule::AlreadyGiven);
        }
        if !self.opinions.contains(&actor) {
            // Whoever comes in once opinions are open has not formed hers alone.
            return Err(Rule::OpinionsClosed);
        }
        self.answers.insert(actor);
        self.agreeing += u32::from(agrees);
        Ok(())
    }

    fn note(&mut self, panel: &Panel, actor: AccountId) -> Result<(), Rule> {
        panel.check_chair(actor)?;
        if matches!(self.stage, Stage::Decided | Stage::Noted) {
            return Err(Rule::WrongStep);
        }
        self.stage = Stage::Noted;
        self.outcome = None;
        self.forget_answers();
        Ok(())
    }

    /// What follows without anybody's act: also to be called when somebody came, left or stood aside.
    pub fn settle(&mut self, panel: &Panel) {
        let jury = self.jury(panel);
        match self.stage {
            Stage::Opinions if panel.quorate() && self.opinions.is_superset(&panel.voices()) => {
                self.stage = Stage::Discussion;
            }
            // An answer of somebody who may not decide any more cannot be taken out, since nobody knows which it was.
            Stage::Proposed if !jury.is_superset(&self.answers) => self.fall(),
            Stage::Proposed if panel.is_quorate(&jury) && self.answers == jury => {
                let all = u32::try_from(jury.len()).unwrap_or(u32::MAX);
                if self.agreeing * 2 > all {
                    self.stage = Stage::Decided;
                } else {
                    self.fall();
                }
            }
            _ => {}
        }
    }

    /// Those who decide: in the room, with an opinion formed in time.
    pub fn jury(&self, panel: &Panel) -> BTreeSet<AccountId> {
        &panel.voices() & &self.opinions
    }

    /// The proof that it was decided, with what.
    pub fn verdict(&self) -> Option<Verdict> {
        let outcome = self.outcome.filter(|_| self.stage == Stage::Decided)?;
        Some(Verdict { outcome })
    }

    fn fall(&mut self) {
        self.stage = Stage::Discussion;
        self.outcome = None;
        self.forget_answers();
    }

    fn forget_answers(&mut self) {
        self.answers.clear();
        self.agreeing = 0;
    }
}

#[cfg(test)]
mod tests;
