//! A cell as text: `>= 62`, `10..20`, `A|B`, `not X`, `-`.
//!
//! | text | test |
//! |---|---|
//! | `-`, or nothing | true of everything |
//! | `A` | equals |
//! | `A\|B` | one of; `A\|` for a list of one |
//! | `>= 62`, `> 62`, `<= 62`, `< 62` | compares; `≥` and `≤` are read too |
//! | `10..20` | between, both included |
//! | `10..<20`, `10<..20`, `10<..<20` | between, without the upper, the lower, both |
//! | `not ...` | the rest is false |
//! | `present`, `absent` | has a value, has none |
//!
//! A text that could be read as one of these, or as a formula of a spreadsheet, stands in quotes as in JSON.

use super::axis::End;
use super::cell::{literal, typed, written};
use super::definition::{CellTest, Side};
use crate::primitives::{FieldType, Literal, Scalar, limits};

const ANY: &str = "-";
const PRESENT: &str = "present";
const ABSENT: &str = "absent";
const NOT: &str = "not ";
/// The longer of two that begin alike first.
const SIDES: &[(&str, Side)] = &[
    (">=", Side::AtLeast),
    ("≥", Side::AtLeast),
    ("<=", Side::AtMost),
    ("≤", Side::AtMost),
    (">", Side::Above),
    ("<", Side::Below),
];

/// A cell as text.
pub(super) fn write(cell: Option<&CellTest>, field_type: FieldType) -> String {
    let one = |value: &Literal| shown(value, field_type);
    match cell {
        None => ANY.to_owned(),
        Some(CellTest::Present {}) => PRESENT.to_owned(),
        Some(CellTest::Absent {}) => ABSENT.to_owned(),
        Some(CellTest::Equal { value }) => one(value),
        Some(CellTest::OneOf { values }) => match values.as_slice() {
            [value] => format!("{}|", one(value)),
            values => values.iter().map(one).collect::<Vec<String>>().join("|"),
        },
        Some(CellTest::Compare { op, value }) => {
            let sign = SIDES.iter().find(|(_, side)| side == op).map_or("", |(sign, _)| sign);
            format!("{sign} {}", one(value))
        }
        Some(CellTest::Between { low, high, low_open, high_open }) => {
            range(&one(low), &one(high), *low_open, *high_open)
        }
        Some(CellTest::Not { of }) => format!("{NOT}{}", write(Some(of), field_type)),
    }
}

fn range(low: &str, high: &str, low_open: bool, high_open: bool) -> String {
    format!("{low}{}..{}{high}", if low_open { "<" } else { "" }, if high_open { "<" } else { "" })
}

/// A range between ends that say whether they belong to it.
pub(super) fn write_range(low: End, high: End) -> String {
    match (low, high) {
        (None, None) => ANY.to_owned(),
        (Some((low, closed)), None) => format!("{} {}", if closed { ">=" } else { ">" }, written(&low)),
        (None, Some((high, closed))) => format!("{} {}", if closed { "<=" } else { "<" }, written(&high)),
        (Some((low, true)), Some((high, true))) if low == high => written(&low),
        (Some((low, from)), Some((high, to))) => range(&written(&low), &written(&high), !from, !to),
    }
}

/// Texts, any one of them.
pub(super) fn write_texts<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.map(quoted).collect::<Vec<String>>().join("|")
}

/// A literal of a field as text.
pub(super) fn shown(value: &Literal, field_type: FieldType) -> String {
    match (field_type, typed(field_type, value)) {
        (_, Some(Scalar::Text(text))) => quoted(&text),
        (_, Some(value)) => written(&value),
        // INVARIANT: a compiled table holds no literal of another type.
        (_, None) => String::new(),
    }
}

/// A text as it is, or in quotes where it could be read as something else.
pub(super) fn quoted(text: &str) -> String {
    let plain = !text.is_empty()
        && text.trim() == text
        && ![ANY, PRESENT, ABSENT, NOT.trim_end()].contains(&text)
        && !text.starts_with(NOT)
        && !text.starts_with(['=', '+', '-', '@', '<', '>', '≥', '≤'])
        && !text.contains(['"', '|'])
        && !text.chars().any(char::is_control);
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// The text is no cell of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable;

/// The test that a cell states; `None` for one that is true of everything.
pub(super) fn read(text: &str, field_type: FieldType) -> Result<Option<CellTest>, Unreadable> {
    let mut text = text.trim();
    if text.is_empty() || text == ANY {
        return Ok(None);
    }
    let mut negations = 0;
    while let Some(rest) = text.strip_prefix(NOT) {
        negations += 1;
        text = rest.trim_start();
    }
    if negations > limits::CONDITION_DEPTH {
        return Err(Unreadable);
    }
    let mut test = positive(text, field_type)?;
    for _ in 0..negations {
        test = CellTest::Not { of: Box::new(test) };
    }
    Ok(Some(test))
}

fn positive(text: &str, field_type: FieldType) -> Result<CellTest, Unreadable> {
    match text {
        PRESENT => return Ok(CellTest::Present {}),
        ABSENT => return Ok(CellTest::Absent {}),
        _ => {}
    }
    for (sign, op) in SIDES {
        if let Some(rest) = text.strip_prefix(sign) {
            return Ok(CellTest::Compare { op: *op, value: value(rest, field_type)? });
        }
    }
    if field_type.is_ordered()
        && let Some((low, high)) = text.split_once("..")
    {
        let (low, low_open) = low.trim_end().strip_suffix('<').map_or((low, false), |low| (low, true));
        let (high, high_open) = high.trim_start().strip_prefix('<').map_or((high, false), |high| (high, true));
        let (low, high) = (value(low, field_type)?, value(high, field_type)?);
        return Ok(CellTest::Between { low, high, low_open, high_open });
    }
    let mut parts = alternatives(text);
    if let [one] = parts.as_slice() {
        return Ok(CellTest::Equal { value: value(one, field_type)? });
    }
    if parts.len() == 2 && parts.last().is_some_and(|last| last.trim().is_empty()) {
        parts.pop();
    }
    let values = parts.into_iter().map(|part| value(part, field_type)).collect::<Result<_, _>>()?;
    Ok(CellTest::OneOf { values })
}

/// The parts between bars that do not stand in quotes.
fn alternatives(text: &str) -> Vec<&str> {
    let (mut inside, mut escaped) = (false, false);
    let bar = |c: char| {
        match c {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            '|' if !inside => return true,
            _ => {}
        }
        false
    };
    text.split(bar).collect()
}

/// A value of a field, in its canonical form.
pub(super) fn value(text: &str, field_type: FieldType) -> Result<Literal, Unreadable> {
    let text = text.trim();
    let raw = match field_type {
        FieldType::Boolean => match text {
            "true" => Literal::Boolean(true),
            "false" => Literal::Boolean(false),
            _ => return Err(Unreadable),
        },
        FieldType::Integer => Literal::Integer(text.parse().map_err(|_| Unreadable)?),
        FieldType::Text | FieldType::Enum if text.starts_with('"') => {
            Literal::Text(serde_json::from_str(text).map_err(|_| Unreadable)?)
        }
        FieldType::Text | FieldType::Enum if text.is_empty() || text.contains(['"', '|']) => return Err(Unreadable),
        _ => Literal::Text(text.to_owned()),
    };
    typed(field_type, &raw).map(|value| literal(&value)).ok_or(Unreadable)
}
