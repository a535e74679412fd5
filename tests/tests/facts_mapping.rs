//! Mappings of a host's own tables. Expected values are computed by hand.

use leadstone::facts::{Facts, FactsContext, MappingDefinition, RawColumn, RawTable, Table, TableName, Tables};
use leadstone::{Error, ErrorClass, ErrorCode, FieldType, canonical_json};
use serde_json::{Value, json};

fn context() -> FactsContext {
    FactsContext {
        zone: "+08:00".parse().unwrap(),
        currency: "CNY".parse().unwrap(),
        as_of: "2026-03-31T15:59:59.999999Z".parse().unwrap(),
    }
}

fn mapping(tables: Value) -> MappingDefinition {
    let document = Value::Object([("tables".to_owned(), tables)].into_iter().collect());
    MappingDefinition::from_json(&document.to_string()).unwrap()
}

fn load(csv: &[(&str, &str)], tables: Value) -> Result<Facts, Error> {
    let raw = csv.iter().fold(Tables::new(), |raw, (name, text)| raw.with_csv(name, text).unwrap());
    Facts::load(&raw, Some(&mapping(tables)), &context())
}

fn texts<'a>(table: &'a Table, column: &str) -> Vec<Option<&'a str>> {
    let slot = table.slot(column).unwrap();
    (0..table.len()).map(|row| table.text(slot, row)).collect()
}

fn codes(error: &Error) -> Vec<(ErrorCode, String)> {
    error.violations().map(|violation| (violation.code(), violation.pointer().to_string())).collect()
}

#[test]
fn rows_are_selected_by_source_cells() {
    let csv = "key,stage,test\na,Won,\nb,Won,yes\nc,Lost,\nd,,\ne\n";
    let facts = load(
        &[("deals", csv)],
        json!({"opportunities": {
            "from": "deals",
            "where": [{"column": "stage", "one_of": ["Won", "Lost"]}, {"column": "test", "none_of": ["yes"]}],
            "columns": {"id": {"type": "column", "column": "key"}}
        }}),
    )
    .unwrap();
    let accounting = &facts.accounting()[0];
    // The ragged row e cannot be tested, so it is an error and not left out.
    assert_eq!((accounting.rows_in, accounting.used, accounting.error, accounting.not_selected), (3, 2, 1, 2));
    assert_eq!(accounting.source, "deals");
    assert_eq!(texts(facts.table(TableName::Opportunities).unwrap(), "id"), [Some("a"), Some("c")]);
}

#[test]
fn values_translate_keep_drop_or_refuse() {
    let csv = "id,s\na,DE\nb,XX\nc,none\nd,\n";
    let read = |other: &str| {
        load(
            &[("accounts", csv)],
            json!({"accounts": {"columns": {
                "id": {"type": "column", "column": "id"},
                "segment": {"type": "column", "column": "s", "values": {"DE": "Germany", "none": null}, "other": other}
            }}}),
        )
        .unwrap()
    };
    let segments = |facts: &Facts| -> Vec<Option<String>> {
        texts(facts.table(TableName::Accounts).unwrap(), "segment").iter().map(|text| text.map(str::to_owned)).collect()
    };
    let germany = || Some("Germany".to_owned());
    assert_eq!(segments(&read("keep")), [germany(), Some("XX".to_owned()), None, None]);
    assert_eq!(segments(&read("null")), [germany(), None, None, None]);
    let strict = read("error");
    assert_eq!(segments(&strict), [germany(), None, None]);
    let error = &strict.accounting()[0].errors[0];
    assert_eq!((error.row, error.code), (1, ErrorCode::FactsNotInValues));
    assert_eq!(error.message, "`XX` is none of DE, none");
}

