//! Meetings: called with an agenda, opened, attended, closed. What was not decided is taken up at another, soon.

use domain::{
    access::Action,
    calendar::Day,
    committee::{Convene, Item, Meet, Meeting, Seat},
    failure::Failure,
    id::{DeliberationId, MeetingId, ReportId, Timestamp},
    procedure::{
        Rule,
        deliberation::Stage,
        meeting::{Step, close, step},
        report::State,
    },
};
use store::Connection;
use uuid::Uuid;

use super::{
    deliberate::{self, Panelled},
    protocol,
};
use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, Line, record_following, write},
    open::now,
    report::day_of,
};

/// Calls all members to a meeting, which the actor will chair. Sent twice, it answers the same.
pub async fn convene(backend: &Backend, actor: &Actor, convene: &Convene) -> Outcome<Meeting> {
    let mut transaction = backend.begin().await?;
    convene_within(&mut transaction, actor, convene, now()).await?;
    transaction.commit().await?;
    open(backend, actor, convene.id).await
}

/// The same inside a transaction of the caller.
pub(crate) async fn convene_within(
    connection: &mut Connection,
    actor: &Actor,
    convene: &Convene,
    at: Timestamp,
) -> Outcome<()> {
    access::require(actor, Action::RunCommittee)?;
    let convene = convene.clone().checked()?;
    if let Some(kept) = store::meeting::get(connection, convene.id).await? {
        let own = kept.summary.chair == actor.account && kept.site == actor.site.id;
        return if own { Ok(()) } else { Err(Failure::Taken { field: "meeting".to_owned() }) };
    }
    if convene.on < day_of(at) {
        return Err(Rule::DayPast.into());
    }
    if convene.agenda.is_empty() {
        return Err(Rule::NothingOnAgenda.into());
    }
    call(connection, actor, &convene, at).await?;
    let subject = convene.id.to_string();
    let line = Line {
        event: Event::MeetingConvened,
        at,
        actor: Some(actor.account),
        subject: &subject,
        site: Some(actor.site.id),
        detail: "",
    };
    write(connection, &line).await
}

/// Keeps the meeting, its seats and its agenda.
async fn call(connection: &mut Connection, actor: &Actor, convene: &Convene, at: Timestamp) -> Outcome<()> {
    let site = actor.site.id;
    let members = store::committee::members(connection, site).await?;
    let functions: std::collections::BTreeSet<_> = members
        .iter()
        .filter(|member| member.account != actor.account)
        .filter_map(|member| member.function)
        .collect();
    let quorum = protocol().quorum;
    let enough = members.len() > quorum.others as usize && functions.len() >= quorum.functions as usize;
    if !enough {
        return Err(Rule::TooFewMembers.into());
    }
    if members.iter().all(|member| member.account != actor.account) {
        return Err(Rule::SeatOnly.into());
    }
    let new = store::meeting::New {
        id: convene.id,
        site,
        chair: actor.account,
        on: convene.on,
        at: &convene.at,
        place: &convene.place,
        now: at,
    };
    store::meeting::insert(connection, &new).await?;
    for member in members {
        if let Some(function) = member.function {
            store::meeting::call(connection, convene.id, site, member.account, function).await?;
        }
    }
    let called = store::deliberation::called(connection, site).await?;
    for (place, report) in (0..).zip(&convene.agenda) {
        if called.contains(report) {
            return Err(Rule::AlreadyOnAgenda.into());
        }
        put_on_agenda(connection, actor, convene.id, *report, place).await?;
    }
    Ok(())
}

async fn put_on_agenda(
    connection: &mut Connection,
    actor: &Actor,
    meeting: MeetingId,
    id: ReportId,
    place: i64,
) -> Outcome<()> {
    let report = store::report::get(connection, id).await?.ok_or(Failure::NotFound)?;
    if report.site != actor.site.id || !report.summary.state.is_sent() {
        return Err(Failure::NotFound);
    }
    if report.summary.state != State::Received {
        return Err(Rule::WrongStep.into());
    }
    if report.summary.author == actor.account {
        return Err(Rule::ReporterPresides.into());
    }
    let new = store::deliberation::New {
        id: DeliberationId(Uuid::now_v7()),
        meeting,
        site: report.site,
        report: id,
        case: report.summary.case,
        place,
    };
    Ok(store::deliberation::insert(connection, &new).await?)
}

/// A meeting as the actor may see it: those who were called.
pub(super) async fn gate(
    connection: &mut Connection,
    actor: &Actor,
    id: MeetingId,
) -> Outcome<(store::meeting::Meeting, Vec<Seat>)> {
    access::require(actor, Action::SitOnCommittee)?;
    let meeting = store::meeting::get(connection, id).await?.ok_or(Failure::NotFound)?;
    let seats = store::meeting::seats(connection, id).await?;
    let called = seats.iter().any(|seat| seat.account == actor.account);
    let sits = store::committee::function(connection, meeting.site, actor.account).await?.is_some();
    if called && sits { Ok((meeting, seats)) } else { Err(Failure::NotFound) }
}

