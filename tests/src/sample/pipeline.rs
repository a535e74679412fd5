//! Leads and opportunities.

use leadstone::kernel::rng::Pcg64;

use super::parameters::Parameters;
use super::people::People;
use super::table::{Csv, after_noon, before, pick, within};

const SOURCES: [&str; 5] = ["showroom", "referral", "web_form", "motor_show", "short_video"];
const LOSS_CODES: [&str; 4] = ["price", "competitor", "delivery_time", "budget_gone"];

pub(super) fn leads_csv(parameters: &Parameters, people: &People, rng: &mut Pcg64) -> String {
    let mut csv = Csv::new(
        "id,occurred_at,region,segment,product,source,rep_id,state,state_entered_at,mql_at,sql_at,closed_at,loss_reason,expected_amount,test_drive,budget_known",
    );
    let leads = &parameters.leads;
    let total = leads.qualified + leads.open + leads.unowned;
    let days_to_sql =
        parameters.planted.as_ref().map_or(leads.mql_to_sql_days, |planted| planted.lights.mql_to_sql_days);
    for number in 0..total {
        let id = format!("l{:03}", number + 1);
        let region = &parameters.regions[number % parameters.regions.len()];
        let segment = pick(rng, &parameters.segments);
        let (strong, others) = people.sellers(region, &segment.name);
        let fits = rng.unit() < 0.6;
        let rep = pick(rng, if fits { &strong } else { &others });
        let amount = (within(rng, segment.amount, segment.amount * 0.2) / 1000.0).round() * 1000.0;
        let source = pick(rng, &SOURCES);
        let (drive, budget) = (rng.unit() < 0.4, rng.unit() < 0.6);
        let cells: [&dyn std::fmt::Display; 5] = [&id, region, &segment.name, &segment.product, source];
        let asked = if rng.unit() < 0.85 { budget.to_string() } else { String::new() };
        let mut write =
            |occurred: String, owner: &str, state: &str, entered: &str, mql: &str, sql: &str, closed: &str| {
                let [id, region, segment, product, source] = cells;
                csv.row(&[
                    id, &occurred, region, segment, product, source, &owner, &state, &entered, &mql, &sql, &closed,
                    &"", &amount, &drive, &asked,
                ]);
            };
        if number < leads.qualified {
            let mql = before(parameters.as_of, 20 + rng.below(70));
            let sql = after_noon(mql, within(rng, days_to_sql, leads.noise).max(0.1));
            let closed = after_noon(mql, 12.0);
            write(after_noon(mql, -2.0), &rep.id, "order_placed", &closed, &after_noon(mql, 0.0), &sql, &closed);
        } else if number < leads.qualified + leads.open {
            let met = before(parameters.as_of, 2 + rng.below(12));
            let state = *pick(rng, &["contacted", "comparing_prices", "budget_undecided", "quoted"]);
            write(after_noon(met, 0.0), &rep.id, state, &after_noon(met, 0.5), "", "", "");
        } else {
            let met = before(parameters.as_of, rng.below(2) + 1);
            write(after_noon(met, 0.0), "", "new", &after_noon(met, 0.0), "", "", "");
        }
    }
    csv.finish()
}

pub(super) fn opportunities_csv(parameters: &Parameters, people: &People, rng: &mut Pcg64) -> String {
    let mut csv = Csv::new(
        "id,occurred_at,region,segment,product,rep_id,account_id,expected_amount,state,state_entered_at,closed_at,outcome,loss_reason,competitor",
    );
    let missing = parameters.planted.as_ref().map_or(0, |planted| planted.missing_codes.count);
    let mut number = 0;
    for round in 0..parameters.opportunities.lost_per_region + parameters.opportunities.open_per_region {
        for region in &parameters.regions {
            let lost = round < parameters.opportunities.lost_per_region;
            let segment = pick(rng, &parameters.segments);
            let (strong, others) = people.sellers(region, &segment.name);
            let fits = rng.unit() < 0.6;
            let rep = pick(rng, if fits { &strong } else { &others });
            let accounts: Vec<_> =
                people.accounts.iter().filter(|a| a.region == *region && a.segment == segment.name).collect();
            let account = if accounts.is_empty() { "" } else { &pick(rng, &accounts).id };
            let amount = (within(rng, segment.amount, segment.amount * 0.2) / 1000.0).round() * 1000.0;
            let code = pick(rng, &LOSS_CODES);
            let days = rng.below(40);
            let state = *pick(rng, &["comparing_prices", "quoted", "finance_pre_approved"]);
            number += 1;
            let id = format!("p{number:03}");
            let start: [&dyn std::fmt::Display; 4] = [&segment.name, &segment.product, &rep.id, &account];
            let [segment, product, rep, account] = start;
            if lost {
                let closed = after_noon(before(parameters.as_of, days + 1), 0.0);
                let opened = before(parameters.as_of, days + 25);
                let code = if number <= missing { "" } else { code };
                let competitor = if code == "competitor" { "K-Motors" } else { "" };
                csv.row(&[
                    &id,
                    &opened,
                    region,
                    segment,
                    product,
                    rep,
                    account,
                    &amount,
                    &"lost",
                    &closed,
                    &closed,
                    &"lost",
                    &code,
                    &competitor,
                ]);
            } else {
                let entered = before(parameters.as_of, days / 5 + 1);
                let opened = before(parameters.as_of, days / 5 + 10);
                csv.row(&[
                    &id, &opened, region, segment, product, rep, account, &amount, &state, &entered, &"", &"", &"", &"",
                ]);
            }
        }
    }
    csv.finish()
}
