//! One test of a compiled condition: a slot, what is asked of it, and what a missing value makes of it.

use std::cmp::Ordering;

use crate::primitives::{Instant, Record, ScalarRef, SetRef};

use super::constant::{Constant, order_between};
use super::event_test::{EventTest, SequenceTest};
use super::model::Truth;
use super::terms::{Comparison, OnMissing};

/// One test; equal leaves of several rules are evaluated once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Leaf {
    pub(crate) slot: usize,
    pub(crate) on_missing: OnMissing,
    pub(crate) test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Test {
    Compare {
        op: Comparison,
        value: Constant,
    },
    CompareFields {
        op: Comparison,
        other: usize,
    },
    /// Constants of one type, sorted.
    OneOf {
        values: Vec<Constant>,
    },
    Between {
        low: Constant,
        high: Constant,
    },
    Present,
    Absent,
    Part {
        place: Place,
        part: String,
        ignore_case: bool,
    },
    /// Texts, sorted.
    Has {
        how_many: HowMany,
        values: Vec<String>,
    },
    Events(Box<EventTest>),
    Sequence(Box<SequenceTest>),
}

/// Where a text is looked for in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Anywhere,
    Start,
    End,
}

/// How many of the texts a set has to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum HowMany {
    One,
    Any,
    All,
}

impl Leaf {
    /// The outcome for one record, looking back from `as_of`, which only tests of events read.
    pub(crate) fn evaluate<R: Record + ?Sized>(&self, record: &R, as_of: Option<Instant>) -> Truth {
        match self.test.holds(self.slot, record, as_of) {
            Some(holds) => holds.into(),
            None => self.missing(),
        }
    }

    /// What a missing value makes of it.
    pub(crate) fn missing(&self) -> Truth {
        match self.on_missing {
            OnMissing::Unknown | OnMissing::Error => Truth::Unknown,
            OnMissing::Match => Truth::True,
            OnMissing::NoMatch => Truth::False,
        }
    }
}

impl Test {
    /// Whether it holds; `None` when a value that it needs is missing. So is a value of another type than
    /// declared, which a record that was checked at its door does not hold.
    #[inline]
    pub(crate) fn holds<R: Record + ?Sized>(&self, slot: usize, record: &R, as_of: Option<Instant>) -> Option<bool> {
        let found = record.value(slot);
        match self {
            Self::Present => Some(found.is_some()),
            Self::Absent => Some(found.is_none()),
            Self::CompareFields { op, other } => {
                order_between(found?, record.value(*other)?).map(|order| op.holds(order))
            }
            test => test.holds_of(found?, as_of),
        }
    }

    /// Whether it holds for a value that is there; only for tests of one field.
    #[inline]
    pub(crate) fn holds_of(&self, found: ScalarRef<'_>, as_of: Option<Instant>) -> Option<bool> {
        match self {
            Self::Compare { op, value } => value.order_of(found).map(|order| op.holds(order)),
            Self::OneOf { values } => {
                let search = values.binary_search_by(|constant| match constant.order_of(found) {
                    Some(order) => order.reverse(),
                    None => Ordering::Less,
                });
                Some(search.is_ok())
            }
            Self::Between { low, high } => Some(low.order_of(found)?.is_ge() && high.order_of(found)?.is_le()),
            Self::Part { place, part, ignore_case } => match found {
                ScalarRef::Text(text) => Some(holds_part(*place, text, part, *ignore_case)),
                _ => None,
            },
            Self::Has { how_many, values } => match found {
                ScalarRef::Set(set) => Some(how_many.holds(set, values)),
                _ => None,
            },
            Self::Events(test) => match found {
                ScalarRef::Events(events) => test.holds(events, as_of?),
                _ => None,
            },
            Self::Sequence(test) => match found {
                ScalarRef::Events(events) => Some(test.holds(events, as_of?)),
                _ => None,
            },
            Self::Present => Some(true),
            Self::Absent => Some(false),
            Self::CompareFields { .. } => None,
        }
    }
}

impl HowMany {
    fn holds(self, set: SetRef<'_>, values: &[String]) -> bool {
        let known = |text: &str| values.binary_search_by(|value| value.as_str().cmp(text)).is_ok();
        match self {
            Self::One => values.first().is_some_and(|value| set.has(value)),
            Self::Any => set.iter().any(known),
            // The texts of a set differ, and so do the values.
            Self::All => set.iter().filter(|text| known(text)).count() == values.len(),
        }
    }
}

/// Whether a part stands in a text: byte by byte, which is right for UTF-8.
pub(crate) fn holds_part(place: Place, text: &str, part: &str, ignore_case: bool) -> bool {
    if !ignore_case {
        return match place {
            Place::Anywhere => text.contains(part),
            Place::Start => text.starts_with(part),
            Place::End => text.ends_with(part),
        };
    }
    let (text, part) = (text.as_bytes(), part.as_bytes());
    match place {
        Place::Anywhere => text.windows(part.len().max(1)).any(|window| window.eq_ignore_ascii_case(part)),
        Place::Start => text.get(..part.len()).is_some_and(|start| start.eq_ignore_ascii_case(part)),
        Place::End => {
            let from = text.len().checked_sub(part.len());
            from.and_then(|from| text.get(from..)).is_some_and(|end| end.eq_ignore_ascii_case(part))
        }
    }
}
