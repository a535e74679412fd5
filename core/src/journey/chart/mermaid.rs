//! Charts as Mermaid and as DOT.

use std::fmt::Write;

use crate::error::{Error, ErrorCode, Violation};
use crate::journey::diagram::{CURRENT, DiagramOptions, escaped, tests, unknown_counts, word};
use crate::primitives::{Id, JsonPointer, Locale};

use super::definition::{ChartAction, ChartStateDefinition, ChartStateType, ChartTransitionDefinition};
use super::model::ChartModel;

/// One arrow: the transition, where it starts and where it ends.
struct Edge<'a> {
    transition: &'a ChartTransitionDefinition,
    id: &'a str,
    from: usize,
    /// The state itself when the transition stays.
    to: usize,
    stays: bool,
}

/// A chart with its states numbered in document order.
struct Picture<'a> {
    model: &'a ChartModel,
    options: &'a DiagramOptions,
    nodes: Vec<&'a ChartStateDefinition>,
    parents: Vec<Option<usize>>,
    edges: Vec<Edge<'a>>,
    current: Vec<usize>,
}

impl ChartModel {
    /// The chart as a Mermaid `stateDiagram-v2`: the same text for the same chart and options.
    ///
    /// # Errors
    /// Class `input`: `journey.unknown_state`, `journey.unknown_transition`, all at once.
    pub fn mermaid(&self, options: &DiagramOptions) -> Result<String, Error> {
        let picture = Picture::new(self, options)?;
        let mut out = String::from("stateDiagram-v2\n");
        picture.states(None, &self.definition().initial, 1, &mut out);
        if !picture.current.is_empty() {
            out.push_str(CURRENT);
            for state in &picture.current {
                let _ = writeln!(out, "    class s{state} current");
            }
        }
        Ok(out)
    }

    /// The chart as a graph in the DOT language: the same text for the same chart and options.
    ///
    /// # Errors
    /// As [`Self::mermaid`].
    pub fn dot(&self, options: &DiagramOptions) -> Result<String, Error> {
        let picture = Picture::new(self, options)?;
        let mut out = String::from("digraph chart {\n  compound=true;\n  node [shape=box, style=rounded];\n");
        picture.clusters(None, 1, &mut out);
        for edge in &picture.edges {
            let label = quoted(&picture.label(edge));
            let _ = writeln!(out, "  s{} -> s{} [label={label}];", edge.from, edge.to);
        }
        out.push_str("}\n");
        Ok(out)
    }
}

impl<'a> Picture<'a> {
    fn new(model: &'a ChartModel, options: &'a DiagramOptions) -> Result<Self, Error> {
        let nodes = model.nodes();
        let place = |id: &Id| model.compiled().places.get(id).copied();
        let mut parents = vec![None; nodes.len()];
        for (at, node) in nodes.iter().enumerate() {
            for inner in node.states.iter().filter_map(|inner| place(&inner.id)) {
                parents.iter_mut().skip(inner).take(1).for_each(|parent| *parent = Some(at));
            }
        }
        let (mut violations, mut current) = (Vec::new(), Vec::new());
        for (i, id) in options.current.iter().enumerate() {
            match place(id) {
                Some(at) => current.push(at),
                None => {
                    let at = JsonPointer::root().key("current").index(i);
                    let known = model.compiled().ids.iter().map(Id::as_str);
                    let violation = Violation::new(ErrorCode::JourneyUnknownState, at).with_value(id.as_str());
                    violations.push(violation.with_nearest(id.as_str(), known));
                }
            }
        }
        let ways = &model.compiled().ways;
        let is_known = |key: &str| ways.iter().any(|way| way == key);
        violations.extend(unknown_counts(options, is_known, &ways.iter().map(String::as_str)));
        if !violations.is_empty() {
            return Err(Error::input(violations));
        }
        let mut edges = Vec::new();
        let transitions = nodes
            .iter()
            .enumerate()
            .flat_map(|(from, node)| node.transitions.iter().map(move |transition| (from, transition)));
        for ((from, transition), id) in transitions.zip(ways) {
            let edge = |to, stays| Edge { transition, id, from, to, stays };
            if transition.to.is_empty() {
                edges.push(edge(from, true));
            }
            edges.extend(transition.to.iter().filter_map(place).map(|to| edge(to, false)));
        }
        Ok(Self { model, options, nodes, parents, edges, current })
    }