/// A meeting with everything in it that the actor may know now.
pub async fn open(backend: &Backend, actor: &Actor, id: MeetingId) -> Outcome<Meeting> {
    let mut transaction = backend.begin().await?;
    let (meeting, seats) = gate(&mut transaction, actor, id).await?;
    record_following(&mut transaction, actor, Event::MeetingRead, id, Some(meeting.site)).await?;
    let mut items: Vec<Item> = Vec::new();
    for item in store::deliberation::of_meeting(&mut transaction, id).await? {
        items.push(deliberate::shown(backend, &mut transaction, &meeting, &seats, item).await?);
    }
    transaction.commit().await?;
    let rehold_by = protocol().after(meeting.summary.on, protocol().rehold_days);
    Ok(Meeting {
        summary: meeting.summary,
        seats,
        items,
        next: meeting.next,
        rehold_by,
        outcomes: protocol().outcomes,
        me: actor.account,
    })
}

/// Comes to a meeting, leaves it, opens, closes or cancels it.
pub async fn meet(backend: &Backend, actor: &Actor, id: MeetingId, act: &Meet) -> Outcome<Meeting> {
    let mut transaction = backend.begin().await?;
    meet_within(backend, &mut transaction, actor, id, act, now()).await?;
    transaction.commit().await?;
    open(backend, actor, id).await
}

/// The same inside a transaction of the caller.
pub(crate) async fn meet_within(
    backend: &Backend,
    connection: &mut Connection,
    actor: &Actor,
    id: MeetingId,
    act: &Meet,
    at: Timestamp,
) -> Outcome<()> {
    store::meeting::lock(connection, id).await?;
    let (meeting, _) = gate(connection, actor, id).await?;
    let (state, chair) = (meeting.summary.state, meeting.summary.chair);
    match act {
        Meet::Come | Meet::Leave => {
            use domain::procedure::meeting::State::{Cancelled, Closed};
            if matches!(state, Closed | Cancelled) {
                return Err(Rule::WrongStep.into());
            }
            store::meeting::set_present(connection, id, actor.account, *act == Meet::Come).await?;
            deliberate::settle(backend, connection, actor, id, at).await?;
        }
        Meet::Open => {
            step(state, Step::Open, chair, actor.account)?;
            store::meeting::opened(connection, id, at).await?;
        }
        Meet::Cancel => {
            step(state, Step::Cancel, chair, actor.account)?;
            store::meeting::cancelled(connection, id).await?;
        }
        Meet::Close { next } => {
            step(state, Step::Close, chair, actor.account)?;
            let next = rehold(connection, actor, &meeting, *next, at).await?;
            store::meeting::closed(connection, id, at, next).await?;
        }
    }
    let subject = id.to_string();
    let line = Line {
        event: Event::MeetingStepped,
        at,
        actor: Some(actor.account),
        subject: &subject,
        site: Some(meeting.site),
        detail: act.code(),
    };
    write(connection, &line).await
}

/// Calls the meeting at which what is left over is taken up, where something is.
async fn rehold(
    connection: &mut Connection,
    actor: &Actor,
    meeting: &store::meeting::Meeting,
    next: Option<Day>,
    at: Timestamp,
) -> Outcome<Option<MeetingId>> {
    let items = store::deliberation::of_meeting(connection, meeting.summary.id).await?;
    let stages: Vec<Stage> = items.iter().map(|item| item.stage).collect();
    // Counted from the day it was called for, or from today where it was held later.
    let held = meeting.summary.on.max(day_of(at));
    let Some(on) = close(&protocol(), &stages, held, next)? else { return Ok(None) };
    let left = items.iter().filter(|item| item.stage == Stage::Noted);
    let convene = Convene {
        id: MeetingId(Uuid::now_v7()),
        on,
        at: meeting.summary.at.clone(),
        place: meeting.summary.place.clone(),
        agenda: left.map(|item| item.report).collect(),
    };
    call(connection, actor, &convene, at).await?;
    Ok(Some(convene.id))
}

/// Who sits on one case of a meeting.
pub(super) async fn panel(
    connection: &mut Connection,
    meeting: &store::meeting::Meeting,
    item: &store::deliberation::Item,
) -> Outcome<Panelled> {
    let seats = store::meeting::seats(connection, item.meeting).await?;
    Panelled::of(connection, meeting.summary.chair, &seats, item).await
}
