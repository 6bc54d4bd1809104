//! A precedence parser over the tokens. It refuses what is nested too deep, so that no text can exhaust the stack of
//! whatever walks the tree later.

use super::{
    MAX_DEPTH, SyntaxError, function,
    token::{Placed, Token, error, tokens},
};
use crate::guide::expression::{Axis, Expression, Operator, Path, Start, Step};

/// A chain of one associative operator longer than this becomes a balanced tree: two hundred `or` in a row are a
/// usual way to write a list, and must not become two hundred levels.
const LONGEST_CHAIN: usize = 16;

/// Levels of the tree, operators included.
const MAX_LEVELS: usize = 256;

/// How strongly a unary minus binds, in the scale of [`Operator::precedence`].
const UNARY: u8 = 7;

pub(super) fn parse(source: &str) -> Result<Expression, SyntaxError> {
    let mut parser = Parser { source, tokens: tokens(source)?, next: 0, depth: 0 };
    let (expression, _) = parser.expression(0)?;
    match parser.tokens.get(parser.next) {
        None => Ok(expression),
        Some(_) => Err(parser.unexpected()),
    }
}

struct Parser<'a> {
    source: &'a str,
    tokens: Vec<Placed<'a>>,
    next: usize,
    depth: usize,
}

/// An expression with the number of its levels.
type Levelled = (Expression, usize);

impl<'a> Parser<'a> {
    fn expression(&mut self, least: u8) -> Result<Levelled, SyntaxError> {
        let mut left = if self.eat("-") {
            let (inner, levels) = self.nested(|parser| parser.expression(UNARY))?;
            (Expression::Negate(Box::new(inner)), levels + 1)
        } else {
            self.operand()?
        };
        while let Some(operator) = self.operator().filter(|operator| operator.precedence() >= least) {
            let mut chain = vec![left];
            while self.operator() == Some(operator) && (chain.len() == 1 || operator.is_associative()) {
                self.next += 1;
                chain.push(self.expression(operator.precedence() + 1)?);
            }
            left = join(operator, chain);
            if left.1 > MAX_LEVELS {
                return Err(self.here("expression_too_deep"));
            }
        }
        Ok(left)
    }

    fn operator(&self) -> Option<Operator> {
        Some(match self.peek()? {
            Token::Name("or") => Operator::Or,
            Token::Name("and") => Operator::And,
            Token::Sign("=") => Operator::Equal,
            Token::Sign("!=") => Operator::NotEqual,
            Token::Sign("<") => Operator::Less,
            Token::Sign("<=") => Operator::LessOrEqual,
            Token::Sign(">") => Operator::Greater,
            Token::Sign(">=") => Operator::GreaterOrEqual,
            Token::Sign("+") => Operator::Add,
            Token::Sign("-") => Operator::Subtract,
            Token::Sign("*") => Operator::Multiply,
            Token::Name("div") => Operator::Divide,
            Token::Name("mod") => Operator::Modulo,
            Token::Sign("|") => Operator::Union,
            _ => return None,
        })
    }

    /// A literal, a call, something in parentheses, or a path, which may start from any of them but a number.
    fn operand(&mut self) -> Result<Levelled, SyntaxError> {
        match (self.peek(), self.peek_after()) {
            (Some(Token::Number(number)), _) => {
                self.next += 1;
                Ok((Expression::Number(number), 1))
            }
            (Some(Token::Text(text)), _) => {
                self.next += 1;
                self.path_from((Expression::Text(text.to_owned()), 1))
            }
            (Some(Token::Reference(name)), _) => self.reference(name),
            (Some(Token::Sign("(")), _) => {
                self.next += 1;
                let inner = self.nested(|parser| parser.expression(0))?;
                self.expect(")")?;
                self.path_from(inner)
            }
            (Some(Token::Name(name)), Some(Token::Sign("("))) if !is_node_test(name) => {
                let call = self.call(name)?;
                self.path_from(call)
            }
            _ => self.location(),
        }
    }

