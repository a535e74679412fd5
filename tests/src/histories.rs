//! Made-up histories of triggers, and an oracle that sees each of them whole and in order.
//!
//! A history is put to [`TriggerModel`] in pieces: out of order within its lateness, with repeated
//! events, at times that run ahead, its state written and read again between any two calls. What fired
//! and was not taken back has to be what the oracle says.

use std::collections::{BTreeMap, BTreeSet};

use leadstone::kernel::rng::Pcg64;
use leadstone::kernel::trigger::TriggerModel;
use leadstone::{Fingerprint, Instant};
use serde_json::{Value, json};

/// How late an event may come, in minutes.
const LATENESS: i64 = 30;
/// When a history is over, in minutes.
const END: i64 = 300;
const START: i64 = 1_767_225_600_000_000; // 2026-01-01T00:00:00Z
const MINUTE: i64 = 60_000_000;

/// One event of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Happened {
    id: String,
    kind: &'static str,
    minute: i64,
    seq: u64,
    /// A date field set to that minute, or taken away.
    due: Option<Option<i64>>,
    open: Option<bool>,
}

/// What was counted over many histories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Histories.
    pub histories: usize,
    /// Calls of `advance`.
    pub calls: usize,
    /// Firings that stand at the end.
    pub firings: usize,
    /// Firings that were taken back on the way.
    pub retractions: usize,
    /// Events that came twice.
    pub duplicates: usize,
}

/// A firing as both sides name it: trigger, minute, minute of the anchor, its event, the last event.
type Named = (String, i64, i64, Option<String>, Option<String>);

/// Whether a trigger may fire again.
#[derive(Debug, Clone, Copy)]
enum Again {
    Every,
    Once,
    After(i64),
}

/// Puts so many histories to the triggers, from a seed.
///
/// # Errors
/// The first difference, with the seed of its history.
pub fn run(histories: usize, seed: u64) -> Result<Counts, String> {
    let mut counts = Counts::default();
    for i in 0..histories {
        let seed = seed.wrapping_add(i as u64);
        one(seed, &mut counts).map_err(|problem| format!("history of seed {seed}: {problem}"))?;
        counts.histories += 1;
    }
    Ok(counts)
}

fn one(seed: u64, counts: &mut Counts) -> Result<(), String> {
    let mut rng = Pcg64::new(seed);
    let mut below = |n: u64| rng.below(n);
    let rules = rules(&mut below);
    let events = events(&mut below);
    let model = TriggerModel::from_json(&definition(&rules).to_string()).map_err(|error| error.to_string())?;
    let expected: BTreeSet<Named> = rules.iter().flat_map(|rule| rule.oracle(&events)).collect();

    let whole = play(&model, &[(events.clone(), END)], counts)?;
    same("in one call", &expected, &whole.stands)?;

    let pieces = pieces(&events, &mut below);
    let split = play(&model, &pieces, counts)?;
    same("in pieces", &expected, &split.stands)?;
    if split.state != whole.state {
        return Err(format!("the states differ:\n{}\n{}", split.state, whole.state));
    }

    let on_time = on_time(&events, &mut below);
    let told = play(&model, &on_time, counts)?;
    if told.log != whole.log || told.retractions > 0 {
        return Err(format!("on time, the log is {:?} instead of {:?}", told.log, whole.log));
    }
    if told.state != whole.state {
        return Err("on time, the states differ".to_owned());
    }
    counts.firings += expected.len();
    Ok(())
}

fn same(how: &str, expected: &BTreeSet<Named>, found: &BTreeSet<Named>) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let missing: Vec<_> = expected.difference(found).collect();
    let extra: Vec<_> = found.difference(expected).collect();
    Err(format!("{how}: missing {missing:?}, too many {extra:?}"))
}

/// What came of a history.
struct Played {
    stands: BTreeSet<Named>,
    /// Every firing in the order in which it was told.
    log: Vec<Named>,
    retractions: usize,
    state: Value,
}

