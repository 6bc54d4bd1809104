//! No score of a person: an interview guide that totals scored answers is refused.
//!
//! An answer is scored where a choice stands for a number: the choices are numbers, or an expression gives one number
//! for one choice and another for another (`if(${q} = 'a', 2, 0)`), or counts what is true of choices. A total is where
//! two scored answers meet in arithmetic, in `sum`, `min`, `max` or a weighted list, or where one answer of a repeat is
//! summed. Ages, dates, durations, counts of instances and numbers that somebody typed are quantities, and so is what
//! they are multiplied with.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Finding, expressions, tree::Tree};
use crate::guide::{
    Kind, Purpose, Question,
    expression::{Expression, Operator, Path, Start},
    xpath,
};

/// What an expression is worth as a score: the questions whose answers it scores.
#[derive(Clone, Debug, Default, PartialEq)]
struct Score {
    questions: BTreeSet<usize>,
    /// It gives several of them, one for each node.
    several: bool,
}

pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Finding>) {
    if tree.guide.purpose != Purpose::Interview {
        return;
    }
    let mut scores = Scores { tree, known: HashMap::new(), open: HashSet::new(), total: None };
    for (carrier, node) in tree.nodes.iter().enumerate() {
        for (part, expression) in expressions::of(node.item) {
            scores.total = None;
            scores.walk(expression, carrier);
            if let Some(questions) = scores.total.take() {
                let names: Vec<&str> =
                    questions.iter().map(|question| tree.nodes[*question].item.name()).collect();
                let finding = Finding::error(&node.key, part, "score_total");
                found.push(finding.with("questions", names.join(", ")));
            }
        }
    }
}

struct Scores<'a, 'g> {
    tree: &'a Tree<'g>,
    /// By question: what its calculation is worth.
    known: HashMap<usize, Score>,
    /// Questions of which that is being found out.
    open: HashSet<usize>,
    /// The first total of the expression that is being looked at.
    total: Option<BTreeSet<usize>>,
}

impl Scores<'_, '_> {
    /// What the expression is worth. Notes a total on the way.
    fn walk(&mut self, expression: &Expression, carrier: usize) -> Score {
        match expression {
            Expression::Number(_) | Expression::Text(_) => Score::default(),
            Expression::Negate(inner) => self.operand(inner, carrier),
            Expression::Binary(operator, left, right) => self.binary(*operator, left, right, carrier),
            Expression::Call(name, arguments) => self.call(name, arguments, carrier),
            Expression::Path(path) => self.path(path, carrier),
        }
    }

    /// In arithmetic what is true counts as one: it is worth the choices it looks at.
    fn operand(&mut self, expression: &Expression, carrier: usize) -> Score {
        let score = self.walk(expression, carrier);
        if score.questions.is_empty() && is_boolean(expression) {
            return Score { questions: self.choices_in(expression, carrier), several: false };
        }
        score
    }

    fn binary(&mut self, operator: Operator, left: &Expression, right: &Expression, carrier: usize) -> Score {
        let (l, r) = match operator {
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Modulo => {
                (self.operand(left, carrier), self.operand(right, carrier))
            }
            _ => (self.walk(left, carrier), self.walk(right, carrier)),
        };
        match operator {
            Operator::Union => Score { several: true, ..join(l, r) },
            Operator::Add | Operator::Subtract => self.meet([l, r]),
            Operator::Multiply | Operator::Divide | Operator::Modulo => {
                let scored = !l.questions.is_empty() && !r.questions.is_empty();
                let weighs = |other: &Expression| is_constant(other);
                if scored {
                    self.meet([l, r])
                } else if weighs(left) || weighs(right) {
                    join(l, r)
                } else {
                    // A choice that stands for a unit or a rate makes a quantity of a quantity.
                    Score::default()
                }
            }
            _ => Score::default(),
        }
    }

    /// Two that are scored make a total.
    fn meet(&mut self, scores: impl IntoIterator<Item = Score>) -> Score {
        let mut all = Score::default();
        let mut scored = 0;
        for score in scores {
            scored += usize::from(!score.questions.is_empty());
            all = join(all, score);
        }
        if scored > 1 && all.questions.len() > 1 {
            self.note(&all.questions);
        }
        Score { several: false, ..all }
    }

