//! One cell, compiled: the segments of its axis for which it is true.

use super::axis::{Axis, Span};
use super::definition::{CellTest, Side};
use crate::primitives::{FieldType, Literal, Scalar};

/// The segments for which a cell is true, and what it says of a missing value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// Sorted, apart from each other; the missing value is among them where the cell is true of it.
    pub(super) spans: Box<[Span]>,
    /// What the cell is for a missing value; `None` for unknown.
    pub(super) missing: Option<bool>,
}

/// A test whose constants are typed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Always,
    OneOf(Vec<Scalar>),
    /// Each end with whether it belongs to the range.
    Range(Option<(Scalar, bool)>, Option<(Scalar, bool)>),
    Not(Box<Self>),
    Present,
    Absent,
}

impl Test {
    /// The constants that cut the axis.
    pub(super) fn constants<'a>(&'a self, into: &mut Vec<&'a Scalar>) {
        match self {
            Self::Always | Self::Present | Self::Absent => {}
            Self::OneOf(values) => into.extend(values),
            Self::Range(low, high) => into.extend([low, high].into_iter().flatten().map(|(value, _)| value)),
            Self::Not(of) => of.constants(into),
        }
    }

    /// The test on an axis that was cut at its constants.
    pub(super) fn on(&self, axis: &Axis) -> Cell {
        let (mut spans, missing) = self.truth(axis);
        if missing == Some(true) {
            push(&mut spans, (axis.missing(), axis.missing()));
        }
        Cell { spans: spans.into(), missing }
    }

    /// The value segments for which it is true, and its truth for a missing value.
    fn truth(&self, axis: &Axis) -> (Vec<Span>, Option<bool>) {
        let last = axis.missing() - 1;
        match self {
            Self::Always => (vec![(0, last)], Some(true)),
            Self::Present => (vec![(0, last)], Some(false)),
            Self::Absent => (Vec::new(), Some(true)),
            Self::OneOf(values) => {
                let mut segments: Vec<u32> = values.iter().map(|value| axis.locate(Some(value.as_ref()))).collect();
                segments.sort_unstable();
                segments.dedup();
                let mut spans = Vec::new();
                segments.into_iter().for_each(|segment| push(&mut spans, (segment, segment)));
                (spans, None)
            }
            Self::Range(low, high) => {
                let at = |value: &Scalar| axis.locate(Some(value.as_ref()));
                let from = low.as_ref().map_or(0, |(low, closed)| at(low) + u32::from(!closed));
                let to = high.as_ref().map_or(Some(last), |(high, closed)| at(high).checked_sub(u32::from(!closed)));
                (to.filter(|to| from <= *to).map(|to| (from, to)).into_iter().collect(), None)
            }
            Self::Not(of) => {
                let (spans, missing) = of.truth(axis);
                let mut rest = Vec::new();
                let mut from = 0;
                for (start, end) in spans {
                    if let Some(before) = start.checked_sub(1).filter(|before| from <= *before) {
                        rest.push((from, before));
                    }
                    from = end + 1;
                }
                if from <= last {
                    rest.push((from, last));
                }
                (rest, missing.map(|missing| !missing))
            }
        }
    }
}

fn push(spans: &mut Vec<Span>, span: Span) {
    match spans.last_mut() {
        Some(last) if last.1 + 1 >= span.0 => last.1 = last.1.max(span.1),
        _ => spans.push(span),
    }
}

impl Cell {
    pub(super) fn holds(&self, segment: u32) -> bool {
        match &*self.spans {
            [(from, to)] => (*from..=*to).contains(&segment),
            spans => spans
                .binary_search_by(|(from, to)| {
                    if *to < segment {
                        std::cmp::Ordering::Less
                    } else if *from > segment {
                        std::cmp::Ordering::Greater
                    } else {
                        std::cmp::Ordering::Equal
                    }
                })
                .is_ok(),
        }
    }

    /// A segment that holds a value for which both cells are true.
    pub(super) fn meets(&self, other: &Self, axis: &Axis) -> Option<u32> {
        let (mut ours, mut theirs) = (self.spans.iter(), other.spans.iter());
        let (mut a, mut b) = (ours.next()?, theirs.next()?);
        loop {
            if let Some(found) = axis.live((a.0.max(b.0), a.1.min(b.1))) {
                return Some(found);
            }
            if a.1 <= b.1 {
                a = ours.next()?;
            } else {
                b = theirs.next()?;
            }
        }
    }

