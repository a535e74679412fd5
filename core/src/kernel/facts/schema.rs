//! The JSON Schemas of tables as the JSON door takes them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::raw::Tables;
use super::spec::{ColumnSpec, TableName, table_spec};
use crate::primitives::FieldType;

impl JsonSchema for Tables {
    fn schema_name() -> Cow<'static, str> {
        "Tables".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The tables of a host by name: rows, or CSV text with a header line.",
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    { "type": "array", "items": { "type": "object", "additionalProperties": true } },
                    { "type": "string" }
                ]
            }
        })
    }
}

/// The JSON Schema (2020-12) of the canonical tables, as the JSON door takes them without a mapping.
///
/// It holds for row objects; the columns of CSV text are the same, each as text.
pub fn tables_schema() -> Value {
    let (mut definitions, mut tables) = (Map::new(), Map::new());
    for table in TableName::ALL {
        let spec = table_spec(table);
        let columns: Map<String, Value> =
            spec.columns.iter().map(|column| (column.name.to_owned(), cell(column))).collect();
        let required: Vec<&str> =
            spec.columns.iter().filter(|column| column.required).map(|column| column.name).collect();
        let row = json!({
            "description": spec.meaning,
            "type": "object",
            "properties": columns,
            "required": required,
            "additionalProperties": false
        });
        let rows = json!({ "type": "array", "items": { "$ref": format!("#/$defs/{table}") } });
        definitions.insert(table.name().to_owned(), row);
        tables.insert(table.name().to_owned(), json!({ "anyOf": [rows, { "type": "string" }] }));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "CanonicalTables",
        "description": "The canonical tables: arrays of rows, or CSV text with a header line.",
        "type": "object",
        "properties": tables,
        "additionalProperties": false,
        "$defs": definitions
    })
}

fn cell(column: &ColumnSpec) -> Value {
    let kinds: &[&str] = match column.field_type {
        FieldType::Text => &["string", "number"],
        FieldType::Integer | FieldType::Decimal | FieldType::Money => &["number", "string"],
        FieldType::Boolean => &["boolean", "string", "number"],
        FieldType::Instant | FieldType::Date | FieldType::Enum => &["string"],
        FieldType::Set | FieldType::Events => &["array"],
    };
    // A required cell must not be missing; every other one may be null.
    let kinds: Vec<&str> = kinds.iter().copied().chain((!column.required).then_some("null")).collect();
    let mut schema = Map::new();
    schema.insert("description".to_owned(), describe(column).into());
    if column.values.is_empty() {
        schema.insert("type".to_owned(), kinds.into());
    } else {
        let values = column.values.iter().map(|value| Value::from(*value));
        // An empty text is a missing cell too.
        schema.insert("enum".to_owned(), values.chain([Value::from(""), Value::Null]).collect());
    }
    if column.month {
        schema.insert("pattern".to_owned(), "^\\s*[0-9]{4}-[0-9]{2}\\s*$".into());
    }
    Value::Object(schema)
}

fn describe(column: &ColumnSpec) -> String {
    match column.unit {
        "" => format!("{}.", column.meaning),
        unit => format!("{}; {unit}.", column.meaning),
    }
}
