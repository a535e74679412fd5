//! Why bars: contributions in order, gains first, losses in another tone behind them.

use super::Svg;

/// How long the bar of these contributions is, in their own unit.
pub(crate) fn length(contributions: &[f64]) -> f64 {
    contributions.iter().map(|part| part.abs()).sum()
}

/// One bar; `longest` is the length that fills the width.
pub(crate) fn draw(contributions: &[f64], longest: f64, title: &str, description: &str) -> String {
    let mut svg = Svg::stretched("why", 10.0, title, description);
    let unit = if longest > 0.0 { 100.0 / longest } else { 0.0 };
    let mut from = 0.0;
    let (gains, losses): (Vec<f64>, Vec<f64>) = contributions.iter().partition(|part| **part >= 0.0);
    for (class, parts) in [("gain", gains), ("loss", losses)] {
        for part in parts {
            let width = part.abs() * unit;
            svg.band(class, from, width, 0.0, 10.0);
            from += width;
            svg.tick("seam", from, 0.0, 10.0);
        }
    }
    svg.finish()
}
