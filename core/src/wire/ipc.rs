//! Arrow IPC streams from a host that is not trusted.
//!
//! The reader of `arrow-ipc` trusts the lengths, offsets and types that a message states: it allocates
//! what it is asked for and panics on lies that its validation does not reach (tried: a type of unknown
//! width, an offset behind the body, an offsets buffer of odd length). Here only its verified
//! flatbuffers are used; the cells are read from the bytes that are really there.

use std::collections::BTreeMap;

use arrow_ipc::{DateUnit, Endianness, Message, MessageHeader, Precision, TimeUnit, Type};

use super::arrow::{TableBuilder, not_readable, wrong_type};
use super::arrow_columns::{Growing, GrowingDictionary};
use super::ipc_cells::{Body, Detail, Layout, Sent};
use super::lists::{GrowingList, NestedTable};
use crate::error::{Error, Violation};
use crate::kernel::facts::{RawTable, Tables, TextCells};

impl RawTable {
    /// The table in one Arrow IPC stream, uncompressed, with its end mark.
    ///
    /// A stream that stops before its end mark is refused, since rows may be missing from it. Types are
    /// read as [`RawTable::from_batches`] reads them.
    ///
    /// # Errors
    /// Class `input`: `arrow.not_readable` for bytes that are no such stream, `column.wrong_type` for
    /// every column of another type, `facts.too_many_rows`, and as [`RawTable::try_new`].
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
        self.with_read(name, read(bytes))
    }
}

fn refuse(detail: Detail) -> Vec<Violation> {
    vec![not_readable(detail)]
}

fn read(bytes: &[u8]) -> Result<RawTable, Vec<Violation>> {
    stream(bytes, false)?.finish()
}

/// As [`read`], with columns of lists beside the others.
pub(super) fn read_nested(bytes: &[u8]) -> Result<NestedTable, Vec<Violation>> {
    stream(bytes, true)?.finish_nested()
}

fn stream(bytes: &[u8], nested: bool) -> Result<TableBuilder, Vec<Violation>> {
    if bytes.starts_with(b"ARROW1") {
        return Err(refuse("an Arrow file; an Arrow stream is needed"));
    }
    let mut rest = bytes;
    let (message, _) = next(&mut rest).map_err(refuse)?.ok_or_else(|| refuse("the stream is empty"))?;
    let (mut table, mut layouts) = schema(&message, nested)?;
    let nodes = layouts.iter().map(Layout::nodes).sum();
    let mut dictionaries: BTreeMap<i64, Sent> = BTreeMap::new();
    while let Some((message, body)) = next(&mut rest).map_err(refuse)? {
        match message.header_type() {
            MessageHeader::RecordBatch => {
                let batch = message.header_as_record_batch().ok_or_else(|| refuse("a batch without a header"))?;
                let mut body = Body::new(batch, nodes, body).map_err(refuse)?;
                let read = table.grow(body.rows(), |columns, budget| {
                    let mut each = columns.iter_mut().zip(&mut layouts);
                    each.try_for_each(|(column, layout)| body.column(layout, column, &dictionaries, budget))?;
                    body.finish().map_err(not_readable)
                });
                read.map_err(|violation| vec![violation])?;
            }
            MessageHeader::DictionaryBatch => {
                let batch =
                    message.header_as_dictionary_batch().ok_or_else(|| refuse("a dictionary without a header"))?;
                let data = batch.data().ok_or_else(|| refuse("a dictionary without data"))?;
                let values = layouts.iter().find_map(|layout| layout.values_of(batch.id()));
                let values = values.ok_or_else(|| refuse("a dictionary that no column has"))?;
                let mut body = Body::new(data, 1, body).map_err(refuse)?;
                let sent = dictionaries.entry(batch.id()).or_default();
                if !batch.isDelta() {
                    sent.replace();
                }
                let read = body.texts(values, &mut sent.texts, table.budget());
                read.and_then(|()| body.finish().map_err(not_readable)).map_err(|violation| vec![violation])?;
            }
            _ => return Err(refuse("a message that is neither a batch nor a dictionary")),
        }
    }
    if rest.iter().any(|byte| *byte != 0) {
        return Err(refuse("bytes after the end mark"));
    }
    Ok(table)
}

/// Takes that many bytes from the front.
fn take<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8], Detail> {
    let (taken, after) = rest.split_at_checked(count).ok_or("the stream ends too early")?;
    *rest = after;
    Ok(taken)
}

