//! The compiled triggers and the deadlines that they count.

use chrono::NaiveTime;

use crate::error::ErrorCode;
use crate::kernel::calendar::{CalendarModel, ClockTime, TimeSpan};
use crate::kernel::condition::ConditionModel;
use crate::primitives::{Field, Fingerprint, Instant, Record, Scalar, ScalarRef, TypedRecord, Zone};

use super::cadence::CadenceModel;
use super::cadence_definition::OnHoliday;
use super::definition::{DateSide, TriggerDefinition, TriggerRule, TriggerSetDefinition};
use super::value::{Anchor, Unscheduled, Waiting};

/// Days of a cadence that are looked at before it is taken to have none left that is worked.
const SKIPPED_DAYS: usize = 1_000;

/// Compiled triggers: immutable, shared freely between threads. The states are the host's.
///
/// ```
/// use leadstone::kernel::trigger::TriggerModel;
/// let model = TriggerModel::from_json(r#"{
///     "kind": "trigger.set", "schema_version": 1, "id": "leads", "lateness_minutes": 60,
///     "triggers": [{"id": "no_call", "rule": {"type": "absence", "after": ["created"], "without": ["call"],
///                   "within": {"amount": 4, "unit": "hours"}}}]
/// }"#).unwrap();
/// let at = |text: &str| format!("2026-03-02T{text}:00Z");
/// let state = model.start_value(serde_json::json!({"instance": "lead-7", "at": at("08:00")})).unwrap();
/// let created = serde_json::json!({"id": "e1", "type": "created", "at": at("09:00")});
/// let first = model.advance_value(serde_json::json!({
///     "state": state, "events": [created], "as_of": at("14:00")})).unwrap();
/// // Nobody called until 13:00.
/// assert_eq!(first.firings[0].at, at("13:00").parse().unwrap());
/// // A call of 12:30 arrives at 14:10: the firing is taken back.
/// let call = serde_json::json!({"id": "e2", "type": "call", "at": at("12:30")});
/// let second = model.advance_value(serde_json::json!({
///     "state": first.state, "events": [call], "as_of": at("14:10")})).unwrap();
/// assert_eq!(second.retractions, first.firings);
/// ```
#[derive(Debug, Clone)]
pub struct TriggerModel {
    definition: TriggerSetDefinition,
    fingerprint: Fingerprint,
    calendars: Vec<CalendarModel>,
    /// Counts time by the clock alone.
    plain: CalendarModel,
    triggers: Vec<Compiled>,
}

/// What a trigger needs beside its definition.
#[derive(Debug, Clone)]
pub(super) struct Compiled {
    pub(super) calendar: Option<usize>,
    pub(super) when: Option<ConditionModel>,
    pub(super) cadence: Option<CadenceModel>,
}

/// A trigger with what it needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound<'a> {
    pub(super) definition: &'a TriggerDefinition,
    pub(super) compiled: &'a Compiled,
    pub(super) calendar: &'a CalendarModel,
    pub(super) zone: &'a Zone,
    pub(super) fields: &'a [Field],
}

impl TriggerModel {
    pub(super) fn new(
        definition: TriggerSetDefinition,
        fingerprint: Fingerprint,
        calendars: Vec<CalendarModel>,
        plain: CalendarModel,
        triggers: Vec<Compiled>,
    ) -> Self {
        Self { definition, fingerprint, calendars, plain, triggers }
    }

    /// The definition that was compiled.
    pub fn definition(&self) -> &TriggerSetDefinition {
        &self.definition
    }

    /// SHA-256 of the definition's canonical JSON.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The triggers in their order.
    pub(super) fn bound(&self) -> impl Iterator<Item = Bound<'_>> {
        self.definition.triggers.iter().zip(&self.triggers).map(|(definition, compiled)| {
            let calendar = compiled.calendar.and_then(|at| self.calendars.get(at)).unwrap_or(&self.plain);
            let (zone, fields) = (&self.definition.time_zone, self.definition.fields.as_slice());
            Bound { definition, compiled, calendar, zone, fields }
        })
    }
}

