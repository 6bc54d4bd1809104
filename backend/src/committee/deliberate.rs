//! One case of a meeting: the machine of [`domain::procedure::deliberation`] with the words that go with each act.
//! Opinions are read from the database only once they are open to all.

use std::collections::BTreeSet;

use domain::{
    committee::{Deliberate, Dissent, Item, Meeting, Opinion, Proposal, Seat},
    failure::Failure,
    id::{AccountId, DeliberationId, MeetingId, Timestamp},
    procedure::{
        Outcome as Decision, Rule,
        deliberation::{Act, Deliberation, Panel, Seat as Place, Stage},
        meeting::State,
    },
    report::{LONGEST, words},
};
use serde::{Deserialize, Serialize};
use store::{Connection, deliberation::NewDissent};
use uuid::Uuid;

use super::{meeting, protocol};
use crate::{
    Actor, Backend, Outcome,
    audit::{Event, Line, write},
    open::now,
    report,
    report::day_of,
    seal::{Key, fill_random},
};

/// What an opinion holds, sealed.
#[derive(Serialize, Deserialize)]
struct Content {
    leaning: Decision,
    reasons: String,
}

/// Who sits on one case.
pub(super) struct Panelled {
    pub(super) panel: Panel,
    pub(super) recused: BTreeSet<AccountId>,
}

impl Panelled {
    pub(super) async fn of(
        connection: &mut Connection,
        chair: AccountId,
        seats: &[Seat],
        item: &store::deliberation::Item,
    ) -> Outcome<Self> {
        let recused = store::deliberation::recused(connection, item.id).await?;
        let place = |seat: &Seat| Place {
            account: seat.account,
            function: seat.function,
            present: seat.present,
            recused: recused.contains(&seat.account),
        };
        let seats = seats.iter().map(place).collect();
        let panel = Panel { seats, chair, reporter: Some(item.author), quorum: protocol().quorum };
        Ok(Self { panel, recused })
    }
}

/// Does something with one case of an open meeting.
pub async fn deliberate(
    backend: &Backend,
    actor: &Actor,
    id: DeliberationId,
    act: &Deliberate,
) -> Outcome<Meeting> {
    let mut transaction = backend.begin().await?;
    let meeting = deliberate_within(backend, &mut transaction, actor, id, act, now()).await?;
    transaction.commit().await?;
    meeting::open(backend, actor, meeting).await
}

/// The same inside a transaction of the caller. Which meeting it is of.
pub(crate) async fn deliberate_within(
    backend: &Backend,
    connection: &mut Connection,
    actor: &Actor,
    id: DeliberationId,
    act: &Deliberate,
    at: Timestamp,
) -> Outcome<MeetingId> {
    let found = store::deliberation::get(connection, id).await?.ok_or(Failure::NotFound)?;
    store::meeting::lock(connection, found.meeting).await?;
    let (meeting, _) = meeting::gate(connection, actor, found.meeting).await?;
    if meeting.summary.state != State::Open {
        return Err(Rule::WrongStep.into());
    }
    let item = store::deliberation::get(connection, id).await?.ok_or(Failure::NotFound)?;
    let key = backend.vault().case_key(connection, item.case).await?;
    let taken = Taken { actor, key: &key, item: &item, meeting: &meeting, at };
    if *act == Deliberate::Recuse {
        taken.recuse(backend, connection).await?;
    } else {
        taken.act(connection, act).await?;
    }
    let subject = item.meeting.to_string();
    let line = Line {
        event: Event::CaseDeliberated,
        at,
        actor: Some(actor.account),
        subject: &subject,
        site: Some(item.site),
        detail: act.code(),
    };
    write(connection, &line).await?;
    Ok(item.meeting)
}

/// An act about to be taken.
struct Taken<'a> {
    actor: &'a Actor,
    key: &'a Key,
    item: &'a store::deliberation::Item,
    meeting: &'a store::meeting::Meeting,
    at: Timestamp,
}

