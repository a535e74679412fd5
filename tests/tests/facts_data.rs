//! Real tables under `$LEADSTONE_DATA`. The expected counts were taken with Python's `csv` module.

use std::path::PathBuf;

use leadstone::facts::{Facts, FactsContext, MappingDefinition, RawColumn, TableAccounting, TableName, Tables};
use leadstone::{Error, ErrorCode};
use serde_json::{Value, json};

/// The named files of a data set as tables, or nothing and a message that counts the skip.
fn tables(set: &str, names: &[&str]) -> Option<Tables> {
    let folder = PathBuf::from(std::env::var_os("LEADSTONE_DATA").unwrap_or_default()).join(set);
    let mut tables = Tables::new();
    for name in names {
        let Ok(text) = std::fs::read_to_string(folder.join(format!("{name}.csv"))) else {
            eprintln!("skipped 1 of 1: no {set}/{name}.csv under LEADSTONE_DATA");
            return None;
        };
        tables = tables.with_csv(name, &text).unwrap();
    }
    Some(tables)
}

fn load(tables: &Tables, mapping: &Value, as_of: &str) -> Result<Facts, Error> {
    let mapping = MappingDefinition::from_json(&mapping.to_string()).unwrap();
    let context =
        FactsContext { zone: leadstone::Zone::utc(), currency: "USD".parse().unwrap(), as_of: as_of.parse().unwrap() };
    Facts::load(tables, Some(&mapping), &context)
}

fn accounting(facts: &Facts, table: TableName) -> &TableAccounting {
    let found = facts.accounting().iter().find(|accounting| accounting.table == table).unwrap();
    assert_eq!(found.rows_in, found.used + found.error + found.after_as_of);
    found
}

fn column(column: &str) -> Value {
    json!({"type": "column", "column": column})
}

fn maven() -> Value {
    let region = json!({"type": "lookup", "table": "sales_teams", "key": "sales_agent", "match": "sales_agent",
                        "column": "regional_office"});
    let product = json!({"type": "column", "column": "product", "values": {"GTXPro": "GTX Pro"}});
    let series = json!({"type": "lookup", "table": "products", "key": "product", "key_values": {"GTXPro": "GTX Pro"},
                        "match": "product", "column": "series"});
    json!({"tables": {
        "orders": {
            "from": "sales_pipeline",
            "where": [{"column": "deal_stage", "one_of": ["Won"]}],
            "columns": {
                "id": column("opportunity_id"), "occurred_at": column("close_date"), "opened_at": column("engage_date"),
                "account_id": column("account"), "rep_id": column("sales_agent"), "amount": column("close_value"),
                "opportunity_id": column("opportunity_id"), "region": region, "product": product, "segment": series,
                "channel": {"type": "constant", "value": "direct"}
            }
        },
        "opportunities": {
            "from": "sales_pipeline",
            "columns": {
                "id": column("opportunity_id"), "occurred_at": column("engage_date"), "closed_at": column("close_date"),
                "account_id": column("account"), "rep_id": column("sales_agent"), "amount": column("close_value"),
                "state": column("deal_stage"), "region": region, "product": product, "segment": series,
                "outcome": {"type": "column", "column": "deal_stage", "values": {"Won": "won", "Lost": "lost"},
                            "other": "null"}
            }
        },
        "reps": {"from": "sales_teams", "columns": {
            "id": column("sales_agent"), "team": column("manager"), "region": column("regional_office"),
            "role": {"type": "constant", "value": "seller"}
        }},
        "accounts": {"from": "accounts", "columns": {
            "id": column("account"), "name": column("account"), "segment": column("sector"),
            "employees": column("employees"), "revenue": column("revenue")
        }}
    }})
}

const PIPELINE: &[&str] = &["sales_pipeline", "sales_teams", "products", "accounts"];

#[test]
fn a_whole_pipeline_is_accounted_for() {
    let Some(tables) = tables("maven_crm", PIPELINE) else { return };
    let facts = load(&tables, &maven(), "2017-09-30T23:59:59.999999Z").unwrap();
    let opportunities = accounting(&facts, TableName::Opportunities);
    assert_eq!((opportunities.rows_in, opportunities.used, opportunities.undated), (7_635, 7_635, 500));
    assert!(opportunities.lookup_misses.is_empty(), "{:?}", opportunities.lookup_misses);
    let orders = accounting(&facts, TableName::Orders);
    assert_eq!((orders.rows_in, orders.used, orders.not_selected), (3_042, 3_042, 4_593));
    assert_eq!((accounting(&facts, TableName::Reps).used, accounting(&facts, TableName::Accounts).used), (35, 85));

    let orders = facts.need(TableName::Orders, &["amount", "region"]).unwrap();
    let (amount, region) = (orders.slot("amount").unwrap(), orders.slot("region").unwrap());
    let regions = orders.dictionary(region).unwrap();
    let mut totals = vec![0; regions.len()];
    for row in 0..orders.len() {
        totals[orders.code(region, row).unwrap() as usize] += orders.money(amount, row).unwrap().minor();
    }
    let totals: Vec<(&str, i64)> = regions.iter().zip(totals).collect();
    assert_eq!(totals, [("Central", 235_851_100), ("East", 226_574_100), ("West", 257_878_600)]);

    // Revenue is in millions with up to two decimals; the sum is 169,543.80.
    let accounts = facts.table(TableName::Accounts).unwrap();
    let revenue = accounts.slot("revenue").unwrap();
    let sum: i64 = (0..accounts.len()).map(|row| accounts.money(revenue, row).unwrap().minor()).sum();
    assert_eq!(sum, 16_954_380);
}

