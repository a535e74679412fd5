//! Versions of a machine: what differs between two, and what that means for customers under way.
//!
//! Definitions are immutable: a change makes another fingerprint, and a state names the machine that
//! made it. The comparison walks the canonical JSON of both, so that it misses no part of them.

use deserr::Deserr;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::Error;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Fingerprint, Id, JsonPointer, canonical_json};

use super::definition::JourneyDefinition;
use super::migration::{MigrationPlan, StateMove};
use super::model::JourneyModel;

/// What a change means for customers under way, the gravest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeClass {
    /// Nothing that was allowed is refused, and nothing happens that did not: names, a further state, transition,
    /// field or loss code.
    Safe,
    /// Events may be judged otherwise: guards, required fields, limits, ways that are gone.
    Behavioural,
    /// Something is gone or of another type that customers may stand in or have: a plan has to say where it goes.
    NeedsMap,
}

/// What was done to a part of the definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone; the pointer is one of the old definition.
    Removed,
    /// It has another value.
    Changed,
    /// Its entries stand in another order.
    Reordered,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// What it means.
    pub class: ChangeClass,
    /// What was done.
    pub change: ChangeKind,
    /// Where: in the new definition, of removed parts in the old one.
    pub pointer: JsonPointer,
    /// The id of the state, transition, field or code of which it is a part.
    pub part_of: Option<String>,
    /// The old value as canonical JSON, cut to 200 characters.
    pub old: Option<String>,
    /// The new value as canonical JSON, cut to 200 characters.
    pub new: Option<String>,
}

/// An older version, to be compared with this one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct DiffRequest {
    /// The older version.
    pub from: JourneyDefinition,
}

/// A version of a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MachineVersion {
    /// Id of the machine.
    pub definition_id: Id,
    /// SHA-256 of its canonical JSON.
    pub fingerprint: Fingerprint,
}

/// What differs between two versions of a machine.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiffReport {
    /// The old version.
    pub from: MachineVersion,
    /// The new version.
    pub to: MachineVersion,
    /// The gravest class of all changes; absent when nothing differs.
    pub class: Option<ChangeClass>,
    /// The changes, gravest first, then by pointer.
    pub changes: Vec<Change>,
    /// States that seem to be renamed: one is gone and a new one has the same name for people.
    pub renamed: Vec<StateMove>,
    /// A plan to begin with: states that exist in both versions stay, renamed ones follow, the others are
    /// left to be filled in.
    pub draft: MigrationPlan,
}

impl JourneyModel {
    /// What differs between an older version and this one.
    ///
    /// # Errors
    /// Class `internal` when a definition cannot be written, which would be a bug.
    ///
    /// ```
    /// use leadstone::journey::{ChangeClass, JourneyModel};
    /// let machine = |limit: u32| JourneyModel::from_json(&format!(r#"{{
    ///     "kind": "journey.machine", "schema_version": 1, "id": "m", "entity": "lead", "initial": "new",
    ///     "states": [{{"id": "new", "names": {{"en": "New", "zh-CN": "新建"}}, "limit_days": {limit}}},
    ///                {{"id": "won", "names": {{"en": "Won", "zh-CN": "成交"}}, "final": true}}],
    ///     "transitions": [{{"id": "win", "from": ["new"], "to": "won"}}]
    /// }}"#)).unwrap();
    /// let report = machine(5).diff(machine(3).definition()).unwrap();
    /// assert_eq!(report.class, Some(ChangeClass::Behavioural));
    /// assert_eq!(report.changes[0].pointer.as_str(), "/states/0/limit_days");
    /// ```
    pub fn diff(&self, old: &JourneyDefinition) -> Result<DiffReport, Error> {
        let value = |definition: &JourneyDefinition| -> Result<Value, Error> {
            let text = canonical_json(definition)?;
            crate::primitives::decode::parse(&text).map_err(Error::input)
        };
        let (before, after) = (value(old)?, value(self.definition())?);
        let root = JsonPointer::root();
        let mut walk = Walk { changes: Vec::new() };
        walk.compare(Some(&before), Some(&after), &mut Vec::new(), (&root, &root), None);
        let mut changes = walk.changes;
        changes.sort_by(|a, b| b.class.cmp(&a.class).then_with(|| a.pointer.cmp(&b.pointer)));
        let from = MachineVersion { definition_id: old.id.clone(), fingerprint: Fingerprint::of(old)? };
        let to = MachineVersion { definition_id: self.definition().id.clone(), fingerprint: self.fingerprint() };
        let renamed = self.renamed(old);
        let draft = self.draft(old, &from, &renamed);
        Ok(DiffReport { from, to, class: changes.first().map(|change| change.class), changes, renamed, draft })
    }

    fn renamed(&self, old: &JourneyDefinition) -> Vec<StateMove> {
        let is_new = |id: &Id| !old.states.iter().any(|state| state.id == *id);
        let gone = old.states.iter().filter(|state| self.position(state.id.as_str()).is_none());
        let follow = gone.filter_map(|gone| {
            let mut same =
                self.definition().states.iter().filter(|state| is_new(&state.id) && state.names == gone.names);
            let to = same.next().filter(|_| same.next().is_none())?.id.clone();
            Some(StateMove { from: gone.id.clone(), to })
        });
        follow.collect()
    }

