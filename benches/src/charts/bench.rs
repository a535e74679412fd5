//! What an event costs.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;

use leadstone::journey::chart::{ChartModel, ChartState, Configuration, EventNumber, Workspace};
use leadstone::{Instant, canonical_json};
use serde_json::{Value, json};

use super::histories::Dice;
use super::journeys::{ROUND, VISITS, flat, known, parallel, record};
use crate::line::Line;
use crate::timing::{Time, time};

const SEED: u64 = 7;

/// Times the engine and the doors, and leaves the machines and the figures for the rivals.
///
/// # Errors
/// When a machine does not behave, or the folder cannot be written.
pub fn bench(folder: &Path, quick: bool) -> Result<bool, Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let (rounds, instances, runs) = if quick { (20_000, 100_000, 3) } else { (250_000, 1_000_000, 7) };
    let mut lines = Vec::new();
    let (flat_model, parallel_model) = (ChartModel::from_value(flat())?, ChartModel::from_value(parallel())?);
    lines.push(line("flat.step", one(&flat_model, &ROUND, rounds, runs)?, rounds * ROUND.len()).at_most(15.0));
    let visits = rounds / 4;
    let stepped = one(&parallel_model, &VISITS, visits, runs)?;
    lines.push(line("parallel.step", stepped, visits * VISITS.len()).at_most(200.0));
    let scattered = many(&flat_model, instances, runs)?;
    lines.push(line("flat.step.random_order", scattered, instances).at_most(80.0));
    #[expect(clippy::cast_precision_loss, reason = "32")]
    let size = size_of::<Configuration>() as f64;
    lines.push(Line::figure("charts", "configuration", size, "bytes", 1).at_most(32.0));
    let decided = decisions(&flat_model, if quick { 2_000 } else { 20_000 }, runs)?;
    lines.push(line("decision_with_log_row", decided, ROUND.len()).at_most(2_000.0));
    let stored = stored(&flat_model, if quick { 20_000 } else { 200_000 }, runs)?;
    lines.push(line("restore_step_store", stored, ROUND.len()));
    let door = doors(&flat_model, if quick { 2_000 } else { 20_000 }, runs)?;
    lines.push(line("apply_json", door, ROUND.len()));
    for line in &lines {
        line.print();
        eprintln!("{:<28}{:>10.1} {}  {:?}", line.metric, line.value, line.unit, line.met);
    }
    let ours: serde_json::Map<String, Value> =
        lines.iter().map(|line| (line.metric.clone(), json!(line.value))).collect();
    let shared = json!({"ours": ours, "flat": flat(), "parallel": parallel(), "round": ROUND, "fields": known(),
        "visited": visited(&flat_model)?});
    fs::write(folder.join("charts.json"), shared.to_string())?;
    Ok(true)
}

fn line(metric: &str, time: Time, n: usize) -> Line {
    Line { unit: "ns/event".to_owned(), ..Line::timed("charts", metric, time, n, SEED) }
}

fn now() -> Instant {
    "2026-03-02T09:00:00Z".parse().unwrap_or_else(|_| unreachable!("an instant"))
}

/// One instance, round after round.
fn one(model: &ChartModel, names: &[&str], rounds: usize, runs: usize) -> Result<Time, Box<dyn Error>> {
    let events: Vec<EventNumber> = names.iter().map(|name| model.event_number(name)).collect();
    let (mut workspace, row, at) = (Workspace::default(), record(), now());
    let mut configuration = model.begin(at, &row[..], &mut workspace, &mut ()).map_err(|fault| format!("{fault:?}"))?;
    let mut taken = 0_usize;
    // Every event but the loss is taken, or the times would be those of doing nothing.
    for event in &events {
        taken += usize::from(model.step(&mut configuration, *event, at, &row[..], &mut workspace, &mut ()) == Ok(true));
    }
    if taken < names.len() - 1 {
        return Err(format!("{taken} of {} events were taken", names.len()).into());
    }
    Ok(time(runs, rounds * events.len(), || {
        for _ in 0..rounds {
            for event in &events {
                let stepped = model.step(&mut configuration, *event, at, black_box(&row[..]), &mut workspace, &mut ());
                taken += usize::from(black_box(stepped) == Ok(true));
            }
        }
    }))
}

