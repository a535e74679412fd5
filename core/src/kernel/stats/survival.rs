//! Time to an event when some rows have not had it yet.

use deserr::Deserr;
use serde::Serialize;

use super::Interval;
use super::document::{self, Document};
use super::interval::two_sided_z;
use crate::error::{Error, ErrorCode};
use crate::primitives::decode::DecodeError;
use crate::primitives::{JsonPointer, Probability};

/// How near a survival probability counts as exactly one half; products of fractions are rounded.
const SAME: f64 = 1e-9;

/// Durations with and without an event: a mergeable Kaplan-Meier estimator.
///
/// Time is a whole number of any one unit (days, microseconds), so that equal times are equal
/// and every answer is the same to the byte, whatever the order of rows.
///
/// ```
/// use leadstone::Probability;
/// use leadstone::kernel::stats::Survival;
/// // Remission of 21 leukaemia patients under 6-mercaptopurine, in weeks (E. J. Freireich et al.,
/// // Blood 21 (1963), 699-716); `false` = still in remission when last seen.
/// let weeks = [(6, true), (6, true), (6, true), (6, false), (7, true), (9, false), (10, true),
///     (10, false), (11, false), (13, true), (16, true), (17, false), (19, false), (20, false),
///     (22, true), (23, true), (25, false), (32, false), (32, false), (34, false), (35, false)];
/// let mut remission = Survival::default();
/// for (time, event) in weeks {
///     remission.observe(time, event).unwrap();
/// }
/// let curve = remission.finish();
/// assert_eq!((curve.events(), curve.censored()), (9, 12));
/// // By hand: 18/21 = 0.857 after week 6, times 16/17 = 0.807 after week 7, ... 0.538 after 22, 0.448 after 23.
/// assert!((curve.at(6) - 18.0 / 21.0).abs() < 1e-12);
/// assert!((curve.at(9) - 18.0 / 21.0 * 16.0 / 17.0).abs() < 1e-12);
/// assert_eq!(curve.median(), Some(23.0));
/// // The published interval of this median (log-log, 95 %) is 13 weeks to not reached.
/// let interval = curve.median_interval(Probability::try_new(0.95).unwrap()).unwrap();
/// assert_eq!((interval.low, interval.high), (13.0, None));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Survival {
    rows: Vec<SurvivalRow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct SurvivalRow {
    time: i64,
    events: u64,
    censored: u64,
}

impl Survival {
    /// Takes one row in: how long it was watched, and whether the event ended the watch.
    ///
    /// # Errors
    /// `stats.negative_time`; the accumulator is then unchanged.
    pub fn observe(&mut self, time: i64, event: bool) -> Result<(), ErrorCode> {
        if time < 0 {
            return Err(ErrorCode::StatsNegativeTime);
        }
        self.rows.push(SurvivalRow { time, events: u64::from(event), censored: u64::from(!event) });
        Ok(())
    }

    /// Takes in all that another accumulator has seen; the order of merging does not matter.
    pub fn merge(&mut self, other: Self) {
        self.rows.extend(other.rows);
    }

    /// One row per time, times ascending.
    fn grouped(mut self) -> Vec<SurvivalRow> {
        self.rows.sort_unstable_by_key(|row| row.time);
        self.rows.dedup_by(|next, kept| {
            let same = next.time == kept.time;
            if same {
                kept.events = kept.events.saturating_add(next.events);
                kept.censored = kept.censored.saturating_add(next.censored);
            }
            same
        });
        self.rows
    }