#[test]
fn the_product_join_needs_its_translation() {
    let Some(tables) = tables("maven_crm", PIPELINE) else { return };
    let series = |mapping: &Value| {
        let facts = load(&tables, mapping, "2017-09-30T23:59:59.999999Z").unwrap();
        let table = facts.table(TableName::Opportunities).unwrap();
        let slot = table.slot("segment").unwrap();
        let of = |series: &str| (0..table.len()).filter(|row| table.text(slot, *row) == Some(series)).count();
        let misses = accounting(&facts, TableName::Opportunities).lookup_misses.get("segment").copied();
        (of("GTX"), of("MG"), of("GTK"), misses)
    };
    let mut mapping = maven();
    assert_eq!(series(&mapping), (4_924, 2_677, 34, None));
    mapping["tables"]["opportunities"]["columns"]["segment"]["key_values"] = json!({});
    // The 1,285 rows that are spelt `GTXPro` find no product, and that is counted.
    assert_eq!(series(&mapping), (4_924 - 1_285, 2_677, 34, Some(1_285)));
}

#[test]
fn a_pipeline_as_it_was_known_on_an_earlier_day() {
    let Some(tables) = tables("maven_crm", PIPELINE) else { return };
    let facts = load(&tables, &maven(), "2017-06-30T23:59:59.999999Z").unwrap();
    let seen = accounting(&facts, TableName::Opportunities);
    assert_eq!((seen.rows_in, seen.used, seen.after_as_of, seen.error), (7_635, 4_865, 2_770, 0));
    // Of 969 deals that closed later the date, the amount, the state and the outcome are hidden.
    assert_eq!(seen.masked_cells, 4 * 969);
    let orders = accounting(&facts, TableName::Orders);
    assert_eq!((orders.used, orders.after_as_of), (1_785, 1_257));
    let table = facts.table(TableName::Orders).unwrap();
    let amount = table.slot("amount").unwrap();
    assert_eq!((0..table.len()).map(|row| table.money(amount, row).unwrap().minor()).sum::<i64>(), 422_078_300);
}

#[test]
fn a_misspelt_column_of_a_real_file_is_named() {
    let Some(tables) = tables("maven_crm", PIPELINE) else { return };
    let mut mapping = maven();
    mapping["tables"]["orders"]["columns"]["amount"]["column"] = json!("close_valu");
    let error = load(&tables, &mapping, "2017-09-30T00:00:00Z").unwrap_err();
    assert_eq!((error.code(), error.violations().count()), (ErrorCode::FactsMissingColumn, 1));
    assert!(error.to_string().contains("did you mean `close_value`?"), "{error}");
}

#[test]
fn leads_take_their_win_from_another_table() {
    let Some(tables) = tables("olist_funnel", &["marketing_qualified_leads", "closed_deals"]) else { return };
    let won = json!({"type": "lookup", "table": "closed_deals", "key": "mql_id", "match": "mql_id",
                     "column": "won_date"});
    let mapping = json!({"tables": {"leads": {"from": "marketing_qualified_leads", "columns": {
        "id": column("mql_id"), "occurred_at": column("first_contact_date"), "mql_at": column("first_contact_date"),
        "source": column("origin"), "closed_at": won
    }}}});
    let facts = load(&tables, &mapping, "2018-06-30T23:59:59Z").unwrap();
    let seen = accounting(&facts, TableName::Leads);
    // 575 leads were won, 88 of them in July 2018 or later.
    assert_eq!((seen.rows_in, seen.used, seen.masked_cells), (5_627, 5_627, 88));
    assert_eq!(seen.lookup_misses["closed_at"], 5_627 - 575);
}

#[test]
fn invoices_are_summed_to_the_penny() {
    let Some(tables) = tables("online_retail", &["invoices"]) else { return };
    let mapping = json!({"tables": {"orders": {
        "from": "invoices", "currency": "GBP",
        "where": [{"column": "cancelled", "none_of": ["1"]}],
        "columns": {"id": column("invoice"), "occurred_at": column("invoice_time"),
                    "account_id": column("customer_id"), "region": column("country"), "amount": column("amount")}
    }}});
    let facts = load(&tables, &mapping, "2012-01-01T00:00:00Z").unwrap();
    let seen = accounting(&facts, TableName::Orders);
    assert_eq!((seen.used, seen.not_selected), (14_537, 2_627));
    let orders = facts.table(TableName::Orders).unwrap();
    let amount = orders.slot("amount").unwrap();
    assert_eq!((0..orders.len()).map(|row| orders.money(amount, row).unwrap().minor()).sum::<i64>(), 657_221_737);
    // The door reads every column as text: `customer_id` keeps its digits.
    assert!(matches!(tables.get("invoices").unwrap().column("customer_id"), Some(RawColumn::Text(_))));
}
