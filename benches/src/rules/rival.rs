//! datalogic-rs beside our own executors.

use datalogic_rs::{Engine, Logic, ParsedData};

use super::catalogue::Rule;
use super::jsonlogic::translate;
use super::leads::Lead;

/// Its version, pinned in the manifest.
pub const VERSION: &str = "5.4.0";

/// Rules compiled by the rival.
pub struct Rival {
    engine: Engine,
    rules: Vec<Logic>,
}

impl std::fmt::Debug for Rival {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "datalogic-rs with {} rules", self.rules.len())
    }
}

impl Rival {
    /// Translates and compiles.
    pub fn new(rules: &[Rule]) -> Result<Self, String> {
        let engine = Engine::new();
        let compile = |rule: &Rule| {
            let logic = translate(&rule.when)?;
            engine.compile(logic.to_string().as_str()).map_err(|error| format!("{}: {error}", rule.id))
        };
        let rules = rules.iter().map(compile).collect::<Result<_, _>>()?;
        Ok(Self { engine, rules })
    }

    /// A lead as it wants it.
    pub fn lead(lead: &Lead) -> Result<ParsedData, String> {
        ParsedData::from_json(&lead.theirs().to_string()).map_err(|error| error.to_string())
    }

    /// How many of the leads each rule matches; an error of the rival is one of ours.
    pub fn counts(&self, leads: &[ParsedData]) -> Result<Vec<u64>, String> {
        let mut session = self.engine.session();
        let mut counts = vec![0; self.rules.len()];
        for lead in leads {
            for (rule, count) in self.rules.iter().zip(&mut counts) {
                let answer = session.eval_borrowed(rule, lead.value()).map_err(|error| error.to_string())?;
                *count += u64::from(answer.as_bool() == Some(true));
            }
            session.reset();
        }
        Ok(counts)
    }
}
