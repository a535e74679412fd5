//! Weekly small multiples: dots, baseline, band and breaker line on one scale for all regions.

use super::{Scale, Source, Svg, ticks};

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 150.0;
const LEFT: f64 = 38.0;
const RIGHT: f64 = 306.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 126.0;
/// Labels of one chart stand at least this far apart.
const LABEL_GAP: f64 = 15.0;

/// One full week, in major units.
#[derive(Debug, Clone)]
pub(crate) struct Week {
    /// How the week is called on the axis.
    pub(crate) name: String,
    pub(crate) amount: f64,
    pub(crate) baseline: Option<f64>,
    pub(crate) band: Option<(f64, f64)>,
    pub(crate) breaker: Option<f64>,
    /// Orders of this week are left out of the baseline, or are proposed to be.
    pub(crate) surge: bool,
    pub(crate) under_breaker: bool,
    pub(crate) source: Source,
    /// The amount in few characters, written beside the dot when it stands beyond the scale.
    pub(crate) short: String,
    /// What the dot says when pointed at.
    pub(crate) says: String,
}

/// A value written at the right end of its line.
#[derive(Debug, Clone)]
pub(crate) struct EndLabel {
    pub(crate) class: &'static str,
    pub(crate) value: f64,
    pub(crate) text: String,
    pub(crate) source: Option<Source>,
}

/// The amounts that all charts have in common: from nothing, or from the deepest loss, to the
/// highest week that is no surge.
#[derive(Debug, Clone)]
pub(crate) struct CommonScale {
    ticks: Vec<f64>,
}

impl CommonScale {
    pub(crate) fn of<'a>(weeks: impl IntoIterator<Item = &'a Week>) -> Self {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for week in weeks {
            let shown = [
                Some(week.amount).filter(|_| !week.surge),
                week.baseline,
                week.band.map(|(_, high)| high),
                week.band.map(|(low, _)| low),
            ];
            for value in shown.into_iter().flatten() {
                low = low.min(value);
                high = high.max(value);
            }
        }
        // All weeks empty: any scale shows them at nothing.
        let high = if high > low { high } else { low + 1.0 };
        Self { ticks: ticks(low, high) }
    }

    pub(crate) fn ticks(&self) -> &[f64] {
        &self.ticks
    }

    fn scale(&self) -> Scale {
        let first = self.ticks.first().copied().unwrap_or(0.0);
        let last = self.ticks.last().copied().unwrap_or(1.0);
        Scale::new(first, last, BOTTOM, TOP)
    }
}

/// The words of one chart.
#[derive(Debug)]
pub(crate) struct Words<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    /// The label of each tick of the common scale.
    pub(crate) ticks: &'a [String],
}

/// One chart.
pub(crate) fn draw(weeks: &[Week], common: &CommonScale, ends: &[EndLabel], words: &Words<'_>) -> String {
    let y = common.scale();
    let x = Scale::new(0.0, step(weeks.len().saturating_sub(1)), LEFT + 6.0, RIGHT);
    let mut svg = Svg::scaled("weeks", WIDTH, HEIGHT, words.title, words.description);
    for (value, label) in common.ticks.iter().zip(words.ticks) {
        let at = y.at(*value);
        svg.line("grid", (LEFT, at), (RIGHT + 4.0, at));
        svg.text("tick", (LEFT - 6.0, at + 4.2), label, None);
    }
    let at = |index: usize, value: f64| (x.at(step(index)), y.at(value));
    let course = |value: &dyn Fn(&Week) -> Option<f64>| -> Vec<(f64, f64)> {
        weeks.iter().enumerate().filter_map(|(index, week)| Some(at(index, value(week)?))).collect()
    };
    svg.area("band", &course(&|week| week.band.map(|(_, high)| high)), &course(&|week| week.band.map(|(low, _)| low)));
    svg.path("breaker", &course(&|week| week.breaker));
    svg.path("course", &course(&|week| Some(week.amount)));
    svg.path("baseline", &course(&|week| week.baseline));
    let mut labels: Vec<(f64, f64)> = Vec::new();
    for (index, week) in weeks.iter().enumerate() {
        let place = at(index, week.amount);
        let (class, radius) = match (week.surge, week.under_breaker) {
            (true, true) => ("dot surge under", 3.6),
            (true, false) => ("dot surge", 3.6),
            (_, true) => ("dot under", 3.6),
            _ if index + 1 == weeks.len() => ("dot last", 2.8),
            _ => ("dot", 2.0),
        };
        svg.dot(class, place, radius, &week.source, &week.says);
        if !y.holds(week.amount) {
            // A surge beyond the scale: its height is written beside the dot where there is room;
            // the dot itself says it too.
            let text = format!("{} ↑", week.short);
            let width = text.chars().map(|c| if c.is_ascii() { 7.0 } else { 13.0 }).sum::<f64>() + 7.0;
            let sides = [("beyond before", -7.0, place.0 - width, place.0), ("beyond", 7.0, place.0, place.0 + width)];
            let free = sides.into_iter().find(|(_, _, from, to)| {
                *from >= LEFT && *to <= RIGHT + 40.0 && labels.iter().all(|(start, end)| to <= start || end <= from)
            });
            if let Some((class, x, from, to)) = free {
                labels.push((from - 7.0, to + 7.0));
                svg.text(class, (place.0 + x, place.1 + 4.2), &text, Some(&week.source));
            }
        }
    }
    axis(&mut svg, weeks, &x);
    for (label, at) in spread(ends, &y) {
        svg.text(label.class, (RIGHT + 8.0, at + 4.2), &label.text, label.source.as_ref());
    }
    svg.finish()
}

#[expect(clippy::cast_precision_loss, reason = "a count of weeks")]
fn step(index: usize) -> f64 {
    index as f64
}

fn axis(svg: &mut Svg, weeks: &[Week], x: &Scale) {
    let last = weeks.len().saturating_sub(1);
    let mut named: Vec<(usize, &str)> = vec![(0, "week first"), (last / 2, "week"), (last, "week last")];
    if weeks.len() < 5 {
        named.truncate(1);
    }
    for (index, class) in named {
        if let Some(week) = weeks.get(index) {
            svg.text(class, (x.at(step(index)), HEIGHT - 8.0), &week.name, None);
        }
    }
}

/// The labels with their heights, pushed apart where they would overlap; the upper ones keep order.
fn spread<'a>(ends: &'a [EndLabel], y: &Scale) -> Vec<(&'a EndLabel, f64)> {
    let mut placed: Vec<(&EndLabel, f64)> = ends.iter().map(|label| (label, y.at(label.value))).collect();
    placed.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut floor = f64::MIN;
    for (_, at) in &mut placed {
        *at = at.max(floor);
        floor = *at + LABEL_GAP;
    }
    // What was pushed below the axis moves up again, from the lowest.
    let mut ceiling = BOTTOM;
    for (_, at) in placed.iter_mut().rev() {
        *at = at.min(ceiling);
        ceiling = *at - LABEL_GAP;
    }
    placed
}
