//! The one public error: a class, a stable code, a pointer, and every violation found.

mod code;

use std::fmt;

use serde::{Serialize, Serializer};

use crate::primitives::{JsonPointer, Locale, Param, Params, limits, param};

pub use code::ErrorCode;

/// Whose mistake it is; hosts map each class to their own kind of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorClass {
    /// A definition is wrong: its author has to mend it.
    Definition,
    /// A record, table or option is wrong: the caller has to mend it.
    Input,
    /// A state machine refused: the user has to do what is missing first.
    Transition,
    /// A computation has no answer, such as a sum beyond its range.
    Numeric,
    /// A bug in leadstone.
    Internal,
}

/// One thing that is wrong: a stable code, where, and the values seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    code: ErrorCode,
    pointer: JsonPointer,
    params: Params,
}

impl Violation {
    /// A violation of `code` at `pointer`.
    pub fn new(code: ErrorCode, pointer: JsonPointer) -> Self {
        Self { code, pointer, params: Params::new() }
    }

    /// This violation with one more parameter of its message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Param>) -> Self {
        self.params.insert(name, value.into());
        self
    }

    /// This violation with the value that was refused, cut to 80 characters.
    #[must_use]
    pub fn with_value(self, value: &str) -> Self {
        let mut shown: String = value.chars().take(80).collect();
        if shown.len() < value.len() {
            shown.push('…');
        }
        self.with("value", shown)
    }

    /// This violation with the accepted word that is nearest to `given`, if one is near.
    #[must_use]
    pub fn with_nearest<'a>(self, given: &str, accepted: impl Iterator<Item = &'a str>) -> Self {
        match nearest(given, accepted) {
            Some(word) => self.with("nearest", word),
            None => self,
        }
    }

    /// This violation seen from the document in which its own document stands at `base`.
    #[must_use]
    pub fn under(mut self, base: &JsonPointer) -> Self {
        self.pointer = base.join(&self.pointer);
        self
    }

    /// The stable code.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// Where in the document.
    pub fn pointer(&self) -> &JsonPointer {
        &self.pointer
    }

    /// The values that the message names.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// The message: lower case, no full stop, user input in backticks.
    pub fn message(&self, locale: Locale) -> String {
        let mut text = param::render(self.code.template(locale), &self.params);
        if let Some(nearest) = self.params.get("nearest") {
            text.push_str(&match locale {
                Locale::En => format!("; did you mean `{nearest}`?"),
                Locale::ZhCn => format!("；是否想写 `{nearest}`？"),
            });
        }
        text
    }
}

/// The candidate nearest to `given` by edit distance, within a third of its length.
pub(crate) fn nearest<'a>(given: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if given.len() > limits::ID_CHARS {
        return None;
    }
    let reach = given.chars().count().div_ceil(3).max(1);
    candidates
        .map(|word| (edit_distance(given, word), word))
        .filter(|(distance, _)| *distance <= reach)
        .min()
        .map(|(_, word)| word)
}

/// Levenshtein distance, one row at a time.
fn edit_distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, y) in row.iter_mut().skip(1).zip(b.chars()) {
            let cost = usize::from(x != y);
            left = (diagonal + cost).min(*cell + 1).min(left + 1);
            diagonal = std::mem::replace(cell, left);
        }
    }
    row.last().copied().unwrap_or(0)
}

/// What went wrong, with every violation that was found.
///
/// ```
/// use leadstone::{Error, ErrorClass, ErrorCode, JsonPointer, Violation};
/// let error = Error::definition(vec![
///     Violation::new(ErrorCode::DecodeUnknownField, JsonPointer::root().key("colour")).with("field", "colour"),
/// ]);
/// assert_eq!(error.class(), ErrorClass::Definition);
/// assert_eq!(error.code().as_str(), "decode.unknown_field");
/// assert_eq!(error.to_string(), "unknown field `colour` at /colour");
/// ```
#[derive(Clone, PartialEq)]
pub struct Error(Box<Parts>);

#[derive(Clone, PartialEq)]
struct Parts {
    class: ErrorClass,
    first: Violation,
    rest: Vec<Violation>,
    omitted: usize,
}

