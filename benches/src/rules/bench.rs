//! What rules cost: one record at a time, many at once, and explained.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;

use leadstone::condition::{RecordColumns, RuleBatchOptions, RuleRun, RuleSetModel};
use leadstone::{Instant, ScalarRef, TypedRecord};
use serde_json::json;

use super::catalogue::{self, KINDS, Rule};
use super::evidence::{by_rule, compiled, hand_over, records};
use super::leads::{AS_OF_TEXT, Lead, leads};
use super::processor::seconds;
use super::rival::{Rival, VERSION};
use super::table;
use crate::leads::SEED;
use crate::line::Line;

const NAME: &str = "rules";
/// Seconds that a million rows and a hundred rules may take.
const R2_BAR: f64 = 0.15;

/// A time, with the fastest and the slowest run.
fn line(metric: &str, [median, fastest, slowest]: [f64; 3], scale: f64, unit: &str, n: usize) -> Line {
    let line = Line::figure(NAME, metric, median * scale, unit, n);
    Line { lower: Some(fastest * scale), upper: Some(slowest * scale), seed: Some(SEED), ..line }
}

/// Prints the figures; speed bars only say whether they were met.
#[expect(clippy::cast_precision_loss, reason = "counts are far under 2^53")]
pub fn bench(folder: &Path, quick: bool) -> Result<bool, Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let as_of: Instant = AS_OF_TEXT.parse().map_err(|_| "no instant")?;
    let (rows, runs, few) = if quick { (100_000, 3, 500) } else { (1_000_000, 7, 2_000) };
    let rules = catalogue::rules();
    let model = RuleSetModel::from_value(catalogue::definition())?;
    eprintln!("{} rules share {} different tests", rules.len(), model.distinct_tests());
    let many: Vec<Lead> = leads(SEED).take(rows).collect();
    let singles = records(&many[..few], model.fields())?;
    for line in one_by_one(&rules, &many[..few], &singles, as_of, runs)? {
        line.print();
    }
    for line in all_on_one(&model, &singles, as_of, runs) {
        line.print();
    }
    let batch = table::batch(&many)?;
    let columns = RecordColumns::from_batches(model.fields(), &batch.schema(), std::slice::from_ref(&batch))?;
    let mib = columns.bytes() as f64 / f64::from(1 << 20);
    // Bars are for a million rows.
    let share = rows as f64 / 1e6;
    Line::figure(NAME, "R2 table", mib, "MiB", rows).at_most(100.0 * share).print();
    let options = RuleBatchOptions { as_of, matched: false };
    let mut outcomes = None;
    let took = seconds(runs, || outcomes = Some(black_box(model.evaluate_columns(&columns, as_of, false))));
    line("R2 columns.counts_and_first", took, 1.0, "CPU s", rows).at_most(R2_BAR * share).print();
    let cells = (rows * rules.len()) as f64;
    line("R2 columns.per_rule_and_row", took, 1e9 / cells, "ns", rows).print();
    let listed = seconds(runs, || drop(black_box(model.evaluate_columns(&columns, as_of, true))));
    line("R2 columns.and_lists", listed, 1.0, "CPU s", rows).print();
    let packed = seconds(runs.min(3), || {
        drop(black_box(RecordColumns::from_batches(model.fields(), &batch.schema(), std::slice::from_ref(&batch))));
    });
    line("R3 rust.pack_batches", packed, 1.0, "CPU s", rows).print();
    let whole = seconds(runs.min(3), || {
        drop(black_box(model.count_batches(&batch.schema(), std::slice::from_ref(&batch), &options)));
    });
    line("R3 rust.count_batches", whole, 1.0, "CPU s", rows).at_most(3.0 * R2_BAR * share).print();
    fs::write(folder.join("leads.arrow"), table::stream(&batch)?)?;
    let counts: Vec<u64> = outcomes.iter().flat_map(|outcomes| &outcomes.tallies).map(|tally| tally.matched).collect();
    let figures = json!({"seed": SEED, "counts": by_rule(&rules, &counts), "rows": rows,
        "r2_seconds": took[0], "r2_bar": R2_BAR * share});
    hand_over(folder, &many[..few], &figures)?;
    Ok(true)
}

