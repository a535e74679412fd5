//! The main job: the morning brief on the embedded sample, on a null world, and on a real export.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{Datelike, Weekday};
use leadstone::engine::{BriefOptions, BriefReport, Engine, Pack};
use leadstone::facts::{TableName, Tables};
use leadstone::health::LightStatus;
use leadstone::{Fingerprint, canonical_json};
use leadstone_conformance::sample::{Parameters, generate};

const SAMPLE_DAY: &str = "2026-06-18";
/// The files of the real export.
const MAVEN: [&str; 4] = ["accounts", "products", "sales_pipeline", "sales_teams"];

fn car_dealer() -> Engine {
    Engine::compile(Pack::shipped("car-dealer").unwrap()).unwrap()
}

fn sample_brief() -> BriefReport {
    let pack = Pack::shipped("car-dealer").unwrap();
    car_dealer().brief(&pack.sample().unwrap(), &BriefOptions::at(SAMPLE_DAY).unwrap()).unwrap()
}

#[test]
fn the_committed_sample_is_what_the_generator_writes() {
    let pack = Pack::shipped("car-dealer").unwrap();
    let committed: BTreeMap<&str, &str> = pack.sample_csv().iter().copied().collect();
    let written = generate(&Parameters::shipped());
    assert_eq!(committed.keys().collect::<Vec<_>>(), written.keys().collect::<Vec<_>>());
    for (name, text) in &written {
        assert!(committed[name] == text, "{name}.csv has drifted: run `cargo xtask gen`");
    }
    assert!(written.values().map(String::len).sum::<usize>() <= 300_000);
}

#[test]
fn the_same_facts_in_any_order_give_the_same_bytes() {
    let (engine, tables) = (car_dealer(), generate(&Parameters::shipped()));
    let turned = |text: &String| {
        let mut lines = text.lines();
        let header = lines.next().unwrap();
        let mut rows: Vec<&str> = lines.collect();
        rows.reverse();
        format!("{header}\n{}\n", rows.join("\n"))
    };
    let brief = |turn: bool| {
        let tables = tables.iter().fold(Tables::new(), |all, (name, text)| {
            all.with_csv(name, &if turn { turned(text) } else { text.clone() }).unwrap()
        });
        canonical_json(&engine.brief(&tables, &BriefOptions::at(SAMPLE_DAY).unwrap()).unwrap()).unwrap()
    };
    assert!(brief(false) == brief(true));
}

#[test]
fn every_agenda_item_is_a_decision() {
    let brief = sample_brief();
    assert!(!brief.agenda.is_empty());
    for (at, item) in brief.agenda.iter().enumerate() {
        assert_eq!(item.rank, at + 1);
        assert!(!item.owner_role.is_empty());
        assert!(item.due.date() >= brief.date.date());
        // The pack works Monday to Saturday; 19 June 2026 is a holiday.
        assert_ne!(item.due.date().weekday(), Weekday::Sun, "{:?}", item.finding);
        assert_ne!(item.due.to_string(), "2026-06-19");
        assert_ne!(item.action.code, item.finding.code);
    }
}

#[test]
fn contributions_of_every_lead_sum_to_its_score() {
    let leads = sample_brief().leads.unwrap();
    assert!(!leads.items.is_empty());
    for lead in &leads.items {
        let sum: f64 = lead.reasons.iter().filter_map(|reason| reason.contribution).sum();
        assert!((sum - lead.score as f64).abs() < 1e-9, "{}: {sum} against {}", lead.lead_id, lead.score);
    }
}

