//! Sets of states as bits, in document order.

/// Most states of one chart: what a wide set can hold.
pub(crate) const STATES: usize = 1_024;
/// Most states of a chart whose sets are one word.
pub(crate) const NARROW: usize = 64;

/// A set of states; bit `n` is the state that stands at place `n` of the document.
pub(crate) trait StateSet: Copy + Default + PartialEq + std::fmt::Debug {
    fn contains(&self, at: usize) -> bool;
    fn insert(&mut self, at: usize);
    fn remove(&mut self, at: usize);
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    fn is_empty(&self) -> bool;
    /// The first state, for walks in document order.
    fn first(&self) -> Option<usize>;
    /// The last state, for walks against it.
    fn last(&self) -> Option<usize>;

    /// The states from `from` up to and without `to`.
    fn range(from: usize, to: usize) -> Self {
        let mut set = Self::default();
        (from..to).for_each(|at| set.insert(at));
        set
    }

    fn holds_all(self, other: Self) -> bool {
        self.and(other) == other
    }

    fn meets(self, other: Self) -> bool {
        !self.and(other).is_empty()
    }

    fn ascending(self) -> Ascending<Self> {
        Ascending(self)
    }
}

/// The states of a set in document order.
pub(crate) struct Ascending<S>(S);

impl<S: StateSet> Iterator for Ascending<S> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let first = self.0.first()?;
        self.0.remove(first);
        Some(first)
    }
}

impl StateSet for u64 {
    #[inline]
    fn contains(&self, at: usize) -> bool {
        self >> (at & 63) & 1 == 1
    }

    #[inline]
    fn insert(&mut self, at: usize) {
        *self |= 1 << (at & 63);
    }

    #[inline]
    fn remove(&mut self, at: usize) {
        *self &= !(1 << (at & 63));
    }

    #[inline]
    fn and(self, other: Self) -> Self {
        self & other
    }

    #[inline]
    fn or(self, other: Self) -> Self {
        self | other
    }

    #[inline]
    fn is_empty(&self) -> bool {
        *self == 0
    }

    #[inline]
    fn first(&self) -> Option<usize> {
        (*self != 0).then(|| self.trailing_zeros() as usize)
    }

    #[inline]
    fn last(&self) -> Option<usize> {
        (*self != 0).then(|| 63 - self.leading_zeros() as usize)
    }
}

/// A set of up to [`STATES`] states.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Wide([u64; STATES / 64]);

impl Default for Wide {
    fn default() -> Self {
        Self([0; STATES / 64])
    }
}

impl Wide {
    fn zip(self, other: Self, join: impl Fn(u64, u64) -> u64) -> Self {
        let mut words = self.0;
        for (word, other) in words.iter_mut().zip(other.0) {
            *word = join(*word, other);
        }
        Self(words)
    }
}

impl StateSet for Wide {
    fn contains(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word.contains(at % 64))
    }

    fn insert(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            word.insert(at % 64);
        }
    }

    fn remove(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            word.remove(at % 64);
        }
    }

    fn and(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    fn or(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    fn first(&self) -> Option<usize> {
        let (at, word) = self.0.iter().enumerate().find(|(_, word)| **word != 0)?;
        word.first().map(|bit| at * 64 + bit)
    }

    fn last(&self) -> Option<usize> {
        let (at, word) = self.0.iter().enumerate().rfind(|(_, word)| **word != 0)?;
        word.last().map(|bit| at * 64 + bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_sets_walk_over_their_words_in_both_directions() {
        let mut set = Wide::default();
        for at in [0, 63, 64, 130, 1_023] {
            set.insert(at);
        }
        assert_eq!(set.ascending().collect::<Vec<_>>(), [0, 63, 64, 130, 1_023]);
        assert_eq!(set.last(), Some(1_023));
        set.remove(1_023);
        assert_eq!(set.last(), Some(130));
        assert!(!set.contains(1_023) && set.contains(64));
    }
}
