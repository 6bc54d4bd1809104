//! Turns an expression into code whose names are resolved, and collects what it depends on.

use regex_lite::{Regex, RegexBuilder};

use super::plan::{Def, Facet, Plan, ROOT, Route, What};
use crate::guide::{
    expression::{Axis, Expression, Operator, Path, Start},
    xpath,
};

#[derive(Debug)]
pub(super) enum Code {
    Number(f64),
    Text(String),
    Path(PathCode),
    Call(String, Vec<Code>),
    Negate(Box<Code>),
    Binary(Operator, Box<Code>, Box<Code>),
    /// `regex` with a pattern known beforehand; none when the pattern cannot be used.
    Matches(Box<Code>, Option<Regex>),
    /// `jr:choice-name`, with the list it looks in.
    ChoiceName(Box<Code>, Option<usize>),
    /// `indexed-repeat`: what it reads, and which instance of which repeat.
    Indexed(Option<Def>, Vec<(Def, Code)>),
}

#[derive(Debug)]
pub(super) struct PathCode {
    pub(super) start: StartCode,
    pub(super) steps: Vec<StepCode>,
}

#[derive(Debug)]
pub(super) enum StartCode {
    Root,
    Here,
    Current,
    /// Relative to the question that carries the expression.
    Named(Route),
    /// Inside a predicate: relative to the node it looks at, then to the question.
    Nearest(Def),
    List(usize),
    Result(Box<Code>),
    /// A name that is nowhere in the guide.
    Nothing,
}

#[derive(Debug)]
pub(super) struct StepCode {
    pub(super) axis: AxisCode,
    pub(super) predicates: Vec<Code>,
    /// In an absolute path: of a repeat that holds the question, only the instance that holds it.
    pub(super) own_instance: bool,
}

#[derive(Debug)]
pub(super) enum AxisCode {
    /// The name, for choices; and for nodes of the guide, which child of which parent it is.
    Child(String, Vec<(Def, usize)>),
    AnyChild,
    Itself,
    Parent,
    Descendant(String),
}

/// A facet that an expression reads, and in how many instances around it reader and source stand together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    pub(super) def: Def,
    pub(super) facet: Facet,
    pub(super) depth: usize,
    /// One more instance at the end of a repeat matters too.
    pub(super) on_growth: bool,
}

impl Need {
    pub(super) fn always(def: Def, facet: Facet, depth: usize) -> Self {
        Self { def, facet, depth, on_growth: true }
    }
}

/// The nodes that `.` may mean where an expression stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    /// Each with the number of instances it surely shares with the question.
    places: Vec<(Def, usize)>,
    is_predicate: bool,
}

impl Context {
    pub(super) fn of(plan: &Plan, def: Def) -> Self {
        Self { places: vec![(def, plan.defs[def].depth)], is_predicate: false }
    }

    /// A choice: nothing of the guide.
    pub(super) fn choices() -> Self {
        Self::default()
    }
}

pub(super) struct Compiler<'a> {
    plan: &'a Plan,
    carrier: Def,
    facet: Facet,
    needs: &'a mut Vec<Need>,
}

/// Larger compiled patterns are refused, so that `(a{1000}){1000}` costs nothing.
const PATTERN_BYTES: usize = 1 << 18;

/// The pattern as a whole match, or none when it cannot be used.
pub(super) fn pattern(source: &str) -> Option<Regex> {
    let build = |pattern: &str| RegexBuilder::new(pattern).size_limit(PATTERN_BYTES).build().ok();
    // A pattern such as `a)|(b` would become valid by the group around it.
    build(source)?;
    build(&format!("^(?:{source})$"))
}

impl<'a> Compiler<'a> {
    pub(super) fn new(plan: &'a Plan, carrier: Def, facet: Facet, needs: &'a mut Vec<Need>) -> Self {
        Self { plan, carrier, facet, needs }
    }