#[test]
fn formats_read_dates_times_and_months() {
    let csv = "id,day,time,stamp,zoned\na,31.12.2025,12/31/25 11:30 PM,1767166200,2025-12-31 23:30 +0100\n";
    let facts = load(
        &[("deals", csv), ("plan", "id,when,amount\np,31.12.2025,5\n")],
        json!({
            "opportunities": {"from": "deals", "columns": {
                "id": {"type": "column", "column": "id"},
                "occurred_at": {"type": "column", "column": "day", "format": "%d.%m.%Y"},
                "quoted_at": {"type": "column", "column": "day", "format": "%d.%m.%Y", "end_of_day": true},
                "state_entered_at": {"type": "column", "column": "time", "format": "%m/%d/%y %I:%M %p"},
                "recorded_at": {"type": "column", "column": "stamp", "format": "%s"},
                "next_step_at": {"type": "column", "column": "zoned", "format": "%Y-%m-%d %H:%M %z"}
            }},
            "targets": {"from": "plan", "unlisted": "by_name", "columns": {
                "period": {"type": "column", "column": "when", "format": "%d.%m.%Y"}
            }}
        }),
    )
    .unwrap();
    let table = facts.table(TableName::Opportunities).unwrap();
    let at = |column: &str| table.instant(table.slot(column).unwrap(), 0).unwrap().to_string();
    // The day is cut at +08:00.
    assert_eq!(at("occurred_at"), "2025-12-30T16:00:00Z");
    assert_eq!(at("quoted_at"), "2025-12-31T15:59:59.999999Z");
    assert_eq!(at("state_entered_at"), "2025-12-31T15:30:00Z");
    // 1,767,166,200 s = 20,453 days and 27,000 s after 1970-01-01; 20,453 days is 2025-12-31.
    assert_eq!(at("recorded_at"), "2025-12-31T07:30:00Z");
    assert_eq!(at("next_step_at"), "2025-12-31T22:30:00Z");
    assert_eq!(texts(facts.table(TableName::Targets).unwrap(), "period"), [Some("2025-12")]);
}

#[test]
fn lookups_join_by_key_and_count_misses() {
    let deals = "id,item,rep\na,GTXPro,Anna\nb,MG,Nobody\nc,,Twice\nd,Basic,Same\n";
    let items = "product,series\nGTX Pro,GTX\nMG,\nBasic,GTX\n";
    let reps = "name,office\nAnna,East\nTwice,East\nTwice,West\nSame,West\nSame,West\n,North\n";
    let facts = load(
        &[("deals", deals), ("items", items), ("reps_of_host", reps)],
        json!({"opportunities": {"from": "deals", "columns": {
            "id": {"type": "column", "column": "id"},
            "segment": {"type": "lookup", "table": "items", "key": "item", "key_values": {"GTXPro": "GTX Pro"},
                        "match": "product", "column": "series"},
            "region": {"type": "lookup", "table": "reps_of_host", "key": "rep", "match": "name", "column": "office",
                       "values": {"East": "Osten"}}
        }}}),
    )
    .unwrap();
    let accounting = &facts.accounting()[0];
    // c has two offices for one key, which is an error; b's seller is not there, which is counted; an
    // empty key and an empty answer are no misses.
    assert_eq!((accounting.used, accounting.error), (3, 1));
    assert_eq!(accounting.errors[0].code, ErrorCode::FactsAmbiguousKey);
    assert_eq!(accounting.errors[0].message, "key `Twice` has several answers in table `reps_of_host`");
    assert_eq!(serde_json::to_value(&accounting.lookup_misses).unwrap(), json!({"region": 1}));
    let table = facts.table(TableName::Opportunities).unwrap();
    assert_eq!(texts(table, "segment"), [Some("GTX"), None, Some("GTX")]);
    assert_eq!(texts(table, "region"), [Some("Osten"), None, Some("West")]);
}

#[test]
fn constants_days_and_joined_columns() {
    let csv = "household,day,value\n7,1,10\n7,x,10\n8,-1,10\n9,99999999999,1\n,1,1\n";
    let facts = load(
        &[("baskets", csv)],
        json!({"orders": {"from": "baskets", "currency": "USD", "columns": {
            "id": {"type": "joined", "columns": ["household", "day"], "separator": "/"},
            "occurred_at": {"type": "days", "column": "day", "since": "2026-01-01", "end_of_day": true},
            "channel": {"type": "constant", "value": "store"},
            "paid_amount": {"type": "constant", "value": 1.5},
            "amount": {"type": "column", "column": "value"}
        }}}),
    )
    .unwrap();
    let orders = facts.table(TableName::Orders).unwrap();
    assert_eq!(texts(orders, "id"), [Some("7/1"), Some("8/-1")]);
    let at = |row| orders.instant(orders.slot("occurred_at").unwrap(), row).unwrap().to_string();
    assert_eq!((at(0), at(1)), ("2026-01-02T15:59:59.999999Z".to_owned(), "2025-12-31T15:59:59.999999Z".to_owned()));
    assert_eq!(texts(orders, "channel"), [Some("store"), Some("store")]);
    let money = |column, row| orders.money(orders.slot(column).unwrap(), row).unwrap().to_string();
    assert_eq!((money("amount", 0), money("paid_amount", 1)), ("USD 10.00".to_owned(), "USD 1.50".to_owned()));
    let codes: Vec<_> = facts.accounting()[0].errors.iter().map(|error| error.code).collect();
    assert_eq!(codes, [ErrorCode::FactsNotAnInteger, ErrorCode::TimeOutOfRange, ErrorCode::FactsCellMissing]);
}

