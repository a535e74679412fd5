//! leadstone: a sales-management engine to embed in a CRM or low-code platform.
#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::unreachable
)]

pub mod engine;
pub mod error;
pub mod health;
pub mod journey;
pub mod kernel;
pub mod primitives;
pub mod routing;
pub mod scoring;
pub mod target;
#[cfg(feature = "view")]
pub mod view;
pub mod wire;

pub use kernel::condition;
pub use kernel::facts;

/// The version of this crate; every decision record states it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

#[cfg(feature = "schema")]
pub use engine::{DocumentRole, DocumentSchema, schemas};
pub use engine::{document_names, packs, schema};
pub use error::{Error, ErrorBody, ErrorClass, ErrorCode, Violation, ViolationBody};
pub use primitives::*;