    fn reference(&mut self, name: &'a str) -> Result<Levelled, SyntaxError> {
        if let Some(name) = name.strip_prefix("last-saved#") {
            self.next += 1;
            let argument = Expression::Text(name.trim().to_owned());
            return Ok((Expression::Call("last-saved".to_owned(), vec![argument]), 2));
        }
        if name.is_empty() || name.contains(|letter: char| letter.is_whitespace() || "${\"'".contains(letter))
        {
            return Err(self.unexpected());
        }
        self.next += 1;
        self.steps(Start::Named(name.to_owned()), 1)
    }

    fn call(&mut self, name: &'a str) -> Result<Levelled, SyntaxError> {
        let Some(signature) = function::signature(name) else {
            return Err(self.here("expression_unknown_function"));
        };
        let called = self.next;
        self.next += 2;
        let mut arguments = Vec::new();
        let mut levels = 0;
        if !self.eat(")") {
            loop {
                let (argument, its_levels) = self.nested(|parser| parser.expression(0))?;
                levels = levels.max(its_levels);
                arguments.push(argument);
                if !self.eat(",") {
                    break;
                }
            }
            self.expect(")")?;
        }
        let in_pairs = name == "indexed-repeat" && arguments.len() % 2 == 0;
        if arguments.len() < signature.least || arguments.len() > signature.most || in_pairs {
            let place = self.tokens[called];
            return Err(error(self.source, place.start, "expression_argument_count", name));
        }
        Ok((Expression::Call(name.to_owned(), arguments), levels + 1))
    }

    /// What stands in parentheses or came from a call, when a path goes on from it.
    fn path_from(&mut self, (start, levels): Levelled) -> Result<Levelled, SyntaxError> {
        let start = match start {
            Expression::Call(name, _) if name == "current" => Start::Current,
            Expression::Call(name, arguments) if name == "instance" => match arguments.as_slice() {
                [Expression::Text(list)] => Start::List(list.clone()),
                _ => return Err(self.here("expression_unexpected")),
            },
            other if matches!(self.peek(), Some(Token::Sign("/" | "//" | "["))) => {
                Start::Result(Box::new(other))
            }
            other => return Ok((other, levels)),
        };
        self.steps(start, levels)
    }

    /// A path that starts from a name, a dot or a slash.
    fn location(&mut self) -> Result<Levelled, SyntaxError> {
        match self.peek() {
            Some(Token::Sign("/")) if !self.step_follows() => {
                self.next += 1;
                Ok((Expression::Path(Path { start: Start::Root, steps: Vec::new() }), 1))
            }
            Some(Token::Sign("/" | "//")) => self.steps(Start::Root, 1),
            Some(Token::Sign(".")) => {
                self.next += 1;
                self.steps(Start::Here, 1)
            }
            Some(_) => {
                let (step, levels) = self.step(false)?;
                self.more_steps(Start::Here, vec![step], levels + 1)
            }
            None => Err(self.unexpected()),
        }
    }

    fn step_follows(&self) -> bool {
        matches!(self.peek_after(), Some(Token::Name(_) | Token::Sign("." | ".." | "*")))
    }

    /// The predicates that follow a start directly, then the steps.
    fn steps(&mut self, start: Start, levels: usize) -> Result<Levelled, SyntaxError> {
        let mut steps = Vec::new();
        let (predicates, predicate_levels) = self.predicates()?;
        if !predicates.is_empty() {
            steps.push(Step { axis: Axis::Itself, predicates });
        }
        self.more_steps(start, steps, levels.max(predicate_levels) + 1)
    }

    fn more_steps(
        &mut self,
        start: Start,
        mut steps: Vec<Step>,
        levels: usize,
    ) -> Result<Levelled, SyntaxError> {
        let mut deepest = levels;
        loop {
            let anywhere = match self.peek() {
                Some(Token::Sign("/")) => false,
                Some(Token::Sign("//")) => true,
                _ => return Ok((Expression::Path(Path { start, steps }), deepest)),
            };
            self.next += 1;
            let (step, its_levels) = self.step(anywhere)?;
            deepest = deepest.max(its_levels + 1);
            steps.push(step);
        }
    }

