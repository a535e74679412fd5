//! Orders and the month's targets.

use chrono::{Datelike, Days, NaiveDate};
use leadstone::kernel::rng::Pcg64;

use super::parameters::{Parameters, Segment};
use super::people::People;
use super::table::{Csv, around, before, office_time, pick, within};

pub(super) fn csv(parameters: &Parameters, people: &People, rng: &mut Pcg64) -> String {
    let mut csv = Csv::new("id,occurred_at,opened_at,region,rep_id,account_id,segment,product,amount,paid_amount");
    let mut number = 0;
    for ago in (0..=parameters.weeks).rev() {
        let monday = before(monday_of(parameters.as_of), 7 * ago);
        for region in &parameters.regions {
            for segment in &parameters.segments {
                for _ in 0..orders_of_week(parameters, region, segment, ago, rng) {
                    // No orders on Sundays; the present week has run until the evening of `as_of`.
                    let days =
                        if ago == 0 { u64::from(parameters.as_of.weekday().num_days_from_monday()) + 1 } else { 6 };
                    let day = monday + Days::new(rng.below(days.max(1)));
                    let amount = amount(parameters, segment, rng);
                    number += 1;
                    row(&mut csv, parameters, people, rng, (number, day, region, segment, amount, ago));
                }
            }
            if let Some(planted) = &parameters.planted
                && planted.surge.region == *region
                && planted.surge.weeks_ago.contains(&ago)
            {
                let fleet = parameters
                    .segments
                    .iter()
                    .find(|segment| segment.name == "fleet")
                    .unwrap_or(&parameters.segments[0]);
                number += 1;
                let amount = (fleet.amount * planted.surge.amount_factor).round();
                row(&mut csv, parameters, people, rng, (number, monday + Days::new(3), region, fleet, amount, ago));
            }
        }
    }
    csv.finish()
}

type Order<'a> = (usize, NaiveDate, &'a str, &'a Segment, f64, u64);

fn row(csv: &mut Csv, parameters: &Parameters, people: &People, rng: &mut Pcg64, order: Order<'_>) {
    let (number, day, region, segment, amount, ago) = order;
    let (strong, others) = people.sellers(region, &segment.name);
    // Before leads were routed by strength, four in ten went to whoever was free.
    let outside = rng.unit() < 0.4;
    let rep = pick(rng, if outside { &others } else { &strong });
    let mut days = within(rng, parameters.cycle_days.mean, parameters.cycle_days.noise);
    if let Some(planted) = &parameters.planted {
        if outside {
            days += planted.strength.extra_days_outside;
        }
        if planted.slip.region == region && ago <= planted.slip.weeks {
            days += planted.slip.extra_days;
        }
    }
    let accounts: Vec<_> =
        people.accounts.iter().filter(|account| account.region == region && account.segment == segment.name).collect();
    // Few organisations buy often and many seldom: the smaller of two draws.
    let account = match accounts.len() as u64 {
        0 => "",
        len => accounts[usize::try_from(rng.below(len).min(rng.below(len))).expect("an index")].id.as_str(),
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few weeks of days")]
    let opened = before(day, days.round() as u64);
    // Deposits of the last week are still open.
    let paid = if ago == 0 { (amount * 0.2).round() } else { amount };
    let id = format!("o{number:04}");
    csv.row(&[
        &id,
        &office_time(rng, day),
        &opened,
        &region,
        &rep.id,
        &account,
        &segment.name,
        &segment.product,
        &amount,
        &paid,
    ]);
}

fn orders_of_week(parameters: &Parameters, region: &str, segment: &Segment, ago: u64, rng: &mut Pcg64) -> u64 {
    let mut expected = segment.orders_per_week as f64;
    if let Some(planted) = &parameters.planted
        && planted.driver.region == region
        && ago <= planted.driver.weeks
    {
        expected *= planted.driver.factor;
    }
    if ago == 0 {
        expected *= f64::from(parameters.as_of.weekday().num_days_from_monday() + 1).min(6.0) / 6.0;
    }
    // The whole part for certain, one more with the probability of the rest: level weeks.
    let more = u64::from(rng.unit() < expected.fract());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a handful of orders")]
    let whole = expected as u64;
    whole + more
}

fn amount(parameters: &Parameters, segment: &Segment, rng: &mut Pcg64) -> f64 {
    (around(rng, segment.amount, parameters.amount_noise) / 100.0).round() * 100.0
}

fn monday_of(date: NaiveDate) -> NaiveDate {
    before(date, u64::from(date.weekday().num_days_from_monday()))
}

pub(super) fn targets_csv(parameters: &Parameters) -> String {
    let mut csv = Csv::new("id,period,region,amount,approved_by");
    let weekly: f64 = parameters.segments.iter().map(|segment| segment.orders_per_week as f64 * segment.amount).sum();
    let period = parameters.as_of.format("%Y-%m").to_string();
    for (number, region) in parameters.regions.iter().enumerate() {
        let amount = (weekly * 30.0 / 7.0 * parameters.target_growth / 10_000.0).round() * 10_000.0;
        csv.row(&[&format!("t{}", number + 1), &period, region, &amount, &"sales director"]);
    }
    csv.finish()
}
