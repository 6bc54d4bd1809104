//! Reports: submitted by one person, approved by another, received, decided and answered by the committee. Each step is
//! refused by [`domain::procedure::report`] when it is not its turn or not this person's.

use domain::{
    access::{CaseAction, ReportAction, ReportRelation, may_on_report},
    calendar::Day,
    document::Kind,
    failure::Failure,
    id::{CaseId, DocumentId, ReportId, Timestamp},
    interview::reading::Row,
    procedure::{
        Outcome as Decision, Protocol, Rule,
        deliberation::Verdict,
        report::{Parties, State, Step as Move, step},
    },
    report::{self, Act, Concluded, Content, Item, MOST_ITEMS, OfCase, Report, Step, Submit, Take},
};
use store::{Connection, case::Case, report::NewStep};

use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, Line, record, write},
    interview,
    open::now,
    seal::Key,
};

/// Clocks of France in winter: an hour more or less in summer changes no deadline that anybody could keep.
const OFFSET_MINUTES: i32 = 60;

pub(crate) fn day_of(at: Timestamp) -> Day {
    Day::of(at, OFFSET_MINUTES)
}

/// A report and how the actor stands to it.
struct Stood {
    kept: store::report::Report,
    case: Case,
    relation: ReportRelation,
}

impl Stood {
    fn may(&self, actor: &Actor, action: ReportAction) -> bool {
        may_on_report(actor.role, self.relation, action)
    }
}

/// The gate of a report. To whom may not read it, it is not there.
async fn gate(connection: &mut Connection, actor: &Actor, id: ReportId) -> Outcome<Stood> {
    access::settled(actor)?;
    let kept = store::report::get(connection, id).await?.ok_or(Failure::NotFound)?;
    let case = store::case::get(connection, actor.account, kept.summary.case).await?;
    let case = case.ok_or(Failure::NotFound)?;
    let sits = store::committee::function(connection, kept.site, actor.account).await?.is_some();
    let relation = ReportRelation {
        author: kept.summary.author == actor.account,
        case: access::relation(actor, &case),
        sits,
        sent: kept.summary.state.is_sent(),
    };
    let stood = Stood { kept, case, relation };
    if stood.may(actor, ReportAction::Read) { Ok(stood) } else { Err(Failure::NotFound) }
}

/// Submits a new report to approval, or again one that came back. Sent twice, it answers the same.
pub async fn submit(backend: &Backend, actor: &Actor, submit: &Submit) -> Outcome<Report> {
    let mut transaction = backend.begin().await?;
    submit_within(backend, &mut transaction, actor, submit, now()).await?;
    transaction.commit().await?;
    open(backend, actor, submit.id).await
}

/// The same inside a transaction of the caller.
pub(crate) async fn submit_within(
    backend: &Backend,
    connection: &mut Connection,
    actor: &Actor,
    submit: &Submit,
    at: Timestamp,
) -> Outcome<()> {
    let case = access::case(connection, actor, submit.case, CaseAction::Report).await?;
    let earlier = store::report::of_case(connection, case.id).await?;
    let kept = match store::report::get(connection, submit.id).await? {
        Some(kept) if kept.summary.case != case.id || kept.summary.author != actor.account => {
            return Err(Failure::Taken { field: "report".to_owned() });
        }
        Some(kept) if kept.summary.state == State::Submitted => return Ok(()),
        kept => kept,
    };
    if earlier.iter().any(|one| one.summary.id != submit.id && one.summary.state.is_open()) {
        return Err(Rule::OneReportAtATime.into());
    }
    let key = backend.vault().case_key(connection, case.id).await?;
    refuse_oneself(backend, connection, actor, case.id).await?;
    let content = written(backend, connection, actor, &case, submit).await?;
    let sealed = seal_content(&key, submit.id, &content)?;
    let approval_due = Protocol::default().after(day_of(at), Protocol::default().approval_days);
    let act = match kept {
        None => {
            let new = store::report::New {
                id: submit.id,
                site: case.site.id,
                case: case.id,
                author: actor.account,
                interview: submit.interview,
                at,
                approval_due,
                content: &sealed,
            };
            store::report::insert(connection, &new).await?;
            "submit"
        }
        Some(kept) => {
            let parties = Parties { author: kept.summary.author, approver: kept.approver };
            let state = step(kept.summary.state, Move::Resubmit, parties, actor.account)?;
            store::report::stand(connection, submit.id, state).await?;
            store::report::rewrite(connection, submit.id, submit.interview, approval_due, &sealed).await?;
            Act::Resubmit.code()
        }
    };
    let stepped = Stepped { report: submit.id, case: &case, act, words: None };
    keep_step(connection, actor, &key, &stepped, at).await
}

