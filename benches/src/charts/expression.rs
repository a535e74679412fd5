//! The little of ECMAScript that the corpora use on numbers: read, known when nothing can change it,
//! else a guard of ours or what the host of a test works out.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// What is known of a variable: a constant, or nothing.
pub type Known = BTreeMap<String, Constant>;

/// A value that cannot change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constant {
    Undefined,
    Truth(bool),
    Number(i64),
    Text(String),
}

/// An expression over variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    Constant(Constant),
    Variable(String),
    In(String),
    Not(Box<Expression>),
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Compare(Box<Expression>, Order, Box<Expression>),
    Count(Box<Expression>, Sum, Box<Expression>),
}

/// How two values are compared; `==` and `===` are the same on what is read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Equal,
    NotEqual,
    Below,
    AtMost,
    Above,
    AtLeast,
}

/// What is done with two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sum {
    Plus,
    Minus,
    Times,
    Power,
}

impl Constant {
    /// What ECMAScript makes of it in a condition.
    pub fn is_true(&self) -> bool {
        match self {
            Self::Undefined => false,
            Self::Truth(truth) => *truth,
            Self::Number(number) => *number != 0,
            Self::Text(text) => !text.is_empty(),
        }
    }
}

impl Order {
    fn holds(self, one: &Constant, other: &Constant) -> Option<bool> {
        match (self, one, other) {
            (Self::Equal, ..) => Some(one == other),
            (Self::NotEqual, ..) => Some(one != other),
            (_, Constant::Number(one), Constant::Number(other)) => Some(match self {
                Self::Below => one < other,
                Self::AtMost => one <= other,
                Self::Above => one > other,
                _ => one >= other,
            }),
            _ => None,
        }
    }

    fn opposite(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Below => Self::AtLeast,
            Self::AtMost => Self::Above,
            Self::Above => Self::AtMost,
            Self::AtLeast => Self::Below,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::NotEqual => "not_equal",
            Self::Below => "below",
            Self::AtMost => "at_most",
            Self::Above => "above",
            Self::AtLeast => "at_least",
        }
    }
}

impl Expression {
    /// Reads an expression, or says what it needs.
    pub fn read(text: &str) -> Result<Self, String> {
        for system in ["_event", "_sessionid", "_ioprocessors", "_name"] {
            if text.contains(system) {
                return Err(format!("the system variable {system}"));
            }
        }
        if text.trim() == "return" {
            return Err("error.execution: an expression that is none".to_owned());
        }
        if text.trim_start().starts_with(['{', '[']) || text.contains("function") {
            return Err("data that is neither number nor text".to_owned());
        }
        if text.contains("++") {
            return Err("a condition that changes what it asks".to_owned());
        }
        let beyond = || format!("the expression `{}`", text.split_whitespace().collect::<Vec<_>>().join(" "));
        let mut reader = Reader { tokens: tokens(text).ok_or_else(beyond)?, at: 0 };
        let read = reader.any().filter(|_| reader.at == reader.tokens.len());
        read.ok_or_else(beyond)
    }

    /// Its value, when the known variables settle it.
    pub fn constant(&self, known: &Known) -> Option<Constant> {
        let truth = |truth: bool| Some(Constant::Truth(truth));
        match self {
            Self::Constant(constant) => Some(constant.clone()),
            Self::Variable(name) => known.get(name).cloned(),
            Self::In(_) => None,
            Self::Not(of) => truth(!of.constant(known)?.is_true()),
            Self::All(of) => {
                let of: Vec<_> = of.iter().map(|one| one.constant(known).map(|one| one.is_true())).collect();
                if of.contains(&Some(false)) {
                    truth(false)
                } else {
                    (!of.contains(&None)).then_some(Constant::Truth(true))
                }
            }
            Self::Any(of) => {
                let of: Vec<_> = of.iter().map(|one| one.constant(known).map(|one| one.is_true())).collect();
                if of.contains(&Some(true)) {
                    truth(true)
                } else {
                    (!of.contains(&None)).then_some(Constant::Truth(false))
                }
            }
            Self::Compare(one, order, other) => {
                order.holds(&one.constant(known)?, &other.constant(known)?).map(Constant::Truth)
            }
            Self::Count(one, sum, other) => {
                let (Constant::Number(one), Constant::Number(other)) = (one.constant(known)?, other.constant(known)?)
                else {
                    return None;
                };
                let number = match sum {
                    Sum::Plus => one.checked_add(other),
                    Sum::Minus => one.checked_sub(other),
                    Sum::Times => one.checked_mul(other),
                    Sum::Power => one.checked_pow(u32::try_from(other).ok()?),
                };
                number.map(Constant::Number)
            }
        }
    }

