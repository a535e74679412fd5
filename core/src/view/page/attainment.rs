//! Attainment of the month: one bullet graph per region and one over all of them.

use chrono::NaiveDate;
use serde::Serialize;

use crate::primitives::Month;
use crate::view::brief::At;
use crate::view::chart::bullet::{self, Bullet};
use crate::view::figure::{Figure, Sentence};
use crate::view::format;
use crate::view::lens::Lens;
use crate::view::reason;

#[derive(Debug, Serialize)]
pub(crate) struct Attainment {
    heading: Sentence,
    /// The basis that most regions have; a row names its own where it differs.
    basis: String,
    /// Business days elapsed and in the month.
    days: Option<Sentence>,
    /// What the data lacks, or why there is no region to show.
    nothing: Option<Sentence>,
    total: Option<Row>,
    regions: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    actual: Option<Figure>,
    target: Option<Figure>,
    attainment: Option<Figure>,
    pace: Option<Figure>,
    gap: Option<Figure>,
    low: Option<Figure>,
    middle: Option<Figure>,
    high: Option<Figure>,
    /// Why there is no projection.
    no_projection: Option<Sentence>,
    /// The basis of the target, where it is not that of most regions.
    basis: Option<String>,
    /// The split of the gap, then where the figures come from.
    proof: Vec<Sentence>,
    chart: String,
}

pub(crate) fn of(report: &At<'_>, lens: &Lens<'_>) -> Option<Attainment> {
    if !report.is_present() {
        return None;
    }
    let regions = report.get("regions").items();
    let total = report.get("total");
    let bullets: Vec<Bullet> = regions.iter().map(bullet).collect();
    let of_total = bullet(&total);
    let shows_total = regions.len() > 1 && total.get("actual").is_present();
    let reach = bullet::common_reach(bullets.iter().chain(shows_total.then_some(&of_total)));
    let usual = usual_basis(&regions);
    let days = report.get("business_days");
    let month = report.get("month");
    let words = month
        .parsed::<Month>()
        .or_else(|| lens.today.and_then(|day: NaiveDate| Month::of(day).ok()))
        .map(|month| format::month(month, lens.locale))
        .unwrap_or_default();
    Some(Attainment {
        heading: lens.filled("attainment_heading", &[("month", Sentence::words(words))]),
        basis: if regions.is_empty() { String::new() } else { lens.named("basis", usual) },
        days: days.get("elapsed").count_figure().zip(days.get("month").count_figure()).map(|(elapsed, month)| {
            lens.filled("business_days", &[("elapsed", elapsed.into()), ("month", month.into())])
        }),
        nothing: regions.is_empty().then(|| why_nothing(report, lens)).flatten(),
        total: shows_total.then(|| {
            row(&total, lens.text("all_regions").to_owned(), Drawing { bullet: &of_total, reach, usual }, lens)
        }),
        regions: regions
            .iter()
            .zip(&bullets)
            .map(|(region, bullet)| {
                row(region, super::region_name(&region.get("region"), lens), Drawing { bullet, reach, usual }, lens)
            })
            .collect(),
    })
}

/// Why no region can be shown: the columns that the data lacks, else what the total says of itself.
fn why_nothing(report: &At<'_>, lens: &Lens<'_>) -> Option<Sentence> {
    let of_total = report.get("total").get("reasons").items().into_iter().next();
    super::needs(&report.get("missing"), lens).or_else(|| of_total.map(|reason| reason::sentence(&reason, lens)))
}

/// The basis of most regions; the first of equals.
fn usual_basis<'a>(regions: &[At<'a>]) -> &'a str {
    let basis = |region: &At<'a>| region.get("basis").code();
    let count = |code: &str| regions.iter().filter(|region| basis(region) == code).count();
    regions.iter().rev().map(basis).max_by_key(|code| count(code)).unwrap_or_default()
}

/// What a row is drawn with: its own graph and what all rows have in common.
#[derive(Clone, Copy)]
struct Drawing<'a> {
    bullet: &'a Bullet,
    reach: f64,
    usual: &'a str,
}

fn bullet(region: &At<'_>) -> Bullet {
    let major = |at: At<'_>| at.money().map(format::major);
    let projection = region.get("projection");
    Bullet {
        actual: major(region.get("actual")),
        pace: major(region.get("pace")),
        target: major(region.get("target")),
        likely: major(projection.get("p10")).zip(major(projection.get("p90"))),
    }
}

fn row(region: &At<'_>, name: String, drawing: Drawing<'_>, lens: &Lens<'_>) -> Row {
    let projection = region.get("projection");
    let actual = region.get("actual").money_figure();
    let target = region.get("target").money_figure();
    let attainment = region.get("attainment").share_figure(0);
    let reason = region.get("projection_reason");
    let shown = |figure: &Option<Figure>| figure.as_ref().map_or_else(|| "–".to_owned(), |figure| figure.text.clone());
    let description = lens
        .filled(
            "bullet_description",
            &[
                ("actual", Sentence::words(shown(&actual))),
                ("target", Sentence::words(shown(&target))),
                ("pace", Sentence::words(shown(&region.get("pace").money_figure()))),
            ],
        )
        .plain();
    let title = lens.filled("bullet_title", &[("region", Sentence::words(name.clone()))]).plain();
    Row {
        chart: bullet::draw(drawing.bullet, drawing.reach, &title, &description),
        name,
        actual,
        target,
        attainment,
        pace: region.get("pace").money_figure(),
        gap: region.get("gap").signed_money_figure(),
        low: projection.get("p10").compact_money_figure(lens.locale),
        middle: projection.get("p50").compact_money_figure(lens.locale),
        high: projection.get("p90").compact_money_figure(lens.locale),
        no_projection: reason.is_present().then(|| reason::sentence(&reason, lens)),
        basis: Some(region.get("basis").code()).filter(|own| *own != drawing.usual).map(|own| lens.named("basis", own)),
        proof: proof(region, lens),
    }
}

/// The exact split of the gap and the reasons of the figures.
fn proof(region: &At<'_>, lens: &Lens<'_>) -> Vec<Sentence> {
    let split = region.get("split");
    let effects = split.get("deals_effect").signed_money_figure().zip(split.get("ticket_effect").signed_money_figure());
    let split =
        effects.map(|(deals, ticket)| lens.filled("split", &[("deals", deals.into()), ("ticket", ticket.into())]));
    let reasons = region.get("reasons").items();
    split
        .into_iter()
        .chain(reasons.iter().map(|reason| reason::sentence(reason, lens)))
        .map(Sentence::capitalised)
        .collect()
}
