//! What a routing run is given: leads, reps, and the credits of the run before.

use std::collections::{BTreeMap, BTreeSet};

use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::decode::DecodeError;
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer, Scalar, TypedRecord, Weight, decode, limits};

use super::model::RoutingModel;

/// The leads to place and the reps who may take them.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct RouteRequest {
    /// The instant for which is decided: who has left or is not yet hired is seen from here.
    pub as_of: Instant,
    /// The leads; their order here does not matter.
    pub leads: Vec<RouteLead>,
    /// The reps; their order here does not matter.
    pub reps: Vec<RouteRep>,
    /// The `credits` of the report before; empty at the first run.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub previous: Vec<RotationCredit>,
}

/// One lead to place.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct RouteLead {
    /// The lead's id, unique within the request.
    pub id: Id,
    /// How good the lead is: the highest score is placed first. Default 0.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub score: f64,
    /// Its declared fields. Default: none of them has a value.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub fields: TypedRecord,
}

/// One rep who may take leads.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct RouteRep {
    /// The rep's id, unique within the request.
    pub id: Id,
    /// The rep's part of the rotation against the others, to the millionth; 0 takes no leads. Default 1.
    #[cfg_attr(feature = "schema", schemars(default = "weight"))]
    pub weight: Weight,
    /// Most open leads; absent = the policy's default.
    pub capacity: Option<u32>,
    /// Leads that are open already, without those of this request. Default 0.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub open_leads: u32,
    /// Whether the rep is at work: false during leave or a pause. Default true.
    #[cfg_attr(feature = "schema", schemars(default = "available"))]
    pub available: bool,
    /// First instant of work; absent = since ever.
    pub hired_at: Option<Instant>,
    /// First instant after work; absent = still there.
    pub left_at: Option<Instant>,
    /// The rep's declared fields. Default: none of them has a value.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub fields: TypedRecord,
}

/// How many leads the rotation of a pool has given to a rep: a value that the host keeps between runs.
///
/// A rep without a credit starts at the level of those who share the same leads, so that nobody
/// who is new or back from leave is flooded. Credits of reps who do not take part are dropped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct RotationCredit {
    /// The pool.
    pub pool: Id,
    /// The rep.
    pub rep_id: Id,
    /// Leads given, 0 to 2^53 - 1.
    #[cfg_attr(feature = "schema", schemars(range(max = 9_007_199_254_740_991_u64)))]
    pub credit: u64,
}

#[cfg(feature = "schema")]
fn weight() -> Weight {
    Weight::ONE
}

#[cfg(feature = "schema")]
fn available() -> bool {
    true
}