    /// Several values summed, counted by weight, or the most of them taken.
    fn aggregate(&mut self, arguments: &[Expression], carrier: usize) -> Score {
        let scores: Vec<Score> = arguments.iter().map(|argument| self.operand(argument, carrier)).collect();
        for score in scores.iter().filter(|score| score.several && !score.questions.is_empty()) {
            self.note(&score.questions);
        }
        self.meet(scores)
    }

    fn note(&mut self, questions: &BTreeSet<usize>) {
        if self.total.is_none() {
            self.total = Some(questions.clone());
        }
    }

    fn call(&mut self, name: &str, arguments: &[Expression], carrier: usize) -> Score {
        match (name, arguments) {
            ("if", [condition, yes, no]) => {
                self.walk(condition, carrier);
                let branches = join(self.walk(yes, carrier), self.walk(no, carrier));
                if gives_numbers(yes, no) {
                    let looked_at = Score { questions: self.choices_in(condition, carrier), several: false };
                    return join(branches, looked_at);
                }
                branches
            }
            ("sum" | "min" | "max", arguments) => self.aggregate(arguments, carrier),
            ("checklist" | "weighted-checklist", [_, _, counted @ ..]) => {
                let step = if name == "checklist" { 1 } else { 2 };
                let counted: Vec<Expression> = counted.iter().step_by(step).cloned().collect();
                self.aggregate(&counted, carrier);
                Score::default()
            }
            ("count-selected", [Expression::Path(path)]) => {
                Score { questions: self.choosing(path, carrier), several: false }
            }
            (
                "number" | "int" | "round" | "floor" | "ceiling" | "abs" | "sqrt" | "once" | "pow",
                [value, rest @ ..],
            ) => {
                rest.iter().for_each(|argument| drop(self.walk(argument, carrier)));
                self.operand(value, carrier)
            }
            ("coalesce" | "selected-at" | "indexed-repeat" | "string", [value, rest @ ..]) => {
                let first = self.walk(value, carrier);
                rest.iter().fold(first, |score, argument| {
                    let other = self.walk(argument, carrier);
                    if name == "coalesce" { join(score, other) } else { score }
                })
            }
            (_, arguments) => {
                arguments.iter().for_each(|argument| drop(self.walk(argument, carrier)));
                Score::default()
            }
        }
    }

    fn path(&mut self, path: &Path, carrier: usize) -> Score {
        for predicate in path.steps.iter().flat_map(|step| &step.predicates) {
            self.walk(predicate, carrier);
        }
        match &path.start {
            Start::Result(inner) => return self.walk(inner, carrier),
            Start::List(_) => {
                // A column of the chosen choice: its weight, unless it is its words.
                let predicates = path.steps.iter().flat_map(|step| &step.predicates);
                let chosen = predicates.flat_map(|predicate| self.choices_in(predicate, carrier)).collect();
                return Score { questions: chosen, several: false };
            }
            _ => {}
        }
        let targets = self.tree.targets(path, carrier);
        let several = targets.len() > 1;
        let mut score = Score::default();
        for target in targets {
            let apart = self.tree.nodes[target].is_repeated && !self.shares_repeat(target, carrier);
            let one = self.answer(target);
            let is_several = several || apart || one.several;
            score = join(score, Score { several: is_several && !one.questions.is_empty(), ..one });
        }
        score
    }

    /// True when the nearest repeat around the target is around the carrier too.
    fn shares_repeat(&self, target: usize, carrier: usize) -> bool {
        let repeat = |node: usize| {
            let above =
                std::iter::successors(self.tree.nodes[node].parent, |node| self.tree.nodes[*node].parent);
            let mut repeats =
                above.filter(|node| matches!(self.tree.nodes[*node].item, crate::guide::Item::Repeat(_)));
            repeats.next()
        };
        repeat(target) == repeat(carrier)
    }

    /// What the answer of a question is worth in arithmetic.
    fn answer(&mut self, target: usize) -> Score {
        let Some(question) = self.tree.nodes[target].question() else { return Score::default() };
        if self.is_scored(question) {
            return Score { questions: BTreeSet::from([target]), several: false };
        }
        if question.calculation.is_none() || self.open.contains(&target) {
            return Score::default();
        }
        if !self.known.contains_key(&target) {
            self.find_out(target);
        }
        self.known.get(&target).cloned().unwrap_or_default()
    }

