//! The decode door at its edges: text, limits, and the bounds of every refined value.

use std::collections::BTreeMap;

use leadstone::decode::{self, DecodeError};
use leadstone::{
    Currency, DayCount, Decimal, Error, ErrorClass, ErrorCode, Fingerprint, Id, Instant, IsoWeek, Literal, Money,
    Month, Points, Probability, Share, Weight, Zone, canonical_json, limits,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The code and pointer of every violation of a text.
fn parse_codes(text: &str) -> Vec<(ErrorCode, String)> {
    let violations = decode::parse(text).map(|_| Vec::new()).unwrap_or_else(|violations| violations);
    violations.iter().map(|violation| (violation.code(), violation.pointer().to_string())).collect()
}

/// The codes of decoding `value` as a `T`.
fn codes<T: refined::Decode>(value: Value) -> Vec<ErrorCode> {
    T::decode(value).err().unwrap_or_default()
}

/// The refined types, behind one trait so that a table of cases can name them.
mod refined {
    use super::*;

    pub(crate) trait Decode: Sized {
        fn decode(value: Value) -> Result<Self, Vec<ErrorCode>>;
    }

    macro_rules! decode {
        ($($name:ty),*) => {$(
            impl Decode for $name {
                fn decode(value: Value) -> Result<Self, Vec<ErrorCode>> {
                    decode::decode::<Self>(value)
                        .map_err(|violations| violations.iter().map(leadstone::Violation::code).collect())
                }
            }
        )*};
    }

    decode!(
        Id,
        Probability,
        Share,
        DayCount,
        Weight,
        Points,
        Decimal,
        Currency,
        Money,
        Instant,
        Zone,
        Month,
        IsoWeek,
        Literal
    );
}

#[test]
fn a_refined_value_says_which_bound_was_passed() {
    let cases: &[(Vec<ErrorCode>, ErrorCode)] = &[
        (codes::<Probability>(json!(1.01)), ErrorCode::NumberNotAProbability),
        (codes::<Probability>(json!(-0.01)), ErrorCode::NumberNotAProbability),
        (codes::<Share>(json!(2)), ErrorCode::NumberNotAShare),
        (codes::<DayCount>(json!(36_526)), ErrorCode::NumberNotADayCount),
        (codes::<Weight>(json!(-1)), ErrorCode::NumberNotAWeight),
        (codes::<Weight>(json!(1_000_001)), ErrorCode::NumberNotAWeight),
        (codes::<Points>(json!(-1_000_001)), ErrorCode::NumberNotPoints),
        (codes::<Points>(json!(1.5)), ErrorCode::DecodeWrongKind),
        (codes::<Decimal>(json!("1,5")), ErrorCode::NumberNotADecimal),
        (codes::<Decimal>(json!("1e400")), ErrorCode::NumberNotADecimal),
        (codes::<Decimal>(json!(true)), ErrorCode::DecodeWrongKind),
        (codes::<Currency>(json!("XYZ")), ErrorCode::MoneyUnknownCurrency),
        (codes::<Currency>(json!("cny")), ErrorCode::MoneyUnknownCurrency),
        (codes::<Money>(json!({"minor": 9_007_199_254_740_992_i64, "currency": "CNY"})), ErrorCode::MoneyOutOfRange),
        (codes::<Instant>(json!("2026-03-02")), ErrorCode::TimeNotAnInstant),
        (codes::<Instant>(json!("2026-03-02T10:00:00")), ErrorCode::TimeNotAnInstant),
        (codes::<Month>(json!("2026-13")), ErrorCode::TimeNotAMonth),
        (codes::<Month>(json!("26-01")), ErrorCode::TimeNotAMonth),
        (codes::<IsoWeek>(json!("2025-W53")), ErrorCode::TimeNotAWeek),
        (codes::<Zone>(json!("+25:00")), ErrorCode::TimeUnknownZone),
        (codes::<Zone>(json!("Mars/Base")), ErrorCode::TimeUnknownZone),
        (codes::<Id>(json!("")), ErrorCode::DecodeTextEmpty),
        (codes::<Id>(json!("a\nb")), ErrorCode::DecodeControlCharacter),
        (codes::<Literal>(json!(18_446_744_073_709_551_615_u64)), ErrorCode::DecodeNumberOutOfRange),
        (codes::<Literal>(json!("x".repeat(limits::TEXT_CHARS + 1))), ErrorCode::DecodeTextTooLong),
        (codes::<Literal>(json!([1])), ErrorCode::DecodeWrongKind),
    ];
    for (at, (found, expected)) in cases.iter().enumerate() {
        assert_eq!(found, &[*expected], "case {at}");
    }
}

#[test]
fn a_refined_value_accepts_both_of_its_bounds() {
    // 2026 has 53 ISO weeks (its 1 January is a Thursday), 2025 has 52.
    assert!(codes::<IsoWeek>(json!("2026-W53")).is_empty());
    for value in [json!(0), json!(1), json!(0.5)] {
        assert!(codes::<Probability>(value.clone()).is_empty() && codes::<Share>(value).is_empty());
    }
    assert!(codes::<DayCount>(json!(36_525)).is_empty());
    assert!(codes::<Points>(json!(1_000_000)).is_empty());
    assert!(codes::<Money>(json!({"minor": -9_007_199_254_740_991_i64, "currency": "JPY"})).is_empty());
    assert!(codes::<Id>(json!("é".repeat(limits::ID_CHARS))).is_empty());
    assert!(codes::<Literal>(json!("x".repeat(limits::TEXT_CHARS))).is_empty());
    assert!(codes::<Decimal>(json!("99999999999999999999.999999999999999999")).is_empty());
}

#[test]
fn numbers_are_read_as_they_are_written() {
    let exact: Decimal = decode::decode(decode::parse("0.1").unwrap()).unwrap();
    assert_eq!(exact.to_string(), "0.1");
    let literal: Literal = decode::decode(decode::parse("-12.50").unwrap()).unwrap();
    assert_eq!(literal, Literal::Decimal("-12.5".parse().unwrap()));
    // One past the largest double: refused, and never read as infinity.
    assert_eq!(parse_codes("1.8e308"), [(ErrorCode::DecodeNumberOutOfRange, String::new())]);
    assert_eq!(parse_codes("[1e400]")[0].0, ErrorCode::DecodeNumberOutOfRange);
    assert!(parse_codes("1.7976931348623157e308").is_empty());
}

#[test]
fn a_text_past_the_limit_is_refused_unread() {
    let text = format!("\"{}\"", "x".repeat(limits::JSON_BYTES));
    assert_eq!(parse_codes(&text), [(ErrorCode::DecodeTooLarge, String::new())]);
}

#[test]
fn depth_is_counted_outside_texts_only() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse_codes(&nested(limits::DEPTH)).is_empty());
    assert_eq!(parse_codes(&nested(limits::DEPTH + 1))[0].0, ErrorCode::DecodeTooDeep);
    assert_eq!(parse_codes(&nested(20_000))[0].0, ErrorCode::DecodeTooDeep);
    assert!(parse_codes(&format!("\"{}\\\"{}\"", "[".repeat(100), "{".repeat(100))).is_empty());
    // Many brackets beside each other are wide and not deep.
    assert!(parse_codes(&format!("[{}[]]", "[],".repeat(1000))).is_empty());
}

