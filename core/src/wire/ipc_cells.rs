//! The cells of one Arrow IPC batch, read from its body within the bytes that are there.

use std::collections::BTreeMap;

use arrow_schema::TimeUnit;

use super::arrow::not_readable;
use super::arrow_columns::{Growing, TextBudget, day_of_millis, micros_of, widen};
use crate::error::Violation;
use crate::kernel::facts::TextCells;

/// Why a stream is not readable.
pub(super) type Detail = &'static str;

/// How the cells of a column lie in a body.
pub(super) enum Layout {
    Null,
    Boolean,
    Integer {
        width: usize,
        signed: bool,
    },
    Float {
        wide: bool,
    },
    Date {
        millis: bool,
    },
    Timestamp(TimeUnit),
    Decimal {
        width: usize,
    },
    Text {
        wide: bool,
    },
    View,
    Dictionary {
        id: i64,
        key: (usize, bool),
        values: Box<Self>,
        used: Option<Used>,
    },
    /// Lists of single values, or of rows.
    List {
        wide: bool,
        items: Vec<Self>,
        rows: bool,
    },
}

/// The dictionary that a stream has sent under one id.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) texts: TextCells,
    /// How often it was replaced.
    version: usize,
}

impl Sent {
    /// Starts a new dictionary under the same id.
    pub(super) fn replace(&mut self) {
        self.texts = TextCells::new();
        self.version += 1;
    }
}

/// What a column has taken over of its dictionary.
pub(super) struct Used {
    version: usize,
    /// Where the dictionary's texts start in those of the column.
    base: usize,
    /// How many of them the column has.
    count: usize,
}

impl Layout {
    /// How the values of that dictionary lie, when this column has it.
    pub(super) fn values_of(&self, wanted: i64) -> Option<&Self> {
        match self {
            Self::Dictionary { id, values, .. } if *id == wanted => Some(values),
            Self::List { items, .. } => items.iter().find_map(|item| item.values_of(wanted)),
            _ => None,
        }
    }

    /// How many nodes of a batch it takes.
    pub(super) fn nodes(&self) -> usize {
        match self {
            Self::List { items, rows, .. } => 1 + usize::from(*rows) + items.iter().map(Self::nodes).sum::<usize>(),
            _ => 1,
        }
    }
}

/// A batch over its body; columns are read in their order.
pub(super) struct Body<'a> {
    bytes: &'a [u8],
    pub(super) rows: usize,
    pub(super) nodes: Vec<(i64, i64)>,
    buffers: Vec<(i64, i64)>,
    views: Vec<i64>,
    pub(super) next_node: usize,
    next_buffer: usize,
    next_view: usize,
    /// Where the last buffer ends; buffers stand one behind the other, so that none counts twice.
    end: usize,
}

/// Which cells of a column are there.
pub(super) struct Validity<'a>(Option<&'a [u8]>);

impl Validity<'_> {
    pub(super) fn has(&self, row: usize) -> bool {
        self.0.is_none_or(|bits| bit(bits, row))
    }
}

fn bit(bits: &[u8], at: usize) -> bool {
    bits.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1)
}

impl<'a> Body<'a> {
    /// The batch whose columns have that many nodes.
    pub(super) fn new(batch: arrow_ipc::RecordBatch<'a>, expected: usize, bytes: &'a [u8]) -> Result<Self, Detail> {
        if batch.compression().is_some() {
            return Err("compressed; send it uncompressed");
        }
        let rows = usize::try_from(batch.length()).map_err(|_| "a negative number of rows")?;
        let nodes = batch.nodes().ok_or("a batch without columns")?;
        let buffers = batch.buffers().ok_or("a batch without buffers")?;
        if nodes.len() != expected {
            return Err("a batch has other columns than the schema");
        }
        Ok(Self {
            bytes,
            rows,
            nodes: nodes.iter().map(|node| (node.length(), node.null_count())).collect(),
            buffers: buffers.iter().map(|buffer| (buffer.offset(), buffer.length())).collect(),
            views: batch.variadicBufferCounts().into_iter().flatten().collect(),
            next_node: 0,
            next_buffer: 0,
            next_view: 0,
            end: 0,
        })
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Whether every buffer has been read.
    pub(super) fn finish(&self) -> Result<(), Detail> {
        let all = self.next_buffer == self.buffers.len() && self.next_view == self.views.len();
        if all { Ok(()) } else { Err("a batch has buffers that no column has") }
    }

    pub(super) fn buffer(&mut self) -> Result<&'a [u8], Detail> {
        let (offset, length) = *self.buffers.get(self.next_buffer).ok_or("a batch has too few buffers")?;
        self.next_buffer += 1;
        let offset = usize::try_from(offset).map_err(|_| "a negative offset")?;
        let length = usize::try_from(length).map_err(|_| "a negative length of a buffer")?;
        if length == 0 {
            return Ok(&[]);
        }
        if offset < self.end {
            return Err("buffers overlap");
        }
        self.end = offset.checked_add(length).ok_or("a buffer lies beyond its body")?;
        self.bytes.get(offset..self.end).ok_or("a buffer lies beyond its body")
    }