/// The SHA-256 of every brief that all languages make from the same text; `cargo xtask test` compares
/// what each of them writes here.
#[test]
fn briefs_have_one_hash_in_every_language() {
    let mut lines = String::new();
    let mut add = |pack: &str, tables: &serde_json::Value, day: &str| {
        let engine = Engine::compile(Pack::shipped(pack).unwrap()).unwrap();
        let options = serde_json::json!({ "as_of": day });
        let brief = engine.brief_json(&tables.to_string(), &options.to_string()).unwrap();
        lines.push_str(&format!("{pack} {}\n", Fingerprint::of_text(&brief)));
    };
    let sample = Pack::shipped("car-dealer").unwrap().sample_csv().iter().copied().collect::<BTreeMap<_, _>>();
    add("car-dealer", &serde_json::json!(sample), SAMPLE_DAY);
    if let Some(folder) = data("maven_crm") {
        let read = |name: &str| std::fs::read_to_string(folder.join(format!("{name}.csv"))).unwrap();
        let tables: BTreeMap<_, _> = MAVEN.iter().map(|name| (*name, read(name))).collect();
        add("b2b-pipeline", &serde_json::json!(tables), "2017-09-18");
    }
    print!("rust: {lines}");
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/conformance"));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("briefs.rust.txt"), lines).unwrap();
}

/// The real export, as of the evening of 18 September 2017. Expected values were computed from the
/// CSV files with Python's `csv` module, independently of leadstone:
/// 7,635 opportunities, 7,312 of them engaged by then or undated (500), 2,833 of them open;
/// 3,042 won, 2,847 by then; September's won amount per office as below; the baseline of the week
/// of 18 September = the won amount of the 13 weeks 19 June to 17 September, divided by 13.
#[test]
fn a_real_crm_export_becomes_a_brief() {
    let Some(folder) = data("maven_crm") else { return };
    let mut tables = Tables::new();
    for name in MAVEN {
        let text = std::fs::read_to_string(folder.join(format!("{name}.csv"))).unwrap();
        tables = tables.with_csv(name, &text).unwrap();
    }
    let engine = Engine::compile(Pack::shipped("b2b-pipeline").unwrap()).unwrap();
    let brief = engine.brief(&tables, &BriefOptions::at("2017-09-18").unwrap()).unwrap();
    let rows: BTreeMap<TableName, _> = brief.accounting.iter().map(|table| (table.table, table)).collect();
    for table in rows.values() {
        assert_eq!(table.rows_in, table.used + table.error + table.after_as_of, "{}", table.table);
        assert_eq!(table.error, 0, "{}", table.table);
    }
    let of = |name| (rows[&name].rows_in, rows[&name].used, rows[&name].after_as_of);
    assert_eq!(of(TableName::Orders), (3042, 2847, 195));
    assert_eq!(of(TableName::Opportunities), (7635, 7312, 323));
    assert_eq!(rows[&TableName::Opportunities].undated, 500);
    assert_eq!(rows[&TableName::Leads].lookup_misses.get("expected_amount"), None, "GTXPro finds GTX Pro");

    let target = brief.target.as_ref().unwrap();
    let actual: Vec<_> = target
        .regions
        .iter()
        .map(|region| {
            let baseline = region.baseline.as_ref().unwrap().amount.minor();
            (region.region.as_deref().unwrap(), region.actual.unwrap().minor(), region.deals.unwrap(), baseline)
        })
        .collect();
    assert_eq!(
        actual,
        [
            ("Central", 24_080_000, 110, 8_092_785),
            ("East", 25_504_000, 100, 7_034_192),
            ("West", 26_028_400, 98, 8_055_138),
        ]
    );
    let leads = brief.leads.as_ref().unwrap();
    assert_eq!((leads.open, leads.to_route), (2833, 2833));
    assert_eq!(leads.assigned + leads.unassigned, 2833);
    assert!(
        brief.health.lights.iter().all(|light| light.status == LightStatus::NotEnoughData && !light.missing.is_empty())
    );
    println!("maven brief {}", Fingerprint::of(&brief).unwrap());
}

