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

/// Tests that ran and found nothing to check: `skipped 1 of 1: no maven_crm under LEADSTONE_DATA`.
fn without_data(output: &str, counts: Counts) -> Counts {
    let said = output
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("skipped ")?.split(' ').next()?.parse::<usize>().ok());
    let skipped: usize = said.sum::<usize>().min(counts.passed);
    Counts { passed: counts.passed - skipped, skipped: counts.skipped + skipped, ..counts }
}

/// nextest: `Summary [ 0.1s] 3 tests run: 2 passed, 1 failed, 4 skipped`.
pub(crate) fn nextest(output: &str) -> Counts {
    let line = output.lines().rev().find(|line| line.trim_start().starts_with("Summary [")).unwrap_or_default();
    let counts =
        Counts { passed: before(line, "passed"), failed: before(line, "failed"), skipped: before(line, "skipped") };
    without_data(output, counts)
}

/// libtest: the sum over all `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
pub(crate) fn libtest(output: &str) -> Counts {
    let mut sum = Counts::default();
    for line in output.lines().filter(|line| line.starts_with("test result:")) {
        sum +=
            Counts { passed: before(line, "passed"), failed: before(line, "failed"), skipped: before(line, "ignored") };
    }
    without_data(output, sum)
}

/// pytest: `3 passed, 1 skipped in 0.12s`; errors count as failures.
pub(crate) fn pytest(output: &str) -> Counts {
    let closing =
        |line: &&str| line.contains(" in ") && [" passed", " failed", " error"].iter().any(|w| line.contains(w));
    let line = output.lines().rev().find(closing).unwrap_or_default().trim_matches(['=', ' ']);
    let failed = before(line, "failed") + before(line, "error") + before(line, "errors");
    Counts { passed: before(line, "passed"), failed, skipped: before(line, "skipped") }
}

/// node's TAP reporter: `# pass 3`, `# fail 0`, `# skipped 1`.
pub(crate) fn node_tap(output: &str) -> Counts {
    let number = |word: &str| {
        let found =
            output.lines().rev().find_map(|line| line.strip_prefix("# ")?.strip_prefix(word)?.trim().parse().ok());
        found.unwrap_or(0)
    };
    Counts { passed: number("pass "), failed: number("fail ") + number("cancelled "), skipped: number("skipped ") }
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
        let text = "    skipped 1 of 1: no maven_crm\n     Summary [   0.010s] 7 tests run: 7 passed, 3 skipped";
        assert_eq!(nextest(text), counts(6, 0, 4));
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n\ntest result: FAILED. 2 passed; 1 failed; 0 ignored\n";
        assert_eq!(libtest(text), counts(5, 1, 1));
        assert_eq!(pytest("===== 1 failed, 4 passed, 2 skipped, 1 error in 0.12s =====\n"), counts(4, 2, 2));
        assert_eq!(node_tap("# tests 4\n# pass 3\n# fail 1\n# cancelled 0\n# skipped 0\n# todo 0\n"), counts(3, 1, 0));
    }

    #[test]
    fn no_closing_line_counts_nothing() {
        for read in [nextest, libtest, pytest, node_tap] {
            assert_eq!(read("error: could not compile"), Counts::default());
        }
    }
}
