//! One hundred rules in seven kinds, as a manager would write them.

use serde_json::{Value, json};

use super::leads::{EVENTS, REGIONS, SEGMENTS, SOURCES, TAGS, day_text, domain, instant_text};

/// The kinds, in the order of [`rules`].
pub const KINDS: [&str; 7] = ["in_list", "booleans", "history", "numeric", "text", "missing", "composite"];

/// A rule with its kind.
#[derive(Debug, Clone)]
pub struct Rule {
    pub id: String,
    pub kind: &'static str,
    pub when: Value,
}

/// The fields that the rules read, as a definition declares them.
pub fn fields() -> Value {
    let words = |name: &str, values: &[&str]| json!({"name": name, "type": "enum", "values": values});
    json!([
        {"name": "score", "type": "integer"},
        {"name": "employees", "type": "integer"},
        {"name": "visits", "type": "integer"},
        {"name": "budget", "type": "money"},
        {"name": "discount", "type": "decimal"},
        words("segment", &SEGMENTS),
        words("source", &SOURCES),
        words("region", &REGIONS),
        {"name": "company", "type": "text"},
        {"name": "email_domain", "type": "text"},
        {"name": "budget_known", "type": "boolean"},
        {"name": "test_drive", "type": "boolean"},
        {"name": "consent", "type": "boolean"},
        {"name": "created_on", "type": "date"},
        {"name": "last_contact", "type": "date"},
        {"name": "updated_at", "type": "instant"},
        {"name": "tags", "type": "set"},
        {"name": "history", "type": "events", "event_types": EVENTS},
    ])
}

/// The rules: 15 in a list, 15 of booleans, 14 of each other kind.
pub fn rules() -> Vec<Rule> {
    let makers: [fn(usize) -> Value; 7] = [in_list, booleans, history, numeric, text, missing, composite];
    (0..100)
        .map(|number| {
            let (kind, nth) = (number % 7, number / 7);
            Rule { id: format!("{}_{nth:02}", KINDS[kind]), kind: KINDS[kind], when: makers[kind](nth) }
        })
        .collect()
}

/// The rule set as its definition.
pub fn definition() -> Value {
    let rules: Vec<Value> = rules().iter().map(|rule| json!({"id": rule.id, "when": rule.when})).collect();
    json!({"kind": "condition.rules", "schema_version": 1, "id": "leads", "fields": fields(), "rules": rules})
}

fn compare(field: &str, op: &str, value: impl Into<Value>) -> Value {
    json!({"type": "compare", "field": field, "op": op, "value": value.into()})
}

fn is(field: &str, value: impl Into<Value>) -> Value {
    compare(field, "equal", value)
}

fn one_of(field: &str, values: &[&str]) -> Value {
    json!({"type": "one_of", "field": field, "values": values})
}

fn between(field: &str, low: impl Into<Value>, high: impl Into<Value>) -> Value {
    json!({"type": "between", "field": field, "low": low.into(), "high": high.into()})
}

fn all(of: &[Value]) -> Value {
    json!({"type": "all", "of": of})
}

fn any(of: &[Value]) -> Value {
    json!({"type": "any", "of": of})
}

fn not(of: &Value) -> Value {
    json!({"type": "not", "of": of})
}

fn present(field: &str) -> Value {
    json!({"type": "present", "field": field})
}

fn absent(field: &str) -> Value {
    json!({"type": "absent", "field": field})
}

/// `contains`, `starts_with` or `ends_with`.
fn text_test(test: &str, field: &str, value: &str) -> Value {
    json!({"type": test, "field": field, "value": value})
}

fn has_any(field: &str, values: &[&str]) -> Value {
    json!({"type": "has_any", "field": field, "values": values})
}

/// That many events of a type within as many days, or more.
fn count(event: &str, days: usize, op: &str, number: usize) -> Value {
    json!({"type": "events", "field": "history", "measure": "count", "of": [event],
        "within": {"amount": days, "unit": "days"}, "op": op, "value": number})
}

fn days_ago(days: usize) -> String {
    day_text(super::leads::AS_OF / 86_400 - i64::try_from(days).unwrap_or(0))
}

