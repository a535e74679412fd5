//! Random machines that SCXML and XState 5 read alike, and where ours stands after each event.
//!
//! Left out is where the two differ by design: a transition whose innermost shared state is a parallel
//! one (XState leaves its regions and not the parallel state itself), one without target beside
//! regions (XState asks the states around a parallel one only if no region took the event), and
//! targets that are histories of a state that the transition starts within. Transitions of one state
//! stand longest event first, because XState prefers the longest and SCXML the first.

use leadstone::journey::chart::{ChartModel, Configuration, Workspace};
use leadstone::{Instant, ScalarRef};
use serde_json::{Value, json};

use super::histories::Dice;

/// Events of one machine.
const STEPS: u64 = 50;
/// The longest first.
const EVENTS: [&str; 5] = ["b.more", "a", "b", "c", "d"];

/// One machine: the definition, the steps, and the innermost active states after each.
#[derive(Debug)]
pub struct Told {
    pub line: Value,
    pub steps: usize,
    /// Steps that changed the configuration.
    pub moved: usize,
}

struct State {
    id: String,
    kind: &'static str,
    around: Option<usize>,
    within: Vec<usize>,
}

struct Grown(Vec<State>);

impl Grown {
    fn new(dice: &mut Dice) -> Self {
        let mut grown = Self(Vec::new());
        for _ in 0..2 + dice.below(3) {
            grown.add(dice, None, 3);
        }
        if dice.one_in(3) {
            grown.push("final", None);
        }
        grown
    }

    fn push(&mut self, kind: &'static str, around: Option<usize>) -> usize {
        let place = self.0.len();
        self.0.push(State { id: format!("s{place}"), kind, around, within: Vec::new() });
        if let Some(around) = around {
            self.0[around].within.push(place);
        }
        place
    }

    fn add(&mut self, dice: &mut Dice, around: Option<usize>, depth: u64) {
        let place = self.push("state", around);
        if depth < 2 || dice.one_in(2) {
            return;
        }
        if dice.one_in(3) {
            self.0[place].kind = "parallel";
        }
        for _ in 0..2 + dice.below(2) {
            self.add(dice, Some(place), depth - 1);
        }
        if self.0[place].kind == "state" && dice.one_in(2) {
            self.push("final", Some(place));
        }
        if self.0[place].kind == "state" && dice.one_in(2) {
            self.push(if dice.one_in(2) { "shallow_history" } else { "deep_history" }, Some(place));
        }
    }

    fn above(&self, place: usize) -> Vec<usize> {
        std::iter::successors(self.0[place].around, |at| self.0[*at].around).collect()
    }

    fn is_within(&self, inner: usize, outer: usize) -> bool {
        self.above(inner).contains(&outer)
    }

    fn has_regions(&self, place: usize) -> bool {
        let is_parallel = |at: usize| self.0[at].kind == "parallel";
        is_parallel(place)
            || self.above(place).into_iter().any(is_parallel)
            || (0..self.0.len()).any(|other| self.is_within(other, place) && is_parallel(other))
    }

    /// A target that both read alike, and whether the way to it can be internal.
    fn target(&self, dice: &mut Dice, from: usize) -> Option<(usize, bool)> {
        let to = place(dice, self.0.len());
        let is_history = self.0[to].kind.ends_with("history");
        if is_history && self.0[to].around.is_some_and(|around| around == from || self.is_within(from, around)) {
            return None;
        }
        let above = self.above(to);
        let shared = self.above(from).into_iter().find(|around| above.contains(around));
        if shared.is_some_and(|shared| self.0[shared].kind == "parallel") {
            return None;
        }
        Some((to, self.0[from].kind == "state" && self.is_within(to, from)))
    }

    fn written(&self, dice: &mut Dice, place: usize) -> Value {
        let state = &self.0[place];
        let mut written = json!({"id": state.id, "type": state.kind});
        if state.kind.ends_with("history") {
            written["initial"] = json!([self.0[self.0[state.around.unwrap_or_default()].within[0]].id]);
            return written;
        }
        if state.kind != "final" {
            written["transitions"] = self.transitions(dice, place).into();
            if dice.one_in(5) {
                let id = format!("later_{}", state.id);
                let after = format!("{}s", 1 + dice.below(6));
                written["entry"] = json!([{"type": "send", "event": event(dice), "id": id, "after": after}]);
                written["exit"] = json!([{"type": "cancel", "id": id}]);
            } else if dice.one_in(6) {
                written["exit"] = json!([{"type": "raise", "event": event(dice)}]);
            }
        }
        let within: Vec<Value> = state.within.iter().map(|inner| self.written(dice, *inner)).collect();
        if !within.is_empty() {
            written["states"] = within.into();
        }
        written
    }

