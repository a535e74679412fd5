//! V1: a log decided again, and a migration tried; and what a row of an event log costs.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant as Clock;

use leadstone::facts::{RawColumn, RawTable, TextCells};
use leadstone::journey::{
    ConformanceOptions, DecideRequest, DwellOptions, JourneyEvent, JourneyModel, JourneyState, LogReplay,
    MigrationPlan, Salt, StateMove,
};
use leadstone::kernel::rng::Pcg64;
use leadstone::{Fingerprint, Id, Instant, JsonPointer};
use serde_json::{Value, json};

use crate::leads::SEED;
use crate::line::Line;

const NAME: &str = "dwell";
const STEPS: [&str; 4] = ["contact", "quote", "sign", "deliver"];

fn definition(quoted: &str) -> Value {
    let names = json!({"en": "Name", "zh-CN": "名称"});
    let state = |id: &str, end: bool| json!({"id": id, "names": names, "final": end});
    json!({
        "kind": "journey.machine", "schema_version": 1, "id": "sale", "entity": "lead", "initial": "new",
        "fields": [{"name": "budget", "type": "integer"}, {"name": "phone", "type": "text", "pii": true}, {"name": "lender", "type": "text"}],
        "states": [state("new", false), state("contacted", false), state(quoted, false), state("signed", false), state("delivered", true)],
        "transitions": [
            {"id": "contact", "from": ["new"], "to": "contacted", "requires": ["phone"]},
            {"id": "quote", "from": ["contacted"], "to": quoted, "guard": {"type": "compare", "field": "budget", "op": "at_least", "value": 100}},
            {"id": "sign", "from": [quoted], "to": "signed", "requires": ["lender"]},
            {"id": "deliver", "from": ["signed"], "to": "delivered"}],
    })
}

fn at(micros: i64) -> Result<Instant, Box<dyn Error>> {
    Instant::from_micros(1_772_000_000_000_000 + micros).map_err(|_| "beyond the years".into())
}

/// The events of one customer.
fn events(model: &JourneyModel) -> Result<Vec<JourneyEvent>, Box<dyn Error>> {
    let fields = [json!({"phone": "13800138000"}), json!({"budget": 150}), json!({"lender": "bank"}), json!({})];
    let mut events = Vec::new();
    for (i, (step, fields)) in STEPS.iter().zip(fields).enumerate() {
        let at = at(i64::try_from(i)? * 3_600_000_000)?;
        let event = json!({"id": format!("e{i}"), "action": {"type": "take", "transition": step}, "at": at, "actor": "ann", "fields": fields});
        events
            .push(JourneyEvent::from_value(event, model, &JsonPointer::root()).map_err(|found| format!("{found:?}"))?);
    }
    Ok(events)
}

/// # Errors
/// Refused definitions.
#[expect(clippy::cast_precision_loss, reason = "counts are far under 2^53")]
pub fn bench(folder: &Path, quick: bool) -> Result<u8, Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let scale = if quick { 10 } else { 1 };
    let model = JourneyModel::from_value(definition("quoted"))?;
    let sound = replay(&model, 1_000_000 / scale)?;
    migrate(&model, 1_000_000 / scale)?;
    let table = log(1_000_000 / scale)?;
    let rows = table.rows();
    let started = Clock::now();
    let found = model.conformance(&table, &ConformanceOptions::default())?;
    let per_row = |started: Clock| started.elapsed().as_nanos() as f64 / rows as f64;
    Line::figure(NAME, "conformance.row", per_row(started), "ns/row", rows).print();
    let started = Clock::now();
    let options = DwellOptions { curves: false, ..DwellOptions::at(at(400 * 86_400_000_000)?) };
    let dwell = model.dwell(&table, &options)?;
    Line::figure(NAME, "dwell.row", per_row(started), "ns/row", rows).print();
    eprintln!("{} cases, {} of them fit; {} states", found.summary.cases, found.summary.fitting, dwell.states.len());
    Ok(u8::from(!sound))
}

