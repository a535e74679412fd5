//! The one place that converts values, moves work to the pool and maps errors.
//!
//! Objects cross as JSON text made by the host's own `JSON.stringify` and read by its
//! `JSON.parse`, once per call: that is faster than walking an object property by property.

use std::panic::{AssertUnwindSafe, catch_unwind};

use leadstone::facts::Tables;
use leadstone::{Error, ErrorClass, ErrorCode, JsonPointer, Locale, Violation, canonical_json, decode, limits};
use napi::bindgen_prelude::{
    AsyncTask, Buffer, ClassInstance, Env, FromNapiValue, Function, FunctionRef, JsObjectValue, JsValue, Object,
    ToNapiValue, Uint8Array, Unknown,
};
use napi::{ScopedTask, ValueType};
use serde_json::Value;

use crate::pack::Pack;

/// What core answers.
pub(crate) type Answer<T> = Result<T, Error>;

/// The host's functions, looked up once per environment so that later patches of `JSON` change nothing.
struct Host {
    encode: FunctionRef<Unknown<'static>, Unknown<'static>>,
    decode: FunctionRef<String, Unknown<'static>>,
    sort: FunctionRef<Unknown<'static>, Object<'static>>,
    error: FunctionRef<String, Unknown<'static>>,
}

#[napi_derive::napi(module_exports)]
pub(crate) fn init(mut exports: Object<'_>, env: Env) -> napi::Result<()> {
    let half: Object<'_> = env.run_script(include_str!("bridge.js"))?;
    let error: Function<'_, String> = half.get_named_property("LeadstoneError")?;
    let host = Host {
        encode: half.get_named_property::<Function<'_>>("encode")?.create_ref()?,
        decode: half.get_named_property::<Function<'_, String>>("decode")?.create_ref()?,
        sort: half.get_named_property::<Function<'_, Unknown<'_>, Object<'_>>>("sort")?.create_ref()?,
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
    answer(env, || door(&text_of(env, document, ErrorClass::Definition)?))
}

/// A document given as an object or as its JSON text, with options given as an object.
pub(crate) fn compile_with<T>(
    env: &Env,
    document: Unknown<'_>,
    options: Unknown<'_>,
    door: impl FnOnce(&str, &str) -> Answer<T>,
) -> napi::Result<T> {
    answer(env, || {
        let options = encode(env, options, ErrorClass::Definition)?;
        door(&text_of(env, document, ErrorClass::Definition)?, &options)
    })
}

/// A brief given as an object or as JSON text, shown in a language.
pub(crate) fn render(
    env: &Env,
    brief: Unknown<'_>,
    locale: Unknown<'_>,
    view: impl FnOnce(&Value, Locale) -> Answer<String>,
) -> napi::Result<String> {
    answer(env, || {
        let brief = decode::parse(&text_of(env, brief, ErrorClass::Input)?).map_err(Error::input)?;
        view(&brief, decode::decode(Value::from(text(locale)?)).map_err(Error::input)?)
    })
}

/// What the catalogue says for a code in a language.
pub(crate) fn said(
    env: &Env,
    code: Unknown<'_>,
    locale: Unknown<'_>,
    catalogue: impl FnOnce(&str, Locale) -> Option<&'static str>,
) -> napi::Result<Option<&'static str>> {
    answer(env, || {
        let locale = decode::decode(Value::from(text(locale)?)).map_err(Error::input)?;
        Ok(catalogue(&text(code)?, locale))
    })
}

/// What core makes of a compiled pack.
pub(crate) fn with_pack<T>(env: &Env, pack: Unknown<'_>, door: impl FnOnce(&Pack) -> Answer<T>) -> napi::Result<T> {
    answer(env, || {
        let kind = host(pack.get_type())?;
        let pack = ClassInstance::<Pack>::from_unknown(pack).map_err(|_| wrong_kind("Pack", kind))?;
        door(&pack)
    })
}

/// JSON text of core as an object.
pub(crate) fn object_of<'env>(
    env: &'env Env,
    name: Unknown<'_>,
    door: impl FnOnce(&str) -> Answer<&'static str>,
) -> napi::Result<Unknown<'env>> {
    answer(env, || parsed(env, door(&text(name)?)?.to_owned()))
}

/// What core makes of a model alone, as an object.
pub(crate) fn made<'env>(env: &'env Env, work: impl FnOnce() -> Answer<String>) -> napi::Result<Unknown<'env>> {
    answer(env, || parsed(env, work()?))
}

/// The text door: a text in, whatever core makes of it out.
pub(crate) fn text_door<T>(env: &Env, input: Unknown<'_>, door: impl FnOnce(&str) -> Answer<T>) -> napi::Result<T> {
    answer(env, || door(&text(input)?))
}

/// A text in, and perhaps another; whatever core makes of them out.
pub(crate) fn texts_door<T>(
    env: &Env,
    input: Unknown<'_>,
    other: Option<Unknown<'_>>,
    door: impl FnOnce(&str, Option<&str>) -> Answer<T>,
) -> napi::Result<T> {
    answer(env, || door(&text(input)?, other.map(text).transpose()?.as_deref()))
}

