//! Who is asking, and the one gate every operation passes: the tables of `domain::access`, nothing else.

use domain::{
    access::{Action, CaseAction, Relation, Role, State, may, may_on_case},
    account::{Profile, Site},
    document::Kind,
    failure::Failure,
    id::{AccountId, CaseId, DeviceId, DocumentId, SiteId},
};
use store::{
    Connection,
    case::{Case, Member},
    document::Document,
};
use uuid::Uuid;

use crate::Outcome;

/// The signed-in person behind a request.
#[derive(Clone, Debug)]
pub struct Actor {
    pub account: AccountId,
    pub name: String,
    pub display_name: String,
    pub role: Role,
    pub site: Site,
    pub session: Uuid,
    /// The browser profile she works on, where the request says it.
    pub device: Option<DeviceId>,
    pub must_change_passphrase: bool,
}

impl Actor {
    pub(crate) fn new(profile: Profile, session: Uuid) -> Self {
        Self {
            account: profile.id,
            name: profile.name,
            display_name: profile.display_name,
            role: profile.role,
            site: profile.site,
            session,
            device: None,
            must_change_passphrase: profile.must_change_passphrase,
        }
    }
}

/// With a first passphrase that others know, nothing can be done but change it.
pub(crate) fn settled(actor: &Actor) -> Outcome<()> {
    if actor.must_change_passphrase { Err(Failure::PassphraseChangeRequired) } else { Ok(()) }
}

/// The gate of everything outside cases.
pub(crate) fn require(actor: &Actor, action: Action) -> Outcome<()> {
    settled(actor)?;
    if may(actor.role, action) { Ok(()) } else { Err(Failure::Forbidden) }
}

/// How an account stands to a case.
pub(crate) fn relation(actor: &Actor, case: &Case) -> Relation {
    named(actor, case.site.id, case.member)
}

fn named(actor: &Actor, site: SiteId, member: Option<Member>) -> Relation {
    match member {
        Some(Member::Owner) => Relation::Owner,
        Some(Member::CoOwner) => Relation::CoOwner,
        None if site == actor.site.id => Relation::SameSite,
        None => Relation::OtherSite,
    }
}

/// The gate of lists of cases: the cases that the actor may know of.
pub(crate) async fn visible_cases(connection: &mut Connection, actor: &Actor) -> Outcome<Vec<Case>> {
    settled(actor)?;
    let sees = |relation| may_on_case(actor.role, relation, State::Open, CaseAction::See);
    if !Relation::ALL.into_iter().any(sees) {
        return Err(Failure::Forbidden);
    }
    let site = sees(Relation::SameSite).then_some(actor.site.id);
    let mut cases = store::case::list(connection, actor.account, site).await?;
    cases.retain(|case| sees(relation(actor, case)));
    Ok(cases)
}

/// The gate of a case. To whom may not know of it, it is not there.
pub(crate) async fn case(
    connection: &mut Connection,
    actor: &Actor,
    id: CaseId,
    action: CaseAction,
) -> Outcome<Case> {
    settled(actor)?;
    let case = store::case::get(connection, actor.account, id).await?.ok_or(Failure::NotFound)?;
    decide(actor.role, relation(actor, &case), State::Open, action)?;
    Ok(case)
}

/// The gate of a document of a case.
pub(crate) async fn document(
    connection: &mut Connection,
    actor: &Actor,
    id: DocumentId,
    action: CaseAction,
) -> Outcome<(Document, Case)> {
    settled(actor)?;
    let document = store::document::get(connection, id).await?.ok_or(Failure::NotFound)?;
    let case = store::case::get(connection, actor.account, document.case).await?.ok_or(Failure::NotFound)?;
    on_document(actor, relation(actor, &case), &document, action)?;
    Ok((document, case))
}

/// The gate of what is written into a document, many times a second: the same decision from less.
pub(crate) async fn writing(connection: &mut Connection, actor: &Actor, id: DocumentId) -> Outcome<Document> {
    settled(actor)?;
    let found = store::document::get_as(connection, actor.account, id).await?;
    let (document, member) = found.ok_or(Failure::NotFound)?;
    on_document(actor, named(actor, document.site, member), &document, CaseAction::Write)?;
    Ok(document)
}

/// Whether the actor may also do `action` on a document that passed its gate.
pub(crate) fn may_also(actor: &Actor, document: &Document, case: &Case, action: CaseAction) -> bool {
    on_document(actor, relation(actor, case), document, action).is_ok()
}

fn on_document(actor: &Actor, relation: Relation, document: &Document, action: CaseAction) -> Outcome<()> {
    match document.kind {
        Kind::GuideDraft => decide_on_draft(actor.role, state(document), action),
        Kind::Interview | Kind::Notes => decide(actor.role, relation, state(document), action),
    }
}

/// Drafts of guides are nobody's in particular: whoever writes guides reads and writes them all.
fn decide_on_draft(role: Role, state: State, action: CaseAction) -> Outcome<()> {
    match action {
        _ if !may(role, Action::WriteGuides) => Err(Failure::NotFound),
        CaseAction::See | CaseAction::Read => Ok(()),
        CaseAction::Write if state == State::Frozen => Err(Failure::Frozen),
        CaseAction::Write => Ok(()),
        _ => Err(Failure::Forbidden),
    }
}

fn state(document: &Document) -> State {
    if document.frozen_at.is_some() { State::Frozen } else { State::Open }
}

fn decide(role: Role, relation: Relation, state: State, action: CaseAction) -> Outcome<()> {
    if may_on_case(role, relation, state, action) {
        Ok(())
    } else if !may_on_case(role, relation, state, CaseAction::See) {
        Err(Failure::NotFound)
    } else if may_on_case(role, relation, State::Open, action) {
        Err(Failure::Frozen)
    } else {
        Err(Failure::Forbidden)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_no_more_than_the_person_may_know() {
        use CaseAction::{RevealName, Sign, Write};
        for (role, relation, state, action, expected) in [
            (Role::Practitioner, Relation::Owner, State::Open, Sign, Ok(())),
            (Role::Practitioner, Relation::Owner, State::Frozen, Write, Err(Failure::Frozen)),
            (Role::Practitioner, Relation::CoOwner, State::Open, Sign, Err(Failure::Forbidden)),
            (Role::Practitioner, Relation::CoOwner, State::Frozen, Sign, Err(Failure::Forbidden)),
            (Role::Practitioner, Relation::SameSite, State::Open, Write, Err(Failure::NotFound)),
            (Role::Manager, Relation::SameSite, State::Open, Write, Err(Failure::Forbidden)),
            (Role::Manager, Relation::OtherSite, State::Open, RevealName, Err(Failure::NotFound)),
            (Role::Administrator, Relation::SameSite, State::Open, Write, Err(Failure::NotFound)),
        ] {
            assert_eq!(decide(role, relation, state, action), expected, "{role:?} {relation:?} {action:?}");
        }
    }
}
