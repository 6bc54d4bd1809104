//! Who is asking, and the one gate every operation passes: the tables of `domain::access`, nothing else.

use domain::{
    access::{
        Action, CaseAction, DocumentAction, Relation, Role, Standing, State, may, may_on_case,
        may_outside_cases, start_in_case,
    },
    account::{Profile, Site},
    document::{Home, Kind},
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

/// The gate of a document of a case, for operations that only cases know.
pub(crate) async fn document(
    connection: &mut Connection,
    actor: &Actor,
    id: DocumentId,
    action: CaseAction,
) -> Outcome<(Document, Case)> {
    settled(actor)?;
    let document = store::document::get(connection, id).await?.ok_or(Failure::NotFound)?;
    let case = document.home.case().ok_or(Failure::NotFound)?;
    let case = store::case::get(connection, actor.account, case).await?.ok_or(Failure::NotFound)?;
    decide(actor.role, relation(actor, &case), state(&document), action)?;
    Ok((document, case))
}

/// The gate of reading and writing a document of whatever home; also whether it is on a case that the account is named.
pub(crate) async fn content(
    connection: &mut Connection,
    actor: &Actor,
    id: DocumentId,
    action: DocumentAction,
) -> Outcome<(Document, Option<Member>)> {
    settled(actor)?;
    let found = store::document::get_as(connection, actor.account, id).await?;
    let (document, member) = found.ok_or(Failure::NotFound)?;
    on_content(actor, &document, member, action)?;
    Ok((document, member))
}

/// Whether the actor may also write into a document that passed its gate.
pub(crate) fn may_write(actor: &Actor, document: &Document, member: Option<Member>) -> bool {
    on_content(actor, document, member, DocumentAction::Write).is_ok()
}

fn on_content(
    actor: &Actor,
    document: &Document,
    member: Option<Member>,
    action: DocumentAction,
) -> Outcome<()> {
    let state = state(document);
    match Standing::of(document.home, actor.site.id) {
        None => {
            let relation = named(actor, document.site, member);
            let action = match action {
                DocumentAction::Read => CaseAction::Read,
                DocumentAction::Write => CaseAction::Write,
            };
            decide(actor.role, relation, state, action)
        }
        Some(standing) => decide_outside(document.kind, actor.role, standing, state, action),
    }
}

/// The gate of starting a document in a home, and the site it is then of.
pub(crate) async fn starting(
    connection: &mut Connection,
    actor: &Actor,
    kind: Kind,
    home: Home,
) -> Outcome<SiteId> {
    settled(actor)?;
    if let Home::Case(id) = home {
        let action = start_in_case(kind).ok_or(Failure::Forbidden)?;
        return Ok(case(connection, actor, id, action).await?.site.id);
    }
    let standing = Standing::of(home, actor.site.id).ok_or(Failure::Server)?;
    decide_outside(kind, actor.role, standing, State::Open, DocumentAction::Write)?;
    Ok(actor.site.id)
}

/// What the actor may do with a document outside cases that a list names; `None` when she may not know of it.
pub(crate) fn listed(actor: &Actor, kind: Kind, home: Home) -> Option<DocumentAction> {
    let standing = Standing::of(home, actor.site.id)?;
    let may = |action| may_outside_cases(kind, actor.role, standing, State::Open, action);
    [DocumentAction::Write, DocumentAction::Read].into_iter().find(|action| may(*action))
}

fn decide_outside(
    kind: Kind,
    role: Role,
    standing: Standing,
    state: State,
    action: DocumentAction,
) -> Outcome<()> {
    let may = |state, action| may_outside_cases(kind, role, standing, state, action);
    if may(state, action) {
        Ok(())
    } else if !may(state, DocumentAction::Read) {
        Err(Failure::NotFound)
    } else if may(State::Open, action) {
        Err(Failure::Frozen)
    } else {
        Err(Failure::Forbidden)
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

    #[test]
    fn the_same_outside_cases() {
        use DocumentAction::{Read, Write};
        for (kind, role, standing, state, action, expected) in [
            (Kind::Notes, Role::Practitioner, Standing::SameSite, State::Open, Write, Ok(())),
            (Kind::Notes, Role::Practitioner, Standing::SameSite, State::Frozen, Write, Err(Failure::Frozen)),
            (Kind::Notes, Role::Practitioner, Standing::OtherSite, State::Open, Read, Err(Failure::NotFound)),
            (Kind::Notes, Role::Manager, Standing::Unit, State::Open, Write, Err(Failure::Forbidden)),
            (Kind::Notes, Role::Auditor, Standing::SameSite, State::Open, Read, Err(Failure::NotFound)),
            (
                Kind::Interview,
                Role::Practitioner,
                Standing::SameSite,
                State::Open,
                Read,
                Err(Failure::NotFound),
            ),
        ] {
            let decided = decide_outside(kind, role, standing, state, action);
            assert_eq!(decided, expected, "{kind:?} {role:?} {standing:?} {state:?} {action:?}");
        }
    }
}