    /// The variables that it reads.
    pub fn variables(&self) -> Vec<&str> {
        match self {
            Self::Constant(_) | Self::In(_) => Vec::new(),
            Self::Variable(name) => vec![name],
            Self::Not(of) => of.variables(),
            Self::All(of) | Self::Any(of) => of.iter().flat_map(Self::variables).collect(),
            Self::Compare(one, _, other) | Self::Count(one, _, other) => {
                one.variables().into_iter().chain(other.variables()).collect()
            }
        }
    }

    /// The same turned round, as far down as it goes.
    pub fn negated(&self) -> Self {
        match self {
            Self::Not(of) => (**of).clone(),
            Self::All(of) => Self::Any(of.iter().map(Self::negated).collect()),
            Self::Any(of) => Self::All(of.iter().map(Self::negated).collect()),
            // `!(x < 1)` is true of what is no number, and `x >= 1` is not; equality has no such case.
            Self::Compare(one, order @ (Order::Equal | Order::NotEqual), other) => {
                Self::Compare(one.clone(), order.opposite(), other.clone())
            }
            other => Self::Not(Box::new(other.clone())),
        }
    }

    /// The same as a condition of ours over integer fields; `None` when ours cannot say it.
    pub fn guard(&self, known: &Known) -> Option<Value> {
        if let Some(constant) = self.constant(known) {
            let always = json!({"type": "always"});
            return Some(if constant.is_true() { always } else { json!({"type": "not", "of": always}) });
        }
        let each = |of: &[Self]| of.iter().map(|one| one.guard(known)).collect::<Option<Vec<_>>>();
        match self {
            Self::All(of) => Some(json!({"type": "all", "of": each(of)?})),
            Self::Any(of) => Some(json!({"type": "any", "of": each(of)?})),
            Self::Compare(one, order, other) => {
                let (Self::Variable(field), Constant::Number(value)) = (one.as_ref(), other.constant(known)?) else {
                    return None;
                };
                // A variable without a value differs from every number.
                let missing = if *order == Order::NotEqual { "match" } else { "no_match" };
                Some(
                    json!({"type": "compare", "field": field, "op": order.name(), "value": value, "on_missing": missing}),
                )
            }
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Number(i64),
    Text(String),
    Word(String),
    Sign(&'static str),
}

/// Longer signs first.
const SIGNS: [&str; 18] =
    ["===", "!==", "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "(", ")", ",", "."];

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let taken = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let (token, length) = if first.is_ascii_digit() {
            let end = taken(|c| c.is_ascii_digit());
            (Token::Number(rest.get(..end)?.parse().ok()?), end)
        } else if first.is_alphabetic() || matches!(first, '_' | '$') {
            let end = taken(|c| c.is_alphanumeric() || matches!(c, '_' | '$'));
            (Token::Word(rest.get(..end)?.to_owned()), end)
        } else if matches!(first, '\'' | '"') {
            let inner = rest.get(1..)?;
            let end = inner.find(first)?;
            (Token::Text(inner.get(..end)?.to_owned()), end + 2)
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
            (Token::Sign(sign), sign.len())
        };
        // A number that goes on as a word, or two plus signs, mean something else.
        let doubled = matches!(token, Token::Sign("+" | "-")) && tokens.last() == Some(&token);
        if doubled {
            return None;
        }
        tokens.push(token);
        rest = rest.get(length..)?.trim_start();
    }
    Some(tokens)
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn sign(&mut self, wanted: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(sign)) if *sign == wanted);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Option<Expression> {
        let mut of = vec![self.all()?];
        while self.sign("||") {
            of.push(self.all()?);
        }
        if of.len() == 1 { of.pop() } else { Some(Expression::Any(of)) }
    }

    fn all(&mut self) -> Option<Expression> {
        let mut of = vec![self.comparison()?];
        while self.sign("&&") {
            of.push(self.comparison()?);
        }
        if of.len() == 1 { of.pop() } else { Some(Expression::All(of)) }
    }

    fn comparison(&mut self) -> Option<Expression> {
        let one = self.sum()?;
        for (sign, order) in [
            ("===", Order::Equal),
            ("!==", Order::NotEqual),
            ("==", Order::Equal),
            ("!=", Order::NotEqual),
            ("<=", Order::AtMost),
            (">=", Order::AtLeast),
            ("<", Order::Below),
            (">", Order::Above),
        ] {
            if self.sign(sign) {
                return Some(Expression::Compare(Box::new(one), order, Box::new(self.sum()?)));
            }
        }
        Some(one)
    }

    fn sum(&mut self) -> Option<Expression> {
        let mut one = self.product()?;
        loop {
            let sum = if self.sign("+") {
                Sum::Plus
            } else if self.sign("-") {
                Sum::Minus
            } else {
                return Some(one);
            };
            one = Expression::Count(Box::new(one), sum, Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Option<Expression> {
        let mut one = self.single()?;
        while self.sign("*") {
            one = Expression::Count(Box::new(one), Sum::Times, Box::new(self.single()?));
        }
        Some(one)
    }

    fn single(&mut self) -> Option<Expression> {
        if self.sign("!") {
            return Some(self.single()?.negated());
        }
        if self.sign("(") {
            let inner = self.any()?;
            return self.sign(")").then_some(inner);
        }
        let token = self.tokens.get(self.at).cloned()?;
        self.at += 1;
        let constant = |constant| Some(Expression::Constant(constant));
        match token {
            Token::Number(number) => constant(Constant::Number(number)),
            Token::Text(text) => constant(Constant::Text(text)),
            Token::Word(word) => match word.as_str() {
                "true" | "false" => constant(Constant::Truth(word == "true")),
                "undefined" => constant(Constant::Undefined),
                "In" => {
                    let state = self.sign("(").then(|| self.single())??;
                    let Expression::Constant(Constant::Text(state)) = state else { return None };
                    self.sign(")").then_some(Expression::In(state))
                }
                "Math" => {
                    let is_power = self.sign(".") && self.tokens.get(self.at) == Some(&Token::Word("pow".to_owned()));
                    self.at += 1;
                    let one = (is_power && self.sign("(")).then(|| self.sum())??;
                    let other = self.sign(",").then(|| self.sum())??;
                    self.sign(")").then(|| Expression::Count(Box::new(one), Sum::Power, Box::new(other)))
                }
                "typeof" | "function" | "new" | "instanceof" | "in" => None,
                _ if matches!(self.tokens.get(self.at), Some(Token::Sign("(" | "."))) => None,
                _ => Some(Expression::Variable(word)),
            },
            Token::Sign(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<Constant> {
        let known = Known::from([("x".to_owned(), Constant::Number(3)), ("u".to_owned(), Constant::Undefined)]);
        Expression::read(text).ok()?.constant(&known)
    }

    #[test]
    fn values_are_those_of_ecmascript() {
        assert_eq!(value("1 + x * 2 - 1"), Some(Constant::Number(6)));
        assert_eq!(value("Math.pow(x, 2)"), Some(Constant::Number(9)));
        assert_eq!(value("u == undefined && !(x < 3)"), Some(Constant::Truth(true)));
        assert_eq!(value("y === 1 || 'a' === 'a'"), Some(Constant::Truth(true)));
        assert_eq!(value("y === 1 && x"), None);
        assert!(!Constant::Text(String::new()).is_true() && Constant::Text("foo".to_owned()).is_true());
    }

    #[test]
    fn what_is_not_read_is_said() {
        assert_eq!(Expression::read("++x == 2"), Err("a condition that changes what it asks".to_owned()));
        assert_eq!(Expression::read("x % 2"), Err("the expression `x % 2`".to_owned()));
        assert_eq!(Expression::read("_event.data == 1"), Err("the system variable _event".to_owned()));
        assert!(Expression::read("x(2) == 3").is_err() && Expression::read("'a' in b").is_err());
        assert!(Expression::read("[1, 2]").is_err() && Expression::read("x y").is_err());
    }

    #[test]
    fn a_guard_says_what_a_missing_value_makes_of_it() {
        let guard = Expression::read("x !== 10").unwrap().guard(&Known::new());
        let wanted = json!({"type": "compare", "field": "x", "op": "not_equal", "value": 10, "on_missing": "match"});
        assert_eq!(guard, Some(wanted));
        assert_eq!(Expression::read("x == y").unwrap().guard(&Known::new()), None);
    }
}