    /// The Kaplan-Meier curve.
    ///
    /// Product limit: `S(t) = Π (1 - d_i / n_i)` over the times of events up to `t`; rows censored
    /// at a time are still at risk at that time. E. L. Kaplan, P. Meier, "Nonparametric estimation
    /// from incomplete observations", JASA 53 (1958), 457-481. Variance: M. Greenwood (1926),
    /// `S² Σ d_i / (n_i (n_i - d_i))`.
    pub fn finish(self) -> SurvivalCurve {
        let rows = self.grouped();
        let mut at_risk =
            rows.iter().fold(0_u64, |sum, row| sum.saturating_add(row.events).saturating_add(row.censored));
        let (mut survival, mut greenwood) = (1.0_f64, 0.0_f64);
        let mut steps = Vec::with_capacity(rows.len());
        for SurvivalRow { time, events, censored } in rows {
            let left = at_risk.saturating_sub(events);
            if events > 0 {
                survival *= left as f64 / at_risk as f64;
                greenwood += events as f64 / (at_risk as f64 * left as f64);
            }
            // Once nobody is left the sum is infinite and the variance unknown.
            let variance = greenwood.is_finite().then_some(survival * survival * greenwood);
            steps.push(SurvivalStep { time, at_risk, events, censored, survival, variance });
            at_risk = left.saturating_sub(censored);
        }
        SurvivalCurve { steps }
    }

    /// The rows, grouped and sorted, as canonical JSON.
    ///
    /// # Errors
    /// `stats.inconsistent` when a time or a count is past 2^53 - 1.
    pub fn to_json(&self) -> Result<String, Error> {
        let rows = self.clone().grouped();
        check(&rows)?;
        document::write(&SurvivalDocument {
            kind: SurvivalDocument::KIND.to_owned(),
            schema_version: document::SCHEMA_VERSION,
            rows,
        })
    }

    /// The rows of that JSON.
    ///
    /// # Errors
    /// Every decode violation; `stats.inconsistent` for a negative time or numbers past 2^53 - 1.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let SurvivalDocument { rows, .. } = document::read(text)?;
        check(&rows)?;
        Ok(Self { rows })
    }
}

fn check(rows: &[SurvivalRow]) -> Result<(), Error> {
    let sound = |row: &SurvivalRow| {
        u64::try_from(row.time).is_ok_and(document::is_safe)
            && document::is_safe(row.events)
            && document::is_safe(row.censored)
    };
    match rows.iter().position(|row| !sound(row)) {
        Some(at) => Err(document::inconsistent(&JsonPointer::root().key("rows").index(at))),
        None => Ok(()),
    }
}

#[derive(Serialize, Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct SurvivalDocument {
    kind: String,
    schema_version: u32,
    rows: Vec<SurvivalRow>,
}

impl Document for SurvivalDocument {
    const KIND: &'static str = "stats.survival";

    fn head(&self) -> (&str, u32) {
        (&self.kind, self.schema_version)
    }
}

/// One time of a survival curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SurvivalStep {
    /// The time, in the unit of the rows.
    pub time: i64,
    /// Rows still watched just before this time.
    pub at_risk: u64,
    /// Events at this time.
    pub events: u64,
    /// Rows last seen at this time without an event.
    pub censored: u64,
    /// The probability to be without an event after this time.
    pub survival: f64,
    /// Greenwood's variance of it; absent once nobody is left.
    pub variance: Option<f64>,
}

/// A Kaplan-Meier curve: one step per time that occurs in the rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SurvivalCurve {
    steps: Vec<SurvivalStep>,
}

/// The interval of a median; an absent upper end is a curve that stays above one half.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MedianInterval {
    /// The lower end.
    pub low: f64,
    /// The upper end, if the rows reach it.
    pub high: Option<f64>,
}

impl SurvivalCurve {
    /// The steps, times ascending.
    pub fn steps(&self) -> &[SurvivalStep] {
        &self.steps
    }

    /// How many rows had the event.
    pub fn events(&self) -> u64 {
        self.steps.iter().map(|step| step.events).fold(0, u64::saturating_add)
    }

    /// How many rows had not had it when last seen.
    pub fn censored(&self) -> u64 {
        self.steps.iter().map(|step| step.censored).fold(0, u64::saturating_add)
    }

    /// The last time at which anyone was watched; the curve says nothing beyond it.
    pub fn last_time(&self) -> Option<i64> {
        self.steps.last().map(|step| step.time)
    }

