//! Event logs as Arrow: columns in, a row per case or a report out.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};

use crate::error::{Error, ErrorCode};
use crate::journey::{
    CaseConformance, CaseList, ConformanceOptions, ConformanceReport, DeviationKind, DwellOptions, DwellReport,
    JourneyModel,
};
use crate::kernel::facts::RawTable;
use crate::primitives::canonical_json;

impl ConformanceReport {
    /// The listed cases as one record batch, by id.
    ///
    /// | column | type | |
    /// |---|---|---|
    /// | `case_id`, `state` | utf8 | `state` is where the last event led |
    /// | `events` | uint64 | |
    /// | `fitness` | float64 | |
    /// | `produced`, `consumed`, `missing`, `remaining` | uint64 | tokens |
    /// | `ended` | boolean | |
    /// | `skipped`, `repeated`, `unexpected` | uint64 | deviations |
    ///
    /// The schema's metadata `summary` is the summary as JSON, and `net` the net where it was asked for.
    ///
    /// # Errors
    /// Class `internal` when Arrow refuses the columns, which would be a bug.
    pub fn to_record_batch(&self) -> Result<RecordBatch, Error> {
        let summary = canonical_json(&self.summary)?;
        let net = self.net.as_ref().map(canonical_json).transpose()?;
        self.columns(summary, net).map_err(|_: ArrowError| Error::internal(ErrorCode::InternalBug))
    }

    #[expect(clippy::disallowed_types, reason = "Arrow's metadata is a HashMap; it holds two entries")]
    fn columns(&self, summary: String, net: Option<String>) -> Result<RecordBatch, ArrowError> {
        let (mut fields, mut columns): (Vec<Field>, Vec<ArrayRef>) = (Vec::new(), Vec::new());
        let mut add = |name: &str, data_type: DataType, column: ArrayRef| {
            fields.push(Field::new(name, data_type, false));
            columns.push(column);
        };
        let texts = |of: fn(&CaseConformance) -> &str| -> ArrayRef {
            Arc::new(self.cases.iter().map(|case| Some(of(case))).collect::<StringArray>())
        };
        let counts = |of: fn(&CaseConformance) -> u64| -> ArrayRef {
            Arc::new(self.cases.iter().map(of).collect::<UInt64Array>())
        };
        let fitness: Float64Array = self.cases.iter().map(|case| Some(case.fitness)).collect();
        let ended: BooleanArray = self.cases.iter().map(|case| Some(case.ended)).collect();
        add("case_id", DataType::Utf8, texts(|case| &case.case_id));
        add("events", DataType::UInt64, counts(|case| case.events as u64));
        add("fitness", DataType::Float64, Arc::new(fitness));
        add("produced", DataType::UInt64, counts(|case| case.tokens.produced));
        add("consumed", DataType::UInt64, counts(|case| case.tokens.consumed));
        add("missing", DataType::UInt64, counts(|case| case.tokens.missing));
        add("remaining", DataType::UInt64, counts(|case| case.tokens.remaining));
        add("ended", DataType::Boolean, Arc::new(ended));
        add("state", DataType::Utf8, texts(|case| case.state.as_str()));
        add("skipped", DataType::UInt64, counts(|case| of_kind(case, DeviationKind::Skipped)));
        add("repeated", DataType::UInt64, counts(|case| of_kind(case, DeviationKind::Repeated)));
        add("unexpected", DataType::UInt64, counts(|case| of_kind(case, DeviationKind::Unexpected)));
        let summary = std::iter::once(("summary".to_owned(), summary));
        let metadata: std::collections::HashMap<String, String> =
            summary.chain(net.map(|net| ("net".to_owned(), net))).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields).with_metadata(metadata)), columns)
    }
}

fn of_kind(case: &CaseConformance, kind: DeviationKind) -> u64 {
    case.deviations.iter().filter(|deviation| deviation.kind == kind).count() as u64
}

impl JourneyModel {
    /// Replays the event log of record batches that share one schema; all cases are listed, whatever the
    /// options say.
    ///
    /// # Errors
    /// As [`RawTable::from_batches`] and [`Self::read_log`].
    pub fn conformance_batches(
        &self,
        schema: &Schema,
        batches: &[RecordBatch],
        options: &ConformanceOptions,
    ) -> Result<RecordBatch, Error> {
        self.conformance_table(&RawTable::from_batches(schema, batches)?, options)
    }

    /// Replays the event log of one Arrow IPC stream; answers [`ConformanceReport::to_record_batch`] as one.
    ///
    /// # Errors
    /// As [`RawTable::from_ipc`], [`ConformanceOptions::from_json`] and [`Self::read_log`].
    pub fn conformance_ipc(&self, log: &[u8], options: &str) -> Result<Vec<u8>, Error> {
        let options = ConformanceOptions::from_json(options)?;
        let batch = self.conformance_table(&RawTable::from_ipc(log)?, &options)?;
        let write = || {
            let mut writer = StreamWriter::try_new(Vec::with_capacity(batch.get_array_memory_size()), &batch.schema())?;
            writer.write(&batch)?;
            writer.into_inner()
        };
        write().map_err(|_: ArrowError| Error::internal(ErrorCode::InternalBug))
    }

    fn conformance_table(&self, log: &RawTable, options: &ConformanceOptions) -> Result<RecordBatch, Error> {
        let options = ConformanceOptions { list: CaseList::All, ..options.clone() };
        self.conformance(log, &options)?.to_record_batch()
    }

    /// Time in state of the event log of record batches that share one schema.
    ///
    /// # Errors
    /// As [`RawTable::from_batches`] and [`Self::dwell`].
    pub fn dwell_batches(
        &self,
        schema: &Schema,
        batches: &[RecordBatch],
        options: &DwellOptions,
    ) -> Result<DwellReport, Error> {
        self.dwell(&RawTable::from_batches(schema, batches)?, options)
    }

    /// Time in state of the event log of one Arrow IPC stream, as canonical JSON.
    ///
    /// # Errors
    /// As [`RawTable::from_ipc`], [`DwellOptions::from_json`] and [`Self::dwell`].
    pub fn dwell_ipc(&self, log: &[u8], options: &str) -> Result<String, Error> {
        let options = DwellOptions::from_json(options)?;
        canonical_json(&self.dwell(&RawTable::from_ipc(log)?, &options)?)
    }
}