/// A million instances in random order: what the memory costs.
fn many(model: &ChartModel, instances: usize, runs: usize) -> Result<Time, Box<dyn Error>> {
    let (mut workspace, row, at) = (Workspace::default(), record(), now());
    let begun = model.begin(at, &row[..], &mut workspace, &mut ()).map_err(|fault| format!("{fault:?}"))?;
    let mut all = vec![begun; instances];
    let mut order: Vec<u32> = (0..u32::try_from(instances)?).collect();
    let mut dice = Dice(SEED);
    for last in (1..order.len()).rev() {
        order.swap(last, usize::try_from(dice.below(last as u64 + 1))?);
    }
    let events: Vec<EventNumber> = ROUND.iter().map(|name| model.event_number(name)).collect();
    let mut turn = 0;
    Ok(time(runs, instances, || {
        let event = events[turn % events.len()];
        turn += 1;
        for at_place in &order {
            let configuration = &mut all[*at_place as usize];
            let _ = black_box(model.step(configuration, event, at, &row[..], &mut workspace, &mut ()));
        }
    }))
}

/// An event on a stored state with its report, and the row of the log as JSON.
fn decisions(model: &ChartModel, rounds: usize, runs: usize) -> Result<Time, Box<dyn Error>> {
    let events = events(model)?;
    let begun = model.start_value(json!({"at": now(), "fields": known()}))?.state;
    let mut failed = false;
    let taken = time(runs, rounds * ROUND.len(), || {
        for _ in 0..rounds {
            let mut state: ChartState = begun.clone();
            for event in &events {
                let Ok(applied) = model.apply(state, event) else {
                    failed = true;
                    return;
                };
                let row = (&event.id, &applied.steps, &applied.effects, &applied.reasons);
                failed |= black_box(canonical_json(&row)).is_err();
                state = applied.state;
            }
        }
    });
    if failed { Err("an event was refused".into()) } else { Ok(taken) }
}

/// What a host does that keeps typed states: a state is read, an event taken, the state written.
fn stored(model: &ChartModel, rounds: usize, runs: usize) -> Result<Time, Box<dyn Error>> {
    let events: Vec<EventNumber> = ROUND.iter().map(|name| model.event_number(name)).collect();
    let (mut workspace, row, at) = (Workspace::default(), record(), now());
    let begun = model.begin(at, &row[..], &mut workspace, &mut ()).map_err(|fault| format!("{fault:?}"))?;
    let (mut state, mut failed) = (model.store(&begun, at), false);
    let taken = time(runs, rounds * events.len(), || {
        for _ in 0..rounds {
            for event in &events {
                let Ok(mut stands) = model.restore(black_box(&state)) else {
                    failed = true;
                    return;
                };
                failed |= model.step(&mut stands, *event, at, &row[..], &mut workspace, &mut ()).is_err();
                state = model.store(&stands, at);
            }
        }
    });
    if failed { Err("a state was refused".into()) } else { Ok(taken) }
}

/// The state after each event of a round, for rivals to compare.
fn visited(model: &ChartModel) -> Result<Vec<String>, Box<dyn Error>> {
    let (mut workspace, row, at) = (Workspace::default(), record(), now());
    let mut stands = model.begin(at, &row[..], &mut workspace, &mut ()).map_err(|fault| format!("{fault:?}"))?;
    let mut visited = Vec::new();
    for name in ROUND {
        let event = model.event_number(name);
        model.step(&mut stands, event, at, &row[..], &mut workspace, &mut ()).map_err(|fault| format!("{fault:?}"))?;
        visited.extend(model.active(&stands).first().map(|id| id.as_str().to_owned()));
    }
    Ok(visited)
}

/// The text door: a stored state and an event in, the next state out.
fn doors(model: &ChartModel, rounds: usize, runs: usize) -> Result<Time, Box<dyn Error>> {
    let events = events(model)?;
    let mut state = model.start_value(json!({"at": now(), "fields": known()}))?.state;
    let mut requests = Vec::new();
    for event in &events {
        let mut request = json!({"state": state, "event": event});
        if request["event"]["name"].is_null() {
            return Err("an event without a name".into());
        }
        request["event"]["fields"] = json!({});
        requests.push(request.to_string());
        state = model.apply(state, event)?.state;
    }
    let mut failed = false;
    let taken = time(runs, rounds * requests.len(), || {
        for _ in 0..rounds {
            for request in &requests {
                failed |= black_box(model.apply_json(request)).is_err();
            }
        }
    });
    if failed { Err("a request was refused".into()) } else { Ok(taken) }
}

fn events(model: &ChartModel) -> Result<Vec<leadstone::journey::chart::ChartEvent>, Box<dyn Error>> {
    let read = |(at, name): (usize, &&str)| {
        let event = json!({"id": format!("e{at}"), "name": name, "at": now()});
        leadstone::journey::chart::ChartEvent::from_value(event, model, &leadstone::JsonPointer::root())
            .map_err(|found| format!("{found:?}").into())
    };
    ROUND.iter().enumerate().map(read).collect()
}
