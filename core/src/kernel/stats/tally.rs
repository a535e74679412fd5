//! Counts of hits among trials.

use deserr::Deserr;
use serde::Serialize;

use super::document::{self, Document};
use super::{Interval, wilson_interval};
use crate::error::Error;
use crate::primitives::decode::DecodeError;
use crate::primitives::{JsonPointer, Probability};

/// How many of how many: a mergeable count.
///
/// ```
/// use leadstone::kernel::stats::Tally;
/// let mut calls = Tally::default();
/// for useful in [true, false, true] {
///     calls.observe(useful);
/// }
/// let mut more = Tally::default();
/// more.observe(true);
/// calls.merge(more);
/// assert_eq!((calls.hits(), calls.total(), calls.share()), (3, 4, Some(0.75)));
/// let text = calls.to_json().unwrap();
/// assert_eq!(text, r#"{"hits":3,"kind":"stats.tally","schema_version":1,"total":4}"#);
/// assert_eq!(Tally::from_json(&text).unwrap(), calls);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    hits: u64,
    total: u64,
}

impl Tally {
    /// Counts one trial.
    pub fn observe(&mut self, hit: bool) {
        self.merge(Self { hits: u64::from(hit), total: 1 });
    }

    /// Adds the counts of another tally; the order of merging does not matter.
    pub fn merge(&mut self, other: Self) {
        self.hits = self.hits.saturating_add(other.hits);
        self.total = self.total.saturating_add(other.total);
    }

    /// How many hits.
    pub fn hits(self) -> u64 {
        self.hits
    }

    /// How many trials.
    pub fn total(self) -> u64 {
        self.total
    }

    /// Hits per trial; `None` without a trial.
    pub fn share(self) -> Option<f64> {
        (self.total > 0).then(|| self.hits as f64 / self.total as f64)
    }

    /// The Wilson interval of the share; see [`wilson_interval`].
    pub fn interval(self, confidence: Probability) -> Option<Interval> {
        wilson_interval(self.hits, self.total, confidence)
    }

    /// The counts as canonical JSON.
    ///
    /// # Errors
    /// `stats.inconsistent` when a count is past 2^53 - 1.
    pub fn to_json(self) -> Result<String, Error> {
        if !document::is_safe(self.total) {
            return Err(document::inconsistent(&JsonPointer::root().key("total")));
        }
        document::write(&TallyDocument {
            kind: TallyDocument::KIND.to_owned(),
            schema_version: document::SCHEMA_VERSION,
            hits: self.hits,
            total: self.total,
        })
    }

    /// The counts of that JSON.
    ///
    /// # Errors
    /// Every decode violation; `stats.inconsistent` when hits exceed the total.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let TallyDocument { hits, total, .. } = document::read(text)?;
        if hits > total || !document::is_safe(total) {
            return Err(document::inconsistent(&JsonPointer::root().key("total")));
        }
        Ok(Self { hits, total })
    }
}

#[derive(Serialize, Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct TallyDocument {
    kind: String,
    schema_version: u32,
    hits: u64,
    total: u64,
}

impl Document for TallyDocument {
    const KIND: &'static str = "stats.tally";

    fn head(&self) -> (&str, u32) {
        (&self.kind, self.schema_version)
    }
}
