//! From a report to a collective decision and its answer: nobody goes the way alone, and no opinion is read before all
//! are in.

use backend::{Actor, committee, report};
use domain::{
    access::Role,
    committee::{Convene, Deliberate, Item, Meet, Meeting, Name, Proposal, Todo},
    failure::Failure,
    id::{MeetingId, ReportId},
    interview::Provenance,
    language::Language,
    procedure::{Outcome, Rule, deliberation::Stage, meeting::Function, report::State},
    report::{Act, Basis, Content, Item as Statement, Proportion, Recipient, Submit, Take, Told},
};
use uuid::Uuid;

use crate::world::{World, complete, tablet};

fn refused<T>(rule: Rule) -> Result<T, Failure> {
    Err(Failure::Procedure { rule })
}

fn content() -> Content {
    Content {
        proportion: Proportion {
            purpose: "Décider à plusieurs.".to_owned(),
            basis: Basis::Mission,
            necessity: "Un seul regard ne suffit pas.".to_owned(),
            less_intrusive: "Échange entre collègues, sans suite.".to_owned(),
        },
        items: vec![Statement {
            question: String::new(),
            text: "Deux rendez-vous manqués.".to_owned(),
            provenance: Some(Provenance::Fact),
            source: "Agenda".to_owned(),
        }],
        told: Told::Yes("Dit en fin d’entretien.".to_owned()),
        recipients: vec![Recipient::Committee],
    }
}

impl World {
    fn new_report(&self) -> Submit {
        Submit {
            id: ReportId(Uuid::now_v7()),
            case: self.case.summary.id,
            interview: None,
            chosen: Vec::new(),
            language: Language::French,
            content: content(),
        }
    }

    async fn take(&self, who: &Actor, id: ReportId, act: Act) -> Result<State, Failure> {
        let take = Take { id, act, words: "Quelques mots".to_owned() };
        report::take(&self.backend, who, &take).await.map(|report| report.summary.state)
    }

    /// The manager presides; a psychologist and a social worker sit with her.
    async fn named(&self) {
        for (account, function) in [
            (&self.manager, Function::Direction),
            (&self.committee, Function::Psychology),
            (&self.colleague, Function::SocialWork),
        ] {
            let name = Name { account: account.account, function: Some(function) };
            committee::name(&self.backend, &self.manager, &name).await.unwrap();
        }
    }

    /// A report that the committee has received.
    async fn received(&self) -> ReportId {
        let new = self.new_report();
        report::submit(&self.backend, &self.owner, &new).await.unwrap();
        self.take(&self.manager, new.id, Act::Approve).await.unwrap();
        self.take(&self.committee, new.id, Act::Receive).await.unwrap();
        new.id
    }

    async fn convened(&self, report: ReportId) -> Meeting {
        let today = committee::overview(&self.backend, &self.manager).await.unwrap().today;
        let convene = Convene {
            id: MeetingId(Uuid::now_v7()),
            on: today,
            at: "14:00".to_owned(),
            place: "Salle 2".to_owned(),
            agenda: vec![report],
        };
        committee::convene(&self.backend, &self.manager, &convene).await.unwrap()
    }

    async fn meet(&self, who: &Actor, id: MeetingId, act: Meet) -> Result<Meeting, Failure> {
        committee::meet(&self.backend, who, id, &act).await
    }

    async fn act(&self, who: &Actor, item: &Item, act: Deliberate) -> Result<Item, Failure> {
        committee::deliberate(&self.backend, who, item.id, &act).await.map(|meeting| meeting.items[0].clone())
    }

    /// An open meeting with all three in the room.
    async fn opened(&self, report: ReportId) -> Meeting {
        let meeting = self.convened(report).await;
        for member in [&self.manager, &self.committee, &self.colleague] {
            self.meet(member, meeting.summary.id, Meet::Come).await.unwrap();
        }
        self.meet(&self.manager, meeting.summary.id, Meet::Open).await.unwrap()
    }
}

fn opinion(reasons: &str) -> Deliberate {
    Deliberate::Opinion { leaning: Outcome::OrdinarySupport, reasons: reasons.to_owned() }
}