    /// The probability to be without an event after `time`.
    pub fn at(&self, time: i64) -> f64 {
        let later = self.steps.partition_point(|step| step.time <= time);
        later.checked_sub(1).and_then(|at| self.steps.get(at)).map_or(1.0, |step| step.survival)
    }

    /// The time at which one half has had the event; `None` while the curve stays above one half.
    ///
    /// The first time with `S(t) < 1/2`, or, where the curve runs flat at exactly one half, the
    /// middle of that stretch. Without censored rows this is the ordinary median. The rule is
    /// that of `quantile.survfit` in R's package survival (T. M. Therneau).
    pub fn median(&self) -> Option<f64> {
        self.crossing(0.5, |step| Some(step.survival))
    }

    /// The time by which a share has had the event, by the rule of the median; `None` while the curve
    /// stays above `1 - share`.
    ///
    /// ```
    /// use leadstone::Probability;
    /// use leadstone::kernel::stats::Survival;
    /// let mut waits = Survival::default();
    /// for time in [1, 2, 3, 4] {
    ///     waits.observe(time, true).unwrap();
    /// }
    /// // A quarter after 1 exactly, so the middle of 1 and 2; more than nine tenths only after 4.
    /// let curve = waits.finish();
    /// assert_eq!(curve.quantile(Probability::try_new(0.25).unwrap()), Some(1.5));
    /// assert_eq!(curve.quantile(Probability::try_new(0.9).unwrap()), Some(4.0));
    /// ```
    pub fn quantile(&self, share: Probability) -> Option<f64> {
        self.crossing(1.0 - share.get(), |step| Some(step.survival))
    }

    /// The interval of the median: where the pointwise bounds of the curve cross one half.
    ///
    /// R. Brookmeyer, J. Crowley, "A confidence interval for the median survival time",
    /// Biometrics 38 (1982), 29-41, with the bounds `S^exp(±z √G / |ln S|)` on the scale
    /// `ln(-ln S)` of J. D. Kalbfleisch, R. L. Prentice (1980), `G` being Greenwood's sum.
    /// `None` when even the lower bound stays above one half, or at a confidence of 0 or 1.
    pub fn median_interval(&self, confidence: Probability) -> Option<MedianInterval> {
        let z = two_sided_z(confidence)?;
        let low = self.crossing(0.5, |step| Some(bounds(step, z).map_or(step.survival, |bounds| bounds.low)))?;
        // After the last event of an uncensored curve the upper bound is unknown, not zero.
        let high = self.crossing(0.5, |step| match bounds(step, z) {
            Some(bounds) => Some(bounds.high),
            None if step.survival < 1.0 => None,
            None => Some(1.0),
        });
        Some(MedianInterval { low, high })
    }

    /// The first time at which a falling curve is below a level, or the middle of a stretch at that level.
    fn crossing(&self, level: f64, height: impl Fn(&SurvivalStep) -> Option<f64>) -> Option<f64> {
        let mut flat_from: Option<i64> = None;
        for step in &self.steps {
            let Some(height) = height(step) else { continue };
            if height < level - SAME {
                return Some(flat_from.map_or(step.time as f64, |from| middle(from, step.time)));
            }
            if height <= level + SAME && flat_from.is_none() {
                flat_from = Some(step.time);
            }
        }
        Some(middle(flat_from?, self.last_time()?))
    }
}

fn middle(from: i64, to: i64) -> f64 {
    // Halves of whole numbers are exact below 2^52.
    (from as f64 + to as f64) / 2.0
}

/// The pointwise bounds of the curve at a step; `None` where the curve is 1 or 0.
fn bounds(step: &SurvivalStep, z: f64) -> Option<Interval> {
    let (survival, variance) = (step.survival, step.variance?);
    if survival <= 0.0 || survival >= 1.0 {
        return None;
    }
    let spread = (z * variance.sqrt() / survival / survival.ln().abs()).exp();
    Some(Interval { low: survival.powf(spread), high: survival.powf(1.0 / spread) })
}
