//! What the sample is made of; the one file is `core/packs/car-dealer/sample/parameters.json`.

use chrono::NaiveDate;
use serde::Deserialize;

/// All parameters of the sample.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The seed of all that is random.
    pub seed: u64,
    /// The local day on which the sample was taken.
    pub as_of: NaiveDate,
    /// Complete weeks of history.
    pub weeks: u64,
    /// The sales regions.
    pub regions: Vec<String>,
    /// The customer segments, which are also the strengths of sellers.
    pub segments: Vec<Segment>,
    /// Half width of order amounts around their segment's mean, as a share.
    pub amount_noise: f64,
    /// Days from first contact to order.
    pub cycle_days: Spread,
    /// Organisations per region.
    pub accounts_per_region: usize,
    /// Sellers per region who joined within the last year.
    pub new_sellers_per_region: usize,
    /// Days from joining to the first order.
    pub first_order_days: Spread,
    /// The leads.
    pub leads: Leads,
    /// The opportunities.
    pub opportunities: Opportunities,
    /// The activities.
    pub activities: Activities,
    /// Target of the month over the level of the past weeks.
    pub target_growth: f64,
    /// What is planted; absent in a null world.
    pub planted: Option<Planted>,
}

/// A mean and a half width.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The half width around it.
    pub noise: f64,
}

/// One customer segment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Its name.
    pub name: String,
    /// Orders per region and week.
    pub orders_per_week: u64,
    /// Mean amount of an order, in yuan.
    pub amount: f64,
    /// Sellers per region whose strength it is.
    pub sellers: usize,
    /// What is bought.
    pub product: String,
}

/// The leads.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leads {
    /// Leads that became marketing qualified in the last 90 days.
    pub qualified: usize,
    /// Open leads with an owner.
    pub open: usize,
    /// Open leads without one.
    pub unowned: usize,
    /// Days from marketing to sales qualified.
    pub mql_to_sql_days: f64,
    /// Half width of those days.
    pub noise: f64,
}

/// The opportunities.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opportunities {
    /// Lost ones per region in the last 60 days.
    pub lost_per_region: usize,
    /// Open ones per region.
    pub open_per_region: usize,
}

/// The activities.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activities {
    /// Outbound touches per seller in the last 28 days.
    pub outbound_per_seller: usize,
    /// Share of them that carries value for the customer.
    pub carries_value_share: f64,
    /// Inbound contacts per organisation and month.
    pub inbound_per_account_month: f64,
}

/// What is planted, to be found again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planted {
    /// A competitor's launch that takes demand away.
    pub driver: Driver,
    /// Large orders that are not the run of business.
    pub surge: Surge,
    /// What a customer costs a seller of another strength.
    pub strength: Strength,
    /// A slip of delivery time.
    pub slip: Slip,
    /// Lost opportunities without a reason code.
    pub missing_codes: MissingCodes,
    /// Behaviour that turns lights red.
    pub lights: Lights,
}

/// Demand of one region times a factor, in the last weeks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Driver {
    /// Where.
    pub region: String,
    /// How much of the orders remains.
    pub factor: f64,
    /// In how many complete weeks before the present one, which it hits too.
    pub weeks: u64,
}

/// One order of many times the usual amount in each of the named weeks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surge {
    /// Where.
    pub region: String,
    /// Amount over the usual one.
    pub amount_factor: f64,
    /// How many weeks before the present one.
    pub weeks_ago: Vec<u64>,
}

/// Sellers are slower outside their strength.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strength {
    /// Further days from contact to order.
    pub extra_days_outside: f64,
}

/// Orders of one region take longer, in the last weeks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    /// Where.
    pub region: String,
    /// Further days from contact to order.
    pub extra_days: f64,
    /// In how many complete weeks before the present one, which it hits too.
    pub weeks: u64,
}

/// Lost opportunities without a code.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingCodes {
    /// How many.
    pub count: usize,
}

/// Behaviour that replaces the healthy one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lights {
    /// Days from marketing to sales qualified.
    pub mql_to_sql_days: f64,
    /// Share of outbound touches that carries value.
    pub carries_value_share: f64,
    /// Half width of the days to a first order.
    pub first_order_noise: f64,
    /// Inbound contacts per organisation and month.
    pub inbound_per_account_month: f64,
}

impl Parameters {
    /// The parameters of the shipped sample.
    ///
    /// # Panics
    /// When the committed file is no longer of this shape.
    pub fn shipped() -> Self {
        let text = include_str!("../../../core/packs/car-dealer/sample/parameters.json");
        serde_json::from_str(text).expect("the committed parameters")
    }

    /// The same world with nothing planted, from another seed.
    #[must_use]
    pub fn null_world(&self, seed: u64) -> Self {
        Self { seed, planted: None, ..self.clone() }
    }
}
