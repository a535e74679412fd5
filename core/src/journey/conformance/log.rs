//! An event log: rows of any order become cases in the order of their ids, each in the order of its events.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::facts::{Block, ERROR_ROWS_LISTED, ErrorRow, RawTable};
use crate::primitives::{Field, FieldType, Id, Instant, JsonPointer, Locale, Params, ScalarRef, Zone, param};

use super::options::StepMapping;
use crate::journey::model::JourneyModel;

/// What became of the rows of a log: `rows_in = used + ignored + after_as_of + error`, always.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogAccounting {
    /// Rows of the log.
    pub rows_in: usize,
    /// Rows that take part in the answer.
    pub used: usize,
    /// Rows whose activity the mapping ignores.
    pub ignored: usize,
    /// Rows after `as_of`; they are invisible.
    pub after_as_of: usize,
    /// Rows that could not be read, those of unknown activities among them.
    pub error: usize,
    /// Error rows by code.
    pub errors_by_code: BTreeMap<ErrorCode, usize>,
    /// The first error rows in the order of the log, at most [`ERROR_ROWS_LISTED`].
    pub errors: Vec<ErrorRow>,
    /// Activities that stand for nothing, most frequent first, at most [`ERROR_ROWS_LISTED`].
    pub unknown_activities: Vec<UnknownActivity>,
}

/// An activity that stands for no transition and no state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnknownActivity {
    /// As the log writes it.
    pub activity: String,
    /// In how many rows.
    pub count: usize,
}

/// What an activity stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::journey) enum LogStep {
    Transition(usize),
    State(usize),
}

/// One row that takes part.
#[derive(Debug, Clone, Copy)]
pub(in crate::journey) struct LogEvent {
    /// The place of its case.
    pub(in crate::journey) case: u32,
    /// The place of its activity.
    pub(in crate::journey) activity: u32,
    /// Microseconds since 1970.
    pub(in crate::journey) at: i64,
    seq: i64,
    row: u32,
}

/// A log that was read against a journey.
#[derive(Debug, Clone)]
pub struct EventLog {
    /// Ids of the cases, ascending.
    cases: Vec<String>,
    /// By case, then time, then `seq`, then row.
    events: Vec<LogEvent>,
    activities: Vec<(String, LogStep)>,
    accounting: LogAccounting,
}

impl EventLog {
    /// What became of the rows.
    pub fn accounting(&self) -> &LogAccounting {
        &self.accounting
    }

    /// How many cases have an event that counts.
    pub fn cases(&self) -> usize {
        self.cases.len()
    }

    /// Every case by its id, with its events in their order.
    pub(in crate::journey) fn by_case(&self) -> impl Iterator<Item = (&str, &[LogEvent])> {
        self.events.chunk_by(|a, b| a.case == b.case).filter_map(|events| {
            let case = usize::try_from(events.first()?.case).ok()?;
            Some((self.cases.get(case)?.as_str(), events))
        })
    }

    /// An activity of the log and what it stands for.
    pub(in crate::journey) fn activity(&self, event: LogEvent) -> Option<(&str, LogStep)> {
        let (name, step) = self.activities.get(usize::try_from(event.activity).ok()?)?;
        Some((name, *step))
    }

    /// Everything that the activities of the log stand for.
    pub(in crate::journey) fn steps(&self) -> impl Iterator<Item = (&str, LogStep)> {
        self.activities.iter().map(|(name, step)| (name.as_str(), *step))
    }
}

/// How a log is read.
pub(in crate::journey) struct Reader<'a> {
    pub(in crate::journey) model: &'a JourneyModel,
    pub(in crate::journey) mapping: &'a BTreeMap<String, StepMapping>,
    pub(in crate::journey) as_of: Option<Instant>,
    pub(in crate::journey) zone: &'a Zone,
}

/// Rows that are read together.
const BLOCK: usize = 4_096;

