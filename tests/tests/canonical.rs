//! Canonical JSON against another implementation of RFC 8785, and the RFC's own examples.

use leadstone::canonical_json;
use proptest::prelude::*;
use serde_json::{Value, json};

fn text() -> impl Strategy<Value = String> {
    // Controls, quotes, and characters on both sides of the surrogates, where UTF-8 and UTF-16 sort differently.
    proptest::collection::vec(
        prop_oneof![
            any::<char>(),
            proptest::char::range('\0', '\u{7f}'),
            proptest::char::range('\u{e000}', '\u{ffff}'),
            proptest::char::range('\u{10000}', '\u{10fff}'),
        ],
        0..6,
    )
    .prop_map(String::from_iter)
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1_000_000_i64..1_000_000).prop_map(Value::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::from),
        (-1e7..1e7).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            proptest::collection::vec((text(), inner), 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn as_another_implementation_writes_it(value in value()) {
        prop_assert_eq!(canonical_json(&value).unwrap(), serde_json_canonicalizer::to_string(&value).unwrap());
    }

    #[test]
    fn writing_what_was_read_changes_nothing(value in value()) {
        let text = canonical_json(&value).unwrap();
        let again: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(canonical_json(&again).unwrap(), text);
    }
}

/// RFC 8785, section 3.2.3 (sorting) and appendix B (numbers).
#[test]
fn examples_of_the_rfc() {
    let sorted = json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7});
    let order: Vec<char> = canonical_json(&sorted).unwrap().chars().filter(char::is_ascii_digit).collect();
    // The key "1" stands second and adds its own digit.
    assert_eq!(order.iter().collect::<String>(), "21467153".to_owned());
    for (number, wanted) in [
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (1.797_693_134_862_315_7e308, "1.7976931348623157e+308"),
        (9_007_199_254_740_992.0, "9007199254740992"),
        (295_147_905_179_352_830_000.0, "295147905179352830000"),
        (9.999_999_999_999_997e22, "9.999999999999997e+22"),
        (1e23, "1e+23"),
        (333_333_333.333_333_25, "333333333.33333325"),
        (0.000_001, "0.000001"),
        (0.000_000_1, "1e-7"),
    ] {
        assert_eq!(canonical_json(&number).unwrap(), wanted);
    }
}
