//! The weeks behind attainment: small multiples on one scale.

use serde::Serialize;

use crate::primitives::IsoWeek;
use crate::view::brief::At;
use crate::view::chart::Source;
use crate::view::chart::weeks::{self as chart, CommonScale, EndLabel, Words};
use crate::view::figure::{Figure, Part, Sentence};
use crate::view::format;
use crate::view::lens::Lens;
use crate::view::reason;

#[derive(Debug, Serialize)]
pub(crate) struct Weeks {
    regions: Vec<Region>,
    window: Option<Figure>,
    band: Option<String>,
    breaker: Option<Figure>,
    has_excluded: bool,
    has_proposed: bool,
    has_under: bool,
    /// Orders and weeks that are left out, and orders that are proposed to be.
    exclusions: Vec<Exclusion>,
    exclusions_count: usize,
    more_exclusions: Option<Sentence>,
}

#[derive(Debug, Serialize)]
struct Exclusion {
    what: String,
    region: Option<String>,
    week: Option<Figure>,
    amount: Option<Figure>,
    effect: Option<Figure>,
    why: Sentence,
    proposed: bool,
}

#[derive(Debug, Serialize)]
struct Region {
    name: String,
    chart: String,
    /// The last full week, then the week so far.
    last: Option<LastWeek>,
    so_far: Option<Sentence>,
    surges: Vec<String>,
    under: Vec<String>,
}

#[derive(Debug, Serialize)]
struct LastWeek {
    name: String,
    amount: Option<Figure>,
    baseline: Option<Figure>,
    low: Option<Figure>,
    high: Option<Figure>,
    deals: Option<Figure>,
}

/// The weeks of one region as read, before the common scale is known.
struct Read<'a> {
    name: String,
    full: Vec<(At<'a>, chart::Week)>,
    partial: Option<At<'a>>,
}

pub(crate) fn of(report: &At<'_>, lens: &Lens<'_>) -> Option<Weeks> {
    let breaker = report.get("breaker_share");
    let read: Vec<Read<'_>> = report.get("regions").items().iter().map(|region| read(region, lens)).collect();
    if read.iter().all(|region| region.full.is_empty()) {
        return None;
    }
    let common = CommonScale::of(read.iter().flat_map(|region| region.full.iter().map(|(_, week)| week)));
    let ticks: Vec<String> = common.ticks().iter().map(|tick| format::compact(*tick, lens.locale)).collect();
    let any = |holds: &dyn Fn(&At<'_>) -> bool| read.iter().any(|region| region.full.iter().any(|(at, _)| holds(at)));
    let exclusions = exclusions(report);
    let band = report.get("band");
    let covered = band.get("high").number().zip(band.get("low").number()).map(|(high, low)| high - low);
    Some(Weeks {
        has_excluded: any(&|at| !at.get("excluded_orders").items().is_empty() || at.get("excluded").is_true()),
        has_proposed: any(&|at| !at.get("proposed_orders").items().is_empty()),
        exclusions: exclusions.iter().take(LISTED).map(|(at, proposed)| exclusion(at, *proposed, lens)).collect(),
        exclusions_count: exclusions.len(),
        more_exclusions: super::first_of(exclusions.len(), LISTED, lens),
        has_under: read.iter().any(|region| region.full.iter().any(|(_, week)| week.under_breaker)),
        regions: read.iter().map(|region| shown(region, &common, &ticks, lens)).collect(),
        window: report.get("window_weeks").count_figure(),
        band: covered.map(|share| format::percent(share, 0)),
        breaker: breaker.share_figure(0),
    })
}

fn read<'a>(region: &At<'a>, lens: &Lens<'_>) -> Read<'a> {
    let (partial, full): (Vec<At<'a>>, Vec<At<'a>>) =
        region.get("weeks").items().into_iter().partition(|week| week.get("partial").is_true());
    Read {
        name: super::region_name(&region.get("region"), lens),
        full: full.into_iter().filter_map(|at| week(&at, lens).map(|week| (at, week))).collect(),
        partial: partial.into_iter().next_back(),
    }
}

fn week(at: &At<'_>, lens: &Lens<'_>) -> Option<chart::Week> {
    let amount = at.get("amount");
    let money = amount.money()?;
    let major = |key: &str| at.get(key).money().map(format::major);
    let code = at.get("week");
    let name = code
        .parsed::<IsoWeek>()
        .map_or_else(|| code.text().unwrap_or_default(), |week| format::week(week, lens.locale));
    let minor = amount.get("minor");
    Some(chart::Week {
        says: format!("{name}: {}", format::money_full(money)),
        short: format::compact(format::major(money), lens.locale),
        name,
        amount: format::major(money),
        baseline: major("baseline_amount"),
        band: major("low").zip(major("high")),
        breaker: major("breaker"),
        surge: left_out(at),
        under_breaker: at.get("under_breaker").is_true(),
        source: Source { path: minor.path().to_owned(), value: minor.json().to_string() },
    })
}

/// Whether the week, or an order of it, is left out of baselines or proposed to be.
fn left_out(week: &At<'_>) -> bool {
    let holds = |key: &str| !week.get(key).items().is_empty();
    week.get("excluded").is_true() || holds("excluded_orders") || holds("proposed_orders")
}

/// Most exclusions listed.
const LISTED: usize = 10;

/// Exclusions in force, then those that are proposed, each with whether it is.
fn exclusions<'a>(report: &At<'a>) -> Vec<(At<'a>, bool)> {
    let in_force = report.get("exclusions").items().into_iter().map(|at| (at, false));
    let proposed = report.get("proposed_exclusions").items().into_iter().map(|at| (at, true));
    in_force.chain(proposed).collect()
}

