//! Processor time of this thread.

use std::time::Instant;

/// Nanoseconds that this thread has spent on a processor, where the system says so.
fn spent() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

/// The least that is timed at once: the system counts processor time in ticks of up to ten milliseconds,
/// so that one short run would show none.
const LEAST: f64 = 0.25;

/// Seconds of processor time that `run` takes, of the clock where the system does not tell: the median,
/// the fastest and the slowest of so many samples, after one run to warm up. A sample is as many runs as
/// take a quarter of a second.
#[expect(clippy::cast_precision_loss, reason = "nanoseconds of minutes are far under 2^53")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count between 1 and 250,000")]
pub fn seconds(runs: usize, mut run: impl FnMut()) -> [f64; 3] {
    let warm = Instant::now();
    run();
    let repeats = (LEAST / warm.elapsed().as_secs_f64().max(1e-6)).ceil().max(1.0);
    let mut found: Vec<f64> = (0..runs.max(1))
        .map(|_| {
            let (clock, before) = (Instant::now(), spent());
            (0..repeats as usize).for_each(|_| run());
            let taken = before.zip(spent()).map(|(before, after)| after.saturating_sub(before) as f64 / 1e9);
            taken.unwrap_or_else(|| clock.elapsed().as_secs_f64()) / repeats
        })
        .collect();
    found.sort_by(f64::total_cmp);
    [found[found.len() / 2], found[0], found[found.len() - 1]]
}
