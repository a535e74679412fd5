//! The record of one decision, small enough to append to any table and complete enough to replay.

use serde::Serialize;

use super::{Fingerprint, Id, Instant, Reason, canonical_json};
use crate::error::Error;

/// Who decided what, from what, when and why: the same envelope in every domain.
///
/// Replay = the same definition (found by `fingerprint`), the same input (checked by
/// `input_hash`), `as_of` and `seed`; the outcome is then equal to the byte.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecisionRecord<T> {
    /// Version of leadstone that decided.
    pub engine_version: &'static str,
    /// Id of the definition that was applied.
    pub definition_id: Id,
    /// SHA-256 of that definition's canonical JSON.
    pub fingerprint: Fingerprint,
    /// The instant for which it was decided, where the model needs one.
    pub as_of: Option<Instant>,
    /// The seed, where chance took part.
    pub seed: Option<u64>,
    /// SHA-256 of the canonical JSON of the input.
    pub input_hash: Fingerprint,
    /// Why, largest contribution first where numbers are explained.
    pub reasons: Vec<Reason>,
    /// What was decided.
    pub outcome: T,
}

impl<T: Serialize> DecisionRecord<T> {
    /// The record as one line of canonical JSON.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn to_json(&self) -> Result<String, Error> {
        canonical_json(self)
    }
}