/// The next message and its body, `None` at the end mark.
fn next<'a>(rest: &mut &'a [u8]) -> Result<Option<(Message<'a>, &'a [u8])>, Detail> {
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

/// An empty table of the schema's columns, and how their cells lie in a body.
fn schema(message: &Message<'_>, nested: bool) -> Result<(TableBuilder, Vec<Layout>), Vec<Violation>> {
    let schema = message.header_as_schema().ok_or_else(|| refuse("the stream does not start with a schema"))?;
    if schema.endianness() != Endianness::Little {
        return Err(refuse("big-endian"));
    }
    let fields = schema.fields().ok_or_else(|| refuse("a schema without fields"))?;
    let (mut names, mut columns, mut layouts, mut found) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for field in &fields {
        let name = field.name().unwrap_or_default();
        match if nested { nested_layout(&field) } else { layout(&field) } {
            Ok((column, layout)) => {
                names.push(name.to_owned());
                columns.push(column);
                layouts.push(layout);
            }
            Err(Some(actual)) => found.push(wrong_type(name, actual)),
            Err(None) => return Err(refuse("a field of no known type")),
        }
    }
    if found.is_empty() { Ok((TableBuilder::of(names, columns), layouts)) } else { Err(found) }
}

/// As [`layout`], and lists of what it reads, or of rows of it.
fn nested_layout(field: &arrow_ipc::Field<'_>) -> Result<(Growing, Layout), Option<Detail>> {
    let wide = match field.type_type() {
        Type::List if field.dictionary().is_none() => false,
        Type::LargeList if field.dictionary().is_none() => true,
        _ => return layout(field),
    };
    let item = field.children().and_then(|children| children.iter().next()).ok_or(None)?;
    if item.type_type() != Type::Struct_ {
        let (column, layout) = layout(&item)?;
        let list = GrowingList::of_values(column);
        return Ok((Growing::List(Box::new(list)), Layout::List { wide, items: vec![layout], rows: false }));
    }
    let (mut names, mut columns, mut items) = (Vec::new(), Vec::new(), Vec::new());
    for part in item.children().into_iter().flatten() {
        let (column, layout) = layout(&part)?;
        names.push(part.name().unwrap_or_default().to_owned());
        columns.push(column);
        items.push(layout);
    }
    Ok((Growing::List(Box::new(GrowingList::of_rows(names, columns))), Layout::List { wide, items, rows: true }))
}

/// How a field is read: `Err(Some)` names a type that is not, `Err(None)` is no type at all.
fn layout(field: &arrow_ipc::Field<'_>) -> Result<(Growing, Layout), Option<Detail>> {
    let texts = match field.type_type() {
        Type::Utf8 => Some(Layout::Text { wide: false }),
        Type::LargeUtf8 => Some(Layout::Text { wide: true }),
        Type::Utf8View => Some(Layout::View),
        _ => None,
    };
    if let Some(dictionary) = field.dictionary() {
        let values = texts.ok_or(Some("dictionary of other values than text"))?;
        let key = width(dictionary.indexType()).ok_or(None)?;
        let layout = Layout::Dictionary { id: dictionary.id(), key, values: Box::new(values), used: None };
        return Ok((Growing::Dictionary(GrowingDictionary::default()), layout));
    }
    if let Some(texts) = texts {
        return Ok((Growing::Text(TextCells::new()), texts));
    }
    Ok(match field.type_type() {
        Type::Null => (Growing::Text(TextCells::new()), Layout::Null),
        Type::Bool => (Growing::Boolean(Vec::new()), Layout::Boolean),
        Type::Int => {
            let (width, signed) = width(field.type_as_int()).ok_or(None)?;
            let unsigned = width == 8 && !signed;
            let column = if unsigned { Growing::Unsigned(Vec::new()) } else { Growing::Integer(Vec::new()) };
            (column, Layout::Integer { width, signed })
        }
        Type::FloatingPoint => match field.type_as_floating_point().ok_or(None)?.precision() {
            Precision::SINGLE => (Growing::Float(Vec::new()), Layout::Float { wide: false }),
            Precision::DOUBLE => (Growing::Float(Vec::new()), Layout::Float { wide: true }),
            Precision::HALF => return Err(Some("float16")),
            _ => return Err(None),
        },
        Type::Date => match field.type_as_date().ok_or(None)?.unit() {
            DateUnit::DAY => (Growing::Date(Vec::new()), Layout::Date { millis: false }),
            DateUnit::MILLISECOND => (Growing::Date(Vec::new()), Layout::Date { millis: true }),
            _ => return Err(None),
        },
        Type::Timestamp => {
            let timestamp = field.type_as_timestamp().ok_or(None)?;
            let unit = match timestamp.unit() {
                TimeUnit::SECOND => arrow_schema::TimeUnit::Second,
                TimeUnit::MILLISECOND => arrow_schema::TimeUnit::Millisecond,
                TimeUnit::MICROSECOND => arrow_schema::TimeUnit::Microsecond,
                TimeUnit::NANOSECOND => arrow_schema::TimeUnit::Nanosecond,
                _ => return Err(None),
            };
            let naive = timestamp.timezone().is_none();
            (Growing::Timestamp { micros: Vec::new(), naive }, Layout::Timestamp(unit))
        }
        Type::Decimal => {
            let decimal = field.type_as_decimal().ok_or(None)?;
            let width = match decimal.bitWidth() {
                32 => 4,
                64 => 8,
                128 => 16,
                256 => return Err(Some("decimal256")),
                _ => return Err(None),
            };
            let scale = i8::try_from(decimal.scale()).map_err(|_| None)?;
            (Growing::Decimal { values: Vec::new(), scale }, Layout::Decimal { width })
        }
        other => return Err(other.variant_name()),
    })
}

/// Bytes of an integer, and whether it has a sign.
fn width(int: Option<arrow_ipc::Int<'_>>) -> Option<(usize, bool)> {
    let int = int?;
    let bytes = match int.bitWidth() {
        8 => 1,
        16 => 2,
        32 => 4,
        64 => 8,
        _ => return None,
    };
    Some((bytes, int.is_signed()))
}
