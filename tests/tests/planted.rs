//! Does the brief find what was planted? On the sample, on other worlds, and on worlds with nothing in them.
//!
//! The sample is one world, and the pack was tuned while it was looked at. The other worlds were not:
//! other seeds, other regions, other strengths of every cause.

use std::collections::BTreeSet;

use leadstone::engine::{BriefOptions, BriefReport, CustomerStatus, Engine, Pack};
use leadstone::facts::Tables;
use leadstone::health::LightStatus;
use leadstone::{Param, ReasonCode};
use leadstone_conformance::sample::{Parameters, Planted, generate};

/// The causes, in the order of `found`.
const CAUSES: [&str; 5] = ["driver", "surge", "slip", "codes", "strengths"];
/// Worlds of each kind.
const WORLDS: u64 = 100;

fn engine() -> Engine {
    Engine::compile(Pack::shipped("car-dealer").unwrap()).unwrap()
}

fn brief(engine: &Engine, parameters: &Parameters) -> BriefReport {
    let tables = generate(parameters);
    let tables = tables.iter().fold(Tables::new(), |tables, (name, text)| tables.with_csv(name, text).unwrap());
    engine.brief(&tables, &BriefOptions::at(&parameters.as_of.to_string()).unwrap()).unwrap()
}

/// The regions that the agenda names in findings of this code.
fn regions(brief: &BriefReport, code: ReasonCode) -> BTreeSet<String> {
    let named = brief.agenda.iter().filter(|item| item.finding.code == code);
    named
        .filter_map(|item| match item.finding.params.get("region") {
            Some(Param::Text(region)) => Some(region.to_string()),
            _ => None,
        })
        .collect()
}

/// Which of the causes the brief finds: the right region, and no other.
fn found(brief: &BriefReport, planted: &Planted) -> [bool; 5] {
    let only = |code, region: &String| regions(brief, code) == BTreeSet::from([region.clone()]);
    let proposed = &brief.target.as_ref().unwrap().proposed_exclusions;
    let surge = proposed.len() == planted.surge.weeks_ago.len()
        && proposed.iter().all(|order| *order.region == *planted.surge.region);
    let uncoded = brief.customers.as_ref().unwrap().items.iter().filter(|item| {
        item.status == CustomerStatus::Broken
            && item.reasons.iter().any(|reason| reason.code == ReasonCode::JourneyLossCodeMissing)
    });
    let (fits, routed) = routed_by_strength(brief);
    [
        only(ReasonCode::EngineBreakerOpen, &planted.driver.region),
        surge,
        only(ReasonCode::EngineSlip, &planted.slip.region),
        uncoded.count() == planted.missing_codes.count,
        routed > 0 && fits * 10 >= routed * 8,
    ]
}

/// Leads that went to a seller of their own strength, of all that went to a seller.
fn routed_by_strength(brief: &BriefReport) -> (usize, usize) {
    let strength = Param::from("strength");
    let leads = &brief.leads.as_ref().unwrap().items;
    let routes = leads.iter().filter_map(|lead| lead.assignment.as_ref()).filter(|route| route.rep_id.is_some());
    routes.fold((0, 0), |(fits, all), route| {
        let fit = route.reasons.iter().any(|reason| reason.params.values().any(|value| *value == strength));
        (fits + usize::from(fit), all + 1)
    })
}

/// The sample's world from another seed, with the causes moved to other regions and weeks and made
/// weaker or stronger, by a fixed turn of every list.
fn other_world(shipped: &Parameters, number: u64) -> Parameters {
    let turn = |step: u64, count: usize| (number / step) as usize % count;
    let mut planted = shipped.planted.clone().unwrap();
    let at = turn(1, 3);
    let region = |step: usize| shipped.regions[(at + step) % 3].clone();
    (planted.driver.region, planted.slip.region, planted.surge.region) = (region(0), region(1), region(2));
    planted.driver.factor = [0.2, 0.3, 0.4][turn(3, 3)];
    planted.driver.weeks = [2, 3, 4][turn(9, 3)];
    planted.surge.amount_factor = [10.0, 14.0, 20.0][turn(1, 3)];
    planted.surge.weeks_ago = [vec![4, 9], vec![3, 7, 11], vec![6]][turn(27, 3)].clone();
    planted.slip.extra_days = [9.0, 12.0, 15.0][turn(3, 3)];
    planted.slip.weeks = [4, 5, 6][turn(9, 3)];
    planted.missing_codes.count = [3, 6, 9][turn(1, 3)];
    Parameters { seed: number, planted: Some(planted), ..shipped.clone() }
}

#[test]
fn what_was_planted_in_the_sample_is_found() {
    let parameters = Parameters::shipped();
    let found = found(&brief(&engine(), &parameters), parameters.planted.as_ref().unwrap());
    let named: Vec<_> = CAUSES.iter().zip(found).filter_map(|(cause, found)| found.then_some(cause)).collect();
    println!("sample: {} of 5 planted causes found: {named:?}", named.len());
    assert!(named.len() >= 4);
}

#[test]
fn what_was_planted_in_other_worlds_is_found() {
    let (engine, shipped) = (engine(), Parameters::shipped());
    let mut per_cause = [0; 5];
    let mut worlds_with = [0; 6];
    for number in 0..WORLDS {
        let world = other_world(&shipped, number);
        let found = found(&brief(&engine, &world), world.planted.as_ref().unwrap());
        for (count, found) in per_cause.iter_mut().zip(found) {
            *count += usize::from(found);
        }
        worlds_with[found.iter().filter(|found| **found).count()] += 1;
    }
    let named: Vec<_> = CAUSES.iter().zip(per_cause).collect();
    println!("{WORLDS} other worlds: each cause found in {named:?}; worlds by causes found, 0 to 5: {worlds_with:?}");
    assert!((worlds_with[4] + worlds_with[5]) * 10 >= WORLDS as usize * 9);
}

#[test]
fn a_world_with_nothing_planted_raises_no_red() {
    let (engine, shipped) = (engine(), Parameters::shipped());
    let (mut judged, mut reds, mut pressing, mut surges) = (0, 0, 0, 0);
    for seed in 0..WORLDS {
        let brief = brief(&engine, &shipped.null_world(seed));
        for light in &brief.health.lights {
            judged += usize::from(light.status != LightStatus::NotEnoughData);
            reds += usize::from(light.status == LightStatus::Red);
        }
        pressing += brief.agenda.iter().filter(|item| item.status == LightStatus::Red).count();
        surges += brief.target.as_ref().unwrap().proposed_exclusions.len();
    }
    println!(
        "null world: {WORLDS} seeds, {judged} lights judged, {reds} red, {pressing} red agenda items, {surges} surges proposed"
    );
    assert_eq!((judged, reds, pressing), (400, 0, 0));
}
