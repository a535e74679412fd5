//! Table definition -> model; every violation is gathered.

use super::axis::{Axis, key};
use super::cell::{Cell, Test, canonical, literal, side, typed, written};
use super::definition::{Aggregate, CellTest, HitPolicy, TableDefinition, TableInput, TableRow};
use super::index::{Column, Index};
use super::model::TableModel;
use super::sheet;
use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Field, FieldType, Fingerprint, Id, JsonPointer, Literal, Scalar, decode, limits};

/// How pointers name what stands in a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pointers {
    /// As the JSON of a row: `/rows/2/when/0`.
    Json,
    /// As a sheet: `/csv/2/region`, the row from 0 after the header.
    Sheet,
}

impl TableModel {
    /// Compiles a decision table.
    ///
    /// # Errors
    /// Class `definition`: `definition.*`, `table.*`, `decode.list_too_long`, `decode.unknown_value`,
    /// `decode.wrong_length`, `condition.empty_range`, `condition.not_ordered`, `condition.type_mismatch`,
    /// and for rows written as CSV `column.*`, `facts.duplicate_column`, `facts.ragged_row`; all at once.
    pub fn compile(mut definition: TableDefinition) -> Result<Self, Error> {
        let mut violations = decode::header(&definition.kind, TableDefinition::KIND, definition.schema_version);
        let root = JsonPointer::root();
        columns(&definition, &mut violations);
        let pointers = match definition.csv.take() {
            None => Pointers::Json,
            Some(_) if !definition.rows.is_empty() => {
                violations.push(Violation::new(ErrorCode::TableRowsTwice, root.key("csv")));
                Pointers::Json
            }
            Some(text) => {
                definition.rows = sheet::read(&text, &definition, &root.key("csv"), &mut violations);
                Pointers::Sheet
            }
        };
        if definition.rows.is_empty() && violations.is_empty() {
            let at = if matches!(pointers, Pointers::Json) { "rows" } else { "csv" };
            violations.push(Violation::new(ErrorCode::DefinitionEmptyList, root.key(at)));
        }
        let mut compiler = Compiler { pointers, violations };
        compiler.policy(&definition);
        let only = compiler.only(&definition);
        let tests = compiler.rows(&definition, &only);
        let outputs = compiler.outputs(&definition);
        if !compiler.violations.is_empty() {
            return Err(Error::definition(compiler.violations));
        }
        let rows = definition.rows.len();
        let columns = definition.inputs.iter().zip(&only).enumerate().map(|(slot, (input, only))| {
            let column: Vec<&Test> = tests.iter().filter_map(|row| row.get(slot)).collect();
            let mut constants = Vec::new();
            column.iter().for_each(|test| test.constants(&mut constants));
            let constants: Vec<Scalar> = constants.into_iter().cloned().collect();
            let axis = Axis::new(input.field_type, &constants, only, input.optional);
            let cells: Vec<Cell> = column.iter().map(|test| test.on(&axis)).collect();
            Column::new(axis, cells)
        });
        let index = Index::new(columns.collect(), rows);
        let definition = plain(definition);
        let default = definition.default.as_ref().map(|row| values(&definition, row));
        let ranks = ranks(&definition, &outputs);
        let fingerprint = Fingerprint::of(&definition)?;
        Ok(Self::new(definition, fingerprint, index, outputs, default, ranks))
    }

    /// Decodes and compiles a table written as JSON.
    ///
    /// # Errors
    /// As [`Self::compile`], and `decode.*`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::definition(text).and_then(Self::compile)
    }

    /// Compiles a table whose rows are written as CSV; `header` says everything else.
    ///
    /// ```
    /// use leadstone::decode;
    /// use leadstone::table::{TableDefinition, TableModel};
    /// let header = decode::parse(r#"{"kind": "table.decision", "schema_version": 1, "id": "owner", "hit_policy": "first",
    ///     "inputs": [{"name": "score", "type": "integer"}, {"name": "region", "type": "text"}],
    ///     "outputs": [{"name": "queue", "type": "text"}]}"#).unwrap();
    /// let text = "row,score,region,queue\nbest,>= 62,North|East,senior\nrest,-,-,pool\n";
    /// let model = TableModel::from_csv(text, decode::decode(header).unwrap()).unwrap();
    /// assert_eq!(model.to_csv(), text);
    /// ```
    ///
    /// # Errors
    /// As [`Self::compile`]; what stands in the sheet has pointers `/csv/<row>/<column>`.
    pub fn from_csv(text: &str, header: TableDefinition) -> Result<Self, Error> {
        Self::compile(TableDefinition { csv: Some(text.to_owned()), ..header })
    }
}

