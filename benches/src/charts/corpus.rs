//! The SCXML corpora, case by case, through the engine and through the doors.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use leadstone::journey::chart::{ChartModel, ChartState, Configuration, Workspace};
use leadstone::{Instant, JsonPointer, canonical_json};
use serde_json::{Value, json};

use super::ledger::{Keeper, Ledger};
use super::scxml::{self, Converted};

/// What became of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed(String),
    OutOfScope(String),
}

/// One case of one of the two corpora.
#[derive(Debug, Clone)]
pub struct Case {
    pub suite: &'static str,
    pub name: String,
    /// Whether the host keeps numbers for it.
    pub counted: bool,
    pub outcome: Outcome,
}

/// How a case is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// On one configuration in memory.
    Engine,
    /// The state is written and read again at every step: through the JSON doors, or beside the host's
    /// numbers where it keeps some.
    Restored,
}

/// Every case under `folder`, which holds `scion` and `w3c`.
pub fn run(folder: &Path, way: Way) -> Vec<Case> {
    let mut cases = Vec::new();
    for suite in ["scion", "w3c"] {
        let mut files = Vec::new();
        gather(&folder.join(suite), &mut files);
        files.sort();
        for file in files {
            let name = file.strip_prefix(folder.join(suite)).unwrap_or(&file).with_extension("");
            let (counted, outcome) = case(&file, suite, way);
            cases.push(Case { suite, name: name.display().to_string(), counted, outcome });
        }
    }
    cases
}

/// The charts of the cases in scope, by name.
pub fn definitions(folder: &Path) -> Vec<(String, Value)> {
    let mut files = Vec::new();
    gather(folder, &mut files);
    files.sort();
    let definition = |file: PathBuf| {
        let converted = scxml::convert(&fs::read_to_string(&file).ok()?).ok()?;
        Some((file.file_stem()?.to_string_lossy().into_owned(), converted.definition))
    };
    files.into_iter().filter_map(definition).collect()
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "scxml") {
            files.push(path);
        }
    }
}

fn case(file: &Path, suite: &str, way: Way) -> (bool, Outcome) {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let beyond = |reason: &str| (false, Outcome::OutOfScope(reason.to_owned()));
    if stem.contains("sub") {
        return beyond("part of another test");
    }
    let Ok(text) = fs::read_to_string(file) else { return (false, Outcome::Failed("not readable".to_owned())) };
    let Converted { definition, ledger } = match scxml::convert(&text) {
        Ok(converted) => converted,
        Err(reason) => return beyond(&reason),
    };
    let Ok(script) = fs::read_to_string(file.with_extension("json")) else {
        return beyond("the corpus has no script for it");
    };
    let counted = ledger.is_some();
    let played = serde_json::from_str(&script).map_err(|error| error.to_string()).and_then(|script: Value| {
        let model = ChartModel::from_value(definition).map_err(|error| format!("refused: {error}"))?;
        if way == Way::Engine || counted {
            let mut engine = Engine::new(&model, ledger.unwrap_or_default(), way == Way::Restored);
            play(&mut engine, &script, suite)?;
            engine.ledger.fault().map_or(Ok(()), Err)
        } else {
            play(&mut Doors::new(&model), &script, suite)
        }
    });
    (counted, played.map_or_else(Outcome::Failed, |()| Outcome::Passed))
}

/// A chart that is driven by a script.
trait Player {
    fn start(&mut self) -> Result<(), String>;
    fn advance(&mut self, millis: u64) -> Result<(), String>;
    fn send(&mut self, event: &str) -> Result<(), String>;
    fn next_timer(&mut self) -> Result<Option<u64>, String>;
    fn states(&self) -> BTreeSet<String>;
}

fn play(player: &mut impl Player, script: &Value, suite: &str) -> Result<(), String> {
    let wanted = |states: &Value| -> BTreeSet<String> {
        states.as_array().into_iter().flatten().filter_map(|id| id.as_str().map(str::to_owned)).collect()
    };
    let check = |found: BTreeSet<String>, states: &Value, when: &str| {
        let wanted = wanted(states);
        // States without an id are named by the converter, and by no script.
        let found: BTreeSet<String> = found.into_iter().filter(|id| !id.starts_with("unnamed")).collect();
        if found == wanted { Ok(()) } else { Err(format!("{when}: {found:?}, expected {wanted:?}")) }
    };
    player.start()?;
    if suite == "w3c" {
        // A W3C test runs by itself and ends in `pass`, some of them after a time; what its script
        // sends is only there to wake a machine that runs in real time.
        let mut now = 0;
        while let Some(next) = player.next_timer()? {
            player.advance(next.saturating_sub(now))?;
            now = next;
        }
        return check(player.states(), &json!(["pass"]), "in the end");
    }
    check(player.states(), &script["initialConfiguration"], "begun")?;
    for event in script["events"].as_array().into_iter().flatten() {
        player.advance(event["after"].as_u64().unwrap_or(0))?;
        let name = event["event"]["name"].as_str().unwrap_or_default();
        player.send(name)?;
        check(player.states(), &event["nextConfiguration"], name)?;
    }
    Ok(())
}

/// Microseconds of 2026-01-01T00:00:00Z.
const BEGIN: i64 = 1_767_225_600_000_000;

