//! Functions that need no model.

use napi_derive::napi;

/// The version of the engine.
#[napi(catch_unwind)]
pub fn version() -> &'static str {
    leadstone::VERSION
}

/// The stable codes of errors, in the order of the catalogue.
#[napi(catch_unwind)]
pub fn error_codes() -> Vec<&'static str> {
    leadstone::ErrorCode::ALL.iter().map(|code| code.as_str()).collect()
}
