//! What is claimed of tables and of the forms of conditions.

use std::fs;
use std::path::Path;

use leadstone::condition::adapter::{SqlDialect, from_query_builder, sentence, to_query_builder, to_sql};
use leadstone::condition::{Condition, ConditionModel, Truth};
use leadstone::table::TableModel;
use leadstone::{Field, JsonPointer, Locale, TypedRecord, decode};
use leadstone_conformance::tables::Draw;
use leadstone_conformance::{conditions, tables};
use serde_json::{Value, json};

use super::{jsonlogic, naive};
use crate::line::Line;

const SEED: u64 = 20_261_123;

fn figure(metric: &str, value: usize, unit: &str, n: usize) -> Line {
    Line { seed: Some(SEED), ..Line::figure("tables", metric, value as f64, unit, n) }
}

/// A figure that has to be 0.
fn nil(metric: &str, value: usize, unit: &str, n: usize) -> Line {
    figure(metric, value, unit, n).at_most(0.0)
}

/// Prints the figures; answers the exit code.
///
/// # Errors
/// A file that cannot be read or written, or a made-up case that is not sound.
pub fn run(folder: &Path, data: Option<&Path>, quick: bool) -> Result<u8, String> {
    let mut lines = scan(if quick { 500 } else { 10_000 })?;
    lines.extend(forms(folder, if quick { 300 } else { 3_000 })?);
    let suites = data.map(|data| data.join("jsonlogic/suites")).filter(|folder| folder.is_dir());
    let mut missing = false;
    match suites {
        Some(folder) => lines.extend(json_logic(&folder)?),
        None => {
            missing = true;
            eprintln!("no data: jsonlogic/suites is not in the folder that --data names");
        }
    }
    lines.iter().for_each(Line::print);
    let failed = lines.iter().any(|line| line.met == Some(false));
    Ok(if failed {
        1
    } else if missing {
        2
    } else {
        0
    })
}

/// Random tables against a scan of their definitions.
fn scan(count: usize) -> Result<Vec<Line>, String> {
    let mut draw = Draw::new(SEED);
    let (mut records, mut wrong) = (0, 0);
    for _ in 0..count {
        let model = TableModel::from_value(tables::table(&mut draw, 20)).map_err(|error| error.to_string())?;
        let scan = naive::Scan::of(model.definition());
        for _ in 0..20 {
            let record = tables::record(&mut draw, &model);
            let mut found = Vec::new();
            model.matching(&record, &mut found);
            let wanted: Vec<usize> = scan.matching(&record).collect();
            wrong += usize::from(found != wanted || model.first(&record) != wanted.first().copied());
            records += 1;
        }
    }
    Ok(vec![
        figure("tables.random", count, "tables", count),
        nil("tables.not_equal_to_scan", wrong, "records", records),
    ])
}

/// Random conditions for the rivals: as SQL with our answers, and as queries of react-querybuilder.
fn forms(folder: &Path, count: usize) -> Result<Vec<Line>, String> {
    let fields: Vec<Field> = decode::decode(conditions::fields()).map_err(|_| "the fields are not sound")?;
    let mut draw = Draw::new(SEED);
    let rows: Vec<Value> = (0..200).map(|_| conditions::record(&mut draw)).collect();
    let records: Vec<TypedRecord> = rows
        .iter()
        .map(|row| TypedRecord::from_value(row.clone(), &fields, &JsonPointer::root()))
        .collect::<Result<_, _>>()
        .map_err(|_| "a record is not sound")?;
    let (mut lossy, mut silent, mut cases) = (0, 0, Vec::with_capacity(count));
    for round in 0..count {
        let given = conditions::condition(&mut draw, 4, round % 2 == 0);
        let own: Condition = decode::decode(given.clone()).map_err(|_| "a condition is not sound")?;
        let model = ConditionModel::compile(&own, &fields).map_err(|error| error.to_string())?;
        let query = to_query_builder(&own);
        let again = from_query_builder(&query, &fields).map_err(|error| error.to_string())?;
        lossy += usize::from(serde_json::to_value(&again).ok() != serde_json::to_value(&own).ok());
        let spoken = [Locale::En, Locale::ZhCn].map(|locale| sentence(&own, &fields, locale, &Default::default()));
        silent += usize::from(spoken.iter().any(|text| text.as_ref().map_or(true, |text| text.is_empty())));
        let sql = |dialect| to_sql(&own, &fields, dialect).map_err(|error| error.to_string());
        let answers: Vec<Option<bool>> = records
            .iter()
            .map(|record| match model.evaluate(record) {
                Truth::True => Some(true),
                Truth::False => Some(false),
                Truth::Unknown => None,
            })
            .collect();
        cases.push(json!({"condition": given, "query": query, "plain": round % 2 == 0, "answers": answers,
            "sqlite": sql(SqlDialect::Sqlite)?, "duckdb": sql(SqlDialect::Duckdb)?, "postgresql": sql(SqlDialect::Postgresql)?}));
    }
    let written = json!({"fields": conditions::fields(), "rows": rows, "cases": cases, "seed": SEED});
    fs::write(folder.join("forms.json"), written.to_string()).map_err(|error| error.to_string())?;
    Ok(vec![
        nil("query_builder.lossy", lossy, "conditions", count),
        nil("sentence.silent", silent, "conditions", count),
    ])
}

fn json_logic(folder: &Path) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    let mut all = jsonlogic::Counts::default();
    for (file, counts) in jsonlogic::suites(folder)? {
        let n = counts.passed + counts.refused + counts.failed;
        eprintln!("{file}: {} passed, {} refused, {} failed", counts.passed, counts.refused, counts.failed);
        let name = file.trim_end_matches(".json").replace('/', ".");
        lines.push(figure(&format!("jsonlogic.{name}.passed"), counts.passed, "cases", n));
        all.passed += counts.passed;
        all.refused += counts.refused;
        all.failed += counts.failed;
    }
    let n = all.passed + all.refused + all.failed;
    lines.push(figure("jsonlogic.passed", all.passed, "cases", n));
    lines.push(figure("jsonlogic.refused", all.refused, "cases", n));
    lines.push(nil("jsonlogic.failed", all.failed, "cases", n));
    Ok(lines)
}
