//! Evidence of the rules: counts equal to those of rivals, and executors equal to each other.

use std::error::Error;
use std::fs;
use std::path::Path;

use leadstone::condition::{Condition, DatedCondition, RecordColumns, Truth};
use leadstone::{Field, Instant, JsonPointer, TypedRecord, decode};
use leadstone_conformance::rule_trees::{self, Forest};
use serde_json::{Value, json};

use super::catalogue::{self, Rule};
use super::leads::{AS_OF_TEXT, Lead, leads};
use super::rival::{Rival, VERSION};
use super::table;
use crate::leads::SEED;
use crate::line::Line;

const NAME: &str = "rules";

/// A figure of how much differs, which nothing may.
fn differing(metric: &str, count: usize, n: usize) -> Line {
    #[expect(clippy::cast_precision_loss, reason = "counts are far under 2^53")]
    let line = Line::figure(NAME, metric, count as f64, "differing", n).at_most(0.0);
    Line { seed: Some(SEED), ..line }
}

/// The rules of the catalogue, compiled one by one.
pub fn compiled(rules: &[Rule]) -> Result<(Vec<Field>, Vec<DatedCondition>), Box<dyn Error>> {
    let fields: Vec<Field> = decode::decode(catalogue::fields()).map_err(leadstone::Error::definition)?;
    let compile = |rule: &Rule| -> Result<DatedCondition, leadstone::Error> {
        let when: Condition = decode::decode(rule.when.clone()).map_err(leadstone::Error::definition)?;
        DatedCondition::compile(&when, &fields)
    };
    let conditions = rules.iter().map(compile).collect::<Result<_, _>>()?;
    Ok((fields, conditions))
}

/// The leads as records of those fields.
pub fn records(leads: &[Lead], fields: &[Field]) -> Result<Vec<TypedRecord>, leadstone::Error> {
    let read = |lead: &Lead| TypedRecord::from_value(lead.ours(), fields, &JsonPointer::root());
    leads.iter().map(read).collect::<Result<_, _>>().map_err(leadstone::Error::input)
}

/// Writes what the rivals in other languages read.
pub fn hand_over(folder: &Path, leads: &[Lead], figures: &Value) -> Result<(), Box<dyn Error>> {
    let lines = |of: fn(&Lead) -> Value| leads.iter().map(|lead| of(lead).to_string()).collect::<Vec<_>>().join("\n");
    fs::write(folder.join("rules.json"), catalogue::definition().to_string())?;
    fs::write(folder.join("leads.jsonl"), lines(Lead::ours))?;
    fs::write(folder.join("theirs.jsonl"), lines(Lead::theirs))?;
    fs::write(folder.join("figures.json"), figures.to_string())?;
    Ok(())
}

/// Counts of a rule by its id.
pub fn by_rule(rules: &[Rule], counts: &[u64]) -> Value {
    Value::Object(rules.iter().zip(counts).map(|(rule, count)| (rule.id.clone(), json!(count))).collect())
}

/// Prints the figures; answers whether every bar was met.
pub fn evidence(folder: &Path, quick: bool) -> Result<bool, Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let lines =
        [catalogue_lines(folder, if quick { 2_000 } else { 10_000 })?, tree_lines(if quick { 1_000 } else { 12_000 })?];
    let mut met = true;
    for line in lines.iter().flatten() {
        line.print();
        met &= line.met != Some(false);
    }
    Ok(met)
}

