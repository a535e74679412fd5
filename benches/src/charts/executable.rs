//! The executable content of SCXML as actions of ours.

use std::collections::BTreeSet;

use roxmltree::Node;
use serde_json::{Map, Value, json};

use super::expression::{Constant, Expression, Known};
use super::ledger::Statement;
use super::scxml::{Converter, elements, name};

impl Converter {
    /// The executable content of an element.
    pub(super) fn block(&mut self, around: Node<'_, '_>) -> Result<Vec<Value>, String> {
        let mut local = self.constants.clone();
        let mut actions = Vec::new();
        self.actions(elements(around), &mut local, None, &mut actions)?;
        Ok(actions)
    }

    /// Elements one after the other; `local` holds what is known of the variables by then, and `when`
    /// is the condition of the branch around them.
    fn actions<'a, 'i: 'a>(
        &mut self,
        nodes: impl Iterator<Item = Node<'a, 'i>>,
        local: &mut Known,
        when: Option<&Expression>,
        actions: &mut Vec<Value>,
    ) -> Result<(), String> {
        for node in nodes {
            let action = match name(node) {
                // What is logged changes nothing.
                "log" => continue,
                "raise" => json!({"type": "raise", "event": node.attribute("event").unwrap_or_default()}),
                "cancel" => {
                    json!({"type": "cancel", "id": text(node, "sendid", "sendidexpr", local)?.ok_or("cancel without an id")?})
                }
                "send" => send(node, local)?,
                "assign" => {
                    let statement = assign(node)?;
                    let Statement::Assign { variable, value } = &statement else { continue };
                    match value.constant(local).filter(|_| when.is_none()) {
                        Some(value) => local.insert(variable.clone(), value),
                        None => local.remove(variable),
                    };
                    match self.keep(statement) {
                        Some(action) => action,
                        None => continue,
                    }
                }
                "if" => {
                    self.branches(node, local, when, actions)?;
                    continue;
                }
                other => return Err(format!("<{other}>")),
            };
            actions.push(match (action, when) {
                (Value::Object(mut action), Some(when)) => {
                    action.insert("when".to_owned(), Value::Object(self.test(when)?));
                    Value::Object(action)
                }
                (action, _) => action,
            });
        }
        Ok(())
    }

    /// The effect by which the host keeps a variable that something depends on.
    fn keep(&mut self, statement: Statement) -> Option<Value> {
        if statement.writes().iter().all(|variable| !self.read.contains(*variable)) {
            return None;
        }
        self.statements.push(statement);
        Some(json!({"type": "effect", "id": format!("keep{}", self.statements.len() - 1)}))
    }

    fn branches(
        &mut self,
        node: Node<'_, '_>,
        local: &mut Known,
        around: Option<&Expression>,
        actions: &mut Vec<Value>,
    ) -> Result<(), String> {
        // Branches that only change variables are the host's as a whole.
        if let Some(statement) = kept(node)? {
            statement.writes().iter().for_each(|variable| drop(local.remove(*variable)));
            if let Some(Value::Object(mut action)) = self.keep(statement) {
                if let Some(around) = around {
                    action.insert("when".to_owned(), Value::Object(self.test(around)?));
                }
                actions.push(Value::Object(action));
            }
            return Ok(());
        }
        let mut before = around.cloned().into_iter().collect::<Vec<_>>();
        for (test, nodes) in split(node) {
            let test = test.map_or(Ok(Expression::Constant(Constant::Truth(true))), Expression::read)?;
            let settled = test.constant(local).map(|value| value.is_true());
            if settled == Some(false) {
                continue;
            }
            let mut when = before.clone();
            if settled.is_none() {
                when.push(test.clone());
            }
            // A condition is asked once, and ours before every action.
            let asked: BTreeSet<&str> = when.iter().flat_map(Expression::variables).collect();
            let changes = |node: &Node<'_, '_>| {
                node.descendants().any(|one| one.attribute("location").is_some_and(|location| asked.contains(location)))
            };
            if nodes.iter().any(changes) {
                return Err("a branch that changes what it asks".to_owned());
            }
            let mut inner = local.clone();
            let (taken, conditional) = match when.len() {
                0 => (&mut *local, None),
                1 => (&mut inner, when.pop()),
                _ => (&mut inner, Some(Expression::All(when))),
            };
            self.actions(nodes.iter().copied(), taken, conditional.as_ref(), actions)?;
            for changed in nodes.iter().flat_map(Node::descendants).filter_map(|node| node.attribute("location")) {
                if conditional.is_some() {
                    local.remove(changed);
                }
            }
            if settled == Some(true) {
                break;
            }
            before.push(test.negated());
        }
        Ok(())
    }
}

