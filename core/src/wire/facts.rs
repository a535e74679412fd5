//! The input of doors that read facts: tables, and the instant, zone and currency they are read in.

use deserr::Deserr;
use serde_json::Value;

use crate::error::Error;
use crate::kernel::calendar::{CalendarDefinition, CalendarModel};
use crate::kernel::facts::{Facts, FactsContext, MappingDefinition, Tables};
use crate::primitives::decode::{self, DecodeError};
use crate::primitives::{Currency, Instant, JsonPointer, Zone};

/// The calendar of an input without one.
const WEEKDAYS: &str = r#"{"kind": "calendar", "schema_version": 1, "id": "weekdays"}"#;

/// `{"tables", "as_of", "time_zone", "currency"}`, and `mapping` and `calendar` where they are needed.
#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub(super) struct FactsInput {
    /// Rows or CSV text by table name, as [`Tables::from_value`] reads them.
    tables: Value,
    as_of: Instant,
    time_zone: Zone,
    currency: Currency,
    #[deserr(default)]
    mapping: Option<MappingDefinition>,
    /// Absent: Monday to Friday, no holidays.
    #[deserr(default)]
    calendar: Option<CalendarDefinition>,
}

impl FactsInput {
    pub(super) fn from_json(text: &str) -> Result<Self, Error> {
        decode::parse(text).and_then(decode::decode).map_err(Error::input)
    }

    pub(super) fn from_value(value: Value) -> Result<Self, Error> {
        decode::input_value(value)
    }

    pub(super) fn load(self) -> Result<(Facts, CalendarModel), Error> {
        let context = FactsContext { zone: self.time_zone, currency: self.currency, as_of: self.as_of };
        let facts = Facts::load(&Tables::from_value(&self.tables)?, self.mapping.as_ref(), &context)?;
        let calendar = match self.calendar {
            Some(calendar) => CalendarModel::compile(calendar).map_err(|error| {
                let base = JsonPointer::root().key("calendar");
                Error::new(error.class(), error.violations().map(|found| found.clone().under(&base)).collect())
            })?,
            None => CalendarModel::from_json(WEEKDAYS)?,
        };
        Ok((facts, calendar))
    }
}
