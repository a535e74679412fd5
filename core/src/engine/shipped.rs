//! The packs that are shipped within the crate, the wheel and the npm package.

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::facts::Tables;
use crate::primitives::JsonPointer;

use super::pack::Pack;

struct Shipped {
    id: &'static str,
    definition: &'static str,
    sample: &'static [(&'static str, &'static str)],
}

macro_rules! sample {
    ($($table:literal),*) => {
        &[$(($table, include_str!(concat!("../../packs/car-dealer/sample/", $table, ".csv")))),*]
    };
}

const SHIPPED: [Shipped; 2] = [
    Shipped { id: "b2b-pipeline", definition: include_str!("../../packs/b2b-pipeline/pack.json"), sample: &[] },
    Shipped {
        id: "car-dealer",
        definition: include_str!("../../packs/car-dealer/pack.json"),
        sample: sample!("accounts", "activities", "leads", "opportunities", "orders", "reps", "targets"),
    },
];

/// The ids of the shipped packs.
///
/// ```
/// assert_eq!(leadstone::packs().collect::<Vec<_>>(), ["b2b-pipeline", "car-dealer"]);
/// ```
pub fn packs() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|shipped| shipped.id)
}

impl Pack {
    /// The shipped pack of that id.
    ///
    /// # Errors
    /// Class `input`: `pack.unknown`, with the nearest id.
    pub fn shipped(id: &str) -> Result<Self, Error> {
        Self::from_json(find(id)?.definition)
    }

    /// The embedded sample of a shipped pack as CSV text by table; empty when the pack has none.
    pub fn sample_csv(&self) -> &'static [(&'static str, &'static str)] {
        find(self.definition().id.as_str()).map_or(&[], |shipped| shipped.sample)
    }

    /// The embedded sample of a shipped pack as tables; empty when the pack has none.
    ///
    /// # Errors
    /// None for the samples that are shipped.
    pub fn sample(&self) -> Result<Tables, Error> {
        self.sample_csv().iter().try_fold(Tables::new(), |tables, (name, text)| tables.with_csv(name, text))
    }
}

fn find(id: &str) -> Result<&'static Shipped, Error> {
    SHIPPED.iter().find(|shipped| shipped.id == id).ok_or_else(|| {
        let violation = Violation::new(ErrorCode::PackUnknown, JsonPointer::root()).with_value(id);
        Error::input(vec![violation.with_nearest(id, packs())])
    })
}