fn play(model: &TriggerModel, pieces: &[(Vec<Happened>, i64)], counts: &mut Counts) -> Result<Played, String> {
    let start = json!({"instance": "i", "at": instant(0)});
    let mut state = parsed(model.start_json(&start.to_string()))?;
    let (mut stands, mut log, mut retractions) = (BTreeMap::<Fingerprint, Named>::new(), Vec::new(), 0);
    let mut seen = BTreeSet::new();
    for (events, as_of) in pieces {
        let request = json!({
            "state": state, "as_of": instant(*as_of), "events": events.iter().map(written).collect::<Vec<_>>(),
        });

        let answer = parsed(model.advance_json(&request.to_string()))?;
        for firing in list(&answer["firings"]) {
            let id = firing["id"].as_str().unwrap_or_default().parse().map_err(|_| "no id")?;
            if stands.insert(id, named(firing)?).is_some() {
                return Err(format!("told twice: {firing}"));
            }
            log.push(named(firing)?);
        }
        for firing in list(&answer["retractions"]) {
            let id: Fingerprint = firing["id"].as_str().unwrap_or_default().parse().map_err(|_| "no id")?;
            if stands.remove(&id).is_none() {
                return Err(format!("taken back, but never told: {firing}"));
            }
            retractions += 1;
        }
        let new = events.iter().filter(|event| seen.insert(event.id.clone())).count();
        // Late are repeated events alone: a first one would be counted as new and again.
        for late in list(&answer["late"]) {
            if !seen.contains(late["id"].as_str().unwrap_or_default()) {
                return Err(format!("late, though within its lateness: {late}"));
            }
        }
        let again = list(&answer["late"]).len() + list(&answer["duplicates"]).len();
        if new + again != events.len() {
            return Err(format!("{} events: {new} new, {again} again", events.len()));
        }
        counts.duplicates += again;
        counts.calls += 1;
        state = answer["state"].clone();
    }
    counts.retractions += retractions;
    Ok(Played { stands: stands.into_values().collect(), log, retractions, state })
}

