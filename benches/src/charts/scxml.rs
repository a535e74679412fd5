//! SCXML -> our JSON, for the conformance corpora: what can be said without a data model, or why not.

use roxmltree::{Document, Node};
use serde_json::{Map, Value, json};

/// A machine of the corpora as a statechart, or the reason for which it is out of scope.
pub fn convert(text: &str) -> Result<Value, String> {
    let document = Document::parse(text).map_err(|error| format!("no XML: {error}"))?;
    let root = document.root_element();
    // Said first, because it is what most of these machines need.
    if let Some(node) = root.descendants().find(|node| {
        matches!(name(*node), "datamodel" | "script" | "invoke" | "foreach" | "assign" | "donedata" | "finalize")
    }) {
        return Err(format!("<{}>", name(node)));
    }
    let mut converter = Converter { unnamed: 0 };
    let mut chart = Map::from_iter([
        ("kind".to_owned(), json!("journey.chart")),
        ("schema_version".to_owned(), json!(1)),
        ("id".to_owned(), json!("corpus")),
        ("entity".to_owned(), json!("case")),
    ]);
    if let Some(initial) = words(root, "initial") {
        chart.insert("initial".to_owned(), initial);
    }
    chart.insert("states".to_owned(), converter.states(root)?);
    Ok(Value::Object(chart))
}

fn name<'a>(node: Node<'a, '_>) -> &'a str {
    node.tag_name().name()
}

fn words(node: Node<'_, '_>, attribute: &str) -> Option<Value> {
    node.attribute(attribute).map(|text| Value::from(text.split_whitespace().collect::<Vec<_>>()))
}

fn elements<'a, 'i: 'a>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

struct Converter {
    unnamed: usize,
}

impl Converter {
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
                        done.extend(actions(child, None)?);
                    }
                }
                "initial" => {
                    for way in elements(child) {
                        state.insert("initial".to_owned(), words(way, "target").unwrap_or_default());
                        state.insert("initial_actions".to_owned(), actions(way, None)?.into());
                    }
                }
                "transition" if state_type.ends_with("history") => {
                    state.insert("initial".to_owned(), words(child, "target").unwrap_or_default());
                    state.insert("initial_actions".to_owned(), actions(child, None)?.into());
                }
                "transition" => transitions.push(transition(child)?),
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
}

fn transition(node: Node<'_, '_>) -> Result<Value, String> {
    let mut transition = test(node.attribute("cond"))?;
    if let Some(events) = words(node, "event") {
        transition.insert("events".to_owned(), events);
    }
    if let Some(to) = words(node, "target") {
        transition.insert("to".to_owned(), to);
    }
    if node.attribute("type") == Some("internal") {
        transition.insert("internal".to_owned(), json!(true));
    }
    transition.insert("actions".to_owned(), actions(node, None)?.into());
    Ok(Value::Object(transition))
}

/// A condition that needs no data: `true`, `false`, `In('x')`, `!In('x')`, joined by `&&`.
fn test(condition: Option<&str>) -> Result<Map<String, Value>, String> {
    let mut test = Map::new();
    let Some(condition) = condition else { return Ok(test) };
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for part in condition.split("&&").map(str::trim) {
        let (negated, part) = part.strip_prefix('!').map_or((false, part), |part| (true, part.trim()));
        match (part, negated) {
            ("true", false) | ("false", true) => {}
            ("false", false) | ("true", true) => {
                test.insert("guard".to_owned(), json!({"type": "not", "of": {"type": "always"}}));
            }
            _ => {
                let quoted = part.strip_prefix("In(").and_then(|part| part.strip_suffix(')')).map(str::trim);
                let state = quoted
                    .map(|quoted| quoted.trim_matches(['\'', '"']))
                    .filter(|state| !state.is_empty() && !state.contains(['\'', '"', '(', ')', '|']));
                let state = state.ok_or_else(|| {
                    format!("condition `{}`", condition.split_whitespace().collect::<Vec<_>>().join(" "))
                })?;
                if negated { &mut outside } else { &mut inside }.push(state);
            }
        }
    }
    if !inside.is_empty() {
        test.insert("in_states".to_owned(), json!(inside));
    }
    if !outside.is_empty() {
        test.insert("not_in_states".to_owned(), json!(outside));
    }
    Ok(test)
}

