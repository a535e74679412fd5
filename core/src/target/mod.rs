//! Targets: the weekly baseline of each region, the target in force, and the gap to the pace.
//!
//! The **baseline** of a week is the mean of the complete weeks before it (a trailing moving
//! average): deals, amount and cycle days. Weeks without orders count as zero; orders and weeks
//! that the definition excludes are left out, each with its reason and its effect.
//!
//! The **target in force** is the sum of the month's rows of table `targets`; else what the stated
//! policy makes of the baseline; else none, which is never 0. The **pace** is the part of it that
//! the business days so far should have brought, and the **gap** is what the month brought less
//! that, split to the minor unit into what the number of deals did and what their size did.
//!
//! Orders with a negative amount are returns: they lower the amount and are no deals. Money is
//! summed in whole minor units and rounded half to even where it is divided, once per figure.

mod assessment;
mod attainment;
mod baseline;
mod compile;
mod definition;
mod exclusion;
mod gap;
mod intake;
mod ledger;
mod model;
mod projection;
mod region;
mod report;
mod surge;

pub use definition::{
    BandDefinition, ExclusionDefinition, PolicyDefinition, SurgeDefinition, TargetDefinition, WeekCount,
};
pub use model::TargetModel;
pub use report::{
    BandReport, Baseline, BusinessDays, ExclusionReport, GapSplit, NO_REGION, Projection, ProjectionMethod,
    ProposedExclusion, RegionReport, TargetBasis, TargetReport, TopGap, WeekReport,
};