async fn refuse_oneself(
    backend: &Backend,
    connection: &mut Connection,
    actor: &Actor,
    case: CaseId,
) -> Outcome<()> {
    let sealed = store::key::identity(connection, case).await?.ok_or(Failure::NotFound)?;
    let person = backend.vault().open_name(case, &sealed)?;
    if report::is_oneself(&person, &actor.display_name) { Err(Rule::OnOneself.into()) } else { Ok(()) }
}

/// The content as it is kept: what was chosen of the interview, read here, before what was written for the report.
async fn written(
    backend: &Backend,
    connection: &mut Connection,
    actor: &Actor,
    case: &Case,
    submit: &Submit,
) -> Outcome<Content> {
    let mut content = submit.content.clone();
    if let Some(interview) = submit.interview.filter(|_| !submit.chosen.is_empty()) {
        let chosen = chosen(backend, connection, actor, case, interview, submit).await?;
        content.items.splice(0..0, chosen);
    }
    content.checked()
}

async fn chosen(
    backend: &Backend,
    connection: &mut Connection,
    actor: &Actor,
    case: &Case,
    id: DocumentId,
    submit: &Submit,
) -> Outcome<Vec<Item>> {
    let invalid = || Failure::Invalid { field: "report_items".to_owned() };
    let (document, of) = access::document(connection, actor, id, CaseAction::Read).await?;
    if of.id != case.id || document.kind != Kind::Interview || submit.chosen.len() > MOST_ITEMS {
        return Err(invalid());
    }
    let content = interview::Content::load(backend, connection, &document).await?;
    let rows = content.reading(case, submit.language).sections.into_iter().flat_map(|section| section.rows);
    let items: Vec<Item> = rows
        .filter_map(|row| match row {
            Row::Question(read) if submit.chosen.contains(&read.key) && !read.answer.is_empty() => {
                Some(Item {
                    question: read.question,
                    text: read.answer,
                    provenance: read.provenance,
                    source: read.source,
                })
            }
            _ => None,
        })
        .collect();
    // What the page shows and the server does not have yet is not left out in silence.
    if items.len() < submit.chosen.len() { Err(Failure::Outdated) } else { Ok(items) }
}

/// Does something with a report that exists.
pub async fn take(backend: &Backend, actor: &Actor, take: &Take) -> Outcome<Report> {
    let mut transaction = backend.begin().await?;
    take_within(backend, &mut transaction, actor, take, now()).await?;
    transaction.commit().await?;
    open(backend, actor, take.id).await
}

/// The same inside a transaction of the caller.
pub(crate) async fn take_within(
    backend: &Backend,
    connection: &mut Connection,
    actor: &Actor,
    take: &Take,
    at: Timestamp,
) -> Outcome<()> {
    let words = match take.act.needs_words() {
        true => Some(report::words(&take.words, "report_words")?),
        false => None,
    };
    store::report::lock(connection, take.id).await?;
    let stood = gate(connection, actor, take.id).await?;
    let steps = store::report::steps(connection, take.id).await?;
    let state = check(actor, &stood, &steps, take.act)?;
    store::report::stand(connection, take.id, state).await?;
    match take.act {
        Act::Approve => {
            let protocol = Protocol::default();
            let due = protocol.after(day_of(at), protocol.feedback_days);
            store::report::approved(connection, take.id, actor.account, due).await?;
        }
        Act::Answer => store::report::answered(connection, take.id, at).await?,
        _ => {}
    }
    let key = backend.vault().case_key(connection, stood.case.id).await?;
    let stepped =
        Stepped { report: take.id, case: &stood.case, act: take.act.code(), words: words.as_deref() };
    keep_step(connection, actor, &key, &stepped, at).await
}

