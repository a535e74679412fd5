//! Charts as inline SVG: every mark has a class for its tone, every drawing a title and a description.

pub(crate) mod bullet;
pub(crate) mod range;
pub(crate) mod shape;
pub(crate) mod weeks;
pub(crate) mod why;

use std::fmt::Write as _;

/// `text` made inert in HTML and SVG, in content and in quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A drawing under construction.
#[derive(Debug)]
pub(crate) struct Svg {
    out: String,
}

/// Where a mark's value stands in the brief.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) value: String,
}

impl Svg {
    /// A drawing of `width` x `height` units that scales with its column.
    pub(crate) fn scaled(class: &str, width: f64, height: f64, title: &str, description: &str) -> Self {
        Self::open(class, &format!("viewBox=\"0 0 {} {}\"", n(width), n(height)), title, description)
    }

    /// A drawing that stretches with its column; marks are placed in per cent of its width.
    pub(crate) fn stretched(class: &str, height: f64, title: &str, description: &str) -> Self {
        Self::open(class, &format!("width=\"100%\" height=\"{}\"", n(height)), title, description)
    }

    fn open(class: &str, size: &str, title: &str, description: &str) -> Self {
        let out = format!(
            "<svg class=\"{class}\" {size} role=\"img\"><title>{}</title><desc>{}</desc>",
            escape(title),
            escape(description)
        );
        Self { out }
    }

    /// A rectangle; `x` and `width` in per cent.
    pub(crate) fn band(&mut self, class: &str, x: f64, width: f64, y: f64, height: f64) {
        let _ = write!(
            self.out,
            "<rect class=\"{class}\" x=\"{}%\" width=\"{}%\" y=\"{}\" height=\"{}\"/>",
            n(x),
            n(width.max(0.0)),
            n(y),
            n(height)
        );
    }

    /// An upright line at `x` per cent.
    pub(crate) fn tick(&mut self, class: &str, x: f64, from: f64, to: f64) {
        let x = n(x);
        let _ =
            write!(self.out, "<line class=\"{class}\" x1=\"{x}%\" x2=\"{x}%\" y1=\"{}\" y2=\"{}\"/>", n(from), n(to));
    }

    /// A disc whose middle is at `x` per cent.
    pub(crate) fn spot(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        let _ = write!(self.out, "<circle class=\"{class}\" cx=\"{}%\" cy=\"{}\" r=\"{}\"/>", n(x), n(y), n(radius));
    }

    /// A straight line in units of the drawing.
    pub(crate) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let _ = write!(
            self.out,
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            n(from.0),
            n(from.1),
            n(to.0),
            n(to.1)
        );
    }

    /// A line through points; fewer than two draw nothing.
    pub(crate) fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        if points.len() > 1 {
            let _ = write!(self.out, "<path class=\"{class}\" d=\"{}\"/>", course(points));
        }
    }

    /// The area between an upper and a lower course.
    pub(crate) fn area(&mut self, class: &str, upper: &[(f64, f64)], lower: &[(f64, f64)]) {
        if upper.len() > 1 {
            let around: Vec<_> = upper.iter().chain(lower.iter().rev()).copied().collect();
            let _ = write!(self.out, "<path class=\"{class}\" d=\"{}Z\"/>", course(&around));
        }
    }

    /// A dot that stands for one value of the brief and says so when pointed at.
    pub(crate) fn dot(&mut self, class: &str, at: (f64, f64), radius: f64, source: &Source, says: &str) {
        let _ = write!(
            self.out,
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\" data-path=\"{}\" data-value=\"{}\"><title>{}</title></circle>",
            n(at.0),
            n(at.1),
            n(radius),
            escape(&source.path),
            escape(&source.value),
            escape(says)
        );
    }

    /// Text; a figure when it has a source.
    pub(crate) fn text(&mut self, class: &str, at: (f64, f64), text: &str, source: Option<&Source>) {
        let _ = write!(self.out, "<text class=\"{class}\" x=\"{}\" y=\"{}\"", n(at.0), n(at.1));
        if let Some(source) = source {
            let _ =
                write!(self.out, " data-path=\"{}\" data-value=\"{}\"", escape(&source.path), escape(&source.value));
        }
        let _ = write!(self.out, ">{}</text>", escape(text));
    }

    pub(crate) fn finish(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }
}

fn course(points: &[(f64, f64)]) -> String {
    let mut d = String::with_capacity(points.len() * 12);
    for (at, (x, y)) in points.iter().enumerate() {
        let _ = write!(d, "{}{} {}", if at == 0 { 'M' } else { 'L' }, n(*x), n(*y));
    }
    d
}

/// A coordinate with at most one digit after the point.
fn n(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A linear scale from values to positions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// The scale that puts `low` at `from` and `high` at `to`; an empty domain puts all at `from`.
    pub(crate) fn new(low: f64, high: f64, from: f64, to: f64) -> Self {
        Self { low, high, from, to }
    }

    /// The position of `value`, held within the scale.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let span = self.high - self.low;
        let share = if span > 0.0 { ((value - self.low) / span).clamp(0.0, 1.0) } else { 0.0 };
        self.from + share * (self.to - self.from)
    }

    pub(crate) fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// Round steps from at or below `low` to at or above `high`, at most five of them.
pub(crate) fn ticks(low: f64, high: f64) -> Vec<f64> {
    let span = (high - low).max(f64::MIN_POSITIVE);
    let rough = span / 4.0;
    let size = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].iter().map(|m| m * size).find(|step| *step >= rough).unwrap_or(rough);
    let first = (low / step).floor();
    (0..8).map(|k| (first + f64::from(k)) * step).take_while(|tick| *tick < high + step * 0.999).collect()
}
