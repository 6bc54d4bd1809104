//! Cases: lists, details, names on demand, and new ones.

use domain::{
    access::{Action, CaseAction},
    account::Site,
    case::{CaseDetail, CaseSummary, Code, NewCase},
    failure::Failure,
    id::{CaseId, Timestamp},
};
use store::{
    Connection,
    case::{Case, Member},
};
use uuid::Uuid;

use crate::{
    Actor, Backend, Outcome, access,
    account::short_text,
    audit::{Event, record},
    open::now,
    review,
};

/// The cases that the actor may know of, by code.
pub async fn list(backend: &Backend, actor: &Actor) -> Outcome<Vec<CaseSummary>> {
    let mut transaction = backend.begin().await?;
    let cases = access::visible_cases(&mut transaction, actor).await?;
    record(&mut transaction, actor, Event::CasesListed, "", Some(actor.site.id), &cases.len().to_string())
        .await?;
    transaction.commit().await?;
    Ok(cases.into_iter().map(|case| summary(actor, case)).collect())
}

/// A case with its interviews, notes and plans, newest first.
pub async fn open(backend: &Backend, actor: &Actor, id: CaseId) -> Outcome<CaseDetail> {
    let mut transaction = backend.begin().await?;
    let case = access::case(&mut transaction, actor, id, CaseAction::See).await?;
    record(&mut transaction, actor, Event::CaseRead, id, Some(case.site.id), "").await?;
    let interviews = store::document::interviews(&mut transaction, id).await?;
    let notes = store::notes::of_case(&mut transaction, id).await?;
    let plans = store::plan::of_case(&mut transaction, id).await?;
    let reviews = review::of_case(&mut transaction, id).await?;
    transaction.commit().await?;
    Ok(CaseDetail { summary: summary(actor, case), interviews, notes, plans, reviews })
}

/// The person's name.
pub async fn reveal_name(backend: &Backend, actor: &Actor, id: CaseId) -> Outcome<String> {
    let mut transaction = backend.begin().await?;
    let case = access::case(&mut transaction, actor, id, CaseAction::RevealName).await?;
    record(&mut transaction, actor, Event::NameRevealed, id, Some(case.site.id), "").await?;
    let sealed = store::key::identity(&mut transaction, id).await?.ok_or(Failure::NotFound)?;
    let name = backend.vault().open_name(id, &sealed)?;
    transaction.commit().await?;
    Ok(name)
}

/// Opens a case that the actor will own, at her site.
pub async fn create(backend: &Backend, actor: &Actor, new: &NewCase) -> Outcome<CaseDetail> {
    access::require(actor, Action::CreateCase)?;
    let code = Code::parse(&new.code).ok_or(Failure::Invalid { field: "code".to_owned() })?;
    let person_name = short_text(&new.person_name, "person_name")?;
    let mut transaction = backend.begin().await?;
    let at = now();
    let id = insert(backend, &mut transaction, &actor.site, &code, &person_name, at).await?;
    store::case::add_member(&mut transaction, id, actor.account, actor.site.id, Member::Owner, at).await?;
    record(&mut transaction, actor, Event::CaseCreated, id, Some(actor.site.id), "").await?;
    let case = access::case(&mut transaction, actor, id, CaseAction::See).await?;
    transaction.commit().await?;
    Ok(CaseDetail {
        summary: summary(actor, case),
        interviews: Vec::new(),
        notes: Vec::new(),
        plans: Vec::new(),
        reviews: Vec::new(),
    })
}

/// Inserts the case, its key and the sealed name.
pub(crate) async fn insert(
    backend: &Backend,
    connection: &mut Connection,
    site: &Site,
    code: &Code,
    person_name: &str,
    at: Timestamp,
) -> Outcome<CaseId> {
    let id = CaseId(Uuid::now_v7());
    store::case::insert(connection, id, site.id, code, at).await?;
    backend.vault().make_case_key(connection, id, site.id, at).await?;
    let sealed = backend.vault().seal_name(id, person_name)?;
    store::key::insert_identity(connection, id, site.id, &sealed).await?;
    Ok(id)
}

fn summary(actor: &Actor, case: Case) -> CaseSummary {
    let relation = access::relation(actor, &case);
    CaseSummary {
        id: case.id,
        code: case.code,
        site: case.site,
        relation,
        opened_at: case.opened_at,
        last_change_at: case.changed_at,
        open_interviews: u32::try_from(case.open_interviews).unwrap_or(u32::MAX),
        signed_interviews: u32::try_from(case.signed_interviews).unwrap_or(u32::MAX),
    }
}
