//! Partial comparison of JSON values.

use serde_json::{Number, Value};

use crate::{Tolerance, short};

/// The first difference between `wanted` and `came`, with its pointer; `None` when they agree.
pub fn mismatch(wanted: &Value, came: &Value, tolerance: Tolerance) -> Option<String> {
    at("", wanted, came, tolerance)
}

fn at(pointer: &str, wanted: &Value, came: &Value, tolerance: Tolerance) -> Option<String> {
    match (wanted, came) {
        (Value::Object(wanted), Value::Object(came)) => wanted.iter().find_map(|(key, wanted)| {
            let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
            match came.get(key) {
                Some(came) => at(&pointer, wanted, came, tolerance),
                None => Some(format!("{pointer}: expected {}, the key is absent", short(wanted))),
            }
        }),
        (Value::Array(wanted), Value::Array(came)) => {
            if wanted.len() != came.len() {
                return Some(format!("{pointer}: expected {} entries, got {}", wanted.len(), came.len()));
            }
            let mut pairs = wanted.iter().zip(came).enumerate();
            pairs.find_map(|(index, (wanted, came))| at(&format!("{pointer}/{index}"), wanted, came, tolerance))
        }
        (Value::Number(wanted), Value::Number(came)) if close(wanted, came, tolerance) => None,
        (wanted, came) if wanted == came => None,
        (wanted, came) => Some(format!("{pointer}: expected {}, got {}", short(wanted), short(came))),
    }
}

/// A number written as a whole number is exact; `3` and `3.0` are the same number.
fn close(wanted: &Number, came: &Number, tolerance: Tolerance) -> bool {
    let (Some(a), Some(b)) = (wanted.as_f64(), came.as_f64()) else { return wanted == came };
    match (wanted.as_i64(), came.as_i64()) {
        (Some(a), Some(b)) => a == b,
        #[expect(clippy::float_cmp, reason = "a whole number is exact")]
        (Some(_), None) => a == b,
        _ => (a - b).abs() <= tolerance.abs.max(tolerance.rel * a.abs()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ONE_PERCENT: Tolerance = Tolerance { rel: 0.01, abs: 0.0 };

    #[test]
    fn keys_beyond_the_expected_are_free_and_absent_ones_are_not() {
        assert_eq!(mismatch(&json!({"a": {"b": 1}}), &json!({"a": {"b": 1, "c": 2}, "d": 3}), ONE_PERCENT), None);
        let text = mismatch(&json!({"a": {"b/c": null}}), &json!({"a": {}}), ONE_PERCENT);
        assert_eq!(text.as_deref(), Some("/a/b~1c: expected null, the key is absent"));
    }

    #[test]
    fn numbers_are_exact_when_whole_and_close_when_not() {
        assert_eq!(mismatch(&json!(3), &json!(3.0), ONE_PERCENT), None);
        assert!(mismatch(&json!(300), &json!(301), ONE_PERCENT).is_some());
        assert!(mismatch(&json!(3), &json!(3.001), ONE_PERCENT).is_some());
        assert_eq!(mismatch(&json!(0.5), &json!(0.504), ONE_PERCENT), None);
        assert!(mismatch(&json!(0.5), &json!(0.506), ONE_PERCENT).is_some());
        assert!(mismatch(&json!(1), &json!(true), ONE_PERCENT).is_some());
        assert!(mismatch(&json!("1"), &json!(1), ONE_PERCENT).is_some());
    }

    #[test]
    fn lists_have_the_same_length() {
        let text = mismatch(&json!({"a": [1, 2]}), &json!({"a": [1]}), ONE_PERCENT);
        assert_eq!(text.as_deref(), Some("/a: expected 2 entries, got 1"));
        let text = mismatch(&json!([{"a": 1}]), &json!([{"a": 2}]), ONE_PERCENT);
        assert_eq!(text.as_deref(), Some("/0/a: expected 1, got 2"));
    }
}
