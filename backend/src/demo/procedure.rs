//! Of the procedure: the committee of one site, a report that waits for its approval, and one that went its whole way to
//! a decision with a dissent.

use std::collections::BTreeMap;

use domain::{
    committee::{Convene, Deliberate, Meet, Name, Proposal, Todo},
    failure::Failure,
    id::{CaseId, DeliberationId, MeetingId, ReportId, Timestamp},
    interview::Provenance,
    language::Language,
    procedure::{Outcome as Decision, Protocol, meeting::Function},
    report::{Act, Basis, Content, Item, Proportion, Recipient, Submit, Take, Told},
};
use store::Transaction;
use uuid::Uuid;

use super::{DAY, MINUTE, known};
use crate::{
    Actor, Backend, Outcome, committee,
    report::{day_of, submit_within, take_within},
};

const MEMBERS: [(&str, Function); 3] = [
    ("helene.brunet", Function::Direction),
    ("pauline.arnaud", Function::Psychology),
    ("yann.kervella", Function::SocialWork),
];

/// What the steps share.
struct Demo<'a> {
    backend: &'a Backend,
    actors: &'a BTreeMap<String, Actor>,
    now: Timestamp,
}

pub(super) async fn insert(
    backend: &Backend,
    transaction: &mut Transaction,
    actors: &BTreeMap<String, Actor>,
    cases: &BTreeMap<String, CaseId>,
    now: Timestamp,
) -> Outcome<()> {
    let demo = Demo { backend, actors, now };
    let chair = demo.actor("helene.brunet")?;
    for (name, function) in MEMBERS {
        let name = Name { account: demo.actor(name)?.account, function: Some(function) };
        committee::name_within(backend, transaction, chair, &name).await?;
    }
    let waiting = demo.report(known(cases, "LYN-2026-0002")?, first());
    submit_within(backend, transaction, demo.actor("claire.morel")?, &waiting, now - DAY).await?;
    let whole = demo.report(known(cases, "LYN-2026-0003")?, second());
    demo.whole_way(transaction, &whole).await
}

impl Demo<'_> {
    fn actor(&self, name: &str) -> Outcome<&Actor> {
        known(self.actors, name)
    }

    fn report(&self, case: &CaseId, content: Content) -> Submit {
        Submit {
            id: ReportId(Uuid::now_v7()),
            case: *case,
            interview: None,
            chosen: Vec::new(),
            language: Language::French,
            content,
        }
    }

    async fn take(
        &self,
        transaction: &mut Transaction,
        who: &str,
        take: &Take,
        at: Timestamp,
    ) -> Outcome<()> {
        take_within(self.backend, transaction, self.actor(who)?, take, at).await
    }

    async fn whole_way(&self, transaction: &mut Transaction, report: &Submit) -> Outcome<()> {
        let (id, submitted) = (report.id, self.now - 16 * DAY);
        submit_within(self.backend, transaction, self.actor("julien.faure")?, report, submitted).await?;
        let step = |act| Take { id, act, words: String::new() };
        self.take(transaction, "helene.brunet", &step(Act::Approve), submitted + DAY).await?;
        self.take(transaction, "pauline.arnaud", &step(Act::Receive), submitted + DAY + 50 * MINUTE).await?;
        let held = submitted + 5 * DAY;
        self.meeting(transaction, id, held).await?;
        let answer = Take {
            id,
            act: Act::Answer,
            words: "La commission vous remercie. Elle propose un accompagnement ordinaire, renforcé sur \
                    l’emploi : vous restez l’interlocuteur de la personne, Yann Kervella appelle la mission \
                    locale. La décision est revue dans trois mois ; dites-nous avant si quelque chose change."
                .to_owned(),
        };
        self.take(transaction, "pauline.arnaud", &answer, held + DAY).await
    }

    async fn meeting(&self, transaction: &mut Transaction, report: ReportId, held: Timestamp) -> Outcome<()> {
        let chair = self.actor("helene.brunet")?;
        let convene = Convene {
            id: MeetingId(Uuid::now_v7()),
            on: day_of(held),
            at: "14:00".to_owned(),
            place: "Salle des Tilleuls".to_owned(),
            agenda: vec![report],
        };
        let id = convene.id;
        committee::convene_within(transaction, chair, &convene, held - 2 * DAY).await?;
        for (name, _) in MEMBERS {
            let member = self.actor(name)?;
            committee::meet_within(self.backend, transaction, member, id, &Meet::Come, held).await?;
        }
        committee::meet_within(self.backend, transaction, chair, id, &Meet::Open, held).await?;
        let items = store::deliberation::of_meeting(transaction, id).await?;
        let item = items.first().ok_or(Failure::Server)?.id;
        self.act(transaction, "helene.brunet", item, &Deliberate::Begin, held).await?;
        for (name, leaning, reasons) in opinions() {
            let opinion = Deliberate::Opinion { leaning, reasons: reasons.to_owned() };
            self.act(transaction, name, item, &opinion, held + 10 * MINUTE).await?;
        }
        let proposal = Deliberate::Propose(self.proposal(held));
        self.act(transaction, "helene.brunet", item, &proposal, held + 40 * MINUTE).await?;
        let dissent = Deliberate::Dissent {
            words:
                "Je crains que l’on perde le contact si le rythme des rendez-vous ne change pas. J’aurais \
                    préféré un suivi individuel dès maintenant."
                    .to_owned(),
            named: true,
        };
        for (name, answer) in [
            ("helene.brunet", Deliberate::Agree),
            ("pauline.arnaud", Deliberate::Agree),
            ("yann.kervella", dissent),
        ] {
            self.act(transaction, name, item, &answer, held + 45 * MINUTE).await?;
        }
        let close = Meet::Close { next: None };
        committee::meet_within(self.backend, transaction, chair, id, &close, held + 60 * MINUTE).await
    }

    async fn act(
        &self,
        transaction: &mut Transaction,
        who: &str,
        item: DeliberationId,
        act: &Deliberate,
        at: Timestamp,
    ) -> Outcome<()> {
        let actor = self.actor(who)?;
        committee::deliberate_within(self.backend, transaction, actor, item, act, at).await.map(drop)
    }

    fn proposal(&self, held: Timestamp) -> Proposal {
        let protocol = Protocol::default();
        Proposal {
            outcome: Decision::OrdinarySupport,
            reasons: "Les propos rapportés sont isolés, la personne les a elle-même nuancés, et l’arrêt du \
                      travail pèse plus que le reste. Un accompagnement ordinaire y répond."
                .to_owned(),
            review: Some(day_of(held).plus_months(protocol.review_months)),
            actions: vec![Todo {
                what: "Appeler la mission locale pour un rendez-vous à deux".to_owned(),
                who: "Yann Kervella".to_owned(),
                due: protocol.after(day_of(self.now), 5),
            }],
        }
    }
}