impl Bound<'_> {
    /// Whether the trigger's condition holds for the fields as they are known.
    pub(super) fn holds(self, record: &TypedRecord) -> bool {
        self.compiled.when.as_ref().is_none_or(|when| when.evaluate(record).matches())
    }

    /// Whether its deadlines make it fire; otherwise they only end what is counted.
    pub(super) fn has_timers(self) -> bool {
        !matches!(self.definition.rule, TriggerRule::Sequence { .. } | TriggerRule::Count { .. })
    }

    /// What waits from an anchor on, with its deadline.
    pub(super) fn waiting(self, anchor: Anchor, step: usize, record: &TypedRecord) -> Waiting {
        let (deadline, provisional, why) = match self.deadline(&anchor, record) {
            Ok((deadline, provisional)) => (Some(deadline), provisional, None),
            Err(why) => (None, false, Some(why)),
        };
        Waiting { anchor, deadline, provisional, why, step }
    }

    fn deadline(self, anchor: &Anchor, record: &TypedRecord) -> Result<(Instant, bool), Unscheduled> {
        match &self.definition.rule {
            TriggerRule::Absence { within, .. }
            | TriggerRule::Inactivity { within, .. }
            | TriggerRule::Sequence { within, .. }
            | TriggerRule::Count { within, .. } => self.after(anchor.at, *within),
            TriggerRule::At { field, offset, direction, time, .. } => {
                let slot = self.fields.iter().position(|known| known.name == *field);
                let base = match slot.and_then(|slot| record.value(slot)) {
                    Some(ScalarRef::Instant(at)) => at,
                    Some(ScalarRef::Date(date)) => self.local(date, *time).ok_or(Unscheduled::OutOfRange)?,
                    _ => return Err(Unscheduled::OutOfRange),
                };
                let (deadline, provisional) = match (offset, direction) {
                    (None, _) => (base, false),
                    (Some(span), DateSide::After) => self.after(base, *span)?,
                    (Some(span), DateSide::Before) => self.before(base, *span)?,
                };
                if deadline < anchor.at { Err(Unscheduled::AlreadyOver) } else { Ok((deadline, provisional)) }
            }
            TriggerRule::Recurring { time, on_holiday, .. } => {
                let day = self.own_zone().date_of(anchor.at);
                let provisional = match on_holiday {
                    OnHoliday::Keep => return Ok((anchor.at, false)),
                    _ => self.calendar.is_provisional(&[day]).map_err(|_| Unscheduled::BeyondKnown)?,
                };
                let day = match on_holiday {
                    OnHoliday::Next => self.calendar.add_business_days(day, 0).ok_or(Unscheduled::OutOfRange)?,
                    _ => day,
                };
                Ok((self.local(day, *time).ok_or(Unscheduled::OutOfRange)?, provisional))
            }
        }
    }

    /// The next day that comes again after `last`, an anchor or the start; not one whose time a holiday
    /// moved onto `not_after`.
    pub(super) fn next(self, last: Instant, not_after: Option<Instant>, record: &TypedRecord) -> Option<Waiting> {
        let TriggerRule::Recurring { time, on_holiday, .. } = &self.definition.rule else { return None };
        let cadence = self.compiled.cadence.as_ref()?;
        // A day whose time is still to come may be today.
        let mut day = self.own_zone().date_of(last).pred_opt()?;
        for _ in 0..SKIPPED_DAYS {
            day = cadence.after(day)?;
            let at = self.local(day, *time)?;
            if at <= last || *on_holiday == OnHoliday::Skip && !self.calendar.is_business_day(day) {
                continue;
            }
            let waiting = self.waiting(Anchor { at, event: None }, 0, record);
            let is_new = |deadline: Instant| not_after.is_none_or(|fired| deadline > fired);
            if waiting.deadline.is_none_or(is_new) {
                return Some(waiting);
            }
        }
        None
    }

    /// When a span is over.
    pub(super) fn after(self, from: Instant, span: TimeSpan) -> Result<(Instant, bool), Unscheduled> {
        self.calendar.after(from, span, self.zone).map(|due| (due.at, due.provisional)).map_err(|why| unscheduled(&why))
    }

    fn before(self, until: Instant, span: TimeSpan) -> Result<(Instant, bool), Unscheduled> {
        let due = self.calendar.before(until, span, self.zone);
        due.map(|due| (due.at, due.provisional)).map_err(|why| unscheduled(&why))
    }

    fn own_zone(&self) -> &Zone {
        self.calendar.zone_or(self.zone)
    }

    /// The instant of a local day's time.
    fn local(self, day: chrono::NaiveDate, time: Option<ClockTime>) -> Option<Instant> {
        let minutes = u32::from(time.map_or(0, ClockTime::minutes));
        let (day, minutes) = if minutes == 24 * 60 { (day.succ_opt()?, 0) } else { (day, minutes) };
        let time = NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)?;
        self.own_zone().instant(day.and_time(time)).ok()
    }
}

fn unscheduled(why: &crate::error::Violation) -> Unscheduled {
    match why.code() {
        ErrorCode::CalendarBeyondKnown => Unscheduled::BeyondKnown,
        _ => Unscheduled::OutOfRange,
    }
}

/// The fields by name as a record in the order of their declaration.
pub(super) fn record(
    fields: &[Field],
    values: &std::collections::BTreeMap<crate::primitives::Id, Scalar>,
) -> TypedRecord {
    TypedRecord::from_scalars(fields.iter().map(|field| values.get(&field.name).map(Scalar::as_ref)))
}