impl Taken<'_> {
    async fn recuse(&self, backend: &Backend, connection: &mut Connection) -> Outcome<()> {
        if matches!(self.item.stage, Stage::Decided | Stage::Noted) {
            return Err(Rule::WrongStep.into());
        }
        let recused = store::deliberation::recused(connection, self.item.id).await?;
        if recused.contains(&self.actor.account) {
            return Ok(());
        }
        store::deliberation::recuse(connection, self.item, self.actor.account, self.at).await?;
        settle(backend, connection, self.actor, self.item.meeting, self.at).await
    }

    async fn act(&self, connection: &mut Connection, act: &Deliberate) -> Outcome<()> {
        let panel = meeting::panel(connection, self.meeting, self.item).await?.panel;
        let mut now = store::deliberation::standing(connection, self.item).await?;
        let (act, words) = self.worded(act)?;
        now.act(&panel, self.actor.account, act)?;
        self.keep(connection, act, words).await?;
        self.stand(connection, &now).await?;
        Ok(())
    }

    /// Keeps where the machine stands; a decision goes to the report.
    async fn stand(&self, connection: &mut Connection, now: &Deliberation) -> Outcome<()> {
        store::deliberation::stand(connection, self.item.id, now).await?;
        let Some(verdict) = now.verdict() else { return Ok(()) };
        store::deliberation::decided(connection, self.item.id, self.at).await?;
        let item = store::deliberation::get(connection, self.item.id).await?.ok_or(Failure::NotFound)?;
        let review = open_proposal(self.key, &item)?.and_then(|proposal| proposal.review);
        report::decide(connection, self.actor, self.key, item.report, verdict, review, self.at).await
    }

    /// The act of the machine, and the words that are kept with it.
    fn worded(&self, act: &Deliberate) -> Outcome<(Act, Words)> {
        Ok(match act {
            Deliberate::Begin => (Act::Begin, Words::None),
            Deliberate::Opinion { leaning, reasons } => {
                let content = Content { leaning: *leaning, reasons: words(reasons, "opinion_reasons")? };
                (Act::GiveOpinion, Words::Opinion(content))
            }
            Deliberate::Propose(proposal) => {
                let proposal = self.checked(proposal)?;
                (Act::Propose(proposal.outcome), Words::Proposal(proposal))
            }
            Deliberate::Agree => (Act::Agree, Words::None),
            Deliberate::Dissent { words, named } => {
                let words = words.trim().to_owned();
                if words.chars().count() > LONGEST {
                    return Err(Failure::Invalid { field: "dissent".to_owned() });
                }
                (Act::Dissent, Words::Dissent { words, named: *named })
            }
            Deliberate::Note { words: note } => (Act::Note, Words::Note(words(note, "report_words")?)),
            Deliberate::Recuse => return Err(Rule::WrongStep.into()),
        })
    }

    fn checked(&self, proposal: &Proposal) -> Outcome<Proposal> {
        let proposal = proposal.clone().checked()?;
        let (protocol, today) = (protocol(), day_of(self.at));
        if !protocol.outcomes.contains(&proposal.outcome) {
            return Err(Rule::NotAnOption.into());
        }
        let review = protocol.review(proposal.outcome, today, proposal.review)?;
        if proposal.actions.iter().any(|action| action.due < today) {
            return Err(Rule::DayPast.into());
        }
        Ok(Proposal { review, ..proposal })
    }

    async fn keep(&self, connection: &mut Connection, act: Act, words: Words) -> Outcome<()> {
        let (item, actor) = (self.item, self.actor.account);
        match words {
            Words::None => {}
            Words::Opinion(content) => {
                let sealed = seal(self.key, &opinion_context(item.id, actor), &content)?;
                store::deliberation::give_opinion(connection, item, actor, self.at, &sealed).await?;
            }
            Words::Proposal(proposal) => {
                let sealed = seal(self.key, &proposal_context(item.id), &proposal)?;
                store::deliberation::propose(connection, item.id, &sealed, proposal.review).await?;
            }
            Words::Dissent { words, named } if !words.is_empty() => {
                self.dissent(connection, &words, named).await?;
            }
            Words::Dissent { .. } => {}
            Words::Note(note) => {
                let sealed = self.key.seal(&note_context(item.id), note.as_bytes())?;
                store::deliberation::note(connection, item.id, &sealed).await?;
            }
        }
        if matches!(act, Act::Agree | Act::Dissent) {
            store::deliberation::answer(connection, item, actor).await?;
        }
        Ok(())
    }

    /// Its id is random: one that tells the time would tell whose it is.
    async fn dissent(&self, connection: &mut Connection, words: &str, named: bool) -> Outcome<()> {
        let mut random = [0; 16];
        fill_random(&mut random)?;
        let id = Uuid::from_bytes(random);
        let sealed = self.key.seal(&dissent_context(id), words.as_bytes())?;
        let account = named.then_some(self.actor.account);
        let dissent = NewDissent { id, account, words: &sealed };
        Ok(store::deliberation::dissent(connection, self.item, &dissent).await?)
    }
}

