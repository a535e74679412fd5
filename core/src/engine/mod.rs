//! Floor 3: what needs more than one domain.

mod registry;
mod schemas;

#[cfg(feature = "schema")]
pub use registry::{DocumentRole, DocumentSchema, schemas};
pub use registry::{document_names, schema};
