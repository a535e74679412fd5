//! The JSON of accumulators: a head that names kind and version, checked on the way in.

use deserr::Deserr;
use serde::Serialize;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::decode::{self, DecodeError};
use crate::primitives::{JsonPointer, canonical_json, limits};

/// The version of the format of every accumulator.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// What every accumulator's document offers to the check of its head.
pub(super) trait Document: Serialize + Deserr<DecodeError> {
    /// The `kind` of this document.
    const KIND: &'static str;

    /// The kind and version that were read.
    fn head(&self) -> (&str, u32);
}

/// The canonical JSON of a document.
pub(super) fn write<T: Document>(document: &T) -> Result<String, Error> {
    canonical_json(document)
}

/// The document of that text, with its head checked.
pub(super) fn read<T: Document>(text: &str) -> Result<T, Error> {
    let document: T = decode::parse(text).and_then(decode::decode).map_err(Error::input)?;
    let (kind, version) = document.head();
    let found = decode::header(kind, T::KIND, version);
    if found.is_empty() { Ok(document) } else { Err(Error::input(found)) }
}

/// The refusal of a document whose parts contradict each other.
pub(super) fn inconsistent(at: &JsonPointer) -> Error {
    Error::input(vec![Violation::new(ErrorCode::StatsInconsistent, at.clone())])
}

/// Whether a count is one that every host language holds exactly.
pub(super) fn is_safe(count: u64) -> bool {
    count <= limits::SAFE_INTEGER.unsigned_abs()
}
