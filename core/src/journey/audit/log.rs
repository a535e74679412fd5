//! Whole logs: whether their chains close, and whether the machine decides the same again.

use std::collections::BTreeMap;

use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, Violation};
use crate::journey::model::JourneyModel;
use crate::journey::value::{JourneyEvent, JourneyState};
use crate::primitives::decode::{self, DecodeError};
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer};

use super::decide::JourneyAudit;
use super::record::{DecideRequest, Link};
use super::seal::Salt;

/// Faults and differences that a report lists; the others are counted.
const LISTED: usize = 100;

/// Rows of a log to verify; those of one journey stand in their order.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct VerifyRequest {
    /// The rows, exactly as they were given out.
    pub log: Vec<Value>,
}

/// Whether the chains of a log close.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerifyReport {
    /// Rows.
    pub rows: usize,
    /// Journeys.
    pub instances: usize,
    /// Journeys whose first row here is not their first; what was before it is not checked.
    pub continued: usize,
    /// Whether nothing is wrong.
    pub sound: bool,
    /// How many faults.
    pub faults: usize,
    /// The first of them, at most 100.
    pub listed: Vec<ChainFault>,
}

/// A row with which something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChainFault {
    /// The place of the row in the log, from 0.
    pub row: usize,
    /// Whose journey, where that can be read.
    pub instance: Option<String>,
    /// Its place among those of its journey, where that can be read.
    pub seq: Option<u64>,
    /// What is wrong.
    pub kind: ChainFaultKind,
}

/// What can be wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChainFaultKind {
    /// It lacks `instance`, `seq` or a hash.
    Unreadable,
    /// Its content has another hash than it states: it was changed.
    HashDiffers,
    /// It does not follow the row before: one was left out, put in, or changed with its hash.
    ChainBroken,
}

struct Head {
    instance: String,
    seq: u64,
    hash: Fingerprint,
    prev_hash: Option<Fingerprint>,
}

fn head(row: &Value) -> Option<Head> {
    let hash = |value: &Value| value.as_str()?.parse::<Fingerprint>().ok();
    let prev_hash = match row.get("prev_hash")? {
        Value::Null => None,
        value => Some(hash(value)?),
    };
    let instance = row.get("instance")?.as_str()?.to_owned();
    Some(Head { instance, seq: row.get("seq")?.as_u64()?, hash: hash(row.get("hash")?)?, prev_hash })
}

/// The hash of a row's content; the row without its `hash` is canonical JSON whatever its members.
fn content_hash(row: &Value) -> Option<Fingerprint> {
    let Value::Object(map) = row else { return None };
    let mut map = map.clone();
    map.remove("hash");
    Fingerprint::of(&Value::Object(map)).ok()
}

impl JourneyModel {
    /// Whether every row of a log still says what was written, and none is missing between others.
    pub fn verify(&self, log: &[Value]) -> VerifyReport {
        let mut report = VerifyReport { rows: log.len(), ..VerifyReport::default() };
        let mut last: BTreeMap<String, Link> = BTreeMap::new();
        for (row, value) in log.iter().enumerate() {
            let Some(head) = head(value) else {
                note(&mut report, row, None, ChainFaultKind::Unreadable);
                continue;
            };
            let follows = match last.get(&head.instance) {
                Some(before) => before.seq.checked_add(1) == Some(head.seq) && head.prev_hash == Some(before.hash),
                None => {
                    report.continued += usize::from(head.seq > 1);
                    (head.seq == 1) == head.prev_hash.is_none() && head.seq > 0
                }
            };
            if content_hash(value) != Some(head.hash) {
                note(&mut report, row, Some(&head), ChainFaultKind::HashDiffers);
            }
            if !follows {
                note(&mut report, row, Some(&head), ChainFaultKind::ChainBroken);
            }
            last.insert(head.instance, Link { seq: head.seq, hash: head.hash });
        }
        report.instances = last.len();
        report.sound = report.faults == 0;
        report
    }
}

fn note(report: &mut VerifyReport, row: usize, head: Option<&Head>, kind: ChainFaultKind) {
    report.faults += 1;
    if report.listed.len() < LISTED {
        let instance = head.map(|head| head.instance.clone());
        report.listed.push(ChainFault { row, instance, seq: head.map(|head| head.seq), kind });
    }
}

/// A log to decide again.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ReplayLogRequest {
    /// The rows; those of one journey stand in their order.
    pub log: Vec<Value>,
    /// The state of each journey before its first row here.
    pub starts: Vec<ReplayStart>,
    /// The events that the host still has; those of erased persons are absent.
    pub events: Vec<ReplayItem>,
}

/// The state in which a journey stood before its first row.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ReplayStart {
    /// Whose journey.
    pub instance: Id,
    /// The state.
    pub state: JourneyState,
}

/// The event of a row.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ReplayItem {
    /// Whose journey.
    pub instance: Id,
    /// The place of the row.
    pub seq: u64,
    /// The event.
    pub event: JourneyEvent,
    /// When the host received it.
    pub received_at: Instant,
    /// The person's salt, where there was one.
    pub salt: Option<Salt>,
}

/// Whether the machine decides the same again.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReplayLogReport {
    /// Whether the chains close; that needs no event.
    pub chain: VerifyReport,
    /// Rows that were decided again to the byte.
    pub reproduced: usize,
    /// Rows that came out otherwise.
    pub differing: usize,
    /// Rows that cannot be decided again: their event is gone, one before it is, or they are a migration.
    pub not_replayed: usize,
    /// The first rows that came out otherwise, at most 100.
    pub listed: Vec<LogDifference>,
}