#[tokio::test]
async fn a_report_needs_two_people_before_it_leaves() {
    for world in World::everywhere().await {
        world.named().await;
        let before = world.log().await.len();
        let new = world.new_report();
        let report = report::submit(&world.backend, &world.owner, &new).await.unwrap();
        assert_eq!(
            (report.summary.state, report.content.items.len()),
            (State::Submitted, 1),
            "{}",
            world.kind
        );
        assert_eq!(report.may, [Act::Withdraw]);
        report::submit(&world.backend, &world.owner, &new).await.unwrap();
        assert_eq!(world.take(&world.owner, new.id, Act::Approve).await, refused(Rule::SecondPerson));
        let early = report::open(&world.backend, &world.committee, new.id).await.err();
        assert_eq!(early, Some(Failure::NotFound), "nobody of the committee reads it before it is approved");
        let second = report::submit(&world.backend, &world.co_owner, &world.new_report()).await.err();
        assert_eq!(second, Some(Failure::Procedure { rule: Rule::OneReportAtATime }));

        assert_eq!(world.take(&world.co_owner, new.id, Act::Return).await, Ok(State::Returned));
        let returned = report::open(&world.backend, &world.owner, new.id).await.unwrap();
        assert_eq!(returned.may, [Act::Withdraw, Act::Resubmit]);
        assert_eq!(returned.steps.last().unwrap().words, "Quelques mots");
        report::submit(&world.backend, &world.owner, &new).await.unwrap();
        assert_eq!(world.take(&world.manager, new.id, Act::Approve).await, Ok(State::Approved));
        let sent = report::open(&world.backend, &world.committee, new.id).await.unwrap();
        assert_eq!(sent.may, [Act::Receive]);
        assert!(sent.summary.feedback_due.is_some());
        let elsewhere = report::open(&world.backend, &world.stranger, new.id).await.err();
        assert_eq!(elsewhere, Some(Failure::NotFound));
        assert_eq!(world.take(&world.owner, new.id, Act::Rectify).await, Ok(State::Approved));
        let steps = world.log_since(before).await;
        let stepped = steps.iter().filter(|action| action.starts_with("report_s")).count();
        assert_eq!(stepped, 5, "{steps:?}");
    }
}

#[tokio::test]
async fn what_is_chosen_of_an_interview_is_read_by_the_server() {
    let world = World::on(testkit::sqlite()).await;
    let id = world.interview().await;
    let shown = tablet(1, &complete());
    shown.set_provenance(&domain::guide::NodeKey("home/city".to_owned()), Some(Provenance::Words));
    let append = backend::document::Append { actor: &world.owner, document: id, update: shown.encode() };
    backend::document::append(&world.backend, &[append]).await.unwrap().remove(0).unwrap();
    let chosen = |path: &str| Submit {
        interview: Some(id),
        chosen: vec![domain::guide::NodeKey(path.to_owned())],
        ..world.new_report()
    };
    let bare = report::submit(&world.backend, &world.owner, &chosen("home/people")).await.err();
    assert_eq!(bare, Some(Failure::Invalid { field: "report_provenance".to_owned() }));
    let unsent = report::submit(&world.backend, &world.owner, &chosen("wishes")).await.err();
    assert_eq!(unsent, Some(Failure::Outdated));
    let report = report::submit(&world.backend, &world.owner, &chosen("home/city")).await.unwrap();
    let item = &report.content.items[0];
    assert_eq!((item.question.as_str(), item.text.as_str()), ("Where do you live?", "Vénissieux"));
}

#[tokio::test]
async fn nobody_reports_on_herself_and_not_concerned_starts_a_clock() {
    let world = World::on(testkit::sqlite()).await;
    let new = domain::case::NewCase { code: "LYN-9".to_owned(), person_name: "OWNER".to_owned() };
    let own = backend::case::create(&world.backend, &world.owner, &new).await.unwrap().summary.id;
    let submit = Submit { case: own, ..world.new_report() };
    let oneself = report::submit(&world.backend, &world.owner, &submit).await.err();
    assert_eq!(oneself, Some(Failure::Procedure { rule: Rule::OnOneself }));
    let nobody = Submit { case: domain::id::CaseId(Uuid::now_v7()), ..world.new_report() };
    let missing = report::submit(&world.backend, &world.owner, &nobody).await.err();
    assert_eq!(missing, Some(Failure::NotFound));

    let of_case = report::unconcerned(&world.backend, &world.owner, own).await.unwrap();
    assert_eq!(of_case.concluded.unwrap().by, "owner");
    let new = world.new_report();
    report::submit(&world.backend, &world.owner, &new).await.unwrap();
    let open = report::unconcerned(&world.backend, &world.owner, new.case).await.err();
    assert_eq!(open, Some(Failure::Procedure { rule: Rule::OneReportAtATime }));
    let manager = report::unconcerned(&world.backend, &world.manager, own).await.err();
    assert_eq!(manager, Some(Failure::Forbidden));
}

