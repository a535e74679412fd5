//! Events that could be added to a list so that its tests are met; what has happened is never taken back.

use crate::primitives::{Decimal, Event, EventColumns, Field, FieldType, Instant, Record, Scalar, ScalarRef, limits};

use super::change::{Edited, Goal, Literal, NoChange};
use super::change_search::Search;
use super::change_values::Value;
use super::constant::Constant;
use super::event_test::{EventTest, Figure, Fits, SequenceTest};
use super::leaf::{Leaf, Test};
use super::report::Explainer;
use super::terms::{Comparison, Measure};

/// Events that one change proposes at most.
const ADDED: i64 = 1_000;

/// A record of attributes without a value.
struct Blank;

impl Record for Blank {
    fn value(&self, _: usize) -> Option<ScalarRef<'_>> {
        None
    }
}

/// The list with events added so that every literal is met.
pub(crate) fn events(of: &Value<'_>, literals: &[Literal<'_>]) -> Result<EventColumns, NoChange> {
    let as_of = of.as_of.ok_or(NoChange::Contradiction)?;
    let now = match of.now {
        Some(ScalarRef::Events(events)) => events.to_events(),
        _ => Vec::new(),
    };
    let list = Addition { field: of.field, as_of };
    let mut all = now;
    let mut columns = list.columns(&all);
    for literal in literals {
        if list.met(literal, &columns) {
            continue;
        }
        all.extend(list.needed(literal, &columns)?);
        if all.len() > limits::EVENTS {
            return Err(NoChange::TooComplex);
        }
        columns = list.columns(&all);
    }
    let open = literals.iter().find(|literal| !list.met(literal, &columns));
    open.map_or(Ok(columns), |literal| Err(blame(literal)))
}

/// Why a test cannot be met by what is added.
fn blame(literal: &Literal<'_>) -> NoChange {
    match &literal.leaf.test {
        Test::Sequence(_) => NoChange::Time,
        Test::Events(test) if test.measure == Measure::DaysSinceLast => NoChange::Time,
        Test::Events(_) => NoChange::PastEvents,
        _ => NoChange::Contradiction,
    }
}

struct Addition<'a> {
    field: &'a Field,
    as_of: Instant,
}

