//! Pictures of machines as text: what Mermaid and DOT share, and the flat machine.

use std::collections::BTreeMap;
use std::fmt::Write;

use deserr::Deserr;
use serde_json::Value;

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::condition::Condition;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Entries, Id, JsonPointer, Locale};

use super::model::JourneyModel;

/// How a picture is drawn.
#[derive(Debug, Clone, Default, PartialEq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct DiagramOptions {
    /// The active states, which are highlighted. Default: none.
    #[deserr(default)]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub current: Vec<Id>,
    /// How often each transition was taken, by its id; in a machine also by the state that was left,
    /// a stroke, and its id: `new/lose`. Default: no counts.
    #[deserr(default, from(Entries<u64>) = Entries::into_map)]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub counts: BTreeMap<String, u64>,
    /// The language of the names. Default: `en`.
    #[deserr(default)]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub locale: Locale,
}

/// How Mermaid highlights the active states.
pub(super) const CURRENT: &str = "    classDef current fill:#fde68a,stroke:#b45309,stroke-width:3px\n";

impl JourneyModel {
    /// The machine as a Mermaid `stateDiagram-v2`: the same text for the same machine and options.
    ///
    /// # Errors
    /// Class `input`: `journey.unknown_state`, `journey.unknown_transition`, all at once.
    pub fn mermaid(&self, options: &DiagramOptions) -> Result<String, Error> {
        let current = self.current(options)?;
        let (definition, locale) = (self.definition(), options.locale);
        let mut out = String::from("stateDiagram-v2\n");
        for (i, state) in definition.states.iter().enumerate() {
            let _ = writeln!(out, "    state \"{}\" as s{i}", escaped(state.names.get(locale)));
        }
        for entry in std::iter::once(&definition.initial).chain(&definition.entries) {
            let _ = writeln!(out, "    [*] --> s{}", self.number(entry));
        }
        for transition in &definition.transitions {
            let to = self.number(&transition.to);
            for from in &transition.from {
                let _ = write!(out, "    s{} --> s{to}", self.number(from));
                let mut parts = vec![match &transition.names {
                    Some(names) => names.get(locale).to_owned(),
                    None => transition.id.as_str().to_owned(),
                }];
                parts.extend(tests(&transition.requires, transition.guard.as_ref(), locale));
                if transition.approval.is_some() {
                    parts.push(word(locale, "approval", "须审批").to_owned());
                }
                let counts = &options.counts;
                let count =
                    counts.get(&format!("{from}/{}", transition.id)).or_else(|| counts.get(transition.id.as_str()));
                parts.extend(count.map(|count| format!("×{count}")));
                let _ = writeln!(out, " : {}", escaped(&parts.join(" ")));
            }
        }
        for (i, _) in definition.states.iter().enumerate().filter(|(_, state)| state.is_final) {
            let _ = writeln!(out, "    s{i} --> [*]");
        }
        if !current.is_empty() {
            out.push_str(CURRENT);
            current.iter().for_each(|state| {
                let _ = writeln!(out, "    class s{state} current");
            });
        }
        Ok(out)
    }

    fn number(&self, state: &Id) -> usize {
        self.position(state.as_str()).unwrap_or_default()
    }

    fn current(&self, options: &DiagramOptions) -> Result<Vec<usize>, Error> {
        let (root, mut violations) = (JsonPointer::root(), Vec::new());
        let mut current = Vec::new();
        for (i, state) in options.current.iter().enumerate() {
            match self.position(state.as_str()) {
                Some(place) => current.push(place),
                None => violations.push(self.unknown_state(state.as_str(), root.key("current").index(i))),
            }
        }
        let transitions = &self.definition().transitions;
        let is_known = |key: &str| {
            transitions.iter().any(|way| {
                let of_edge = |from: &Id| key.strip_prefix(from.as_str()).and_then(|key| key.strip_prefix('/'));
                key == way.id.as_str() || way.from.iter().any(|from| of_edge(from) == Some(way.id.as_str()))
            })
        };
        let known = transitions.iter().map(|way| way.id.as_str());
        violations.extend(unknown_counts(options, is_known, &known));
        if violations.is_empty() { Ok(current) } else { Err(Error::input(violations)) }
    }
}

/// The counts of transitions that do not exist.
pub(super) fn unknown_counts<'a>(
    options: &DiagramOptions,
    is_known: impl Fn(&str) -> bool,
    known: &(impl Iterator<Item = &'a str> + Clone),
) -> Vec<Violation> {
    let at = JsonPointer::root().key("counts");
    let unknown = options.counts.keys().filter(|key| !is_known(key));
    let refuse = |key: &String| {
        let violation = Violation::new(ErrorCode::JourneyUnknownTransition, at.key(key)).with_value(key);
        violation.with_nearest(key, known.clone())
    };
    unknown.map(refuse).collect()
}

/// What a transition needs, as parts of its label.
pub(super) fn tests(requires: &[Id], guard: Option<&Condition>, locale: Locale) -> Vec<String> {
    let mut parts = Vec::new();
    if !requires.is_empty() {
        let fields: Vec<&str> = requires.iter().map(Id::as_str).collect();
        parts.push(format!("{} {}", word(locale, "needs", "需"), fields.join(", ")));
    }
    if let Some(guard) = guard.and_then(|guard| serde_json::to_value(guard).ok()) {
        parts.push(format!("[{}]", condition(&guard, locale)));
    }
    parts
}

pub(super) fn word(locale: Locale, en: &'static str, zh: &'static str) -> &'static str {
    match locale {
        Locale::En => en,
        Locale::ZhCn => zh,
    }
}

/// A condition as short as it can be said.
fn condition(node: &Value, locale: Locale) -> String {
    let text = |key: &str| match &node[key] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let joined = |by: &str| {
        let of = node["of"].as_array().into_iter().flatten();
        let parts: Vec<String> = of
            .map(|node| match node["type"].as_str() {
                Some("all" | "any") => format!("({})", condition(node, locale)),
                _ => condition(node, locale),
            })
            .collect();
        parts.join(by)
    };
    match node["type"].as_str().unwrap_or_default() {
        "always" => word(locale, "always", "总是").to_owned(),
        "all" => joined(word(locale, " and ", " 且 ")),
        "any" => joined(word(locale, " or ", " 或 ")),
        "not" => format!("{} ({})", word(locale, "not", "非"), condition(&node["of"], locale)),
        "compare" => {
            let op = match text("op").as_str() {
                "equal" => "=",
                "not_equal" => "≠",
                "below" => "<",
                "at_most" => "≤",
                "above" => ">",
                _ => "≥",
            };
            format!("{} {op} {}", text("field"), text("value"))
        }
        "one_of" => {
            let values: Vec<String> = node["values"].as_array().into_iter().flatten().map(shown).collect();
            format!("{} {} {}", text("field"), word(locale, "in", "属于"), values.join(", "))
        }
        "between" => format!("{} ≤ {} ≤ {}", text("low"), text("field"), text("high")),
        "present" => format!("{} {}", word(locale, "has", "有"), text("field")),
        "absent" => format!("{} {}", word(locale, "no", "无"), text("field")),
        // Further tests are named and not spelt out.
        other => format!("{other} {}", node["field"].as_str().unwrap_or_default()).trim_end().to_owned(),
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A text that means nothing to Mermaid: what could be syntax becomes a character code.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '#' | ':' | ';' | '<' | '>' | '&' | '%' | '{' | '}' | '[' | ']' | '\\' | '`' | '|' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
