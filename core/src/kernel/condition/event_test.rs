//! Tests over event lists: figures of the events that fit, and what followed the last one.

use std::cmp::Ordering;

use crate::primitives::{Decimal, EventsRef, Instant, Scalar, ScalarRef};

use super::constant::Constant;
use super::leaf::Leaf;
use super::model::Node;
use super::terms::{Comparison, Measure};

/// Micros of a day of 24 hours.
pub(crate) const DAY: i64 = 86_400_000_000;

/// Which events are meant: by type, and by a condition over their attributes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fits {
    /// One bit per declared type; all types when absent.
    pub(crate) types: Option<Vec<u64>>,
    pub(crate) filter: Option<Node<Leaf>>,
}

/// A figure of the events that fit, compared with a constant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EventTest {
    pub(crate) fits: Fits,
    /// How far back, in microseconds.
    pub(crate) within: Option<i64>,
    pub(crate) measure: Measure,
    /// The slot of the attribute, where the measure is one of an attribute.
    pub(crate) attribute: usize,
    pub(crate) op: Comparison,
    pub(crate) value: Constant,
    /// The constant in microseconds, for [`Measure::DaysSinceLast`].
    pub(crate) micros: i64,
}

/// What followed the last event that fits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SequenceTest {
    /// Whether it asks that nothing followed.
    pub(crate) absence: bool,
    pub(crate) after: Fits,
    pub(crate) by: Fits,
    /// The span, in microseconds.
    pub(crate) within: i64,
}

/// A measured figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Figure<'a> {
    Count(i64),
    /// A sum: the whole part, and the rest in units of 10^-18.
    Sum(i128, i128),
    Value(ScalarRef<'a>),
    /// Microseconds since the latest event.
    Age(i64),
}

impl Fits {
    /// Whether an event of the list fits.
    #[inline]
    pub(crate) fn fits(&self, events: EventsRef<'_>, place: usize, kind: u32) -> bool {
        let of_type = self.types.as_ref().is_none_or(|types| {
            let word = usize::try_from(kind / 64).ok().and_then(|word| types.get(word));
            word.is_some_and(|word| word >> (kind % 64) & 1 == 1)
        });
        // Attributes are scalars, so their tests read no time.
        of_type && self.filter.as_ref().is_none_or(|filter| filter.evaluate(&events.event(place), None).matches())
    }

    /// The places of the events that fit, oldest first.
    fn places<'s>(&'s self, events: EventsRef<'s>) -> impl DoubleEndedIterator<Item = usize> + 's {
        let kinds = events.kinds().iter().enumerate();
        kinds.filter(move |(place, kind)| self.fits(events, *place, **kind)).map(|(place, _)| place)
    }
}

impl EventTest {
    /// Whether it holds; `None` when the figure is missing.
    pub(crate) fn holds(&self, events: EventsRef<'_>, as_of: Instant) -> Option<bool> {
        let order = match self.figure(events, as_of)? {
            Figure::Count(count) => self.value.order_of(ScalarRef::Integer(count))?,
            Figure::Sum(whole, rest) => {
                let Constant::Decimal(value) = &self.value else { return None };
                (whole, rest).cmp(&value.parts())
            }
            Figure::Value(value) => self.value.order_of(value)?,
            Figure::Age(age) => age.cmp(&self.micros),
        };
        Some(self.op.holds(order))
    }