fn exclusion(at: &At<'_>, proposed: bool, lens: &Lens<'_>) -> Exclusion {
    let week = at.get("week");
    let region = at.get("region");
    let stated = at.get("reason").text().map(|text| Sentence::from(Part::host(text)));
    let reasons = at.get("reasons").items();
    Exclusion {
        what: at.get("order_id").text().unwrap_or_else(|| lens.text("whole_week").to_owned()),
        region: region.is_present().then(|| super::region_name(&region, lens)),
        week: week.parsed::<IsoWeek>().map(|parsed| week.figure(format::week(parsed, lens.locale))),
        amount: at.get("amount").money_figure(),
        effect: at.get("effect_amount").signed_money_figure(),
        why: lens.joined(stated.into_iter().chain(reasons.iter().map(|reason| reason::sentence(reason, lens)))),
        proposed,
    }
}

fn shown(region: &Read<'_>, common: &CommonScale, ticks: &[String], lens: &Lens<'_>) -> Region {
    let weeks: Vec<chart::Week> = region.full.iter().map(|(_, week)| week.clone()).collect();
    let last = region.full.last();
    let names = |chosen: &dyn Fn(&chart::Week) -> bool| -> Vec<String> {
        weeks.iter().filter(|week| chosen(week)).map(|week| week.name.clone()).collect()
    };
    let (surges, under) = (names(&|week| week.surge), names(&|week| week.under_breaker));
    let words = |text: String| Sentence::words(text);
    let title = lens.filled("weeks_title", &[("region", words(region.name.clone()))]).plain();
    let description = lens
        .filled(
            "weeks_description",
            &[
                ("count", words(weeks.len().to_string())),
                ("first", words(weeks.first().map(|week| week.name.clone()).unwrap_or_default())),
                ("last", words(weeks.last().map(|week| week.name.clone()).unwrap_or_default())),
                ("amount", words(weeks.last().map(|week| week.short.clone()).unwrap_or_default())),
                ("under", words(under.len().to_string())),
                ("surges", words(surges.len().to_string())),
            ],
        )
        .plain();
    let ends = last.map(|(at, week)| end_labels(at, week, lens)).unwrap_or_default();
    Region {
        chart: chart::draw(&weeks, common, &ends, &Words { title: &title, description: &description, ticks }),
        name: region.name.clone(),
        last: last.map(|(at, week)| last_week(at, week)),
        so_far: region.partial.as_ref().and_then(|at| so_far(at, lens)),
        surges,
        under,
    }
}

fn end_labels(at: &At<'_>, week: &chart::Week, lens: &Lens<'_>) -> Vec<EndLabel> {
    let baseline = at.get("baseline_amount").get("minor");
    let mut labels = vec![EndLabel {
        class: "end actual",
        value: week.amount,
        text: week.short.clone(),
        source: Some(week.source.clone()),
    }];
    if let Some(value) = week.baseline {
        labels.push(EndLabel {
            class: "end baseline",
            value,
            text: format::compact(value, lens.locale),
            source: Some(Source { path: baseline.path().to_owned(), value: baseline.json().to_string() }),
        });
    }
    labels
}

fn last_week(at: &At<'_>, week: &chart::Week) -> LastWeek {
    LastWeek {
        name: week.name.clone(),
        amount: at.get("amount").money_figure(),
        baseline: at.get("baseline_amount").money_figure(),
        low: at.get("low").money_figure(),
        high: at.get("high").money_figure(),
        deals: at.get("deals").count_figure(),
    }
}

fn so_far(at: &At<'_>, lens: &Lens<'_>) -> Option<Sentence> {
    let amount = at.get("amount").money_figure()?;
    let deals = at.get("deals").count_figure()?;
    Some(lens.filled("so_far", &[("amount", amount.into()), ("deals", deals.into())]))
}