fn parsed(answer: Result<String, leadstone::Error>) -> Result<Value, String> {
    let text = answer.map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn named(firing: &Value) -> Result<Named, String> {
    let minute = |value: &Value| {
        let at: Instant = value.as_str().unwrap_or_default().parse().map_err(|_| format!("no instant: {value}"))?;
        Ok::<i64, String>((at.micros() - START) / MINUTE)
    };
    let id = |value: &Value| value.as_str().map(str::to_owned);
    let anchor = &firing["anchor"];
    let trigger = id(&firing["trigger"]).unwrap_or_default();
    Ok((trigger, minute(&firing["at"])?, minute(&anchor["at"])?, id(&anchor["event"]), id(&firing["event"])))
}

fn instant(minute: i64) -> String {
    Instant::from_micros(START + minute * MINUTE).map_or_else(|_| String::new(), |at| at.to_string())
}

fn written(event: &Happened) -> Value {
    let mut fields = serde_json::Map::new();
    if let Some(due) = event.due {
        fields.insert("due".to_owned(), due.map_or(Value::Null, |minute| Value::from(instant(minute))));
    }
    if let Some(open) = event.open {
        fields.insert("open".to_owned(), Value::from(open));
    }
    json!({"id": event.id, "type": event.kind, "at": instant(event.minute), "seq": event.seq, "fields": fields})
}

fn events(below: &mut impl FnMut(u64) -> u64) -> Vec<Happened> {
    let mut events: Vec<Happened> = (0..below(14))
        .map(|i| Happened {
            id: format!("e{i}"),
            kind: ["a", "b", "c"][below(3) as usize],
            // Fives, so that events and deadlines meet.
            minute: 5 * below(37).cast_signed(),
            seq: below(3),
            due: match below(4) {
                0 => Some(Some(5 * below(60).cast_signed())),
                1 if below(2) == 0 => Some(None),
                _ => None,
            },
            open: (below(3) == 0).then(|| below(2) == 0),
        })
        .collect();
    events.sort_by(|a, b| (a.minute, a.seq, &a.id).cmp(&(b.minute, b.seq, &b.id)));
    events
}

/// The events in pieces: delayed within their lateness, some of them twice, time running ahead of some.
fn pieces(events: &[Happened], below: &mut impl FnMut(u64) -> u64) -> Vec<(Vec<Happened>, i64)> {
    let mut arriving: Vec<(i64, u64, Happened)> = Vec::new();
    for event in events {
        let arrives = event.minute + below(LATENESS as u64 + 1).cast_signed();
        arriving.push((arrives, below(1 << 20), event.clone()));
        if below(4) == 0 {
            arriving.push((arrives + below(60).cast_signed(), below(1 << 20), event.clone()));
        }
    }
    arriving.sort_by_key(|(arrives, tie, _)| (*arrives, *tie));
    let (mut pieces, mut piece, mut clock) = (Vec::new(), Vec::new(), 0_i64);
    for (arrives, _, event) in arriving {
        piece.push(event);
        if below(2) == 0 {
            // Behind, at or ahead of the host's own clock.
            clock = clock.max(arrives + below(60).cast_signed() - 30).min(END);
            pieces.push((std::mem::take(&mut piece), clock));
        }
    }
    pieces.push((piece, END));
    pieces
}

/// The events in order, each before its time is over.
fn on_time(events: &[Happened], below: &mut impl FnMut(u64) -> u64) -> Vec<(Vec<Happened>, i64)> {
    let (mut pieces, mut piece) = (Vec::new(), Vec::new());
    for (i, event) in events.iter().enumerate() {
        piece.push(event.clone());
        let next = events.get(i + 1).map_or(END, |next| next.minute);
        if next > event.minute && below(2) == 0 {
            let clock = event.minute + below((next - event.minute).unsigned_abs()).cast_signed();
            pieces.push((std::mem::take(&mut piece), clock));
        }
    }
    pieces.push((piece, END));
    pieces
}

#[derive(Debug)]
enum Rule {
    Absence { within: i64 },
    Inactivity { within: i64 },
    Sequence { within: i64 },
    Count { within: i64, at_least: usize },
    At { offset: i64 },
    Daily { minute: i64 },
}

#[derive(Debug)]
struct Made {
    id: String,
    rule: Rule,
    again: Again,
    when_open: bool,
}

fn rules(below: &mut impl FnMut(u64) -> u64) -> Vec<Made> {
    (0..6)
        .map(|i| {
            let within = 5 * below(13).cast_signed();
            let rule = match i {
                0 => Rule::Absence { within },
                1 => Rule::Inactivity { within },
                2 => Rule::Sequence { within },
                3 => Rule::Count { within, at_least: 1 + below(4) as usize },
                4 => Rule::At { offset: 5 * below(13).cast_signed() - 30 },
                _ => Rule::Daily { minute: 5 * below(60).cast_signed() },
            };
            let again = match below(3) {
                0 => Again::Every,
                1 => Again::Once,
                _ => Again::After(5 * below(20).cast_signed()),
            };
            Made { id: format!("t{i}"), rule, again, when_open: below(3) == 0 }
        })
        .collect()
}

fn definition(rules: &[Made]) -> Value {
    let minutes = |amount: i64| json!({"amount": amount, "unit": "minutes"});
    let triggers: Vec<Value> = rules
        .iter()
        .map(|made| {
            let rule = match made.rule {
                Rule::Absence { within } => {
                    json!({"type": "absence", "after": ["a"], "without": ["b"], "within": minutes(within)})
                }
                Rule::Inactivity { within } => {
                    json!({"type": "inactivity", "of": ["a", "c"], "within": minutes(within)})
                }
                Rule::Sequence { within } => {
                    json!({"type": "sequence", "steps": ["a", "b", "c"], "within": minutes(within)})
                }
                Rule::Count { within, at_least } => {
                    json!({"type": "count", "of": ["b", "c"], "at_least": at_least, "within": minutes(within)})
                }
                Rule::At { offset } => json!({
                    "type": "at", "field": "due", "offset": minutes(offset.abs()),
                    "direction": if offset < 0 { "before" } else { "after" },
                }),
                Rule::Daily { minute } => json!({
                    "type": "recurring", "cadence": {"type": "daily", "from": "2025-01-01"},
                    "time": format!("{:02}:{:02}", minute / 60, minute % 60),
                }),
            };
            let rearm = match made.again {
                Again::Every => json!({"type": "every"}),
                Again::Once => json!({"type": "once"}),
                Again::After(span) => json!({"type": "cooldown", "span": minutes(span)}),
            };
            let when =
                made.when_open.then(|| json!({"type": "compare", "field": "open", "op": "equal", "value": true}));
            json!({"id": made.id, "rule": rule, "rearm": rearm, "when": when})
        })
        .collect();
    json!({
        "kind": "trigger.set", "schema_version": 1, "id": "set", "lateness_minutes": LATENESS,
        "fields": [{"name": "due", "type": "instant"}, {"name": "open", "type": "boolean"}], "triggers": triggers,
    })
}

impl Made {
    /// What fires over the whole history, read off it event by event, without a clock or a state.
    fn oracle(&self, events: &[Happened]) -> Vec<Named> {
        let anchored = |at: i64, i: usize| (at, events[i].minute, Some(events[i].id.clone()), None);
        // Nothing among the events after position `i` up to and including the minute `until`.
        let none_after = |i: usize, until: i64, matches: &dyn Fn(&Happened) -> bool| {
            !events.iter().skip(i).any(|event| event.minute <= until && matches(event))
        };
        let passes = |position: usize| !self.when_open || open(&events[..=position]);
        let passes_at = |minute: i64| {
            let known: Vec<Happened> = events.iter().filter(|event| event.minute <= minute).cloned().collect();
            !self.when_open || open(&known)
        };
        let mut found: Vec<(i64, i64, Option<String>, Option<String>)> = Vec::new();
        match self.rule {
            Rule::Absence { within } => {
                for i in (0..events.len()).filter(|i| events[*i].kind == "a" && passes(*i)) {
                    let until = events[i].minute + within;
                    if none_after(i + 1, until, &|event| event.kind == "b") {
                        found.push(anchored(until, i));
                    }
                }
            }
            Rule::Inactivity { within } => {
                let counts = |event: &Happened| event.kind != "b";
                if none_after(0, within, &counts) && passes_at(within) {
                    found.push((within, 0, None, None));
                }
                for i in (0..events.len()).filter(|i| counts(&events[*i])) {
                    let until = events[i].minute + within;
                    if none_after(i + 1, until, &counts) && passes_at(until) {
                        found.push(anchored(until, i));
                    }
                }
            }
            Rule::Sequence { within } => {
                for i in (0..events.len()).filter(|i| events[*i].kind == "a" && passes(*i)) {
                    let until = events[i].minute + within;
                    let next = |from: usize, kind: &str| {
                        (from..events.len()).find(|k| events[*k].kind == kind && events[*k].minute <= until)
                    };
                    if let Some(c) = next(i + 1, "b").and_then(|b| next(b + 1, "c")) {
                        let (at, anchor, event, _) = anchored(events[c].minute, i);
                        found.push((at, anchor, event, Some(events[c].id.clone())));
                    }
                }
            }
            Rule::Count { within, at_least } => {
                let mut counted: Vec<usize> = Vec::new();
                for i in (0..events.len()).filter(|i| events[*i].kind != "a" && passes(*i)) {
                    counted.push(i);
                    counted.retain(|k| events[*k].minute + within >= events[i].minute);
                    if counted.len() >= at_least {
                        let (at, anchor, event, _) = anchored(events[i].minute, counted[0]);
                        found.push((at, anchor, event, Some(events[i].id.clone())));
                        counted.clear();
                    }
                }
            }
            Rule::At { offset } => {
                for (i, due) in events.iter().enumerate().filter_map(|(i, event)| Some((i, event.due??))) {
                    let at = due + offset;
                    if at >= events[i].minute && none_after(i + 1, at, &|event| event.due.is_some()) && passes_at(at) {
                        found.push(anchored(at, i));
                    }
                }
            }
            Rule::Daily { minute } => {
                if minute > 0 && passes_at(minute) {
                    found.push((minute, minute, None, None));
                }
            }
        }
        found.retain(|(at, ..)| *at <= END);
        if !matches!(self.rule, Rule::Sequence { .. } | Rule::Count { .. }) {
            found.sort();
        } else {
            found.sort_by_key(|(at, ..)| *at);
        }
        let mut last: Option<i64> = None;
        found.retain(|(at, ..)| {
            let may = match (self.again, last) {
                (_, None) | (Again::Every, _) => true,
                (Again::Once, Some(_)) => false,
                (Again::After(span), Some(last)) => *at >= last + span,
            };
            if may {
                last = Some(*at);
            }
            may
        });
        found.into_iter().map(|(at, anchor, event, by)| (self.id.clone(), at, anchor, event, by)).collect()
    }
}

/// The last value of the field `open`.
fn open(events: &[Happened]) -> bool {
    events.iter().rev().find_map(|event| event.open) == Some(true)
}
