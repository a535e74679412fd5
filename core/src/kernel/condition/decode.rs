//! Condition tree out of JSON: each type of test is decoded by a function of its own, so that deep trees
//! need little stack.

use deserr::{Deserr, IntoValue, Map, Value, ValueKind, ValuePointerRef};

use crate::error::{ErrorCode, Violation};
use crate::kernel::calendar::TimeSpan;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Id, JsonPointer, Literal};

use super::definition::Condition;
use super::terms::{Comparison, Measure, OnMissing};

/// The types of conditions, as definitions write them.
const TYPES: &[&str] = &[
    "always",
    "all",
    "any",
    "not",
    "compare",
    "compare_fields",
    "one_of",
    "between",
    "contains",
    "starts_with",
    "ends_with",
    "has",
    "has_any",
    "has_all",
    "events",
    "followed",
    "absence",
    "present",
    "absent",
];

impl Deserr<DecodeError> for Condition {
    fn deserialize_from_value<S: IntoValue>(
        value: Value<S>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, DecodeError> {
        let Value::Map(mut map) = value else {
            return Err(DecodeError::wrong_kind(&value, &[ValueKind::Map], location));
        };
        let at = || JsonPointer::from_deserr(location).key("type");
        let tag = match map.remove("type").map(IntoValue::into_value) {
            Some(Value::String(tag)) => tag,
            Some(other) => {
                return Err(DecodeError::wrong_kind(&other, &[ValueKind::String], location.push_key("type")));
            }
            None => {
                let violation = Violation::new(ErrorCode::DecodeMissingField, at()).with("field", "type");
                return Err(DecodeError::from_violation(violation));
            }
        };
        let place = TYPES.iter().position(|known| *known == tag);
        let decode = place.and_then(|place| decoders::<S>().get(place).copied());
        match decode {
            Some(decode) => decode(Value::Map(map), location),
            None => {
                let violation = Violation::new(ErrorCode::DecodeUnknownType, at());
                Err(DecodeError::from_violation(violation.with_nearest(&tag, TYPES.iter().copied())))
            }
        }
    }
}

type Decoder<S> = fn(Value<S>, ValuePointerRef<'_>) -> Result<Condition, DecodeError>;

/// Decodes the body of a type of test, and puts its members into the variant of the same members.
macro_rules! decoder {
    ($body:ident => $variant:ident { $($member:ident),* }) => {
        |value, at| {
            let $body { $($member),* } = $body::deserialize_from_value(value, at)?;
            Ok(Condition::$variant { $($member),* })
        }
    };
}

/// One decoder per type, in the order of [`TYPES`].
fn decoders<S: IntoValue>() -> [Decoder<S>; 19] {
    [
        decoder!(Nothing => Always {}),
        decoder!(List => All { of }),
        decoder!(List => Any { of }),
        decoder!(One => Not { of }),
        decoder!(Compare => Compare { field, op, value, on_missing }),
        decoder!(CompareFields => CompareFields { field, op, other, on_missing }),
        decoder!(OneOf => OneOf { field, values, on_missing }),
        decoder!(Between => Between { field, low, high, on_missing }),
        decoder!(Part => Contains { field, value, ignore_case, on_missing }),
        decoder!(Part => StartsWith { field, value, ignore_case, on_missing }),
        decoder!(Part => EndsWith { field, value, ignore_case, on_missing }),
        decoder!(Has => Has { field, value, on_missing }),
        decoder!(Members => HasAny { field, values, on_missing }),
        decoder!(Members => HasAll { field, values, on_missing }),
        decoder!(Events => Events { field, measure, attribute, of, filter, within, op, value, on_missing }),
        decoder!(Sequence => Followed { field, after, filter, by, by_where, within, on_missing }),
        decoder!(Sequence => Absence { field, after, filter, by, by_where, within, on_missing }),
        decoder!(Named => Present { field }),
        decoder!(Named => Absent { field }),
    ]
}

macro_rules! bodies {
    ($($name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* };)*) => {$(
        #[derive(Deserr)]
        #[deserr(error = DecodeError, deny_unknown_fields)]
        struct $name {
            $($(#[$attribute])* $field: $type,)*
        }
    )*};
}

bodies! {
    Nothing {};
    List { of: Vec<Condition>, };
    One { of: Box<Condition>, };
    Named { field: Id, };
    Compare { field: Id, op: Comparison, value: Literal, #[deserr(default)] on_missing: OnMissing, };
    CompareFields { field: Id, op: Comparison, other: Id, #[deserr(default)] on_missing: OnMissing, };
    OneOf { field: Id, values: Vec<Literal>, #[deserr(default)] on_missing: OnMissing, };
    Between { field: Id, low: Literal, high: Literal, #[deserr(default)] on_missing: OnMissing, };
    Part {
        field: Id,
        value: String,
        #[deserr(default)] ignore_case: bool,
        #[deserr(default)] on_missing: OnMissing,
    };
    Has { field: Id, value: String, #[deserr(default)] on_missing: OnMissing, };
    Members { field: Id, values: Vec<String>, #[deserr(default)] on_missing: OnMissing, };
    Events {
        field: Id,
        measure: Measure,
        #[deserr(default)] attribute: Option<Id>,
        #[deserr(default)] of: Vec<Id>,
        #[deserr(rename = "where", default)] filter: Option<Box<Condition>>,
        #[deserr(default)] within: Option<TimeSpan>,
        op: Comparison,
        value: Literal,
        #[deserr(default)] on_missing: OnMissing,
    };
    Sequence {
        field: Id,
        after: Vec<Id>,
        #[deserr(rename = "where", default)] filter: Option<Box<Condition>>,
        by: Vec<Id>,
        #[deserr(default)] by_where: Option<Box<Condition>>,
        within: TimeSpan,
        #[deserr(default)] on_missing: OnMissing,
    };
}
