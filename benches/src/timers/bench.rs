//! Timer stores beside one another, and what a business deadline costs.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::hint::black_box;
use std::time::Instant as Clock;

use leadstone::kernel::calendar::{CalendarModel, TimeSpan, TimeUnit};
use leadstone::kernel::rng::Pcg64;
use leadstone::kernel::trigger::TimerHeap;
use leadstone::{Instant, Zone};

use crate::line::{Line, table};

const NAME: &str = "timers";
const SEED: u64 = 7;
const START: i64 = 1_767_225_600_000_000;
/// Thirty days in microseconds.
const SPREAD: u64 = 30 * 86_400_000_000;

/// Nanoseconds per operation of one store.
struct Store {
    insert: f64,
    reschedule: f64,
    pop: f64,
    bytes: f64,
}

/// Prints the lines of the bench.
pub fn run(quick: bool) {
    let timers = if quick { 100_000 } else { 1_000_000 };
    let mut rng = Pcg64::new(SEED);
    let mut at = || START + (rng.below(SPREAD)).cast_signed();
    let first: Vec<i64> = (0..timers).map(|_| at()).collect();
    let second: Vec<i64> = (0..timers).map(|_| at()).collect();
    let ours = heap(&first, &second);
    let binary = binary_heap(&first, &second);
    let tree = tree(&first, &second);
    let version = "std";
    let mut lines = Vec::new();
    for (metric, pick, bar) in [
        ("T1 insert", (|store: &Store| store.insert) as fn(&Store) -> f64, 50.0),
        ("T1 reschedule", |store: &Store| store.reschedule, 150.0),
        ("T1 pop", |store: &Store| store.pop, 800.0),
    ] {
        for (rival, store) in [("BinaryHeap", &binary), ("BTreeSet", &tree)] {
            let line = Line::figure(NAME, metric, pick(&ours), "ns/timer", timers).at_most(bar);
            lines.push(Line { seed: Some(SEED), ..line }.beside(rival, version, pick(store)));
        }
    }
    lines.push(Line::figure(NAME, "T1 memory", ours.bytes, "B/timer", timers).at_most(32.0));
    lines.push(business(if quick { 200_000 } else { 2_000_000 }));
    for line in &lines {
        line.print();
    }
    eprint!("{}", table(&lines));
}

#[expect(clippy::cast_precision_loss, reason = "counts and times are far under 2^53")]
fn each(started: Clock, count: usize) -> f64 {
    started.elapsed().as_nanos() as f64 / count.max(1) as f64
}

/// Three of ten timers are moved.
fn moved(i: usize) -> bool {
    i % 10 < 3
}

#[expect(clippy::cast_precision_loss, reason = "counts and times are far under 2^53")]
fn heap(first: &[i64], second: &[i64]) -> Store {
    let instant = |micros: i64| Instant::from_micros(micros).expect("within the years");
    let mut heap = TimerHeap::with_capacity(first.len());
    let started = Clock::now();
    let mut handles: Vec<_> =
        first.iter().enumerate().map(|(i, at)| heap.insert(instant(*at), i as u64, 0).expect("room")).collect();
    let insert = each(started, first.len());
    let bytes = heap.bytes() as f64 / first.len() as f64;
    let started = Clock::now();
    let mut count = 0;
    for (i, handle) in handles.iter_mut().enumerate().filter(|(i, _)| moved(*i)) {
        if let Some(moved) = heap.reschedule(*handle, instant(second[i]), i as u64, 0).expect("room") {
            *handle = moved;
        }
        count += 1;
    }
    let reschedule = each(started, count);
    let end = instant(START + SPREAD.cast_signed() * 2);
    let started = Clock::now();
    let mut popped = 0;
    while let Some(timer) = heap.pop_due(end) {
        black_box(timer);
        popped += 1;
    }
    assert_eq!(popped, first.len(), "every timer runs out once");
    Store { insert, reschedule, pop: each(started, popped), bytes }
}

/// The standard library's heap with the same check of generations.
fn binary_heap(first: &[i64], second: &[i64]) -> Store {
    let mut heap = BinaryHeap::with_capacity(first.len());
    let mut generations = vec![0_u32; first.len()];
    let started = Clock::now();
    for (i, at) in first.iter().enumerate() {
        heap.push(Reverse((*at, i as u64, 0_u32)));
    }
    let insert = each(started, first.len());
    let started = Clock::now();
    let mut count = 0;
    for i in (0..first.len()).filter(|i| moved(*i)) {
        generations[i] += 1;
        heap.push(Reverse((second[i], i as u64, generations[i])));
        count += 1;
    }
    let reschedule = each(started, count);
    let started = Clock::now();
    let mut popped = 0;
    while let Some(Reverse((at, i, generation))) = heap.pop() {
        if generations[i as usize] == generation {
            black_box(at);
            popped += 1;
        }
    }
    Store { insert, reschedule, pop: each(started, popped), bytes: 0.0 }
}

/// A sorted tree with exact removal.
fn tree(first: &[i64], second: &[i64]) -> Store {
    let mut tree = BTreeSet::new();
    let started = Clock::now();
    for (i, at) in first.iter().enumerate() {
        tree.insert((*at, i as u64));
    }
    let insert = each(started, first.len());
    let started = Clock::now();
    let mut count = 0;
    for i in (0..first.len()).filter(|i| moved(*i)) {
        tree.remove(&(first[i], i as u64));
        tree.insert((second[i], i as u64));
        count += 1;
    }
    let reschedule = each(started, count);
    let started = Clock::now();
    let mut popped = 0;
    while let Some(timer) = tree.pop_first() {
        black_box(timer);
        popped += 1;
    }
    Store { insert, reschedule, pop: each(started, popped), bytes: 0.0 }
}

/// "24 business hours later" by the office hours of China's 2026.
fn business(calls: usize) -> Line {
    let calendar = CalendarModel::from_json(
        r#"{"kind": "calendar", "schema_version": 1, "id": "cn", "time_zone": "+08:00",
            "hours": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "18:00"}],
            "holidays": [{"date": "2026-01-01"}, {"date": "2026-01-02"}, {"date": "2026-02-16"}, {"date": "2026-02-17"},
                {"date": "2026-02-18"}, {"date": "2026-02-19"}, {"date": "2026-02-20"}, {"date": "2026-02-23"},
                {"date": "2026-04-06"}, {"date": "2026-05-01"}, {"date": "2026-05-04"}, {"date": "2026-05-05"},
                {"date": "2026-06-19"}, {"date": "2026-09-25"}, {"date": "2026-10-01"}, {"date": "2026-10-02"},
                {"date": "2026-10-05"}, {"date": "2026-10-06"}, {"date": "2026-10-07"}],
            "workdays": [{"date": "2026-01-04"}, {"date": "2026-02-14"}, {"date": "2026-02-28"}, {"date": "2026-05-09"},
                {"date": "2026-09-20"}, {"date": "2026-10-10"}]}"#,
    )
    .expect("a sound calendar");
    let mut rng = Pcg64::new(SEED);
    let year = 365 * 86_400_000_000_u64;
    let instant = |micros: i64| Instant::from_micros(micros).expect("within the years");
    let from: Vec<Instant> = (0..calls).map(|_| instant(START + rng.below(year).cast_signed())).collect();
    let (span, zone) = (TimeSpan { amount: 24, unit: TimeUnit::BusinessHours }, Zone::utc());
    let time = crate::timing::time(5, calls, || {
        for at in &from {
            let _ = black_box(calendar.after(*at, span, &zone));
        }
    });
    Line::timed(NAME, "T2 business add", time, calls, SEED).at_most(50.0)
}