/// An object in, as a JSON value, and perhaps a text; whatever core makes of them out.
pub(crate) fn value_and_text_door<T>(
    env: &Env,
    input: Unknown<'_>,
    other: Option<Unknown<'_>>,
    door: impl FnOnce(Value, Option<&str>) -> Answer<T>,
) -> napi::Result<T> {
    answer(env, || {
        let json = encode(env, input, ErrorClass::Input)?;
        door(decode::parse(&json).map_err(Error::input)?, other.map(text).transpose()?.as_deref())
    })
}

/// An object in, as a JSON value; whatever core makes of it out.
pub(crate) fn value_door<T>(env: &Env, input: Unknown<'_>, door: impl FnOnce(Value) -> Answer<T>) -> napi::Result<T> {
    answer(env, || {
        let text = encode(env, input, ErrorClass::Input)?;
        door(decode::parse(&text).map_err(Error::input)?)
    })
}

/// The object door: an object in, core's text door, an object out.
pub(crate) fn object<'env>(
    env: &'env Env,
    input: Unknown<'_>,
    door: impl FnOnce(&str) -> Answer<String>,
) -> napi::Result<Unknown<'env>> {
    answer(env, || parsed(env, door(&encode(env, input, ErrorClass::Input)?)?))
}

/// What a model says about itself, as an object.
pub(crate) fn written_object<'env>(
    env: &'env Env,
    door: impl FnOnce() -> Answer<String>,
) -> napi::Result<Unknown<'env>> {
    answer(env, || parsed(env, door()?))
}

/// The object door of a verb that reads whole tables: computed on the pool.
pub(crate) fn object_on_pool(
    env: &Env,
    input: Unknown<'_>,
    door: impl FnOnce(&str) -> Answer<String> + Send + 'static,
) -> AsyncTask<Work> {
    let input = guarded(|| encode(env, input, ErrorClass::Input));
    Work::of(move || door(&input?).map(Output::Object))
}

/// The JSON door of a verb that reads whole tables: computed on the pool.
pub(crate) fn json_on_pool(
    input: Unknown<'_>,
    door: impl FnOnce(&str) -> Answer<String> + Send + 'static,
) -> AsyncTask<Work> {
    let input = guarded(|| text(input));
    Work::of(move || door(&input?).map(Output::Text))
}

/// The column door: one Arrow IPC stream in and one out, computed on the pool.
pub(crate) fn columns_on_pool(
    input: Unknown<'_>,
    door: impl FnOnce(&[u8]) -> Answer<Vec<u8>> + Send + 'static,
) -> AsyncTask<Work> {
    let input = guarded(|| bytes(input));
    Work::of(move || door(&input?).map(Output::Columns))
}

/// The door of one Arrow IPC stream and options as an object: computed on the pool.
pub(crate) fn columns_and_options_on_pool(
    env: &Env,
    columns: Unknown<'_>,
    options: Unknown<'_>,
    door: impl FnOnce(&[u8], &str) -> Answer<Output> + Send + 'static,
) -> AsyncTask<Work> {
    let input = guarded(|| Ok((bytes(columns)?, encode(env, options, ErrorClass::Input)?)));
    Work::of(move || {
        let (columns, options) = input?;
        door(&columns, &options)
    })
}

/// The door of tables, each given as columns, CSV text or rows, and options as an object.
pub(crate) fn tables_on_pool(
    env: &Env,
    given: Unknown<'_>,
    options: Unknown<'_>,
    door: impl FnOnce(&Tables, &str) -> Answer<String> + Send + 'static,
) -> AsyncTask<Work> {
    let input = guarded(|| Ok((Sorted::of(env, given)?, encode(env, options, ErrorClass::Input)?)));
    Work::of(move || {
        let (tables, options) = input?;
        door(&tables.read()?, &options).map(Output::Object)
    })
}

/// The JSON door of tables and options: computed on the pool.
pub(crate) fn texts_on_pool(
    tables: Unknown<'_>,
    options: Unknown<'_>,
    door: impl FnOnce(&str, &str) -> Answer<String> + Send + 'static,
) -> AsyncTask<Work> {
    let input = guarded(|| Ok((text(tables)?, text(options)?)));
    Work::of(move || {
        let (tables, options) = input?;
        door(&tables, &options).map(Output::Text)
    })
}

/// The tables of a host by the way they cross; read on the pool.
struct Sorted {
    rows: String,
    texts: Vec<Vec<String>>,
    columns: Vec<(String, Vec<u8>)>,
}

impl Sorted {
    fn of(env: &Env, given: Unknown<'_>) -> Answer<Self> {
        let sorted = host(Host::of(env).and_then(|host| host.sort.borrow_back(env)?.call(given)))?;
        let rows =
            written(host(sorted.get_named_property("rows"))?, &JsonPointer::root().key("tables"), ErrorClass::Input)?;
        let names: Vec<String> = host(sorted.get_named_property("names"))?;
        let columns: Vec<Uint8Array> = host(sorted.get_named_property("columns"))?;
        let columns = names.into_iter().zip(columns.iter().map(|bytes| bytes.to_vec())).collect();
        Ok(Self { rows, texts: host(sorted.get_named_property("texts"))?, columns })
    }

