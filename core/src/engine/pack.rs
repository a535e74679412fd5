//! A pack: the definitions of one business, with how its data is read and what things are called.

use std::collections::{BTreeMap, BTreeSet};

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use serde::Serialize;

use super::definition::Definition;
use super::duty::AgendaDefinition;
use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::facts::MappingDefinition;
use crate::primitives::Entries;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Currency, Day, Fingerprint, Id, JsonPointer, LocalText, Locale, Zone, decode};

/// The definitions of one business: kind `pack`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct PackDefinition {
    /// Always `pack`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "pack")))]
    pub kind: String,
    /// Always 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// The pack's id.
    pub id: Id,
    /// The pack's own version, for people.
    pub version: Id,
    /// The id of the pack beneath this one, whose definitions it takes over or replaces.
    #[serde(default)]
    #[deserr(default)]
    pub extends: Option<Id>,
    /// What the pack is called.
    pub names: LocalText,
    /// The zone in which days, weeks and months are cut.
    pub time_zone: Zone,
    /// The language of the business, for hosts that do not choose one.
    pub locale: Locale,
    /// The currency of amounts that state none.
    pub currency: Currency,
    /// Scorecards, policies, machines, indicators, calendars; unique by kind and id.
    pub definitions: Vec<Definition>,
    /// How the host's tables become the canonical ones.
    #[serde(default)]
    #[deserr(default)]
    pub mapping: MappingDefinition,
    /// What the morning run does.
    #[serde(default)]
    #[deserr(default)]
    pub brief: BriefDefinition,
    /// What rules, states, pools and regions are called; keys such as `rule.budget_known`.
    #[serde(default)]
    #[deserr(default, from(Entries<LocalText>) = Entries::into_map)]
    pub texts: BTreeMap<String, LocalText>,
    /// The embedded sample, where the pack has one.
    #[serde(default)]
    #[deserr(default)]
    pub sample: Option<SampleDefinition>,
}

/// What the morning run does with leads and how much it lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct BriefDefinition {
    /// Which open leads are routed; those without an owner by default.
    #[serde(default)]
    #[deserr(default)]
    pub route: RouteScope,
    /// Most leads listed; the others are counted.
    #[serde(default = "listed")]
    #[deserr(default = listed())]
    pub leads_listed: u32,
    /// Most customers listed; the others are counted.
    #[serde(default = "listed")]
    #[deserr(default = listed())]
    pub customers_listed: u32,
    /// Who decides what by when.
    #[serde(default)]
    #[deserr(default)]
    pub agenda: AgendaDefinition,
}

/// Which open leads the morning run routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum RouteScope {
    /// Those without an owner.
    #[default]
    #[deserr(rename = "unowned")]
    Unowned,
    /// All of them: a suggestion beside the present owner, as if every seller started with no open lead.
    #[deserr(rename = "all_open")]
    AllOpen,
}

/// The embedded sample of a pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct SampleDefinition {
    /// The local day at whose end the sample was taken.
    pub as_of: Day,
}

impl Default for BriefDefinition {
    fn default() -> Self {
        Self {
            route: RouteScope::default(),
            leads_listed: listed(),
            customers_listed: listed(),
            agenda: AgendaDefinition::default(),
        }
    }
}

fn listed() -> u32 {
    50
}

impl PackDefinition {
    /// The kind that a pack states.
    pub const KIND: &'static str = "pack";

    /// This pack laid over `base`: a definition replaces the one of the same kind and id whole,
    /// never part of it; the others of `base` come first.
    ///
    /// Table mappings and texts are replaced entry by entry; everything else is this pack's own.
    #[must_use]
    pub fn over(mut self, base: &Self) -> Self {
        let mut definitions: Vec<Definition> = base
            .definitions
            .iter()
            .filter(|below| !self.definitions.iter().any(|above| above.key() == below.key()))
            .cloned()
            .collect();
        definitions.append(&mut self.definitions);
        let mut texts = base.texts.clone();
        texts.append(&mut self.texts);
        let mut tables = base.mapping.tables.clone();
        tables.append(&mut self.mapping.tables);
        Self { definitions, texts, mapping: MappingDefinition { tables }, extends: None, ..self }
    }
}

/// A pack that is whole: laid over the one that it extends, its header checked, its ids unique.
///
/// ```
/// use leadstone::engine::Pack;
/// let pack = Pack::shipped("car-dealer").unwrap();
/// assert_eq!(pack.definition().id.as_str(), "car-dealer");
/// assert_eq!(pack.fingerprint().to_string().len(), 64);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    definition: PackDefinition,
    fingerprint: Fingerprint,
}

impl Pack {
    /// Checks a pack as a whole; its definitions are compiled by [`super::Engine::compile`].
    ///
    /// The pack that it `extends`, if any, is a shipped one; lay packs of your own with [`PackDefinition::over`].
    ///
    /// # Errors
    /// Class `definition`: `definition.wrong_kind`, `definition.unsupported_version`, `pack.unknown`,
    /// `definition.duplicate_id`.
    pub fn compile(definition: PackDefinition) -> Result<Self, Error> {
        let mut violations = decode::header(&definition.kind, PackDefinition::KIND, definition.schema_version);
        let base = definition.extends.as_ref().map(|base| Self::shipped(base.as_str()));
        let definition = match base {
            None => definition,
            Some(Ok(base)) => definition.over(&base.definition),
            Some(Err(error)) => {
                let at = JsonPointer::root().key("extends");
                violations.extend(error.into_violations().into_iter().map(|found| found.under(&at)));
                definition
            }
        };
        let mut seen = BTreeSet::new();
        for (i, one) in definition.definitions.iter().enumerate() {
            if !seen.insert(one.key()) {
                let at = JsonPointer::root().key("definitions").index(i).key("id");
                violations.push(Violation::new(ErrorCode::DefinitionDuplicateId, at).with_value(one.key().1.as_str()));
            }
        }
        if !violations.is_empty() {
            return Err(Error::definition(violations));
        }
        let fingerprint = Fingerprint::of(&definition)?;
        Ok(Self { definition, fingerprint })
    }

    /// Decodes and checks a pack written as JSON.
    ///
    /// # Errors
    /// As [`Self::compile`], and `decode.*`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::definition(text).and_then(Self::compile)
    }

    /// The definition, laid over the one that it extends.
    pub fn definition(&self) -> &PackDefinition {
        &self.definition
    }

    /// SHA-256 of the definition's canonical JSON.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

impl Deserr<DecodeError> for Definition {
    fn deserialize_from_value<S: IntoValue>(
        value: Value<S>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, DecodeError> {
        Self::decode(serde_json::Value::from(value), location)
    }
}
