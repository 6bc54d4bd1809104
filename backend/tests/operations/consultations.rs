//! Asking for an opinion, and one's day.

use backend::{consultation, day, report};
use domain::{
    committee::Name,
    consultation::{Ask, Reply},
    day::{Subject, What},
    failure::Failure,
    id::{AccountId, ConsultationId, ReportId},
    interview::Provenance,
    language::Language,
    procedure::{Rule, meeting::Function},
    report::{Act, Basis, Content, Item, Proportion, Submit, Take, Told},
};
use uuid::Uuid;

use crate::world::World;

impl World {
    fn ask(&self, of: Option<AccountId>) -> Ask {
        Ask {
            id: ConsultationId(Uuid::now_v7()),
            case: self.case.summary.id,
            of,
            question: "Faut-il s’inquiéter de deux absences ?".to_owned(),
        }
    }

    async fn psychologist(&self) {
        let name = Name { account: self.committee.account, function: Some(Function::Psychology) };
        backend::committee::name(&self.backend, &self.manager, &name).await.unwrap();
    }
}

#[tokio::test]
async fn a_colleague_answers_knowing_only_the_question() {
    for world in World::everywhere().await {
        let ask = world.ask(Some(world.colleague.account));
        let of_case = consultation::ask(&world.backend, &world.owner, &ask).await.unwrap();
        assert_eq!((of_case.asked.len(), of_case.asked[0].answer.is_none()), (1, true), "{}", world.kind);
        let waiting = consultation::waiting(&world.backend, &world.colleague).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].question.as_str()), (1, ask.question.as_str()));
        let reply = Reply { id: ask.id, words: "Non : parlez-en avec elle d’abord.".to_owned() };
        for (who, expected) in [
            (&world.owner, Failure::Procedure { rule: Rule::SecondPerson }),
            (&world.co_owner, Failure::NotFound),
            (&world.manager, Failure::NotFound),
        ] {
            assert_eq!(consultation::answer(&world.backend, who, &reply).await.err(), Some(expected));
        }
        assert_eq!(consultation::answer(&world.backend, &world.colleague, &reply).await.unwrap(), []);
        let twice = consultation::answer(&world.backend, &world.colleague, &reply).await.err();
        assert_eq!(twice, Some(Failure::Procedure { rule: Rule::AlreadyGiven }));
        let of_case = consultation::of_case(&world.backend, &world.owner, ask.case).await.unwrap();
        assert_eq!(of_case.asked[0].answer.as_ref().unwrap().words, reply.words);
        let elsewhere = world.ask(Some(world.stranger.account));
        let refused = consultation::ask(&world.backend, &world.owner, &elsewhere).await.err();
        assert_eq!(refused, Some(Failure::Invalid { field: "member".to_owned() }));
    }
}

#[tokio::test]
async fn the_committee_is_asked_as_one() {
    for world in World::everywhere().await {
        let ask = world.ask(None);
        consultation::ask(&world.backend, &world.owner, &ask).await.unwrap();
        assert_eq!(consultation::waiting(&world.backend, &world.committee).await.unwrap().len(), 0);
        world.psychologist().await;
        assert_eq!(consultation::waiting(&world.backend, &world.committee).await.unwrap().len(), 1);
        let reply = Reply { id: ask.id, words: "Apportez-le à la prochaine réunion.".to_owned() };
        consultation::answer(&world.backend, &world.committee, &reply).await.unwrap();
        let of_case = consultation::of_case(&world.backend, &world.owner, ask.case).await.unwrap();
        assert_eq!(of_case.asked[0].answer.as_ref().unwrap().by, "committee", "{}", world.kind);
    }
}

#[tokio::test]
async fn ones_day_shows_what_waits_and_what_came_back() {
    for world in World::everywhere().await {
        world.psychologist().await;
        let item = Item {
            question: String::new(),
            text: "Deux absences.".to_owned(),
            provenance: Some(Provenance::Fact),
            source: String::new(),
        };
        let text = || "Quelques mots".to_owned();
        let proportion =
            Proportion { purpose: text(), basis: Basis::Mission, necessity: text(), less_intrusive: text() };
        let content =
            Content { proportion, items: vec![item], told: Told::NotYet(text()), recipients: Vec::new() };
        let submit = Submit {
            id: ReportId(Uuid::now_v7()),
            case: world.case.summary.id,
            interview: None,
            chosen: Vec::new(),
            language: Language::French,
            content,
        };
        report::submit(&world.backend, &world.owner, &submit).await.unwrap();
        let whats = async |who| {
            let day = day::mine(&world.backend, who).await.unwrap();
            assert!(day.entries.iter().all(|entry| entry.subject == Subject::Report(submit.id)));
            day.entries.into_iter().map(|entry| entry.what).collect::<Vec<_>>()
        };
        assert_eq!(whats(&world.owner).await, [], "{}", world.kind);
        assert_eq!(whats(&world.co_owner).await, [What::ApproveReport]);
        assert_eq!(whats(&world.manager).await, [What::ApproveReport]);
        assert_eq!(whats(&world.colleague).await, []);
        assert_eq!(whats(&world.other_manager).await, []);
        assert_eq!(whats(&world.committee).await, []);
        let take = |act| Take { id: submit.id, act, words: text() };
        report::take(&world.backend, &world.manager, &take(Act::Return)).await.unwrap();
        assert_eq!(whats(&world.owner).await, [What::Returned]);
        report::submit(&world.backend, &world.owner, &submit).await.unwrap();
        report::take(&world.backend, &world.manager, &take(Act::Approve)).await.unwrap();
        assert_eq!(whats(&world.committee).await, [What::ReceiveReport]);
        assert_eq!(whats(&world.manager).await, [], "she runs the committee and does not sit on it yet");
    }
}
