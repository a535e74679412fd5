//! Truth values of a run of rows as two sets of bits.

/// Words of one run.
pub(super) const WORDS: usize = 64;
/// Rows that are evaluated together: the words of all tests stay in the processor's near memory.
pub(super) const RUN: usize = WORDS * 64;

/// One bit per row of a run.
pub(super) type Words = [u64; WORDS];

/// The outcomes of one test over a run: a row is true, false, or, with neither bit, unknown.
///
/// Kleene's tables are plain words: *and* is `yes & yes, no | no`, *or* the other way round, and
/// *not* swaps the two.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lane {
    pub(super) yes: Words,
    pub(super) no: Words,
}

impl Lane {
    /// Unknown in every row.
    pub(super) const UNKNOWN: Self = Self { yes: [0; WORDS], no: [0; WORDS] };

    /// The same outcome in those rows.
    pub(super) fn constant(truth: bool, rows: &Words) -> Self {
        if truth { Self { yes: *rows, no: [0; WORDS] } } else { Self { yes: [0; WORDS], no: *rows } }
    }

    pub(super) fn and(&mut self, other: &Self) {
        combine(&mut self.yes, &other.yes, |a, b| a & b);
        combine(&mut self.no, &other.no, |a, b| a | b);
    }

    pub(super) fn or(&mut self, other: &Self) {
        combine(&mut self.yes, &other.yes, |a, b| a | b);
        combine(&mut self.no, &other.no, |a, b| a & b);
    }

    pub(super) fn not(&mut self) {
        std::mem::swap(&mut self.yes, &mut self.no);
    }

    /// From the rows where a test holds, and those where it has a value at all.
    pub(super) fn settle(&mut self, known: &Words) {
        combine(&mut self.yes, known, |yes, known| yes & known);
        for ((no, yes), known) in self.no.iter_mut().zip(&self.yes).zip(known) {
            *no = known & !yes;
        }
    }
}

pub(super) fn combine(into: &mut Words, other: &Words, operation: impl Fn(u64, u64) -> u64) {
    for (word, other) in into.iter_mut().zip(other) {
        *word = operation(*word, *other);
    }
}

/// The first `rows` bits.
pub(super) fn first(rows: usize) -> Words {
    let mut words = [0; WORDS];
    for (place, word) in words.iter_mut().enumerate() {
        let left = rows.saturating_sub(place * 64);
        *word = if left >= 64 { u64::MAX } else { (1_u64 << left) - 1 };
    }
    words
}

/// Writes one bit per value: whether it passes.
pub(super) fn pack<T: Copy>(values: &[T], out: &mut Words, passes: impl Fn(T) -> bool) {
    let (whole, rest) = values.as_chunks::<64>();
    let mut words = out.iter_mut();
    for (values, word) in whole.iter().zip(&mut words) {
        let mut bytes = [0_u8; 64];
        for (byte, value) in bytes.iter_mut().zip(values) {
            *byte = u8::from(passes(*value));
        }
        *word = gather(&bytes);
    }
    if !rest.is_empty()
        && let Some(word) = words.next()
    {
        *word = rest.iter().enumerate().fold(0, |word, (at, value)| word | u64::from(passes(*value)) << at);
    }
    words.for_each(|word| *word = 0);
}

/// The lowest bits of 64 bytes that are 0 or 1.
fn gather(bytes: &[u8; 64]) -> u64 {
    // The product puts byte k's bit at 56 + k; no two summands share a bit, so nothing is carried.
    const SPREAD: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = bytes.as_chunks::<8>();
    let folded = eights.iter().enumerate().map(|(place, eight)| {
        let bits = u64::from_le_bytes(*eight).wrapping_mul(SPREAD) >> 56;
        bits << (place * 8)
    });
    folded.fold(0, |word, bits| word | bits)
}

/// The words of a run out of those of a whole column; rows beyond its end have none.
pub(super) fn run_of(words: &[u64], run: usize) -> Words {
    let mut out = [0; WORDS];
    let from = words.get(run * WORDS..).unwrap_or_default();
    for (word, stored) in out.iter_mut().zip(from) {
        *word = *stored;
    }
    out
}

/// The places of the bits that are set, ascending.
pub(super) fn places(words: &Words) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(place, word)| Ones(*word).map(move |bit| place * 64 + bit))
}

/// The places of the bits of one word.
pub(super) struct Ones(pub(super) u64);

impl Iterator for Ones {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let place = self.0.trailing_zeros();
        self.0 &= self.0 - 1;
        usize::try_from(place).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_stand_where_their_values_stood() {
        let values: Vec<u32> = (0..200).collect();
        let mut words = [u64::MAX; WORDS];
        pack(&values, &mut words, |value| value % 7 == 3);
        let expected: Vec<usize> = (0..200).filter(|value| value % 7 == 3).collect();
        assert_eq!(places(&words).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_first_rows_end_within_a_word() {
        assert_eq!(places(&first(70)).count(), 70);
        assert_eq!(places(&first(RUN)).count(), RUN);
        assert_eq!(first(0), [0; WORDS]);
    }
}
