//! The compiled lights.

use chrono::{Days, NaiveDate};

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::facts::{Facts, RecordRef};
use crate::primitives::{DecisionRecord, Fingerprint, JsonPointer, Param, Reason, ReasonCode};

use super::contacts::Terms;
use super::customers::HighValueModel;
use super::definition::{HealthIndicatorDefinition, HealthMetric};
use super::measure::{Measure, Refusal, count, out_of_range};
use super::report::{HealthReport, Intervention, Light, LightOutcome, LightStatus};
use super::state::{HealthState, LightState};
use super::{contacts, conversion, first_order, follow_up};

/// The most reds that a report puts forward: what one meeting can decide.
const TOP_REDS: usize = 3;

/// Compiled lights: immutable, shared freely between threads.
///
/// ```
/// use leadstone::facts::{Facts, FactsContext, Tables};
/// use leadstone::health::{HealthModel, LightStatus};
/// let model = HealthModel::from_json(r#"[{
///     "kind": "health.indicator", "schema_version": 1, "id": "follow_up", "min_count": 4,
///     "metric": {"type": "effective_follow_up", "window_days": 7},
///     "bounds": {"type": "higher_is_better", "green": 0.65, "red": 0.60},
///     "intervention": {"id": "review_recordings", "owner_role": "sales_director", "due_days": 2}
/// }]"#).unwrap();
/// let tables = Tables::new().with_csv("activities", "id,occurred_at,direction,carries_value\n\
///     a1,2026-03-02T09:00:00Z,outbound,true\n\
///     a2,2026-03-03T09:00:00Z,outbound,false\n\
///     a3,2026-03-04T09:00:00Z,outbound,true\n\
///     a4,2026-03-05T09:00:00Z,outbound,false\n").unwrap();
/// let context = FactsContext {
///     zone: leadstone::Zone::utc(),
///     currency: "CNY".parse().unwrap(),
///     as_of: "2026-03-06T23:59:59Z".parse().unwrap(),
/// };
/// let facts = Facts::load(&tables, None, &context).unwrap();
/// let light = &model.assess(&facts, None).unwrap().lights[0];
/// // Two of four carried value: 0.5 is under 0.60.
/// assert_eq!((light.status, light.value, light.n), (LightStatus::Red, Some(0.5), 4));
/// let call = light.intervention.as_ref().unwrap();
/// assert_eq!((call.due.to_string().as_str(), call.inputs[0].id.as_str()), ("2026-03-08", "a4"));
/// ```
#[derive(Debug, Clone)]
pub struct HealthModel {
    indicators: Vec<IndicatorModel>,
    fingerprint: Fingerprint,
}

#[derive(Debug, Clone)]
pub(super) struct IndicatorModel {
    pub(super) definition: HealthIndicatorDefinition,
    pub(super) fingerprint: Fingerprint,
    /// Only for contacts with high-value customers.
    pub(super) high_value: Option<HighValueModel>,
}

impl HealthModel {
    pub(super) fn new(indicators: Vec<IndicatorModel>, fingerprint: Fingerprint) -> Self {
        Self { indicators, fingerprint }
    }

    /// The indicators that were compiled, in their order.
    pub fn definitions(&self) -> impl Iterator<Item = &HealthIndicatorDefinition> {
        self.indicators.iter().map(|indicator| &indicator.definition)
    }

    /// SHA-256 of the canonical JSON of all indicators, as a list.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Judges every light at the instant of the facts.
    ///
    /// `previous` is the state of an earlier report; it dates the colours and decides none.
    ///
    /// # Errors
    /// Class `input`: `time.out_of_range` when a window leaves the years 1 to 9999,
    /// `health.previous_is_later`.
    pub fn assess(&self, facts: &Facts, previous: Option<&HealthState>) -> Result<HealthReport, Error> {
        if previous.is_some_and(|previous| previous.as_of > facts.as_of()) {
            let at = JsonPointer::root().key("previous").key("as_of");
            return Err(Error::input(vec![Violation::new(ErrorCode::HealthPreviousIsLater, at)]));
        }
        let date = facts.zone().date_of(facts.as_of());
        let lights = self.indicators.iter().map(|indicator| indicator.assess(facts, date, previous));
        let lights: Vec<Light> = lights.collect::<Result<_, Error>>()?;
        Ok(HealthReport {
            kind: "health.report",
            fingerprint: self.fingerprint,
            input_hash: facts.input_hash(),
            as_of: facts.as_of(),
            date,
            top: self.top(&lights),
            state: state(facts, &lights)?,
            lights,
        })
    }

    /// One decision record per light, for the host's log.
    ///
    /// # Errors
    /// As [`Self::assess`].
    pub fn decide(
        &self,
        facts: &Facts,
        previous: Option<&HealthState>,
    ) -> Result<Vec<DecisionRecord<LightOutcome>>, Error> {
        let report = self.assess(facts, previous)?;
        let record = |light: Light| DecisionRecord {
            engine_version: crate::VERSION,
            definition_id: light.indicator_id,
            fingerprint: light.fingerprint,
            as_of: Some(report.as_of),
            seed: None,
            input_hash: report.input_hash,
            reasons: light.reasons,
            outcome: LightOutcome { status: light.status, value: light.value, n: light.n },
        };
        Ok(report.lights.into_iter().map(record).collect())
    }

    /// The worst reds: by weight times severity, and by their order where that is equal.
    fn top(&self, lights: &[Light]) -> Vec<crate::primitives::Id> {
        let mut reds: Vec<(f64, &Light)> = self
            .indicators
            .iter()
            .zip(lights)
            .filter_map(|(indicator, light)| Some((indicator.definition.weight.get() * light.severity?, light)))
            .collect();
        reds.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        reds.into_iter().take(TOP_REDS).map(|(_, light)| light.indicator_id.clone()).collect()
    }
}

