//! Sellers and organisations.

use chrono::NaiveDate;
use leadstone::kernel::rng::Pcg64;

use super::parameters::Parameters;
use super::table::{Csv, after_noon, before, within};

const SURNAMES: [&str; 12] = ["Lin", "Chen", "Zhou", "Xu", "Shen", "Jin", "Ye", "Pan", "Lu", "Fang", "Hu", "Dai"];
const GIVEN: [&str; 12] = ["Wei", "Na", "Jun", "Min", "Hao", "Ting", "Bo", "Yan", "Kai", "Xin", "Lei", "Qing"];
const ORGANISATIONS: [&str; 10] =
    ["Logistics", "Water", "Textiles", "Foods", "Transit", "Power", "Harbour", "Hospital", "School", "Parcels"];

#[derive(Debug)]
pub(super) struct Rep {
    pub(super) id: String,
    name: String,
    pub(super) region: String,
    pub(super) segment: String,
    hired: NaiveDate,
    first_order: Option<String>,
}

#[derive(Debug)]
pub(super) struct Account {
    pub(super) id: String,
    name: String,
    pub(super) region: String,
    pub(super) segment: String,
}

#[derive(Debug)]
pub(super) struct People {
    pub(super) reps: Vec<Rep>,
    pub(super) accounts: Vec<Account>,
}

impl People {
    pub(super) fn generate(parameters: &Parameters, rng: &mut Pcg64) -> Self {
        let (mut reps, mut accounts) = (Vec::new(), Vec::new());
        for region in &parameters.regions {
            for segment in &parameters.segments {
                for _ in 0..segment.sellers {
                    let hired = before(parameters.as_of, 800 + rng.below(900));
                    reps.push(rep(reps.len(), region, &segment.name, hired, None));
                }
            }
            let noise =
                parameters.planted.as_ref().map_or(parameters.first_order_days.noise, |p| p.lights.first_order_noise);
            for number in 0..parameters.new_sellers_per_region {
                let hired = before(parameters.as_of, 110 + 60 * number as u64 + rng.below(30));
                let days = within(rng, parameters.first_order_days.mean, noise).max(2.0);
                let segment = &parameters.segments[number % parameters.segments.len()].name;
                reps.push(rep(reps.len(), region, segment, hired, Some(after_noon(hired, days))));
            }
            for number in 0..parameters.accounts_per_region {
                let segment = if number % 3 == 0 { "government" } else { "fleet" };
                let name = format!("{region} {} {}", ORGANISATIONS[number % 10], 1 + number / 10);
                let id = format!("a{:03}", accounts.len() + 1);
                accounts.push(Account { id, name, region: region.clone(), segment: segment.to_owned() });
            }
        }
        Self { reps, accounts }
    }

    /// Seasoned sellers of a region, those of the segment's strength apart from the others.
    pub(super) fn sellers(&self, region: &str, segment: &str) -> (Vec<&Rep>, Vec<&Rep>) {
        let seasoned = self.reps.iter().filter(|rep| rep.region == region && rep.first_order.is_none());
        seasoned.partition(|rep| rep.segment == segment)
    }

    pub(super) fn reps_csv(&self) -> String {
        let mut csv = Csv::new("id,name,region,segment,role,hired_at,first_order_at,capacity,weight");
        for rep in &self.reps {
            let first = rep.first_order.as_deref().unwrap_or("");
            let (capacity, weight) = if rep.first_order.is_some() { (6, "0.5") } else { (12, "1") };
            csv.row(&[
                &rep.id,
                &rep.name,
                &rep.region,
                &rep.segment,
                &"seller",
                &rep.hired,
                &first,
                &capacity,
                &weight,
            ]);
        }
        csv.finish()
    }

    pub(super) fn accounts_csv(&self) -> String {
        let mut csv = Csv::new("id,name,region,segment");
        for account in &self.accounts {
            csv.row(&[&account.id, &account.name, &account.region, &account.segment]);
        }
        csv.finish()
    }
}

fn rep(number: usize, region: &str, segment: &str, hired: NaiveDate, first_order: Option<String>) -> Rep {
    // Two coprime steps, so that no two of the first 132 sellers share a name.
    let name = format!("{} {}", SURNAMES[number % 12], GIVEN[(number * 7 + number / 12) % 12]);
    Rep {
        id: format!("r{:02}", number + 1),
        name,
        region: region.to_owned(),
        segment: segment.to_owned(),
        hired,
        first_order,
    }
}
