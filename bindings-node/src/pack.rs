//! `Pack`.

use std::collections::BTreeMap;

use leadstone::engine;
use napi::bindgen_prelude::{Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge;

/// The definitions of one business, checked as a whole.
#[napi]
#[derive(Debug)]
pub struct Pack(pub(crate) engine::Pack);

#[napi]
impl Pack {
    /// Checks a pack given as an object or as JSON text.
    #[napi(factory, catch_unwind, ts_args_type = "definition: PackDefinition | string")]
    pub fn compile(env: &Env, definition: Unknown<'_>) -> Result<Self> {
        bridge::compile(env, definition, engine::Pack::from_json).map(Self)
    }

    /// A pack that is shipped with the engine, by its id.
    #[napi(factory, catch_unwind, ts_args_type = "id: string")]
    pub fn shipped(env: &Env, id: Unknown<'_>) -> Result<Self> {
        bridge::text_door(env, id, engine::Pack::shipped).map(Self)
    }

    /// The embedded sample as CSV text by table name; empty when the pack has none.
    #[napi(catch_unwind)]
    pub fn sample(&self) -> BTreeMap<&'static str, &'static str> {
        self.0.sample_csv().iter().copied().collect()
    }

    /// SHA-256 of the definition's canonical JSON.
    #[napi(catch_unwind)]
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The definition as canonical JSON, laid over the one that it extends, defaults written.
    #[napi(catch_unwind)]
    pub fn to_json(&self, env: &Env) -> Result<String> {
        bridge::answer(env, || self.0.to_json())
    }
}