    /// The code, and the nodes it may give with the instances they share with the question.
    pub(super) fn compile(
        &mut self,
        expression: &Expression,
        context: &Context,
    ) -> (Code, Vec<(Def, usize)>) {
        match expression {
            Expression::Number(number) => (Code::Number(*number), Vec::new()),
            Expression::Text(text) => (Code::Text(text.clone()), Vec::new()),
            Expression::Negate(inner) => (Code::Negate(Box::new(self.compile(inner, context).0)), Vec::new()),
            Expression::Binary(operator, left, right) => {
                let (left, mut places) = self.compile(left, context);
                let (right, others) = self.compile(right, context);
                places.extend(others);
                (Code::Binary(*operator, Box::new(left), Box::new(right)), places)
            }
            Expression::Path(path) => {
                let (code, places) = self.path(path, context);
                self.read(&places);
                (Code::Path(code), places)
            }
            Expression::Call(name, arguments) => self.call(name, arguments, context),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Expression], context: &Context) -> (Code, Vec<(Def, usize)>) {
        match (name, arguments) {
            ("position", [Expression::Path(path)]) => {
                let (path, places) = self.path(path, context);
                for (def, depth) in places {
                    let node = &self.plan.defs[def];
                    if matches!(node.what, What::Instance) && depth == node.depth {
                        // Of its own instance it asks the place alone, which one more at the end does not change.
                        self.need(def, Facet::Value, depth);
                    } else {
                        self.read_instances(def, depth.min(node.depth.saturating_sub(1)));
                    }
                }
                return (Code::Call(name.to_owned(), vec![Code::Path(path)]), Vec::new());
            }
            ("jr:choice-name", [value, question]) => {
                let list = self.list_of(question, context);
                return (Code::ChoiceName(Box::new(self.compile(value, context).0), list), Vec::new());
            }
            ("regex", [value, Expression::Text(source)]) => {
                return (
                    Code::Matches(Box::new(self.compile(value, context).0), pattern(source)),
                    Vec::new(),
                );
            }
            ("once", [_]) => {
                // It gives what is stored already, before what it would compute.
                let own = self.plan.defs[self.carrier].depth;
                self.read(&[(self.carrier, own)]);
            }
            ("indexed-repeat", [value, indexes @ ..]) => {
                return (self.indexed(value, indexes, context), Vec::new());
            }
            ("string" | "number" | "string-length" | "normalize-space" | "name" | "local-name", []) => {
                let here = Expression::Path(Path { start: Start::Here, steps: Vec::new() });
                return (Code::Call(name.to_owned(), vec![self.compile(&here, context).0]), Vec::new());
            }
            _ => {}
        }
        let mut places = Vec::new();
        let arguments = arguments.iter().map(|argument| {
            let (code, found) = self.compile(argument, context);
            places.extend(found);
            code
        });
        (Code::Call(name.to_owned(), arguments.collect()), places)
    }

    /// The choice list of the question that the second argument of `jr:choice-name` names, as a path or as its text.
    fn list_of(&self, question: &Expression, context: &Context) -> Option<usize> {
        let parsed;
        let path = match question {
            Expression::Path(path) => path,
            Expression::Text(text) => match xpath::parse(text) {
                Ok(Expression::Path(path)) => {
                    parsed = path;
                    &parsed
                }
                _ => return None,
            },
            _ => return None,
        };
        let mut ignored = Vec::new();
        let (_, places) =
            Compiler::new(self.plan, self.carrier, self.facet, &mut ignored).path(path, context);
        places.iter().find_map(|(def, _)| self.plan.defs[*def].list)
    }

    fn indexed(&mut self, value: &Expression, indexes: &[Expression], context: &Context) -> Code {
        let target = self.target(value, context);
        let (mut chosen, mut before) = (Vec::new(), Vec::new());
        for [repeat, index] in indexes.as_chunks().0 {
            let repeat = self.target(repeat, context);
            if let Some(repeat) = repeat
                && self.is_at_or_before(index, repeat, context)
            {
                before.push(repeat);
            }
            let index = self.compile(index, context).0;
            chosen.extend(repeat.map(|repeat| (repeat, index)));
        }
        if let Some(target) = target {
            let outside = chosen
                .iter()
                .map(|(repeat, _)| self.plan.defs[*repeat].depth.saturating_sub(1))
                .min()
                .unwrap_or(0);
            let depth = self.plan.shared_depth(self.carrier, target).min(outside);
            let first = self.needs.len();
            self.read_instances(target, depth);
            for need in self.needs.iter_mut().skip(first) {
                let instance = self.plan.defs[need.def].children.first();
                need.on_growth = !instance.is_some_and(|instance| before.contains(instance));
            }
            self.read(&[(target, depth)]);
        }
        Code::Indexed(target, chosen)
    }

    /// True for `position(..)` of the instance that holds the question, or so many before it: the instances that come
    /// after are never read.
    fn is_at_or_before(&self, index: &Expression, repeat: Def, context: &Context) -> bool {
        match index {
            Expression::Call(name, arguments) if name == "position" => match arguments.as_slice() {
                [path] => {
                    self.target(path, context) == Some(repeat) && self.plan.is_within(self.carrier, repeat)
                }
                _ => false,
            },
            Expression::Binary(Operator::Subtract, place, back) => {
                matches!(**back, Expression::Number(back) if back >= 0.0)
                    && self.is_at_or_before(place, repeat, context)
            }
            _ => false,
        }
    }

    /// The node that a path ends at, without reading it.
    fn target(&self, expression: &Expression, context: &Context) -> Option<Def> {
        let Expression::Path(path) = expression else { return None };
        let mut ignored = Vec::new();
        let (_, places) =
            Compiler::new(self.plan, self.carrier, self.facet, &mut ignored).path(path, context);
        places.first().map(|(def, _)| *def)
    }