    /// What a calculation is worth, those it reads first: a chain of thousands must not become as many calls.
    fn find_out(&mut self, target: usize) {
        // What is total there is told there.
        let total = self.total.take();
        let mut waiting = vec![target];
        while let Some(&node) = waiting.last() {
            let question = self.tree.nodes[node].question();
            let Some(calculation) = question.and_then(|question| question.calculation.as_ref()) else {
                waiting.pop();
                continue;
            };
            if self.known.contains_key(&node) {
                waiting.pop();
                continue;
            }
            if self.open.insert(node) {
                waiting.extend(self.unknown_in(calculation, node));
                continue;
            }
            let score = self.operand(calculation, node);
            self.known.insert(node, score);
            self.open.remove(&node);
            waiting.pop();
        }
        self.total = total;
    }

    /// The calculated questions that an expression reads and of which nothing is known.
    fn unknown_in(&self, expression: &Expression, carrier: usize) -> Vec<usize> {
        let mut found = Vec::new();
        xpath::visit(expression, &mut |inner| {
            if let Expression::Path(path) = inner {
                found.extend(self.tree.targets(path, carrier).into_iter().filter(|target| {
                    let question = self.tree.nodes[*target].question();
                    question.is_some_and(|question| question.calculation.is_some())
                        && !self.known.contains_key(target)
                        && !self.open.contains(target)
                }));
            }
        });
        found
    }

    /// The choices are numbers, most of them, or it is a scale.
    fn is_scored(&self, question: &Question) -> bool {
        match &question.kind {
            Kind::Range { .. } => true,
            Kind::SelectOne { .. } | Kind::SelectMultiple { .. } => {
                let choices = self.tree.choices(&question.kind).unwrap_or_default();
                let numbers = choices.iter().filter(|choice| choice.name.parse::<f64>().is_ok()).count();
                numbers > 1 && numbers * 2 > choices.len()
            }
            _ => false,
        }
    }

    /// The questions with choices, or scales, that an expression looks at.
    fn choices_in(&self, expression: &Expression, carrier: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        xpath::visit(expression, &mut |inner| {
            if let Expression::Path(path) = inner {
                found.extend(self.choosing(path, carrier));
            }
        });
        found
    }

    fn choosing(&self, path: &Path, carrier: usize) -> BTreeSet<usize> {
        let chooses = |target: &usize| {
            let question = self.tree.nodes[*target].question();
            question.is_some_and(|question| {
                let kind = &question.kind;
                matches!(kind, Kind::SelectOne { .. } | Kind::SelectMultiple { .. } | Kind::Range { .. })
            })
        };
        self.tree.targets(path, carrier).into_iter().filter(chooses).collect()
    }
}

fn join(left: Score, right: Score) -> Score {
    let questions = left.questions.into_iter().chain(right.questions).collect();
    Score { questions, several: left.several || right.several }
}

fn is_boolean(expression: &Expression) -> bool {
    match expression {
        Expression::Binary(operator, ..) => operator.precedence() <= Operator::Less.precedence(),
        Expression::Call(name, _) => matches!(
            name.as_str(),
            "selected" | "not" | "boolean" | "true" | "false" | "contains" | "starts-with" | "regex"
        ),
        _ => false,
    }
}

fn is_constant(expression: &Expression) -> bool {
    match expression {
        Expression::Number(_) => true,
        Expression::Text(text) => text.trim().parse::<f64>().is_ok(),
        Expression::Negate(inner) => is_constant(inner),
        Expression::Binary(_, left, right) => is_constant(left) && is_constant(right),
        _ => false,
    }
}

/// One number for yes and another, or nothing, for no.
fn gives_numbers(yes: &Expression, no: &Expression) -> bool {
    let is_number = |branch: &Expression| match branch {
        Expression::Call(name, arguments) if name == "if" => {
            matches!(arguments.as_slice(), [_, yes, no] if gives_numbers(yes, no))
        }
        branch => is_constant(branch),
    };
    let is_nothing = |branch: &Expression| matches!(branch, Expression::Text(text) if text.trim().is_empty());
    (is_number(yes) && (is_number(no) || is_nothing(no))) || (is_nothing(yes) && is_number(no))
}