fn opinions() -> [(&'static str, Decision, &'static str); 3] {
    [
        (
            "helene.brunet",
            Decision::OrdinarySupport,
            "Rien de nouveau depuis trois semaines ; l’emploi d’abord.",
        ),
        (
            "pauline.arnaud",
            Decision::OrdinarySupport,
            "La colère est dite, elle est adressée à quelqu’un : on peut travailler avec.",
        ),
        (
            "yann.kervella",
            Decision::FollowUpIndividual,
            "Il ne vient plus qu’une fois sur deux. Un suivi resserré me paraît nécessaire.",
        ),
    ]
}

fn item(text: &str, provenance: Provenance, source: &str) -> Item {
    Item {
        question: String::new(),
        text: text.to_owned(),
        provenance: Some(provenance),
        source: source.to_owned(),
    }
}

fn first() -> Content {
    Content {
        proportion: Proportion {
            purpose: "Ne pas rester seule avec une inquiétude, et décider à plusieurs s’il y a lieu d’agir."
                .to_owned(),
            basis: Basis::Mission,
            necessity: "La personne a changé en peu de temps et je n’ai que mon propre regard.".to_owned(),
            less_intrusive: "J’en ai parlé à Julien, sans nommer la personne : il partage la question, sans \
                             pouvoir y répondre."
                .to_owned(),
        },
        items: vec![
            item(
                "« Je ne parle plus à mes sœurs. Elles ne comprennent rien à ce que je lis. »",
                Provenance::Words,
                "La personne, en entretien",
            ),
            item("Deux rendez-vous manqués en novembre, sans appel.", Provenance::Fact, "Agenda du service"),
            item(
                "Je la sens plus seule qu’à l’automne ; elle reste cependant curieuse de la formation proposée.",
                Provenance::Appreciation,
                "Mes observations",
            ),
        ],
        told: Told::Yes(
            "Je lui ai dit que je demanderais un avis à plusieurs, et que la réponse lui serait expliquée."
                .to_owned(),
        ),
        recipients: vec![Recipient::Committee],
    }
}

fn second() -> Content {
    Content {
        proportion: Proportion {
            purpose: "Savoir si des propos entendus appellent autre chose que l’accompagnement ordinaire."
                .to_owned(),
            basis: Basis::Mission,
            necessity: "Les propos ont été tenus deux fois, devant deux personnes.".to_owned(),
            less_intrusive: "Un échange entre collègues a eu lieu ; il n’a pas suffi à trancher.".to_owned(),
        },
        items: vec![
            item(
                "« Un jour ils comprendront. » Dit deux fois, puis : « Enfin, je dis ça, je ne ferai rien. »",
                Provenance::Words,
                "La personne, en entretien",
            ),
            item("A cessé le travail il y a six semaines.", Provenance::Fact, "Attestation de l’employeur"),
            item(
                "Le foyer dit qu’il reste poli et qu’il aide en cuisine.",
                Provenance::Hearsay,
                "Éducatrice du foyer",
            ),
        ],
        told: Told::NotYet("Prévu au prochain rendez-vous : il ne s’est pas présenté au dernier.".to_owned()),
        recipients: vec![Recipient::Committee, Recipient::Head],
    }
}
