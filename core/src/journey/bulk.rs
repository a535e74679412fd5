//! Bulk moves: many customers in one call, one answer each.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Id, JsonPointer, decode};

use super::model::JourneyModel;
use super::report::{AppliedItem, AppliedMany};
use super::request::{ApplyItem, ApplyManyDocument};

impl JourneyModel {
    /// Applies one event to each of many customers. An item that is refused says so in its own answer and leaves the others alone; a second item with the key of an earlier
    /// one is refused, because its state is no longer the last.
    pub fn apply_many(&self, items: impl IntoIterator<Item = ApplyItem>) -> AppliedMany {
        self.answer_many(items.into_iter().map(Ok))
    }

    /// The same, with items that could not be read in their places.
    fn answer_many(&self, items: impl Iterator<Item = Result<ApplyItem, (Option<Id>, Error)>>) -> AppliedMany {
        let mut many = AppliedMany { applied: 0, duplicates: 0, refused: 0, items: Vec::new() };
        let mut keys = BTreeSet::new();
        for item in items {
            let (key, answer) = match item {
                Ok(item) if keys.insert(item.key.clone()) => (Some(item.key), self.apply(&item.state, &item.event)),
                Ok(item) => {
                    let violation = Violation::new(ErrorCode::RecordDuplicateId, JsonPointer::root().key("key"));
                    let violation = violation.with_value(item.key.as_str());
                    (Some(item.key), Err(Error::input(vec![violation])))
                }
                Err((key, error)) => (key, Err(error)),
            };
            let (applied, error) = match answer {
                Ok(applied) => (Some(applied), None),
                Err(error) => (None, Some(error.body())),
            };
            many.refused += usize::from(error.is_some());
            many.duplicates += usize::from(applied.as_ref().is_some_and(|applied| applied.duplicate));
            many.applied += usize::from(applied.as_ref().is_some_and(|applied| !applied.duplicate));
            many.items.push(AppliedItem { key, applied, error });
        }
        many
    }

    /// Applies events of a document `{"items": [{"key", "state", "event"}]}`.
    ///
    /// # Errors
    /// Class `input`, when there is no list of items; what is wrong with an item is in its answer.
    pub(crate) fn apply_many_document(&self, request: Value) -> Result<AppliedMany, Error> {
        let document: ApplyManyDocument = decode::input_value(request)?;
        let read = |item: Value| {
            let key = item.get("key").and_then(Value::as_str).and_then(|key| Id::try_new(key).ok());
            ApplyItem::from_value(item, self).map_err(|error| (key, error))
        };
        Ok(self.answer_many(document.items.into_iter().map(read)))
    }
}
