//! `Engine`.

use std::sync::Arc;

use leadstone::canonical_json;
use leadstone::engine::{self, BriefOptions};
use napi::bindgen_prelude::{AsyncTask, Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge::{self, Work};
use crate::pack::Pack;

/// A compiled pack: immutable, shared freely.
#[napi]
#[derive(Debug)]
pub struct Engine(Arc<engine::Engine>);

#[napi]
impl Engine {
    /// Compiles every definition of a pack.
    #[napi(factory, catch_unwind, ts_args_type = "pack: Pack")]
    pub fn compile(env: &Env, pack: Unknown<'_>) -> Result<Self> {
        let compile = |pack: &Pack| engine::Engine::compile(pack.0.clone());
        bridge::with_pack(env, pack, compile).map(|engine| Self(Arc::new(engine)))
    }

    /// The morning run: what to decide today, and why. Computed off the event loop.
    ///
    /// A table is an Arrow IPC stream, CSV text, or an array of row objects.
    #[napi(
        catch_unwind,
        ts_args_type = "tables: HostTables, options: BriefOptions",
        ts_return_type = "Promise<BriefReport>"
    )]
    pub fn brief(&self, env: &Env, tables: Unknown<'_>, options: Unknown<'_>) -> AsyncTask<Work> {
        let engine = Arc::clone(&self.0);
        bridge::tables_on_pool(env, tables, options, move |tables, options| {
            canonical_json(&engine.brief(tables, &BriefOptions::from_json(options)?)?)
        })
    }

    /// The morning run over tables and options given as JSON text, as canonical JSON text.
    #[napi(catch_unwind, ts_args_type = "tables: string, options: string", ts_return_type = "Promise<string>")]
    pub fn brief_json(&self, tables: Unknown<'_>, options: Unknown<'_>) -> AsyncTask<Work> {
        let engine = Arc::clone(&self.0);
        bridge::texts_on_pool(tables, options, move |tables, options| engine.brief_json(tables, options))
    }
}
