//! Accumulators: worked examples, merging, and agreement with plain formulas.

use leadstone::kernel::stats::{Moments, Sample, Survival, Tally, wilson_interval};
use leadstone::{ErrorCode, Probability};
use proptest::prelude::*;

fn probability(value: f64) -> Probability {
    Probability::try_new(value).unwrap()
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * b.abs().max(1.0)
}

fn survival(rows: &[(i64, bool)]) -> Survival {
    let mut survival = Survival::default();
    for (time, event) in rows {
        survival.observe(*time, *event).unwrap();
    }
    survival
}

/// Weeks of remission under 6-mercaptopurine: 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+
/// 32+ 32+ 34+ 35+, where + is censored (Freireich et al. 1963).
const EVENTS: [i64; 9] = [6, 6, 6, 7, 10, 13, 16, 22, 23];
const CENSORED: [i64; 12] = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];

fn leukaemia() -> Survival {
    let events = EVENTS.map(|time| (time, true));
    let censored = CENSORED.map(|time| (time, false));
    survival(&[&events[..], &censored[..]].concat())
}

/// Survival and standard error after each event, as textbooks print them for these data
/// (e.g. D. Collett, Modelling Survival Data in Medical Research), and by hand in fractions.
#[test]
fn kaplan_meier_of_the_leukaemia_data() {
    let curve = leukaemia().finish();
    let published = [
        (6, 6.0 / 7.0, 0.0764),
        (7, 96.0 / 119.0, 0.0869),
        (10, 64.0 / 85.0, 0.0963),
        (13, 176.0 / 255.0, 0.1068),
        (16, 32.0 / 51.0, 0.1141),
        (22, 64.0 / 119.0, 0.1282),
        (23, 160.0 / 357.0, 0.1346),
    ];
    let events: Vec<_> = curve.steps().iter().filter(|step| step.events > 0).collect();
    assert_eq!(events.len(), published.len());
    for (step, (time, height, error)) in events.iter().zip(published) {
        assert_eq!(step.time, time);
        assert!(near(step.survival, height, 1e-12), "{step:?}");
        assert!((step.variance.unwrap().sqrt() - error).abs() < 5e-5, "{step:?}");
    }
    assert_eq!(curve.steps()[0].at_risk, 21);
    assert_eq!((curve.median(), curve.last_time()), (Some(23.0), Some(35)));
    let interval = curve.median_interval(probability(0.95)).unwrap();
    assert_eq!((interval.low, interval.high), (13.0, None));
}

/// The placebo arm of the same trial, no row censored: 21 values, the 11th is 8; the published
/// log-log interval is 4 to 11 weeks.
#[test]
fn the_control_arm_has_the_ordinary_median() {
    let weeks = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
    let curve = survival(&weeks.map(|week| (week, true))).finish();
    assert_eq!(curve.median(), Some(8.0));
    let interval = curve.median_interval(probability(0.95)).unwrap();
    assert_eq!((interval.low, interval.high), (4.0, Some(11.0)));
    assert!(near(curve.at(22), 1.0 / 21.0, 1e-12));
    assert_eq!(curve.steps().last().unwrap().variance, None);
}

#[test]
fn a_curve_that_stays_above_one_half_has_no_median() {
    let curve = survival(&[(1, true), (5, false), (6, false)]).finish();
    assert_eq!((curve.median(), curve.last_time()), (None, Some(6)));
    assert_eq!(survival(&[]).finish().median(), None);
    assert_eq!(survival(&[(3, false)]).finish().median(), None);
}

#[test]
fn a_stretch_at_one_half_is_halved() {
    // S = 3/4 after 1, 1/2 after 2, 1/4 after 4: flat at one half from 2 to 4.
    assert_eq!(survival(&[(1, true), (2, true), (4, true), (9, true)]).finish().median(), Some(3.0));
    // The last step stays at one half until the last row, seen at 8: (2 + 8) / 2.
    assert_eq!(survival(&[(1, true), (2, true), (8, false), (8, false)]).finish().median(), Some(5.0));
}

