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
    /// The basis that all regions share; absent where they differ.
    basis: Option<String>,
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
    basis: String,
    chart: String,
}

pub(crate) fn of(report: &At<'_>, lens: &Lens) -> Option<Attainment> {
    let regions = report.get("regions").items();
    if regions.is_empty() {
        return None;
    }
    let total = report.get("total");
    let bullets: Vec<Bullet> = regions.iter().map(bullet).collect();
    let of_total = bullet(&total);
    let shows_total = regions.len() > 1 && total.get("actual").is_present();
    let reach = bullet::common_reach(bullets.iter().chain(shows_total.then_some(&of_total)));
    let first = regions.first().map(|region| region.get("basis").code()).unwrap_or_default();
    let shared = regions.iter().all(|region| region.get("basis").code() == first);
    let month = report.get("month");
    let words = month
        .parsed::<Month>()
        .or_else(|| lens.today.and_then(|day: NaiveDate| Month::of(day).ok()))
        .map(|month| format::month(month, lens.locale))
        .unwrap_or_default();
    Some(Attainment {
        heading: lens.filled("attainment_heading", &[("month", Sentence::words(words))]),
        basis: shared.then(|| lens.named("basis", first)),
        total: shows_total.then(|| row(&total, lens.text("all_regions").to_owned(), &of_total, reach, lens)),
        regions: regions
            .iter()
            .zip(&bullets)
            .map(|(region, bullet)| row(region, super::region_name(&region.get("region"), lens), bullet, reach, lens))
            .collect(),
    })
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

fn row(region: &At<'_>, name: String, bullet: &Bullet, reach: f64, lens: &Lens) -> Row {
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
        chart: bullet::draw(bullet, reach, &title, &description),
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
        basis: lens.named("basis", region.get("basis").code()),
    }
}