    /// The next column's missing cells: its node, and its first buffer unless it has none.
    pub(super) fn validity(&mut self, has_buffer: bool) -> Result<Validity<'a>, Detail> {
        let (length, nulls) = *self.nodes.get(self.next_node).ok_or("a batch has too few columns")?;
        self.next_node += 1;
        let nulls = usize::try_from(nulls).map_err(|_| "a negative number of missing cells")?;
        if usize::try_from(length) != Ok(self.rows) || nulls > self.rows {
            return Err("a column has another number of rows than its batch");
        }
        let bits = if has_buffer { self.buffer()? } else { &[] };
        if nulls == 0 || !has_buffer {
            return Ok(Validity(None));
        }
        if bits.len() < self.rows.div_ceil(8) {
            return Err("a buffer is too short");
        }
        let missing = (0..self.rows).filter(|row| !bit(bits, *row)).count();
        if missing == nulls { Ok(Validity(Some(bits))) } else { Err("a column has another number of missing cells") }
    }

    /// Appends the next column's cells of a fixed width.
    fn fixed<const N: usize, T>(
        &mut self,
        cells: &mut Vec<Option<T>>,
        convert: impl Fn([u8; N]) -> T,
    ) -> Result<(), Detail> {
        let validity = self.validity(true)?;
        let values = fixed_width::<N>(self.buffer()?, self.rows)?;
        cells.extend(values.iter().enumerate().map(|(row, value)| validity.has(row).then(|| convert(*value))));
        Ok(())
    }

    /// Appends the cells of the next column.
    pub(super) fn column(
        &mut self,
        layout: &mut Layout,
        column: &mut Growing,
        dictionaries: &BTreeMap<i64, Sent>,
        budget: &mut TextBudget,
    ) -> Result<(), Violation> {
        match (layout, column) {
            (Layout::Dictionary { id, key, used, .. }, Growing::Dictionary(column)) => {
                let mut keys = Vec::new();
                self.integers(*key, &mut keys).map_err(not_readable)?;
                let (base, count) = match dictionaries.get(id) {
                    Some(sent) => take_over(sent, used, &mut column.texts, budget)?,
                    // A column of which every cell is missing needs no dictionary.
                    None => (0, 0),
                };
                for key in keys {
                    let place = key.map(|key| usize::try_from(key).ok().filter(|place| *place < count));
                    let code = place.map(|place| place.and_then(|place| u32::try_from(base + place).ok()));
                    column
                        .codes
                        .push(code.map(|code| code.ok_or("a key without its text")).transpose().map_err(not_readable)?);
                }
                Ok(())
            }
            (Layout::List { wide, items, rows }, Growing::List(list)) => {
                self.lists((*wide, *rows), items, list, dictionaries, budget)
            }
            (texts, Growing::Text(cells)) => self.texts(texts, cells, budget),
            (layout, column) => self.values(layout, column).map_err(not_readable),
        }
    }

    fn values(&mut self, layout: &Layout, column: &mut Growing) -> Result<(), Detail> {
        match (layout, column) {
            (Layout::Boolean, Growing::Boolean(cells)) => {
                let validity = self.validity(true)?;
                let bits = self.buffer()?;
                if bits.len() < self.rows.div_ceil(8) {
                    return Err("a buffer is too short");
                }
                cells.extend((0..self.rows).map(|row| validity.has(row).then(|| bit(bits, row))));
                Ok(())
            }
            (Layout::Integer { width, signed }, Growing::Integer(cells)) => self.integers((*width, *signed), cells),
            (Layout::Integer { .. }, Growing::Unsigned(cells)) => self.fixed(cells, u64::from_le_bytes),
            (Layout::Float { wide: false }, Growing::Float(cells)) => {
                self.fixed(cells, |bytes| widen(f32::from_le_bytes(bytes)))
            }
            (Layout::Float { wide: true }, Growing::Float(cells)) => self.fixed(cells, f64::from_le_bytes),
            (Layout::Date { millis: false }, Growing::Date(cells)) => self.fixed(cells, i32::from_le_bytes),
            (Layout::Date { millis: true }, Growing::Date(cells)) => {
                self.fixed(cells, |bytes| day_of_millis(i64::from_le_bytes(bytes)))
            }
            (Layout::Timestamp(unit), Growing::Timestamp { micros, .. }) => {
                self.fixed(micros, |bytes| micros_of(*unit, i64::from_le_bytes(bytes)))
            }
            (Layout::Decimal { width: 4 }, Growing::Decimal { values, .. }) => {
                self.fixed(values, |bytes| i32::from_le_bytes(bytes).into())
            }
            (Layout::Decimal { width: 8 }, Growing::Decimal { values, .. }) => {
                self.fixed(values, |bytes| i64::from_le_bytes(bytes).into())
            }
            (Layout::Decimal { .. }, Growing::Decimal { values, .. }) => self.fixed(values, i128::from_le_bytes),
            _ => Err("a column of another type than the schema"),
        }
    }

    /// Appends integers of any width; those of 64 bits without a sign only as far as they fit.
    fn integers(&mut self, (width, signed): (usize, bool), cells: &mut Vec<Option<i64>>) -> Result<(), Detail> {
        match (width, signed) {
            (1, true) => self.fixed(cells, |bytes| i8::from_le_bytes(bytes).into()),
            (1, false) => self.fixed(cells, |bytes| u8::from_le_bytes(bytes).into()),
            (2, true) => self.fixed(cells, |bytes| i16::from_le_bytes(bytes).into()),
            (2, false) => self.fixed(cells, |bytes| u16::from_le_bytes(bytes).into()),
            (4, true) => self.fixed(cells, |bytes| i32::from_le_bytes(bytes).into()),
            (4, false) => self.fixed(cells, |bytes| u32::from_le_bytes(bytes).into()),
            (8, true) => self.fixed(cells, i64::from_le_bytes),
            // Only keys of a dictionary come here; one beyond the range is beyond every dictionary too.
            _ => self.fixed(cells, |bytes| i64::try_from(u64::from_le_bytes(bytes)).unwrap_or(i64::MAX)),
        }
    }

    /// Appends texts that stand in the body itself.
    pub(super) fn texts(
        &mut self,
        layout: &Layout,
        cells: &mut TextCells,
        budget: &mut TextBudget,
    ) -> Result<(), Violation> {
        match layout {
            Layout::Null => {
                self.validity(false).map_err(not_readable)?;
                (0..self.rows).try_for_each(|_| budget.push(cells, ""))?;
                Ok(())
            }
            Layout::Text { wide } => {
                let validity = self.validity(true).map_err(not_readable)?;
                let offsets = self.buffer().map_err(not_readable)?;
                let bytes = self.buffer().map_err(not_readable)?;
                if self.rows == 0 {
                    return Ok(());
                }
                let count = self.rows.saturating_add(1);
                let slices = Slices { bytes, validity, cells, budget };
                if *wide {
                    slices.push(fixed_width::<8>(offsets, count).map_err(not_readable)?, i64::from_le_bytes)
                } else {
                    slices.push(fixed_width::<4>(offsets, count).map_err(not_readable)?, |at| {
                        i32::from_le_bytes(at).into()
                    })
                }
            }
            Layout::View => self.views(cells, budget),
            _ => Err(not_readable("a column of another type than the schema")),
        }
    }

    fn views(&mut self, cells: &mut TextCells, budget: &mut TextBudget) -> Result<(), Violation> {
        let validity = self.validity(true).map_err(not_readable)?;
        let views = self.buffer().and_then(|bytes| fixed_width::<16>(bytes, self.rows)).map_err(not_readable)?;
        let count = self.views.get(self.next_view).copied().unwrap_or(0);
        self.next_view += 1;
        let mut buffers = Vec::new();
        for _ in 0..count {
            buffers.push(self.buffer().map_err(not_readable)?);
        }
        let valid = views.iter().enumerate().filter(|(row, _)| validity.has(*row));
        budget.check(valid.filter_map(|(_, view)| viewed(view, &buffers)).map(<[u8]>::len))?;
        for (row, view) in views.iter().enumerate() {
            let text = if validity.has(row) { viewed(view, &buffers) } else { Some(&[][..]) };
            push(cells, budget, text)?;
        }
        Ok(())
    }
}