impl Addition<'_> {
    fn columns(&self, events: &[Event]) -> EventColumns {
        let mut columns = EventColumns::new(self.field);
        columns.push_record(events.to_vec());
        columns
    }

    fn met(&self, literal: &Literal<'_>, columns: &EventColumns) -> bool {
        let values = [(literal.leaf.slot, Some(Scalar::Events(columns.clone())))];
        literal.met(&Edited { record: &Blank, values: &values }, Some(self.as_of))
    }

    /// The events that a literal lacks.
    fn needed(&self, literal: &Literal<'_>, columns: &EventColumns) -> Result<Vec<Event>, NoChange> {
        match (&literal.leaf.test, literal.goal) {
            (Test::Events(test), goal) => self.for_figure(test, goal, columns),
            (Test::Sequence(test), Goal::Is(wanted)) => self.for_sequence(test, wanted, columns),
            // An empty list is known, and present.
            _ => Ok(Vec::new()),
        }
    }

    fn for_figure(&self, test: &EventTest, goal: Goal, columns: &EventColumns) -> Result<Vec<Event>, NoChange> {
        let op = match goal {
            Goal::Is(true) => test.op,
            Goal::Is(false) => test.op.contrary(),
            Goal::Known => {
                return self.event(&test.fits, Some((test.attribute, test.measure))).map(|event| vec![event]);
            }
        };
        let figure = test.figure(columns.all(), self.as_of);
        match (test.measure, figure) {
            (Measure::Count, Some(Figure::Count(count))) => {
                let event = self.event(&test.fits, None)?;
                let missing = missing_count(op, count, &test.value)?;
                Ok(vec![event; missing])
            }
            (Measure::Distinct, Some(Figure::Count(count))) => {
                let missing = missing_count(op, count, &test.value)?;
                let taken = columns.all().attribute(test.attribute);
                let fresh = self.fresh(test.attribute, taken, missing).ok_or(NoChange::PastEvents)?;
                fresh.into_iter().map(|value| self.event_with(&test.fits, test.attribute, value)).collect()
            }
            (Measure::Sum, Some(Figure::Sum(whole, rest))) => {
                let Constant::Decimal(wanted) = &test.value else { return Err(NoChange::Contradiction) };
                let missing = wanted.less(whole, rest).ok_or(NoChange::TooComplex)?;
                let upwards = matches!(op, Comparison::AtLeast | Comparison::Above | Comparison::NotEqual)
                    || op == Comparison::Equal && missing > Decimal::from_integer(0);
                if !upwards {
                    return Err(NoChange::PastEvents);
                }
                let more = if matches!(op, Comparison::Above | Comparison::NotEqual) {
                    missing.stepped(true, missing.decimals()).ok_or(NoChange::TooComplex)?
                } else {
                    missing
                };
                let value = self.number(test.attribute, more).ok_or(NoChange::Contradiction)?;
                self.event_with(&test.fits, test.attribute, value).map(|event| vec![event])
            }
            (Measure::DaysSinceLast, _) => self.event(&test.fits, None).map(|event| vec![event]),
            // The last event can always be another one; the others only where the list does not decide yet.
            _ => self.one_that_meets(test, goal, columns),
        }
    }

    /// One event whose attribute brings the figure to where it is wanted.
    fn one_that_meets(&self, test: &EventTest, goal: Goal, columns: &EventColumns) -> Result<Vec<Event>, NoChange> {
        let attribute = self.field.attributes.get(test.attribute).ok_or(NoChange::Contradiction)?;
        let base = test.value.as_scalar();
        let mut values = vec![Scalar::from(base)];
        values.extend(super::change_values::beside(attribute, Some(base)));
        values.extend([Scalar::Boolean(true), Scalar::Boolean(false)]);
        values.extend(attribute.values.iter().map(|value| Scalar::Text(value.as_str().to_owned())));
        values.push(Scalar::Text("other".to_owned()));
        values.retain(|value| holds(attribute.field_type, value));
        let leaf =
            Leaf { slot: 0, on_missing: super::terms::OnMissing::Unknown, test: Test::Events(Box::new(test.clone())) };
        let literal = Literal { leaf: &leaf, goal };
        let now = columns.all().to_events();
        for value in values {
            let Ok(event) = self.event_with(&test.fits, test.attribute, value) else { continue };
            let more: Vec<Event> = now.iter().cloned().chain([event.clone()]).collect();
            if self.met(&literal, &self.columns(&more)) {
                return Ok(vec![event]);
            }
        }
        Err(NoChange::PastEvents)
    }

    fn for_sequence(&self, test: &SequenceTest, wanted: bool, columns: &EventColumns) -> Result<Vec<Event>, NoChange> {
        let found = test.find(columns.all(), self.as_of);
        match (test.absence, wanted, found) {
            // The one that should have followed, while there is time.
            (false, true, Some(found)) if self.as_of.micros() > found.at && self.as_of.micros() <= found.until => {
                self.event(&test.by, None).map(|event| vec![event])
            }
            // A new first event, which nothing has followed yet.
            (_, false, _) => self.event(&test.after, None).map(|event| vec![event]),
            (true, true, Some(found)) if found.followed => Err(NoChange::PastEvents),
            _ => Err(NoChange::Time),
        }
    }

    /// An event of now that fits; where an attribute is measured, with a value of it.
    fn event(&self, fits: &Fits, measured: Option<(usize, Measure)>) -> Result<Event, NoChange> {
        let event = self.sample(fits)?;
        if let Some((attribute, measure)) = measured
            && measure.takes_attribute()
            && event.attributes.get(attribute).is_some_and(Option::is_none)
        {
            let fresh = self.fresh(attribute, &[], 1).and_then(|fresh| fresh.into_iter().next());
            return self.event_with(fits, attribute, fresh.ok_or(NoChange::Contradiction)?);
        }
        self.checked(fits, event)
    }

    fn event_with(&self, fits: &Fits, attribute: usize, value: Scalar) -> Result<Event, NoChange> {
        let mut event = self.sample(fits)?;
        if let Some(cell) = event.attributes.get_mut(attribute) {
            *cell = Some(value);
        }
        self.checked(fits, event)
    }

    /// The event, when it fits.
    fn checked(&self, fits: &Fits, event: Event) -> Result<Event, NoChange> {
        let columns = self.columns(std::slice::from_ref(&event));
        if fits.fits(columns.all(), 0, event.kind) { Ok(event) } else { Err(NoChange::Contradiction) }
    }

    /// An event of the first fitting type, with the attributes that its filter asks for.
    fn sample(&self, fits: &Fits) -> Result<Event, NoChange> {
        let first = fits.types.as_ref().map_or(Some(0), |types| {
            let word = types.iter().position(|word| *word != 0)?;
            let bit = types.get(word)?.trailing_zeros();
            Some(u32::try_from(word).ok()? * 64 + bit)
        });
        let mut attributes = vec![None; self.field.attributes.len()];
        if let Some(filter) = &fits.filter {
            let of = Explainer { record: &Blank, fields: &self.field.attributes, as_of: Some(self.as_of) };
            let leaf_of = |leaf| Some(leaf);
            let values = Search::new(of, &leaf_of).values(filter).ok_or(NoChange::Contradiction)?;
            for (slot, value) in values {
                attributes.get_mut(slot).into_iter().for_each(|cell| *cell = value.clone());
            }
        }
        Ok(Event { kind: first.ok_or(NoChange::Contradiction)?, at: self.as_of, attributes })
    }

    /// Values of an attribute that are not taken yet.
    fn fresh(&self, attribute: usize, taken: &[Option<Scalar>], count: usize) -> Option<Vec<Scalar>> {
        let attribute = self.field.attributes.get(attribute)?;
        let free = |value: &Scalar| !taken.iter().flatten().any(|taken| taken == value);
        let numbers = 1..=ADDED * 20;
        let values: Vec<Scalar> = match attribute.field_type {
            FieldType::Boolean => [true, false].map(Scalar::Boolean).into_iter().filter(free).take(count).collect(),
            FieldType::Enum => {
                let all = attribute.values.iter().map(|value| Scalar::Text(value.as_str().to_owned()));
                all.filter(free).take(count).collect()
            }
            FieldType::Integer => numbers.map(Scalar::Integer).filter(free).take(count).collect(),
            FieldType::Decimal | FieldType::Money => {
                let all = numbers.map(|value| Scalar::Decimal(Decimal::from_integer(value)));
                all.filter(free).take(count).collect()
            }
            FieldType::Text => {
                numbers.map(|value| Scalar::Text(format!("new {value}"))).filter(free).take(count).collect()
            }
            FieldType::Instant => {
                let at = |value: i64| Instant::from_micros(self.as_of.micros() - value * 1_000_000).ok();
                numbers.filter_map(at).map(Scalar::Instant).filter(free).take(count).collect()
            }
            FieldType::Date => {
                let days = self.as_of.utc().date_naive();
                let at = |value: i64| days.checked_sub_days(chrono::Days::new(u64::try_from(value).ok()?));
                numbers.filter_map(at).map(Scalar::Date).filter(free).take(count).collect()
            }
            FieldType::Set | FieldType::Events => return None,
        };
        (values.len() == count).then_some(values)
    }

    /// A number as a value of the attribute: for whole numbers the next one up.
    fn number(&self, attribute: usize, value: Decimal) -> Option<Scalar> {
        match self.field.attributes.get(attribute)?.field_type {
            FieldType::Integer => {
                let (whole, rest) = value.parts();
                i64::try_from(if rest > 0 { whole + 1 } else { whole }).ok().map(Scalar::Integer)
            }
            _ => Some(Scalar::Decimal(value)),
        }
    }
}

