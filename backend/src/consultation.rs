//! Asking for an opinion on a case, and answering: between colleagues, or with the committee.

use domain::{
    access::CaseAction,
    consultation::{Answer, Ask, Consultation, OfCase, Reply, Stands, check_answer},
    failure::Failure,
    id::{CaseId, ConsultationId},
    procedure::{Protocol, Rule},
    report::words,
};
use store::Connection;

use crate::{
    Actor, Backend, Outcome, access,
    audit::{Event, record},
    open::now,
    report::day_of,
};

/// Puts a question. Sent twice, it answers the same.
pub async fn ask(backend: &Backend, actor: &Actor, ask: &Ask) -> Outcome<OfCase> {
    let ask = ask.clone().checked(actor.account)?;
    let mut transaction = backend.begin().await?;
    let case = access::case(&mut transaction, actor, ask.case, CaseAction::Report).await?;
    if store::consultation::get(&mut transaction, ask.id).await?.is_none() {
        let colleagues =
            store::consultation::colleagues(&mut transaction, case.site.id, actor.account).await?;
        if ask.of.is_some_and(|of| colleagues.iter().all(|one| one.account != of)) {
            return Err(Failure::Invalid { field: "member".to_owned() });
        }
        let key = backend.vault().case_key(&mut transaction, case.id).await?;
        let (at, protocol) = (now(), Protocol::default());
        let new = store::consultation::New {
            id: ask.id,
            site: case.site.id,
            case: case.id,
            by: actor.account,
            of: ask.of,
            at,
            due: protocol.after(day_of(at), protocol.consultation_days),
            question: &key.seal(&question_context(ask.id), ask.question.as_bytes())?,
        };
        store::consultation::insert(&mut transaction, &new).await?;
        record(&mut transaction, actor, Event::OpinionAsked, ask.id, Some(case.site.id), "").await?;
    }
    transaction.commit().await?;
    of_case(backend, actor, ask.case).await
}

/// Answers it, once.
pub async fn answer(backend: &Backend, actor: &Actor, reply: &Reply) -> Outcome<Vec<Consultation>> {
    access::settled(actor)?;
    let mut transaction = backend.begin().await?;
    let kept = store::consultation::get(&mut transaction, reply.id).await?.ok_or(Failure::NotFound)?;
    let sits = store::committee::function(&mut transaction, kept.site, actor.account).await?.is_some();
    check_answer(Stands {
        asked_it: kept.by == actor.account,
        was_asked: kept.of == Some(actor.account),
        sits: sits && kept.of.is_none(),
        answered: kept.answered_at.is_some(),
    })?;
    let answer = words(&reply.words, "consultation")?;
    let key = backend.vault().case_key(&mut transaction, kept.case).await?;
    let sealed = key.seal(&answer_context(reply.id), answer.as_bytes())?;
    if !store::consultation::answer(&mut transaction, reply.id, actor.account, now(), &sealed).await? {
        return Err(Rule::AlreadyGiven.into());
    }
    record(&mut transaction, actor, Event::OpinionAnswered, reply.id, Some(kept.site), "").await?;
    transaction.commit().await?;
    waiting(backend, actor).await
}

/// The questions asked on a case, for those who may read it.
pub async fn of_case(backend: &Backend, actor: &Actor, id: CaseId) -> Outcome<OfCase> {
    let mut connection = backend.begin().await?;
    let case = access::case(&mut connection, actor, id, CaseAction::Read).await?;
    let kept = store::consultation::of_case(&mut connection, id).await?;
    let asked = worded(backend, &mut connection, kept).await?;
    let may = access::case(&mut connection, actor, id, CaseAction::Report).await.is_ok();
    let colleagues = match may {
        true => store::consultation::colleagues(&mut connection, case.site.id, actor.account).await?,
        false => Vec::new(),
    };
    Ok(OfCase { asked, colleagues })
}

/// The questions that wait for the actor's answer.
pub async fn waiting(backend: &Backend, actor: &Actor) -> Outcome<Vec<Consultation>> {
    access::settled(actor)?;
    let mut connection = backend.begin().await?;
    let site = actor.site.id;
    let sits = store::committee::function(&mut connection, site, actor.account).await?.is_some();
    let kept = store::consultation::waiting_for(&mut connection, actor.account, sits.then_some(site)).await?;
    worded(backend, &mut connection, kept).await
}

async fn worded(
    backend: &Backend,
    connection: &mut Connection,
    kept: Vec<store::consultation::Consultation>,
) -> Outcome<Vec<Consultation>> {
    let mut worded = Vec::new();
    for one in kept {
        let key = backend.vault().case_key(connection, one.case).await?;
        let text = |plain: &[u8]| String::from_utf8_lossy(plain).into_owned();
        let answer = match (one.answer, one.answered_by, one.answered_at) {
            (Some(sealed), Some(by), Some(at)) => {
                Some(Answer { by, at, words: text(&key.open(&answer_context(one.id), &sealed)?) })
            }
            _ => None,
        };
        worded.push(Consultation {
            id: one.id,
            case: one.case,
            code: one.code,
            by: one.by_name,
            of: one.of_name,
            at: one.at,
            due: one.due,
            question: text(&key.open(&question_context(one.id), &one.question)?),
            answer,
        });
    }
    Ok(worded)
}

fn question_context(id: ConsultationId) -> String {
    format!("question|{id}")
}

fn answer_context(id: ConsultationId) -> String {
    format!("question-answer|{id}")
}
