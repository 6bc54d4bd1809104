//! The committee of a site: who sits on it, its meetings, and how each case comes to a decision that no one person can
//! take alone.

use domain::{
    access::{Action, Role, may},
    calendar::Day,
    committee::{Name, Overview},
    failure::Failure,
    id::SiteId,
    procedure::{Protocol, meeting::Function, report::State},
    report::InTime,
};
use store::Connection;

use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    open::now,
    report::day_of,
};

mod deliberate;
mod meeting;
mod minutes;

pub use deliberate::deliberate;
pub(crate) use deliberate::deliberate_within;
pub use meeting::{convene, meet, open};
pub(crate) use meeting::{convene_within, meet_within};
pub use minutes::{minutes, sign};

/// The gate of the committee of one's site: those who sit on it, and whoever runs it. As what the actor sits.
async fn gate(connection: &mut Connection, actor: &Actor) -> Outcome<Option<Function>> {
    access::require(actor, Action::SitOnCommittee)?;
    let function = store::committee::function(connection, actor.site.id, actor.account).await?;
    if function.is_some() || may(actor.role, Action::RunCommittee) {
        Ok(function)
    } else {
        Err(Failure::Forbidden)
    }
}

/// The committee at a glance.
pub async fn overview(backend: &Backend, actor: &Actor) -> Outcome<Overview> {
    let mut transaction = backend.begin().await?;
    gate(&mut transaction, actor).await?;
    let (site, may_run) = (actor.site.id, may(actor.role, Action::RunCommittee));
    record(&mut transaction, actor, Event::CommitteeRead, site, Some(site), "").await?;
    let members = store::committee::members(&mut transaction, site).await?;
    let roles = Role::ALL.into_iter().filter(|role| may(*role, Action::SitOnCommittee)).map(Role::code);
    let others = match may_run {
        true => store::committee::others(&mut transaction, site, &roles.collect::<Vec<_>>()).await?,
        false => Vec::new(),
    };
    let reports = store::report::of_site(&mut transaction, site).await?;
    let reports = reports.into_iter().map(|report| report.summary).filter(|report| report.state.is_sent());
    let (over, under_way): (Vec<_>, Vec<_>) = reports.partition(|report| report.state == State::Answered);
    let called = store::deliberation::called(&mut transaction, site).await?;
    let meetings = store::meeting::of_site(&mut transaction, site).await?;
    let reviews = store::deliberation::reviews(&mut transaction, site).await?;
    transaction.commit().await?;
    let today = day_of(now());
    let answers: Vec<_> = over
        .iter()
        .chain(&under_way)
        .filter_map(|report| Some((report.feedback_due?, report.answered_at.map(day_of))))
        .collect();
    Ok(Overview {
        members,
        others,
        reports: under_way,
        called,
        meetings: meetings.into_iter().map(|meeting| meeting.summary).collect(),
        reviews,
        answered: InTime::count(&answers, today),
        today,
        may_run,
    })
}

/// Names somebody of the site a member, or no longer.
pub async fn name(backend: &Backend, actor: &Actor, name: &Name) -> Outcome<Overview> {
    access::require(actor, Action::RunCommittee)?;
    let mut transaction = backend.begin().await?;
    name_within(backend, &mut transaction, actor, name).await?;
    transaction.commit().await?;
    overview(backend, actor).await
}

/// The same inside a transaction of the caller.
pub(crate) async fn name_within(
    backend: &Backend,
    connection: &mut Connection,
    actor: &Actor,
    name: &Name,
) -> Outcome<()> {
    let site = actor.site.id;
    match name.function {
        Some(function) => {
            check_member(connection, site, name).await?;
            store::committee::name(connection, site, name.account, function, now()).await?;
        }
        None => {
            store::committee::unname(connection, site, name.account).await?;
            // Whoever sits in a meeting now leaves it: what the quorum rested on may be gone.
            for meeting in store::meeting::open_with(connection, site, name.account).await? {
                deliberate::settle(backend, connection, actor, meeting, now()).await?;
            }
        }
    }
    let detail = name.function.map_or("none", Function::code);
    record(connection, actor, Event::CommitteeNamed, name.account, Some(site), detail).await
}

async fn check_member(connection: &mut Connection, site: SiteId, name: &Name) -> Outcome<()> {
    let account = store::account::secret_by_id(connection, name.account).await?;
    let fits = account.is_some_and(|account| {
        account.profile.site.id == site && may(account.profile.role, Action::SitOnCommittee)
    });
    if fits { Ok(()) } else { Err(Failure::Invalid { field: "member".to_owned() }) }
}

/// By when the minutes of a meeting held on a day are to be signed.
pub(crate) fn minutes_due(on: Day) -> Day {
    protocol().after(on, protocol().minutes_days)
}

/// What the procedure of every site is.
fn protocol() -> Protocol {
    Protocol::default()
}