/// The checks of inputs and outputs by themselves.
fn columns(definition: &TableDefinition, violations: &mut Vec<Violation>) {
    let (inputs, outputs) = (JsonPointer::root().key("inputs"), JsonPointer::root().key("outputs"));
    for (at, length) in [(&inputs, definition.inputs.len()), (&outputs, definition.outputs.len())] {
        if length == 0 {
            violations.push(Violation::new(ErrorCode::DefinitionEmptyList, at.clone()));
        }
        if length > limits::TABLE_COLUMNS {
            let violation = Violation::new(ErrorCode::DecodeListTooLong, at.clone());
            violations.push(violation.with("limit", limits::TABLE_COLUMNS));
        }
    }
    let mut names: Vec<&Id> = Vec::new();
    let named = definition.inputs.iter().enumerate().map(|(i, input)| (&input.name, inputs.index(i)));
    let named = named.chain(definition.outputs.iter().enumerate().map(|(i, output)| (&output.name, outputs.index(i))));
    for (name, at) in named.take(2 * limits::TABLE_COLUMNS) {
        if names.contains(&name) {
            violations.push(Violation::new(ErrorCode::DefinitionDuplicateId, at.key("name")).with_value(name.as_str()));
        }
        names.push(name);
    }
}

struct Compiler {
    pointers: Pointers,
    violations: Vec<Violation>,
}

impl Compiler {
    fn refuse(&mut self, violation: Violation) {
        self.violations.push(violation);
    }

    fn policy(&mut self, definition: &TableDefinition) {
        let (policy, aggregate) = (definition.hit_policy, definition.aggregate);
        let at = JsonPointer::root().key("aggregate");
        if policy != HitPolicy::Collect && aggregate != Aggregate::List {
            let violation = Violation::new(ErrorCode::TableAggregateNotForPolicy, at);
            return self.refuse(violation.with_value(aggregate.name()));
        }
        if policy == HitPolicy::Priority && definition.outputs.iter().all(|output| output.values.is_empty()) {
            self.refuse(Violation::new(ErrorCode::TablePriorityWithoutValues, JsonPointer::root().key("outputs")));
        }
        for output in &definition.outputs {
            let fits = match aggregate {
                Aggregate::List | Aggregate::Count => true,
                Aggregate::Sum => {
                    matches!(output.field_type, FieldType::Integer | FieldType::Decimal | FieldType::Money)
                }
                Aggregate::Min | Aggregate::Max => output.field_type.is_ordered(),
            };
            if !fits {
                let violation = Violation::new(ErrorCode::TableAggregateNotForType, at.clone());
                let violation = violation.with_value(aggregate.name()).with("field", output.name.as_str());
                self.refuse(violation.with("actual", output.field_type.name()));
            }
        }
    }

    /// The values to which each input is limited; the types that a column can have.
    fn only(&mut self, definition: &TableDefinition) -> Vec<Vec<Scalar>> {
        let at = JsonPointer::root();
        for (i, output) in definition.outputs.iter().enumerate() {
            self.scalar(output.field_type, &at.key("outputs").index(i));
            if output.field_type == FieldType::Enum && output.values.is_empty() {
                let at = at.key("outputs").index(i).key("values");
                self.refuse(Violation::new(ErrorCode::FieldWithoutValues, at));
            }
        }
        let inputs = definition.inputs.iter().enumerate();
        inputs
            .map(|(i, input)| {
                let at = at.key("inputs").index(i);
                self.scalar(input.field_type, &at);
                let (at, is_enum) = (at.key("values"), input.field_type == FieldType::Enum);
                if is_enum && input.values.is_empty() {
                    self.refuse(Violation::new(ErrorCode::FieldWithoutValues, at.clone()));
                }
                if !is_enum && !input.values.is_empty() {
                    let violation = Violation::new(ErrorCode::FieldNotForType, at.clone()).with("option", "values");
                    self.refuse(violation.with("expected", "enum").with("actual", input.field_type.name()));
                }
                let values = input.values.iter();
                decode::duplicate_ids(
                    ErrorCode::DefinitionDuplicateId,
                    values.clone(),
                    &at,
                    None,
                    &mut self.violations,
                );
                values.map(|value| Scalar::Text(value.as_str().to_owned())).collect()
            })
            .collect()
    }

    fn scalar(&mut self, field_type: FieldType, at: &JsonPointer) {
        if !field_type.is_scalar() {
            let violation = Violation::new(ErrorCode::FieldNotScalar, at.key("type"));
            self.refuse(violation.with("actual", field_type.name()));
        }
    }