/// The state after an act; why the actor cannot do it otherwise.
fn check(actor: &Actor, stood: &Stood, steps: &[store::report::Step], act: Act) -> Outcome<State> {
    let (needed, one) = match act {
        Act::Return => (ReportAction::Approve, Move::Return),
        Act::Approve => (ReportAction::Approve, Move::Approve),
        Act::Receive => (ReportAction::Examine, Move::Receive),
        Act::Answer => (ReportAction::Examine, Move::Answer),
        Act::Withdraw => (ReportAction::Write, Move::Withdraw),
        Act::Complete => (ReportAction::Write, Move::Complete),
        Act::Rectify => (ReportAction::Write, Move::Rectify),
        Act::Read => return check_read(actor, stood, steps),
        // With its new content, through `submit`.
        Act::Resubmit => return Err(Rule::WrongStep.into()),
    };
    let kept = &stood.kept;
    let parties = Parties { author: kept.summary.author, approver: kept.approver };
    // What one cannot do for being one of two is said before what one cannot do at all.
    let state = step(kept.summary.state, one, parties, actor.account)?;
    if stood.may(actor, needed) { Ok(state) } else { Err(Failure::Forbidden) }
}

/// The author reads the answer once.
fn check_read(actor: &Actor, stood: &Stood, steps: &[store::report::Step]) -> Outcome<State> {
    let (state, code) = (stood.kept.summary.state, Act::Read.code());
    if stood.kept.summary.author != actor.account {
        return Err(Rule::AuthorOnly.into());
    }
    let unread = !steps.iter().any(|step| step.act == code);
    if state == State::Answered && unread { Ok(state) } else { Err(Rule::WrongStep.into()) }
}

/// The committee has decided.
pub(crate) async fn decide(
    connection: &mut Connection,
    actor: &Actor,
    key: &Key,
    id: ReportId,
    verdict: Verdict,
    review: Option<Day>,
    at: Timestamp,
) -> Outcome<()> {
    store::report::lock(connection, id).await?;
    let kept = store::report::get(connection, id).await?.ok_or(Failure::NotFound)?;
    let case = store::case::get(connection, actor.account, kept.summary.case).await?;
    let case = case.ok_or(Failure::NotFound)?;
    let parties = Parties { author: kept.summary.author, approver: kept.approver };
    let state = step(kept.summary.state, Move::Decide(verdict), parties, actor.account)?;
    store::report::stand(connection, id, state).await?;
    let awaited = review.filter(|_| verdict.outcome() == Decision::MoreInformation);
    store::report::decided(connection, id, verdict.outcome(), awaited).await?;
    let stepped = Stepped { report: id, case: &case, act: "decide", words: None };
    keep_step(connection, actor, key, &stepped, at).await
}

/// A step about to be kept.
struct Stepped<'a> {
    report: ReportId,
    case: &'a Case,
    act: &'a str,
    words: Option<&'a str>,
}

async fn keep_step(
    connection: &mut Connection,
    actor: &Actor,
    key: &Key,
    stepped: &Stepped<'_>,
    at: Timestamp,
) -> Outcome<()> {
    let id = stepped.report;
    let steps = store::report::steps(connection, id).await?;
    let number = steps.last().map_or(1, |step| step.number + 1);
    let words = match stepped.words {
        Some(words) => Some(key.seal(&words_context(id, number), words.as_bytes())?),
        None => None,
    };
    let site = stepped.case.site.id;
    let step = NewStep { report: id, site, number, act: stepped.act, account: actor.account, at, words };
    store::report::insert_step(connection, &step).await?;
    let event = if stepped.act == "submit" { Event::ReportSubmitted } else { Event::ReportStepped };
    let subject = id.to_string();
    let line = Line {
        event,
        at,
        actor: Some(actor.account),
        subject: &subject,
        site: Some(site),
        detail: stepped.act,
    };
    write(connection, &line).await
}