/// The executable content of an element; `when` is the `<if>` around it.
fn actions(around: Node<'_, '_>, when: Option<&Map<String, Value>>) -> Result<Vec<Value>, String> {
    let mut actions = Vec::new();
    for node in elements(around) {
        let action = match name(node) {
            // What is logged changes nothing; the corpora log constants.
            "log" => continue,
            "raise" => json!({"type": "raise", "event": node.attribute("event").unwrap_or_default()}),
            "cancel" => match node.attribute("sendid") {
                Some(id) => json!({"type": "cancel", "id": id}),
                None => return Err("cancel by an expression".to_owned()),
            },
            "send" => send(node)?,
            "if" => {
                if elements(node).any(|part| matches!(name(part), "else" | "elseif")) || when.is_some() {
                    return Err("<if> with branches".to_owned());
                }
                actions.extend(self::actions(node, Some(&test(node.attribute("cond"))?))?);
                continue;
            }
            other => return Err(format!("<{other}>")),
        };
        actions.push(match (action, when) {
            (Value::Object(mut action), Some(when)) => {
                action.insert("when".to_owned(), Value::Object(when.clone()));
                Value::Object(action)
            }
            (action, _) => action,
        });
    }
    Ok(actions)
}

fn send(node: Node<'_, '_>) -> Result<Value, String> {
    for attribute in ["eventexpr", "targetexpr", "typeexpr", "idlocation", "namelist"] {
        if node.attribute(attribute).is_some() {
            return Err(format!("send with {attribute}"));
        }
    }
    if elements(node).next().is_some() {
        return Err("send with data".to_owned());
    }
    let processor = node.attribute("type").unwrap_or("scxml");
    if !matches!(processor, "scxml" | "http://www.w3.org/TR/scxml/#SCXMLEventProcessor") {
        return Err(format!("send through `{processor}`"));
    }
    let event = node.attribute("event").ok_or("send without an event")?;
    match node.attribute("target") {
        None => {}
        Some("#_internal") => return Ok(json!({"type": "raise", "event": event})),
        Some(target) => return Err(format!("send to `{target}`")),
    }
    let mut send = Map::from_iter([("type".to_owned(), json!("send")), ("event".to_owned(), json!(event))]);
    if let Some(id) = node.attribute("id") {
        send.insert("id".to_owned(), json!(id));
    }
    let constant = node.attribute("delayexpr").map(|text| {
        let quoted = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
        quoted.ok_or_else(|| format!("send after `{text}`"))
    });
    if let Some(delay) = node.attribute("delay").map(Ok).or(constant).transpose()? {
        send.insert("after".to_owned(), json!(format!("{}ms", milliseconds(delay)?)));
    }
    Ok(Value::Object(send))
}

/// A CSS2 time: seconds with a fraction, or milliseconds.
fn milliseconds(delay: &str) -> Result<u64, String> {
    let (number, scale) = match delay.strip_suffix("ms") {
        Some(number) => (number, 1.0),
        None => (delay.strip_suffix('s').ok_or_else(|| format!("delay `{delay}`"))?, 1_000.0),
    };
    let number: f64 = number.parse().map_err(|_| format!("delay `{delay}`"))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few seconds")]
    Ok((number * scale).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_without_data_become_tests_of_states() {
        let test = |text| test(Some(text)).map(Value::Object);
        assert_eq!(test("In('a') && !In('b')"), Ok(json!({"in_states": ["a"], "not_in_states": ["b"]})));
        assert_eq!(test("true"), Ok(json!({})));
        assert_eq!(test("x === 1"), Err("condition `x === 1`".to_owned()));
        assert_eq!(milliseconds(".5s"), Ok(500));
    }
}
