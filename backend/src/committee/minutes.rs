//! The minutes of a closed meeting: put together from what was kept, hashed, and signed by the chair and another.

use domain::{
    committee::{Item, Minutes, MinutesItem, MinutesText, Seat},
    failure::Failure,
    id::{AccountId, MeetingId},
    procedure::{
        Rule,
        meeting::{State, signed},
    },
};
use sha2::{Digest, Sha256};
use store::Connection;

use super::{deliberate, meeting, minutes_due};
use crate::{
    Actor, Backend, Outcome,
    audit::{Event, record},
    hex,
    open::now,
};

/// The minutes, for those who were called.
pub async fn minutes(backend: &Backend, actor: &Actor, id: MeetingId) -> Outcome<Minutes> {
    let mut transaction = backend.begin().await?;
    let (meeting, seats) = meeting::gate(&mut transaction, actor, id).await?;
    record(&mut transaction, actor, Event::MinutesRead, id, Some(meeting.site), "").await?;
    let minutes = put_together(backend, &mut transaction, actor, &meeting, &seats).await?;
    transaction.commit().await?;
    Ok(minutes)
}

/// Signs them as they were shown. Whoever was not there signs nothing.
pub async fn sign(backend: &Backend, actor: &Actor, id: MeetingId, hash: &str) -> Outcome<Minutes> {
    let mut transaction = backend.begin().await?;
    store::meeting::lock(&mut transaction, id).await?;
    let (meeting, seats) = meeting::gate(&mut transaction, actor, id).await?;
    let shown = put_together(backend, &mut transaction, actor, &meeting, &seats).await?;
    if shown.hash != hash {
        return Err(Rule::MinutesChanged.into());
    }
    if seats.iter().all(|seat| seat.account != actor.account || !seat.present) {
        return Err(Rule::NotPresent.into());
    }
    if !shown.may_sign {
        return Err(Rule::AlreadyGiven.into());
    }
    store::meeting::sign(&mut transaction, id, meeting.site, actor.account, now(), hash).await?;
    record(&mut transaction, actor, Event::MinutesSigned, id, Some(meeting.site), "").await?;
    let minutes = put_together(backend, &mut transaction, actor, &meeting, &seats).await?;
    transaction.commit().await?;
    Ok(minutes)
}

async fn put_together(
    backend: &Backend,
    connection: &mut Connection,
    actor: &Actor,
    meeting: &store::meeting::Meeting,
    seats: &[Seat],
) -> Outcome<Minutes> {
    if meeting.summary.state != State::Closed {
        return Err(Rule::WrongStep.into());
    }
    let mut items = Vec::new();
    for item in store::deliberation::of_meeting(connection, meeting.summary.id).await? {
        let item = deliberate::shown(backend, connection, meeting, seats, item).await?;
        items.push(minuted(item, seats));
    }
    let summary = &meeting.summary;
    let text = MinutesText {
        site: meeting.site_name.clone(),
        meeting: summary.id,
        on: summary.on,
        at: summary.at.clone(),
        place: summary.place.clone(),
        chair: summary.chair_name.clone(),
        opened_at: meeting.opened_at,
        closed_at: meeting.closed_at,
        seats: seats.to_vec(),
        items,
    };
    let plain = serde_json::to_vec(&text).map_err(|_| Failure::Server)?;
    let hash = hex(&Sha256::new_with_prefix("jalon minutes|").chain_update(&plain).finalize());
    let (signers, signatures): (Vec<AccountId>, Vec<_>) =
        store::meeting::signatures(connection, summary.id).await?.into_iter().unzip();
    let there = seats.iter().any(|seat| seat.account == actor.account && seat.present);
    Ok(Minutes {
        hash,
        complete: signed(summary.chair, &signers),
        may_sign: there && !signers.contains(&actor.account),
        due: minutes_due(summary.on),
        text,
        signatures,
    })
}

/// As it stands in the minutes: opinions were each member's own and are not repeated.
fn minuted(item: Item, seats: &[Seat]) -> MinutesItem {
    let name = |account: &AccountId| {
        seats.iter().find(|seat| seat.account == *account).map(|seat| seat.name.clone())
    };
    MinutesItem {
        code: item.code,
        reported_by: item.author_name,
        stage: item.stage,
        recused: item.recused.iter().filter_map(name).collect(),
        proposal: item.proposal,
        agreeing: item.agreeing.unwrap_or_default(),
        answered: u32::try_from(item.answered.len()).unwrap_or(u32::MAX),
        dissents: item.dissents,
        note: item.note,
    }
}
