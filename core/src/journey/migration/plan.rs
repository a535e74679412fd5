//! The plan of a migration, and what its doors are given.

use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, Violation};
use crate::journey::audit::Link;
use crate::journey::definition::JourneyDefinition;
use crate::journey::model::JourneyModel;
use crate::journey::value::JourneyState;
use crate::primitives::decode::{self, DecodeError};
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer, Literal};

/// Where customers of an old version of a machine go in a new one: kind `journey.migration`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct MigrationPlan {
    /// Always `journey.migration`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "journey.migration")))]
    pub kind: String,
    /// Always 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// The plan's id.
    pub id: Id,
    /// SHA-256 of the old version, to which the plan is pinned; absent = whichever it is used with.
    #[serde(default)]
    #[deserr(default)]
    pub from: Option<Fingerprint>,
    /// SHA-256 of the new version, likewise.
    #[serde(default)]
    #[deserr(default)]
    pub to: Option<Fingerprint>,
    /// For every old state in which customers stand, the new one.
    pub states: Vec<StateMove>,
    /// Fields that have another name in the new version. Fields of the same name and type are kept, others dropped.
    #[serde(default)]
    #[deserr(default)]
    pub fields: Vec<FieldMove>,
    /// Values for fields that have none after that.
    #[serde(default)]
    #[deserr(default)]
    pub defaults: Vec<FieldDefault>,
    /// What becomes of time limits. Default: they run on.
    #[serde(default)]
    #[deserr(default)]
    pub timers: TimerPolicy,
    /// What becomes of a transition that waits for its approval. Default: it waits on where the new version has it.
    #[serde(default)]
    #[deserr(default)]
    pub pending: PendingPolicy,
}

/// An old state and the new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct StateMove {
    /// A state of the old version.
    pub from: Id,
    /// A state of the new version.
    pub to: Id,
}

/// An old field and the new one, of the same type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct FieldMove {
    /// A field of the old version.
    pub from: Id,
    /// A field of the new version.
    pub to: Id,
}

/// A value for a field that has none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct FieldDefault {
    /// A field of the new version.
    pub field: Id,
    /// Its value.
    pub value: Literal,
}

/// What becomes of time limits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum TimerPolicy {
    /// The state counts as entered when it was entered; its new limits run from there.
    #[default]
    #[deserr(rename = "keep")]
    Keep,
    /// The state counts as entered at the migration.
    #[deserr(rename = "restart")]
    Restart,
}

/// What becomes of a transition that waits for its approval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum PendingPolicy {
    /// It waits on, where the new version has a transition of that id that needs approval and leaves the new state.
    #[default]
    #[deserr(rename = "keep")]
    Keep,
    /// It is dropped and has to be proposed again.
    #[deserr(rename = "clear")]
    Clear,
}

impl MigrationPlan {
    /// The kind that a plan states.
    pub const KIND: &'static str = "journey.migration";

    /// A plan of those states, all else by default.
    pub fn new(from: Fingerprint, to: Fingerprint, states: Vec<StateMove>) -> Self {
        Self {
            kind: Self::KIND.to_owned(),
            schema_version: 1,
            id: Id::literal("migration"),
            from: Some(from),
            to: Some(to),
            states,
            fields: Vec::new(),
            defaults: Vec::new(),
            timers: TimerPolicy::default(),
            pending: PendingPolicy::default(),
        }
    }
}

/// A plan to check: against counts of customers by state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct MigrationCheckRequest {
    /// The old version.
    pub from: JourneyDefinition,
    /// The plan.
    pub plan: MigrationPlan,
    /// The states in which customers stand.
    pub occupied: Vec<Occupied>,
}

/// How many customers stand in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Occupied {
    /// A state of the old version.
    pub state: Id,
    /// How many.
    pub count: u64,
}

/// Customers to carry over, or to try that on.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct MigrateRequest {
    /// The old version.
    pub from: JourneyDefinition,
    /// The plan.
    pub plan: MigrationPlan,
    /// When it is carried out.
    pub at: Instant,
    /// Who does it.
    pub actor: Option<Id>,
    /// The customers.
    pub items: Vec<MigrateItem>,
}

/// One customer to carry over.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct MigrateItem {
    /// What the host knows the customer by; no two items have the same.
    pub key: Id,
    /// The state, as the last answer of the old version gave it.
    pub state: JourneyState,
    /// The customer's last row of the log; absent = this is the first.
    pub previous: Option<Link>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct MigrateDocument {
    from: JourneyDefinition,
    plan: MigrationPlan,
    at: Instant,
    #[deserr(default)]
    actor: Option<Id>,
    items: Vec<ItemDocument>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct ItemDocument {
    key: Id,
    state: Value,
    #[deserr(default)]
    previous: Option<Link>,
}

impl MigrateRequest {
    /// As a JSON value says it, with the old version compiled.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, and what is wrong with the old version under `/from`, all at once.
    pub fn from_value(value: Value, new: &JourneyModel) -> Result<(Self, JourneyModel), Error> {
        let document: MigrateDocument = decode::input_value(value)?;
        let old = compile_old(&document.from, new)?;
        let root = JsonPointer::root();
        let at = root.key("items");
        let mut violations: Vec<Violation> = Vec::new();
        let keys = document.items.iter().map(|item| &item.key);
        decode::duplicate_ids(crate::error::ErrorCode::RecordDuplicateId, keys, &at, Some("key"), &mut violations);
        let arrived = new.fingerprint().to_string();
        let mut items = Vec::with_capacity(document.items.len());
        for (i, item) in document.items.into_iter().enumerate() {
            // A customer who is there already is read as the new version has them, or fields that only it
            // declares would be lost on the way through.
            let is_new = item.state.get("machine").and_then(Value::as_str) == Some(arrived.as_str());
            let version = if is_new { new } else { &old };
            match JourneyState::from_value(item.state, version, &at.index(i).key("state")) {
                Ok(state) => items.push(MigrateItem { key: item.key, state, previous: item.previous }),
                Err(found) => violations.extend(found),
            }
        }
        if !violations.is_empty() {
            return Err(Error::input(violations));
        }
        let MigrateDocument { from, plan, at, actor, .. } = document;
        Ok((Self { from, plan, at, actor, items }, old))
    }
}

impl MigrationCheckRequest {
    /// The old version, compiled.
    ///
    /// # Errors
    /// Class `input`: what is wrong with it, under `/from`.
    pub fn old_version(&self, new: &JourneyModel) -> Result<JourneyModel, Error> {
        compile_old(&self.from, new)
    }
}

/// The old version of a request, compiled with the calendar of the new one.
fn compile_old(definition: &JourneyDefinition, new: &JourneyModel) -> Result<JourneyModel, Error> {
    let calendars: Vec<_> = new.clock().map(|clock| clock.calendar.clone()).into_iter().collect();
    JourneyModel::compile(definition.clone(), &calendars).map_err(|error| {
        let base = JsonPointer::root().key("from");
        Error::input(error.into_violations().into_iter().map(|violation| violation.under(&base)).collect())
    })
}
