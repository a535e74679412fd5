//! One measured figure: a line of JSON for machines, a row of a table for people.

use serde::{Deserialize, Serialize};

use crate::timing::Time;

/// One figure, beside the rival's where there is one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line {
    /// The benchmark.
    pub name: String,
    /// What was measured, such as `python.score_json`.
    pub metric: String,
    pub value: f64,
    pub unit: String,
    pub rival: Option<String>,
    pub rival_version: Option<String>,
    pub rival_value: Option<f64>,
    /// The rival's value over ours: above 1 we are faster.
    pub ratio: Option<f64>,
    /// Records of one run.
    pub n: u64,
    /// The fastest run.
    pub lower: Option<f64>,
    /// The slowest run.
    pub upper: Option<f64>,
    pub bar: Option<f64>,
    pub met: Option<bool>,
    pub seed: Option<u64>,
}

impl Line {
    /// A figure without rival, interval or bar.
    pub fn figure(name: &str, metric: &str, value: f64, unit: &str, n: usize) -> Self {
        Self {
            name: name.to_owned(),
            metric: metric.to_owned(),
            value,
            unit: unit.to_owned(),
            rival: None,
            rival_version: None,
            rival_value: None,
            ratio: None,
            n: n as u64,
            lower: None,
            upper: None,
            bar: None,
            met: None,
            seed: None,
        }
    }

    /// A time of one record.
    pub fn timed(name: &str, metric: &str, time: Time, n: usize, seed: u64) -> Self {
        let line = Self::figure(name, metric, time.median, "ns/record", n);
        Self { lower: Some(time.fastest), upper: Some(time.slowest), seed: Some(seed), ..line }
    }

    /// The same with what the rival took.
    #[must_use]
    pub fn beside(self, rival: &str, version: &str, value: f64) -> Self {
        let ratio = Some(value / self.value);
        Self {
            rival: Some(rival.to_owned()),
            rival_version: Some(version.to_owned()),
            rival_value: Some(value),
            ratio,
            ..self
        }
    }

    /// The same with the most that is allowed.
    #[must_use]
    pub fn at_most(self, bar: f64) -> Self {
        Self { bar: Some(bar), met: Some(self.value <= bar), ..self }
    }

    /// Prints the line as JSON.
    pub fn print(&self) {
        println!("{}", serde_json::to_string(self).unwrap_or_default());
    }
}

/// A table of lines for people.
pub fn table(lines: &[Line]) -> String {
    let mut out = format!("{:<28}{:>14}  {:<12}{:>14}  {:>7}  {}\n", "", "leadstone", "", "rival", "ratio", "rival");
    for line in lines {
        let rival = line.rival_value.map_or_else(String::new, shown);
        let ratio = line.ratio.map_or_else(String::new, |ratio| format!("{ratio:.1}x"));
        let beside = [line.rival.as_deref(), line.rival_version.as_deref()];
        let note = match (line.bar, line.met) {
            (Some(bar), Some(met)) => format!("at most {}: {}", shown(bar), if met { "met" } else { "not met" }),
            _ => beside.into_iter().flatten().collect::<Vec<_>>().join(" "),
        };
        out += &format!(
            "{:<28}{:>14}  {:<12}{rival:>14}  {ratio:>7}  {note}\n",
            line.metric,
            shown(line.value),
            line.unit
        );
    }
    out
}

/// A number with as many digits as it deserves.
fn shown(value: f64) -> String {
    if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.3}") }
}