#[test]
fn rows_censored_at_the_time_of_an_event_are_still_at_risk() {
    // Three are at risk and one has the event: S(5) = 2/3.
    let curve = survival(&[(5, true), (5, false), (5, false)]).finish();
    assert!(near(curve.at(5), 2.0 / 3.0, 1e-15));
    assert_eq!(curve.at(4), 1.0);
}

#[test]
fn wilson_at_the_edges() {
    let confidence = probability(0.95);
    // 65 of 100 by the formula, to five places.
    let interval = wilson_interval(65, 100, confidence).unwrap();
    assert!((interval.low - 0.55254).abs() < 1e-5 && (interval.high - 0.73636).abs() < 1e-5);
    assert_eq!(wilson_interval(10, 10, confidence).unwrap().high, 1.0);
    assert_eq!(wilson_interval(11, 10, confidence), None);
    assert_eq!(wilson_interval(1, 10, probability(1.0)), None);
    assert_eq!(wilson_interval(1, 10, probability(0.0)), None);
}

#[test]
fn quantiles_at_the_ends_and_of_one_value() {
    let mut sample = Sample::default();
    assert_eq!((sample.median(), sample.quantile(probability(0.5))), (None, None));
    sample.observe(7.0).unwrap();
    assert_eq!((sample.median(), sample.quantile(probability(0.0))), (Some(7.0), Some(7.0)));
    for value in [3.0, 11.0] {
        sample.observe(value).unwrap();
    }
    let at = |sample: &mut Sample, p| sample.quantile(probability(p)).unwrap();
    assert_eq!((at(&mut sample, 0.0), at(&mut sample, 0.25), at(&mut sample, 1.0)), (3.0, 5.0, 11.0));
    assert_eq!(sample.median(), Some(7.0));
    assert_eq!(sample.observe(f64::INFINITY), Err(ErrorCode::NumberNotFinite));
}

