//! What the rules of a set answer for many records.

use super::bits::{self, Ones, RUN, WORDS, Words};

/// The outcomes of a rule set for many records, row by row in the order of the input.
///
/// A row that could not be read has no outcome and keeps its place. A rule whose test lacks a value that it
/// requires does not match, and the row names the first such rule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RuleColumns {
    /// The place of the first rule that matches.
    pub first: Vec<Option<u32>>,
    /// How many rules match; `None` in rows that could not be read.
    pub count: Vec<Option<u32>>,
    /// The places of all rules that match, where they were asked for.
    pub matched: Option<MatchedRules>,
    /// What rules lacked, ascending by row; the first rule of each row.
    pub missing: Vec<MissingInRow>,
    /// How often each rule answered what.
    pub tallies: Vec<RuleTally>,
}

/// The rules that match, row after row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MatchedRules {
    /// The rules' places, ascending within a row.
    pub rules: Vec<u32>,
    /// Where the rules of each row end.
    pub ends: Vec<usize>,
}

/// A rule that required a value which a row lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingInRow {
    /// The row.
    pub row: usize,
    /// The rule's place.
    pub rule: u32,
    /// The slot of the field.
    pub slot: usize,
}

/// How often a rule answered what, over all rows that could be read.
///
/// The rows for which it was false are the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RuleTally {
    /// Rows that it matches.
    pub matched: u64,
    /// Rows of which it is the first rule that matches.
    pub first: u64,
    /// Rows for which a missing value leaves it open.
    pub unknown: u64,
    /// Rows that lack a value which it requires.
    pub errors: u64,
}

impl MatchedRules {
    /// The rules of one row.
    pub fn of(&self, row: usize) -> &[u32] {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(row).and_then(|end| self.rules.get(start..*end)).unwrap_or_default()
    }
}

pub(super) fn ones(words: &Words) -> u64 {
    words.iter().map(|word| u64::from(word.count_ones())).sum()
}

/// Counts of each row of a run as binary digits, each digit of all rows in one set of words.
pub(super) struct Counter {
    digits: [Words; DIGITS],
}

/// Enough for 65,535 rules.
const DIGITS: usize = 16;

impl Counter {
    pub(super) const ZERO: Self = Self { digits: [[0; WORDS]; DIGITS] };

    /// Adds one in those rows.
    pub(super) fn add(&mut self, rows: &Words) {
        let mut carry = *rows;
        for digit in &mut self.digits {
            let mut left = 0;
            for (carry, digit) in carry.iter_mut().zip(digit) {
                let both = *carry & *digit;
                *digit ^= *carry;
                *carry = both;
                left |= both;
            }
            if left == 0 {
                return;
            }
        }
    }

    /// The count of a row.
    pub(super) fn of(&self, row: usize) -> u32 {
        let bit = |digit: &Words| digit.get(row / 64).map_or(0, |word| u32::from(word >> (row % 64) & 1 == 1));
        self.digits.iter().zip(0_u32..).fold(0, |count, (digit, place)| count | bit(digit) << place)
    }
}

impl RuleColumns {
    pub(super) fn new(rules: usize, rows: usize, matched: bool) -> Self {
        Self {
            first: Vec::with_capacity(rows),
            count: Vec::with_capacity(rows),
            matched: matched.then(|| MatchedRules { rules: Vec::new(), ends: Vec::with_capacity(rows) }),
            missing: Vec::new(),
            tallies: vec![RuleTally::default(); rules],
        }
    }
}

/// The rows that each rule matches, rule after rule, become the rules that each row matches.
pub(super) fn transpose(hits: &[Words], counter: &Counter, rows: usize, out: &mut MatchedRules) {
    let mut next = [0_usize; RUN];
    let mut end = out.rules.len();
    for (row, next) in next.iter_mut().take(rows).enumerate() {
        *next = end;
        end += usize::try_from(counter.of(row)).unwrap_or(0);
        out.ends.push(end);
    }
    out.rules.resize(end, 0);
    for (rule, hits) in (0_u32..).zip(hits) {
        for (place, word) in hits.iter().enumerate().filter(|(_, word)| **word != 0) {
            for bit in Ones(*word) {
                let Some(next) = next.get_mut(place * 64 + bit) else { continue };
                if let Some(entry) = out.rules.get_mut(*next) {
                    *entry = rule;
                }
                *next += 1;
            }
        }
    }
}

/// Notes the rule as the first of those rows that have none yet.
pub(super) fn note_first(first: &mut [Option<u32>], rows: &Words, rule: u32) {
    for row in bits::places(rows) {
        if let Some(first) = first.get_mut(row) {
            *first = Some(rule);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_in_binary() {
        let mut counter = Counter::ZERO;
        for rule in 0..300 {
            // Row r is hit by the first r rules.
            let mut words = [0; WORDS];
            (0..RUN).filter(|row| *row > rule).for_each(|row| super::super::packed::set(&mut words, row));
            counter.add(&words);
        }
        assert_eq!([0, 1, 77, 299, 300, 4_000].map(|row| counter.of(row)), [0, 1, 77, 299, 300, 300]);
    }
}
