//! Facts under their own names: doors, reading, accounting, masking. Expected values are computed by hand.

use leadstone::facts::{Facts, FactsContext, RawColumn, RawTable, TableName, Tables, TextCells};
use leadstone::{Error, ErrorCode, Record, ScalarRef, Zone};
use serde_json::json;

fn context() -> FactsContext {
    FactsContext {
        zone: "+08:00".parse().unwrap(),
        currency: "CNY".parse().unwrap(),
        as_of: "2026-03-31T15:59:59.999999Z".parse().unwrap(),
    }
}

fn load(name: &str, csv: &str) -> Facts {
    Facts::load(&Tables::new().with_csv(name, csv).unwrap(), None, &context()).unwrap()
}

fn refused(tables: &Tables) -> Error {
    Facts::load(tables, None, &context()).unwrap_err()
}

/// Row, column and code of each listed error row.
fn errors(facts: &Facts) -> Vec<(usize, Option<&str>, ErrorCode)> {
    facts.accounting()[0].errors.iter().map(|error| (error.row, error.column.as_deref(), error.code)).collect()
}

fn codes(error: &Error) -> Vec<(ErrorCode, String)> {
    error.violations().map(|violation| (violation.code(), violation.pointer().to_string())).collect()
}

#[test]
fn rows_are_read_by_type_and_stored_by_id() {
    let facts = load(
        "orders",
        "id,occurred_at,recorded_at,region,amount,opened_at\n\
         b,2026-03-02T09:30:00+08:00,,North,10,\n\
         a,2026-03-02 09:30,2026-03-03T00:00:00Z,,0.5,2026-02-28\n",
    );
    let orders = facts.need(TableName::Orders, &["region", "amount"]).unwrap();
    assert_eq!((orders.id(0), orders.id(1), orders.find("b"), orders.find("c")), ("a", "b", Some(1), None));
    let slot = |name| orders.slot(name).unwrap();
    // 09:30 in +08:00 is 01:30 UTC; a day is its local midnight.
    for row in 0..2 {
        assert_eq!(orders.instant(slot("occurred_at"), row).unwrap().to_string(), "2026-03-02T01:30:00Z");
    }
    assert_eq!(orders.instant(slot("opened_at"), 0).unwrap().to_string(), "2026-02-27T16:00:00Z");
    assert_eq!((orders.text(slot("region"), 0), orders.text(slot("region"), 1)), (None, Some("North")));
    assert_eq!(orders.dictionary(slot("region")).unwrap().iter().collect::<Vec<_>>(), ["North"]);
    assert_eq!((orders.code(slot("region"), 0), orders.code(slot("region"), 1)), (None, Some(0)));
    assert_eq!(orders.money(slot("amount"), 0).unwrap().minor(), 50);
    // A record hands money out in major units.
    assert_eq!(orders.row(1).value(slot("amount")), Some(ScalarRef::Decimal("10".parse().unwrap())));
    // A column of another type, and a row past the end, answer nothing.
    assert_eq!((orders.integer(slot("amount"), 0), orders.money(slot("amount"), 2)), (None, None));
    // The data has no products, but their slot is known.
    assert_eq!(orders.slot("product"), None);
    assert_eq!(orders.fields().iter().position(|field| field.name.as_str() == "product"), Some(6));
    assert_eq!(orders.row(0).value(6), None);
}