impl Reader<'_> {
    /// Reads the columns `case_id`, `activity` or `state`, `at` and perhaps `seq`.
    ///
    /// # Errors
    /// Class `input`, all at once: `column.missing`, `column.unknown`, `column.wrong_type`;
    /// `journey.unknown_state`, `journey.unknown_transition` for the mapping.
    pub(in crate::journey) fn read(&self, table: &RawTable) -> Result<EventLog, Error> {
        let mut violations = Vec::new();
        let mapping = self.mapped(&mut violations);
        let (step, fields) = columns(table, &mut violations);
        let declared = table.declared(&fields, &["case_id", step]);
        let columns = match declared {
            Ok(columns) if violations.is_empty() => columns.in_zone(self.zone.clone()),
            other => {
                violations.extend(other.err().into_iter().flat_map(Error::into_violations));
                return Err(Error::input(violations));
            }
        };
        let mut growing = Growing::default();
        let mut block = Block::default();
        let (mut case, mut name) = (String::new(), String::new());
        for start in (0..table.rows()).step_by(BLOCK) {
            let end = table.rows().min(start + BLOCK);
            columns.read(start..end, &mut block);
            for (place, row) in (start..end).enumerate() {
                let case_id = table.text_at("case_id", row, &mut case);
                let fault = |column: &str, code, params| Fault { column: column.to_owned(), code, params };
                if let Some(found) = block.faults.get(&place) {
                    growing.refuse(row, case_id, fault(&found.field, found.code, found.params.clone()));
                    continue;
                }
                let activity = table.text_at(step, row, &mut name);
                let at = block.cells.first().and_then(|cells| cells.value(place));
                let missing = |column: &str| fault(column, ErrorCode::FactsCellMissing, Params::new());
                let (case_id, activity, at) = match (case_id, activity, at) {
                    (Some(case_id), Some(activity), Some(ScalarRef::Instant(at))) => (case_id, activity, at),
                    (None, ..) => {
                        growing.refuse(row, None, missing("case_id"));
                        continue;
                    }
                    (case_id, None, _) => {
                        growing.refuse(row, case_id, missing(step));
                        continue;
                    }
                    (case_id, ..) => {
                        growing.refuse(row, case_id, missing("at"));
                        continue;
                    }
                };
                let seq = match block.cells.get(1).and_then(|cells| cells.value(place)) {
                    Some(ScalarRef::Integer(seq)) => seq,
                    _ => 0,
                };
                if self.as_of.is_some_and(|as_of| at > as_of) {
                    growing.accounting.after_as_of += 1;
                    continue;
                }
                match growing.code(activity, || self.stands_for(activity, step == "state", &mapping)) {
                    Known::Step(activity) => growing.push(case_id, activity, at.micros(), seq, row),
                    Known::Ignored => growing.accounting.ignored += 1,
                    Known::Nothing => {
                        let params = Params::from([("value", activity.into())]);
                        growing.refuse(row, Some(case_id), fault(step, ErrorCode::JourneyUnknownActivity, params));
                    }
                }
            }
        }
        growing.accounting.rows_in = table.rows();
        Ok(growing.finish())
    }

    /// The mapping with its names resolved; `None` = ignored.
    fn mapped(&self, violations: &mut Vec<Violation>) -> BTreeMap<&str, Option<LogStep>> {
        let at = JsonPointer::root().key("mapping");
        let mut mapped = BTreeMap::new();
        for (activity, stands_for) in self.mapping {
            let step = match stands_for {
                StepMapping::Ignore {} => None,
                StepMapping::State { state } => match self.model.position(state.as_str()) {
                    Some(state) => Some(LogStep::State(state)),
                    None => {
                        violations.push(self.model.unknown_state(state.as_str(), at.key(activity).key("state")));
                        continue;
                    }
                },
                StepMapping::Transition { transition } => match self.transition(transition.as_str()) {
                    Some(transition) => Some(LogStep::Transition(transition)),
                    None => {
                        let at = at.key(activity).key("transition");
                        let violation = Violation::new(ErrorCode::JourneyUnknownTransition, at);
                        let known = self.model.definition().transitions.iter().map(|known| known.id.as_str());
                        let violation = violation.with_value(transition.as_str());
                        violations.push(violation.with_nearest(transition.as_str(), known));
                        continue;
                    }
                },
            };
            mapped.insert(activity.as_str(), step);
        }
        mapped
    }

    fn transition(&self, id: &str) -> Option<usize> {
        self.model.definition().transitions.iter().position(|known| known.id.as_str() == id)
    }

    fn stands_for(&self, name: &str, is_state: bool, mapping: &BTreeMap<&str, Option<LogStep>>) -> Known<LogStep> {
        if let Some(step) = mapping.get(name) {
            return step.map_or(Known::Ignored, Known::Step);
        }
        let transition = self.transition(name).filter(|_| !is_state).map(LogStep::Transition);
        let step = transition.or_else(|| self.model.position(name).map(LogStep::State));
        step.map_or(Known::Nothing, Known::Step)
    }
}

