//! leadstone is a sales-management engine to embed in a CRM or low-code platform.
//!
//! Definitions that a sales manager can read, and the records that the host already has, become
//! decisions; every decision carries its reasons.
//!
//! ```
//! use leadstone::engine::{BriefOptions, Engine, Pack};
//! let pack = Pack::shipped("car-dealer")?;
//! let tables = pack.sample()?;
//! let brief = Engine::compile(pack)?.brief(&tables, &BriefOptions::at("2026-06-18")?)?;
//! assert_eq!(brief.agenda[0].rank, 1);
//! # Ok::<(), leadstone::Error>(())
//! ```
//!
//! Every domain has the same rooms: a *definition* (data) is compiled to a *model* (immutable,
//! shared between threads), which answers a *report* (data). Start at [`engine`] for the morning
//! brief, or at one domain: [`scoring`], [`routing`], [`journey`], [`target`], [`health`].
//! [`facts`] says how a host's tables are read, [`wire`] holds the JSON and Arrow doors.
//!
//! The crate has no clock, environment, files, network or threads of its own: time and chance are
//! arguments, state is a value that the host keeps.
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
pub use kernel::table;

/// The version of this crate; every decision record states it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

#[cfg(feature = "schema")]
pub use engine::{DocumentRole, DocumentSchema, schemas};
pub use engine::{document_names, packs, schema};
pub use error::{Error, ErrorBody, ErrorClass, ErrorCode, Violation, ViolationBody};
pub use primitives::*;

/// The examples of the repository's README are tests too.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
