//! Leads with fields of every kind, some of them missing, and a history of events each.

use leadstone::kernel::rng::Pcg64;
use serde_json::{Map, Value, json};

/// The instant of all runs, 2026-11-23T00:00:00Z, in seconds since 1970.
pub const AS_OF: i64 = 1_795_392_000;
/// The same as text.
pub const AS_OF_TEXT: &str = "2026-11-23T00:00:00Z";
const DAY: i64 = 86_400;

pub const SEGMENTS: [&str; 4] = ["fleet", "dealer", "private", "public"];
pub const SOURCES: [&str; 6] = ["web", "referral", "fair", "cold_call", "partner", "walk_in"];
pub const REGIONS: [&str; 12] = [
    "north",
    "north_east",
    "east",
    "south_east",
    "south",
    "south_west",
    "west",
    "north_west",
    "centre",
    "coast",
    "islands",
    "capital",
];
pub const TAGS: [&str; 8] = ["vip", "fleet_deal", "trade_in", "finance", "newsletter", "event", "loyal", "complaint"];
pub const EVENTS: [&str; 6] = ["visit", "call", "email_open", "quote", "test_drive", "order"];
const FIRST: [&str; 20] = [
    "Golden", "Silver", "Northern", "Southern", "Grand", "Royal", "Green", "Blue", "Red", "Prime", "United", "First",
    "Global", "Metro", "Alpine", "Pacific", "Harbour", "Sunrise", "Dragon", "Lotus",
];
const SECOND: [&str; 25] = [
    "River",
    "Motor",
    "Trade",
    "Logistics",
    "Farm",
    "Steel",
    "Garden",
    "Hotel",
    "Textile",
    "Energy",
    "Foods",
    "Paper",
    "Glass",
    "Travel",
    "Media",
    "Tools",
    "Design",
    "Clinic",
    "School",
    "Marine",
    "Timber",
    "Optics",
    "Toys",
    "Coffee",
    "Stone",
];
const THIRD: [&str; 8] = ["Ltd", "Group", "Holding", "Co", "Partners", "Works", "Service", "Trading"];

/// A company's name from its number, one of 4,000.
pub fn company(number: usize) -> String {
    let (a, b, c) = (number % 20, number / 20 % 25, number / 500 % 8);
    format!("{} {} {}", FIRST[a], SECOND[b], THIRD[c])
}

/// A mail domain from its number, one of 60.
pub fn domain(number: usize) -> String {
    format!("{}{}.{}", SECOND[number % 20].to_lowercase(), number / 20, ["com", "cn", "org"][number % 3])
}

/// Something that happened to a lead.
#[derive(Debug, Clone, Copy)]
pub struct Happened {
    /// A place in [`EVENTS`].
    pub kind: usize,
    /// Seconds since 1970.
    pub at: i64,
}

/// One lead; `None` is a missing value.
#[derive(Debug, Clone)]
pub struct Lead {
    pub score: i64,
    pub employees: Option<i64>,
    pub visits: i64,
    /// Hundredths.
    pub budget: Option<i64>,
    /// Tenths of a percent.
    pub discount: i64,
    pub segment: Option<&'static str>,
    pub source: &'static str,
    pub region: &'static str,
    /// Of [`company`].
    pub company: usize,
    /// Of [`domain`].
    pub email_domain: Option<usize>,
    pub budget_known: bool,
    pub test_drive: bool,
    pub consent: Option<bool>,
    /// Days since 1970.
    pub created_on: i64,
    /// Days since 1970.
    pub last_contact: Option<i64>,
    /// Seconds since 1970.
    pub updated_at: i64,
    /// Places in [`TAGS`], ascending.
    pub tags: Vec<usize>,
    pub history: Vec<Happened>,
}

/// The names of the fields that a lead may lack, for translations that must guard them.
pub const NULLABLE: [&str; 6] = ["employees", "budget", "segment", "email_domain", "consent", "last_contact"];

/// An endless stream of leads.
pub fn leads(seed: u64) -> impl Iterator<Item = Lead> {
    let mut rng = Pcg64::new(seed);
    std::iter::repeat_with(move || lead(&mut rng))
}

