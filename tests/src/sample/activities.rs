//! Touches: what sellers did, and who came to them.

use chrono::{Datelike, Months, NaiveDate};
use leadstone::kernel::rng::Pcg64;

use super::parameters::Parameters;
use super::people::People;
use super::table::{Csv, before, office_time, pick};

const KINDS: [&str; 4] = ["call", "visit", "test_drive", "message"];

pub(super) fn csv(parameters: &Parameters, people: &People, rng: &mut Pcg64) -> String {
    let mut csv = Csv::new("id,occurred_at,rep_id,account_id,kind,direction,carries_value,recording_ref");
    let lights = parameters.planted.as_ref().map(|planted| &planted.lights);
    let share = lights.map_or(parameters.activities.carries_value_share, |lights| lights.carries_value_share);
    let mut number = 0;
    for rep in &people.reps {
        for _ in 0..parameters.activities.outbound_per_seller {
            let day = before(parameters.as_of, 1 + rng.below(27));
            let kind = pick(rng, &KINDS);
            number += 1;
            let recording = if *kind == "call" { format!("rec-{number}") } else { String::new() };
            let id = format!("c{number:04}");
            csv.row(&[&id, &office_time(rng, day), &rep.id, &"", kind, &"outbound", &(rng.unit() < share), &recording]);
        }
    }
    let per_month =
        lights.map_or(parameters.activities.inbound_per_account_month, |lights| lights.inbound_per_account_month);
    for account in &people.accounts {
        for month in complete_months(parameters.as_of) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a handful of contacts")]
            let count = per_month as u64 + u64::from(rng.unit() < per_month.fract());
            for _ in 0..count {
                let day = month.with_day(1 + u32::try_from(rng.below(28)).expect("a day")).expect("within every month");
                number += 1;
                let id = format!("c{number:04}");
                let kind = *pick(rng, &KINDS);
                csv.row(&[&id, &office_time(rng, day), &"", &account.id, &kind, &"inbound", &"", &""]);
            }
        }
    }
    csv.finish()
}

/// The first days of the two complete months before `date`.
fn complete_months(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = date.with_day(1).expect("every month has a first day");
    [2, 1].into_iter().filter_map(move |ago| first.checked_sub_months(Months::new(ago)))
}
