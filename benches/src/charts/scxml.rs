//! SCXML -> our JSON, for the conformance corpora: what can be said without a data model, or why not.
//!
//! A variable that nothing changes is a constant. One that is counted up and down is left to the host:
//! the chart says when, by an effect, and the host's [`Ledger`] holds the number.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use roxmltree::{Document, Node};
use serde_json::{Map, Value, json};

use super::expression::{Constant, Expression, Known};
use super::ledger::{Ledger, Statement};

/// What no part of ours stands for.
const BEYOND: [(&str, &str); 7] = [
    ("script", "script"),
    ("invoke", "invoke"),
    ("finalize", "invoke"),
    ("foreach", "foreach"),
    ("donedata", "data of an event (donedata)"),
    ("param", "data of an event (param)"),
    ("content", "data of an event (content)"),
];

/// A machine of the corpora as a statechart.
#[derive(Debug)]
pub struct Converted {
    pub definition: Value,
    /// What the host keeps; `None` when the machine needs no data.
    pub ledger: Option<Ledger>,
}

/// A machine of the corpora as a statechart, or the reason for which it is out of scope.
pub fn convert(text: &str) -> Result<Converted, String> {
    let document = Document::parse(text).map_err(|error| format!("no XML: {error}"))?;
    let root = document.root_element();
    // Said first, because it is what most of these machines need.
    for (element, reason) in BEYOND {
        if root.descendants().any(|node| name(node) == element) {
            return Err(reason.to_owned());
        }
    }
    if root.descendants().any(|node| {
        let through = node.attribute("type").or(node.attribute("typeexpr")).unwrap_or_default();
        name(node) == "send" && through.contains("BasicHTTP")
    }) {
        return Err("HTTP".to_owned());
    }
    let mut converter = Converter::new(root)?;
    let mut chart = Map::from_iter([
        ("kind".to_owned(), json!("journey.chart")),
        ("schema_version".to_owned(), json!(1)),
        ("id".to_owned(), json!("corpus")),
        ("entity".to_owned(), json!("case")),
    ]);
    if let Some(initial) = words(root, "initial") {
        chart.insert("initial".to_owned(), initial);
    }
    for node in elements(root).filter(|node| name(*node) == "transition") {
        // Not SCXML; as long as it does nothing it takes nothing away from any other.
        if node.attribute("target").is_some() || elements(node).any(|node| name(node) != "log") {
            return Err("a transition outside of every state".to_owned());
        }
    }
    chart.insert("states".to_owned(), converter.states(root)?);
    let ledger = converter.ledger()?;
    if let Some(ledger) = &ledger {
        let fields = ledger.names().iter().map(|name| json!({"name": name, "type": "integer"}));
        chart.insert("fields".to_owned(), fields.collect());
    }
    Ok(Converted { definition: Value::Object(chart), ledger })
}

pub(super) fn name<'a>(node: Node<'a, '_>) -> &'a str {
    node.tag_name().name()
}

fn words(node: Node<'_, '_>, attribute: &str) -> Option<Value> {
    node.attribute(attribute).map(|text| Value::from(text.split_whitespace().collect::<Vec<_>>()))
}

pub(super) fn elements<'a, 'i: 'a>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

pub(super) struct Converter {
    unnamed: usize,
    /// Variables that nothing changes.
    pub(super) constants: Known,
    /// What the others begin with.
    begin: BTreeMap<String, Constant>,
    /// Variables that a condition, or what changes such a variable, reads.
    pub(super) read: BTreeSet<String>,
    pub(super) statements: Vec<Statement>,
}