/// The brief of deals in day-first dates, read through the mapping that a newcomer writes.
fn brief_of_deals(csv: &str, format: &str) -> serde_json::Value {
    let pack = serde_json::json!({
        "kind": "pack", "schema_version": 1, "id": "own", "version": "1", "names": {"en": "Own", "zh-CN": "自有"},
        "time_zone": "+02:00", "locale": "en", "currency": "EUR",
        "definitions": [{"kind": "target.baseline", "schema_version": 1, "id": "own.target",
            "policy": {"type": "baseline_business_days", "factor": "1"}}],
        "mapping": {"tables": {"orders": {"from": "deals", "columns": {
            "id": {"type": "column", "column": "no"},
            "occurred_at": {"type": "column", "column": "closed", "format": format},
            "amount": {"type": "column", "column": "value"}}}}}
    });
    let engine = Engine::compile(Pack::from_json(&pack.to_string()).unwrap()).unwrap();
    let tables = if csv.is_empty() { Tables::new() } else { Tables::new().with_csv("deals", csv).unwrap() };
    let brief = engine.brief(&tables, &BriefOptions::at("2026-06-18").unwrap()).unwrap();
    serde_json::to_value(&brief).unwrap()
}

/// The rows are planted: one of two, then both, in another format than the mapping says.
#[test]
fn rows_that_cannot_be_read_are_a_decision() {
    let sound = brief_of_deals("no,closed,value\n1,17.06.2026,5\n2,16.06.2026,6\n", "%d.%m.%Y");
    assert!(sound["agenda"].as_array().unwrap().is_empty());
    let csv = "no,closed,value\n1,2026-06-17,5\n2,16.06.2026,6\n";
    for (format, status, count) in [("%d.%m.%Y", "amber", 1), ("%d/%m/%Y", "red", 2)] {
        let brief = brief_of_deals(csv, format);
        let item = &brief["agenda"][0];
        assert_eq!((&item["status"], &item["finding"]["code"]), (&status.into(), &"engine.rows_unread".into()));
        assert_eq!(item["finding"]["params"]["count"]["value"], count);
        assert_eq!(item["details"][0]["params"]["rows"]["value"], 2);
        let error = &brief["accounting"][0]["errors"][0];
        assert_eq!(error["code"], "facts.not_in_format");
        assert_eq!(error["message"], format!("`2026-06-17` is not written as `{format}`"));
    }
}

#[cfg(feature = "view")]
#[test]
fn rows_that_cannot_be_read_are_shown_first() {
    let brief = brief_of_deals("no,closed,value\n1,2026-06-17,5\n2,16.06.2026,6\n", "%d.%m.%Y");
    for (locale, says) in [(leadstone::Locale::En, "Orders: 1 of 2."), (leadstone::Locale::ZhCn, "订单：2 行中有 1 行")]
    {
        let shown = leadstone::view::render_markdown(&brief, locale).unwrap();
        assert!(shown.contains(says), "{shown}");
    }
}

/// A section that has nothing to show says why instead of being left out.
#[cfg(feature = "view")]
#[test]
fn targets_without_orders_name_what_the_data_lacks() {
    let brief = brief_of_deals("", "%d.%m.%Y");
    for (locale, says) in [
        (leadstone::Locale::En, "needs orders.occurred_at, orders.amount"),
        (leadstone::Locale::ZhCn, "缺 orders.occurred_at、orders.amount"),
    ] {
        assert!(leadstone::view::render_markdown(&brief, locale).unwrap().contains(says));
        let board = leadstone::view::render_html(&brief, locale).unwrap();
        let section =
            board.split_once("id=\"attainment\"").and_then(|(_, rest)| rest.split_once("</section>")).unwrap().0;
        let nothing = section.split_once("class=\"none\">").and_then(|(_, rest)| rest.split_once("</p>")).unwrap().0;
        assert!(nothing.contains("orders."), "{nothing}");
    }
}

/// The sample's Ningbo was under the breaker in the weeks 22 to 24: three, where two open it.
#[test]
fn an_open_breaker_counts_all_its_weeks() {
    let brief = serde_json::to_value(sample_brief()).unwrap();
    let finding = &brief["agenda"][0]["finding"];
    assert_eq!(finding["code"], "engine.breaker_open");
    assert_eq!(finding["params"]["weeks"]["value"], 3);
}

fn data(set: &str) -> Option<PathBuf> {
    let root = std::env::var_os("LEADSTONE_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")), PathBuf::from);
    let folder = root.join(set);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped 1: no data at {}", folder.display());
    None
}
