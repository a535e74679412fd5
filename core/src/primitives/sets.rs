//! Sets of texts: the answers of a many-choice field.

use std::ops::Range;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::record::unknown_value;
use super::{Field, JsonPointer, decode, limits};
use crate::error::{ErrorCode, Violation};

/// The sets of one record or of many: a dictionary of texts, and the codes of each set side by side.
///
/// ```
/// use leadstone::SetColumns;
/// let mut sets = SetColumns::default();
/// let row = sets.push_record(["diesel", "hybrid", "diesel"]);
/// assert_eq!(sets.slice(row.clone()).len(), 2);
/// assert!(sets.slice(row).has("hybrid"));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SetColumns {
    texts: Vec<String>,
    codes: Vec<u32>,
}

/// The set of one record: a run of [`SetColumns`], borrowed.
#[derive(Debug, Clone, Copy)]
pub struct SetRef<'a> {
    columns: &'a SetColumns,
    start: usize,
    end: usize,
}

impl SetColumns {
    /// The set of one record, in JSON an array of texts, at `at`; a text that stands twice counts once.
    ///
    /// # Errors
    /// `record.wrong_type`, `decode.list_too_long`, `decode.text_too_long`, `record.unknown_value`, all at once.
    pub fn from_value(field: &Field, value: Value, at: &JsonPointer) -> Result<Self, Vec<Violation>> {
        let wrong = |value: &Value, at: JsonPointer, expected: &'static str| {
            let violation = Violation::new(ErrorCode::RecordWrongType, at).with("field", field.name.as_str());
            violation.with("expected", expected).with("actual", decode::kind_of(value))
        };
        let Value::Array(items) = value else { return Err(vec![wrong(&value, at.clone(), "set")]) };
        if items.len() > limits::LIST_LENGTH {
            let violation = Violation::new(ErrorCode::DecodeListTooLong, at.clone());
            return Err(vec![violation.with("limit", limits::LIST_LENGTH)]);
        }
        let (mut texts, mut violations) = (Vec::with_capacity(items.len()), Vec::new());
        for (i, item) in items.into_iter().enumerate() {
            match item {
                Value::String(text) if text.chars().count() > limits::TEXT_CHARS => {
                    violations.push(Violation::new(ErrorCode::DecodeTextTooLong, at.index(i)));
                }
                Value::String(text) if !field.allows(&text) => {
                    violations.push(unknown_value(field, &field.values, &text, at.index(i)));
                }
                Value::String(text) => texts.push(text),
                other => violations.push(wrong(&other, at.index(i), "text")),
            }
        }
        if violations.is_empty() { Ok(Self::of(texts)) } else { Err(violations) }
    }

    /// One set, sorted.
    pub fn of(mut texts: Vec<String>) -> Self {
        texts.sort_unstable();
        texts.dedup();
        let codes = (0_u32..).take(texts.len()).collect();
        Self { texts, codes }
    }

    /// No sets yet over a dictionary of texts that differ.
    #[cfg(feature = "arrow")]
    pub(crate) fn with_texts(texts: Vec<String>) -> Self {
        Self { texts, codes: Vec::new() }
    }

    /// As [`Self::push_codes`], without a list of its own.
    #[cfg(feature = "arrow")]
    pub(crate) fn extend_codes(&mut self, codes: impl Iterator<Item = u32>) {
        let start = self.codes.len();
        self.codes.extend(codes);
        let own = self.codes.get_mut(start..).unwrap_or_default();
        if own.is_sorted_by(|a, b| a < b) {
            return;
        }
        own.sort_unstable();
        let mut own = self.codes.split_off(start);
        own.dedup();
        self.codes.append(&mut own);
    }

    /// The place of a text in the dictionary, for [`Self::push_codes`]; adds it when it is new to the end.
    pub fn intern(&mut self, text: &str) -> u32 {
        let place = self.texts.iter().position(|known| known == text).unwrap_or_else(|| {
            self.texts.push(text.to_owned());
            self.texts.len() - 1
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// Appends the set of one more record, given as texts; answers where it stands.
    pub fn push_record<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> Range<usize> {
        let codes: Vec<u32> = texts.into_iter().map(|text| self.intern(text)).collect();
        self.push_codes(codes)
    }

    /// Appends the set of one more record, given as places in the dictionary; answers where it stands.
    pub fn push_codes(&mut self, mut codes: Vec<u32>) -> Range<usize> {
        codes.sort_unstable();
        codes.dedup();
        let start = self.codes.len();
        self.codes.append(&mut codes);
        start..self.codes.len()
    }

    /// The dictionary.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The set of one record, which stands at `rows`.
    pub fn slice(&self, rows: Range<usize>) -> SetRef<'_> {
        let end = rows.end.min(self.codes.len());
        SetRef { columns: self, start: rows.start.min(end), end }
    }

    /// All texts, where they are those of one record.
    pub fn all(&self) -> SetRef<'_> {
        self.slice(0..self.codes.len())
    }
}

impl<'a> SetRef<'a> {
    /// How many texts.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// The places of the texts in the dictionary of their columns.
    pub fn codes(&self) -> &'a [u32] {
        self.columns.codes.get(self.start..self.end).unwrap_or_default()
    }

    /// The texts.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let texts = &self.columns.texts;
        self.codes().iter().filter_map(|code| texts.get(usize::try_from(*code).ok()?).map(String::as_str))
    }

    /// Whether a text is among them.
    pub fn has(&self, text: &str) -> bool {
        self.iter().any(|own| own == text)
    }

    /// The texts, sorted.
    pub fn sorted(&self) -> Vec<&'a str> {
        let mut texts: Vec<&str> = self.iter().collect();
        texts.sort_unstable();
        texts
    }
}

impl PartialEq for SetRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.sorted() == other.sorted()
    }
}

impl Serialize for SetColumns {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.all().sorted())
    }
}
