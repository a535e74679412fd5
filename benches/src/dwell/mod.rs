//! Event logs beside their journeys, and versions and audit.

pub mod bench;
pub mod evidence;
