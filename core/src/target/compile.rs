//! Target definition -> model; every violation is gathered.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Decimal, Fingerprint, Id, IsoWeek, JsonPointer, decode, limits};

use super::definition::{ExclusionDefinition, PolicyDefinition, TargetDefinition};
use super::model::TargetModel;

/// The largest factor of a policy.
const MOST_FACTOR: i64 = 1_000;

impl TargetModel {
    /// Compiles a definition.
    ///
    /// # Errors
    /// Class `definition`: `definition.wrong_kind`, `definition.unsupported_version`,
    /// `definition.duplicate_id` (an order excluded twice), `decode.text_*` and
    /// `decode.list_too_long` (of exclusions), `target.min_above_window`,
    /// `target.band_not_ascending`, `target.band_min_above_max`, `target.factor_out_of_range`,
    /// `target.weeks_reversed`, `target.weeks_overlap`, all at once.
    pub fn compile(definition: TargetDefinition) -> Result<Self, Error> {
        let mut violations = decode::header(&definition.kind, TargetDefinition::KIND, definition.schema_version);
        let root = JsonPointer::root();
        if definition.min_weeks > definition.window_weeks {
            let violation = Violation::new(ErrorCode::TargetMinAboveWindow, root.key("min_weeks"));
            let violation = violation.with("value", definition.min_weeks.get());
            violations.push(violation.with("limit", definition.window_weeks.get()));
        }
        band(&definition, &root.key("band"), &mut violations);
        if let Some(PolicyDefinition::BaselineBusinessDays { factor }) = definition.policy
            && !(Decimal::from_integer(0) < factor && factor <= Decimal::from_integer(MOST_FACTOR))
        {
            let at = root.key("policy").key("factor");
            violations.push(Violation::new(ErrorCode::TargetFactorOutOfRange, at).with("value", factor));
        }
        exclusions(&definition.exclusions, &root.key("exclusions"), &mut violations);
        if !violations.is_empty() {
            return Err(Error::definition(violations));
        }
        let fingerprint = Fingerprint::of(&definition)?;
        Ok(Self::new(definition, fingerprint))
    }

    /// Decodes and compiles a definition written as JSON.
    ///
    /// # Errors
    /// As [`Self::compile`], and `decode.*`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::definition(text).and_then(Self::compile)
    }
}

fn band(definition: &TargetDefinition, at: &JsonPointer, violations: &mut Vec<Violation>) {
    let band = &definition.band;
    if band.low >= band.high {
        let violation = Violation::new(ErrorCode::TargetBandNotAscending, at.key("low"));
        violations.push(violation.with("low", band.low.get()).with("high", band.high.get()));
    }
    if band.min_weeks > band.max_weeks {
        let violation = Violation::new(ErrorCode::TargetBandMinAboveMax, at.key("min_weeks"));
        violations.push(violation.with("value", band.min_weeks.get()).with("limit", band.max_weeks.get()));
    }
}

fn exclusions(exclusions: &[ExclusionDefinition], at: &JsonPointer, violations: &mut Vec<Violation>) {
    if exclusions.len() > limits::LIST_LENGTH {
        let violation = Violation::new(ErrorCode::DecodeListTooLong, at.clone());
        violations.push(violation.with("limit", limits::LIST_LENGTH));
        return;
    }
    let mut orders = BTreeSet::new();
    let mut weeks: Vec<(Option<&Id>, IsoWeek, IsoWeek)> = Vec::new();
    for (i, exclusion) in exclusions.iter().enumerate() {
        let at = at.index(i);
        let reason = match exclusion {
            ExclusionDefinition::Order { id, reason } => {
                if !orders.insert(id) {
                    let violation = Violation::new(ErrorCode::DefinitionDuplicateId, at.key("id"));
                    violations.push(violation.with_value(id.as_str()));
                }
                reason
            }
            ExclusionDefinition::Week { region, week, through, reason } => {
                let (region, first, last) = (region.as_ref(), *week, through.unwrap_or(*week));
                if last < first {
                    let violation = Violation::new(ErrorCode::TargetWeeksReversed, at.key("through"));
                    violations.push(violation.with("first", first.to_string()).with("last", last.to_string()));
                }
                let overlaps = |other: &(Option<&Id>, IsoWeek, IsoWeek)| {
                    let same = other.0.is_none() || region.is_none() || other.0 == region;
                    same && first <= other.2 && other.1 <= last
                };
                if weeks.iter().any(overlaps) {
                    let violation = Violation::new(ErrorCode::TargetWeeksOverlap, at.key("week"));
                    violations.push(violation.with("first", first.to_string()).with("last", last.to_string()));
                }
                weeks.push((region, first, last));
                reason
            }
        };
        // A reason is shown like an id is: on one line, and never empty.
        if let Err(code) = Id::try_new(reason.as_str()) {
            violations.push(Violation::new(code, at.key("reason")));
        }
    }
}