/// R1 by kind, beside the rival on the same leads; the leads are decoded before the clock runs.
#[expect(clippy::cast_precision_loss, reason = "counts are far under 2^53")]
fn one_by_one(
    rules: &[Rule],
    leads: &[Lead],
    singles: &[TypedRecord],
    as_of: Instant,
    runs: usize,
) -> Result<Vec<Line>, Box<dyn Error>> {
    let theirs = leads.iter().map(Rival::lead).collect::<Result<Vec<_>, _>>()?;
    let (mut lines, mut medians) = (Vec::new(), Vec::new());
    for kind in KINDS {
        let own: Vec<Rule> = rules.iter().filter(|rule| rule.kind == kind).cloned().collect();
        let (_, conditions) = compiled(&own)?;
        let rival = Rival::new(&own)?;
        let scale = 1e9 / (own.len() * leads.len()) as f64;
        let ours = seconds(runs, || {
            for record in singles {
                for condition in &conditions {
                    let _ = black_box(condition.evaluate(black_box(record), as_of));
                }
            }
        });
        let [theirs, ..] = seconds(runs, || drop(black_box(rival.counts(&theirs))));
        medians.push(ours[0] * scale);
        let line = line(&format!("R1 {kind}"), ours, scale, "ns/rule", leads.len());
        lines.push(line.beside("datalogic-rs", VERSION, theirs * scale));
    }
    medians.sort_by(f64::total_cmp);
    lines.push(
        Line::figure(NAME, "R1 median of the kinds", medians[medians.len() / 2], "ns/rule", leads.len()).at_most(20.0),
    );
    Ok(lines)
}

/// R1 for all rules on one record, R1 after a change of one field, and R7.
#[expect(clippy::cast_precision_loss, reason = "counts are far under 2^53")]
fn all_on_one(model: &RuleSetModel, singles: &[TypedRecord], as_of: Instant, runs: usize) -> Vec<Line> {
    let scale = 1e6 / singles.len() as f64;
    let mut run = RuleRun::default();
    let all = seconds(runs, || {
        for record in singles {
            model.run(black_box(record), as_of, &mut run);
            black_box(run.outcomes());
        }
    });
    let slot = |name: &str| model.fields().iter().position(|field| field.name.as_str() == name).unwrap_or(0);
    let mut held: Vec<RuleRun> = singles.iter().map(|_| RuleRun::default()).collect();
    singles.iter().zip(&mut held).for_each(|(record, run)| model.run(record, as_of, run));
    let mut lines = vec![line("R1 100_rules_on_one", all, scale, "us/record", singles.len()).at_most(1.6)];
    let changed = |field: &str, held: &mut [RuleRun]| {
        let slot = [slot(field)];
        seconds(runs, || {
            for (record, run) in singles.iter().zip(held.iter_mut()) {
                model.rerun(black_box(record), &slot, as_of, run);
                black_box(run.outcomes());
            }
        })
    };
    for field in ["score", "history", "last_contact"] {
        let took = changed(field, &mut held);
        lines.push(line(&format!("R1 change_of_{field}"), took, scale, "us/event", singles.len()).at_most(1.0));
    }
    let ids: Vec<_> = model.rule_ids().cloned().collect();
    let few = &singles[..singles.len().min(200)];
    let explained = seconds(runs.min(3), || {
        for record in few {
            for id in &ids {
                let _ = black_box(model.explain(black_box(record), id, as_of));
            }
        }
    });
    let scale = 1e6 / (few.len() * ids.len()) as f64;
    lines.push(line("R7 explain", explained, scale, "us/rule", few.len()).at_most(2.0));
    // A record as a plain row of values costs less to read than a decoded one; most hosts have the latter.
    let rows: Vec<Vec<Option<ScalarRef<'_>>>> = few
        .iter()
        .map(|record| (0..model.fields().len()).map(|slot| leadstone::Record::value(record, slot)).collect())
        .collect();
    let plain = seconds(runs, || {
        for row in &rows {
            model.run(black_box(&row[..]), as_of, &mut run);
            black_box(run.outcomes());
        }
    });
    lines.push(line("R1 100_rules_on_one_row", plain, 1e6 / few.len() as f64, "us/record", few.len()));
    lines
}
