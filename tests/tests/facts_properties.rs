//! Properties of facts over random tables. A cell is drawn with what it is, so the expectation does not
//! come from the code under test.

use leadstone::facts::{Facts, FactsContext, TableName, Tables};
use leadstone::{ErrorCode, canonical_json};
use proptest::prelude::*;

/// The end of 2026-03-31 at UTC.
fn context() -> FactsContext {
    FactsContext {
        zone: leadstone::Zone::utc(),
        currency: "CNY".parse().unwrap(),
        as_of: "2026-03-31T23:59:59.999999Z".parse().unwrap(),
    }
}

/// What a cell does to its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Fine,
    Bad,
    After,
}

type Cell = (&'static str, Fate);

fn time() -> impl Strategy<Value = Cell> {
    prop::sample::select(vec![
        ("2026-01-05", Fate::Fine),
        ("2026-03-31T23:59:59.999999Z", Fate::Fine),
        ("2026-02-03 04:05", Fate::Fine),
        ("2026-04-01", Fate::After),
        ("2026-04-01T07:59:59+08:00", Fate::Fine),
        ("2026-04-01T08:00:00+08:00", Fate::After),
        ("05/01/2026", Fate::Bad),
        ("2026-02-30", Fate::Bad),
        ("", Fate::Bad),
    ])
}

fn amount() -> impl Strategy<Value = Cell> {
    prop::sample::select(vec![
        ("0", Fate::Fine),
        ("-12.5", Fate::Fine),
        (" 90071992547409.91 ", Fate::Fine),
        ("90071992547409.92", Fate::Bad),
        ("1.005", Fate::Bad),
        ("NaN", Fate::Bad),
        ("\"1,5\"", Fate::Bad),
        ("", Fate::Bad),
    ])
}

fn row() -> impl Strategy<Value = (u8, Cell, Cell)> {
    (0_u8..40, time(), amount())
}

fn csv(rows: &[(u8, Cell, Cell)]) -> String {
    let lines = rows.iter().map(|(id, time, amount)| {
        let id = if *id == 0 { String::new() } else { format!("o-{id}") };
        format!("{id},{},{},R{}\n", time.0, amount.0, id.len())
    });
    std::iter::once("id,occurred_at,amount,region\n".to_owned()).chain(lines).collect()
}

fn load(name: &str, csv: &str) -> Facts {
    Facts::load(&Tables::new().with_csv(name, csv).unwrap(), None, &context()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_row_has_one_fate(rows in prop::collection::vec(row(), 0..80)) {
        let facts = load("orders", &csv(&rows));
        let accounting = &facts.accounting()[0];
        // A time after `as_of` hides the row whatever else it holds; then any bad cell makes it an error;
        // then the first row of an id is used and the others are errors.
        let mut used = std::collections::BTreeSet::new();
        let (mut after, mut error) = (0, 0);
        for (id, time, amount) in &rows {
            match (time.1, amount.1) {
                (Fate::After, _) => after += 1,
                (Fate::Fine, Fate::Fine) if *id != 0 && used.insert(format!("o-{id}")) => {}
                _ => error += 1,
            }
        }
        prop_assert_eq!(accounting.rows_in, rows.len());
        prop_assert_eq!((accounting.used, accounting.error, accounting.after_as_of), (used.len(), error, after));
        prop_assert_eq!(accounting.errors_by_code.values().sum::<usize>(), error);
        prop_assert_eq!(accounting.errors.len(), error.min(20));
        prop_assert!(accounting.errors.is_sorted_by_key(|error| error.row));
        let orders = facts.table(TableName::Orders).unwrap();
        let ids: Vec<String> = (0..orders.len()).map(|row| orders.id(row).to_owned()).collect();
        prop_assert_eq!(&ids, &used.into_iter().collect::<Vec<_>>());
        prop_assert!(ids.iter().enumerate().all(|(row, id)| orders.find(id) == Some(row)));
    }

    #[test]
    fn the_order_of_the_input_never_shows(
        rows in prop::collection::vec((time(), amount()), 0..60),
        seed in any::<u64>(),
    ) {
        // Ids are distinct: of rows with one id, which one counts as the first is a matter of order.
        let rows: Vec<(u8, Cell, Cell)> =
            rows.into_iter().zip(1..).map(|((time, amount), id)| (id, time, amount)).collect();
        let mut shuffled = rows.clone();
        shuffled.sort_by_key(|(id, ..)| u64::from(*id).wrapping_mul(seed | 1).rotate_left(17));
        let (one, two) = (load("orders", &csv(&rows)), load("orders", &csv(&shuffled)));
        prop_assert_eq!(one.table(TableName::Orders), two.table(TableName::Orders));
        prop_assert_eq!(one.input_hash(), two.input_hash());
        prop_assert_eq!(&one.accounting()[0].errors_by_code, &two.accounting()[0].errors_by_code);
    }

    /// A table seen at `as_of` is the table from which everything later was taken away by hand.
    #[test]
    fn nothing_later_than_as_of_leaves_a_trace(
        rows in prop::collection::vec((1_u8..=8, 0_u8..=8, 0_u8..=8, any::<bool>()), 1..40),
    ) {
        let header = "id,occurred_at,closed_at,amount,outcome,state,state_entered_at\n";
        let (mut full, mut known) = (header.to_owned(), header.to_owned());
        for (at, (opened, closed, entered, won)) in rows.iter().enumerate() {
            let day = |month: &u8| if *month == 0 { String::new() } else { format!("2026-{month:02}-01") };
            let outcome = match (*closed, won) {
                (0, _) => "",
                (_, true) => "won",
                (_, false) => "lost",
            };
            let amount = if *closed == 0 { String::new() } else { at.to_string() };
            let (opened, closed_at, entered_at) = (day(opened), day(closed), day(entered));
            full += &format!("{at},{opened},{closed_at},{amount},{outcome},s{at},{entered_at}\n");
            let later = |day: &str| day > "2026-03-31";
            if later(&opened) {
                continue;
            }
            let closes = later(&closed_at);
            let (closed_at, amount, outcome) =
                if closes { Default::default() } else { (closed_at, amount, outcome) };
            let state = if closes || later(&entered_at) { String::new() } else { format!("s{at}") };
            let entered_at = if later(&entered_at) { String::new() } else { entered_at };
            known += &format!("{at},{opened},{closed_at},{amount},{outcome},{state},{entered_at}\n");
        }
        let (full, known) = (load("opportunities", &full), load("opportunities", &known));
        prop_assert_eq!(full.table(TableName::Opportunities), known.table(TableName::Opportunities));
        prop_assert_eq!(full.input_hash(), known.input_hash());
    }

    /// Whatever text stands in a table, loading answers and the counts hold.
    #[test]
    fn any_text_is_answered(text in "(?s).{0,200}", cells in prop::collection::vec("(?s).{0,12}", 0..12)) {
        if let Ok(tables) = Tables::new().with_csv("leads", &text) {
            let _ = Facts::load(&tables, None, &context());
        }
        let _ = Tables::from_json(&text);
        let rows: Vec<serde_json::Value> = cells
            .iter()
            .map(|cell| serde_json::json!({"id": cell, "occurred_at": cell, "expected_amount": cell, "mql_at": cell}))
            .collect();
        let tables = Tables::from_value(&serde_json::json!({ "leads": rows })).unwrap();
        let facts = Facts::load(&tables, None, &context()).unwrap();
        let accounting = &facts.accounting()[0];
        prop_assert_eq!(accounting.rows_in, accounting.used + accounting.error + accounting.after_as_of);
        prop_assert!(canonical_json(&facts.accounting()).is_ok());
    }
}

#[test]
fn an_instant_at_the_edge_of_as_of_is_seen() {
    let csv =
        "id,occurred_at,amount\na,2026-03-31T23:59:59.999999Z,1\nb,2026-03-31T23:59:59.999999999Z,1\nc,2026-04-01,1\n";
    let facts = load("orders", csv);
    let accounting = &facts.accounting()[0];
    // Finer than a microsecond is cut, so b is the same instant as a.
    assert_eq!((accounting.used, accounting.after_as_of), (2, 1));
    assert!(!accounting.errors_by_code.contains_key(&ErrorCode::TimeOutOfRange));
}