#[test]
fn documents_are_checked_on_the_way_in() {
    let tally = |text: &str| Tally::from_json(text).unwrap_err().code();
    assert_eq!(tally(r#"{"kind":"stats.tally","schema_version":1,"hits":3,"total":2}"#), ErrorCode::StatsInconsistent);
    assert_eq!(
        tally(r#"{"kind":"stats.sample","schema_version":1,"hits":1,"total":2}"#),
        ErrorCode::DefinitionWrongKind
    );
    assert_eq!(
        tally(r#"{"kind":"stats.tally","schema_version":2,"hits":1,"total":2}"#),
        ErrorCode::DefinitionUnsupportedVersion
    );
    let moments = Moments::from_json(r#"{"kind":"stats.moments","schema_version":1,"n":2,"mean":1,"squares":-1}"#);
    assert_eq!(moments.unwrap_err().code(), ErrorCode::StatsInconsistent);
    let rows = r#"[{"time":1,"events":1,"censored":0},{"time":-1,"events":1,"censored":0}]"#;
    let text = format!(r#"{{"kind":"stats.survival","schema_version":1,"rows":{rows}}}"#);
    let error = Survival::from_json(&text).unwrap_err();
    assert_eq!((error.code(), error.pointer().as_str()), (ErrorCode::StatsInconsistent, "/rows/1"));
    assert_eq!(Survival::default().observe(-1, true), Err(ErrorCode::StatsNegativeTime));
}

proptest! {
    /// Cut anywhere and merged in either order, counts have the bytes of one run.
    #[test]
    fn counts_merge_to_identical_bytes(
        rows in prop::collection::vec((0_i64..40, any::<bool>()), 0..60), cut in 0_usize..60,
    ) {
        let (left, right) = rows.split_at(cut.min(rows.len()));
        let whole = survival(&rows).to_json().unwrap();
        for (a, b) in [(left, right), (right, left)] {
            let mut merged = survival(a);
            merged.merge(survival(b));
            prop_assert_eq!(merged.to_json().unwrap(), whole.clone());
        }
        prop_assert_eq!(Survival::from_json(&whole).unwrap().finish(), survival(&rows).finish());
        let tally = |rows: &[(i64, bool)]| {
            let mut tally = Tally::default();
            rows.iter().for_each(|(_, hit)| tally.observe(*hit));
            tally
        };
        let mut merged = tally(right);
        merged.merge(tally(left));
        prop_assert_eq!(merged.to_json().unwrap(), tally(&rows).to_json().unwrap());
    }

    /// Without censored rows the Kaplan-Meier median is the ordinary one.
    #[test]
    fn uncensored_median_is_the_ordinary_one(times in prop::collection::vec(0_i64..1_000, 1..80)) {
        let rows: Vec<_> = times.iter().map(|time| (*time, true)).collect();
        let mut sample = Sample::default();
        for time in &times {
            sample.observe(*time as f64).unwrap();
        }
        prop_assert_eq!(survival(&rows).finish().median(), sample.median());
    }

    /// The curve falls from 1 to 0 at most, and every row is counted once.
    #[test]
    fn the_curve_never_rises(rows in prop::collection::vec((0_i64..40, any::<bool>()), 1..60)) {
        let curve = survival(&rows).finish();
        let mut before = 1.0;
        for step in curve.steps() {
            prop_assert!(step.survival <= before && step.survival >= 0.0);
            before = step.survival;
        }
        prop_assert_eq!((curve.events() + curve.censored()) as usize, rows.len());
    }

    /// Moments agree with the two-pass formula, and merge to 1e-12 of one run.
    #[test]
    fn moments_agree_with_two_passes(values in prop::collection::vec(-1e6_f64..1e6, 2..80), cut in 0_usize..80) {
        let run = |values: &[f64]| {
            let mut moments = Moments::default();
            values.iter().for_each(|value| moments.observe(*value).unwrap());
            moments
        };
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0);
        let summary = run(&values).finish().unwrap();
        prop_assert!(near(summary.mean, mean, 1e-9));
        prop_assert!(near(summary.variance.unwrap(), variance, 1e-9));
        let (left, right) = values.split_at(cut.min(values.len()));
        let mut merged = run(left);
        merged.merge(run(right));
        let merged = merged.finish().unwrap();
        prop_assert_eq!(merged.n, summary.n);
        // Values on both sides of 0 cancel in the mean, so its error is held against their size.
        prop_assert!((merged.mean - summary.mean).abs() <= 1e-12 * 1e6);
        prop_assert!(near(merged.variance.unwrap(), summary.variance.unwrap(), 1e-12));
        let text = run(&values).to_json().unwrap();
        prop_assert_eq!(Moments::from_json(&text).unwrap(), run(&values));
    }

    /// The selected quantile is the one of the sorted list, whatever the order of rows.
    #[test]
    fn quantiles_agree_with_sorting(mut values in prop::collection::vec(-1e3_f64..1e3, 1..50), p in 0.0_f64..=1.0) {
        let mut sample = Sample::default();
        values.iter().for_each(|value| sample.observe(*value).unwrap());
        let found = sample.quantile(probability(p)).unwrap();
        let mut backwards = Sample::default();
        values.iter().rev().for_each(|value| backwards.observe(*value).unwrap());
        prop_assert_eq!(backwards.to_json().unwrap(), sample.to_json().unwrap());
        prop_assert_eq!(backwards.quantile(probability(p)), Some(found));
        values.sort_by(f64::total_cmp);
        let place = (values.len() - 1) as f64 * p;
        let (low, high) = (values[place.floor() as usize], values[place.ceil() as usize]);
        prop_assert!(near(found, low + (place - place.floor()) * (high - low), 1e-12));
    }
}
