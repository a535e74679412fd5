//! Survival curves of the states, and what they say of one customer.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorCode, Violation};
use crate::journey::conformance::{EventLog, Reader};
use crate::journey::model::JourneyModel;
use crate::kernel::calendar::CalendarModel;
use crate::kernel::facts::RawTable;
use crate::kernel::stats::{Survival, SurvivalCurve, SurvivalStep, normal_quantile};
use crate::primitives::{Instant, JsonPointer, Probability, Reason, ReasonCode};

use super::options::{DwellCustomer, DwellOptions};
use super::report::{CustomerDwell, DwellExit, DwellReport, DwellStep, DwellUnit, Quantile, StateDwell};
use super::visits::{Measure, Visit, visits};

/// The shares of the quantiles that a report lists.
const SHARES: [f64; 4] = [0.25, 0.5, 0.75, 0.9];

/// The curves of a journey's states, to be asked about one customer after the other.
#[derive(Debug, Clone)]
struct DwellModel {
    states: Vec<StateCurve>,
    measure: Measure,
    as_of: Instant,
    min_count: u64,
    z: Option<f64>,
    within: Option<i64>,
    open: Vec<OpenVisit>,
}

/// Next states, each with the times after which it was entered.
type Exits = BTreeMap<usize, BTreeMap<i64, u64>>;

#[derive(Debug, Clone)]
struct StateCurve {
    curve: SurvivalCurve,
    n: u64,
    exits: Exits,
}

#[derive(Debug, Clone)]
struct OpenVisit {
    case_id: String,
    state: usize,
    entered_at: Instant,
}

impl JourneyModel {
    /// Time in state of a log: a survival curve per state, its median and quantiles, where customers went,
    /// and for single customers the probability that they still move on.
    ///
    /// # Errors
    /// Class `input`: `column.*`, `journey.unknown_state`, `journey.unknown_transition`, `calendar.*`,
    /// `journey.entered_after_as_of`, `number.not_a_day_count` for a time that is negative or over a hundred years.
    ///
    /// ```
    /// use leadstone::facts::RawTable;
    /// use leadstone::journey::{DwellOptions, JourneyModel};
    /// let names = r#"{"en": "N", "zh-CN": "名"}"#;
    /// let model = JourneyModel::from_json(&format!(r#"{{
    ///     "kind": "journey.machine", "schema_version": 1, "id": "m", "entity": "lead", "initial": "new",
    ///     "states": [{{"id": "new", "names": {names}}}, {{"id": "won", "names": {names}, "final": true}}],
    ///     "transitions": [{{"id": "win", "from": ["new"], "to": "won"}}]
    /// }}"#)).unwrap();
    /// let log = "case_id,state,at\na,new,2026-03-01\na,won,2026-03-03\nb,new,2026-03-01\nb,won,2026-03-05\nc,new,2026-03-01\n";
    /// let options = DwellOptions { min_count: 1, ..DwellOptions::at("2026-03-04T00:00:00Z".parse().unwrap()) };
    /// let report = model.dwell(&RawTable::from_csv(log).unwrap(), &options).unwrap();
    /// // One of three left after 2 days; b's win lies after `as_of`, so b and c are open after 3.
    /// let new = &report.states[0];
    /// assert_eq!((new.n, new.left, new.open), (3, 1, 2));
    /// assert!((new.curve[0].staying - 2.0 / 3.0).abs() < 1e-12);
    /// assert_eq!(new.median, None);
    /// ```
    pub fn dwell(&self, log: &RawTable, options: &DwellOptions) -> Result<DwellReport, Error> {
        let DwellOptions { mapping, as_of, time_zone, .. } = options;
        let mut violations = Vec::new();
        let read = Reader { model: self, mapping, as_of: Some(*as_of), zone: time_zone }.read(log);
        let log = read.map_err(|error| violations.extend(error.into_violations())).ok();
        let measure = self.measure(options, &mut violations);
        self.check_customers(options, &mut violations);
        let (Some(log), Some(measure), true) = (log, measure, violations.is_empty()) else {
            return Err(Error::input(violations));
        };
        let model = self.dwell_model(&log, options, measure);
        Ok(self.dwell_report(&model, &log, options))
    }

    fn measure(&self, options: &DwellOptions, violations: &mut Vec<Violation>) -> Option<Measure> {
        let calendar = match options.calendar.clone().map(CalendarModel::compile).transpose() {
            Ok(calendar) => calendar,
            Err(error) => {
                let base = JsonPointer::root().key("calendar");
                violations.extend(error.into_violations().into_iter().map(|found| found.under(&base)));
                return None;
            }
        };
        Some(Measure { calendar, zone: options.time_zone.clone() })
    }