    fn transitions(&self, dice: &mut Dice, from: usize) -> Vec<Value> {
        let mut ways = Vec::new();
        if !self.0[from].within.is_empty() && dice.one_in(2) {
            ways.push(json!({"events": [format!("done.state.{}", self.0[from].id)]}));
        }
        for name in EVENTS {
            for _ in 0..u64::from(dice.one_in(2)) + u64::from(dice.one_in(8)) {
                ways.push(json!({"events": [name]}));
            }
        }
        if dice.one_in(6) {
            ways.push(json!({"after": format!("{}s", 1 + dice.below(9))}));
        }
        if dice.one_in(8) {
            ways.push(json!({"events": ["*"]}));
        }
        let mut eventless = None;
        if dice.one_in(6) {
            eventless = Some(ways.len());
            ways.push(json!({}));
        }
        let mut kept = Vec::new();
        for (at, mut way) in ways.into_iter().enumerate() {
            let is_eventless = eventless == Some(at);
            match self.target(dice, from) {
                Some((to, can_stay)) => {
                    way["to"] = json!([self.0[to].id]);
                    if can_stay && dice.one_in(2) {
                        way["internal"] = json!(true);
                    }
                }
                None if is_eventless || self.has_regions(from) => continue,
                None => {}
            }
            if is_eventless || dice.one_in(4) {
                way["guard"] = match dice.below(3) {
                    0 => json!({"type": "compare", "field": "on", "op": "equal", "value": true}),
                    _ => json!({"type": "compare", "field": "score", "op": "above", "value": dice.below(12)}),
                };
            }
            if dice.one_in(8) {
                let real: Vec<&State> = self.0.iter().filter(|state| !state.kind.ends_with("history")).collect();
                let key = if dice.one_in(2) { "in_states" } else { "not_in_states" };
                way[key] = json!([real[place(dice, real.len())].id]);
            }
            if dice.one_in(5) {
                way["actions"] = json!([{"type": "raise", "event": event(dice)}]);
            }
            kept.push(way);
        }
        kept
    }
}

fn place(dice: &mut Dice, length: usize) -> usize {
    usize::try_from(dice.below(length as u64)).unwrap_or(0)
}

fn event(dice: &mut Dice) -> &'static str {
    EVENTS[place(dice, EVENTS.len())]
}

/// The machine of a seed, played; `None` when it does not come to rest.
pub fn machine(seed: u64) -> Result<Option<Told>, String> {
    let mut dice = Dice(seed);
    let grown = Grown::new(&mut dice);
    let outer: Vec<usize> = (0..grown.0.len()).filter(|at| grown.0[*at].around.is_none()).collect();
    let states: Vec<Value> = outer.into_iter().map(|at| grown.written(&mut dice, at)).collect();
    let definition = json!({"kind": "journey.chart", "schema_version": 1, "id": "random", "entity": "case",
        "fields": [{"name": "on", "type": "boolean"}, {"name": "score", "type": "integer"}], "states": states});
    let model = match ChartModel::from_value(definition.clone()) {
        Ok(model) => model,
        Err(error) if error.to_string().contains("eventless_loop") => return Ok(None),
        Err(error) => return Err(format!("seed {seed}: {error}: {definition}")),
    };
    let (mut workspace, mut seconds, mut moved) = (Workspace::default(), 0, 0);
    let mut record = [Some(ScalarRef::Boolean(false)), Some(ScalarRef::Integer(0))];
    let Ok(mut stands) = model.begin(at(0)?, &record[..], &mut workspace, &mut ()) else { return Ok(None) };
    let active = |stands: &Configuration| {
        let active = model.active(stands).into_iter();
        active.map(|id| id.as_str().to_owned()).collect::<Vec<_>>()
    };
    let (mut steps, mut configurations) = (Vec::new(), vec![active(&stands)]);
    for _ in 0..STEPS {
        if dice.one_in(6) {
            let wait = 1 + dice.below(5);
            seconds += wait;
            steps.push(json!({"wait": wait}));
            loop {
                match model.fire_next(&mut stands, (at(seconds)?, true), &record[..], &mut workspace, &mut ()) {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(_) => return Ok(None),
                }
            }
        } else {
            let (name, on, score) = (event(&mut dice), dice.one_in(2), dice.below(15));
            record = [Some(ScalarRef::Boolean(on)), Some(ScalarRef::Integer(i64::try_from(score).unwrap_or(0)))];
            steps.push(json!({"event": name, "on": on, "score": score}));
            let number = model.event_number(name);
            if model.step(&mut stands, number, at(seconds)?, &record[..], &mut workspace, &mut ()).is_err() {
                return Ok(None);
            }
        }
        let now = active(&stands);
        moved += usize::from(configurations.last() != Some(&now));
        configurations.push(now);
    }
    let count = steps.len();
    let line = json!({"seed": seed, "definition": definition, "steps": steps, "configurations": configurations});
    Ok(Some(Told { line, steps: count, moved }))
}

fn at(seconds: u64) -> Result<Instant, String> {
    let micros = i64::try_from(seconds).map_err(|error| error.to_string())? * 1_000_000;
    Instant::from_micros(1_767_225_600_000_000 + micros).map_err(|_| "beyond time".to_owned())
}
