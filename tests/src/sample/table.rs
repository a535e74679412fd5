//! CSV rows and the draws that fill them.

use std::fmt::Write;

use chrono::{Days, NaiveDate};
use leadstone::kernel::rng::Pcg64;

/// CSV text under construction; no cell of the sample needs quotes.
#[derive(Debug)]
pub(super) struct Csv(String);

impl Csv {
    pub(super) fn new(header: &str) -> Self {
        Self(format!("{header}\n"))
    }

    pub(super) fn row(&mut self, cells: &[&dyn std::fmt::Display]) {
        for (at, cell) in cells.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(self.0, "{comma}{cell}").expect("writing to a String");
        }
        self.0.push('\n');
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// A number within `mean * (1 +- share)`, evenly.
pub(super) fn around(rng: &mut Pcg64, mean: f64, share: f64) -> f64 {
    mean * (1.0 + share * (2.0 * rng.unit() - 1.0))
}

/// A number within `mean +- noise`, evenly.
pub(super) fn within(rng: &mut Pcg64, mean: f64, noise: f64) -> f64 {
    mean + noise * (2.0 * rng.unit() - 1.0)
}

/// One entry, each as likely as the others.
pub(super) fn pick<'a, T>(rng: &mut Pcg64, from: &'a [T]) -> &'a T {
    let at = rng.below(from.len() as u64);
    &from[usize::try_from(at).expect("below the length")]
}

/// A local time of day on `date`, within office hours.
pub(super) fn office_time(rng: &mut Pcg64, date: NaiveDate) -> String {
    let minutes = 9 * 60 + rng.below(9 * 60);
    format!("{date}T{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The time that many days after local noon of `date`.
pub(super) fn after_noon(date: NaiveDate, days: f64) -> String {
    let noon = date.and_hms_opt(12, 0, 0).expect("noon exists");
    #[expect(clippy::cast_possible_truncation, reason = "days of a sample are few")]
    let moved = noon + chrono::TimeDelta::minutes((days * 1440.0).round() as i64);
    moved.format("%Y-%m-%dT%H:%M").to_string()
}

/// The day that many days before `date`.
pub(super) fn before(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days)).expect("a date of the sample")
}