fn instant(millis: u64) -> Result<Instant, String> {
    let micros = i64::try_from(millis).ok().and_then(|millis| millis.checked_mul(1_000)).unwrap_or(i64::MAX - BEGIN);
    Instant::from_micros(BEGIN + micros).map_err(|_| "beyond time".to_owned())
}

struct Engine<'a> {
    model: &'a ChartModel,
    ledger: Ledger,
    restores: bool,
    configuration: Option<Configuration>,
    workspace: Workspace,
    now: u64,
}

impl<'a> Engine<'a> {
    fn new(model: &'a ChartModel, ledger: Ledger, restores: bool) -> Self {
        Self { model, ledger, restores, configuration: None, workspace: Workspace::default(), now: 0 }
    }

    /// Writes the state as text and goes on with what is read from it.
    fn restore(&mut self) -> Result<(), String> {
        let Some(configuration) = self.configuration.as_mut().filter(|_| self.restores) else { return Ok(()) };
        let state = self.model.store(configuration, instant(self.now)?);
        let text = canonical_json(&state).map_err(|error| error.to_string())?;
        let value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let read = ChartState::from_value(value, self.model, &JsonPointer::root());
        let restored = read.and_then(|state| self.model.restore(&state));
        *configuration = restored.map_err(|found| format!("{found:?}"))?;
        Ok(())
    }
}

impl Player for Engine<'_> {
    fn start(&mut self) -> Result<(), String> {
        let mut keeper = Keeper { ledger: &self.ledger, model: self.model };
        let begun = self.model.begin(instant(0)?, &self.ledger, &mut self.workspace, &mut keeper);
        self.configuration = Some(begun.map_err(|fault| format!("{fault:?}"))?);
        self.restore()
    }

    fn advance(&mut self, millis: u64) -> Result<(), String> {
        self.now += millis;
        let now = instant(self.now)?;
        let mut more = true;
        while more {
            let Some(configuration) = &mut self.configuration else { return Err("not begun".to_owned()) };
            let mut keeper = Keeper { ledger: &self.ledger, model: self.model };
            let workspace = &mut self.workspace;
            let fired = self.model.fire_next(configuration, (now, true), &self.ledger, workspace, &mut keeper);
            more = fired.map_err(|fault| format!("{fault:?}"))?;
            self.restore()?;
        }
        Ok(())
    }

    fn send(&mut self, event: &str) -> Result<(), String> {
        let (now, event) = (instant(self.now)?, self.model.event_number(event));
        let Some(configuration) = &mut self.configuration else { return Err("not begun".to_owned()) };
        let mut keeper = Keeper { ledger: &self.ledger, model: self.model };
        let stepped = self.model.step(configuration, event, now, &self.ledger, &mut self.workspace, &mut keeper);
        stepped.map_err(|fault| format!("{fault:?}"))?;
        self.restore()
    }

    fn next_timer(&mut self) -> Result<Option<u64>, String> {
        let next = self.configuration.as_ref().and_then(|configuration| self.model.next_timer(configuration));
        Ok(next.and_then(|next| u64::try_from((next.micros() - BEGIN) / 1_000).ok()))
    }

    fn states(&self) -> BTreeSet<String> {
        let active = self.configuration.iter().flat_map(|configuration| self.model.active(configuration));
        active.map(|id| id.as_str().to_owned()).collect()
    }
}

/// The doors; the state is a text in between, and the chart is compiled anew for every call.
struct Doors {
    definition: String,
    state: Value,
    now: u64,
    events: usize,
}

impl Doors {
    fn new(model: &ChartModel) -> Self {
        Self { definition: model.to_json().unwrap_or_default(), state: Value::Null, now: 0, events: 0 }
    }

    fn call(
        &self,
        verb: impl Fn(&ChartModel, &str) -> Result<String, leadstone::Error>,
        request: &Value,
    ) -> Result<Value, String> {
        let model = ChartModel::from_json(&self.definition).map_err(|error| error.to_string())?;
        let answer = verb(&model, &request.to_string()).map_err(|error| error.to_string())?;
        serde_json::from_str(&answer).map_err(|error| error.to_string())
    }
}

impl Player for Doors {
    fn start(&mut self) -> Result<(), String> {
        let answer = self.call(ChartModel::start_json, &json!({"at": instant(0)?}))?;
        self.state = answer["state"].clone();
        Ok(())
    }

    fn advance(&mut self, millis: u64) -> Result<(), String> {
        self.now += millis;
        let request = json!({"state": self.state, "now": instant(self.now)?});
        self.state = self.call(ChartModel::advance_json, &request)?["state"].clone();
        Ok(())
    }

    fn send(&mut self, event: &str) -> Result<(), String> {
        self.events += 1;
        let event = json!({"id": format!("e{}", self.events), "name": event, "at": instant(self.now)?});
        self.state = self.call(ChartModel::apply_json, &json!({"state": self.state, "event": event}))?["state"].clone();
        Ok(())
    }

    fn next_timer(&mut self) -> Result<Option<u64>, String> {
        let next = self.call(ChartModel::next_due_json, &json!({"state": self.state}))?;
        let next = next.as_str().and_then(|next| next.parse::<Instant>().ok());
        Ok(next.and_then(|next| u64::try_from((next.micros() - BEGIN) / 1_000).ok()))
    }

    fn states(&self) -> BTreeSet<String> {
        let states = self.state["configuration"].as_array().into_iter().flatten();
        states.filter_map(|id| id.as_str().map(str::to_owned)).collect()
    }
}