    fn step(&mut self, anywhere: bool) -> Result<(Step, usize), SyntaxError> {
        let axis = self.axis()?;
        let axis = match axis {
            Axis::Child(name) if anywhere => Axis::Descendant(name),
            Axis::AnyChild if anywhere => Axis::Descendant("*".to_owned()),
            _ if anywhere => return Err(self.unexpected()),
            axis => axis,
        };
        let (predicates, levels) = self.predicates()?;
        Ok((Step { axis, predicates }, levels))
    }

    fn axis(&mut self) -> Result<Axis, SyntaxError> {
        if self.eat("..") {
            return Ok(Axis::Parent);
        }
        if self.eat(".") {
            return Ok(Axis::Itself);
        }
        if let (Some(Token::Name(axis)), Some(Token::Sign("::"))) = (self.peek(), self.peek_after()) {
            let place = self.next;
            self.next += 2;
            let test = self.node_test()?;
            return match (axis, test) {
                ("child", Some(name)) => Ok(Axis::Child(name)),
                ("child", None) => Ok(Axis::AnyChild),
                ("descendant", name) => Ok(Axis::Descendant(name.unwrap_or_else(|| "*".to_owned()))),
                ("self", None) => Ok(Axis::Itself),
                ("parent", None) => Ok(Axis::Parent),
                _ => {
                    self.next = place;
                    Err(self.unexpected())
                }
            };
        }
        Ok(match self.node_test()? {
            Some(name) => Axis::Child(name),
            None => Axis::AnyChild,
        })
    }

    /// A name; or `*` and `node()`, which are every name.
    fn node_test(&mut self) -> Result<Option<String>, SyntaxError> {
        if self.eat("*") {
            return Ok(None);
        }
        let Some(Token::Name(name)) = self.peek() else {
            return Err(self.unexpected());
        };
        self.next += 1;
        if name == "node" && self.eat("(") {
            self.expect(")")?;
            return Ok(None);
        }
        Ok(Some(name.to_owned()))
    }

    fn predicates(&mut self) -> Result<(Vec<Expression>, usize), SyntaxError> {
        let mut predicates = Vec::new();
        let mut levels = 0;
        while self.eat("[") {
            let (predicate, its_levels) = self.nested(|parser| parser.expression(0))?;
            levels = levels.max(its_levels);
            predicates.push(predicate);
            self.expect("]")?;
        }
        Ok((predicates, levels))
    }

    fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        if self.depth == MAX_DEPTH {
            return Err(self.here("expression_too_deep"));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.next).map(|placed| placed.token)
    }

    fn peek_after(&self) -> Option<Token<'a>> {
        self.tokens.get(self.next + 1).map(|placed| placed.token)
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(found)) if found == sign);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str) -> Result<(), SyntaxError> {
        if self.eat(sign) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn unexpected(&self) -> SyntaxError {
        self.here(if self.next < self.tokens.len() {
            "expression_unexpected"
        } else {
            "expression_unfinished"
        })
    }

    fn here(&self, code: &'static str) -> SyntaxError {
        match self.tokens.get(self.next) {
            Some(place) => error(self.source, place.start, code, &self.source[place.start..place.end]),
            None => error(self.source, self.source.len(), code, ""),
        }
    }
}

/// Names that look like calls in a path but are tests on its nodes.
fn is_node_test(name: &str) -> bool {
    name == "node"
}

fn join(operator: Operator, chain: Vec<Levelled>) -> Levelled {
    if chain.len() <= LONGEST_CHAIN {
        return chain.into_iter().reduce(|left, right| pair(operator, left, right)).unwrap_or(EMPTY);
    }
    let mut row = chain;
    while row.len() > 1 {
        let mut terms = row.into_iter();
        let mut next = Vec::new();
        while let Some(left) = terms.next() {
            next.push(match terms.next() {
                Some(right) => pair(operator, left, right),
                None => left,
            });
        }
        row = next;
    }
    row.pop().unwrap_or(EMPTY)
}

/// What a chain without terms would be; a chain has at least one.
const EMPTY: Levelled = (Expression::Text(String::new()), 1);

fn pair(operator: Operator, left: Levelled, right: Levelled) -> Levelled {
    let levels = left.1.max(right.1) + 1;
    (Expression::Binary(operator, Box::new(left.0), Box::new(right.0)), levels)
}