#[test]
fn floats_are_rounded_as_the_mapping_states() {
    let raw = |value: RawColumn| {
        let columns = vec![("id".to_owned(), RawColumn::Integer(vec![Some(1)])), ("v".to_owned(), value)];
        Tables::new().with("accounts", RawTable::try_new(columns).unwrap())
    };
    let read = |value: RawColumn, rounding: Value, column: &str| {
        let listed = json!({"type": "column", "column": "v", "rounding": rounding});
        let mapping = mapping(json!({"accounts": {"unlisted": "by_name", "columns": {column: listed}}}));
        Facts::load(&raw(value), Some(&mapping), &context()).map(|facts| {
            let table = facts.table(TableName::Accounts).unwrap();
            let slot = table.slot(column).unwrap();
            let money = table.money(slot, 0).map(|money| money.minor());
            money.or_else(|| table.integer(slot, 0)).ok_or_else(|| facts.accounting()[0].errors[0].code)
        })
    };
    let float = |value: f64| RawColumn::Float(vec![Some(value)]);
    // 2.345 is a little less than 2.345 as a binary number; its shortest decimal is what is rounded.
    assert_eq!(read(float(2.345), json!("half_even"), "revenue"), Ok(Ok(234)));
    assert_eq!(read(float(2.345), json!("half_up"), "revenue"), Ok(Ok(235)));
    assert_eq!(read(float(-2.355), json!("half_up"), "revenue"), Ok(Ok(-236)));
    assert_eq!(read(float(1e-30), json!("half_up"), "revenue"), Ok(Ok(0)));
    assert_eq!(read(float(2.5), json!("half_even"), "employees"), Ok(Ok(2)));
    assert_eq!(read(float(f64::NAN), json!("half_even"), "revenue"), Ok(Err(ErrorCode::FactsNotAnAmount)));
    assert_eq!(read(float(1e300), json!("half_even"), "employees"), Ok(Err(ErrorCode::FactsNotAnInteger)));
    let refused = read(float(2.345), Value::Null, "revenue").unwrap_err();
    assert_eq!(codes(&refused), [(ErrorCode::FactsRoundingNotStated, "/tables/accounts/columns/v".to_owned())]);
    // A text is exact unless a rounding is stated, whichever door it came through.
    let text = |text: &str| RawColumn::Text(leadstone::facts::TextCells::from_iter([text]));
    assert_eq!(read(text("2.345"), json!("half_even"), "revenue"), Ok(Ok(234)));
    assert_eq!(read(text("2.345"), Value::Null, "revenue"), Ok(Err(ErrorCode::FactsTooManyDecimals)));
}

#[test]
fn extra_columns_follow_the_canonical_ones() {
    let definition = json!({"leads": {
        "unlisted": "by_name",
        "columns": {"visits": {"type": "column", "column": "clicks"}},
        "extra": {
            "visits": {"type": "integer"},
            "birthday": {"type": "date", "pii": true},
            "budget": {"type": "money", "masked_with": "sql_at"},
            "renewal_at": {"type": "instant", "planned": true},
            "not_sent": {"type": "text"}
        }
    }});
    let csv = "id,clicks,birthday,budget,renewal_at,sql_at,ignored\n\
               a,3,1990-05-01,100,2027-01-01,2026-05-01,x\n\
               b,4,1.5.1990,100,,,x\n";
    let facts = load(&[("leads", csv)], definition.clone()).unwrap();
    let leads = facts.table(TableName::Leads).unwrap();
    let names: Vec<&str> = leads.fields().iter().skip(19).map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["birthday", "budget", "not_sent", "renewal_at", "visits"]);
    assert_eq!(leads.fields(), mapping(definition).fields(TableName::Leads));
    assert_eq!(leads.slot("not_sent"), None);
    let slot = |name| leads.slot(name).unwrap();
    assert_eq!((leads.integer(slot("visits"), 0), leads.money(slot("budget"), 0)), (Some(3), None));
    assert_eq!(leads.date(slot("birthday"), 0), Some("1990-05-01".parse().unwrap()));
    assert!(leads.is_pii(slot("birthday")) && leads.instant(slot("renewal_at"), 0).is_some());
    assert_eq!(leads.field_type(slot("budget")), Some(FieldType::Money));
    let error = &facts.accounting()[0].errors[0];
    assert_eq!((error.code, error.message.as_str()), (ErrorCode::FactsNotADate, "`…` is no date"));
}

