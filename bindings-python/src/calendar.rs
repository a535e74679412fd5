use leadstone::kernel::calendar;
use pyo3::prelude::*;

use crate::bridge::{Given, GivenOrText, Out, Text, call};
use crate::shapes::{
    BusinessDay, BusinessDayCount, CalendarDefinition, CalendarImport, Deadline, EventWindow, Festivals,
    MaybeKnownRange, Request, WorkedTime,
};

/// A compiled calendar: immutable, shared freely between threads.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct CalendarModel(pub(crate) calendar::CalendarModel);

#[pymethods]
impl CalendarModel {
    /// Compiles a calendar given as an object or as JSON text.
    #[staticmethod]
    fn compile(py: Python<'_>, definition: GivenOrText<CalendarDefinition>) -> PyResult<Self> {
        call(py, || calendar::CalendarModel::from_value(definition.0)).map(Self)
    }

    /// SHA-256 of the definition's canonical JSON.
    fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definition as canonical JSON, defaults written.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        call(py, || self.0.to_json())
    }

    /// The days whose holidays are known; `None` when all of them are.
    fn known(&self, py: Python<'_>) -> PyResult<Out<MaybeKnownRange>> {
        Out::call(py, || Ok(self.0.definition().known))
    }

    /// Whether a day is worked: `{"day"}`.
    fn is_business_day(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<BusinessDay>> {
        Out::call(py, || self.0.is_business_day_value(request.0))
    }

    /// As `is_business_day`, JSON text in and canonical JSON text out.
    fn is_business_day_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.is_business_day_json(&request))
    }

    /// When a span of time is over that begins at an instant: `{"at", "span", "time_zone"?}`.
    fn after(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<Deadline>> {
        Out::call(py, || self.0.after_value(request.0))
    }

    /// As `after`, JSON text in and canonical JSON text out.
    fn after_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.after_json(&request))
    }

    /// When to begin a span at the latest that is over at an instant: `{"at", "span", "time_zone"?}`.
    fn before(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<Deadline>> {
        Out::call(py, || self.0.before_value(request.0))
    }

    /// As `before`, JSON text in and canonical JSON text out.
    fn before_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.before_json(&request))
    }

    /// The time worked between two instants: `{"from", "to", "time_zone"?}`.
    fn worked(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<WorkedTime>> {
        Out::call(py, || self.0.worked_value(request.0))
    }

    /// As `worked`, JSON text in and canonical JSON text out.
    fn worked_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.worked_json(&request))
    }

    /// Business days from a day, which counts, to another, which does not: `{"from", "to"}`.
    fn business_days(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<BusinessDayCount>> {
        Out::call(py, || self.0.business_days_value(request.0))
    }

    /// As `business_days`, JSON text in and canonical JSON text out.
    fn business_days_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.business_days_json(&request))
    }

    /// The days of a window around an event: `{"event", "from", "through", "unit"?}`.
    fn window(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<EventWindow>> {
        Out::call(py, || self.0.window_value(request.0))
    }

    /// As `window`, JSON text in and canonical JSON text out.
    fn window_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.window_json(&request))
    }

    /// The festivals of a year by moon and sun: `{"year"}`.
    fn festivals(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<Festivals>> {
        Out::call(py, || self.0.festivals_value(request.0))
    }

    /// As `festivals`, JSON text in and canonical JSON text out.
    fn festivals_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.festivals_json(&request))
    }

    /// The definition with the days of holiday-cn files: `{"years": [file, ...]}`.
    fn with_holiday_cn(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<CalendarImport>> {
        Out::call(py, || self.0.with_holiday_cn_value(request.0))
    }

    /// As `with_holiday_cn`, JSON text in and canonical JSON text out.
    fn with_holiday_cn_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.with_holiday_cn_json(&request))
    }

    /// The definition with the whole days of an iCalendar text: `{"text", "days"?, "through"?, "time_zone"?}`.
    fn with_ical(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<CalendarImport>> {
        Out::call(py, || self.0.with_ical_value(request.0))
    }

    /// As `with_ical`, JSON text in and canonical JSON text out.
    fn with_ical_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.with_ical_json(&request))
    }
}