    fn read(self) -> Answer<Tables> {
        let mut tables = Tables::from_json(&self.rows)?;
        for pair in &self.texts {
            if let [name, text] = &pair[..] {
                tables = tables.with_csv(name, text)?;
            }
        }
        self.columns.iter().try_fold(tables, |tables, (name, bytes)| tables.with_ipc(name, bytes))
    }
}

/// Work for the pool; its promise is rejected with the same error that a call would throw.
#[expect(missing_debug_implementations, reason = "a closure has nothing to show")]
pub struct Work(Option<Box<dyn FnOnce() -> Answer<Output> + Send>>);

/// What work on the pool yields.
#[derive(Debug)]
pub enum Output {
    /// An Arrow IPC stream.
    Columns(Vec<u8>),
    /// JSON text, handed over as an object.
    Object(String),
    /// JSON text, handed over as it is.
    Text(String),
}

impl Work {
    fn of(work: impl FnOnce() -> Answer<Output> + Send + 'static) -> AsyncTask<Self> {
        AsyncTask::new(Self(Some(Box::new(work))))
    }
}

impl<'task> ScopedTask<'task> for Work {
    type Output = Answer<Output>;
    type JsValue = Unknown<'task>;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        Ok(guarded(self.0.take().unwrap_or_else(|| Box::new(|| Err(bug())))))
    }

    fn resolve(&mut self, env: &'task Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        answer(env, || match output? {
            Output::Columns(bytes) => host(Buffer::from(bytes).into_unknown(env)),
            Output::Object(text) => parsed(env, text),
            Output::Text(text) => host(text.into_unknown(env)),
        })
    }
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
        ValueType::String => {
            let read = host(value.coerce_to_string().and_then(|text| text.into_utf8()?.into_owned()))?;
            // What stands for a lone surrogate may also have been sent.
            if read.contains(char::REPLACEMENT_CHARACTER) && !host(is_well_formed(value))? {
                let violation = Violation::new(ErrorCode::DecodeNotRepresentable, JsonPointer::root());
                return Err(Error::input(vec![violation.with("actual", "string")]));
            }
            Ok(read)
        }
        other => Err(wrong_kind("string", other)),
    }
}

fn is_well_formed(value: Unknown<'_>) -> napi::Result<bool> {
    let units = value.coerce_to_string()?.into_utf16()?;
    Ok(char::decode_utf16(units.iter().copied()).all(|unit| unit.is_ok()))
}

/// The bytes of a `Buffer` or `Uint8Array`, copied: the host may change, move or free its own
/// while the pool still reads.
fn bytes(value: Unknown<'_>) -> Answer<Vec<u8>> {
    let kind = host(value.get_type())?;
    Uint8Array::from_unknown(value).map(|bytes| bytes.to_vec()).map_err(|_| wrong_kind("Uint8Array", kind))
}

fn wrong_kind(expected: &str, actual: ValueType) -> Error {
    let violation = Violation::new(ErrorCode::DecodeWrongKind, JsonPointer::root());
    Error::input(vec![violation.with("expected", expected).with("actual", actual.to_string().to_lowercase())])
}

fn parsed<'env>(env: &'env Env, text: String) -> Answer<Unknown<'env>> {
    host(Host::of(env).and_then(|host| host.decode.borrow_back(env)?.call(text)))
}

/// The JSON text of a document that is given as an object, or as its text.
fn text_of(env: &Env, document: Unknown<'_>, class: ErrorClass) -> Answer<String> {
    match host(document.get_type())? {
        ValueType::String => text(document).map_err(|error| Error::new(class, error.into_violations())),
        _ => encode(env, document, class),
    }
}

/// The JSON text of an object; what the host cannot write is an error of `class`.
fn encode(env: &Env, value: Unknown<'_>, class: ErrorClass) -> Answer<String> {
    let found = host(Host::of(env).and_then(|host| host.encode.borrow_back(env)?.call(value)))?;
    written(found, &JsonPointer::root(), class)
}

/// What `encode` of the host answered for a value that stands at `base`.
fn written(found: Unknown<'_>, base: &JsonPointer, class: ErrorClass) -> Answer<String> {
    match host(found.get_type())? {
        ValueType::String => text(found),
        _ => Err(Error::new(class, vec![host(not_written(found))?.under(base)])),
    }
}

fn not_written(found: Unknown<'_>) -> napi::Result<Violation> {
    let found = found.coerce_to_object()?;
    let keys: Vec<String> = found.get_named_property("keys")?;
    if found.get_named_property("tooDeep")? {
        return Ok(decode::too_deep(JsonPointer::root()));
    }
    let at = keys.iter().fold(JsonPointer::root(), |at, key| at.key(key));
    if found.get_named_property("tooLong")? {
        return Ok(Violation::new(ErrorCode::DecodeTooLarge, at).with("limit", limits::JSON_BYTES));
    }
    let actual: String = found.get_named_property("actual")?;
    Ok(Violation::new(ErrorCode::DecodeNotRepresentable, at).with("actual", actual))
}