#[test]
fn a_mapping_that_contradicts_itself_is_refused_at_once() {
    let text = json!({"tables": {
        "order": {},
        "orders": {
            "where": [{"column": "x"}],
            "columns": {
                "amonut": {"type": "constant", "value": 1},
                "amount": {"type": "constant", "value": "ten"},
                "occurred_at": {"type": "column", "column": "x", "format": "%Q", "rounding": "half_up"},
                "opened_at": {"type": "column", "column": "x", "format": "%H:%M"},
                "region": {"type": "column", "column": "x", "format": "%Y", "end_of_day": true},
                "product": {"type": "days", "column": "x", "since": "2026-01-01"},
                "paid_amount": {"type": "joined", "columns": []},
                "channel": {"type": "constant", "value": true}
            },
            "extra": {"segment": {"type": "text"}, "x": {"type": "text", "masked_with": "ocurred_at"}, "": {"type": "text"}}
        },
        "activities": {"columns": {"direction": {"type": "column", "column": "d", "values": {"in": "inbond"}}}}
    }});
    let error = MappingDefinition::from_json(&text.to_string()).unwrap_err();
    assert_eq!(error.class(), ErrorClass::Definition);
    let at = |code: ErrorCode, pointer: &str| (code, format!("/tables{pointer}"));
    assert_eq!(
        codes(&error),
        [
            at(ErrorCode::FactsBadConstant, "/activities/columns/direction/values/in"),
            at(ErrorCode::FactsUnknownTable, "/order"),
            at(ErrorCode::DefinitionEmptyList, "/orders/where/0/one_of"),
            at(ErrorCode::DecodeTextEmpty, "/orders/extra/"),
            at(ErrorCode::FactsExtraIsCanonical, "/orders/extra/segment"),
            at(ErrorCode::FactsNotAnInstantColumn, "/orders/extra/x/masked_with"),
            at(ErrorCode::FactsUnknownColumn, "/orders/columns/amonut"),
            at(ErrorCode::FactsBadConstant, "/orders/columns/amount/value"),
            at(ErrorCode::FactsBadConstant, "/orders/columns/channel/value"),
            at(ErrorCode::FactsBadFormat, "/orders/columns/occurred_at/format"),
            at(ErrorCode::FactsOptionNotForType, "/orders/columns/occurred_at/rounding"),
            at(ErrorCode::FactsBadFormat, "/orders/columns/opened_at/format"),
            at(ErrorCode::FactsOptionNotForType, "/orders/columns/paid_amount/type"),
            at(ErrorCode::DefinitionEmptyList, "/orders/columns/paid_amount/columns"),
            at(ErrorCode::FactsOptionNotForType, "/orders/columns/product/type"),
            at(ErrorCode::FactsOptionNotForType, "/orders/columns/region/format"),
            at(ErrorCode::FactsOptionNotForType, "/orders/columns/region/end_of_day"),
        ]
    );
    // The same mapping built in Rust is refused when it is used.
    let broken: MappingDefinition = leadstone::decode::decode(json!({"tables": {"order": {}}})).unwrap();
    let error = Facts::load(&Tables::new(), Some(&broken), &context()).unwrap_err();
    assert_eq!(codes(&error), [(ErrorCode::FactsUnknownTable, "/mapping/tables/order".to_owned())]);
}

