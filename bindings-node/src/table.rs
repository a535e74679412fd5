//! `TableModel`.

use std::sync::Arc;

use leadstone::table;
use napi::bindgen_prelude::{AsyncTask, Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge::{self, Work};

/// A compiled decision table: immutable, shared freely.
#[napi]
#[derive(Debug)]
pub struct TableModel(Arc<table::TableModel>);

#[napi]
impl TableModel {
    /// Compiles a decision table given as an object or as JSON text.
    #[napi(factory, catch_unwind, ts_args_type = "definition: TableDefinition | string")]
    pub fn compile(env: &Env, definition: Unknown<'_>) -> Result<Self> {
        bridge::compile(env, definition, table::TableModel::from_json).map(|model| Self(Arc::new(model)))
    }

    /// Compiles a table whose rows are CSV text; `header` is its definition without rows.
    #[napi(factory, catch_unwind, ts_args_type = "text: string, header: TableDefinition | string")]
    pub fn from_csv(env: &Env, text: Unknown<'_>, header: Unknown<'_>) -> Result<Self> {
        let door = |header: &str| table::TableModel::from_csv_json(&bridge::text(text)?, header);
        bridge::compile(env, header, door).map(|model| Self(Arc::new(model)))
    }

    /// The rows as CSV text, which `fromCsv` reads back without loss.
    #[napi(catch_unwind)]
    pub fn to_csv(&self) -> String {
        self.0.to_csv()
    }

    /// The decision for one record: outputs, the rows that decided, and why.
    #[napi(catch_unwind, ts_args_type = "record: Record<string, unknown>", ts_return_type = "TableDecision")]
    pub fn decide<'env>(&self, env: &'env Env, record: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, record, |text| self.0.decide_json(text))
    }

    /// As `decide`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "record: string")]
    pub fn decide_json(&self, env: &Env, record: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, record, |text| self.0.decide_json(text))
    }

    /// The decisions for an Arrow IPC stream of records, as an Arrow IPC stream in the same row order.
    ///
    /// The columns are the inputs, and perhaps `id`. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "records: Uint8Array", ts_return_type = "Promise<Buffer>")]
    pub fn decide_batch(&self, records: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::columns_on_pool(records, move |bytes| model.decide_ipc(bytes))
    }

    /// What an author should know: overlaps, gaps, rows that never decide, hits of past records.
    #[napi(catch_unwind, ts_args_type = "request: TableReportRequest", ts_return_type = "TableReport")]
    pub fn report<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.report_json(text))
    }

    /// As `report`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn report_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.report_json(text))
    }

    /// SHA-256 of the definition's canonical JSON.
    #[napi(catch_unwind)]
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definition as canonical JSON, defaults written.
    #[napi(catch_unwind)]
    pub fn to_json(&self, env: &Env) -> Result<String> {
        bridge::answer(env, || self.0.to_json())
    }
}