#[test]
fn an_object_door_counts_depth_and_length_too() {
    let deep = (0..limits::DEPTH).fold(json!([]), |inner, _| json!([inner]));
    let refused = decode::definition_value::<Literal>(deep).unwrap_err();
    assert_eq!((refused.code(), refused.class()), (ErrorCode::DecodeTooDeep, ErrorClass::Definition));
    assert_eq!(refused.pointer().as_str(), "", "as at the text door, which reads nothing that is too deep");
    let long = json!({"a/b": vec![0; limits::LIST_LENGTH + 1]});
    let refused = decode::definition_value::<Literal>(long).unwrap_err();
    assert_eq!((refused.code(), refused.pointer().as_str()), (ErrorCode::DecodeListTooLong, "/a~1b"));
}

#[test]
fn a_million_characters_are_text_like_any_other() {
    let text = format!("\"{}\"", "字".repeat(1_000_000));
    assert!(parse_codes(&text).is_empty());
    assert_eq!(codes::<Id>(decode::parse(&text).unwrap()), [ErrorCode::DecodeTextTooLong]);
}

#[test]
fn a_shown_value_is_cut() {
    let error = decode::decode::<Id>(json!("x".repeat(1_000_000))).unwrap_err();
    let message = error[0].message(leadstone::Locale::En);
    assert!(message.len() < 200, "{} bytes", message.len());
}