    /// The first segment for which it is true that holds a value.
    pub(super) fn live(&self, axis: &Axis) -> Option<u32> {
        self.spans.iter().find_map(|span| axis.live(*span))
    }

    /// Whether it is true of every value that the axis has.
    pub(super) fn is_full(&self, axis: &Axis) -> bool {
        let mut from = 0;
        for (start, end) in &self.spans {
            if *start > from && axis.live((from, start - 1)).is_some() {
                return false;
            }
            from = end + 1;
        }
        axis.live((from, axis.missing())).is_none()
    }
}

/// The typed value of a literal, or `None` when it is of another type.
pub(super) fn typed(field_type: FieldType, literal: &Literal) -> Option<Scalar> {
    let value = match literal {
        Literal::Boolean(value) => serde_json::Value::from(*value),
        Literal::Integer(value) => serde_json::Value::from(*value),
        Literal::Text(text) => serde_json::Value::from(text.as_str()),
        Literal::Decimal(value) => match field_type {
            FieldType::Decimal | FieldType::Money => return Some(Scalar::Decimal(*value)),
            _ => return None,
        },
    };
    Scalar::read(field_type, value)
}

/// The literal of a typed value in its canonical form.
pub(super) fn literal(value: &Scalar) -> Literal {
    match value {
        // INVARIANT: a table has no columns of sets or events.
        Scalar::Set(_) | Scalar::Events(_) => Literal::Text(String::new()),
        Scalar::Boolean(value) => Literal::Boolean(*value),
        Scalar::Integer(value) => Literal::Integer(*value),
        Scalar::Text(text) => Literal::Text(text.clone()),
        other => Literal::Text(written(other)),
    }
}

/// A typed value as its canonical JSON form writes it, without quotes.
pub(super) fn written(value: &Scalar) -> String {
    match value {
        Scalar::Boolean(value) => value.to_string(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::Decimal(value) => value.to_string(),
        Scalar::Text(text) => text.clone(),
        Scalar::Instant(value) => value.to_string(),
        Scalar::Date(value) => value.to_string(),
        Scalar::Set(_) | Scalar::Events(_) => String::new(),
    }
}

/// The range of a comparison.
pub(super) fn side(op: Side, value: Scalar) -> Test {
    match op {
        Side::Below => Test::Range(None, Some((value, false))),
        Side::AtMost => Test::Range(None, Some((value, true))),
        Side::Above => Test::Range(Some((value, false)), None),
        Side::AtLeast => Test::Range(Some((value, true)), None),
    }
}

/// The same test with its literals in canonical form; `None` when one is of another type.
pub(super) fn canonical(test: &CellTest, field_type: FieldType) -> Option<CellTest> {
    let plain = |value: &Literal| typed(field_type, value).map(|value| literal(&value));
    Some(match test {
        CellTest::Equal { value } => CellTest::Equal { value: plain(value)? },
        CellTest::OneOf { values } => CellTest::OneOf { values: values.iter().map(plain).collect::<Option<_>>()? },
        CellTest::Compare { op, value } => CellTest::Compare { op: *op, value: plain(value)? },
        CellTest::Between { low, high, low_open, high_open } => {
            CellTest::Between { low: plain(low)?, high: plain(high)?, low_open: *low_open, high_open: *high_open }
        }
        CellTest::Not { of } => CellTest::Not { of: Box::new(canonical(of, field_type)?) },
        CellTest::Present {} => CellTest::Present {},
        CellTest::Absent {} => CellTest::Absent {},
    })
}

impl Cell {
    /// Whether it is true of every value of which the other is.
    pub(super) fn contains(&self, inner: &Self, axis: &Axis) -> bool {
        let mut spans = inner.spans.iter();
        spans.all(|(from, to)| {
            let mut at = *from;
            for (start, end) in self.spans.iter().filter(|(_, end)| *end >= *from) {
                if *start > at && axis.live((at, (start - 1).min(*to))).is_some() {
                    return false;
                }
                at = at.max(end + 1);
                if at > *to {
                    return true;
                }
            }
            axis.live((at, *to)).is_none()
        })
    }
}
