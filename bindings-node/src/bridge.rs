//! The one place that converts values, moves work to the pool and maps errors.
//!
//! Objects cross as JSON text made by the host's own `JSON.stringify` and read by its
//! `JSON.parse`, once per call: that is faster than walking an object property by property.

use std::panic::{AssertUnwindSafe, catch_unwind};

use leadstone::{Error, ErrorClass, ErrorCode, JsonPointer, Violation, canonical_json, limits};
use napi::ValueType;
use napi::bindgen_prelude::{Env, Function, FunctionRef, JsObjectValue, JsValue, Object, Unknown};

/// What core answers.
pub(crate) type Answer<T> = Result<T, Error>;

/// The host's functions, looked up once per environment so that later patches of `JSON` change nothing.
struct Host {
    encode: FunctionRef<Unknown<'static>, Unknown<'static>>,
    decode: FunctionRef<String, Unknown<'static>>,
    error: FunctionRef<String, Unknown<'static>>,
}

#[napi_derive::napi(module_exports)]
pub(crate) fn init(mut exports: Object<'_>, env: Env) -> napi::Result<()> {
    let half: Object<'_> = env.run_script(include_str!("bridge.js"))?;
    let error: Function<'_, String> = half.get_named_property("LeadstoneError")?;
    let host = Host {
        encode: half.get_named_property::<Function<'_>>("encode")?.create_ref()?,
        decode: half.get_named_property::<Function<'_, String>>("decode")?.create_ref()?,
        error: error.create_ref()?,
    };
    exports.set_named_property("LeadstoneError", error)?;
    env.set_instance_data(host, (), |_| {})
}

impl Host {
    fn of(env: &Env) -> napi::Result<&'static Self> {
        env.get_instance_data::<Self>()?.map(|host| &*host).ok_or_else(|| napi::Error::from_reason(bug().to_string()))
    }
}

/// A document given as an object or as its JSON text, handed to core as text.
pub(crate) fn compile<T>(env: &Env, document: Unknown<'_>, door: impl FnOnce(&str) -> Answer<T>) -> napi::Result<T> {
    answer(env, || match document.get_type() {
        Ok(ValueType::String) => door(&text(document)?),
        _ => door(&encode(env, document, ErrorClass::Definition)?),
    })
}

/// The object door: an object in, core's text door, an object out.
pub(crate) fn object<'env>(
    env: &'env Env,
    input: Unknown<'_>,
    door: impl FnOnce(&str) -> Answer<String>,
) -> napi::Result<Unknown<'env>> {
    answer(env, || decode(env, door(&encode(env, input, ErrorClass::Input)?)?))
}

/// The JSON door: text in, text out.
pub(crate) fn json(env: &Env, input: Unknown<'_>, door: impl FnOnce(&str) -> Answer<String>) -> napi::Result<String> {
    answer(env, || door(&text(input)?))
}

/// Runs `work` and throws its error as a `LeadstoneError`.
pub(crate) fn answer<T>(env: &Env, work: impl FnOnce() -> Answer<T>) -> napi::Result<T> {
    guarded(work).map_err(|error| raise(env, &error).unwrap_or_else(|failure| failure))
}

/// A panic would be a bug of leadstone: it becomes an error and never ends the process.
fn guarded<T>(work: impl FnOnce() -> Answer<T>) -> Answer<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(bug()))
}

fn bug() -> Error {
    Error::new(ErrorClass::Internal, Vec::new())
}

/// A call into the host that cannot fail unless the host is broken.
fn host<T>(result: napi::Result<T>) -> Answer<T> {
    result.map_err(|_| bug())
}

fn raise(env: &Env, error: &Error) -> napi::Result<napi::Error> {
    let body = canonical_json(error).map_err(|error| napi::Error::from_reason(error.to_string()))?;
    let error = Host::of(env)?.error.borrow_back(env)?.new_instance(body)?;
    Ok(napi::Error::from_unknown_without_coercion(error))
}

/// The text of a string; nothing else is taken for one.
pub(crate) fn text(value: Unknown<'_>) -> Answer<String> {
    match host(value.get_type())? {
        ValueType::String => host(value.coerce_to_string().and_then(|text| text.into_utf8()?.into_owned())),
        other => Err(wrong_kind("string", other)),
    }
}

fn wrong_kind(expected: &str, actual: ValueType) -> Error {
    let violation = Violation::new(ErrorCode::DecodeWrongKind, JsonPointer::root());
    Error::input(vec![violation.with("expected", expected).with("actual", actual.to_string().to_lowercase())])
}

fn decode<'env>(env: &'env Env, text: String) -> Answer<Unknown<'env>> {
    host(Host::of(env).and_then(|host| host.decode.borrow_back(env)?.call(text)))
}

/// The JSON text of an object; what the host cannot write is an error of `class`.
pub(crate) fn encode(env: &Env, value: Unknown<'_>, class: ErrorClass) -> Answer<String> {
    let written = host(Host::of(env).and_then(|host| host.encode.borrow_back(env)?.call(value)))?;
    match host(written.get_type())? {
        ValueType::String => text(written),
        _ => Err(Error::new(class, vec![host(not_written(written))?])),
    }
}

fn not_written(found: Unknown<'_>) -> napi::Result<Violation> {
    let found = found.coerce_to_object()?;
    let keys: Vec<String> = found.get_named_property("keys")?;
    let at = keys.iter().take(limits::DEPTH).fold(JsonPointer::root(), |at, key| at.key(key));
    if keys.len() > limits::DEPTH {
        return Ok(leadstone::decode::too_deep(JsonPointer::root()));
    }
    if found.get_named_property("tooLong")? {
        return Ok(Violation::new(ErrorCode::DecodeTooLarge, at).with("limit", limits::JSON_BYTES));
    }
    let actual: String = found.get_named_property("actual")?;
    Ok(Violation::new(ErrorCode::DecodeNotRepresentable, at).with("actual", actual))
}
