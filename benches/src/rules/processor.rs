//! Processor time of this thread.

use std::time::Instant;

/// Nanoseconds that this thread has spent on a processor, where the system says so.
fn spent() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

/// Seconds of processor time that `run` takes, of the clock where the system does not tell: the median,
/// the fastest and the slowest of so many runs, after one to warm up.
#[expect(clippy::cast_precision_loss, reason = "nanoseconds of minutes are far under 2^53")]
pub fn seconds(runs: usize, mut run: impl FnMut()) -> [f64; 3] {
    run();
    let mut found: Vec<f64> = (0..runs.max(1))
        .map(|_| {
            let (clock, before) = (Instant::now(), spent());
            run();
            let taken = before.zip(spent()).map(|(before, after)| after - before);
            taken.map_or_else(|| clock.elapsed().as_secs_f64(), |taken| taken as f64 / 1e9)
        })
        .collect();
    found.sort_by(f64::total_cmp);
    [found[found.len() / 2], found[0], found[found.len() - 1]]
}
