//! Who may do what: role x relation to the case x state, in one table.
//! Need to know decides: being of the same site is not by itself a reason to read a case.

use serde::{Deserialize, Serialize};

use crate::{
    document::{Home, Kind},
    id::SiteId,
};

/// What somebody is in the service. Glosses: CPIP, conseiller pénitentiaire d'insertion et de probation; DPIP,
/// directeur pénitentiaire d'insertion et de probation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// CPIP: conducts interviews, owns cases.
    Practitioner,
    /// DPIP: directs a site.
    Manager,
    /// Sits on the internal commission (commission pluridisciplinaire interne).
    CommitteeMember,
    /// Research and steering unit: anonymous and aggregate only.
    SteeringMember,
    /// Makes accounts; never reads content.
    Administrator,
    /// Reads the log; never reads content.
    Auditor,
}

impl Role {
    pub const ALL: [Self; 6] = [
        Self::Practitioner,
        Self::Manager,
        Self::CommitteeMember,
        Self::SteeringMember,
        Self::Administrator,
        Self::Auditor,
    ];

    /// The name in the database and on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Practitioner => "practitioner",
            Self::Manager => "manager",
            Self::CommitteeMember => "committee_member",
            Self::SteeringMember => "steering_member",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// How an account stands to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Owns the case.
    Owner,
    /// Named on the case by its owner: second reader or co-owner.
    CoOwner,
    /// Works at the case's site and is not named on it.
    SameSite,
    /// Works elsewhere.
    OtherSite,
}

impl Relation {
    pub const ALL: [Self; 4] = [Self::Owner, Self::CoOwner, Self::SameSite, Self::OtherSite];
}

/// Whether a document can still change. Operations on a case as a whole use [`State::Open`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Open,
    /// Signed or published: readable, never changed again.
    Frozen,
}

impl State {
    pub const ALL: [Self; 2] = [Self::Open, Self::Frozen];
}

/// What can be done with a case and the documents in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseAction {
    /// Know that the case exists, under its code.
    See,
    /// Show the person's name.
    RevealName,
    /// Read a document of the case.
    Read,
    /// Change a document of the case.
    Write,
    /// Start an interview in the case.
    StartInterview,
    /// Start notes in the case.
    StartNotes,
    /// Start a follow-up plan in the case.
    StartPlan,
    /// Sign an interview or a plan, which freezes it.
    Sign,
    /// Submit an interview to a second reader, and take it back.
    Submit,
    /// Read an interview as its second reader: return it, countersign it.
    Countersign,
    /// Take a readable copy out of the application.
    Export,
    /// Report on the person, or say that nothing is of concern.
    Report,
    /// Approve or return a report that somebody else wrote.
    ApproveReport,
}

impl CaseAction {
    pub const ALL: [Self; 13] = [
        Self::See,
        Self::RevealName,
        Self::Read,
        Self::Write,
        Self::StartInterview,
        Self::StartNotes,
        Self::StartPlan,
        Self::Sign,
        Self::Submit,
        Self::Countersign,
        Self::Export,
        Self::Report,
        Self::ApproveReport,
    ];
}

/// The table for cases: true when `role`, standing in `relation`, may do `action` on something in `state`.
pub fn may_on_case(role: Role, relation: Relation, state: State, action: CaseAction) -> bool {
    use CaseAction::{
        ApproveReport, Countersign, Export, Read, Report, RevealName, See, Sign, StartInterview, StartNotes,
        StartPlan, Submit, Write,
    };
    let in_state = match action {
        Write | Sign | Submit | Countersign => state == State::Open,
        See | RevealName | Read | StartInterview | StartNotes | StartPlan | Export | Report
        | ApproveReport => true,
    };
    let in_role = match (role, relation) {
        (Role::Practitioner, Relation::Owner) => true,
        (Role::Practitioner, Relation::CoOwner) => action != Sign,
        (Role::Manager, Relation::Owner | Relation::CoOwner | Relation::SameSite) => {
            matches!(action, See | RevealName | Read | Export | ApproveReport)
        }
        (Role::Practitioner, Relation::SameSite | Relation::OtherSite)
        | (Role::Manager, Relation::OtherSite)
        | (Role::CommitteeMember | Role::SteeringMember | Role::Administrator | Role::Auditor, _) => false,
    };
    in_state && in_role
}

/// The right to start a document of this kind in a case; `None` for kinds that no case holds.
pub fn start_in_case(kind: Kind) -> Option<CaseAction> {
    match kind {
        Kind::Interview => Some(CaseAction::StartInterview),
        Kind::Notes => Some(CaseAction::StartNotes),
        Kind::Plan => Some(CaseAction::StartPlan),
        Kind::GuideDraft | Kind::Framework => None,
    }
}

