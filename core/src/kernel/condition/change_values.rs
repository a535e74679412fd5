//! Values that could meet the tests of one field: thresholds and what lies next to them.

use chrono::Days;

use crate::primitives::{Decimal, Field, FieldType, Instant, Scalar, ScalarRef, SetColumns};

use super::change::{Goal, Literal, NoChange};
use super::change_events::events;
use super::constant::Constant;
use super::leaf::{HowMany, Place, Test};

/// Constants of one list that are looked at.
const LISTED: usize = 64;
const SECOND: i64 = 1_000_000;

/// A field, and what it holds now.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    pub(crate) field: &'a Field,
    pub(crate) now: Option<ScalarRef<'a>>,
    pub(crate) as_of: Option<Instant>,
}

/// Values to try, the nearest first; `None` takes the value away.
pub(crate) fn candidates(of: &Value<'_>, literals: &[Literal<'_>]) -> Result<Vec<Option<Scalar>>, NoChange> {
    let mut values: Vec<Scalar> = match of.field.field_type {
        FieldType::Boolean => vec![Scalar::Boolean(true), Scalar::Boolean(false)],
        FieldType::Enum => enums(of.field, literals),
        FieldType::Text => texts(literals),
        FieldType::Set => sets(of, literals),
        FieldType::Events => {
            // Only without any event at all can the list be taken away.
            let wants_none = |literal: &Literal<'_>| match (&literal.leaf.test, literal.goal) {
                (Test::Present, Goal::Is(wanted)) => !wanted,
                (Test::Absent, Goal::Is(wanted)) => wanted,
                _ => false,
            };
            if literals.iter().any(wants_none) {
                return Ok(vec![None]);
            }
            return events(of, literals).map(|list| vec![Some(Scalar::Events(list))]);
        }
        FieldType::Integer | FieldType::Decimal | FieldType::Money | FieldType::Date | FieldType::Instant => {
            ordered(of, literals)
        }
    };
    values.dedup();
    Ok(values.into_iter().map(Some).chain([None]).collect())
}

/// A value of another field, and the next ones beside it, as values of this field.
pub(crate) fn beside(field: &Field, value: Option<ScalarRef<'_>>) -> Vec<Scalar> {
    let digits = if let Some(ScalarRef::Decimal(value)) = value { value.decimals() } else { 0 };
    value.map(|value| near(field.field_type, &[value], digits)).unwrap_or_default()
}

/// The constants that the literals name.
fn constants<'a>(literals: &[Literal<'a>]) -> Vec<&'a Constant> {
    let mut found: Vec<&Constant> = Vec::new();
    for literal in literals {
        match &literal.leaf.test {
            Test::Compare { value, .. } => found.push(value),
            Test::OneOf { values } => found.extend(values.iter().take(LISTED)),
            Test::Between { low, high } => found.extend([low, high]),
            _ => {}
        }
    }
    found
}

fn ordered(of: &Value<'_>, literals: &[Literal<'_>]) -> Vec<Scalar> {
    let bases: Vec<ScalarRef<'_>> = constants(literals).into_iter().map(Constant::as_scalar).collect();
    let digits = |value: &ScalarRef<'_>| if let ScalarRef::Decimal(value) = value { value.decimals() } else { 0 };
    let finest = bases.iter().chain(of.now.as_ref()).map(digits).max().unwrap_or(0);
    let field_type = of.field.field_type;
    let mut values = near(field_type, &bases, finest);
    sort_by_distance(&mut values, of.now);
    // Between two thresholds that lie side by side a finer step is needed.
    if field_type == FieldType::Instant {
        values.extend(bases.iter().flat_map(|base| stepped(field_type, *base, 18)));
    } else {
        values.extend(bases.iter().flat_map(|base| stepped(field_type, *base, finest.saturating_add(1))));
    }
    values.extend(any_of(of));
    values
}