    fn draft(&self, old: &JourneyDefinition, from: &MachineVersion, renamed: &[StateMove]) -> MigrationPlan {
        let stay = old.states.iter().filter(|state| self.position(state.id.as_str()).is_some());
        let stay = stay.map(|state| StateMove { from: state.id.clone(), to: state.id.clone() });
        let states = stay.chain(renamed.iter().cloned()).collect();
        MigrationPlan::new(from.fingerprint, self.fingerprint(), states)
    }
}

struct Walk {
    changes: Vec<Change>,
}

impl Walk {
    /// Notes what differs; `path` names members, with `*` for the entries of a list, and `at` is where
    /// they stand in the old and the new document.
    fn compare(
        &mut self,
        old: Option<&Value>,
        new: Option<&Value>,
        path: &mut Vec<String>,
        at: (&JsonPointer, &JsonPointer),
        part_of: Option<&str>,
    ) {
        match (old, new) {
            (Some(old), Some(new)) if old == new => {}
            (Some(Value::Object(old)), Some(Value::Object(new))) => self.members(old, new, path, at, part_of),
            (Some(Value::Array(old)), Some(Value::Array(new)))
                if old.iter().chain(new).all(|entry| key(entry).is_some()) =>
            {
                self.entries(old, new, path, at);
            }
            (old, new) => {
                let change = match (old, new) {
                    (None | Some(Value::Null), Some(_)) if is_entry(path) => ChangeKind::Added,
                    (Some(_), None) => ChangeKind::Removed,
                    _ => ChangeKind::Changed,
                };
                let pointer = if change == ChangeKind::Removed { at.0 } else { at.1 };
                self.changes.push(Change {
                    class: class(path, change),
                    change,
                    pointer: pointer.clone(),
                    part_of: part_of.map(str::to_owned),
                    old: old.and_then(shown),
                    new: new.and_then(shown),
                });
            }
        }
    }

    fn members(
        &mut self,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        path: &mut Vec<String>,
        at: (&JsonPointer, &JsonPointer),
        part_of: Option<&str>,
    ) {
        let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            path.push(name.clone());
            let at = (&at.0.key(name), &at.1.key(name));
            // An absent member is `null` in canonical JSON already; one that a version does not know is the same.
            let null = Value::Null;
            let (old, new) = (old.get(name).unwrap_or(&null), new.get(name).unwrap_or(&null));
            self.compare(Some(old), Some(new), path, at, part_of);
            path.pop();
        }
    }

    /// Lists whose entries have ids are compared id by id.
    fn entries(&mut self, old: &[Value], new: &[Value], path: &mut Vec<String>, at: (&JsonPointer, &JsonPointer)) {
        path.push("*".to_owned());
        let find = |list: &[Value], id: &str| list.iter().position(|entry| key(entry) == Some(id));
        for (i, entry) in old.iter().enumerate() {
            let Some(id) = key(entry) else { continue };
            let here = find(new, id);
            let new_at = here.map_or_else(|| at.1.clone(), |here| at.1.index(here));
            let found = here.and_then(|here| new.get(here));
            self.compare(Some(entry), found, path, (&at.0.index(i), &new_at), Some(id));
        }
        for (i, entry) in new.iter().enumerate() {
            let Some(id) = key(entry).filter(|id| find(old, id).is_none()) else { continue };
            self.compare(None, Some(entry), path, (at.0, &at.1.index(i)), Some(id));
        }
        path.pop();
        let common = |list: &[Value], other: &[Value]| -> Vec<String> {
            let ids = list.iter().filter_map(key).filter(|id| find(other, id).is_some());
            ids.map(str::to_owned).collect()
        };
        if common(old, new) != common(new, old) {
            self.changes.push(Change {
                class: class(path, ChangeKind::Reordered),
                change: ChangeKind::Reordered,
                pointer: at.1.clone(),
                part_of: None,
                old: None,
                new: None,
            });
        }
    }
}

/// What an entry of a list is known by.
fn key(entry: &Value) -> Option<&str> {
    entry.get("id").or_else(|| entry.get("name")).and_then(Value::as_str)
}

fn is_entry(path: &[String]) -> bool {
    path.last().is_some_and(|last| last == "*")
}

/// What a change of a part means; whatever is not named here may change how events are judged.
fn class(path: &[String], change: ChangeKind) -> ChangeClass {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match (&path[..], change) {
        (["states" | "transitions" | "fields", "*"] | ["loss", "codes", "*"], ChangeKind::Added)
        | (["states" | "fields"] | ["loss", "codes"], ChangeKind::Reordered) => ChangeClass::Safe,
        (["states" | "fields", "*"], ChangeKind::Removed) | (["fields", "*", "type"], _) => ChangeClass::NeedsMap,
        _ if path.contains(&"names") => ChangeClass::Safe,
        _ => ChangeClass::Behavioural,
    }
}

fn shown(value: &Value) -> Option<String> {
    let text = canonical_json(value).ok()?;
    let mut cut: String = text.chars().take(200).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    Some(cut)
}