impl Error {
    /// An error of `class`; the first violation gives it its code.
    pub fn new(class: ErrorClass, violations: Vec<Violation>) -> Self {
        let omitted = violations.len().saturating_sub(limits::VIOLATIONS);
        let mut violations = violations.into_iter().take(limits::VIOLATIONS);
        // An error without a violation would be a bug of the caller; it is still an error.
        let first = violations.next().unwrap_or_else(|| Violation::new(ErrorCode::InternalBug, JsonPointer::root()));
        Self(Box::new(Parts { class, first, rest: violations.collect(), omitted }))
    }

    /// A definition is wrong.
    pub fn definition(violations: Vec<Violation>) -> Self {
        Self::new(ErrorClass::Definition, violations)
    }

    /// A record, table or option is wrong.
    pub fn input(violations: Vec<Violation>) -> Self {
        Self::new(ErrorClass::Input, violations)
    }

    /// A state machine refused.
    pub fn transition(violations: Vec<Violation>) -> Self {
        Self::new(ErrorClass::Transition, violations)
    }

    /// A computation has no answer.
    pub fn numeric(violation: Violation) -> Self {
        Self::new(ErrorClass::Numeric, vec![violation])
    }

    pub(crate) fn internal(code: ErrorCode) -> Self {
        Self::new(ErrorClass::Internal, vec![Violation::new(code, JsonPointer::root())])
    }

    /// Whose mistake it is.
    pub fn class(&self) -> ErrorClass {
        self.0.class
    }

    /// The code of the first violation.
    pub fn code(&self) -> ErrorCode {
        self.0.first.code
    }

    /// The pointer of the first violation.
    pub fn pointer(&self) -> &JsonPointer {
        &self.0.first.pointer
    }

    /// Every violation, at most [`limits::VIOLATIONS`] of them.
    pub fn violations(&self) -> impl Iterator<Item = &Violation> {
        std::iter::once(&self.0.first).chain(&self.0.rest)
    }

    /// The violations, for whoever gathers them with others.
    pub fn into_violations(self) -> Vec<Violation> {
        let Parts { first, mut rest, .. } = *self.0;
        rest.insert(0, first);
        rest
    }

    /// How many violations were found beyond those listed.
    pub fn omitted(&self) -> usize {
        self.0.omitted
    }

    /// The wire form, which is also the JSON that bindings hand to their hosts.
    pub fn body(&self) -> ErrorBody {
        ErrorBody {
            class: self.class(),
            code: self.code(),
            message: self.to_string(),
            pointer: self.pointer().clone(),
            omitted: self.0.omitted,
            violations: self.violations().map(ViolationBody::from).collect(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, violation) in self.violations().enumerate() {
            if at > 0 {
                f.write_str("; ")?;
            }
            f.write_str(&violation.message(Locale::En))?;
            if !violation.pointer.as_str().is_empty() {
                write!(f, " at {}", violation.pointer)?;
            }
        }
        if self.0.omitted > 0 {
            write!(f, "; and {} more", self.0.omitted)?;
        }
        Ok(())
    }
}

/// What a program shows whose `main` answers this error, and what `unwrap` shows: every violation on a line
/// of its own, with its code.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0.class)?;
        for violation in self.violations() {
            write!(f, "\n  {}: {}", violation.code.as_str(), violation.message(Locale::En))?;
            if !violation.pointer.as_str().is_empty() {
                write!(f, " at {}", violation.pointer)?;
            }
        }
        if self.0.omitted > 0 {
            write!(f, "\n  and {} more", self.0.omitted)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// An error as data: what every language hands to its host.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorBody {
    /// Whose mistake it is.
    pub class: ErrorClass,
    /// The stable code of the first violation.
    pub code: ErrorCode,
    /// All messages in English, joined.
    pub message: String,
    /// Where the first violation stands.
    pub pointer: JsonPointer,
    /// Every violation, in the order found.
    pub violations: Vec<ViolationBody>,
    /// How many violations were found beyond those listed.
    pub omitted: usize,
}

/// One violation as data.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ViolationBody {
    /// The stable code.
    pub code: ErrorCode,
    /// Where it stands.
    pub pointer: JsonPointer,
    /// The message in English.
    pub message: String,
    /// The values that the message names.
    pub params: Params,
}

impl From<&Violation> for ViolationBody {
    fn from(violation: &Violation) -> Self {
        Self {
            code: violation.code,
            pointer: violation.pointer.clone(),
            message: violation.message(Locale::En),
            params: violation.params.clone(),
        }
    }
}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.body().serialize(serializer)
    }
}
