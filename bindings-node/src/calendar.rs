//! `CalendarModel`.

use std::sync::Arc;

use leadstone::canonical_json;
use leadstone::kernel::calendar;
use napi::bindgen_prelude::{Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge;

/// A compiled calendar: immutable, shared freely.
#[napi]
#[derive(Debug)]
pub struct CalendarModel(pub(crate) Arc<calendar::CalendarModel>);

#[napi]
impl CalendarModel {
    /// Compiles a calendar given as an object or as JSON text.
    #[napi(factory, catch_unwind, ts_args_type = "definition: CalendarDefinition | string")]
    pub fn compile(env: &Env, definition: Unknown<'_>) -> Result<Self> {
        bridge::compile(env, definition, calendar::CalendarModel::from_json).map(|model| Self(Arc::new(model)))
    }

    /// Whether a day is worked: `{"day"}`.
    #[napi(catch_unwind, ts_args_type = "request: DayRequest", ts_return_type = "BusinessDay")]
    pub fn is_business_day<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.is_business_day_json(text))
    }

    /// As `isBusinessDay`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn is_business_day_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.is_business_day_json(text))
    }

    /// When a span of time is over that begins at an instant: `{"at", "span", "time_zone"?}`.
    #[napi(catch_unwind, ts_args_type = "request: DeadlineRequest", ts_return_type = "Deadline")]
    pub fn after<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.after_json(text))
    }

    /// As `after`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn after_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.after_json(text))
    }

    /// When to begin a span at the latest that is over at an instant: `{"at", "span", "time_zone"?}`.
    #[napi(catch_unwind, ts_args_type = "request: DeadlineRequest", ts_return_type = "Deadline")]
    pub fn before<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.before_json(text))
    }

    /// As `before`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn before_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.before_json(text))
    }

    /// The time worked between two instants: `{"from", "to", "time_zone"?}`.
    #[napi(catch_unwind, ts_args_type = "request: WorkedRequest", ts_return_type = "WorkedTime")]
    pub fn worked<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.worked_json(text))
    }

    /// As `worked`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn worked_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.worked_json(text))
    }

    /// Business days from a day, which counts, to another, which does not: `{"from", "to"}`.
    #[napi(catch_unwind, ts_args_type = "request: BusinessDaysRequest", ts_return_type = "BusinessDayCount")]
    pub fn business_days<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.business_days_json(text))
    }

    /// As `businessDays`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn business_days_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.business_days_json(text))
    }

    /// The days of a window around an event: `{"event", "from", "through", "unit"?}`.
    #[napi(catch_unwind, ts_args_type = "request: WindowRequest", ts_return_type = "EventWindow")]
    pub fn window<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.window_json(text))
    }

    /// As `window`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn window_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.window_json(text))
    }

    /// The festivals of a year by moon and sun: `{"year"}`.
    #[napi(catch_unwind, ts_args_type = "request: FestivalsRequest", ts_return_type = "Festivals")]
    pub fn festivals<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.festivals_json(text))
    }

    /// As `festivals`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn festivals_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.festivals_json(text))
    }

    /// The definition with the days of holiday-cn files: `{"years": [file, ...]}`.
    #[napi(catch_unwind, ts_args_type = "request: HolidayCnRequest", ts_return_type = "CalendarImport")]
    pub fn with_holiday_cn<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.with_holiday_cn_json(text))
    }

    /// As `withHolidayCn`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn with_holiday_cn_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.with_holiday_cn_json(text))
    }

    /// The definition with the whole days of an iCalendar text: `{"text", "days"?, "through"?, "time_zone"?}`.
    #[napi(catch_unwind, ts_args_type = "request: IcalRequest", ts_return_type = "CalendarImport")]
    pub fn with_ical<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.with_ical_json(text))
    }

    /// As `withIcal`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn with_ical_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.with_ical_json(text))
    }

    /// The days whose holidays are known; `null` when all of them are.
    #[napi(catch_unwind, ts_return_type = "KnownRangeReport | null")]
    pub fn known<'env>(&self, env: &'env Env) -> Result<Unknown<'env>> {
        bridge::written_object(env, || canonical_json(&self.0.definition().known))
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