fn seconds_ago(seconds: usize) -> String {
    instant_text(super::leads::AS_OF - i64::try_from(seconds).unwrap_or(0))
}

/// `length` neighbours of a list, from `start` on and around its end.
fn some<'a>(list: &[&'a str], start: usize, length: usize) -> Vec<&'a str> {
    list.iter().copied().cycle().skip(start % list.len()).take(length).collect()
}

fn in_list(n: usize) -> Value {
    match n % 4 {
        0 => one_of("region", &some(&REGIONS, n, 3 + n % 4)),
        1 => one_of("source", &some(&SOURCES, n, 2)),
        2 => {
            let domains: Vec<String> = (n..n + 20).map(domain).collect();
            one_of("email_domain", &domains.iter().map(String::as_str).collect::<Vec<_>>())
        }
        _ => has_any("tags", &some(&TAGS, n, 2)),
    }
}

fn booleans(n: usize) -> Value {
    let (known, drive, consent) =
        (is("budget_known", n.is_multiple_of(2)), is("test_drive", n.is_multiple_of(3)), is("consent", true));
    match n % 5 {
        0 => all(&[known, drive]),
        1 => any(&[known, not(&consent)]),
        2 => all(&[not(&drive), consent]),
        3 => any(&[all(&[known, consent]), drive]),
        _ => not(&any(&[known, drive, consent])),
    }
}

fn history(n: usize) -> Value {
    let (event, days) = (EVENTS[n % EVENTS.len()], [7, 30, 60, 90][n % 4]);
    match n % 3 {
        0 => count(event, days, "at_least", 1 + n % 2),
        1 => count(event, days, "equal", 0),
        _ => count(event, days.max(60), "at_least", 2),
    }
}

fn numeric(n: usize) -> Value {
    match n % 7 {
        0 => compare("score", "at_least", 40 + 4 * n),
        1 => between("employees", 100 * n, 1_000 + 200 * n),
        2 => compare("budget", "above", format!("{}.50", 20_000 * n)),
        3 => compare("discount", "at_most", format!("{n}.5")),
        4 => compare("created_on", "at_least", days_ago(20 * n)),
        5 => compare("updated_at", "below", seconds_ago(86_400 * n)),
        _ => compare("employees", "not_equal", n),
    }
}

fn text(n: usize) -> Value {
    match n % 5 {
        0 => text_test("contains", "company", ["Motor", "River", "Trad"][n / 5 % 3]),
        1 => text_test("starts_with", "company", ["Golden", "North", "Pacific"][n / 5 % 3]),
        2 => text_test("ends_with", "email_domain", [".cn", ".com", ".org"][n / 5 % 3]),
        3 => is("segment", SEGMENTS[n % SEGMENTS.len()]),
        _ => compare("source", "not_equal", SOURCES[n % SOURCES.len()]),
    }
}

fn missing(n: usize) -> Value {
    match n % 7 {
        0 => absent("employees"),
        1 => present("email_domain"),
        2 => all(&[present("budget"), absent("last_contact")]),
        3 => any(&[absent("consent"), is("consent", false)]),
        4 => not(&compare("budget", "at_least", 100_000 + n)),
        5 => any(&[compare("employees", "below", 100 * n), compare("score", "above", 80 + n)]),
        _ => not(&all(&[is("segment", SEGMENTS[n % 4]), compare("last_contact", "at_least", days_ago(10 + n))])),
    }
}

fn composite(n: usize) -> Value {
    all(&[
        any(&[one_of("region", &some(&REGIONS, 2 * n, 5)), compare("score", "at_least", 70 - 2 * n)]),
        not(&is("source", SOURCES[n % SOURCES.len()])),
        any(&[is("budget_known", true), present("budget")]),
        any(&[count(EVENTS[n % EVENTS.len()], 60, "at_least", 1), compare("visits", "above", n)]),
        any(&[text_test("contains", "company", ["Motor", "Co", "Grand", "o"][n % 4]), absent("employees")]),
        compare("updated_at", "at_least", seconds_ago(86_400 * (20 + n))),
    ])
}