    fn path(&mut self, path: &Path, context: &Context) -> (PathCode, Vec<(Def, usize)>) {
        let mut steps = path.steps.as_slice();
        let (start, mut places) = match &path.start {
            Start::Root => {
                // The first name is that of the form itself, whatever the author calls it.
                if let [first, rest @ ..] = steps
                    && matches!(first.axis, Axis::Child(_) | Axis::AnyChild)
                {
                    steps = rest;
                }
                (StartCode::Root, vec![(ROOT, 0)])
            }
            Start::Here => (StartCode::Here, context.places.clone()),
            Start::Current => (StartCode::Current, Context::of(self.plan, self.carrier).places),
            Start::Named(name) => self.named(name, context),
            Start::List(list) => {
                (self.plan.list(list).map_or(StartCode::Nothing, StartCode::List), Vec::new())
            }
            Start::Result(inner) => {
                let (code, places) = self.compile(inner, context);
                (StartCode::Result(Box::new(code)), places)
            }
        };
        let absolute = path.start == Start::Root;
        let mut codes = Vec::new();
        for (index, step) in steps.iter().enumerate() {
            let own_instance = absolute && step.predicates.is_empty() && index + 1 < steps.len();
            let axis = self.walk(&step.axis, &mut places, own_instance);
            let inside = Context { places: places.clone(), is_predicate: true };
            let predicates =
                step.predicates.iter().map(|predicate| self.compile(predicate, &inside).0).collect();
            codes.push(StepCode { axis, predicates, own_instance });
        }
        (PathCode { start, steps: codes }, places)
    }

    fn named(&mut self, name: &str, context: &Context) -> (StartCode, Vec<(Def, usize)>) {
        let Some(target) = self.plan.named(name, self.carrier) else {
            return (StartCode::Nothing, Vec::new());
        };
        let mut depth = self.plan.shared_depth(self.carrier, target);
        let start = if context.is_predicate && !context.places.is_empty() {
            depth = context.places.iter().map(|(_, shared)| *shared).fold(depth, usize::min);
            StartCode::Nearest(target)
        } else {
            StartCode::Named(self.plan.route(self.carrier, target, depth))
        };
        self.read_instances(target, depth);
        (start, vec![(target, depth)])
    }

    /// Moves the places one step on.
    fn walk(&mut self, axis: &Axis, places: &mut Vec<(Def, usize)>, own_instance: bool) -> AxisCode {
        let plan = self.plan;
        let from = std::mem::take(places);
        match axis {
            Axis::Itself => {
                *places = from;
                AxisCode::Itself
            }
            Axis::Parent => {
                for (def, depth) in from {
                    if let Some(parent) = plan.parent(def) {
                        let place = (parent, depth.min(plan.defs[parent].depth));
                        if !places.contains(&place) {
                            places.push(place);
                        }
                    }
                }
                AxisCode::Parent
            }
            Axis::Child(name) => {
                let mut slots = Vec::new();
                for (def, depth) in from {
                    for &child in
                        plan.defs[def].children.iter().filter(|child| plan.defs[**child].name == *name)
                    {
                        slots.push((def, plan.defs[child].slot));
                        places.push(self.enter(child, depth, own_instance));
                    }
                }
                AxisCode::Child(name.clone(), slots)
            }
            Axis::AnyChild => {
                for (def, depth) in from {
                    for &child in &plan.defs[def].children {
                        places.push(self.enter(child, depth, own_instance));
                    }
                }
                AxisCode::AnyChild
            }
            Axis::Descendant(name) => {
                let mut waiting = from;
                while let Some((def, depth)) = waiting.pop() {
                    for &child in &plan.defs[def].children {
                        let place = self.enter(child, depth, false);
                        if name == "*" || plan.defs[child].name == *name {
                            places.push(place);
                        }
                        waiting.push(place);
                    }
                }
                AxisCode::Descendant(name.clone())
            }
        }
    }

    /// A child as a place: of a repeat, its instance.
    fn enter(&mut self, child: Def, depth: usize, own_instance: bool) -> (Def, usize) {
        let node = &self.plan.defs[child];
        if !matches!(node.what, What::Repeat) {
            return (child, depth);
        }
        let instance = node.children[0];
        if own_instance && self.plan.is_within(self.carrier, instance) && depth == node.depth {
            return (instance, depth + 1);
        }
        self.need(child, Facet::Value, depth);
        (instance, depth)
    }

    /// The expression asks which instances there are of every repeat around `def` that it does not share.
    fn read_instances(&mut self, def: Def, depth: usize) {
        for above in self.plan.chain(def) {
            if matches!(self.plan.defs[above].what, What::Repeat) && self.plan.defs[above].depth >= depth {
                self.need(above, Facet::Value, depth.min(self.plan.defs[above].depth));
            }
        }
    }

    /// The expression reads these nodes. What holds the question is there whenever the question is, and a calculation
    /// that reads its own node reads the answer stored there.
    fn read(&mut self, places: &[(Def, usize)]) {
        for &(def, depth) in places {
            let holds_it = self.plan.is_within(self.carrier, def) && depth == self.plan.defs[def].depth;
            if def == self.carrier && holds_it {
                if self.facet != Facet::Value {
                    self.need(def, Facet::Value, depth);
                }
            } else if !holds_it {
                self.need(def, Facet::Value, depth);
                self.need(def, Facet::Relevance, depth);
            }
        }
    }

    fn need(&mut self, def: Def, facet: Facet, depth: usize) {
        self.needs.push(Need::always(def, facet, depth));
    }
}
