//! Arrow IPC streams from a host that is not trusted.
//!
//! `arrow-ipc` trusts the lengths, offsets and types that a message states: it allocates what the message asks for and
//! panics when it lies. So every message is checked here against the bytes that are really there, and
//! only what has passed goes on to it.

use std::sync::Arc;

use arrow_buffer::Buffer;
use arrow_ipc::{DateUnit, Endianness, Message, MessageHeader, Precision, Type};
use arrow_schema::{DataType, Schema};

use super::arrow::{TableBuilder, not_readable, wrong_type};
use crate::error::{Error, Violation};
use crate::kernel::facts::{RawTable, Tables};
use crate::primitives::{JsonPointer, limits};

impl RawTable {
    /// The table in one Arrow IPC stream, uncompressed, with its end mark.
    ///
    /// A stream that stops before its end mark is refused, since rows may be missing from it.
    ///
    /// # Errors
    /// Class `input`: `arrow.not_readable` for bytes that are no such stream, and as
    /// [`RawTable::from_record_batches`].
    pub fn from_ipc(bytes: &[u8]) -> Result<Self, Error> {
        read(bytes).map_err(Error::input)
    }
}

impl Tables {
    /// These tables and one more, from an Arrow IPC stream.
    ///
    /// # Errors
    /// As [`RawTable::from_ipc`], with pointers under `/tables/<name>`.
    pub fn with_ipc(self, name: &str, bytes: &[u8]) -> Result<Self, Error> {
        let base = JsonPointer::root().key("tables").key(name);
        match read(bytes) {
            Ok(table) => Ok(self.with(name, table)),
            Err(found) => Err(Error::input(found.into_iter().map(|violation| violation.under(&base)).collect())),
        }
    }
}

#[expect(clippy::disallowed_types, reason = "arrow-ipc keeps dictionaries in a HashMap; its order never shows")]
type Dictionaries = std::collections::HashMap<i64, Arc<dyn arrow_array::Array>>;

fn read(bytes: &[u8]) -> Result<RawTable, Vec<Violation>> {
    let refuse = |detail: &str| vec![not_readable(detail)];
    if bytes.starts_with(b"ARROW1") {
        return Err(refuse("an Arrow file; an Arrow stream is needed"));
    }
    let mut rest = bytes;
    let (message, _) = next(&mut rest).map_err(refuse)?.ok_or_else(|| refuse("the stream is empty"))?;
    let schema = schema(&message)?;
    let mut table = TableBuilder::new(&schema)?;
    let types: Vec<&DataType> = schema.fields().iter().map(|field| field.data_type()).collect();
    let mut dictionaries = Dictionaries::new();
    while let Some((message, body)) = next(&mut rest).map_err(refuse)? {
        let version = message.version();
        let failed = |error: arrow_schema::ArrowError| refuse(&error.to_string());
        match message.header_type() {
            MessageHeader::RecordBatch => {
                let batch = message.header_as_record_batch().ok_or_else(|| refuse("a batch without a header"))?;
                let rows = check_batch(&batch, &types, body.len()).map_err(refuse)?;
                table.reserve(rows).map_err(|violation| vec![violation])?;
                let body = Buffer::from(body);
                let batch =
                    arrow_ipc::reader::read_record_batch(&body, batch, schema.clone(), &dictionaries, None, &version);
                table.push(&batch.map_err(failed)?).map_err(|violation| vec![violation])?;
            }
            MessageHeader::DictionaryBatch => {
                let batch =
                    message.header_as_dictionary_batch().ok_or_else(|| refuse("a dictionary without a header"))?;
                let data = batch.data().ok_or_else(|| refuse("a dictionary without data"))?;
                let values =
                    dictionary_values(&schema, batch.id()).ok_or_else(|| refuse("a dictionary that no column has"))?;
                check_batch(&data, &[&values], body.len()).map_err(refuse)?;
                let body = Buffer::from(body);
                arrow_ipc::reader::read_dictionary(&body, batch, &schema, &mut dictionaries, &version)
                    .map_err(failed)?;
            }
            _ => return Err(refuse("a message that is neither a batch nor a dictionary")),
        }
    }
    if rest.iter().any(|byte| *byte != 0) {
        return Err(refuse("bytes after the end mark"));
    }
    table.finish().map_err(|error| error.violations().cloned().collect())
}

