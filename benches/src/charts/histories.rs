//! Random charts and histories: however calls are cut, the log is the same.

use leadstone::journey::chart::{ChartModel, ChartState};
use leadstone::{Error, Instant};
use serde_json::{Value, json};

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same everywhere.
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.draw() % limit.max(1)
    }

    /// True once in so many times.
    pub fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }
}

const EVENTS: [&str; 5] = ["a", "b", "c", "b.more", "d"];

/// A chart of a few levels with regions, histories, guards, raised and sent events.
pub fn chart(dice: &mut Dice) -> Value {
    let mut ids = Vec::new();
    let mut states = Vec::new();
    for _ in 0..2 + dice.below(3) {
        states.push(state(dice, 3, &mut ids));
    }
    let mut chart = json!({"kind": "journey.chart", "schema_version": 1, "id": "random", "entity": "case",
        "fields": [{"name": "on", "type": "boolean"}, {"name": "score", "type": "integer"}], "states": states});
    for at in 0..chart["states"].as_array().map_or(0, Vec::len) {
        transitions(dice, &mut chart["states"][at], &ids);
    }
    chart
}

fn state(dice: &mut Dice, depth: u64, ids: &mut Vec<String>) -> Value {
    let id = format!("s{}", ids.len());
    ids.push(id.clone());
    let mut state = json!({"id": id});
    if depth > 1 && dice.one_in(2) {
        let mut inner = Vec::new();
        for _ in 0..2 + dice.below(2) {
            inner.push(self::state(dice, depth - 1, ids));
        }
        let parallel = dice.one_in(3);
        if parallel {
            state["type"] = json!("parallel");
        } else if dice.one_in(3) {
            let id = format!("s{}", ids.len());
            ids.push(id.clone());
            inner.push(json!({"id": id, "type": "final"}));
        }
        if dice.one_in(3) {
            let id = format!("s{}", ids.len());
            ids.push(id.clone());
            let history = if dice.one_in(2) { "shallow_history" } else { "deep_history" };
            let first = inner[0]["id"].clone();
            // Within a parallel state only its regions together are a default; one of them brings the others.
            inner.push(json!({"id": id, "type": history, "initial": [first]}));
        }
        state["states"] = json!(inner);
    }
    state
}

fn transitions(dice: &mut Dice, state: &mut Value, ids: &[String]) {
    let kind = state["type"].as_str().unwrap_or("state").to_owned();
    if kind == "state" || kind == "parallel" {
        let mut ways = Vec::new();
        for _ in 0..dice.below(4) {
            let mut way = json!({"to": [ids[usize::try_from(dice.below(ids.len() as u64)).unwrap_or(0)]]});
            match dice.below(8) {
                0 => way["after"] = json!(format!("{}s", 1 + dice.below(20))),
                1 => {
                    way["guard"] = json!({"type": "compare", "field": "score", "op": "above", "value": dice.below(12)});
                    way["in_states"] = json!([ids[usize::try_from(dice.below(ids.len() as u64)).unwrap_or(0)]]);
                }
                2 => way["events"] = json!(["*"]),
                _ => way["events"] = json!([EVENTS[usize::try_from(dice.below(5)).unwrap_or(0)]]),
            }
            if dice.one_in(5) {
                way["requires"] = json!(["on"]);
            }
            if dice.one_in(6) {
                way["internal"] = json!(true);
            }
            if dice.one_in(3) {
                way["actions"] = json!([{"type": "effect", "id": format!("e{}", dice.below(9))},
                                        {"type": "raise", "event": EVENTS[usize::try_from(dice.below(5)).unwrap_or(0)]}]);
            }
            ways.push(way);
        }
        state["transitions"] = json!(ways);
        if dice.one_in(4) {
            state["entry"] =
                json!([{"type": "send", "event": "d", "id": "later", "after": format!("{}s", 1 + dice.below(30))}]);
            if dice.one_in(2) {
                state["exit"] = json!([{"type": "cancel", "id": "later"}]);
            }
        }
    }
    for at in 0..state["states"].as_array().map_or(0, Vec::len) {
        transitions(dice, &mut state["states"][at], ids);
    }
}

/// What came of one history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The same log both ways, with so many steps.
    Same(usize),
    /// The chart is refused, or does not come to rest: nothing to compare.
    Skipped,
}