/// Decides about every event twice: once to have the hashes, once to compare them.
#[expect(clippy::cast_precision_loss, reason = "counts are far under 2^53")]
fn replay(model: &JourneyModel, decisions: usize) -> Result<bool, Box<dyn Error>> {
    let audit = model.audit()?;
    let events = events(model)?;
    let start = model.start(at(0)?, None, &leadstone::journey::EventFields::new())?;
    let salt = Salt::try_new("a-salt-of-one-person").map_err(|code| code.as_str())?;
    let run = |compare: Option<&[Fingerprint]>| -> Result<(Vec<Fingerprint>, usize, f64), Box<dyn Error>> {
        let (mut hashes, mut same) = (Vec::with_capacity(decisions), 0);
        let started = Clock::now();
        for customer in 0..decisions / events.len() {
            let first = DecideRequest {
                instance: Id::try_new(format!("c{customer}")).map_err(|code| code.as_str())?,
                state: start.clone(),
                event: events.first().cloned().ok_or("no events")?,
                received_at: at(0)?,
                salt: None,
                previous: None,
            };
            let mut journey = LogReplay::new(&audit, first);
            for event in &events {
                let hash = journey.next(event.clone(), event.at, Some(salt.clone()))?;
                same += usize::from(compare.is_some_and(|known| known.get(hashes.len()) == Some(&hash)));
                hashes.push(hash);
            }
        }
        Ok((hashes, same, started.elapsed().as_secs_f64()))
    };
    let (hashes, ..) = run(None)?;
    let (again, same, seconds) = run(Some(&hashes))?;
    let n = again.len();
    let rate = n as f64 / seconds;
    let bar = 1_000_000.0;
    let line = Line::figure(NAME, "v1.replay", rate, "decisions/s", n);
    Line { bar: Some(bar), met: Some(rate >= bar), ..line }.print();
    let line = Line::figure(NAME, "v1.replay_reproduced", same as f64, "decisions", n);
    Line { bar: Some(n as f64), met: Some(same == n), ..line }.print();
    Ok(same == n)
}

/// Tries a plan on customers; a tenth of them is held in memory and passes ten times.
fn migrate(new: &JourneyModel, customers: usize) -> Result<(), Box<dyn Error>> {
    let old = JourneyModel::from_value(definition("offer"))?;
    let id = |text: &str| Id::try_new(text).map_err(|code| code.as_str());
    let mut states = Vec::new();
    for (from, to) in [("new", "new"), ("contacted", "contacted"), ("offer", "quoted"), ("signed", "signed")] {
        states.push(StateMove { from: id(from)?, to: id(to)? });
    }
    let plan = MigrationPlan::new(old.fingerprint(), new.fingerprint(), states);
    let mut rng = Pcg64::new(SEED);
    let mut held = Vec::with_capacity(customers / 10);
    for customer in 0..customers / 10 {
        let state = ["new", "contacted", "offer", "signed", "delivered"][usize::try_from(rng.below(5))?];
        let value = json!({"machine": old.fingerprint(), "state": state, "entered_at": at(0)?, "history": [],
            "fields": {"phone": "13800138000", "budget": 150}});
        let state =
            JourneyState::from_value(value, &old, &JsonPointer::root()).map_err(|found| format!("{found:?}"))?;
        held.push((format!("c{customer}"), state));
    }
    let migration = new.migration(&old, &plan)?;
    let items = || (0..10).flat_map(|_| held.iter().map(|(key, state)| (key.as_str(), state)));
    let started = Clock::now();
    let report = migration.dry_run(items(), at(86_400_000_000)?);
    let seconds = started.elapsed().as_secs_f64();
    eprintln!(
        "{} customers: {} would move, {} are uncovered",
        report.customers,
        report.would_move,
        report.uncovered.iter().map(|state| state.count).sum::<u64>()
    );
    let bar = if customers == 1_000_000 { 1.0 } else { 0.1 };
    Line::figure(NAME, "v1.dry_run", seconds, "s", customers).at_most(bar).print();
    Ok(())
}

/// Cases of four steps each, of which every tenth leaves one out.
fn log(rows: usize) -> Result<RawTable, Box<dyn Error>> {
    let (mut cases, mut activities, mut times) = (TextCells::new(), TextCells::new(), Vec::with_capacity(rows));
    let mut rng = Pcg64::new(SEED);
    for row in 0..rows {
        let (case, step) = (row / 4, row % 4);
        let step = if case % 10 == 0 && step == 1 { 2 } else { step };
        cases.push(&format!("case {case}"));
        activities.push(STEPS[step]);
        let hours = i64::try_from(step)? * 240 + i64::try_from(rng.below(200))?;
        times.push(Some(at(hours * 3_600_000_000)?.micros()));
    }
    Ok(RawTable::try_new(vec![
        ("case_id".to_owned(), RawColumn::Text(cases)),
        ("activity".to_owned(), RawColumn::Text(activities)),
        ("at".to_owned(), RawColumn::Timestamp { micros: times, naive: false }),
    ])?)
}