    fn check_customers(&self, options: &DwellOptions, violations: &mut Vec<Violation>) {
        let root = JsonPointer::root();
        for (i, customer) in options.customers.iter().enumerate() {
            let at = root.key("customers").index(i);
            if self.position(customer.state.as_str()).is_none() {
                violations.push(self.unknown_state(customer.state.as_str(), at.key("state")));
            }
            if customer.entered_at > options.as_of {
                let violation = Violation::new(ErrorCode::JourneyEnteredAfterAsOf, at.key("entered_at"));
                let violation = violation.with("entered_at", customer.entered_at);
                violations.push(violation.with("as_of", options.as_of));
            }
        }
        if let Some(within) = options.within.filter(|within| !(0.0..=876_600.0).contains(within)) {
            let violation = Violation::new(ErrorCode::NumberNotADayCount, root.key("within"));
            violations.push(violation.with_value(&within.to_string()));
        }
    }

    fn dwell_model(&self, log: &EventLog, options: &DwellOptions, measure: Measure) -> DwellModel {
        let mut growing: Vec<(Survival, Exits)> = Vec::new();
        growing.resize_with(self.states().len(), Default::default);
        let mut open = Vec::new();
        for Visit { case_id, state, entered_at, left } in visits(self, log) {
            let Some((survival, exits)) = growing.get_mut(state) else { continue };
            let time = measure.micros(entered_at, left.map_or(options.as_of, |(at, _)| at));
            // INVARIANT: a time is never below 0, which is all that is refused.
            if survival.observe(time, left.is_some()).is_err() {
                continue;
            }
            match left {
                Some((_, to)) => *exits.entry(to).or_default().entry(time).or_default() += 1,
                None => open.push(OpenVisit { case_id: case_id.to_owned(), state, entered_at }),
            }
        }
        let finish = |(survival, exits): (Survival, _)| {
            let curve = survival.finish();
            StateCurve { n: curve.events() + curve.censored(), curve, exits }
        };
        let states = growing.into_iter().map(finish).collect();
        let upper = Probability::try_new(0.5 + options.confidence.get() / 2.0).ok();
        let within = options.within.map(|within| micros(within * measure.unit()));
        DwellModel {
            states,
            as_of: options.as_of,
            min_count: u64::from(options.min_count),
            z: upper.and_then(normal_quantile).filter(|z| *z > 0.0),
            within,
            measure,
            open,
        }
    }

    fn dwell_report(&self, model: &DwellModel, log: &EventLog, options: &DwellOptions) -> DwellReport {
        let unit = if model.measure.calendar.is_some() { DwellUnit::BusinessHours } else { DwellUnit::Days };
        let mut customers: Vec<CustomerDwell> =
            options.customers.iter().filter_map(|customer| self.dwell_of(model, customer)).collect();
        if options.open {
            let is_final = |state: usize| self.definition().states.get(state).is_some_and(|state| state.is_final);
            let open = model.open.iter().filter(|visit| !is_final(visit.state));
            customers
                .extend(open.filter_map(|visit| self.stalled(model, &visit.case_id, visit.state, visit.entered_at)));
        }
        let states = self.definition().states.iter().zip(&model.states).filter(|(state, _)| !state.is_final);
        DwellReport {
            definition_id: self.definition().id.clone(),
            fingerprint: self.fingerprint(),
            as_of: options.as_of,
            unit,
            confidence: options.confidence,
            log: log.accounting().clone(),
            states: states.map(|(state, curve)| self.state_dwell(model, state.id.clone(), curve, options)).collect(),
            customers,
        }
    }

    fn state_dwell(
        &self,
        model: &DwellModel,
        state: crate::primitives::Id,
        seen: &StateCurve,
        options: &DwellOptions,
    ) -> StateDwell {
        let unit = model.measure.unit();
        let curve = &seen.curve;
        let is_enough = seen.n >= model.min_count;
        let in_unit = |time: f64| time / unit;
        let interval = curve.median_interval(options.confidence).filter(|_| is_enough);
        let median = curve.median().filter(|_| is_enough).map(in_unit);
        let quantile = |share: f64| {
            let probability = Probability::try_new(share).ok().filter(|_| is_enough);
            Quantile { share, time: probability.and_then(|share| curve.quantile(share)).map(in_unit) }
        };
        let mut reasons = Vec::new();
        if !is_enough {
            let reason = Reason::new(ReasonCode::JourneyDwellTooFew).with("n", integer(seen.n));
            reasons.push(reason.with("min_count", integer(model.min_count)));
        } else if median.is_none() {
            let longest = Reason::new(ReasonCode::JourneyDwellMedianNotReached);
            let time = curve.last_time().unwrap_or_default() as f64 / unit;
            reasons.push(longest.with("n", integer(seen.n)).with("over", (time * 10.0).round() / 10.0));
        }
        let mut exits: Vec<DwellExit> =
            seen.exits.iter().filter_map(|(to, times)| self.exit(*to, times, curve)).collect();
        exits.sort_by(|a, b| b.probability.total_cmp(&a.probability).then_with(|| a.to.cmp(&b.to)));
        let step = |step: &SurvivalStep| DwellStep {
            time: step.time as f64 / unit,
            at_risk: step.at_risk,
            left: step.events,
            open: step.censored,
            staying: step.survival,
            variance: step.variance,
        };
        StateDwell {
            state,
            n: seen.n,
            left: curve.events(),
            open: curve.censored(),
            median,
            median_low: interval.map(|interval| in_unit(interval.low)),
            median_high: interval.and_then(|interval| interval.high).map(in_unit),
            quantiles: SHARES.into_iter().map(quantile).collect(),
            exits,
            longest: curve.last_time().map(|time| time as f64 / unit),
            curve: if options.curves { curve.steps().iter().map(step).collect() } else { Vec::new() },
            reasons,
        }
    }