/// How an account stands to a document outside cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The document is of the account's site.
    SameSite,
    /// It is of another site.
    OtherSite,
    /// It is of no site: shared by all of them, or the steering unit's own.
    Unit,
}

impl Standing {
    pub const ALL: [Self; 3] = [Self::SameSite, Self::OtherSite, Self::Unit];

    /// `None` for what is in a case, where [`Relation`] counts.
    pub fn of(home: Home, site: SiteId) -> Option<Self> {
        match home {
            Home::Case(_) => None,
            Home::Site(of) if of == site => Some(Self::SameSite),
            Home::Site(_) => Some(Self::OtherSite),
            Home::Unit => Some(Self::Unit),
        }
    }
}

/// What can be done with a document outside cases. Whoever may write may start one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentAction {
    Read,
    Write,
}

impl DocumentAction {
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];
}

/// The table for documents outside cases, by kind: true when `role`, standing so to it, may do `action` on one in
/// `state`.
pub fn may_outside_cases(
    kind: Kind,
    role: Role,
    standing: Standing,
    state: State,
    action: DocumentAction,
) -> bool {
    let in_state = action == DocumentAction::Read || state == State::Open;
    let reach = match kind {
        // Of a person, hence of a case.
        Kind::Interview | Kind::Plan => None,
        Kind::Notes => on_shared_notes(role, standing),
        Kind::GuideDraft => on_guide_drafts(role, standing),
        Kind::Framework => on_frameworks(role, standing),
    };
    in_state && reach.is_some_and(|most| action <= most)
}

/// Notes of a site are its people's; those of the unit are the steering members', and directors may follow them.
fn on_shared_notes(role: Role, standing: Standing) -> Option<DocumentAction> {
    match (role, standing) {
        (Role::Practitioner | Role::Manager | Role::CommitteeMember, Standing::SameSite)
        | (Role::SteeringMember, Standing::Unit) => Some(DocumentAction::Write),
        (Role::Manager, Standing::Unit) => Some(DocumentAction::Read),
        _ => None,
    }
}

/// Drafts of guides are nobody's in particular: whoever writes guides reads and writes them all.
fn on_guide_drafts(role: Role, standing: Standing) -> Option<DocumentAction> {
    (standing == Standing::Unit && may(role, Action::WriteGuides)).then_some(DocumentAction::Write)
}

/// The framework of a site is written by those who work by it. The steering unit reads those of all sites, and the
/// committee that of its own.
fn on_frameworks(role: Role, standing: Standing) -> Option<DocumentAction> {
    match (role, standing) {
        (Role::Practitioner | Role::Manager, Standing::SameSite) => Some(DocumentAction::Write),
        (Role::CommitteeMember, Standing::SameSite)
        | (Role::SteeringMember, Standing::SameSite | Standing::OtherSite) => Some(DocumentAction::Read),
        _ => None,
    }
}

/// What can be done outside any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Open a case for a person.
    CreateCase,
    /// Read the guides.
    ReadGuides,
    /// Bring in a guide.
    ImportGuide,
    /// Write drafts of guides, submit them and return them.
    WriteGuides,
    /// Publish a guide that somebody else has submitted, and retire one.
    PublishGuides,
    /// Make, close and reset accounts.
    ManageAccounts,
    /// Read the audit log.
    ReadLog,
    /// Sit on the committee of one's site, once named a member of it.
    SitOnCommittee,
    /// Name the members of the committee of one's site, and call its meetings.
    RunCommittee,
}

impl Action {
    pub const ALL: [Self; 9] = [
        Self::CreateCase,
        Self::ReadGuides,
        Self::ImportGuide,
        Self::WriteGuides,
        Self::PublishGuides,
        Self::ManageAccounts,
        Self::ReadLog,
        Self::SitOnCommittee,
        Self::RunCommittee,
    ];
}

/// The table for everything that is not a case.
pub fn may(role: Role, action: Action) -> bool {
    match action {
        Action::CreateCase => role == Role::Practitioner,
        Action::ReadGuides => {
            matches!(role, Role::Practitioner | Role::Manager | Role::CommitteeMember | Role::SteeringMember)
        }
        Action::ImportGuide => matches!(role, Role::Practitioner | Role::Manager | Role::SteeringMember),
        Action::WriteGuides => matches!(role, Role::Practitioner | Role::Manager | Role::SteeringMember),
        Action::PublishGuides => matches!(role, Role::Manager | Role::SteeringMember),
        Action::ManageAccounts => role == Role::Administrator,
        Action::ReadLog => role == Role::Auditor,
        Action::SitOnCommittee => {
            matches!(role, Role::Practitioner | Role::Manager | Role::CommitteeMember)
        }
        Action::RunCommittee => role == Role::Manager,
    }
}