    /// The typed tests of every row; shorter than the table where something is wrong.
    fn rows(&mut self, definition: &TableDefinition, only: &[Vec<Scalar>]) -> Vec<Vec<Test>> {
        let at = match self.pointers {
            Pointers::Json => JsonPointer::root().key("rows"),
            Pointers::Sheet => JsonPointer::root().key("csv"),
        };
        let key = if matches!(self.pointers, Pointers::Json) { "id" } else { sheet::ROW };
        let ids = definition.rows.iter().map(|row| &row.id);
        decode::duplicate_ids(ErrorCode::DefinitionDuplicateId, ids, &at, Some(key), &mut self.violations);
        let rows = definition.rows.iter().enumerate();
        rows.map(|(i, row)| {
            let at = at.index(i);
            self.length(row.when.len(), definition.inputs.len(), &at.key("when"));
            let cells = definition.inputs.iter().zip(only).zip(&row.when).enumerate();
            let tests = cells.filter_map(|(j, ((input, only), cell))| {
                let at = match self.pointers {
                    Pointers::Json => at.key("when").index(j),
                    Pointers::Sheet => at.key(input.name.as_str()),
                };
                match cell {
                    None => Some(Test::Always),
                    Some(cell) => self.test(cell, input, only, &at),
                }
            });
            tests.collect()
        })
        .collect()
    }

    fn length(&mut self, actual: usize, expected: usize, at: &JsonPointer) {
        if actual != expected {
            self.refuse(Violation::new(ErrorCode::DecodeWrongLength, at.clone()).with("expected", expected));
        }
    }

    fn test(&mut self, cell: &CellTest, input: &TableInput, only: &[Scalar], at: &JsonPointer) -> Option<Test> {
        let constant = |this: &mut Self, value: &Literal, at: JsonPointer| {
            let value = this.value(&input.name, input.field_type, value, &at)?;
            this.among(&value, only, &at).then_some(value)
        };
        match cell {
            CellTest::Present {} => Some(Test::Present),
            CellTest::Absent {} => Some(Test::Absent),
            CellTest::Equal { value } => constant(self, value, at.key("value")).map(|value| Test::OneOf(vec![value])),
            CellTest::OneOf { values } => {
                let at = at.key("values");
                if values.is_empty() {
                    self.refuse(Violation::new(ErrorCode::DefinitionEmptyList, at));
                    return None;
                }
                let values: Vec<_> =
                    values.iter().enumerate().map(|(i, value)| constant(self, value, at.index(i))).collect();
                values.into_iter().collect::<Option<_>>().map(Test::OneOf)
            }
            CellTest::Not { of } => self.test(of, input, only, &at.key("of")).map(|of| Test::Not(Box::new(of))),
            CellTest::Compare { op, value } => {
                self.ordered(input, &at.key("op"))?;
                Some(side(*op, constant(self, value, at.key("value"))?))
            }
            CellTest::Between { low, high, low_open, high_open } => {
                self.ordered(input, at)?;
                let (low, high) = (constant(self, low, at.key("low")), constant(self, high, at.key("high")));
                let (low, high) = (low?, high?);
                if key(low.as_ref()) > key(high.as_ref()) {
                    let violation = Violation::new(ErrorCode::ConditionEmptyRange, at.clone());
                    self.refuse(violation.with("low", written(&low)).with("high", written(&high)));
                    return None;
                }
                Some(Test::Range(Some((low, !low_open)), Some((high, !high_open))))
            }
        }
    }

    fn ordered(&mut self, input: &TableInput, at: &JsonPointer) -> Option<()> {
        if input.field_type.is_ordered() {
            return Some(());
        }
        let violation = Violation::new(ErrorCode::ConditionNotOrdered, at.clone());
        self.refuse(violation.with("field", input.name.as_str()).with("actual", input.field_type.name()));
        None
    }

    fn value(&mut self, name: &Id, field_type: FieldType, value: &Literal, at: &JsonPointer) -> Option<Scalar> {
        let typed = typed(field_type, value);
        if typed.is_none() {
            let shown = match value {
                Literal::Boolean(value) => value.to_string(),
                Literal::Integer(value) => value.to_string(),
                Literal::Decimal(value) => value.to_string(),
                Literal::Text(text) => text.clone(),
            };
            let violation = Violation::new(ErrorCode::ConditionTypeMismatch, at.clone()).with("field", name.as_str());
            self.refuse(violation.with("expected", field_type.name()).with_value(&shown));
        }
        typed
    }

    /// Whether a value is among those to which its column is limited.
    fn among(&mut self, value: &Scalar, only: &[Scalar], at: &JsonPointer) -> bool {
        let among = only.is_empty() || only.contains(value);
        if !among {
            self.refuse(not_among(&written(value), only, at.clone()));
        }
        among
    }

