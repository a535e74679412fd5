//! A value on the line between its bounds, with its interval.

use super::{Scale, Svg};

/// What the line shows; all in the unit of the value.
#[derive(Debug, Clone)]
pub(crate) struct Range {
    pub(crate) value: f64,
    pub(crate) green: f64,
    pub(crate) red: f64,
    pub(crate) interval: Option<(f64, f64)>,
}

/// The line: the interval as a band, the bounds as ticks in the tone of their light, the value as a disc.
pub(crate) fn draw(range: &Range, title: &str, description: &str) -> String {
    let (low, high) = range.interval.unwrap_or((range.value, range.value));
    let all = [range.value, range.green, range.red, low, high];
    let (least, most) = (all.iter().copied().fold(f64::MAX, f64::min), all.iter().copied().fold(f64::MIN, f64::max));
    let room = (most - least) * 0.14;
    let x = Scale::new(least - room, most + room, 0.0, 100.0);
    let middle = 9.0;
    let mut svg = Svg::stretched("range", 18.0, title, description);
    svg.band("track", 0.0, 100.0, middle - 3.0, 6.0);
    if range.interval.is_some() {
        svg.band("interval", x.at(low), x.at(high) - x.at(low), middle - 3.0, 6.0);
    }
    svg.tick("bound", x.at(range.green), 2.0, 16.0);
    svg.tick("bound out", x.at(range.red), 2.0, 16.0);
    svg.spot("value", x.at(range.value), middle, 4.5);
    svg.finish()
}