impl Converter {
    fn new(root: Node<'_, '_>) -> Result<Self, String> {
        let mut begin = BTreeMap::new();
        for node in root.descendants().filter(|node| name(*node) == "data") {
            let id = node.attribute("id").ok_or("data without an id")?;
            if root.attribute("binding") == Some("late") {
                return Err("data bound when its state is entered".to_owned());
            }
            if node.attribute("src").is_some() {
                return Err("data from a file".to_owned());
            }
            if node
                .children()
                .any(|child| child.is_element() || child.text().is_some_and(|text| !text.trim().is_empty()))
            {
                return Err("data that is neither number nor text".to_owned());
            }
            let value = match node.attribute("expr") {
                None => Constant::Undefined,
                Some(text) => {
                    let value = Expression::read(text)?.constant(&Known::new());
                    value.ok_or_else(|| format!("data from `{text}`"))?
                }
            };
            begin.insert(id.to_owned(), value);
        }
        let assigned = |node: &Node<'_, '_>| match name(*node) {
            "assign" => node.attribute("location").map(str::to_owned),
            _ => node.attribute("idlocation").map(str::to_owned),
        };
        let changed: BTreeSet<String> = root.descendants().filter_map(|node| assigned(&node)).collect();
        if let Some(unknown) = changed.iter().find(|name| !begin.contains_key(*name)) {
            let system = unknown.starts_with('_');
            let what = if system { "a system variable" } else { "a place that is not there" };
            return Err(format!("error.execution: assigning to {what}"));
        }
        let constants = begin.iter().filter(|(name, _)| !changed.contains(*name));
        let constants = constants.map(|(name, value)| (name.clone(), value.clone())).collect();
        let mut converter = Self { unnamed: 0, constants, begin, read: BTreeSet::new(), statements: Vec::new() };
        converter.read = converter.needed(root)?;
        Ok(converter)
    }

    /// The variables that some condition depends on.
    fn needed(&self, root: Node<'_, '_>) -> Result<BTreeSet<String>, String> {
        let mut needed = BTreeSet::new();
        for text in root.descendants().filter_map(|node| node.attribute("cond")) {
            let test = Expression::read(text)?;
            if test.constant(&self.constants).is_none() {
                needed.extend(test.variables().into_iter().map(str::to_owned));
            }
        }
        loop {
            let before = needed.len();
            for node in root.descendants().filter(|node| name(*node) == "assign") {
                let value = Expression::read(node.attribute("expr").ok_or("assigning what is no expression")?)?;
                if needed.contains(node.attribute("location").unwrap_or_default()) {
                    needed.extend(value.variables().into_iter().map(str::to_owned));
                }
            }
            if needed.len() == before {
                break;
            }
        }
        if let Some(unknown) = needed.iter().find(|name| !self.begin.contains_key(*name)) {
            return Err(format!("error.execution: {unknown} is not declared"));
        }
        Ok(needed)
    }

    /// The variables that are left to the host; text is not among them.
    fn ledger(&mut self) -> Result<Option<Ledger>, String> {
        let variables: Vec<&String> = self.read.iter().filter(|name| !self.constants.contains_key(*name)).collect();
        if variables.is_empty() {
            return Ok(None);
        }
        let mut begin = BTreeMap::new();
        for name in variables {
            let value = match self.begin.get(name) {
                Some(Constant::Number(number)) => Some(*number),
                Some(Constant::Undefined) => None,
                _ => return Err("a variable that holds text".to_owned()),
            };
            begin.insert(name.clone(), value);
        }
        Ok(Some(Ledger::new(std::mem::take(&mut self.statements), &begin)))
    }

    fn states(&mut self, around: Node<'_, '_>) -> Result<Value, String> {
        let mut states = Vec::new();
        for node in elements(around) {
            if matches!(name(node), "state" | "parallel" | "final" | "history") {
                states.push(self.state(node)?);
            }
        }
        Ok(Value::Array(states))
    }

    fn state(&mut self, node: Node<'_, '_>) -> Result<Value, String> {
        let id = match node.attribute("id") {
            Some(id) => id.to_owned(),
            None => {
                self.unnamed += 1;
                format!("unnamed{}", self.unnamed)
            }
        };
        let state_type = match (name(node), node.attribute("type")) {
            ("history", Some("deep")) => "deep_history",
            ("history", _) => "shallow_history",
            ("parallel", _) => "parallel",
            ("final", _) => "final",
            _ => "state",
        };
        let mut state = Map::from_iter([("id".to_owned(), json!(id)), ("type".to_owned(), json!(state_type))]);
        if let Some(initial) = words(node, "initial") {
            state.insert("initial".to_owned(), initial);
        }
        let mut transitions = Vec::new();
        for child in elements(node) {
            match name(child) {
                "state" | "parallel" | "final" | "history" => {}
                part @ ("onentry" | "onexit") => {
                    let key = if part == "onentry" { "entry" } else { "exit" };
                    let done = state.entry(key).or_insert_with(|| json!([]));
                    if let Some(done) = done.as_array_mut() {
                        done.extend(self.block(child)?);
                    }
                }
                "initial" => {
                    for way in elements(child) {
                        state.insert("initial".to_owned(), words(way, "target").unwrap_or_default());
                        state.insert("initial_actions".to_owned(), self.block(way)?.into());
                    }
                }
                "transition" if state_type.ends_with("history") => {
                    state.insert("initial".to_owned(), words(child, "target").unwrap_or_default());
                    state.insert("initial_actions".to_owned(), self.block(child)?.into());
                }
                "transition" => transitions.push(self.transition(child)?),
                "datamodel" => {}
                other => return Err(format!("<{other}>")),
            }
        }
        if !transitions.is_empty() {
            state.insert("transitions".to_owned(), transitions.into());
        }
        let states = self.states(node)?;
        if states.as_array().is_some_and(|states| !states.is_empty()) {
            state.insert("states".to_owned(), states);
        }
        Ok(Value::Object(state))
    }

