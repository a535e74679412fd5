//! Floor 3: a pack of definitions becomes an engine, and the engine runs the morning.
//!
//! The only floor that knows two domains: what crosses from one to another crosses here.

mod agenda;
mod customers;
mod definition;
mod duty;
mod faults;
mod features;
mod fields;
mod leads;
mod model;
mod options;
mod pack;
mod registry;
mod report;
mod schemas;
mod shipped;

pub use definition::{Definition, kinds};
pub use duty::{AgendaDefinition, Duty};
pub use features::LEAD_FEATURES;
pub use model::Engine;
pub use options::{AsOf, BriefOptions, BriefState};
pub use pack::{BriefDefinition, Pack, PackDefinition, RouteScope, SampleDefinition};
#[cfg(feature = "schema")]
pub use registry::{DocumentRole, DocumentSchema, schemas};
pub use registry::{document_names, schema};
pub use report::{
    AgendaItem, BriefReport, CustomerItem, CustomerStatus, CustomersReport, LeadAssignment, LeadItem, LeadsReport,
    PackReference,
};
pub use shipped::packs;
