//! A value on the line between its bounds, with its interval.

use super::{Scale, Svg};

/// What the line shows; all in the unit of the value.
#[derive(Debug, Clone)]
pub(crate) struct Range {
    pub(crate) value: f64,
    pub(crate) green: f64,
    pub(crate) red: f64,
    /// The ends of the interval; without an upper end it is open.
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
}

/// The line: the interval as a band, the bounds as ticks in the tone of their light, the value as a disc.
pub(crate) fn draw(range: &Range, title: &str, description: &str) -> String {
    let all: Vec<f64> =
        [Some(range.value), Some(range.green), Some(range.red), range.low, range.high].into_iter().flatten().collect();
    let (least, most) = (all.iter().copied().fold(f64::MAX, f64::min), all.iter().copied().fold(f64::MIN, f64::max));
    let room = (most - least) * 0.14;
    let x = Scale::new(least - room, most + room, 0.0, 100.0);
    let middle = 9.0;
    let mut svg = Svg::stretched("range", 18.0, title, description);
    svg.band("track", 0.0, 100.0, middle - 3.0, 6.0);
    if let Some(low) = range.low {
        let end = range.high.map_or(100.0, |high| x.at(high));
        svg.band("interval", x.at(low), end - x.at(low), middle - 3.0, 6.0);
    }
    svg.tick("bound", x.at(range.green), 2.0, 16.0);
    svg.tick("bound out", x.at(range.red), 2.0, 16.0);
    svg.spot("value", x.at(range.value), middle, 4.5);
    svg.finish()
}