/// Whether a value is one of the type.
fn holds(field_type: FieldType, value: &Scalar) -> bool {
    match value {
        Scalar::Boolean(_) => field_type == FieldType::Boolean,
        Scalar::Integer(_) => field_type == FieldType::Integer,
        Scalar::Decimal(_) => matches!(field_type, FieldType::Decimal | FieldType::Money),
        Scalar::Text(_) => matches!(field_type, FieldType::Text | FieldType::Enum),
        Scalar::Instant(_) => field_type == FieldType::Instant,
        Scalar::Date(_) => field_type == FieldType::Date,
        Scalar::Set(_) | Scalar::Events(_) => false,
    }
}

/// How many more are needed.
fn missing_count(op: Comparison, count: i64, value: &Constant) -> Result<usize, NoChange> {
    let Constant::Integer(value) = value else { return Err(NoChange::Contradiction) };
    let wanted = match op {
        Comparison::AtLeast | Comparison::Equal => *value,
        Comparison::Above => value.saturating_add(1),
        Comparison::NotEqual => count + 1,
        Comparison::Below | Comparison::AtMost => return Err(NoChange::PastEvents),
    };
    match wanted.saturating_sub(count) {
        missing if missing < 0 => Err(NoChange::PastEvents),
        missing if missing > ADDED => Err(NoChange::TooComplex),
        missing => usize::try_from(missing).map_err(|_| NoChange::TooComplex),
    }
}
