//! Outcomes of a rule set as Arrow: one row per record, or one row per rule.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, Field, Schema};

use super::lists::NestedTable;
use super::record_columns::record_columns;
use super::{arrow, ipc};
use crate::error::{Error, ErrorCode};
use crate::kernel::condition::{RecordColumns, RuleBatchOptions, RuleColumns, RuleSetModel, RuleTally};
use crate::primitives::param::render;
use crate::primitives::{Locale, Params, decode};

impl RuleSetModel {
    /// The outcomes of record batches that share one schema, as one record batch, row for row.
    ///
    /// The columns are the declared fields, sets as lists of texts and histories as lists of
    /// `{type, at, and attributes}`, and perhaps `id`.
    ///
    /// | column | type | |
    /// |---|---|---|
    /// | `id` | utf8 | when the input has one |
    /// | `first` | dictionary of utf8 | the first rule that matches; null when none does |
    /// | `matches` | int32 | how many rules match; null in rows that could not be read |
    /// | `matched` | list of utf8 | the rules that match; only when asked for |
    /// | `error_code`, `error_message` | utf8 | why a row could not be read, or which value its first failing rule lacks |
    ///
    /// # Errors
    /// Class `input`: `column.*`, `arrow.not_readable`, `facts.too_many_rows`, `facts.too_much_text`, all
    /// of the columns at once.
    pub fn evaluate_batches(
        &self,
        schema: &Schema,
        batches: &[RecordBatch],
        options: &RuleBatchOptions,
    ) -> Result<RecordBatch, Error> {
        self.rows(arrow::read_nested(schema, batches).map_err(Error::input)?, options)
    }

    /// How often each rule answers what over record batches, as one record batch, rule for rule.
    ///
    /// | column | type | |
    /// |---|---|---|
    /// | `rule` | utf8 | its id |
    /// | `matches` | int64 | rows that it matches |
    /// | `first` | int64 | rows of which it is the first that matches |
    /// | `unknown` | int64 | rows for which a missing value leaves it open |
    /// | `errors` | int64 | rows that lack a value which it requires |
    ///
    /// # Errors
    /// As [`Self::evaluate_batches`].
    pub fn count_batches(
        &self,
        schema: &Schema,
        batches: &[RecordBatch],
        options: &RuleBatchOptions,
    ) -> Result<RecordBatch, Error> {
        self.counts(&arrow::read_nested(schema, batches).map_err(Error::input)?, options)
    }

    /// As [`Self::evaluate_batches`], one Arrow IPC stream in and one out, the options as JSON text.
    ///
    /// # Errors
    /// As [`Self::evaluate_batches`] and [`RuleBatchOptions::from_value`].
    pub fn evaluate_ipc(&self, records: &[u8], options: &str) -> Result<Vec<u8>, Error> {
        let options = options_of(options)?;
        stream(&self.rows(ipc::read_nested(records).map_err(Error::input)?, &options)?)
    }

    /// As [`Self::count_batches`], one Arrow IPC stream in and one out, the options as JSON text.
    ///
    /// # Errors
    /// As [`Self::evaluate_batches`] and [`RuleBatchOptions::from_value`].
    pub fn count_ipc(&self, records: &[u8], options: &str) -> Result<Vec<u8>, Error> {
        let options = options_of(options)?;
        stream(&self.counts(&ipc::read_nested(records).map_err(Error::input)?, &options)?)
    }

    fn rows(&self, table: NestedTable, options: &RuleBatchOptions) -> Result<RecordBatch, Error> {
        let records = record_columns(&table, self.fields(), &["id"])?;
        let ids = table.flat.column("id").map(|_| {
            let mut scratch = String::new();
            let id = |row| table.flat.text_at("id", row, &mut scratch).map(str::to_owned);
            (0..table.rows).map(id).collect::<StringArray>()
        });
        drop(table);
        let outcomes = self.evaluate_columns(&records, options.as_of, options.matched);
        row_batch(self, ids, &records, &outcomes).map_err(|_| Error::internal(ErrorCode::InternalBug))
    }