/// The rules of the catalogue over leads: row by row, by column from Arrow in two ways, and by the rival.
fn catalogue_lines(folder: &Path, count: usize) -> Result<Vec<Line>, Box<dyn Error>> {
    let as_of: Instant = AS_OF_TEXT.parse().map_err(|_| "no instant")?;
    let rules = catalogue::rules();
    let (fields, conditions) = compiled(&rules)?;
    let leads: Vec<Lead> = leads(SEED).take(count).collect();
    let mut scalar = vec![0_u64; rules.len()];
    let mut firsts = Vec::with_capacity(count);
    for record in records(&leads, &fields)? {
        let mut first = None;
        for (place, condition) in (0_u32..).zip(&conditions) {
            if condition.evaluate(&record, as_of).map_err(|_| "a required value")? == Truth::True {
                scalar[place as usize] += 1;
                first = first.or(Some(place));
            }
        }
        firsts.push(first);
    }
    let batch = table::batch(&leads)?;
    // Three chunks of unequal length, as a data frame may hold them.
    let (a, b) = (count / 7, count / 2);
    let chunks = [batch.slice(0, a), batch.slice(a, b - a), batch.slice(b, count - b)];
    let columns = RecordColumns::from_batches(&fields, &batch.schema(), &chunks)?;
    let stream = RecordColumns::from_ipc(&fields, &table::stream(&batch)?)?;
    let mut found = Vec::new();
    for (metric, columns) in [("columns_from_batches", &columns), ("columns_from_stream", &stream)] {
        let outcomes = columns.evaluate(&conditions, as_of, false);
        let counts = outcomes.tallies.iter().zip(&scalar).filter(|(tally, scalar)| tally.matched != **scalar).count();
        let rows = outcomes.first.iter().zip(&firsts).filter(|(ours, row)| ours != row).count();
        found.push(differing(&format!("rules.scalar_vs_{metric}"), counts + rows, rules.len()));
    }
    let theirs = leads.iter().map(Rival::lead).collect::<Result<Vec<_>, _>>()?;
    let rival = Rival::new(&rules)?.counts(&theirs)?;
    for ((rule, ours), theirs) in rules.iter().zip(&scalar).zip(&rival).filter(|((_, ours), theirs)| ours != theirs) {
        eprintln!("{}: leadstone {ours}, datalogic-rs {theirs}: {}", rule.id, rule.when);
    }
    let total: u64 = scalar.iter().sum();
    eprintln!("{} rules x {count} leads: {total} matches; datalogic-rs {}", rules.len(), rival.iter().sum::<u64>());
    let differ = scalar.iter().zip(&rival).filter(|(ours, theirs)| ours != theirs).count();
    let line = differing("rules.differing_from_datalogic", differ, rules.len());
    found.push(Line { rival: Some("datalogic-rs".to_owned()), rival_version: Some(VERSION.to_owned()), ..line });
    // A rule that matches no lead, or every lead, compares nothing.
    let idle = scalar.iter().filter(|matches| **matches == 0 || **matches == count as u64).count();
    found.push(differing("rules.matching_no_lead_or_all", idle, rules.len()));
    #[expect(clippy::cast_precision_loss, reason = "counts are far under 2^53")]
    found.push(Line::figure(NAME, "rules.matches", total as f64, "matches", count));
    hand_over(folder, &leads, &json!({"seed": SEED, "counts": by_rule(&rules, &scalar)}))?;
    Ok(found)
}

/// Random trees over random records: row by row and by column.
fn tree_lines(trees: usize) -> Result<Vec<Line>, Box<dyn Error>> {
    const PER_SET: usize = 8;
    let mut forest = Forest::new(SEED);
    let mut sum = rule_trees::Compared::default();
    for _ in 0..trees.div_ceil(PER_SET) {
        // A few are longer than one run of rows.
        let rows = if sum.trees % 2_000 == 0 { 4_200 } else { 70 };
        sum.add(rule_trees::compare(&mut forest, PER_SET, rows)?);
    }
    eprintln!("{sum:?}");
    let mut found = vec![differing("trees.scalar_vs_columns_vs_explain", sum.differing, sum.trees)];
    #[expect(clippy::cast_precision_loss, reason = "counts are far under 2^53")]
    for (metric, count) in [
        ("trees.true", sum.matched),
        ("trees.false", sum.unmatched),
        ("trees.unknown", sum.unknown),
        ("trees.errors", sum.errors),
    ] {
        found.push(Line { seed: Some(SEED), ..Line::figure(NAME, metric, count as f64, "outcomes", sum.trees) });
    }
    Ok(found)
}