/// What to pass as `previous` next time.
fn state(facts: &Facts, lights: &[Light]) -> Result<HealthState, Error> {
    let kept = lights.iter().map(|light| {
        Ok(LightState {
            indicator_id: light.indicator_id.clone(),
            status: light.status,
            since: light.since.try_into().map_err(|_| out_of_range())?,
        })
    });
    Ok(HealthState {
        kind: HealthState::KIND.to_owned(),
        schema_version: 1,
        as_of: facts.as_of(),
        lights: kept.collect::<Result<_, Error>>()?,
    })
}

impl IndicatorModel {
    fn assess(&self, facts: &Facts, date: NaiveDate, previous: Option<&HealthState>) -> Result<Light, Error> {
        let definition = &self.definition;
        let mut light = Light {
            indicator_id: definition.id.clone(),
            fingerprint: self.fingerprint,
            metric: definition.metric.as_str(),
            status: LightStatus::NotEnoughData,
            value: None,
            over: None,
            unit: definition.metric.unit(),
            n: 0,
            min_count: definition.min_count,
            censored: None,
            naive: None,
            bounds: definition.bounds,
            interval: None,
            severity: None,
            missing: Vec::new(),
            months: Vec::new(),
            reasons: Vec::new(),
            intervention: None,
            previous: None,
            since: date,
        };
        match self.measure(facts) {
            Ok(measure) => self.judge(measure, date, &mut light)?,
            Err(Refusal::Missing(missing)) => {
                light.reasons = missing
                    .iter()
                    .map(|missing| format!("{}.{}", missing.table, missing.column))
                    .map(|column| Reason::new(ReasonCode::HealthMissingColumn).with("column", column))
                    .collect();
                light.missing = missing;
            }
            Err(Refusal::Currencies(first, second)) => {
                let reason = Reason::new(ReasonCode::HealthMixedCurrencies).with("first", first.code());
                light.reasons.push(reason.with("second", second.code()));
            }
            Err(Refusal::Failed(error)) => return Err(error),
        }
        if let Some(before) = previous.and_then(|previous| previous.light(&definition.id)) {
            light.previous = Some(before.status);
            if before.status == light.status {
                light.since = before.since.date();
            }
        }
        Ok(light)
    }

    fn measure(&self, facts: &Facts) -> Result<Measure, Refusal> {
        let definition = &self.definition;
        match (&definition.metric, &self.high_value) {
            (HealthMetric::EffectiveFollowUp { window_days }, _) => follow_up::measure(facts, definition, *window_days),
            (HealthMetric::MqlToSqlDays { window_days }, _) => conversion::measure(facts, definition, *window_days),
            (HealthMetric::FirstOrderSpread { window_days, roles }, _) => {
                first_order::measure(facts, definition, *window_days, roles)
            }
            (
                HealthMetric::InboundContacts { red_months, months_shown, paid_months, paid_column, .. },
                Some(choice),
            ) => {
                let terms = Terms {
                    red_months: *red_months,
                    months_shown: *months_shown,
                    paid_months: *paid_months,
                    paid_column: *paid_column,
                };
                contacts::measure(facts, definition, choice, terms)
            }
            // INVARIANT: compiling an indicator of contacts compiles its choice of customers.
            (HealthMetric::InboundContacts { .. }, None) => {
                Err(Refusal::Failed(Error::internal(ErrorCode::InternalBug)))
            }
        }
    }

    /// Turns a measure into a colour, with its reasons.
    fn judge(&self, measure: Measure, date: NaiveDate, light: &mut Light) -> Result<(), Error> {
        let definition = &self.definition;
        light.n = measure.n;
        light.censored = measure.censored;
        light.months = measure.months;
        if measure.n < u64::from(definition.min_count) {
            let reason = Reason::new(ReasonCode::HealthTooFew).with("n", count(measure.n));
            light.reasons.push(reason.with("min_count", Param::Integer(definition.min_count.into())));
            light.reasons.extend(measure.notes);
            return Ok(());
        }
        let bounds = definition.bounds;
        (light.status, light.severity) = match (measure.value, measure.over) {
            (Some(value), _) if bounds.is_green(value) => (LightStatus::Green, None),
            (Some(value), _) if bounds.is_red(value) && measure.red_holds => {
                (LightStatus::Red, Some(bounds.severity(value)))
            }
            (Some(_), _) => (LightStatus::Amber, None),
            // More than something that is already at the red bound is red, however much it is.
            (None, Some(over)) if bounds.is_red_over(over) => (LightStatus::Red, Some(bounds.severity(over))),
            (None, _) => (LightStatus::NotEnoughData, None),
        };
        light.value = measure.value;
        light.over = measure.over;
        light.naive = measure.naive;
        light.interval = measure.interval;
        light.reasons.extend(measure.headline);
        light.reasons.extend(measure.notes);
        if light.status == LightStatus::Red {
            light.intervention = Some(self.intervention(measure.records, date)?);
        }
        Ok(())
    }

    fn intervention(&self, inputs: Vec<RecordRef>, date: NaiveDate) -> Result<Intervention, Error> {
        let call = &self.definition.intervention;
        let due = date.checked_add_days(Days::new(call.due_days.into())).ok_or_else(out_of_range)?;
        Ok(Intervention { id: call.id.clone(), owner_role: call.owner_role.clone(), due, inputs })
    }
}