    fn exit(&self, to: usize, times: &BTreeMap<i64, u64>, curve: &SurvivalCurve) -> Option<DwellExit> {
        let mut probability = 0.0;
        for (time, left) in times {
            let at = curve.steps().binary_search_by_key(time, |step| step.time).ok()?;
            let before =
                at.checked_sub(1).and_then(|before| curve.steps().get(before)).map_or(1.0, |step| step.survival);
            probability += before * *left as f64 / curve.steps().get(at)?.at_risk as f64;
        }
        let to = self.definition().states.get(to)?.id.clone();
        Some(DwellExit { to, left: times.values().sum(), probability })
    }

    fn dwell_of(&self, model: &DwellModel, customer: &DwellCustomer) -> Option<CustomerDwell> {
        self.stalled(model, customer.id.as_str(), self.position(customer.state.as_str())?, customer.entered_at)
    }

    fn stalled(&self, model: &DwellModel, id: &str, state: usize, entered_at: Instant) -> Option<CustomerDwell> {
        let StateCurve { curve, .. } = model.states.get(state)?;
        let unit = model.measure.unit();
        let time = model.measure.micros(entered_at, model.as_of);
        let later = curve.steps().partition_point(|step| step.time <= time);
        let at_risk = curve.steps().get(later).map_or(0, |step| step.at_risk);
        let mut answer = CustomerDwell {
            id: id.to_owned(),
            state: self.definition().states.get(state)?.id.clone(),
            entered_at,
            time: time as f64 / unit,
            share_left: None,
            at_risk,
            moves_on: None,
            low: None,
            high: None,
            stalled: None,
            horizon: None,
            reasons: Vec::new(),
        };
        if at_risk == 0 || at_risk < model.min_count {
            let reason = Reason::new(ReasonCode::JourneyDwellTooFewLeft).with("n", integer(at_risk));
            answer
                .reasons
                .push(reason.with("min_count", integer(model.min_count)).with("state", answer.state.as_str()));
            return Some(answer);
        }
        let last = curve.last_time()?;
        let horizon = model.within.map_or(last, |within| time.saturating_add(within).min(last));
        let (now, then) = (curve.at(time), curve.at(horizon));
        let staying = then / now;
        answer.share_left = Some(1.0 - now);
        answer.horizon = Some(horizon as f64 / unit);
        answer.moves_on = Some(1.0 - staying);
        answer.stalled = Some(staying);
        if let Some((low, high)) = model.z.and_then(|z| bounds(curve, later, horizon, staying, z)) {
            (answer.low, answer.high) = (Some(1.0 - high), Some(1.0 - low));
        }
        Some(answer)
    }
}

/// The bounds `c^exp(±z √G / |ln c|)` of a conditional survival, `G` being Greenwood's sum over the steps
/// from `later` to the horizon; `None` where it is 1 or 0.
fn bounds(curve: &SurvivalCurve, later: usize, horizon: i64, staying: f64, z: f64) -> Option<(f64, f64)> {
    if staying <= 0.0 || staying >= 1.0 {
        return None;
    }
    let between = curve.steps().iter().skip(later).take_while(|step| step.time <= horizon);
    let sum: f64 =
        between.map(|step| step.events as f64 / (step.at_risk as f64 * (step.at_risk - step.events) as f64)).sum();
    let spread = (z * sum.sqrt() / staying.ln().abs()).exp();
    Some((staying.powf(spread), staying.powf(1.0 / spread)))
}

fn integer(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// INVARIANT: a time within a hundred years, below 2^52 microseconds.
#[expect(clippy::cast_possible_truncation, reason = "within 64 bits")]
fn micros(time: f64) -> i64 {
    time.round() as i64
}
