//! Counts of tests, read from the closing lines of their runners.

use std::ops::AddAssign;

/// How many tests or checks there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// The number that stands before `word`, as in `12 passed`.
fn before(line: &str, word: &str) -> usize {
    let words: Vec<&str> = line.split([' ', ',', ';', '\t']).filter(|word| !word.is_empty()).collect();
    let numbers = words.windows(2).filter(|pair| pair[1] == word).filter_map(|pair| pair[0].parse::<usize>().ok());
    numbers.sum()
}

/// nextest: `Summary [ 0.1s] 3 tests run: 2 passed, 1 failed, 4 skipped`.
pub(crate) fn nextest(output: &str) -> Counts {
    let line = output.lines().rev().find(|line| line.trim_start().starts_with("Summary [")).unwrap_or_default();
    Counts { passed: before(line, "passed"), failed: before(line, "failed"), skipped: before(line, "skipped") }
}

/// libtest: the sum over all `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
pub(crate) fn libtest(output: &str) -> Counts {
    let mut sum = Counts::default();
    for line in output.lines().filter(|line| line.starts_with("test result:")) {
        sum +=
            Counts { passed: before(line, "passed"), failed: before(line, "failed"), skipped: before(line, "ignored") };
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: usize, failed: usize, skipped: usize) -> Counts {
        Counts { passed, failed, skipped }
    }

    #[test]
    fn closing_lines_are_read() {
        // Lines as the runners print them.
        let text = "     Summary [   0.010s] 7 tests run: 5 passed (1 slow), 2 failed, 3 skipped\n";
        assert_eq!(nextest(text), counts(5, 2, 3));
        let text = "     Summary [   0.010s] 7 tests run: 7 passed, 3 skipped\nerror: test run failed";
        assert_eq!(nextest(text), counts(7, 0, 3));
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n\ntest result: FAILED. 2 passed; 1 failed; 0 ignored\n";
        assert_eq!(libtest(text), counts(5, 1, 1));
    }

    #[test]
    fn no_closing_line_counts_nothing() {
        for read in [nextest, libtest] {
            assert_eq!(read("error: could not compile"), Counts::default());
        }
    }
}
