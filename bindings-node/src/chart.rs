//! `ChartModel` and `HeldChart`.

use std::sync::Arc;

use leadstone::Id;
use leadstone::journey::chart;
use napi::bindgen_prelude::{AsyncTask, Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge::{self, Work};

/// A compiled statechart: immutable, shared freely; the states are the host's.
#[napi]
#[derive(Debug)]
pub struct ChartModel(Arc<chart::ChartModel>);

#[napi]
impl ChartModel {
    /// Compiles a statechart given as an object or as JSON text.
    #[napi(factory, catch_unwind, ts_args_type = "definition: ChartDefinition | string")]
    pub fn compile(env: &Env, definition: Unknown<'_>) -> Result<Self> {
        bridge::compile(env, definition, chart::ChartModel::from_json).map(|model| Self(Arc::new(model)))
    }

    /// Begins a chart: `{"at", "fields"?}`.
    #[napi(catch_unwind, ts_args_type = "request: ChartStartRequest", ts_return_type = "ChartApplied")]
    pub fn start<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.start_json(text))
    }

    /// As `start`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn start_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.start_json(text))
    }

    /// Applies an event: `{"state", "event": {"id", "name"?, "at", "fields"?}}`.
    #[napi(catch_unwind, ts_args_type = "request: ChartApplyRequest", ts_return_type = "ChartApplied")]
    pub fn apply<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.apply_json(text))
    }

    /// As `apply`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn apply_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.apply_json(text))
    }

    /// Lets time pass: `{"state", "now"}`.
    #[napi(catch_unwind, ts_args_type = "request: ChartAdvanceRequest", ts_return_type = "ChartApplied")]
    pub fn advance<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.advance_json(text))
    }

    /// As `advance`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn advance_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.advance_json(text))
    }

    /// What can happen next: `{"state", "fields"?}`, the fields being those of an unsaved form.
    #[napi(catch_unwind, ts_args_type = "request: ChartAllowedRequest", ts_return_type = "ChartAllowedReport")]
    pub fn allowed<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.allowed_json(text))
    }

    /// As `allowed`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn allowed_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.allowed_json(text))
    }

    /// The sent events that are due: `{"state", "as_of"}`; `null` when there are none.
    #[napi(catch_unwind, ts_args_type = "request: ChartDueRequest", ts_return_type = "ChartDue | null")]
    pub fn due<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.due_json(text))
    }

    /// As `due`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn due_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.due_json(text))
    }

    /// When the next sent event comes: `{"state"}`; `null` when none is waited for.
    #[napi(catch_unwind, ts_args_type = "request: ChartNextDueRequest", ts_return_type = "string | null")]
    pub fn next_due<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.next_due_json(text))
    }

    /// As `nextDue`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn next_due_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.next_due_json(text))
    }

    /// Applies many events: `{"state", "events"}`. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "request: ChartReplayRequest", ts_return_type = "Promise<ChartReplayed>")]
    pub fn replay(&self, env: &Env, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, request, move |text| model.replay_json(text))
    }

    /// As `replay`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string", ts_return_type = "Promise<string>")]
    pub fn replay_json(&self, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(request, move |text| model.replay_json(text))
    }

    /// The chart as Mermaid text: `{"current"?, "counts"?, "locale"?}`.
    #[napi(catch_unwind, ts_args_type = "options: DiagramOptions", ts_return_type = "string")]
    pub fn mermaid<'env>(&self, env: &'env Env, options: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, options, |text| self.0.mermaid_json(text))
    }

    /// As `mermaid`, JSON text in and JSON text out.
    #[napi(catch_unwind, ts_args_type = "options: string")]
    pub fn mermaid_json(&self, env: &Env, options: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, options, |text| self.0.mermaid_json(text))
    }

    /// The chart as DOT text: `{"current"?, "counts"?, "locale"?}`.
    #[napi(catch_unwind, ts_args_type = "options: DiagramOptions", ts_return_type = "string")]
    pub fn dot<'env>(&self, env: &'env Env, options: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, options, |text| self.0.dot_json(text))
    }

    /// As `dot`, JSON text in and JSON text out.
    #[napi(catch_unwind, ts_args_type = "options: string")]
    pub fn dot_json(&self, env: &Env, options: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, options, |text| self.0.dot_json(text))
    }

    /// What is suspicious in the chart.
    #[napi(catch_unwind, ts_return_type = "LintReport")]
    pub fn lint<'env>(&self, env: &'env Env) -> Result<Unknown<'env>> {
        bridge::made(env, || self.0.lint_json())
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

    /// A chart that stays restored, to be moved again and again; `state` is what an answer or `store` gave.
    #[napi(catch_unwind, ts_args_type = "state: ChartState")]
    pub fn hold(&self, env: &Env, state: Unknown<'_>) -> Result<HeldChart> {
        let model = Arc::clone(&self.0);
        bridge::value_door(env, state, |state| chart::HeldChart::from_value(model, state)).map(HeldChart)
    }
}

