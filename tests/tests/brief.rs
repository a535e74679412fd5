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
