//! `RoutingModel`.

use std::sync::Arc;

use leadstone::routing;
use napi::bindgen_prelude::{AsyncTask, Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge::{self, Work};

/// A compiled routing policy: immutable, shared freely.
#[napi]
#[derive(Debug)]
pub struct RoutingModel(Arc<routing::RoutingModel>);

#[napi]
impl RoutingModel {
    /// Compiles a policy given as an object or as JSON text.
    #[napi(factory, catch_unwind, ts_args_type = "definition: RoutingDefinition | string")]
    pub fn compile(env: &Env, definition: Unknown<'_>) -> Result<Self> {
        bridge::compile(env, definition, routing::RoutingModel::from_json).map(|model| Self(Arc::new(model)))
    }

    /// A seller for each lead of a request, with why. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "request: RouteRequest", ts_return_type = "Promise<RouteReport>")]
    pub fn route(&self, env: &Env, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, request, move |text| model.route_json(text))
    }

    /// As `route`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string", ts_return_type = "Promise<string>")]
    pub fn route_json(&self, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(request, move |text| model.route_json(text))
    }

    /// One decision record per lead of a request. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "request: RouteRequest", ts_return_type = "Promise<RouteDecision[]>")]
    pub fn decide(&self, env: &Env, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, request, move |text| model.decide_json(text))
    }

    /// As `decide`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string", ts_return_type = "Promise<string>")]
    pub fn decide_json(&self, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(request, move |text| model.decide_json(text))
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