    fn counts(&self, table: &NestedTable, options: &RuleBatchOptions) -> Result<RecordBatch, Error> {
        let records = record_columns(table, self.fields(), &["id"])?;
        let tallies = self.evaluate_columns(&records, options.as_of, false).tallies;
        let column = |of: fn(&RuleTally) -> u64| -> ArrayRef {
            let count = |tally| i64::try_from(of(tally)).unwrap_or(i64::MAX);
            Arc::new(tallies.iter().map(count).map(Some).collect::<Int64Array>())
        };
        let rules: StringArray = self.rule_ids().map(|id| Some(id.as_str())).collect();
        RecordBatch::try_from_iter([
            ("rule", Arc::new(rules) as ArrayRef),
            ("matches", column(|tally| tally.matched)),
            ("first", column(|tally| tally.first)),
            ("unknown", column(|tally| tally.unknown)),
            ("errors", column(|tally| tally.errors)),
        ])
        .map_err(|_| Error::internal(ErrorCode::InternalBug))
    }
}

fn row_batch(
    model: &RuleSetModel,
    ids: Option<StringArray>,
    records: &RecordColumns,
    outcomes: &RuleColumns,
) -> Result<RecordBatch, ArrowError> {
    let names: StringArray = model.rule_ids().map(|id| Some(id.as_str())).collect();
    let place = |place: Option<u32>| place.and_then(|place| i32::try_from(place).ok());
    let first: Int32Array = outcomes.first.iter().map(|first| place(*first)).collect();
    let first = DictionaryArray::<Int32Type>::try_new(first, Arc::new(names.clone()))?;
    let counts: Int32Array = outcomes.count.iter().map(|count| place(*count)).collect();
    let (codes, messages) = errors(model, records, outcomes)?;
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    let mut add = |name: &str, column: ArrayRef| {
        fields.push(Field::new(name, column.data_type().clone(), true));
        columns.push(column);
    };
    if let Some(ids) = ids {
        add("id", Arc::new(ids));
    }
    add("first", Arc::new(first));
    add("matches", Arc::new(counts));
    if let Some(matched) = &outcomes.matched {
        let mut lists = ListBuilder::with_capacity(StringBuilder::new(), outcomes.count.len());
        for (row, count) in outcomes.count.iter().enumerate() {
            for rule in matched.of(row) {
                let rule = usize::try_from(*rule).ok().filter(|rule| *rule < names.len());
                rule.into_iter().for_each(|rule| lists.values().append_value(names.value(rule)));
            }
            lists.append(count.is_some());
        }
        add("matched", Arc::new(lists.finish()));
    }
    add("error_code", Arc::new(codes));
    add("error_message", Arc::new(messages));
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

/// Why a row could not be read, or what its first failing rule lacks.
fn errors(
    model: &RuleSetModel,
    records: &RecordColumns,
    outcomes: &RuleColumns,
) -> Result<(StringArray, StringArray), ArrowError> {
    let rows = outcomes.count.len();
    if records.unreadable().is_empty() && outcomes.missing.is_empty() {
        return Ok((StringArray::new_null(rows), StringArray::new_null(rows)));
    }
    let rules: Vec<&str> = model.rule_ids().map(|id| id.as_str()).collect();
    let lacking = ErrorCode::ConditionMissingField;
    let (mut codes, mut messages) = (StringBuilder::new(), StringBuilder::new());
    let mut missing = outcomes.missing.iter().peekable();
    for row in 0..rows {
        let lacked = missing.next_if(|missing| missing.row == row);
        match (records.unreadable().get(&row), lacked) {
            (Some(unreadable), _) => {
                codes.append_value(unreadable.code.as_str());
                messages.append_value(&unreadable.message);
            }
            (None, Some(lacked)) => {
                let rule =
                    usize::try_from(lacked.rule).ok().and_then(|rule| rules.get(rule)).copied().unwrap_or_default();
                let field = model.fields().get(lacked.slot).map_or("", |field| field.name.as_str());
                let params = Params::from([("rule", rule.into()), ("field", field.into())]);
                codes.append_value(lacking.as_str());
                messages.append_value(render(lacking.template(Locale::En), &params));
            }
            (None, None) => {
                codes.append_null();
                messages.append_null();
            }
        }
    }
    Ok((codes.finish(), messages.finish()))
}

fn options_of(text: &str) -> Result<RuleBatchOptions, Error> {
    decode::parse(text).map_err(Error::input).and_then(RuleBatchOptions::from_value)
}

fn stream(batch: &RecordBatch) -> Result<Vec<u8>, Error> {
    let write = || {
        let mut writer = StreamWriter::try_new(Vec::with_capacity(batch.get_array_memory_size()), &batch.schema())?;
        writer.write(batch)?;
        writer.into_inner()
    };
    write().map_err(|_: ArrowError| Error::internal(ErrorCode::InternalBug))
}