/// A row that came out otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogDifference {
    /// The place of the row in the log, from 0.
    pub row: usize,
    /// Whose journey.
    pub instance: Id,
    /// Its place among those of its journey.
    pub seq: u64,
    /// Its hash in the log.
    pub stored: Fingerprint,
    /// The hash of what the machine decides now; absent when the salt is missing.
    pub decided: Option<Fingerprint>,
}

/// A journey that is decided again, row by row.
#[derive(Debug, Clone)]
pub struct LogReplay<'a> {
    audit: &'a JourneyAudit<'a>,
    request: DecideRequest,
}

impl<'a> LogReplay<'a> {
    /// A journey before its first row; `first` is that row's request.
    pub fn new(audit: &'a JourneyAudit<'a>, first: DecideRequest) -> Self {
        Self { audit, request: first }
    }

    /// Decides about the next event; answers the hash of its row.
    ///
    /// # Errors
    /// Class `input`: `journey.salt_missing`.
    pub fn next(
        &mut self,
        event: JourneyEvent,
        received_at: Instant,
        salt: Option<Salt>,
    ) -> Result<Fingerprint, Error> {
        let request = &mut self.request;
        (request.event, request.received_at, request.salt) = (event, received_at, salt);
        let decided = self.audit.decide(request)?;
        request.previous = Some(decided.record.link());
        if let Some(applied) = decided.applied {
            request.state = applied.state;
        }
        Ok(decided.record.hash)
    }
}

impl JourneyModel {
    /// Decides about every row of a log again and compares to the byte, by the hash that covers it.
    ///
    /// # Errors
    /// As [`JourneyModel::audit`].
    pub fn replay_log(&self, request: ReplayLogRequest) -> Result<ReplayLogReport, Error> {
        let ReplayLogRequest { log, starts, events } = request;
        let audit = self.audit()?;
        let chain = self.verify(&log);
        let mut report = ReplayLogReport { chain, reproduced: 0, differing: 0, not_replayed: 0, listed: Vec::new() };
        let mut states: BTreeMap<String, JourneyState> =
            starts.into_iter().map(|start| (start.instance.as_str().to_owned(), start.state)).collect();
        let mut events: BTreeMap<(String, u64), ReplayItem> =
            events.into_iter().map(|item| ((item.instance.as_str().to_owned(), item.seq), item)).collect();
        let mut running: BTreeMap<String, LogReplay<'_>> = BTreeMap::new();
        for (row, value) in log.iter().enumerate() {
            let Some(head) = head(value) else {
                report.not_replayed += 1;
                continue;
            };
            let Some(item) = events.remove(&(head.instance.clone(), head.seq)) else {
                // What comes after a gap begins in a state that nobody knows.
                running.remove(&head.instance);
                states.remove(&head.instance);
                report.not_replayed += 1;
                continue;
            };
            let ReplayItem { instance, event, received_at, salt, .. } = item;
            if let Some(state) = states.remove(&head.instance) {
                let previous = head.prev_hash.map(|hash| Link { seq: head.seq.saturating_sub(1), hash });
                let first = DecideRequest {
                    instance: instance.clone(),
                    state,
                    event: event.clone(),
                    received_at,
                    salt: salt.clone(),
                    previous,
                };
                running.insert(head.instance.clone(), LogReplay::new(&audit, first));
            }
            let Some(replay) = running.get_mut(&head.instance) else {
                report.not_replayed += 1;
                continue;
            };
            let decided = replay.next(event, received_at, salt).ok();
            if decided == Some(head.hash) {
                report.reproduced += 1;
                continue;
            }
            report.differing += 1;
            if report.listed.len() < LISTED {
                report.listed.push(LogDifference { row, instance, seq: head.seq, stored: head.hash, decided });
            }
        }
        Ok(report)
    }
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct VerifyDocument {
    log: Vec<Value>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct ReplayDocument {
    log: Vec<Value>,
    starts: Vec<StartDocument>,
    events: Vec<EventDocument>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct StartDocument {
    instance: Id,
    state: Value,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct EventDocument {
    instance: Id,
    seq: u64,
    event: Value,
    received_at: Instant,
    #[deserr(default)]
    salt: Option<Salt>,
}

impl VerifyRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`.
    pub fn from_value(value: Value) -> Result<Self, Error> {
        let VerifyDocument { log } = decode::input_value(value)?;
        Ok(Self { log })
    }
}

impl ReplayLogRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, `journey.salt_length`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel) -> Result<Self, Error> {
        let document: ReplayDocument = decode::input_value(value)?;
        let root = JsonPointer::root();
        let mut violations: Vec<Violation> = Vec::new();
        let mut starts = Vec::with_capacity(document.starts.len());
        for (i, start) in document.starts.into_iter().enumerate() {
            match JourneyState::from_value(start.state, model, &root.key("starts").index(i).key("state")) {
                Ok(state) => starts.push(ReplayStart { instance: start.instance, state }),
                Err(found) => violations.extend(found),
            }
        }
        let mut events = Vec::with_capacity(document.events.len());
        for (i, item) in document.events.into_iter().enumerate() {
            let EventDocument { instance, seq, event, received_at, salt } = item;
            match JourneyEvent::from_value(event, model, &root.key("events").index(i).key("event")) {
                Ok(event) => events.push(ReplayItem { instance, seq, event, received_at, salt }),
                Err(found) => violations.extend(found),
            }
        }
        if violations.is_empty() {
            Ok(Self { log: document.log, starts, events })
        } else {
            Err(Error::input(violations))
        }
    }
}