/// One random chart and history: once from event to event, and once through the JSON doors with the
/// state written and read at every step, time let pass in between, and events sent twice.
///
/// # Errors
/// What differs.
pub fn history(seed: u64) -> Result<Told, String> {
    let mut dice = Dice(seed);
    let definition = chart(&mut dice);
    let Ok(model) = ChartModel::from_value(definition.clone()) else { return Ok(Told::Skipped) };
    let mut now = 0_u64;
    let mut events = Vec::new();
    for number in 0..2 + dice.below(12) {
        now += dice.below(9_000);
        let mut event = json!({"id": format!("e{number}"), "at": instant(now)});
        if !dice.one_in(6) {
            event["name"] = json!(EVENTS[usize::try_from(dice.below(5)).unwrap_or(0)]);
        }
        if dice.one_in(2) {
            event["fields"] = json!({"on": dice.one_in(2).then_some(true), "score": dice.below(15)});
        }
        events.push((now, event));
    }
    let end = now + 60_000;
    let Ok(plain) = plain(&model, &events, end) else { return Ok(Told::Skipped) };
    let cut =
        cut(&definition, &events, end, &mut dice).map_err(|error| format!("seed {seed}: {error}\n{definition}"))?;
    let steps = plain.0["steps"].as_array().map_or(0, Vec::len);
    if plain == cut { Ok(Told::Same(steps)) } else { Err(format!("seed {seed}: {definition}\n{plain:?}\n{cut:?}")) }
}

/// Steps and effects, and the state in the end.
type Log = (Value, Value);

fn plain(model: &ChartModel, events: &[(u64, Value)], end: u64) -> Result<Log, Error> {
    let (mut steps, mut effects) = (Vec::new(), Vec::new());
    let begun = model.start_value(json!({"at": instant(0)}))?;
    let mut state: ChartState = begun.state;
    steps.extend(begun.steps);
    effects.extend(begun.effects);
    for (_, event) in events {
        let event =
            leadstone::journey::chart::ChartEvent::from_value(event.clone(), model, &leadstone::JsonPointer::root());
        let applied = model.apply(state, &event.map_err(Error::input)?)?;
        steps.extend(applied.steps);
        effects.extend(applied.effects);
        state = applied.state;
    }
    let passed = model.advance(state, at(end))?;
    steps.extend(passed.steps);
    effects.extend(passed.effects);
    let log = json!({"steps": serde_json::to_value(steps).unwrap_or_default(), "effects": serde_json::to_value(effects).unwrap_or_default()});
    Ok((log, serde_json::to_value(passed.state).unwrap_or_default()))
}

fn cut(definition: &Value, events: &[(u64, Value)], end: u64, dice: &mut Dice) -> Result<Log, String> {
    let text = definition.to_string();
    let (mut steps, mut effects) = (Vec::new(), Vec::new());
    let mut state = Value::Null;
    let mut call = |verb: fn(&ChartModel, &str) -> Result<String, Error>, request: Value| -> Result<Value, String> {
        let model = ChartModel::from_json(&text).map_err(|error| error.to_string())?;
        let answer = verb(&model, &request.to_string()).map_err(|error| error.to_string())?;
        let answer: Value = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
        steps.extend(answer["steps"].as_array().cloned().unwrap_or_default());
        effects.extend(answer["effects"].as_array().cloned().unwrap_or_default());
        Ok(answer["state"].clone())
    };
    let mut before = 0;
    state = if state.is_null() { call(ChartModel::start_json, json!({"at": instant(0)}))? } else { state };
    for (number, (time, event)) in events.iter().enumerate() {
        // An event at the instant of a timer has to come before it: time passes up to just before the event.
        while time.saturating_sub(before) > 1 && dice.one_in(2) {
            before += 1 + dice.below(time - before - 1);
            state = call(ChartModel::advance_json, json!({"state": state, "now": instant(before)}))?;
        }
        if number > 0 && dice.one_in(3) {
            let again = &events[usize::try_from(dice.below(number as u64)).unwrap_or(0)].1;
            state = call(ChartModel::apply_json, json!({"state": state, "event": again}))?;
        }
        state = call(ChartModel::apply_json, json!({"state": state, "event": event}))?;
        before = *time;
    }
    while end - before > 1 && !dice.one_in(3) {
        before += 1 + dice.below(end - before);
        state = call(ChartModel::advance_json, json!({"state": state, "now": instant(before)}))?;
    }
    state = call(ChartModel::advance_json, json!({"state": state, "now": instant(end)}))?;
    Ok((json!({"steps": steps, "effects": effects}), state))
}

fn at(millis: u64) -> Instant {
    let millis = i64::try_from(millis).unwrap_or(0);
    Instant::from_micros(1_767_225_600_000_000 + millis * 1_000).unwrap_or_else(|_| at(0))
}

fn instant(millis: u64) -> String {
    at(millis).to_string()
}