enum Words {
    None,
    Opinion(Content),
    Proposal(Proposal),
    Dissent { words: String, named: bool },
    Note(String),
}

/// What follows for the cases of a meeting when the actor came, left or stood aside, or is no member any more: the last
/// opinion that was waited for may be hers, or the last answer.
pub(super) async fn settle(
    backend: &Backend,
    connection: &mut Connection,
    actor: &Actor,
    id: MeetingId,
    at: Timestamp,
) -> Outcome<()> {
    let meeting = store::meeting::get(connection, id).await?.ok_or(Failure::NotFound)?;
    for item in store::deliberation::of_meeting(connection, id).await? {
        let panel = meeting::panel(connection, &meeting, &item).await?.panel;
        let before = store::deliberation::standing(connection, &item).await?;
        let mut now = before.clone();
        now.settle(&panel);
        if now != before {
            let key = backend.vault().case_key(connection, item.case).await?;
            let taken = Taken { actor, key: &key, item: &item, meeting: &meeting, at };
            taken.stand(connection, &now).await?;
        }
    }
    Ok(())
}

/// A case of a meeting with what may be known of it now.
pub(super) async fn shown(
    backend: &Backend,
    connection: &mut Connection,
    meeting: &store::meeting::Meeting,
    seats: &[Seat],
    item: store::deliberation::Item,
) -> Outcome<Item> {
    let Panelled { panel, recused } = Panelled::of(connection, meeting.summary.chair, seats, &item).await?;
    let standing = store::deliberation::standing(connection, &item).await?;
    let key = backend.vault().case_key(connection, item.case).await?;
    let mut opinions = Vec::new();
    for kept in store::deliberation::opinions(connection, item.id).await? {
        let content: Content = open(&key, &opinion_context(item.id, kept.account), &kept.content)?;
        opinions.push(Opinion { by: kept.by, leaning: content.leaning, reasons: content.reasons });
    }
    let dissents = dissents(connection, &key, item.id).await?;
    let Deliberation { stage, opinions: given, round, answers, agreeing, .. } = standing;
    let proposal = match stage {
        Stage::Proposed | Stage::Decided => open_proposal(&key, &item)?,
        Stage::Waiting | Stage::Opinions | Stage::Discussion | Stage::Noted => None,
    };
    let note = match &item.note {
        Some(sealed) => String::from_utf8_lossy(&key.open(&note_context(item.id), sealed)?).into_owned(),
        None => String::new(),
    };
    Ok(Item {
        id: item.id,
        report: item.report,
        code: item.code,
        author: item.author,
        author_name: item.author_name,
        stage,
        quorate: panel.quorate(),
        recused: recused.into_iter().collect(),
        voices: panel.voices().into_iter().collect(),
        given: given.into_iter().collect(),
        opinions,
        proposal,
        round,
        answered: answers.into_iter().collect(),
        agreeing: (stage == Stage::Decided).then_some(agreeing),
        dissents,
        note,
    })
}

async fn dissents(connection: &mut Connection, key: &Key, id: DeliberationId) -> Outcome<Vec<Dissent>> {
    let kept = store::deliberation::dissents(connection, id).await?;
    let one = |(id, by, sealed): (Uuid, Option<String>, Vec<u8>)| {
        let words = key.open(&dissent_context(id), &sealed)?;
        Ok(Dissent { by, words: String::from_utf8_lossy(&words).into_owned() })
    };
    kept.into_iter().map(one).collect()
}

fn open_proposal(key: &Key, item: &store::deliberation::Item) -> Outcome<Option<Proposal>> {
    let context = proposal_context(item.id);
    item.proposal.as_deref().map(|sealed| open(key, &context, sealed)).transpose()
}

fn seal(key: &Key, context: &str, value: &impl Serialize) -> Outcome<Vec<u8>> {
    let plain = serde_json::to_vec(value).map_err(|_| Failure::Server)?;
    key.seal(context, &plain)
}

fn open<T: for<'a> Deserialize<'a>>(key: &Key, context: &str, sealed: &[u8]) -> Outcome<T> {
    serde_json::from_slice(&key.open(context, sealed)?).map_err(|_| Failure::Server)
}

fn opinion_context(id: DeliberationId, account: AccountId) -> String {
    format!("opinion|{id}|{account}")
}

fn proposal_context(id: DeliberationId) -> String {
    format!("proposal|{id}")
}

fn note_context(id: DeliberationId) -> String {
    format!("noted|{id}")
}

fn dissent_context(id: Uuid) -> String {
    format!("dissent|{id}")
}
