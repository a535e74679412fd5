//! Times of a call: the median of several runs, with the fastest and the slowest.

use std::time::Instant;

/// Nanoseconds of one record.
#[derive(Debug, Clone, Copy)]
pub struct Time {
    pub median: f64,
    pub fastest: f64,
    pub slowest: f64,
}

/// Times `run` over `records` records; one run to warm up, then `runs` that count.
#[expect(clippy::cast_precision_loss, reason = "counts and times are far under 2^53")]
pub fn time(runs: usize, records: usize, mut run: impl FnMut()) -> Time {
    run();
    let mut found: Vec<f64> = (0..runs.max(1))
        .map(|_| {
            let started = Instant::now();
            run();
            started.elapsed().as_nanos() as f64 / records as f64
        })
        .collect();
    found.sort_by(f64::total_cmp);
    Time { median: found[found.len() / 2], fastest: found[0], slowest: found[found.len() - 1] }
}