/// Brings a column up to date with its dictionary; answers where its texts start, and how many there are.
fn take_over(
    sent: &Sent,
    used: &mut Option<Used>,
    texts: &mut TextCells,
    budget: &mut TextBudget,
) -> Result<(usize, usize), Violation> {
    let known = used.take().filter(|used| used.version == sent.version);
    let mut known = known.unwrap_or(Used { version: sent.version, base: texts.len(), count: 0 });
    for place in known.count..sent.texts.len() {
        budget.push(texts, sent.texts.get(place).unwrap_or_default())?;
    }
    known.count = sent.texts.len();
    let place = (known.base, known.count);
    *used = Some(known);
    Ok(place)
}

/// The text of a view: up to 12 bytes stand in it, more in a buffer that it names.
fn viewed<'v>(view: &'v [u8; 16], buffers: &[&'v [u8]]) -> Option<&'v [u8]> {
    let word = |at: usize| -> Option<usize> {
        let bytes: [u8; 4] = view.get(at..at + 4)?.try_into().ok()?;
        i32::from_le_bytes(bytes).try_into().ok()
    };
    let length = word(0)?;
    if length <= 12 {
        return view.get(4..4 + length);
    }
    let (buffer, start) = (buffers.get(word(8)?)?, word(12)?);
    buffer.get(start..start.checked_add(length)?)
}

/// The first `rows` values of a buffer.
pub(super) fn fixed_width<const N: usize>(bytes: &[u8], rows: usize) -> Result<&[[u8; N]], Detail> {
    let (values, _) = bytes.as_chunks::<N>();
    values.get(..rows).ok_or("a buffer is too short")
}

fn push(cells: &mut TextCells, budget: &mut TextBudget, text: Option<&[u8]>) -> Result<(), Violation> {
    let text = text.ok_or_else(|| not_readable("a text lies beyond its buffer"))?;
    let text = std::str::from_utf8(text).map_err(|_| not_readable("a text that is not UTF-8"))?;
    Ok(budget.push(cells, text)?)
}

/// Texts between neighbouring offsets.
struct Slices<'a, 'b> {
    bytes: &'a [u8],
    validity: Validity<'a>,
    cells: &'b mut TextCells,
    budget: &'b mut TextBudget,
}

impl Slices<'_, '_> {
    fn push<const N: usize>(self, offsets: &[[u8; N]], read: impl Fn([u8; N]) -> i64) -> Result<(), Violation> {
        let place = |offset: &[u8; N]| usize::try_from(read(*offset)).ok();
        // Checked once where it can be; what missing cells hold need be no text.
        let whole = std::str::from_utf8(self.bytes).ok();
        self.cells.reserve(offsets.len());
        for (row, (start, end)) in offsets.iter().zip(offsets.iter().skip(1)).enumerate() {
            let range = place(start).zip(place(end)).map(|(start, end)| start..end);
            match whole.zip(range.clone()).and_then(|(whole, range)| whole.get(range)) {
                Some(text) => self.budget.push(self.cells, if self.validity.has(row) { text } else { "" })?,
                None => {
                    let text = range.and_then(|range| self.bytes.get(range));
                    push(self.cells, self.budget, if self.validity.has(row) { text } else { Some(&[]) })?;
                }
            }
        }
        Ok(())
    }
}