#[test]
fn columns_that_the_host_did_not_send_are_named_with_their_use() {
    let error = load(
        &[("pipeline", "deal,stage\n"), ("teams", "agent,office\n")],
        json!({"orders": {"from": "pipeline", "where": [{"column": "stages", "one_of": ["Won"]}], "columns": {
            "id": {"type": "column", "column": "deal_id"},
            "occurred_at": {"type": "column", "column": "closed"},
            "region": {"type": "lookup", "table": "teams", "key": "agent", "match": "agents", "column": "offices"},
            "product": {"type": "lookup", "table": "item", "key": "deal", "match": "a", "column": "b"}
        }}}),
    )
    .unwrap_err();
    let at = |code: ErrorCode, pointer: &str| (code, format!("/tables{pointer}"));
    assert_eq!(
        codes(&error),
        [
            at(ErrorCode::FactsMissingColumn, "/pipeline/columns/stages"),
            at(ErrorCode::FactsMissingColumn, "/pipeline/columns/deal_id"),
            at(ErrorCode::FactsMissingColumn, "/pipeline/columns/closed"),
            at(ErrorCode::FactsMissingColumn, "/pipeline/columns/agent"),
            at(ErrorCode::FactsMissingColumn, "/teams/columns/agents"),
            at(ErrorCode::FactsMissingColumn, "/teams/columns/offices"),
            at(ErrorCode::FactsMissingTable, "/item"),
            at(ErrorCode::FactsMissingColumn, "/orders/columns/amount"),
        ]
    );
    let first = error.violations().nth(1).unwrap().message(leadstone::Locale::En);
    assert_eq!(first, "table `pipeline` has no column `deal_id` (expected: text for orders.id); did you mean `deal`?");
}

#[test]
fn a_table_that_nothing_asks_for_is_listed_unless_its_name_is_a_slip() {
    let definition = || json!({"accounts": {"from": "customers", "unlisted": "by_name"}});
    let facts = load(&[("customers", "id\na\n"), ("zebra", "x\n1\n")], definition()).unwrap();
    assert_eq!(facts.unused_tables(), ["zebra"]);
    // Without an entry a canonical table is read under its own name.
    let facts = load(&[("customers", "id\na\n"), ("reps", "id\nr\n")], definition()).unwrap();
    assert_eq!(facts.table(TableName::Reps).unwrap().len(), 1);
    let error = load(&[("custmers", "id\na\n")], definition()).unwrap_err();
    assert_eq!(codes(&error), [(ErrorCode::FactsUnknownTable, "/tables/custmers".to_owned())]);
    assert!(error.to_string().contains("did you mean `customers`"), "{error}");
}

#[test]
fn a_mapping_of_nothing_is_as_strict_as_none() {
    let error = load(&[("invoices", "id\n")], json!({})).unwrap_err();
    assert_eq!(codes(&error), [(ErrorCode::FactsUnknownTable, "/tables/invoices".to_owned())]);
}

#[test]
fn a_personal_source_is_never_shown_whatever_else_reads_it() {
    let facts = load(
        &[("people", "id,tel\na,555-0100\n"), ("areas", "tel,area\n555-0100,East\n555-0100,West\n")],
        json!({"leads": {"from": "people", "columns": {
            "id": {"type": "column", "column": "id"},
            "phone": {"type": "column", "column": "tel"},
            "region": {"type": "lookup", "table": "areas", "key": "tel", "match": "tel", "column": "area"}
        }}}),
    )
    .unwrap();
    let error = &facts.accounting()[0].errors[0];
    assert_eq!((error.column.as_deref(), error.code), (Some("region"), ErrorCode::FactsAmbiguousKey));
    assert_eq!(error.message, "key `…` has several answers in table `areas`");
}

#[test]
fn a_plan_is_nothing_that_a_cell_becomes_known_with() {
    let text = json!({"tables": {"opportunities": {"extra": {
        "a": {"type": "text", "masked_with": "next_step_at"}, "b": {"type": "text", "masked_with": "quoted_at"}
    }}}});
    let error = MappingDefinition::from_json(&text.to_string()).unwrap_err();
    let at = "/tables/opportunities/extra/a/masked_with".to_owned();
    assert_eq!(codes(&error), [(ErrorCode::FactsNotAnInstantColumn, at)]);
}

#[test]
fn the_canonical_form_of_a_mapping_reads_back() {
    let one = mapping(json!({"orders": {
        "from": "x",
        "where": [{"column": "s", "one_of": ["Won"]}],
        "columns": {
            "id": {"type": "joined", "columns": ["a", "b"]},
            "occurred_at": {"type": "days", "column": "d", "since": "2026-01-01"},
            "amount": {"type": "column", "column": "v", "rounding": "half_even"},
            "region": {"type": "lookup", "table": "t", "key": "k", "match": "m", "column": "c"},
            "channel": {"type": "constant", "value": "web"}
        },
        "extra": {"n": {"type": "integer"}}
    }}));
    let text = canonical_json(&one).unwrap();
    let two = MappingDefinition::from_json(&text).unwrap();
    assert_eq!(one, two);
    assert_eq!(text, canonical_json(&two).unwrap());
}
