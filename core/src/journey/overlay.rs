//! The fields as they would be: those that are kept with those that are given laid over them.

use std::collections::BTreeMap;

use crate::primitives::{Field, Id, Record, Scalar, ScalarRef};

use super::value::EventFields;

/// The values of the declared fields in their order, as a record.
pub(crate) struct Overlay<'a>(Vec<Option<ScalarRef<'a>>>);

impl<'a> Overlay<'a> {
    /// The kept values with those of an event laid over them.
    pub(crate) fn new(declared: &[Field], kept: &'a BTreeMap<Id, Scalar>, given: &'a EventFields) -> Self {
        let value = |field: &Field| match given.get(&field.name) {
            Some(given) => given.as_ref(),
            None => kept.get(&field.name),
        };
        Self(declared.iter().map(|field| value(field).map(Scalar::as_ref)).collect())
    }

    /// Lays further values over it.
    pub(crate) fn lay(&mut self, declared: &[Field], given: &'a EventFields) {
        for (field, cell) in declared.iter().zip(&mut self.0) {
            if let Some(value) = given.get(&field.name) {
                *cell = value.as_ref().map(Scalar::as_ref);
            }
        }
    }

    /// Takes a value away.
    pub(crate) fn clear(&mut self, slot: usize) {
        if let Some(cell) = self.0.get_mut(slot) {
            *cell = None;
        }
    }

    /// The values that are there, by name.
    pub(crate) fn fields(&self, declared: &[Field]) -> BTreeMap<Id, Scalar> {
        let named = declared.iter().zip(self.0.iter().copied());
        named.filter_map(|(field, value)| value.map(|value| (field.name.clone(), value.into()))).collect()
    }
}

impl Record for Overlay<'_> {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.0.get(slot).copied().flatten()
    }
}