    /// The typed outputs of every row.
    fn outputs(&mut self, definition: &TableDefinition) -> Vec<Vec<Scalar>> {
        let at = JsonPointer::root().key("outputs");
        let mut only = Vec::with_capacity(definition.outputs.len());
        for (i, output) in definition.outputs.iter().enumerate() {
            let (at, values) = (at.index(i).key("values"), output.values.iter().enumerate());
            let typed: Vec<Scalar> = values
                .filter_map(|(j, value)| self.value(&output.name, output.field_type, value, &at.index(j)))
                .collect();
            only.push(typed);
        }
        if let Some(default) = &definition.default {
            let at = JsonPointer::root().key("default");
            self.length(default.len(), definition.outputs.len(), &at);
            let places: Vec<JsonPointer> = (0..default.len()).map(|i| at.index(i)).collect();
            self.then(definition, default, &only, &places);
        }
        let rows = definition.rows.iter().enumerate();
        rows.map(|(i, row)| {
            let places: Vec<JsonPointer> = match self.pointers {
                Pointers::Json => {
                    let at = JsonPointer::root().key("rows").index(i).key("then");
                    self.length(row.then.len(), definition.outputs.len(), &at);
                    (0..row.then.len()).map(|j| at.index(j)).collect()
                }
                Pointers::Sheet => {
                    let at = JsonPointer::root().key("csv").index(i);
                    definition.outputs.iter().map(|output| at.key(output.name.as_str())).collect()
                }
            };
            self.then(definition, &row.then, &only, &places)
        })
        .collect()
    }

    fn then(
        &mut self,
        definition: &TableDefinition,
        row: &[Literal],
        only: &[Vec<Scalar>],
        places: &[JsonPointer],
    ) -> Vec<Scalar> {
        let cells = definition.outputs.iter().zip(only).zip(row).zip(places);
        let values = cells.filter_map(|(((output, only), value), at)| {
            let value = self.value(&output.name, output.field_type, value, at)?;
            self.among(&value, only, at).then_some(value)
        });
        values.collect()
    }
}

/// The violation of a value to which its column is not open.
pub(super) fn not_among(value: &str, only: &[Scalar], at: JsonPointer) -> Violation {
    let accepted: Vec<String> = only.iter().map(written).collect();
    let violation = Violation::new(ErrorCode::DecodeUnknownValue, at).with_value(value);
    let violation = violation.with_nearest(value, accepted.iter().map(String::as_str));
    violation.with("accepted", accepted)
}

fn values(definition: &TableDefinition, row: &[Literal]) -> Vec<Scalar> {
    definition.outputs.iter().zip(row).filter_map(|(output, value)| typed(output.field_type, value)).collect()
}

/// The definition with every literal in its canonical form, so that `5.50` and `"5.5"` have one fingerprint.
fn plain(mut definition: TableDefinition) -> TableDefinition {
    let same = |field_type: FieldType, value: &Literal| {
        typed(field_type, value).map_or_else(|| value.clone(), |value| literal(&value))
    };
    let types: Vec<FieldType> = definition.outputs.iter().map(|output| output.field_type).collect();
    let row = |row: &[Literal]| types.iter().zip(row).map(|(of, value)| same(*of, value)).collect::<Vec<Literal>>();
    for TableRow { when, then, .. } in &mut definition.rows {
        for (cell, input) in when.iter_mut().zip(&definition.inputs) {
            *cell = cell.as_ref().and_then(|cell| canonical(cell, input.field_type));
        }
        *then = row(then);
    }
    definition.default = definition.default.as_deref().map(row);
    for output in &mut definition.outputs {
        output.values = output.values.iter().map(|value| same(output.field_type, value)).collect();
    }
    definition
}

/// The place of each row when hit policy `priority` ranks them: by the places of its outputs in `values`.
fn ranks(definition: &TableDefinition, outputs: &[Vec<Scalar>]) -> Vec<usize> {
    if definition.hit_policy != HitPolicy::Priority {
        return (0..outputs.len()).collect();
    }
    let only: Vec<Vec<Scalar>> = definition
        .outputs
        .iter()
        .map(|output| output.values.iter().filter_map(|value| typed(output.field_type, value)).collect())
        .collect();
    let place = |row: &Vec<Scalar>| -> Vec<usize> {
        let places = row.iter().zip(&only).filter(|(_, only)| !only.is_empty());
        places.map(|(value, only)| only.iter().position(|known| known == value).unwrap_or(only.len())).collect()
    };
    let mut order: Vec<(Vec<usize>, usize)> = outputs.iter().map(place).zip(0..).collect();
    order.sort();
    let mut ranks = vec![0; order.len()];
    for (rank, (_, row)) in order.into_iter().enumerate() {
        ranks.get_mut(row).into_iter().for_each(|slot| *slot = rank);
    }
    ranks
}

impl TableDefinition {
    /// The inputs as declared fields; a record's slots are their positions.
    pub fn fields(&self) -> Vec<Field> {
        self.inputs.iter().map(TableInput::field).collect()
    }
}
