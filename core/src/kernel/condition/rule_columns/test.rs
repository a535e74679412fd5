//! A test bound to the columns of a table: what is asked of each row, in the form that is fastest to ask.

use crate::primitives::{Decimal, EventColumns, Instant, ScalarRef, SetColumns};

use super::bits::{self, RUN, Words};
use super::packed::{Codes, Numbers, PackedCells, PackedColumn, Stored, Unit};
use super::range::{self, Range};
use crate::kernel::condition::constant::{Constant, order_between};
use crate::kernel::condition::event_test::EventTest;
use crate::kernel::condition::leaf::{HowMany, Leaf, Test};
use crate::kernel::condition::terms::{Comparison, Measure};

/// A test over one table.
pub(super) struct BoundTest<'t> {
    column: &'t PackedColumn,
    asked: Asked<'t>,
}

/// What is asked of each row.
enum Asked<'t> {
    /// Whether it has a value, or has none.
    Present(bool),
    /// What the two truth values answer.
    Boolean { of_true: bool, of_false: bool },
    /// Whether a number lies in a range, or, for *not equal*, outside it.
    Range { numbers: &'t Numbers, range: Range, inside: bool },
    /// Whether a number is one of some, sorted.
    AnyOf { numbers: &'t Numbers, stored: Vec<i64> },
    /// What each distinct text answers, one bit each.
    Words { codes: &'t Codes, passes: Vec<u64> },
    /// How many texts of a set are among the wanted ones, one bit each.
    Set { ends: &'t [u32], sets: &'t SetColumns, wanted: Vec<u64>, least: usize },
    /// How many events of some types lie in a window.
    Count {
        ends: &'t [u32],
        events: &'t EventColumns,
        window: (i64, i64),
        types: Option<&'t [u64]>,
        op: Comparison,
        value: i64,
    },
    /// Two fields of a row.
    Fields { other: &'t PackedColumn, op: Comparison },
    /// Anything else, value by value.
    Each { test: &'t Test },
}

impl<'t> BoundTest<'t> {
    /// Binds a test; `None` when its slot has no column.
    pub(super) fn new(leaf: &'t Leaf, columns: &'t [PackedColumn], as_of: Instant) -> Option<Self> {
        let column = columns.get(leaf.slot)?;
        let asked = match &leaf.test {
            Test::Present => Asked::Present(true),
            Test::Absent => Asked::Present(false),
            Test::CompareFields { op, other } => Asked::Fields { other: columns.get(*other)?, op: *op },
            test => special(test, column, as_of).unwrap_or(Asked::Each { test }),
        };
        Some(Self { column, asked })
    }

    /// Writes where the test holds, and where it can be answered at all, for the rows of a run.
    pub(super) fn ask(&self, run: usize, rows: &Words, as_of: Instant, yes: &mut Words, known: &mut Words) {
        *known = *rows;
        if let Some(present) = &self.column.present {
            bits::combine(known, &bits::run_of(present, run), |rows, present| rows & present);
        }
        let start = run * RUN;
        match &self.asked {
            Asked::Present(wanted) => {
                *yes = *known;
                if !wanted {
                    yes.iter_mut().for_each(|word| *word = !*word);
                }
                *known = *rows;
            }
            Asked::Boolean { of_true, of_false } => {
                let PackedCells::Booleans(truths) = &self.column.cells else { return };
                let choose = |truth: u64| (if *of_true { truth } else { 0 }) | (if *of_false { !truth } else { 0 });
                *yes = bits::run_of(truths, run);
                yes.iter_mut().for_each(|word| *word = choose(*word));
            }
            Asked::Range { numbers, range, inside } => {
                range::pack(numbers, start, *range, yes);
                if !inside {
                    yes.iter_mut().for_each(|word| *word = !*word);
                }
            }
            Asked::AnyOf { numbers, stored } => match &numbers.stored {
                Stored::Narrow(cells) => {
                    bits::pack(run_of(cells, start), yes, |cell| stored.binary_search(&cell.into()).is_ok());
                }
                Stored::Wide(cells) => {
                    bits::pack(run_of(cells, start), yes, |cell| stored.binary_search(&cell).is_ok());
                }
            },
            Asked::Words { codes, passes } => pack_codes(codes, start, passes, yes),
            Asked::Set { ends, sets, wanted, least } => {
                let codes = sets.all().codes();
                pack_runs(ends, start, yes, |entries| {
                    let found =
                        codes.get(entries).unwrap_or_default().iter().filter(|code| passes(wanted, **code)).count();
                    found >= *least
                });
            }
            Asked::Count { ends, events, window: (after, until), types, op, value } => {
                let (times, kinds) = (events.all().times(), events.all().kinds());
                pack_runs(ends, start, yes, |entries| {
                    let times = times.get(entries.clone()).unwrap_or_default();
                    let kinds = kinds.get(entries).unwrap_or_default();
                    let fits = |(at, kind): &(&i64, &u32)| {
                        **at > *after && **at <= *until && types.is_none_or(|types| passes(types, **kind))
                    };
                    let count = times.iter().zip(kinds).filter(fits).fold(0, |count, _| count + 1);
                    op.holds(i64::cmp(&count, value))
                });
            }
            Asked::Fields { other, op } => {
                let compare = |row| order_between(self.column.value(row)?, other.value(row)?);
                each(start, yes, known, |row| compare(row).map(|order| op.holds(order)));
            }
            Asked::Each { test } => {
                each(start, yes, known, |row| test.holds_of(self.column.value(row)?, Some(as_of)));
            }
        }
    }
}

/// The fastest form of a test over that column, where there is one.
fn special<'t>(test: &'t Test, column: &'t PackedColumn, as_of: Instant) -> Option<Asked<'t>> {
    match (&column.cells, test) {
        (PackedCells::Booleans(_), test) => {
            let answers = |truth| test.holds_of(ScalarRef::Boolean(truth), None);
            Some(Asked::Boolean { of_true: answers(true)?, of_false: answers(false)? })
        }
        (PackedCells::Numbers(numbers), Test::Compare { op, value }) => {
            let range = Range::of(numbers, *op, value)?;
            Some(Asked::Range { numbers, range, inside: *op != Comparison::NotEqual })
        }
        (PackedCells::Numbers(numbers), Test::Between { low, high }) => {
            let range =
                Range::of(numbers, Comparison::AtLeast, low)?.and(Range::of(numbers, Comparison::AtMost, high)?);
            Some(Asked::Range { numbers, range, inside: true })
        }
        (PackedCells::Numbers(numbers), Test::OneOf { values }) => {
            let ranges = values.iter().map(|value| Range::of(numbers, Comparison::Equal, value));
            let mut stored: Vec<i64> =
                ranges.collect::<Option<Vec<_>>>()?.into_iter().filter_map(Range::only).collect();
            stored.sort_unstable();
            Some(Asked::AnyOf { numbers, stored })
        }
        (PackedCells::Words { codes, words }, test) => {
            let holds = |word: &str| test.holds_of(ScalarRef::Text(word), None);
            let answers = words.iter().map(|word| holds(word)).collect::<Option<Vec<bool>>>()?;
            Some(Asked::Words { codes, passes: packed(answers.into_iter()) })
        }
        (PackedCells::Sets { ends, sets }, Test::Has { how_many, values }) => {
            let of = match how_many {
                HowMany::One => values.get(..1)?,
                HowMany::Any | HowMany::All => values,
            };
            let least = if *how_many == HowMany::All { of.len() } else { 1 };
            let wanted = packed(sets.texts().iter().map(|text| of.binary_search(text).is_ok()));
            Some(Asked::Set { ends, sets, wanted, least })
        }
        (PackedCells::Events { ends, events }, Test::Events(test)) => count(test, ends, events, as_of),
        _ => None,
    }
}

fn count<'t>(test: &'t EventTest, ends: &'t [u32], events: &'t EventColumns, as_of: Instant) -> Option<Asked<'t>> {
    match (test.measure, &test.value, &test.fits.filter) {
        (Measure::Count, Constant::Integer(value), None) => {
            let until = as_of.micros();
            let window = (test.within.map_or(i64::MIN, |within| until.saturating_sub(within)), until);
            Some(Asked::Count { ends, events, window, types: test.fits.types.as_deref(), op: test.op, value: *value })
        }
        _ => None,
    }
}

/// One bit per answer.
fn packed(answers: impl ExactSizeIterator<Item = bool>) -> Vec<u64> {
    let mut words = vec![0_u64; answers.len().div_ceil(64)];
    answers.enumerate().filter(|(_, answer)| *answer).for_each(|(place, _)| super::packed::set(&mut words, place));
    words
}

/// The values of a run.
pub(super) fn run_of<T>(cells: &[T], start: usize) -> &[T] {
    cells.get(start..cells.len().min(start + RUN)).unwrap_or_default()
}

#[inline]
fn passes(words: &[u64], code: u32) -> bool {
    let word = usize::try_from(code / 64).ok().and_then(|word| words.get(word));
    word.is_some_and(|word| word >> (code % 64) & 1 == 1)
}

fn pack_codes(codes: &Codes, start: usize, words: &[u64], yes: &mut Words) {
    match codes {
        Codes::Byte(codes) => {
            // Four words answer every code of a byte, without a check of bounds.
            let mut all = [false; 256];
            for (code, answer) in (0_u32..).zip(&mut all) {
                *answer = passes(words, code);
            }
            bits::pack(run_of(codes, start), yes, |code| all.get(usize::from(code)).copied().unwrap_or(false));
        }
        Codes::Short(codes) => bits::pack(run_of(codes, start), yes, |code| passes(words, code.into())),
        Codes::Long(codes) => bits::pack(run_of(codes, start), yes, |code| passes(words, code)),
    }
}

/// Asks of the entries of each row of a run.
fn pack_runs(ends: &[u32], start: usize, yes: &mut Words, mut holds: impl FnMut(std::ops::Range<usize>) -> bool) {
    let place = |end: &u32| usize::try_from(*end).unwrap_or(usize::MAX);
    let mut from = start.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, place);
    let rows = run_of(ends, start);
    for (word, ends) in yes.iter_mut().zip(rows.chunks(64)) {
        *word = 0;
        for (bit, end) in ends.iter().map(place).enumerate() {
            *word |= u64::from(holds(from..end)) << bit;
            from = end;
        }
    }
}

/// Asks row by row of those that are known; a row without an answer is not known.
fn each(start: usize, yes: &mut Words, known: &mut Words, holds: impl Fn(usize) -> Option<bool>) {
    for (place, (yes, known)) in yes.iter_mut().zip(known).enumerate() {
        *yes = 0;
        for bit in bits::Ones(*known) {
            match holds(start + place * 64 + bit) {
                Some(answer) => *yes |= u64::from(answer) << bit,
                None => *known &= !(1 << bit),
            }
        }
    }
}

/// A decimal in whole parts of one with that many digits, rounded down, and whether nothing was lost.
pub(super) fn in_parts(value: Decimal, digits: u8) -> Option<(i128, bool)> {
    let (whole, rest) = value.parts();
    let (unit, part) = (10_i128.checked_pow(digits.into())?, 10_i128.checked_pow(18_u32.checked_sub(digits.into())?)?);
    Some((whole.checked_mul(unit)?.checked_add(rest / part)?, rest % part == 0))
}

/// A constant as a number of that unit, rounded down, and whether it is one exactly.
pub(super) fn number_of(constant: &Constant, unit: Unit) -> Option<(i128, bool)> {
    match (unit, constant) {
        (Unit::Integer, Constant::Integer(value)) => Some(((*value).into(), true)),
        (Unit::Decimal(digits), Constant::Decimal(value)) => in_parts(*value, digits),
        (Unit::Day, Constant::Date(day)) => Some((day.to_epoch_days().into(), true)),
        (Unit::Micro, Constant::Instant(at)) => Some((at.micros().into(), true)),
        _ => None,
    }
}