#[tokio::test]
async fn three_decide_with_a_dissent_and_the_reporter_hears_of_it() {
    for world in World::everywhere().await {
        world.named().await;
        let report = world.received().await;
        let meeting = world.opened(report).await;
        let (id, item) = (meeting.summary.id, meeting.items[0].clone());
        let before = world.log().await.len();
        for _ in 0..3 {
            committee::open(&world.backend, &world.manager, id).await.unwrap();
        }
        assert_eq!(world.log_since(before).await.len(), 0, "following a meeting is one reading");
        assert!(item.quorate && item.voices.len() == 3, "{}", world.kind);
        let early = world.act(&world.committee, &item, Deliberate::Begin).await;
        assert_eq!(early, refused(Rule::ChairOnly));
        world.act(&world.manager, &item, Deliberate::Begin).await.unwrap();
        world.act(&world.manager, &item, opinion("SECRET un")).await.unwrap();
        let two = world.act(&world.committee, &item, opinion("SECRET deux")).await.unwrap();
        assert_eq!((two.stage, two.given.len(), two.opinions.len()), (Stage::Opinions, 2, 0));
        let mut connection = world.store.read().await.unwrap();
        let rows = store::deliberation::opinions(&mut connection, item.id).await.unwrap();
        assert_eq!(rows.len(), 0, "the database gives none before their time");
        drop(connection);
        for member in [&world.manager, &world.committee, &world.colleague] {
            let shown = committee::open(&world.backend, member, id).await.unwrap();
            assert!(!serde_json::to_string(&shown).unwrap().contains("SECRET"));
        }
        let twice = world.act(&world.committee, &item, opinion("encore")).await;
        assert_eq!(twice, refused(Rule::AlreadyGiven));
        let all = world.act(&world.colleague, &item, opinion("SECRET trois")).await.unwrap();
        assert_eq!((all.stage, all.opinions.len()), (Stage::Discussion, 3));

        let today = meeting.summary.on;
        let mut proposal = Proposal {
            outcome: Outcome::FollowUpIndividual,
            reasons: "Parce que.".to_owned(),
            review: None,
            actions: vec![Todo { what: "Appeler".to_owned(), who: "Claire".to_owned(), due: today }],
        };
        let unseen = world.act(&world.manager, &item, Deliberate::Propose(proposal.clone())).await;
        assert_eq!(unseen, refused(Rule::ReviewNeeded));
        proposal.review = Some(today.plus_months(3));
        world.act(&world.manager, &item, Deliberate::Propose(proposal)).await.unwrap();
        world.act(&world.manager, &item, Deliberate::Agree).await.unwrap();
        let dissent = Deliberate::Dissent { words: "Trop tôt.".to_owned(), named: false };
        let open = world.act(&world.colleague, &item, dissent).await.unwrap();
        assert_eq!((open.agreeing, open.dissents.len()), (None, 0), "nobody knows how it stands");
        let decided = world.act(&world.committee, &item, Deliberate::Agree).await.unwrap();
        assert_eq!((decided.stage, decided.agreeing), (Stage::Decided, Some(2)));
        assert_eq!((decided.dissents[0].by.clone(), decided.dissents[0].words.as_str()), (None, "Trop tôt."));
        let late = world.act(&world.committee, &item, Deliberate::Agree).await;
        assert_eq!(late, refused(Rule::WrongStep));

        let closed = world.meet(&world.manager, id, Meet::Close { next: None }).await.unwrap();
        assert_eq!(closed.next, None);
        let minutes = committee::minutes(&world.backend, &world.committee, id).await.unwrap();
        let stale = committee::sign(&world.backend, &world.committee, id, "0").await.err();
        assert_eq!(stale, Some(Failure::Procedure { rule: Rule::MinutesChanged }));
        let one = committee::sign(&world.backend, &world.committee, id, &minutes.hash).await.unwrap();
        assert!(!one.complete && !one.may_sign && one.hash == minutes.hash);
        let both = committee::sign(&world.backend, &world.manager, id, &minutes.hash).await.unwrap();
        assert!(both.complete);

        assert_eq!(world.take(&world.owner, report, Act::Answer).await, refused(Rule::SecondPerson));
        assert_eq!(world.take(&world.committee, report, Act::Answer).await, Ok(State::Answered));
        let answer = report::open(&world.backend, &world.owner, report).await.unwrap();
        assert_eq!(answer.summary.outcome, Some(Outcome::FollowUpIndividual));
        assert!(answer.may.contains(&Act::Read));
        world.take(&world.owner, report, Act::Read).await.unwrap();
        assert_eq!(world.take(&world.owner, report, Act::Read).await, refused(Rule::WrongStep));
        let overview = committee::overview(&world.backend, &world.manager).await.unwrap();
        assert_eq!((overview.answered.in_time, overview.answered.of), (1, 1));
        assert_eq!((overview.reports.len(), overview.reviews.len()), (0, 1));
    }
}