/// Takes that many bytes from the front.
fn take<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8], &'static str> {
    let (taken, after) = rest.split_at_checked(count).ok_or("the stream ends too early")?;
    *rest = after;
    Ok(taken)
}

/// The next message and its body, `None` at the end mark.
fn next<'a>(rest: &mut &'a [u8]) -> Result<Option<(Message<'a>, &'a [u8])>, &'static str> {
    const CONTINUATION: [u8; 4] = [0xff; 4];
    let mut length = take(rest, 4)?;
    if length == CONTINUATION {
        length = take(rest, 4)?;
    }
    let length: [u8; 4] = length.try_into().map_err(|_| "no length")?;
    let length = usize::try_from(i32::from_le_bytes(length)).map_err(|_| "a negative length")?;
    if length == 0 {
        return Ok(None);
    }
    let metadata = take(rest, length)?;
    let message = arrow_ipc::root_as_message(metadata).map_err(|_| "a message that is no flatbuffer")?;
    let body = usize::try_from(message.bodyLength()).map_err(|_| "a negative length of a body")?;
    Ok(Some((message, take(rest, body)?)))
}

fn schema(message: &Message<'_>) -> Result<Arc<Schema>, Vec<Violation>> {
    let refuse = |detail: &str| vec![not_readable(detail)];
    let schema = message.header_as_schema().ok_or_else(|| refuse("the stream does not start with a schema"))?;
    if schema.endianness() != Endianness::Little {
        return Err(refuse("big-endian"));
    }
    let fields = schema.fields().ok_or_else(|| refuse("a schema without fields"))?;
    let mut found = Vec::new();
    for field in &fields {
        match check_field(&field) {
            Ok(()) => {}
            Err(Some(actual)) => found.push(wrong_type(field.name().unwrap_or_default(), actual)),
            Err(None) => return Err(refuse("a field of no known type")),
        }
    }
    if found.is_empty() { Ok(Arc::new(arrow_ipc::convert::fb_to_schema(schema))) } else { Err(found) }
}

