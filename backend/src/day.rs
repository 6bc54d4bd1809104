//! One's day, put together from what everybody of the procedure waits for.

use domain::{
    access::{CaseAction, Relation, State as Open, may_on_case},
    committee::MeetingSummary,
    day::{Entry, MyDay, Subject, What},
    procedure::{
        meeting::{State as Meeting, signed},
        report::State,
    },
    report::{Act, Summary},
};
use store::Connection;

use crate::{Actor, Backend, Outcome, access, committee::minutes_due, open::now, report::day_of};

/// What is due, what came back, what waits for the actor. It shows codes and days alone.
pub async fn mine(backend: &Backend, actor: &Actor) -> Outcome<MyDay> {
    access::settled(actor)?;
    let mut connection = backend.begin().await?;
    let sits = store::committee::function(&mut connection, actor.site.id, actor.account).await?.is_some();
    let mut entries = to_read(&mut connection, actor).await?;
    entries.extend(own(&mut connection, actor).await?);
    entries.extend(to_approve(&mut connection, actor).await?);
    if sits {
        entries.extend(of_committee(&mut connection, actor).await?);
        entries.extend(meetings(&mut connection, actor).await?);
    }
    Ok(MyDay::of(day_of(now()), entries, sits))
}

async fn to_read(connection: &mut Connection, actor: &Actor) -> Outcome<Vec<Entry>> {
    let waiting = store::review::waiting_for(connection, actor.account).await?;
    let entry = |one: domain::review::ToRead| Entry {
        what: What::ReadInterview,
        subject: Subject::Interview(one.document),
        title: one.case_code.to_string(),
        due: None,
    };
    Ok(waiting.into_iter().map(entry).collect())
}

/// One's own reports that came back.
async fn own(connection: &mut Connection, actor: &Actor) -> Outcome<Vec<Entry>> {
    let mut entries = Vec::new();
    for report in store::report::by_author(connection, actor.account).await? {
        let summary = report.summary;
        let (what, due) = match summary.state {
            State::Returned => (What::Returned, None),
            State::InformationAwaited => (What::GiveInformation, summary.information_due),
            State::Answered => (What::Answered, None),
            _ => continue,
        };
        if what == What::Answered {
            let steps = store::report::steps(connection, summary.id).await?;
            if steps.iter().any(|step| step.act == Act::Read.code()) {
                continue;
            }
        }
        entries.push(on_report(what, &summary, due));
    }
    Ok(entries)
}

fn on_report(what: What, summary: &Summary, due: Option<domain::calendar::Day>) -> Entry {
    Entry { what, subject: Subject::Report(summary.id), title: summary.code.to_string(), due }
}

async fn to_approve(connection: &mut Connection, actor: &Actor) -> Outcome<Vec<Entry>> {
    let may = |relation| may_on_case(actor.role, relation, Open::Open, CaseAction::ApproveReport);
    let site = may(Relation::SameSite).then_some(actor.site.id);
    let submitted = match may(Relation::CoOwner) {
        true => store::report::to_approve(connection, actor.account, site).await?,
        false => Vec::new(),
    };
    let entry = |report: &store::report::Report| {
        on_report(What::ApproveReport, &report.summary, Some(report.summary.approval_due))
    };
    Ok(submitted.iter().map(entry).collect())
}

/// What the committee owes: receipts, answers, reviews.
async fn of_committee(connection: &mut Connection, actor: &Actor) -> Outcome<Vec<Entry>> {
    let mut entries = Vec::new();
    for report in store::report::of_site(connection, actor.site.id).await? {
        let summary = report.summary;
        let what = match summary.state {
            State::Approved => What::ReceiveReport,
            State::Decided => What::AnswerReport,
            _ => continue,
        };
        if summary.author != actor.account {
            entries.push(on_report(what, &summary, summary.feedback_due));
        }
    }
    for review in store::deliberation::reviews(connection, actor.site.id).await? {
        entries.push(Entry {
            what: What::ReviewDecision,
            subject: Subject::Report(review.report),
            title: review.code.to_string(),
            due: Some(review.on),
        });
    }
    Ok(entries)
}

/// The meetings one is called to, and the minutes that lack one's signature.
async fn meetings(connection: &mut Connection, actor: &Actor) -> Outcome<Vec<Entry>> {
    let mut entries = Vec::new();
    for meeting in store::meeting::of_site(connection, actor.site.id).await? {
        let MeetingSummary { id, on, at, state, chair, .. } = meeting.summary;
        let seats = store::meeting::seats(connection, id).await?;
        let Some(seat) = seats.iter().find(|seat| seat.account == actor.account) else { continue };
        let what = match state {
            Meeting::Convened | Meeting::Open => What::Meeting,
            Meeting::Closed if seat.present => What::SignMinutes,
            Meeting::Closed | Meeting::Cancelled => continue,
        };
        if what == What::SignMinutes {
            let signatures = store::meeting::signatures(connection, id).await?;
            let signers: Vec<_> = signatures.into_iter().map(|(signer, _)| signer).collect();
            if signers.contains(&actor.account) || signed(chair, &signers) {
                continue;
            }
        }
        let due = if what == What::Meeting { on } else { minutes_due(on) };
        entries.push(Entry { what, subject: Subject::Meeting(id), title: at, due: Some(due) });
    }
    Ok(entries)
}
