//! The bullet graph: actual bar, pace tick, target tick, P10 to P90 band.

use super::{Scale, Svg};

/// What one bullet graph shows, in major units; whatever is absent is not drawn.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bullet {
    pub(crate) actual: Option<f64>,
    pub(crate) pace: Option<f64>,
    pub(crate) target: Option<f64>,
    pub(crate) likely: Option<(f64, f64)>,
}

/// A region far above its target would press all other bars together: it is cut at this multiple.
const LONGEST: f64 = 1.6;
const HEIGHT: f64 = 24.0;

impl Bullet {
    fn furthest(&self) -> f64 {
        [self.actual, self.pace, self.target, self.likely.map(|(_, high)| high)]
            .into_iter()
            .flatten()
            .fold(0.0, f64::max)
    }

    /// How far the graph reaches, as a multiple of its target.
    fn reach(&self) -> Option<f64> {
        self.target.filter(|target| *target > 0.0).map(|target| self.furthest() / target)
    }
}

/// The common length of several graphs as a multiple of their targets, so that targets stand in
/// line and bars of different regions can be compared.
pub(crate) fn common_reach<'a>(bullets: impl IntoIterator<Item = &'a Bullet>) -> f64 {
    bullets.into_iter().filter_map(Bullet::reach).fold(1.0, f64::max).min(LONGEST) * 1.06
}

/// One graph; `reach` from [`common_reach`].
pub(crate) fn draw(bullet: &Bullet, reach: f64, title: &str, description: &str) -> String {
    let high = match bullet.target {
        Some(target) if target > 0.0 => target * reach,
        _ => bullet.furthest() * 1.12,
    };
    let low = bullet.actual.unwrap_or(0.0).min(0.0);
    let x = Scale::new(low, high, 0.0, 100.0);
    let zero = x.at(0.0);
    let mut svg = Svg::stretched("bullet", HEIGHT, title, description);
    svg.band("track", zero, 100.0 - zero, 8.0, 8.0);
    if let Some((from, to)) = bullet.likely {
        svg.band("likely", x.at(from), x.at(to) - x.at(from), 8.0, 8.0);
    }
    if let Some(actual) = bullet.actual {
        let end = x.at(actual);
        svg.band(if actual < 0.0 { "bar below" } else { "bar" }, zero.min(end), (end - zero).abs(), 8.0, 8.0);
        if !x.holds(actual) {
            // The bar goes on: two cuts at its end say so.
            svg.tick("cut", 97.0, 6.0, 18.0);
            svg.tick("cut", 98.4, 6.0, 18.0);
        }
    }
    if let Some(pace) = bullet.pace {
        svg.tick("halo", x.at(pace), 7.0, 17.0);
        svg.tick("pace", x.at(pace), 3.0, 21.0);
    }
    if let Some(target) = bullet.target {
        svg.tick("halo wide", x.at(target), 7.0, 17.0);
        svg.tick("goal", x.at(target), 0.0, HEIGHT);
    }
    svg.finish()
}
