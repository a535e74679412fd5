//! Floor 0: refined values whose constructor is the check, and decoding that goes through it.

mod bounded;
mod canonical;
mod cells;
mod day;
mod decimal;
mod decision;
pub mod decode;
mod entries;
mod events;
pub(crate) mod field;
mod id;
pub mod limits;
mod locale;
mod money;
pub(crate) mod param;
mod period;
mod pointer;
mod reason;
pub(crate) mod record;
pub(crate) mod rounding;
mod scalar;
mod serializer;
mod sets;
mod strict;
pub(crate) mod template;
mod time;
mod writer;

pub(crate) use bounded::bounded_integer;
pub use bounded::{DayCount, Points, Probability, Share, Weight};
pub use canonical::{Fingerprint, FingerprintError, canonical_json};
pub use cells::Cells;
pub use day::{Day, DayError};
pub use decimal::{Decimal, DecimalError, Rounding};
pub use decision::DecisionRecord;
pub use entries::Entries;
pub use events::{Event, EventColumns, EventRow, EventsRef};
pub use field::{Field, FieldType};
pub use id::Id;
pub use locale::{LocalText, Locale};
pub use money::{Currency, Money, MoneyError};
pub use param::{Param, Params};
pub use period::{IsoWeek, Month, PeriodError};
pub use pointer::JsonPointer;
pub use reason::{Reason, ReasonCode};
pub use record::{Scalar, TypedRecord};
pub use scalar::{Literal, Record, ScalarRef};
pub use sets::{SetColumns, SetRef};
pub use time::{Instant, InstantError, Zone, ZoneError};

/// States the JSON form of values that are written as text, for the schema generator.
macro_rules! text_schema {
    ($($name:ident, $description:literal, { $($key:literal : $value:tt),* };)*) => {$(
        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "description": $description, $($key: $value),* })
            }
        }
    )*};
}

text_schema! {
    Day, "A local calendar day, YYYY-MM-DD.", { "format": "date" };
    Currency, "An ISO 4217 currency code.", { "pattern": "^[A-Z]{3}$" };
    Fingerprint, "A SHA-256, 64 hexadecimal digits.", { "pattern": "^[0-9a-f]{64}$" };
    Id, "An id: 1 to 200 characters, none of them a control character.", { "minLength": 1, "maxLength": 200 };
    Instant, "A point in time, RFC 3339.", { "format": "date-time" };
    IsoWeek, "An ISO 8601 week, YYYY-Www.", { "pattern": "^[0-9]{4}-W[0-9]{2}$" };
    JsonPointer, "A JSON pointer (RFC 6901).", { "format": "json-pointer" };
    Month, "A calendar month, YYYY-MM.", { "pattern": "^[0-9]{4}-[0-9]{2}$" };
    Zone, "A fixed offset such as +08:00 or UTC, or an IANA zone name.", { "minLength": 1 };
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Decimal {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        if generator.contract().is_serialize() {
            schemars::json_schema!({ "type": "string", "description": "An exact decimal, written as text." })
        } else {
            schemars::json_schema!({ "type": ["string", "number"], "description": "An exact decimal, as text or as a number." })
        }
    }
}