/// A report with what whoever asks may do now.
pub async fn open(backend: &Backend, actor: &Actor, id: ReportId) -> Outcome<Report> {
    let mut transaction = backend.begin().await?;
    let stood = gate(&mut transaction, actor, id).await?;
    record(&mut transaction, actor, Event::ReportRead, id, Some(stood.case.site.id), "").await?;
    let key = backend.vault().case_key(&mut transaction, stood.case.id).await?;
    let steps = store::report::steps(&mut transaction, id).await?;
    transaction.commit().await?;
    let may = Act::ALL.into_iter().filter(|act| check(actor, &stood, &steps, *act).is_ok());
    let mut may: Vec<Act> = may.collect();
    if stood.relation.author && stood.kept.summary.state == State::Returned {
        may.push(Act::Resubmit);
    }
    let content = open_content(&key, id, &stood.kept.content)?;
    let steps = steps.iter().map(|step| worded(&key, id, step)).collect::<Outcome<Vec<Step>>>()?;
    Ok(Report { summary: stood.kept.summary, interview: stood.kept.interview, content, steps, may })
}

/// The reports of a case, and whether it was closed as not of concern since.
pub async fn of_case(backend: &Backend, actor: &Actor, id: CaseId) -> Outcome<OfCase> {
    let mut connection = backend.begin().await?;
    let case = access::case(&mut connection, actor, id, CaseAction::Read).await?;
    let reports: Vec<_> =
        store::report::of_case(&mut connection, case.id).await?.into_iter().map(|one| one.summary).collect();
    let concluded = store::report::concluded(&mut connection, case.id).await?;
    let since = |concluded: &Concluded| reports.iter().all(|report| report.submitted_at < concluded.at);
    let concluded = concluded.filter(since);
    let may_report = access::case(&mut connection, actor, id, CaseAction::Report).await.is_ok();
    Ok(OfCase { reports, concluded, may_report })
}

/// Closes a case as not of concern: from now on it is kept for a short while only.
pub async fn unconcerned(backend: &Backend, actor: &Actor, id: CaseId) -> Outcome<OfCase> {
    let mut transaction = backend.begin().await?;
    let case = access::case(&mut transaction, actor, id, CaseAction::Report).await?;
    let reports = store::report::of_case(&mut transaction, case.id).await?;
    let states: Vec<State> = reports.iter().map(|report| report.summary.state).collect();
    report::check_unconcerned(&states)?;
    let at = now();
    let keep_until = day_of(at).plus_months(Protocol::default().not_concerned_months);
    store::report::conclude(&mut transaction, case.id, case.site.id, actor.account, at, keep_until).await?;
    record(&mut transaction, actor, Event::CaseUnconcerned, id, Some(case.site.id), "").await?;
    transaction.commit().await?;
    of_case(backend, actor, id).await
}

fn worded(key: &Key, id: ReportId, step: &store::report::Step) -> Outcome<Step> {
    let words = match &step.words {
        Some(sealed) => text(&key.open(&words_context(id, step.number), sealed)?),
        None => String::new(),
    };
    Ok(Step { act: step.act.clone(), by: step.by.clone(), at: step.at, words })
}

fn text(plain: &[u8]) -> String {
    String::from_utf8_lossy(plain).into_owned()
}

fn seal_content(key: &Key, id: ReportId, content: &Content) -> Outcome<Vec<u8>> {
    let plain = serde_json::to_vec(content).map_err(|_| Failure::Server)?;
    key.seal(&content_context(id), &plain)
}

fn open_content(key: &Key, id: ReportId, sealed: &[u8]) -> Outcome<Content> {
    let plain = key.open(&content_context(id), sealed)?;
    serde_json::from_slice(&plain).map_err(|_| Failure::Server)
}

fn content_context(id: ReportId) -> String {
    format!("report|{id}")
}

fn words_context(id: ReportId, number: i64) -> String {
    format!("report-words|{id}|{number}")
}