/// A chart that stays restored between calls; its state is written down when the host asks for it.
#[napi]
#[derive(Debug)]
pub struct HeldChart(chart::HeldChart);

#[napi]
impl HeldChart {
    /// Takes an event at `at` in RFC 3339, and everything that it brings about; whether a transition took it.
    ///
    /// Sent events that are due before it come first. Without `at` no time passes.
    #[napi(catch_unwind, ts_args_type = "event: string, at?: string | null")]
    pub fn step(&mut self, env: &Env, event: Unknown<'_>, at: Option<Unknown<'_>>) -> Result<bool> {
        bridge::texts_door(env, event, at, |event, at| self.0.step(event, at))
    }

    /// Changes some fields at `at`; `null` makes one missing. All of them change, or none.
    ///
    /// Whether transitions without an event were taken.
    #[napi(catch_unwind, ts_args_type = "changes: Record<string, unknown>, at?: string | null")]
    pub fn update(&mut self, env: &Env, changes: Unknown<'_>, at: Option<Unknown<'_>>) -> Result<bool> {
        bridge::value_and_text_door(env, changes, at, |changes, at| self.0.update_value(changes, at))
    }

    /// Lets time pass up to `now` in RFC 3339; whether transitions were taken.
    #[napi(catch_unwind, ts_args_type = "now: string")]
    pub fn advance(&mut self, env: &Env, now: Unknown<'_>) -> Result<bool> {
        bridge::text_door(env, now, |now| self.0.advance(now))
    }

    /// Whether a state is active: an innermost one, or one around it.
    #[napi(catch_unwind, ts_args_type = "id: string")]
    pub fn in_state(&self, env: &Env, id: Unknown<'_>) -> Result<bool> {
        bridge::text_door(env, id, |id| self.0.in_state(id))
    }

    /// The innermost active states, in the order of the definition.
    #[napi(catch_unwind)]
    pub fn states(&self) -> Vec<&str> {
        self.0.states().into_iter().map(Id::as_str).collect()
    }

    /// What the host has to do after the last call, in its order, by the names of the definition.
    #[napi(catch_unwind)]
    pub fn effects(&self) -> Vec<&str> {
        self.0.effects()
    }

    /// When the next sent event comes; `null` when none is waited for.
    #[napi(catch_unwind, ts_return_type = "string | null")]
    pub fn next_due<'env>(&self, env: &'env Env) -> Result<Unknown<'env>> {
        bridge::made(env, || self.0.next_due_json())
    }

    /// Whether the chart has come to an end.
    #[napi(catch_unwind)]
    pub fn has_ended(&self) -> bool {
        self.0.has_ended()
    }

    /// The state as it can be written down.
    #[napi(catch_unwind, ts_return_type = "ChartStateReport")]
    pub fn store<'env>(&self, env: &'env Env) -> Result<Unknown<'env>> {
        bridge::made(env, || self.0.to_json())
    }

    /// The state as canonical JSON.
    #[napi(catch_unwind)]
    pub fn to_json(&self, env: &Env) -> Result<String> {
        bridge::answer(env, || self.0.to_json())
    }
}