/// The branches of an `<if>`: condition and content; the last one may have none.
fn split<'a, 'i: 'a>(node: Node<'a, 'i>) -> Vec<(Option<&'a str>, Vec<Node<'a, 'i>>)> {
    let mut branches = vec![(node.attribute("cond"), Vec::new())];
    for child in elements(node) {
        match name(child) {
            "elseif" => branches.push((child.attribute("cond"), Vec::new())),
            "else" => branches.push((None, Vec::new())),
            _ => branches.iter_mut().last().into_iter().for_each(|(_, nodes)| nodes.push(child)),
        }
    }
    branches
}

/// An `<if>` that does nothing but change variables, and asks nothing of states.
fn kept(node: Node<'_, '_>) -> Result<Option<Statement>, String> {
    let only = |node: Node<'_, '_>| matches!(name(node), "assign" | "log" | "if" | "elseif" | "else");
    let asks_states = |node: Node<'_, '_>| node.attribute("cond").is_some_and(|text| text.contains("In("));
    if node.descendants().filter(Node::is_element).any(|node| !only(node) || asks_states(node)) {
        return Ok(None);
    }
    let mut branches = Vec::new();
    for (test, nodes) in split(node) {
        let mut inner = Vec::new();
        for node in nodes {
            match name(node) {
                "assign" => inner.push(assign(node)?),
                "if" => inner.extend(kept(node)?),
                _ => {}
            }
        }
        branches.push((test.map_or(Ok(Expression::Constant(Constant::Truth(true))), Expression::read)?, inner));
    }
    Ok(Some(Statement::If(branches)))
}

fn assign(node: Node<'_, '_>) -> Result<Statement, String> {
    let variable = node.attribute("location").unwrap_or_default().to_owned();
    let value = Expression::read(node.attribute("expr").ok_or("assigning what is no expression")?)?;
    Ok(Statement::Assign { variable, value })
}

/// An attribute, or the text that its expression is known to be.
fn text(node: Node<'_, '_>, plain: &str, expression: &str, local: &Known) -> Result<Option<String>, String> {
    if let Some(text) = node.attribute(plain) {
        return Ok(Some(text.to_owned()));
    }
    let Some(written) = node.attribute(expression) else { return Ok(None) };
    match Expression::read(written)?.constant(local) {
        Some(Constant::Text(text)) => Ok(Some(text)),
        Some(_) => Err(format!("error.execution: {expression} is no text")),
        None => Err("send with what a variable holds".to_owned()),
    }
}

fn send(node: Node<'_, '_>, local: &Known) -> Result<Value, String> {
    if node.attribute("namelist").is_some() {
        return Err("data of an event (namelist)".to_owned());
    }
    if node.attribute("idlocation").is_some() {
        return Err("an id that is made up and kept".to_owned());
    }
    let processor = text(node, "type", "typeexpr", local)?.unwrap_or_else(|| "scxml".to_owned());
    if !matches!(processor.as_str(), "scxml" | "http://www.w3.org/TR/scxml/#SCXMLEventProcessor") {
        return Err("error.execution: no such processor".to_owned());
    }
    let event = text(node, "event", "eventexpr", local)?.ok_or("send without an event")?;
    match text(node, "target", "targetexpr", local)?.as_deref() {
        None => {}
        Some("#_internal") => return Ok(json!({"type": "raise", "event": event})),
        Some(_) => return Err("error.execution or error.communication: no such target".to_owned()),
    }
    let mut send = Map::from_iter([("type".to_owned(), json!("send")), ("event".to_owned(), json!(event))]);
    if let Some(id) = node.attribute("id") {
        send.insert("id".to_owned(), json!(id));
    }
    if let Some(delay) = text(node, "delay", "delayexpr", local)? {
        send.insert("after".to_owned(), json!(format!("{}ms", milliseconds(&delay)?)));
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
    fn delays_are_those_of_css() {
        assert_eq!((milliseconds(".5s"), milliseconds("20ms")), (Ok(500), Ok(20)));
        assert!(milliseconds("2").is_err());
    }
}
