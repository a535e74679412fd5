//! The page that tells a host which tables and columns there are, made from their specification.

use std::fmt::Write as _;

use super::spec::{ColumnSpec, TableName, TimeRole, table_spec};
use crate::primitives::FieldType;

/// The Markdown page of the canonical tables, in English and Chinese.
///
/// ```
/// let page = leadstone::facts::tables_markdown();
/// assert!(page.contains("| `amount` | money, major units | yes |"));
/// ```
pub fn tables_markdown() -> String {
    let mut page = String::from(HEAD);
    for table in TableName::ALL {
        let spec = table_spec(table);
        // Writing to a string never fails.
        let _ = write!(page, "\n## {}\n\n{}. {}。\n\n{COLUMNS}", table, spec.meaning, spec.meaning_zh);
        for column in spec.columns {
            let required = if column.required { "yes" } else { "" };
            let notes = notes(column);
            let _ = writeln!(
                page,
                "| `{}` | {} | {required} | {} | {} | {notes} |",
                column.name,
                kind(column),
                column.meaning,
                column.meaning_zh
            );
        }
    }
    page
}

const HEAD: &str = "# Tables

How to write a pack for tables of your own: [own-pack.md](own-pack.md).

Which tables a host can send, and what their columns mean. Made by `cargo xtask gen`; edit
`core/src/kernel/facts/catalogue.rs`.

Every table is optional. An answer that needs a table or a column that is not there says which. A pack's
mapping reads these tables from tables and columns of other names, and may declare extra columns.

How cells are read:

- CSV is UTF-8 with a header line; cells are separated by commas, no other sign is tried.
- Any column may come as text (CSV, JSON, Arrow); an empty text is a missing cell. Blanks around numbers,
  times and truth values do not count.
- `instant`: RFC 3339, or a local `YYYY-MM-DD HH:MM[:SS[.f]]`, or `YYYY-MM-DD` for the begin of that local day.
- `money`: major units with at most the decimals of the currency, exactly. `decimal`: at most 18 decimals.
  Numbers have a decimal point and no separators of thousands: `1234.50`.
- `boolean`: `true`, `false`, `yes`, `no`, `1`, `0`.
- A row that cannot be read is an error row: it is counted, and listed with its place, column, code and
  message. Rows in = used + error + after `as_of`, always.
- Nothing that happened after `as_of` is seen: a row that begins or was recorded later is left out and
  counted, and so is a cell that became known later (\"hidden with\").
- Of rows with one `id` the first of the source is used, the others are error rows.
- Personal data is never shown in a reason, an error, a log or a view.

## Mapping

The part `mapping` of a pack says how tables of other names become these:

```json
{
  \"tables\": {
    \"orders\": {
      \"from\": \"sales_pipeline\",
      \"where\": [{\"column\": \"deal_stage\", \"one_of\": [\"Won\"]}],
      \"columns\": {
        \"id\": {\"type\": \"column\", \"column\": \"opportunity_id\"},
        \"occurred_at\": {\"type\": \"column\", \"column\": \"close_date\", \"format\": \"%d.%m.%Y\", \"end_of_day\": true},
        \"amount\": {\"type\": \"column\", \"column\": \"close_value\", \"rounding\": \"half_even\"},
        \"product\": {\"type\": \"column\", \"column\": \"product\", \"values\": {\"GTXPro\": \"GTX Pro\", \"n/a\": null}, \"other\": \"keep\"},
        \"region\": {\"type\": \"lookup\", \"table\": \"sales_teams\", \"key\": \"sales_agent\", \"match\": \"sales_agent\", \"column\": \"regional_office\"},
        \"channel\": {\"type\": \"constant\", \"value\": \"direct\"},
        \"opened_at\": {\"type\": \"days\", \"column\": \"day_number\", \"since\": \"2017-01-01\"},
        \"opportunity_id\": {\"type\": \"joined\", \"columns\": [\"year\", \"number\"], \"separator\": \"-\"}
      }
    },
    \"leads\": {
      \"unlisted\": \"by_name\",
      \"extra\": {\"budget_known\": {\"type\": \"boolean\"}}
    }
  }
}
```

- `from`: the host's table; the table's own name when absent. A table that has no entry is read under its own
  name and columns.
- `where`: rows that pass every test are read, the others are counted as not selected. `one_of` and `none_of`
  compare the source's text.
- `columns`: one source each. `values` translates texts before they are read (`null` makes a missing cell);
  `other` says what becomes of the rest: `keep`, `null` or `error`. `format` is a date or time in the letters
  of `strftime`. `rounding` (`half_even`, `half_up`) lets numbers with more decimals in; without it float
  columns are refused.
- A `lookup` that finds no match is a missing cell and is counted; a key with several answers is an error row.
  `key_values` translates keys before they are looked up.
- `unlisted`: `ignore` leaves columns without an entry out, `by_name` reads them under their own names.
- `extra`: columns beyond those below, for scorecards and conditions.
- `currency`: that of rows whose `currency` cell is empty.
";

const COLUMNS: &str = "| column | type | required | meaning | 含义 | notes |\n|---|---|---|---|---|---|\n";

fn kind(column: &ColumnSpec) -> String {
    let name = column.field_type.name();
    match column.unit {
        "" => name.to_owned(),
        unit => format!("{name}, {unit}"),
    }
}

fn notes(column: &ColumnSpec) -> String {
    let mut notes = Vec::new();
    if column.pii {
        notes.push("personal data".to_owned());
    }
    if !column.values.is_empty() {
        notes.push(format!("one of {}", column.values.join(", ")));
    }
    if !column.masked_with.is_empty() {
        notes.push(format!("hidden with {}", column.masked_with.join(", ")));
    }
    match (column.field_type, column.time) {
        (FieldType::Instant, TimeRole::Begin) => notes.push("the row is invisible before".to_owned()),
        (FieldType::Instant, TimeRole::Plan) => notes.push("a plan, may lie after `as_of`".to_owned()),
        _ => {}
    }
    notes.join("; ")
}