/// How somebody stands to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportRelation {
    pub author: bool,
    pub case: Relation,
    /// Is a member of the committee of its site.
    pub sits: bool,
    /// It has been approved, and has left for the committee.
    pub sent: bool,
}

/// What can be done with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportAction {
    Read,
    /// What its author does: withdraw it, submit it again, give information, say what was wrong.
    Write,
    /// Approve or return it.
    Approve,
    /// What the committee does: confirm that it has it, examine it, answer.
    Examine,
}

impl ReportAction {
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Approve, Self::Examine];
}

/// The table for reports. Who sits on the committee reads what was sent to it, and nothing else of the case.
pub fn may_on_report(role: Role, relation: ReportRelation, action: ReportAction) -> bool {
    let ReportRelation { author, case, sits, sent } = relation;
    let on_case = |action| may_on_case(role, case, State::Open, action);
    let examines = sits && sent && may(role, Action::SitOnCommittee);
    match action {
        ReportAction::Read => author || on_case(CaseAction::Read) || examines,
        ReportAction::Write => author && may(role, Action::CreateCase),
        ReportAction::Approve => !author && on_case(CaseAction::ApproveReport),
        ReportAction::Examine => !author && examines,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each role may do on a case, by relation: S see, N reveal the name, R read, W write, I start an interview,
    /// T start notes, P start a plan, G sign, U submit, C countersign, E export, L report, A approve a report. Written out
    /// apart from the rule, from who needs to know what.
    const ON_CASES: [(Role, [(Relation, &str); 4]); 6] = {
        use Relation::{CoOwner, OtherSite, Owner, SameSite};
        [
            (
                Role::Practitioner,
                [(Owner, "SNRWITPGUCELA"), (CoOwner, "SNRWITPUCELA"), (SameSite, ""), (OtherSite, "")],
            ),
            (Role::Manager, [(Owner, "SNREA"), (CoOwner, "SNREA"), (SameSite, "SNREA"), (OtherSite, "")]),
            (Role::CommitteeMember, [(Owner, ""), (CoOwner, ""), (SameSite, ""), (OtherSite, "")]),
            (Role::SteeringMember, [(Owner, ""), (CoOwner, ""), (SameSite, ""), (OtherSite, "")]),
            (Role::Administrator, [(Owner, ""), (CoOwner, ""), (SameSite, ""), (OtherSite, "")]),
            (Role::Auditor, [(Owner, ""), (CoOwner, ""), (SameSite, ""), (OtherSite, "")]),
        ]
    };

    fn letter(action: CaseAction) -> char {
        match action {
            CaseAction::See => 'S',
            CaseAction::RevealName => 'N',
            CaseAction::Read => 'R',
            CaseAction::Write => 'W',
            CaseAction::StartInterview => 'I',
            CaseAction::StartNotes => 'T',
            CaseAction::StartPlan => 'P',
            CaseAction::Sign => 'G',
            CaseAction::Submit => 'U',
            CaseAction::Countersign => 'C',
            CaseAction::Export => 'E',
            CaseAction::Report => 'L',
            CaseAction::ApproveReport => 'A',
        }
    }

    #[test]
    fn the_table_of_cases_is_the_one_written_here() {
        let mut checked = 0;
        for (role, relations) in ON_CASES {
            for (relation, allowed) in relations {
                for state in State::ALL {
                    for action in CaseAction::ALL {
                        let letter = letter(action);
                        let frozen_out = state == State::Frozen && "WGUC".contains(letter);
                        let expected = allowed.contains(letter) && !frozen_out;
                        let actual = may_on_case(role, relation, state, action);
                        assert_eq!(actual, expected, "{role:?} {relation:?} {state:?} {action:?}");
                        checked += 1;
                    }
                }
            }
        }
        assert_eq!(checked, Role::ALL.len() * Relation::ALL.len() * State::ALL.len() * CaseAction::ALL.len());
    }

    type Reach = (Kind, Standing, &'static [(Role, &'static str)]);

    /// What each role may do with documents outside cases, by kind and standing: R read, W write. Written out apart from
    /// the rule; what is not named is nobody's.
    const OUTSIDE_CASES: [Reach; 5] = [
        (
            Kind::Notes,
            Standing::SameSite,
            &[(Role::Practitioner, "RW"), (Role::Manager, "RW"), (Role::CommitteeMember, "RW")],
        ),
        (Kind::Notes, Standing::Unit, &[(Role::SteeringMember, "RW"), (Role::Manager, "R")]),
        (
            Kind::GuideDraft,
            Standing::Unit,
            &[(Role::Practitioner, "RW"), (Role::Manager, "RW"), (Role::SteeringMember, "RW")],
        ),
        (
            Kind::Framework,
            Standing::SameSite,
            &[
                (Role::Practitioner, "RW"),
                (Role::Manager, "RW"),
                (Role::CommitteeMember, "R"),
                (Role::SteeringMember, "R"),
            ],
        ),
        (Kind::Framework, Standing::OtherSite, &[(Role::SteeringMember, "R")]),
    ];

    #[test]
    fn the_table_outside_cases_is_the_one_written_here() {
        for kind in Kind::ALL {
            for standing in Standing::ALL {
                let row = OUTSIDE_CASES.iter().find(|row| (row.0, row.1) == (kind, standing));
                for role in Role::ALL {
                    let allowed = row.and_then(|row| row.2.iter().find(|(named, _)| *named == role));
                    let allowed = allowed.map_or("", |(_, letters)| letters);
                    for state in State::ALL {
                        for action in DocumentAction::ALL {
                            let letter = if action == DocumentAction::Read { "R" } else { "W" };
                            let frozen_out = state == State::Frozen && action == DocumentAction::Write;
                            let expected = allowed.contains(letter) && !frozen_out;
                            let actual = may_outside_cases(kind, role, standing, state, action);
                            assert_eq!(
                                actual, expected,
                                "{kind:?} {role:?} {standing:?} {state:?} {action:?}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_home_says_how_one_stands() {
        let (here, there) = (SiteId(uuid::Uuid::from_u128(1)), SiteId(uuid::Uuid::from_u128(2)));
        for (home, expected) in [
            (Home::Site(here), Some(Standing::SameSite)),
            (Home::Site(there), Some(Standing::OtherSite)),
            (Home::Unit, Some(Standing::Unit)),
            (Home::Case(crate::id::CaseId(here.0)), None),
        ] {
            assert_eq!(Standing::of(home, here), expected);
        }
    }

    #[test]
    fn the_table_of_everything_else_is_the_one_written_here() {
        use Action::{
            CreateCase, ImportGuide, ManageAccounts, PublishGuides, ReadGuides, ReadLog, RunCommittee,
            SitOnCommittee, WriteGuides,
        };
        let expected: [(Role, &[Action]); 6] = [
            (Role::Practitioner, &[CreateCase, ReadGuides, ImportGuide, WriteGuides, SitOnCommittee]),
            (
                Role::Manager,
                &[ReadGuides, ImportGuide, WriteGuides, PublishGuides, SitOnCommittee, RunCommittee],
            ),
            (Role::CommitteeMember, &[ReadGuides, SitOnCommittee]),
            (Role::SteeringMember, &[ReadGuides, ImportGuide, WriteGuides, PublishGuides]),
            (Role::Administrator, &[ManageAccounts]),
            (Role::Auditor, &[ReadLog]),
        ];
        for (role, allowed) in expected {
            for action in Action::ALL {
                assert_eq!(may(role, action), allowed.contains(&action), "{role:?} {action:?}");
            }
        }
    }

    /// Who may do what with a report: R read, W write, A approve, X examine; by role, then: its author; the owner of the
    /// case; another of the site; a member of the committee before it was sent, and after.
    const ON_REPORTS: [(Role, [&str; 5]); 6] = [
        (Role::Practitioner, ["RW", "RA", "", "", "RX"]),
        (Role::Manager, ["R", "RA", "RA", "RA", "RAX"]),
        (Role::CommitteeMember, ["R", "", "", "", "RX"]),
        (Role::SteeringMember, ["R", "", "", "", ""]),
        (Role::Administrator, ["R", "", "", "", ""]),
        (Role::Auditor, ["R", "", "", "", ""]),
    ];

    #[test]
    fn the_table_of_reports_is_the_one_written_here() {
        let relation = |author, case, sits, sent| ReportRelation { author, case, sits, sent };
        let relations = [
            relation(true, Relation::SameSite, true, true),
            relation(false, Relation::Owner, false, true),
            relation(false, Relation::SameSite, false, true),
            relation(false, Relation::SameSite, true, false),
            relation(false, Relation::SameSite, true, true),
        ];
        for (role, allowed) in ON_REPORTS {
            for (relation, allowed) in relations.into_iter().zip(allowed) {
                for (action, letter) in ReportAction::ALL.into_iter().zip(['R', 'W', 'A', 'X']) {
                    let actual = may_on_report(role, relation, action);
                    assert_eq!(actual, allowed.contains(letter), "{role:?} {relation:?} {action:?}");
                }
            }
        }
    }

    #[test]
    fn role_codes_are_their_wire_names_and_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(role));
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.code()));
        }
        assert_eq!(Role::from_code("emperor"), None);
    }
}