#[test]
fn the_same_cells_by_csv_json_and_typed_columns_give_the_same_hash() {
    let csv = Tables::new().with_csv("reps", "id,capacity,weight,hired_at\nr-1,30,1.5,2026-01-05\nr-2,,2,\n").unwrap();
    let rows = json!([{"id": "r-2", "weight": 2.0}, {"id": "r-1", "capacity": 30, "weight": "1.50", "hired_at": "2026-01-05"}]);
    let json = Tables::from_value(&json!({ "reps": rows })).unwrap();
    let text =
        Tables::from_json(r#"{"reps": "id,capacity,weight,hired_at\r\nr-1,30,1.5,2026-01-05\r\nr-2,,2.0,\r\n"}"#)
            .unwrap();
    let columns = vec![
        (
            "id".to_owned(),
            RawColumn::Dictionary { codes: vec![Some(1), Some(0)], texts: TextCells::from_iter(["r-2", "r-1"]) },
        ),
        ("capacity".to_owned(), RawColumn::Integer(vec![Some(30), None])),
        ("weight".to_owned(), RawColumn::Decimal { values: vec![Some(150), Some(200)], scale: 2 }),
        // 2026-01-05 is day 20,458 since 1970-01-01.
        ("hired_at".to_owned(), RawColumn::Date(vec![Some(20_458), None])),
    ];
    let typed = Tables::new().with("reps", RawTable::try_new(columns).unwrap());
    let hash = |tables: &Tables| Facts::load(tables, None, &context()).unwrap().input_hash();
    assert_eq!(hash(&csv), hash(&json));
    assert_eq!(hash(&csv), hash(&text));
    assert_eq!(hash(&csv), hash(&typed));
    let other =
        Tables::new().with_csv("reps", "id,capacity,weight,hired_at\nr-1,31,1.5,2026-01-05\nr-2,,2,\n").unwrap();
    assert_ne!(hash(&csv), hash(&other));
}

#[test]
fn every_row_is_used_or_an_error_or_after_as_of() {
    let facts = load(
        "orders",
        "id,occurred_at,recorded_at,amount,currency\n\
         a,2026-03-01,,10,\n\
         ,2026-03-01,,10,\n\
         b,03/01/2026,,10,\n\
         c,2026-04-01,,ten,\n\
         d,2026-03-01,2026-04-02,10,\n\
         e,2026-03-01,,ten,\n\
         f,2026-03-01,,0.001,\n\
         g,2026-03-01,,10,XYZ\n\
         h,2026-03-01,,,\n\
         a,2026-03-01,,11,\n\
         i,,,10,\n\
         j,2026-03-01,,10\n\
         k,2026-03-01,,90071992547409.92,\n\
         l,10000-01-01,,10,\n",
    );
    let accounting = &facts.accounting()[0];
    assert_eq!(
        (accounting.rows_in, accounting.used, accounting.error, accounting.after_as_of, accounting.not_selected),
        (14, 1, 11, 2, 0)
    );
    assert_eq!(
        errors(&facts),
        [
            (1, Some("id"), ErrorCode::FactsCellMissing),
            (2, Some("occurred_at"), ErrorCode::FactsNotAnInstant),
            (5, Some("amount"), ErrorCode::FactsNotAnAmount),
            (6, Some("amount"), ErrorCode::FactsTooManyDecimals),
            (7, Some("currency"), ErrorCode::MoneyUnknownCurrency),
            (8, Some("amount"), ErrorCode::FactsCellMissing),
            (9, Some("id"), ErrorCode::FactsDuplicateId),
            (10, Some("occurred_at"), ErrorCode::FactsCellMissing),
            (11, None, ErrorCode::FactsRaggedRow),
            (12, Some("amount"), ErrorCode::MoneyOutOfRange),
            (13, Some("occurred_at"), ErrorCode::FactsNotAnInstant),
        ]
    );
    assert_eq!(accounting.errors_by_code[&ErrorCode::FactsCellMissing], 3);
    assert_eq!(accounting.errors_by_code.values().sum::<usize>(), 11);
    assert_eq!((accounting.errors[0].id.as_deref(), accounting.errors[2].id.as_deref()), (None, Some("e")));
    assert_eq!(accounting.errors[3].message, "`0.001` has more decimals than 2");
    assert_eq!(accounting.errors[8].message, "the row has 4 cells, expected 5");
    // The first row of an id is the one that is used.
    let orders = facts.table(TableName::Orders).unwrap();
    assert_eq!(orders.money(orders.slot("amount").unwrap(), 0).unwrap().minor(), 1000);
}

#[test]
fn at_most_twenty_error_rows_are_listed_and_all_are_counted() {
    let rows: String = (0..30).map(|row| format!("o-{row},2026-03-01,{}\n", if row < 5 { "1" } else { "x" })).collect();
    let facts = load("orders", &format!("id,occurred_at,amount\n{rows}"));
    let accounting = &facts.accounting()[0];
    assert_eq!((accounting.used, accounting.error, accounting.errors.len()), (5, 25, 20));
    assert_eq!((accounting.errors[0].row, accounting.errors[19].row), (5, 24));
}

#[test]
fn cells_known_after_as_of_are_hidden() {
    let facts = load(
        "opportunities",
        "id,occurred_at,amount,state,state_entered_at,closed_at,outcome,loss_reason,next_step_at,expected_amount\n\
         a,2026-01-01,100,Won,2026-02-01,2026-02-01,won,,2026-05-01,90\n\
         b,2026-01-01,100,Won,2026-02-01,2026-04-01,won,price,2026-05-01,90\n\
         c,2026-01-01,,Offer,2026-04-01,,,,,90\n\
         d,2026-01-01,junk,Lost,2026-02-01,2026-04-01,junk,,,90\n\
         e,,,,,,,,,\n",
    );
    let table = facts.table(TableName::Opportunities).unwrap();
    let accounting = &facts.accounting()[0];
    assert_eq!((accounting.used, accounting.error, accounting.undated), (5, 0, 1));
    // b: amount, state, closed_at, outcome, loss_reason; c: state, state_entered_at; d: amount, state, closed_at, outcome.
    assert_eq!(accounting.masked_cells, 11);
    let shown = |row: usize| -> Vec<&str> {
        let fields = table.fields().iter().enumerate();
        fields.filter(|(slot, _)| table.row(row).value(*slot).is_some()).map(|(_, field)| field.name.as_str()).collect()
    };
    assert_eq!(
        shown(0),
        [
            "id",
            "occurred_at",
            "amount",
            "expected_amount",
            "state",
            "state_entered_at",
            "closed_at",
            "outcome",
            "next_step_at"
        ]
    );
    assert_eq!(shown(1), ["id", "occurred_at", "expected_amount", "state_entered_at", "next_step_at"]);
    assert_eq!(shown(2), ["id", "occurred_at", "expected_amount"]);
    assert_eq!(shown(3), ["id", "occurred_at", "expected_amount", "state_entered_at"]);
    assert_eq!(shown(4), ["id"]);
    // A text that only hidden cells hold is no longer in the dictionary.
    assert_eq!(table.dictionary(table.slot("state").unwrap()).unwrap().iter().collect::<Vec<_>>(), ["Won"]);
}

#[test]
fn what_as_of_hides_has_no_trace() {
    let before = "id,occurred_at,closed_at,amount,outcome\na,2026-01-01,,,\n";
    let after = "id,occurred_at,closed_at,amount,outcome\na,2026-01-01,2026-05-01,7,won\nb,2026-05-01,,junk,\n";
    let (before, after) = (load("opportunities", before), load("opportunities", after));
    assert_eq!(before.table(TableName::Opportunities), after.table(TableName::Opportunities));
    assert_eq!(before.input_hash(), after.input_hash());
}

#[test]
fn a_seller_who_starts_after_as_of_is_invisible_and_one_who_leaves_is_still_here() {
    let facts =
        load("reps", "id,hired_at,left_at,role\na,2026-05-01,,seller\nb,2020-01-01,2026-05-01,senior\nc,,,boss\n");
    let reps = facts.table(TableName::Reps).unwrap();
    assert_eq!((reps.len(), reps.id(0), reps.instant(reps.slot("left_at").unwrap(), 0)), (1, "b", None));
    assert_eq!(errors(&facts), [(2, Some("role"), ErrorCode::FactsNotInValues)]);
    assert_eq!(facts.accounting()[0].errors[0].message, "`boss` is none of seller, senior, manager");
}

#[test]
fn personal_data_never_shows_in_an_error() {
    let long = "x".repeat(10_001);
    let facts = load("leads", &format!("id,name,phone\nl-1,{long},secret\nl-2,Wang,1\n"));
    assert_eq!(errors(&facts), [(0, Some("name"), ErrorCode::DecodeTextTooLong)]);
    let leads = facts.table(TableName::Leads).unwrap();
    assert!(leads.is_pii(leads.slot("phone").unwrap()) && !leads.is_pii(0) && leads.is_pii(999));
    let text = serde_json::to_string(facts.accounting()).unwrap();
    assert!(!text.contains("xxx") && !text.contains("secret"), "{text}");
}

#[test]
fn ids_are_checked() {
    let long = "x".repeat(201);
    let facts = load("reps", &format!("id\n{long}\n\"a\tb\"\n \n"));
    assert_eq!(
        errors(&facts),
        [(0, Some("id"), ErrorCode::DecodeTextTooLong), (1, Some("id"), ErrorCode::DecodeControlCharacter),]
    );
    assert_eq!(facts.accounting()[0].errors[0].id, None);
    assert_eq!(facts.table(TableName::Reps).unwrap().id(0), " ");
}

#[test]
fn other_types_are_read_exactly() {
    let facts = load(
        "activities",
        "id,occurred_at,carries_value\na,2026-01-01,TRUE\nb,2026-01-01,no\nc,2026-01-01,1\nd,2026-01-01,\ne,2026-01-01,maybe\n",
    );
    let table = facts.table(TableName::Activities).unwrap();
    let slot = table.slot("carries_value").unwrap();
    let read: Vec<_> = (0..4).map(|row| table.boolean(slot, row)).collect();
    assert_eq!(read, [Some(true), Some(false), Some(true), None]);
    assert_eq!(errors(&facts), [(4, Some("carries_value"), ErrorCode::FactsNotABoolean)]);

    let facts = load("reps", "id,capacity,weight\na, 12.0 ,1e-3\nb,1.5,1\nc,1,x\nd,,\n");
    let table = facts.table(TableName::Reps).unwrap();
    assert_eq!(table.integer(table.slot("capacity").unwrap(), 0), Some(12));
    assert_eq!(table.decimal(table.slot("weight").unwrap(), 0).unwrap().to_string(), "0.001");
    assert_eq!(
        errors(&facts),
        [(1, Some("capacity"), ErrorCode::FactsNotAnInteger), (2, Some("weight"), ErrorCode::FactsNotADecimal),]
    );

    let facts = load("targets", "id,period,amount\na,2026-03,100\nb,2026-13,100\nc,March,1\n");
    let table = facts.table(TableName::Targets).unwrap();
    assert_eq!(table.text(table.slot("period").unwrap(), 0), Some("2026-03"));
    assert_eq!(facts.accounting()[0].errors_by_code[&ErrorCode::TimeNotAMonth], 2);
}

#[test]
fn money_has_the_currency_of_its_row() {
    let facts =
        load("orders", "id,occurred_at,amount,currency\na,2026-03-01,10,JPY\nb,2026-03-01,10,\nc,2026-03-01,1.5,JPY\n");
    let table = facts.table(TableName::Orders).unwrap();
    let amount = table.slot("amount").unwrap();
    let shown: Vec<String> = (0..2).map(|row| table.money(amount, row).unwrap().to_string()).collect();
    assert_eq!(shown, ["JPY 10", "CNY 10.00"]);
    let seen: Vec<&str> = facts.accounting()[0].currencies.iter().map(|currency| currency.code()).collect();
    assert_eq!(seen, ["CNY", "JPY"]);
    assert_eq!(errors(&facts), [(2, Some("amount"), ErrorCode::FactsTooManyDecimals)]);
}

#[test]
fn every_wrong_table_and_column_is_named_at_once() {
    let tables = Tables::new()
        .with_csv("orders", "id,occured_at,amount,regoin\n")
        .unwrap()
        .with_csv("ordres", "id\n")
        .unwrap()
        .with(
            "reps",
            RawTable::try_new(vec![
                ("id".to_owned(), RawColumn::Boolean(vec![Some(true)])),
                ("weight".to_owned(), RawColumn::Float(vec![Some(1.0)])),
                ("hired_at".to_owned(), RawColumn::Integer(vec![Some(1)])),
            ])
            .unwrap(),
        );
    let error = refused(&tables);
    assert_eq!(
        codes(&error),
        [
            (ErrorCode::FactsMissingColumn, "/tables/orders/columns/occurred_at".to_owned()),
            (ErrorCode::FactsUnknownColumn, "/tables/orders/columns/occured_at".to_owned()),
            (ErrorCode::FactsUnknownColumn, "/tables/orders/columns/regoin".to_owned()),
            (ErrorCode::FactsWrongColumnType, "/tables/reps/columns/id".to_owned()),
            (ErrorCode::FactsWrongColumnType, "/tables/reps/columns/hired_at".to_owned()),
            (ErrorCode::FactsRoundingNotStated, "/tables/reps/columns/weight".to_owned()),
            (ErrorCode::FactsUnknownTable, "/tables/ordres".to_owned()),
        ]
    );
    let messages: Vec<String> = error.violations().map(|violation| violation.message(leadstone::Locale::En)).collect();
    assert_eq!(
        messages[0],
        "table `orders` has no column `occurred_at` (expected: instant); did you mean `occured_at`?"
    );
    assert_eq!(messages[2], "table `orders` knows no column `regoin`; did you mean `region`?");
    assert_eq!(messages[4], "column `hired_at` of table `reps` expects instant, found integer");
    assert_eq!(messages[6], "unknown table `ordres`");
}

#[test]
fn doors_refuse_what_is_no_table() {
    let refused = |text: &str| codes(&Tables::from_json(text).unwrap_err());
    let at = |code: ErrorCode, pointer: &str| (code, pointer.to_owned());
    assert_eq!(refused("[]"), [at(ErrorCode::DecodeWrongKind, "/tables")]);
    assert_eq!(
        refused(r#"{"orders": [{"id": ["a"]}, 7], "reps": 3, "leads": "id,id\n", "targets": "id,,\n"}"#),
        [
            at(ErrorCode::FactsDuplicateColumn, "/tables/leads/columns/id"),
            at(ErrorCode::DecodeWrongKind, "/tables/orders/0/id"),
            at(ErrorCode::DecodeWrongKind, "/tables/orders/1"),
            at(ErrorCode::DecodeWrongKind, "/tables/reps"),
            at(ErrorCode::FactsUnnamedColumn, "/tables/targets/columns/"),
            at(ErrorCode::FactsUnnamedColumn, "/tables/targets/columns/"),
        ]
    );
    let uneven = RawTable::try_new(vec![
        ("a".to_owned(), RawColumn::Integer(vec![None])),
        ("b".to_owned(), RawColumn::Boolean(vec![])),
    ]);
    assert_eq!(codes(&uneven.unwrap_err()), [at(ErrorCode::ColumnRagged, "/columns/b")]);
    let many = RawTable::try_new(vec![("a".to_owned(), RawColumn::Boolean(vec![None; 20_000_001]))]);
    assert_eq!(codes(&many.unwrap_err()), [at(ErrorCode::FactsTooManyRows, "")]);
}

#[test]
fn empty_tables_are_tables() {
    let tables = Tables::from_json(r#"{"leads": [], "reps": "id\n"}"#).unwrap();
    let facts = Facts::load(&tables, None, &context()).unwrap();
    assert!(facts.table(TableName::Leads).unwrap().is_empty() && facts.table(TableName::Reps).unwrap().is_empty());
    let missing = facts.need(TableName::Orders, &["region", "amount"]).unwrap_err();
    assert_eq!(missing.to_string(), "orders.region, orders.amount");
    assert_eq!(facts.need(TableName::Leads, &["mql_at"]).unwrap_err().columns, ["mql_at"]);
}

#[test]
fn typed_times_and_their_bounds() {
    let micros = 1_772_323_200_000_000; // 2026-03-01T00:00:00Z
    let column = |naive| RawColumn::Timestamp { micros: vec![Some(micros), Some(i64::MAX)], naive };
    let table = |column| {
        let ids = RawColumn::Integer(vec![Some(7), Some(8)]);
        let columns = vec![("id".to_owned(), ids), ("occurred_at".to_owned(), column)];
        let facts =
            Facts::load(&Tables::new().with("leads", RawTable::try_new(columns).unwrap()), None, &context()).unwrap();
        let leads = facts.table(TableName::Leads).unwrap();
        assert_eq!(errors(&facts), [(1, Some("occurred_at"), ErrorCode::TimeOutOfRange)]);
        (leads.id(0).to_owned(), leads.instant(leads.slot("occurred_at").unwrap(), 0).unwrap().to_string())
    };
    // A number serves as an id; a naive time is local.
    assert_eq!(table(column(false)), ("7".to_owned(), "2026-03-01T00:00:00Z".to_owned()));
    assert_eq!(table(column(true)), ("7".to_owned(), "2026-02-28T16:00:00Z".to_owned()));
}

#[test]
fn a_spreadsheet_file_reads_as_it_is() {
    let facts = load("reps", "\u{feff}id, name \r\nr-1,\"Li, \"\"Jo\"\"\"\r\n\r\nr-2,\"two\nlines\"\r\n");
    let reps = facts.table(TableName::Reps).unwrap();
    let name = reps.slot("name").unwrap();
    assert_eq!((reps.text(name, 0), reps.text(name, 1)), (Some("Li, \"Jo\""), Some("two\nlines")));
    let zone = Zone::utc();
    assert_eq!((zone.name(), facts.zone().name()), ("UTC", "+08:00"));
}

#[test]
fn the_mapping_on_the_page_is_one() {
    let page = leadstone::facts::tables_markdown();
    let example = page.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let mapping = leadstone::facts::MappingDefinition::from_json(example).unwrap();
    assert_eq!(mapping.tables["orders"].columns.len(), 8);
}

#[test]
fn the_page_names_every_column() {
    let page = leadstone::facts::tables_markdown();
    for table in TableName::ALL {
        let section = page.split("\n## ").find(|section| section.starts_with(&format!("{table}\n"))).unwrap();
        for column in leadstone::facts::table_spec(table).columns {
            assert!(
                section.contains(&format!("| `{}` | {}", column.name, column.field_type.name())),
                "{}",
                column.name
            );
            assert!(column.meaning_zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{}", column.name);
            assert!(column.masked_with.iter().all(|name| section.contains(&format!("| `{name}` | instant"))));
        }
    }
}

#[cfg(feature = "schema")]
#[test]
fn the_schema_of_tables_knows_the_columns_that_are_read() {
    let schema = leadstone::facts::tables_schema();
    for table in TableName::ALL {
        let row = &schema["$defs"][table.name()];
        for column in leadstone::facts::table_spec(table).columns {
            assert!(row["properties"][column.name].is_object(), "{table}.{}", column.name);
            let required = row["required"].as_array().unwrap().iter().any(|name| name == column.name);
            assert_eq!(required, column.required, "{table}.{}", column.name);
        }
        assert_eq!(row["additionalProperties"], false);
    }
}