#[test]
fn at_most_a_hundred_violations_are_listed() {
    let keys: Vec<String> = (0..500).map(|i| format!("\"k{i}\":1,\"k{i}\":2")).collect();
    let violations = decode::parse(&format!("{{{}}}", keys.join(","))).unwrap_err();
    assert_eq!(violations.len(), limits::VIOLATIONS);
    let error = Error::input(vec![violations[0].clone(); 250]);
    assert_eq!((error.violations().count(), error.omitted()), (100, 150));
    assert!(error.to_string().ends_with("; and 150 more"));
}

#[test]
fn a_number_that_is_not_finite_is_never_written() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(canonical_json(&value).unwrap_err().code(), ErrorCode::NumberNotFinite);
        assert!(Fingerprint::of(&vec![value]).is_err());
        assert!(Fingerprint::of(&BTreeMap::from([("a", Some(value))])).is_err());
    }
}

#[test]
fn an_entry_of_an_object_with_free_keys_is_never_dropped() {
    let mapping = r#"{"tables": {"orders": {"columns": {"id": {"type": "column", "column": null}, "region": {"type": "?"}}},
        "leads": {"colour": 1}}}"#;
    let refused = decode::definition::<leadstone::facts::MappingDefinition>(mapping).unwrap_err();
    let found: Vec<(ErrorCode, &str)> =
        refused.violations().map(|violation| (violation.code(), violation.pointer().as_str())).collect();
    let expected = [
        (ErrorCode::DecodeUnknownField, "/tables/leads/colour"),
        (ErrorCode::DecodeWrongKind, "/tables/orders/columns/id/column"),
        (ErrorCode::DecodeUnknownType, "/tables/orders/columns/region/type"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn every_decoded_map_goes_through_entries() {
    // deserr drops the entries of a map that it refuses; see `Entries`.
    let core = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    let bare = leadstone_conformance::source::bare_maps(&core).unwrap();
    assert!(bare.is_empty(), "decoded without `Entries`: {bare:?}");
}

#[test]
fn a_decode_error_is_made_of_violations() {
    let violation = leadstone::Violation::new(ErrorCode::DecodeWrongLength, leadstone::JsonPointer::root());
    let violation = violation.with("expected", 2_usize);
    assert_eq!(DecodeError::from_violation(violation.clone()).into_violations(), [violation]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Any text is either read, or refused with a code; nothing panics.
    #[test]
    fn any_text_is_answered(text in "[\\[\\]{}:,\"a-c0-9.eE+\\- \\\\u\u{0}-\u{ffff}]{0,64}") {
        let _ = decode::parse(&text);
    }

    /// What is parsed and written canonically parses to the same value.
    #[test]
    fn canonical_text_is_a_fixed_point(text in "\\{(\"[a-d]\":(-?[1-9][0-9]{0,6}(\\.[0-9]{1,4})?|true|null|\"[a-z\u{4e00}]{0,4}\"),){0,1}\"z\":[0-9]\\}") {
        let value = decode::parse(&text).unwrap();
        let canonical = canonical_json(&value).unwrap();
        prop_assert_eq!(canonical_json(&decode::parse(&canonical).unwrap()).unwrap(), canonical);
    }
}

/// What `main` and `unwrap` show of an error: its class, and each violation on a line of its own.
#[test]
fn an_error_shows_its_violations_line_by_line() {
    let text = r#"{"kind": "target.baseline", "schema_version": 1, "id": "won", "window_weeks": -3, "colour": 1,
        "policy": {"type": "baseline_business_days", "factor": "1"}}"#;
    let error = leadstone::target::TargetModel::from_json(text).unwrap_err();
    assert_eq!(
        format!("{error:?}"),
        "Definition\n  decode.unknown_field: unknown field `colour` at /colour\n  decode.wrong_kind: expected integer, \
         found negative integer at /window_weeks"
    );
}