    fn name(&self, at: usize) -> &'a str {
        let node = self.nodes.get(at).copied();
        let name = |node: &'a ChartStateDefinition| match &node.names {
            Some(names) => names.get(self.options.locale),
            None => node.id.as_str(),
        };
        match node.map(|node| (node.state_type, name(node))) {
            Some((ChartStateType::ShallowHistory, _)) => "H",
            Some((ChartStateType::DeepHistory, _)) => "H*",
            Some((_, name)) => name,
            None => "",
        }
    }

    fn inner(&self, around: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        self.parents.iter().enumerate().filter(move |(_, parent)| **parent == around).map(|(at, _)| at)
    }

    /// The states within one, their initial arrow, and the transitions that do not leave it.
    fn states(&self, around: Option<usize>, initial: &[Id], depth: usize, out: &mut String) {
        let indent = "    ".repeat(depth);
        let is_parallel = around
            .and_then(|around| self.nodes.get(around))
            .is_some_and(|node| node.state_type == ChartStateType::Parallel);
        for (k, at) in self.inner(around).enumerate() {
            let Some(node) = self.nodes.get(at) else { continue };
            if is_parallel && k > 0 {
                let _ = writeln!(out, "{indent}--");
            }
            let _ = write!(out, "{indent}state \"{}\" as s{at}", escaped(self.name(at)));
            if node.states.is_empty() {
                out.push('\n');
            } else {
                out.push_str(" {\n");
                self.states(Some(at), &node.initial, depth + 1, out);
                let _ = writeln!(out, "{indent}}}");
            }
            if node.state_type == ChartStateType::Final {
                let _ = writeln!(out, "{indent}s{at} --> [*]");
            }
            if node.state_type.is_history() {
                for target in node.initial.iter().filter_map(|id| self.model.compiled().places.get(id)) {
                    let _ = writeln!(out, "{indent}s{at} --> s{target}");
                }
            }
        }
        if !is_parallel {
            let named = initial.iter().filter_map(|id| self.model.compiled().places.get(id).copied());
            let is_real = |at: &usize| self.nodes.get(*at).is_some_and(|node| !node.state_type.is_history());
            let first = self.inner(around).find(is_real).filter(|_| initial.is_empty());
            for at in named.chain(first) {
                let _ = writeln!(out, "{indent}[*] --> s{at}");
            }
        }
        for edge in self.edges.iter().filter(|edge| self.shared(edge.from, edge.to) == around) {
            let label = escaped(&self.label(edge));
            let _ = write!(out, "{indent}s{} --> s{}", edge.from, edge.to);
            let _ = if label.is_empty() { writeln!(out) } else { writeln!(out, " : {label}") };
        }
    }

    /// The innermost state around both.
    fn shared(&self, one: usize, other: usize) -> Option<usize> {
        let parent = |at: usize| self.parents.get(at).copied().flatten();
        let above: Vec<usize> = std::iter::successors(parent(other), |at| parent(*at)).collect();
        std::iter::successors(parent(one), |at| parent(*at)).find(|at| above.contains(at))
    }

    fn label(&self, edge: &Edge<'_>) -> String {
        let (transition, locale) = (edge.transition, self.options.locale);
        let mut parts = Vec::new();
        if let Some(names) = &transition.names {
            parts.push(names.get(locale).to_owned());
        } else if !transition.events.is_empty() {
            parts.push(texts(&transition.events, " / "));
        }
        if let Some(after) = transition.after {
            parts.push(match locale {
                Locale::En => format!("after {after}"),
                Locale::ZhCn => format!("{after} 后"),
            });
        }
        parts.extend(tests(&transition.requires, transition.guard.as_ref(), locale));
        for (states, in_words) in [
            (&transition.in_states, word(locale, "in", "处于")),
            (&transition.not_in_states, word(locale, "not in", "不处于")),
        ] {
            if !states.is_empty() {
                parts.push(format!("{in_words} {}", texts(states, ", ")));
            }
        }
        let effects = transition.actions.iter().map(|action| match action {
            ChartAction::Effect { id, .. } => id.as_str().to_owned(),
            ChartAction::Raise { event, .. } => format!("raise {event}"),
            ChartAction::Send { event, after: Some(after), .. } => format!("send {event} after {after}"),
            ChartAction::Send { event, .. } => format!("send {event}"),
            ChartAction::Cancel { id, .. } => format!("cancel {id}"),
        });
        let effects: Vec<String> = effects.collect();
        if !effects.is_empty() {
            parts.push(format!("/ {}", effects.join(", ")));
        }
        if edge.stays {
            parts.push(word(locale, "(stays)", "（不离开）").to_owned());
        }
        parts.extend(self.options.counts.get(edge.id).map(|count| format!("×{count}")));
        parts.join(" ")
    }

    fn clusters(&self, around: Option<usize>, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth);
        for at in self.inner(around) {
            let Some(node) = self.nodes.get(at) else { continue };
            let fill =
                if self.current.contains(&at) { ", style=\"rounded,filled\", fillcolor=\"#fde68a\"" } else { "" };
            let (name, is_group) = (quoted(self.name(at)), !node.states.is_empty());
            if is_group {
                let _ = writeln!(out, "{indent}subgraph cluster_s{at} {{\n{indent}  label={name};");
                if node.state_type == ChartStateType::Parallel {
                    let _ = writeln!(out, "{indent}  style=dashed;");
                }
                let _ = writeln!(out, "{indent}  s{at} [shape=point, label=\"\"];");
                self.clusters(Some(at), depth + 1, out);
                let _ = writeln!(out, "{indent}}}");
            } else {
                let shape = match node.state_type {
                    ChartStateType::Final => ", shape=doublecircle",
                    ChartStateType::ShallowHistory | ChartStateType::DeepHistory => ", shape=circle",
                    _ => "",
                };
                let _ = writeln!(out, "{indent}s{at} [label={name}{shape}{fill}];");
            }
        }
    }
}

fn texts(ids: &[Id], by: &str) -> String {
    ids.iter().map(Id::as_str).collect::<Vec<_>>().join(by)
}

/// A text as DOT quotes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
