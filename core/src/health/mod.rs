//! Health lights: the four figures of a sales team, each green, amber, red, or honestly unknown.
//!
//! | metric | value | green | red |
//! |---|---|---|---|
//! | `effective_follow_up` | share of outbound contacts that carried value | at least 0.65 | under 0.60 |
//! | `mql_to_sql_days` | median days from MQL to SQL, Kaplan-Meier | at most 3.2 | over 5 |
//! | `first_order_spread` | standard deviation of days to a new seller's first order | at most 15 | over 25 |
//! | `inbound_contacts` | contacts per high-value customer and month, none counted too | at least 2.8 | under 2, two months running |
//!
//! LightBounds, windows and interventions are data: one `health.indicator` per light. Between the bounds
//! a light is amber. A light that cannot be judged says which column is missing or how few rows
//! there are. Each red names its intervention, with owner role, due date and the records to look at.

mod bounds;
mod compile;
mod contacts;
mod conversion;
mod customers;
mod definition;
mod first_order;
mod follow_up;
mod measure;
mod model;
mod report;
mod state;

pub use bounds::LightBounds;
pub use customers::account_fields;
pub use definition::{
    HealthIndicatorDefinition, HealthMetric, HighValue, InterventionDefinition, PaidColumn, Period, SellerRole,
};
pub use model::HealthModel;
pub use report::{HealthReport, Intervention, Light, LightInterval, LightOutcome, LightStatus, MonthContacts};
pub use state::{HealthState, LightState};