    fn transition(&mut self, node: Node<'_, '_>) -> Result<Value, String> {
        let mut transition = match node.attribute("cond") {
            Some(text) => self.test(&Expression::read(text)?)?,
            None => Map::new(),
        };
        if let Some(events) = words(node, "event") {
            transition.insert("events".to_owned(), events);
        }
        if let Some(to) = words(node, "target") {
            transition.insert("to".to_owned(), to);
        }
        if node.attribute("type") == Some("internal") {
            transition.insert("internal".to_owned(), json!(true));
        }
        transition.insert("actions".to_owned(), self.block(node)?.into());
        Ok(Value::Object(transition))
    }

    /// A condition as tests of ours: states that must be active or must not, and a guard.
    pub(super) fn test(&self, condition: &Expression) -> Result<Map<String, Value>, String> {
        let mut test = Map::new();
        let (mut inside, mut outside, mut guards) = (Vec::new(), Vec::new(), Vec::new());
        let mut parts = VecDeque::from([condition]);
        while let Some(part) = parts.pop_front() {
            match part {
                Expression::All(of) => of.iter().rev().for_each(|part| parts.push_front(part)),
                Expression::In(state) => inside.push(state.clone()),
                Expression::Not(of) if matches!(of.as_ref(), Expression::In(_)) => {
                    if let Expression::In(state) = of.as_ref() {
                        outside.push(state.clone());
                    }
                }
                _ if part.constant(&self.constants).is_some_and(|value| value.is_true()) => {}
                _ => guards.push(part.guard(&self.constants).ok_or("a condition that ours cannot say")?),
            }
        }
        if !inside.is_empty() {
            test.insert("in_states".to_owned(), json!(inside));
        }
        if !outside.is_empty() {
            test.insert("not_in_states".to_owned(), json!(outside));
        }
        match guards.len() {
            0 => {}
            1 => drop(test.insert("guard".to_owned(), guards.pop().unwrap_or_default())),
            _ => drop(test.insert("guard".to_owned(), json!({"type": "all", "of": guards}))),
        }
        Ok(test)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(inner: &str) -> Result<Value, String> {
        convert(&format!("<scxml><datamodel><data id='x' expr='1'/></datamodel>{inner}</scxml>"))
            .map(|converted| converted.definition["states"].clone())
    }

    #[test]
    fn conditions_without_data_become_tests_of_states() {
        let test = |cond| states(&format!("<state id='a'><transition cond=\"{cond}\" target='a'/></state>"));
        let found = test("In('a') &amp;&amp; !In('b') &amp;&amp; x == 1").unwrap();
        let wanted = json!({"in_states": ["a"], "not_in_states": ["b"], "to": ["a"], "actions": []});
        assert_eq!(found[0]["transitions"][0], wanted);
        assert_eq!(test("In('a') || In('b')"), Err("a condition that ours cannot say".to_owned()));
    }

    #[test]
    fn what_is_counted_is_left_to_the_host() {
        let text = "<scxml><datamodel><data id='x' expr='1'/></datamodel><state id='a'>\
            <onentry><if cond='false'><raise event='e'/><else/><raise event='f'/></if>\
            <assign location='x' expr='x + 1'/></onentry><transition cond='x == 2' target='a'/></state></scxml>";
        let converted = convert(text).unwrap();
        let state = &converted.definition["states"][0];
        assert_eq!(state["entry"], json!([{"type": "raise", "event": "f"}, {"type": "effect", "id": "keep0"}]));
        assert_eq!(state["transitions"][0]["guard"]["value"], 2);
        assert_eq!(converted.ledger.unwrap().names(), ["x"]);
    }
}