impl RouteRep {
    /// A rep of weight 1 with nothing open, the policy's capacity, and no end of work.
    pub fn new(id: Id, fields: TypedRecord) -> Self {
        Self {
            id,
            weight: Weight::ONE,
            capacity: None,
            open_leads: 0,
            available: true,
            hired_at: None,
            left_at: None,
            fields,
        }
    }
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct RequestDocument {
    as_of: Instant,
    leads: Vec<LeadDocument>,
    reps: Vec<RepDocument>,
    #[deserr(default)]
    previous: Vec<RotationCredit>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct LeadDocument {
    id: Id,
    #[deserr(default)]
    score: f64,
    #[deserr(default = Value::Object(serde_json::Map::new()))]
    fields: Value,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct RepDocument {
    id: Id,
    #[deserr(default = Weight::ONE)]
    weight: Weight,
    #[deserr(default)]
    capacity: Option<u32>,
    #[deserr(default)]
    open_leads: u32,
    #[deserr(default = true)]
    available: bool,
    #[deserr(default)]
    hired_at: Option<Instant>,
    #[deserr(default)]
    left_at: Option<Instant>,
    #[deserr(default = Value::Object(serde_json::Map::new()))]
    fields: Value,
}

impl RouteRequest {
    /// A request from a JSON value, its records checked against the policy's declared fields.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &RoutingModel) -> Result<Self, Error> {
        let document: RequestDocument = decode::input_value(value)?;
        let mut violations = Vec::new();
        let mut leads = Vec::with_capacity(document.leads.len());
        let at = JsonPointer::root().key("leads");
        for (i, lead) in document.leads.into_iter().enumerate() {
            match TypedRecord::from_value(lead.fields, &model.definition().lead_fields, &at.index(i).key("fields")) {
                Ok(fields) => leads.push(RouteLead { id: lead.id, score: lead.score, fields }),
                Err(found) => violations.extend(found),
            }
        }
        let mut reps = Vec::with_capacity(document.reps.len());
        let at = JsonPointer::root().key("reps");
        for (i, rep) in document.reps.into_iter().enumerate() {
            match TypedRecord::from_value(rep.fields, &model.definition().rep_fields, &at.index(i).key("fields")) {
                Ok(fields) => reps.push(RouteRep {
                    id: rep.id,
                    weight: rep.weight,
                    capacity: rep.capacity,
                    open_leads: rep.open_leads,
                    available: rep.available,
                    hired_at: rep.hired_at,
                    left_at: rep.left_at,
                    fields,
                }),
                Err(found) => violations.extend(found),
            }
        }
        let request = Self { as_of: document.as_of, leads, reps, previous: document.previous };
        violations.extend(request.violations());
        if violations.is_empty() { Ok(request) } else { Err(Error::input(violations)) }
    }

    /// A request from JSON text.
    ///
    /// # Errors
    /// As [`Self::from_value`].
    pub fn from_json(text: &str, model: &RoutingModel) -> Result<Self, Error> {
        decode::parse(text).map_err(Error::input).and_then(|value| Self::from_value(value, model))
    }

    /// Ids that stand twice and numbers that are none.
    pub(crate) fn violations(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        let root = JsonPointer::root();
        duplicates(self.leads.iter().map(|lead| &lead.id), &root.key("leads"), &mut violations);
        duplicates(self.reps.iter().map(|rep| &rep.id), &root.key("reps"), &mut violations);
        for (i, _) in self.leads.iter().enumerate().filter(|(_, lead)| !lead.score.is_finite()) {
            violations.push(Violation::new(ErrorCode::NumberNotFinite, root.key("leads").index(i).key("score")));
        }
        let mut seen = BTreeSet::new();
        for (i, credit) in self.previous.iter().enumerate() {
            let at = || root.key("previous").index(i);
            if !seen.insert((&credit.pool, &credit.rep_id)) {
                violations.push(
                    Violation::new(ErrorCode::RecordDuplicateId, at().key("rep_id")).with_value(credit.rep_id.as_str()),
                );
            }
            if credit.credit > limits::SAFE_INTEGER.unsigned_abs() {
                violations.push(Violation::new(ErrorCode::DecodeNumberOutOfRange, at().key("credit")));
            }
        }
        violations
    }

    /// SHA-256 of the request in canonical form, leads and reps by id.
    pub(crate) fn fingerprint(&self, model: &RoutingModel) -> Result<Fingerprint, Error> {
        let (lead_fields, rep_fields) = (&model.definition().lead_fields, &model.definition().rep_fields);
        let mut leads: Vec<Lead<'_>> = self
            .leads
            .iter()
            .map(|lead| Lead { id: &lead.id, score: lead.score, fields: lead.fields.to_map(lead_fields) })
            .collect();
        leads.sort_unstable_by_key(|lead| lead.id);
        let mut reps: Vec<Rep<'_>> = self
            .reps
            .iter()
            .map(|rep| Rep {
                id: &rep.id,
                weight: rep.weight,
                capacity: rep.capacity,
                open_leads: rep.open_leads,
                available: rep.available,
                hired_at: rep.hired_at,
                left_at: rep.left_at,
                fields: rep.fields.to_map(rep_fields),
            })
            .collect();
        reps.sort_unstable_by_key(|rep| rep.id);
        let mut previous: Vec<&RotationCredit> = self.previous.iter().collect();
        previous.sort_unstable();
        Fingerprint::of(&Canonical { as_of: self.as_of, leads, reps, previous })
    }
}

#[derive(Serialize)]
struct Canonical<'a> {
    as_of: Instant,
    leads: Vec<Lead<'a>>,
    reps: Vec<Rep<'a>>,
    previous: Vec<&'a RotationCredit>,
}

#[derive(Serialize)]
struct Lead<'a> {
    id: &'a Id,
    score: f64,
    fields: BTreeMap<&'a str, &'a Scalar>,
}

#[derive(Serialize)]
struct Rep<'a> {
    id: &'a Id,
    weight: Weight,
    capacity: Option<u32>,
    open_leads: u32,
    available: bool,
    hired_at: Option<Instant>,
    left_at: Option<Instant>,
    fields: BTreeMap<&'a str, &'a Scalar>,
}

fn duplicates<'a>(ids: impl Iterator<Item = &'a Id>, at: &JsonPointer, violations: &mut Vec<Violation>) {
    decode::duplicate_ids(ErrorCode::RecordDuplicateId, ids, at, Some("id"), violations);
}