    /// The events in the window: those at `as_of` are in it, those `within` before it are not.
    pub(crate) fn window<'a>(&self, events: EventsRef<'a>, as_of: Instant) -> EventsRef<'a> {
        let visible = events.until(as_of);
        self.within.map_or(visible, |within| visible.after(as_of.micros().saturating_sub(within)))
    }

    /// What is measured; `None` when no event has what it needs.
    pub(crate) fn figure<'a>(&self, events: EventsRef<'a>, as_of: Instant) -> Option<Figure<'a>> {
        let events = self.window(events, as_of);
        let values = || self.values(events);
        let whole = |count: usize| Figure::Count(i64::try_from(count).unwrap_or(i64::MAX));
        match self.measure {
            Measure::Count => Some(whole(self.fits.places(events).count())),
            Measure::Sum => Some(sum(values())),
            Measure::Min => values().min_by(|a, b| a.order(*b)).map(Figure::Value),
            Measure::Max => values().max_by(|a, b| a.order(*b)).map(Figure::Value),
            Measure::First => self.value_at(events, self.fits.places(events).next()?).map(Figure::Value),
            Measure::Last => self.value_at(events, self.fits.places(events).next_back()?).map(Figure::Value),
            Measure::Distinct => Some(whole(distinct(values().collect()))),
            Measure::DaysSinceLast => {
                let last = self.fits.places(events).next_back()?;
                events.times().get(last).map(|at| Figure::Age(as_of.micros() - at))
            }
        }
    }

    fn value_at<'a>(&self, events: EventsRef<'a>, place: usize) -> Option<ScalarRef<'a>> {
        events.attribute(self.attribute).get(place)?.as_ref().map(Scalar::as_ref)
    }

    fn values<'s, 'a: 's>(&'s self, events: EventsRef<'a>) -> impl Iterator<Item = ScalarRef<'a>> + 's {
        self.fits.places(events).filter_map(move |place| self.value_at(events, place))
    }
}

/// The exact sum of numbers: carried in a whole part and a rest, it never leaves its range.
fn sum<'a>(values: impl Iterator<Item = ScalarRef<'a>>) -> Figure<'a> {
    const UNIT: i128 = 1_000_000_000_000_000_000;
    let (mut whole, mut rest) = (0_i128, 0_i128);
    for value in values {
        let (more, fraction) = match value {
            ScalarRef::Integer(value) => (i128::from(value), 0),
            ScalarRef::Decimal(value) => value.parts(),
            _ => (0, 0),
        };
        whole += more;
        rest += fraction;
    }
    Figure::Sum(whole + rest.div_euclid(UNIT), rest.rem_euclid(UNIT))
}

fn distinct(mut values: Vec<ScalarRef<'_>>) -> usize {
    values.sort_unstable_by(|a, b| a.order(*b));
    values.dedup_by(|a, b| a.order(*b) == Ordering::Equal);
    values.len()
}

/// What a sequence test finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Followed {
    /// When the last event that fits happened.
    pub(crate) at: i64,
    /// When the span after it is over.
    pub(crate) until: i64,
    /// Whether another came within it.
    pub(crate) followed: bool,
}

impl SequenceTest {
    /// Whether it holds; without a first event it does not.
    pub(crate) fn holds(&self, events: EventsRef<'_>, as_of: Instant) -> bool {
        let Some(found) = self.find(events, as_of) else { return false };
        if self.absence { !found.followed && as_of.micros() >= found.until } else { found.followed }
    }

    /// The last event that fits, and whether another followed it within the span.
    pub(crate) fn find(&self, events: EventsRef<'_>, as_of: Instant) -> Option<Followed> {
        let visible = events.until(as_of);
        let place = self.after.places(visible).next_back()?;
        let at = *visible.times().get(place)?;
        let until = at.saturating_add(self.within);
        let later = visible.times().iter().zip(visible.kinds()).enumerate().skip(place + 1);
        let mut within = later.skip_while(|(_, (time, _))| **time <= at).take_while(|(_, (time, _))| **time <= until);
        let followed = within.any(|(place, (_, kind))| self.by.fits(visible, place, *kind));
        Some(Followed { at, until, followed })
    }
}

impl Figure<'_> {
    /// The figure as a parameter: whole numbers, exact sums, days with their fraction.
    pub(crate) fn to_param(self) -> crate::primitives::Param {
        match self {
            Self::Count(count) => count.into(),
            Self::Sum(whole, rest) => match Decimal::from_parts(whole, rest) {
                Some(sum) => sum.into(),
                None => whole.to_string().into(),
            },
            Self::Value(value) => value.to_param(),
            Self::Age(micros) => days(micros).map_or_else(|| micros.into(), Into::into),
        }
    }
}

/// Microseconds as days with at most 8 decimals, rounded down.
fn days(micros: i64) -> Option<Decimal> {
    // A day is 864 times 10^8 microseconds.
    Decimal::try_new(i128::from(micros.div_euclid(DAY / 100_000_000)), 8).ok()
}