/// The column that names the steps, and the fields that are parsed.
fn columns(table: &RawTable, violations: &mut Vec<Violation>) -> (&'static str, Vec<Field>) {
    let step = if table.column("state").is_some() && table.column("activity").is_none() { "state" } else { "activity" };
    // A log without a row says nothing about its columns.
    let is_silent = table.rows() == 0 && table.column_names().next().is_none();
    for name in ["case_id", step].into_iter().filter(|name| !is_silent && table.column(name).is_none()) {
        let violation = Violation::new(ErrorCode::ColumnMissing, JsonPointer::root().key("columns").key(name));
        violations.push(violation.with("column", name).with_nearest(name, table.column_names()));
    }
    let mut fields = Vec::new();
    if !is_silent {
        fields.push(Field::new(Id::literal("at"), FieldType::Instant));
    }
    if table.column("seq").is_some() {
        fields.push(Field::new(Id::literal("seq"), FieldType::Integer));
    }
    (step, fields)
}

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
enum Known<T> {
    Step(T),
    Ignored,
    Nothing,
}

/// Why a row is no event.
struct Fault {
    column: String,
    code: ErrorCode,
    params: Params,
}

/// A log as it is read.
#[derive(Default)]
struct Growing {
    cases: BTreeMap<String, u32>,
    /// Activities by name, each with its place among those that stand for something.
    names: BTreeMap<String, Known<u32>>,
    unknown: BTreeMap<String, usize>,
    activities: Vec<(String, LogStep)>,
    events: Vec<LogEvent>,
    /// Rows of one case often stand together.
    last: Option<(String, u32)>,
    accounting: LogAccounting,
}

/// The place of something new. INVARIANT: a table has at most 20 million rows.
fn place(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Growing {
    fn code(&mut self, name: &str, stands_for: impl FnOnce() -> Known<LogStep>) -> Known<u32> {
        if let Some(known) = self.names.get(name) {
            return *known;
        }
        let known = match stands_for() {
            Known::Step(step) => {
                self.activities.push((name.to_owned(), step));
                Known::Step(place(self.activities.len() - 1))
            }
            Known::Ignored => Known::Ignored,
            // Unknown names may all differ; they are kept once, where they are counted.
            Known::Nothing => return Known::Nothing,
        };
        self.names.insert(name.to_owned(), known);
        known
    }

    fn push(&mut self, case_id: &str, activity: u32, at: i64, seq: i64, row: usize) {
        let case = match &self.last {
            Some((last, case)) if last == case_id => *case,
            _ => {
                let next = place(self.cases.len());
                let case = match self.cases.get(case_id) {
                    Some(case) => *case,
                    None => *self.cases.entry(case_id.to_owned()).or_insert(next),
                };
                self.last = Some((case_id.to_owned(), case));
                case
            }
        };
        self.events.push(LogEvent { case, activity, at, seq, row: place(row) });
        self.accounting.used += 1;
    }

    fn refuse(&mut self, row: usize, case_id: Option<&str>, fault: Fault) {
        let Fault { column, code, params } = fault;
        if code == ErrorCode::JourneyUnknownActivity
            && let Some(crate::primitives::Param::Text(name)) = params.get("value")
        {
            *self.unknown.entry(name.clone()).or_default() += 1;
        }
        self.accounting.error += 1;
        *self.accounting.errors_by_code.entry(code).or_default() += 1;
        if self.accounting.errors.len() < ERROR_ROWS_LISTED {
            let message = param::render(code.template(Locale::En), &params);
            let (id, column) = (case_id.map(str::to_owned), Some(column));
            self.accounting.errors.push(ErrorRow { row, id, column, code, message, params });
        }
    }

    fn finish(mut self) -> EventLog {
        let mut ranks = vec![0_u32; self.cases.len()];
        for (rank, case) in self.cases.values().enumerate() {
            if let Some(place) = usize::try_from(*case).ok().and_then(|case| ranks.get_mut(case)) {
                *place = u32::try_from(rank).unwrap_or(u32::MAX);
            }
        }
        for event in &mut self.events {
            let rank = usize::try_from(event.case).ok().and_then(|case| ranks.get(case)).copied();
            event.case = rank.unwrap_or(u32::MAX);
        }
        self.events.sort_unstable_by_key(|event| (event.case, event.at, event.seq, event.row));
        let mut unknown: Vec<UnknownActivity> =
            self.unknown.into_iter().map(|(activity, count)| UnknownActivity { activity, count }).collect();
        unknown.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.activity.cmp(&b.activity)));
        unknown.truncate(ERROR_ROWS_LISTED);
        self.accounting.unknown_activities = unknown;
        EventLog {
            cases: self.cases.into_keys().collect(),
            events: self.events,
            activities: self.activities,
            accounting: self.accounting,
        }
    }
}