/// The values, and the next ones up and down.
fn near(field_type: FieldType, bases: &[ScalarRef<'_>], digits: u8) -> Vec<Scalar> {
    bases
        .iter()
        .flat_map(|base| std::iter::once(cast(field_type, *base)).flatten().chain(stepped(field_type, *base, digits)))
        .collect()
}

/// A value as one of the field's type.
fn cast(field_type: FieldType, value: ScalarRef<'_>) -> Option<Scalar> {
    Some(match (field_type, value) {
        (FieldType::Integer, ScalarRef::Decimal(value)) => Scalar::Integer(value.scaled(0)?),
        (FieldType::Decimal | FieldType::Money, ScalarRef::Integer(value)) => {
            Scalar::Decimal(Decimal::from_integer(value))
        }
        (_, value) => Scalar::from(value),
    })
}

/// The next values down and up, in steps of that many digits.
fn stepped(field_type: FieldType, value: ScalarRef<'_>, digits: u8) -> Vec<Scalar> {
    let both = |value: Decimal, digits| {
        let decimals = [false, true].into_iter().filter_map(move |up| value.stepped(up, digits));
        decimals.collect::<Vec<_>>()
    };
    match (field_type, value) {
        (FieldType::Integer, ScalarRef::Integer(value)) => {
            [value.checked_sub(1), value.checked_add(1)].into_iter().flatten().map(Scalar::Integer).collect()
        }
        (FieldType::Integer, ScalarRef::Decimal(value)) => {
            // The whole numbers on both sides.
            let (whole, _) = value.parts();
            let whole = [whole - 1, whole, whole + 1];
            whole.into_iter().filter_map(|whole| i64::try_from(whole).ok()).map(Scalar::Integer).collect()
        }
        (FieldType::Decimal | FieldType::Money, ScalarRef::Integer(value)) => {
            both(Decimal::from_integer(value), digits).into_iter().map(Scalar::Decimal).collect()
        }
        (FieldType::Decimal | FieldType::Money, ScalarRef::Decimal(value)) => {
            both(value, digits).into_iter().map(Scalar::Decimal).collect()
        }
        (_, ScalarRef::Date(date)) => {
            let days = [date.checked_sub_days(Days::new(1)), date.checked_add_days(Days::new(1))];
            days.into_iter().flatten().map(Scalar::Date).collect()
        }
        (_, ScalarRef::Instant(at)) => {
            let step = if digits > 6 { 1 } else { SECOND };
            let both = [at.micros() - step, at.micros() + step];
            both.into_iter().filter_map(|at| Instant::from_micros(at).ok()).map(Scalar::Instant).collect()
        }
        _ => Vec::new(),
    }
}

/// Any value of the field's type, for a field that has only to be known.
fn any_of(of: &Value<'_>) -> Option<Scalar> {
    let as_of = of.as_of?;
    Some(match of.field.field_type {
        FieldType::Integer => Scalar::Integer(0),
        FieldType::Decimal | FieldType::Money => Scalar::Decimal(Decimal::from_integer(0)),
        FieldType::Date => Scalar::Date(as_of.utc().date_naive()),
        FieldType::Instant => Scalar::Instant(as_of),
        _ => return None,
    })
}

#[expect(clippy::cast_precision_loss, reason = "a distance only orders proposals")]
fn place(value: ScalarRef<'_>) -> Option<f64> {
    Some(match value {
        ScalarRef::Integer(value) => value as f64,
        ScalarRef::Decimal(value) => value.to_f64(),
        ScalarRef::Date(value) => f64::from(chrono::Datelike::num_days_from_ce(&value)),
        ScalarRef::Instant(value) => value.micros() as f64,
        _ => return None,
    })
}

fn sort_by_distance(values: &mut [Scalar], now: Option<ScalarRef<'_>>) {
    let Some(now) = now.and_then(place) else { return };
    let distance = |value: &Scalar| place(value.as_ref()).map_or(f64::MAX, |place| (place - now).abs());
    values.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
}

fn enums(field: &Field, literals: &[Literal<'_>]) -> Vec<Scalar> {
    let named = constants(literals).into_iter().map(|constant| Scalar::from(constant.as_scalar()));
    named.chain(field.values.iter().map(|value| Scalar::Text(value.as_str().to_owned()))).collect()
}

fn texts(literals: &[Literal<'_>]) -> Vec<Scalar> {
    let mut texts: Vec<String> = constants(literals).into_iter().map(ToString::to_string).collect();
    let parts = |wanted: Place| {
        let mut found: Vec<&str> = Vec::new();
        for literal in literals.iter().filter(|literal| literal.goal == Goal::Is(true)) {
            if let Test::Part { place, part, .. } = &literal.leaf.test
                && *place == wanted
            {
                found.push(part);
            }
        }
        // The longest first: it may hold the others.
        found.sort_by_key(|part| std::cmp::Reverse(part.len()));
        found
    };
    let (starts, inside, ends) = (parts(Place::Start), parts(Place::Anywhere), parts(Place::End));
    let (start, end) = (starts.first().copied().unwrap_or(""), ends.first().copied().unwrap_or(""));
    for joined in ["", " "] {
        let all: Vec<&str> = [start].into_iter().chain(inside.iter().copied()).chain([end]).collect();
        let all: Vec<&str> = all.into_iter().filter(|part| !part.is_empty()).collect();
        texts.push(all.join(joined));
    }
    texts.retain(|text| !text.is_empty());
    texts.extend(["other", "another", "-", "?"].map(str::to_owned));
    texts.into_iter().map(Scalar::Text).collect()
}

fn sets(of: &Value<'_>, literals: &[Literal<'_>]) -> Vec<Scalar> {
    let now: Vec<String> = match of.now {
        // What a person chose is not told, so the proposal starts from nothing.
        Some(ScalarRef::Set(set)) if !of.field.pii => set.sorted().into_iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    [now, Vec::new()].into_iter().map(|start| Scalar::Set(SetColumns::of(fitted(start, literals)))).collect()
}

/// A set with what it lacks, without what it must not hold.
fn fitted(mut set: Vec<String>, literals: &[Literal<'_>]) -> Vec<String> {
    let tests = || {
        literals.iter().filter_map(|literal| match (&literal.leaf.test, literal.goal) {
            (Test::Has { how_many, values }, Goal::Is(wanted)) => Some((*how_many, values, wanted)),
            _ => None,
        })
    };
    let forbids = |(how_many, _, wanted): &(HowMany, &Vec<String>, bool)| !wanted && *how_many != HowMany::All;
    let forbidden: Vec<&String> = tests().filter(forbids).flat_map(|(_, values, _)| values).collect();
    let required = tests().filter(|(how_many, _, wanted)| *wanted && *how_many != HowMany::Any);
    let required: Vec<&String> = required.flat_map(|(_, values, _)| values).collect();
    set.retain(|text| !forbidden.contains(&text));
    set.extend(required.iter().map(|text| (*text).clone()));
    for (how_many, values, wanted) in tests() {
        match how_many {
            HowMany::Any if wanted && !values.iter().any(|value| set.contains(value)) => {
                set.extend(values.iter().find(|value| !forbidden.contains(value)).cloned());
            }
            HowMany::All if !wanted && values.iter().all(|value| set.contains(value)) => {
                let spare = values.iter().find(|value| !required.contains(value)).cloned();
                set.retain(|text| Some(text) != spare.as_ref());
            }
            _ => {}
        }
    }
    set
}