#[tokio::test]
async fn without_quorum_a_case_is_noted_and_comes_back_soon() {
    for world in World::everywhere().await {
        world.named().await;
        let report = world.received().await;
        let meeting = world.opened(report).await;
        let (id, item) = (meeting.summary.id, meeting.items[0].clone());
        let aside = world.act(&world.colleague, &item, Deliberate::Recuse).await.unwrap();
        assert!(!aside.quorate, "{}", world.kind);
        assert_eq!(world.act(&world.manager, &item, Deliberate::Begin).await, refused(Rule::NotQuorate));
        assert_eq!(world.act(&world.colleague, &item, opinion("x")).await, refused(Rule::Recused));
        let open = world.meet(&world.manager, id, Meet::Close { next: None }).await.err();
        assert_eq!(open, Some(Failure::Procedure { rule: Rule::ItemsOpen }));
        let note = Deliberate::Note { words: "À revoir avec un autre membre.".to_owned() };
        assert_eq!(world.act(&world.manager, &item, note).await.unwrap().stage, Stage::Noted);
        let unset = world.meet(&world.manager, id, Meet::Close { next: None }).await.err();
        assert_eq!(unset, Some(Failure::Procedure { rule: Rule::RescheduleNeeded }));
        let far = Meet::Close { next: Some(meeting.rehold_by.plus_days(1)) };
        let far = world.meet(&world.manager, id, far).await.err();
        assert_eq!(far, Some(Failure::Procedure { rule: Rule::RescheduleTooFar }));
        let close = Meet::Close { next: Some(meeting.rehold_by) };
        let next = world.meet(&world.manager, id, close).await.unwrap().next.unwrap();
        let next = committee::open(&world.backend, &world.manager, next).await.unwrap();
        assert_eq!((next.items.len(), next.items[0].report), (1, report));
        assert_eq!(next.summary.on, meeting.rehold_by);
    }
}

#[tokio::test]
async fn a_member_who_loses_the_role_takes_the_quorum_along() {
    for world in World::everywhere().await {
        world.named().await;
        let meeting = world.opened(world.received().await).await;
        let item = meeting.items[0].clone();
        world.act(&world.manager, &item, Deliberate::Begin).await.unwrap();
        world.act(&world.manager, &item, opinion("un")).await.unwrap();
        world.act(&world.committee, &item, opinion("deux")).await.unwrap();
        let name = Name { account: world.colleague.account, function: None };
        committee::name(&world.backend, &world.manager, &name).await.unwrap();
        let now = committee::open(&world.backend, &world.manager, meeting.summary.id).await.unwrap();
        assert_eq!((now.items[0].stage, now.items[0].quorate), (Stage::Opinions, false), "{}", world.kind);
        assert_eq!(now.items[0].opinions, []);
        assert_eq!(world.act(&world.colleague, &item, opinion("trois")).await.err(), Some(Failure::NotFound));
    }
}

#[tokio::test]
async fn only_the_committee_of_the_site_meets() {
    let world = World::on(testkit::sqlite()).await;
    world.named().await;
    let report = world.received().await;
    for outsider in [&world.owner, &world.steering, &world.administrator, &world.auditor] {
        assert_eq!(committee::overview(&world.backend, outsider).await.err(), Some(Failure::Forbidden));
    }
    let foreign = Name { account: world.stranger.account, function: Some(Function::Partner) };
    let named = committee::name(&world.backend, &world.manager, &foreign).await.err();
    assert_eq!(named, Some(Failure::Invalid { field: "member".to_owned() }));
    let member = committee::name(&world.backend, &world.committee, &foreign).await.err();
    assert_eq!((member, world.committee.role), (Some(Failure::Forbidden), Role::CommitteeMember));
    let elsewhere = committee::overview(&world.backend, &world.other_manager).await.unwrap();
    assert_eq!((elsewhere.members.len(), elsewhere.reports.len()), (0, 0));
    let convene = Convene {
        id: MeetingId(Uuid::now_v7()),
        on: elsewhere.today,
        at: "09:00".to_owned(),
        place: "Nice".to_owned(),
        agenda: vec![report],
    };
    let alone = committee::convene(&world.backend, &world.other_manager, &convene).await.err();
    assert_eq!(alone, Some(Failure::Procedure { rule: Rule::TooFewMembers }));
    let meeting = world.convened(report).await;
    let unseen = committee::open(&world.backend, &world.other_manager, meeting.summary.id).await.err();
    assert_eq!(unseen, Some(Failure::NotFound));
    let again = Convene { id: MeetingId(Uuid::now_v7()), ..convene };
    let twice = committee::convene(&world.backend, &world.manager, &again).await.err();
    assert_eq!(twice, Some(Failure::Procedure { rule: Rule::AlreadyOnAgenda }));
}