fn lead(rng: &mut Pcg64) -> Lead {
    let below = |rng: &mut Pcg64, n: i64| rng.below(n.cast_unsigned()).cast_signed();
    let place = |rng: &mut Pcg64, n: usize| usize::try_from(rng.below(n as u64)).unwrap_or_default();
    let there = |rng: &mut Pcg64, missing_percent: u64| rng.below(100) >= missing_percent;
    let today = AS_OF / DAY;
    let events = rng.below(7);
    let mut history: Vec<Happened> = (0..events)
        .map(|_| Happened { kind: place(rng, EVENTS.len()), at: AS_OF + 5 * DAY - below(rng, 125 * DAY) })
        .collect();
    history.sort_by_key(|event| event.at);
    Lead {
        score: below(rng, 101),
        employees: there(rng, 10).then(|| below(rng, 5_000)),
        visits: below(rng, 20),
        budget: there(rng, 15).then(|| below(rng, 50_000_000)),
        discount: below(rng, 300),
        segment: there(rng, 5).then(|| SEGMENTS[place(rng, 4)]),
        source: SOURCES[place(rng, 6)],
        region: REGIONS[place(rng, 12)],
        company: place(rng, 4_000),
        email_domain: there(rng, 30).then(|| place(rng, 60)),
        budget_known: rng.below(2) == 0,
        test_drive: rng.below(4) == 0,
        consent: there(rng, 20).then(|| rng.below(3) > 0),
        created_on: today - below(rng, 400),
        last_contact: there(rng, 25).then(|| today - below(rng, 120)),
        updated_at: AS_OF - below(rng, 60 * DAY),
        tags: (0..TAGS.len()).filter(|_| rng.below(6) == 0).collect(),
        history,
    }
}

impl Lead {
    /// The lead as our doors read it; missing fields are absent.
    pub fn ours(&self) -> Value {
        self.object(Self::day_text, Self::second_text)
    }

    /// The lead for rivals without types of time: days and seconds since 1970 as numbers, missing fields null.
    pub fn theirs(&self) -> Value {
        let mut object = self.object(|day| json!(day), |second| json!(second));
        if let Value::Object(map) = &mut object {
            for name in NULLABLE {
                map.entry(name).or_insert(Value::Null);
            }
        }
        object
    }

    fn day_text(day: i64) -> Value {
        Value::String(day_text(day))
    }

    fn second_text(second: i64) -> Value {
        Value::String(instant_text(second))
    }

    fn object(&self, day: fn(i64) -> Value, instant: fn(i64) -> Value) -> Value {
        let history: Vec<Value> =
            self.history.iter().map(|event| json!({"type": EVENTS[event.kind], "at": instant(event.at)})).collect();
        let fields = [
            ("score", Some(json!(self.score))),
            ("employees", self.employees.map(Value::from)),
            ("visits", Some(json!(self.visits))),
            ("budget", self.budget.map(|hundredths| fraction(hundredths, 100))),
            ("discount", Some(fraction(self.discount, 10))),
            ("segment", self.segment.map(Value::from)),
            ("source", Some(json!(self.source))),
            ("region", Some(json!(self.region))),
            ("company", Some(json!(company(self.company)))),
            ("email_domain", self.email_domain.map(|number| json!(domain(number)))),
            ("budget_known", Some(json!(self.budget_known))),
            ("test_drive", Some(json!(self.test_drive))),
            ("consent", self.consent.map(Value::from)),
            ("created_on", Some(day(self.created_on))),
            ("last_contact", self.last_contact.map(day)),
            ("updated_at", Some(instant(self.updated_at))),
            ("tags", Some(json!(self.tags.iter().map(|tag| TAGS[*tag]).collect::<Vec<_>>()))),
            ("history", Some(Value::Array(history))),
        ];
        let named = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(named.collect::<Map<_, _>>())
    }
}

/// A number with few decimals; the nearest double has them as its shortest form.
#[expect(clippy::cast_precision_loss, reason = "amounts are far under 2^53")]
fn fraction(value: i64, parts: i64) -> Value {
    if value % parts == 0 { json!(value / parts) } else { json!(value as f64 / parts as f64) }
}

/// `YYYY-MM-DD` of days since 1970 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
pub fn day_text(day: i64) -> String {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (date, month) = (of_year - (153 * shifted + 2) / 5 + 1, if shifted < 10 { shifted + 3 } else { shifted - 9 });
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{date:02}")
}

/// RFC 3339 of seconds since 1970.
pub fn instant_text(second: i64) -> String {
    let of_day = second.rem_euclid(DAY);
    let (hour, minute, rest) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{}T{hour:02}:{minute:02}:{rest:02}Z", day_text(second.div_euclid(DAY)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_rfc_3339() {
        assert_eq!(instant_text(0), "1970-01-01T00:00:00Z");
        assert_eq!(instant_text(AS_OF), AS_OF_TEXT);
        assert_eq!(day_text(11_016), "2000-02-29");
    }
}