/// Whether a field has a type that is read here: `Err(Some)` names another type, `Err(None)` is none at all.
fn check_field(field: &arrow_ipc::Field<'_>) -> Result<(), Option<&'static str>> {
    let sound = |holds: bool| if holds { Ok(()) } else { Err(None) };
    let known_width = |int: arrow_ipc::Int<'_>| matches!(int.bitWidth(), 8 | 16 | 32 | 64);
    let is_text = matches!(field.type_type(), Type::Utf8 | Type::LargeUtf8 | Type::Utf8View);
    if let Some(dictionary) = field.dictionary() {
        if !is_text {
            return Err(Some("dictionary of other values than text"));
        }
        return sound(dictionary.indexType().is_some_and(known_width));
    }
    match field.type_type() {
        _ if is_text => Ok(()),
        Type::Null | Type::Bool => Ok(()),
        Type::Int => sound(field.type_as_int().is_some_and(known_width)),
        Type::FloatingPoint => match field.type_as_floating_point().ok_or(None)?.precision() {
            Precision::SINGLE | Precision::DOUBLE => Ok(()),
            Precision::HALF => Err(Some("float16")),
            _ => Err(None),
        },
        Type::Date => sound(matches!(field.type_as_date().ok_or(None)?.unit(), DateUnit::DAY | DateUnit::MILLISECOND)),
        Type::Timestamp => {
            let unit = field.type_as_timestamp().ok_or(None)?.unit();
            sound(unit.variant_name().is_some())
        }
        Type::Decimal => {
            let decimal = field.type_as_decimal().ok_or(None)?;
            sound((1..=38).contains(&decimal.precision()) && (-38..=38).contains(&decimal.scale()))?;
            if decimal.bitWidth() == 128 { Ok(()) } else { Err(Some("decimal of another width than 128")) }
        }
        other => Err(other.variant_name()),
    }
}

fn dictionary_values(schema: &Schema, id: i64) -> Option<DataType> {
    #[expect(deprecated, reason = "the id of a dictionary has no other way in yet")]
    let fields = schema.fields_with_dict_id(id);
    match fields.first()?.data_type() {
        DataType::Dictionary(_, values) => Some(values.as_ref().clone()),
        _ => None,
    }
}

/// Checks that a batch states what its body can hold; answers its number of rows.
fn check_batch(batch: &arrow_ipc::RecordBatch<'_>, types: &[&DataType], body: usize) -> Result<usize, &'static str> {
    if batch.compression().is_some() {
        return Err("compressed; send it uncompressed");
    }
    let rows = usize::try_from(batch.length()).map_err(|_| "a negative number of rows")?;
    let nodes = batch.nodes().ok_or("a batch without columns")?;
    let buffers = batch.buffers().ok_or("a batch without buffers")?;
    if nodes.len() != types.len() {
        return Err("a batch has other columns than the schema");
    }
    if rows > limits::ROWS {
        // The builder names the limit; nothing is computed from such a number before it does.
        return Ok(rows);
    }
    let mut views = batch.variadicBufferCounts().into_iter().flatten();
    let mut buffers = buffers.iter();
    // The next buffer lies within the body and has at least that many bytes.
    let mut holds = |least: usize| -> Result<(), &'static str> {
        let buffer = buffers.next().ok_or("a batch has too few buffers")?;
        let offset = usize::try_from(buffer.offset()).map_err(|_| "a negative offset")?;
        let length = usize::try_from(buffer.length()).map_err(|_| "a negative length of a buffer")?;
        let fits = offset.checked_add(length).is_some_and(|end| end <= body);
        if fits && length >= least { Ok(()) } else { Err("a buffer does not hold what the batch states") }
    };
    for (node, data_type) in nodes.iter().zip(types) {
        let nulls = usize::try_from(node.null_count()).map_err(|_| "a negative number of nulls")?;
        if usize::try_from(node.length()) != Ok(rows) || nulls > rows {
            return Err("a column has another number of rows than its batch");
        }
        let bitmap = if nulls > 0 { rows.div_ceil(8) } else { 0 };
        match data_type {
            DataType::Null => continue,
            DataType::Boolean => [bitmap, rows.div_ceil(8)].into_iter().try_for_each(&mut holds)?,
            DataType::Utf8 | DataType::LargeUtf8 => {
                let width = if **data_type == DataType::Utf8 { 4 } else { 8 };
                let offsets = if rows == 0 { 0 } else { (rows + 1) * width };
                [bitmap, offsets, 0].into_iter().try_for_each(&mut holds)?;
            }
            DataType::Utf8View => {
                let count =
                    views.next().and_then(|count| usize::try_from(count).ok()).ok_or("a view without a count")?;
                [bitmap, rows * 16].into_iter().try_for_each(&mut holds)?;
                (0..count).try_for_each(|_| holds(0))?;
            }
            DataType::Dictionary(key, _) => {
                let width = key.primitive_width().ok_or("a dictionary without a key")?;
                [bitmap, rows * width].into_iter().try_for_each(&mut holds)?;
            }
            other => {
                let width = other.primitive_width().ok_or("a field of no known type")?;
                [bitmap, rows * width].into_iter().try_for_each(&mut holds)?;
            }
        }
    }
    if views.next().is_some() || buffers.next().is_some() {
        return Err("a batch has buffers that no column has");
    }
    Ok(rows)
}
