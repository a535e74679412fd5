//! The compiled definition.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::calendar::CalendarModel;
use crate::kernel::facts::Facts;
use crate::primitives::{Fingerprint, JsonPointer, Month};

use super::assessment::Assessment;
use super::definition::{ExclusionDefinition, TargetDefinition};
use super::intake::Intake;
use super::report::TargetReport;

/// A compiled target definition: immutable, shared freely between threads.
///
/// ```
/// use leadstone::kernel::calendar::CalendarModel;
/// use leadstone::facts::{Facts, FactsContext, Tables};
/// use leadstone::target::{TargetBasis, TargetModel};
///
/// let model = TargetModel::from_json(r#"{
///     "kind": "target.baseline", "schema_version": 1, "id": "won", "window_weeks": 2, "min_weeks": 2,
///     "policy": {"type": "baseline_business_days"}
/// }"#).unwrap();
/// let calendar = CalendarModel::from_json(r#"{"kind": "calendar", "schema_version": 1, "id": "weekdays"}"#).unwrap();
/// let orders = "id,occurred_at,region,amount\n\
///     1,2026-02-18T10:00:00Z,East,600\n2,2026-02-24T10:00:00Z,East,400\n3,2026-03-03T10:00:00Z,East,90\n";
/// let context = FactsContext {
///     zone: leadstone::Zone::utc(),
///     currency: "EUR".parse().unwrap(),
///     as_of: "2026-03-04T18:00:00Z".parse().unwrap(),
/// };
/// let facts = Facts::load(&Tables::new().with_csv("orders", orders).unwrap(), None, &context).unwrap();
/// let report = model.report(&facts, &calendar).unwrap();
///
/// // March 2026 begins on Sunday of 2026-W09, so the target's window is 2026-W07 and 2026-W08. History
/// // begins in W08 with the first order: one week is too few, and no target is not a target of 0.
/// let east = &report.regions[0];
/// assert_eq!((east.basis, east.target), (TargetBasis::None, None));
/// // The present baseline, that of W10, has both weeks: (600 + 400) / 2.
/// assert_eq!(east.baseline.unwrap().amount.to_string(), "EUR 500.00");
/// assert_eq!(east.actual.unwrap().to_string(), "EUR 90.00");
/// ```
#[derive(Debug, Clone)]
pub struct TargetModel {
    definition: TargetDefinition,
    fingerprint: Fingerprint,
}

impl TargetModel {
    pub(crate) fn new(definition: TargetDefinition, fingerprint: Fingerprint) -> Self {
        Self { definition, fingerprint }
    }

    /// The definition that was compiled.
    pub fn definition(&self) -> &TargetDefinition {
        &self.definition
    }

    /// SHA-256 of the definition's canonical JSON.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Where every region stands in the month of the facts' `as_of`.
    ///
    /// Reads `orders` (won deals) and the month's rows of `targets`; days, weeks and months are
    /// cut in the facts' zone. Linear in the number of orders.
    ///
    /// # Errors
    /// `money.mixed_currencies` when two currencies meet in one total, `money.out_of_range`,
    /// `target.too_many_regions`, and `time.out_of_range` at the ends of the calendar.
    pub fn report(&self, facts: &Facts, calendar: &CalendarModel) -> Result<TargetReport, Error> {
        let date = facts.zone().date_of(facts.as_of());
        let month = Month::of(date).map_err(|_| out_of_range())?;
        let excluded: BTreeSet<&str> = self
            .definition
            .exclusions
            .iter()
            .filter_map(|exclusion| match exclusion {
                ExclusionDefinition::Order { id, .. } => Some(id.as_str()),
                ExclusionDefinition::Week { .. } => None,
            })
            .collect();
        let intake = Intake::read(facts, month, |id| excluded.contains(id))?;
        Assessment::new(&self.definition, self.fingerprint, &intake, facts, calendar)?.report()
    }
}

/// A date outside the years that weeks and months know.
pub(crate) fn out_of_range() -> Error {
    Error::input(vec![Violation::new(ErrorCode::TimeOutOfRange, JsonPointer::root().key("as_of"))])
}
