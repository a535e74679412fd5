//! Orders gathered into local ISO weeks, per region.

use chrono::NaiveDate;

use crate::primitives::IsoWeek;

/// A won order, reduced to what baselines read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order<'a> {
    pub(crate) id: &'a str,
    /// Its place among the regions.
    pub(crate) region: usize,
    /// Its local day.
    pub(crate) day: NaiveDate,
    /// Minor units; negative for a return.
    pub(crate) amount: i64,
    /// Microseconds from `opened_at` to `occurred_at`.
    pub(crate) cycle: Option<i64>,
    /// Whether the definition excludes it.
    pub(crate) excluded: bool,
}

impl Order<'_> {
    /// A return lowers the amount and is no deal.
    pub(crate) fn is_return(&self) -> bool {
        self.amount < 0
    }
}

/// The weeks of a report, in order; the last one is that of `as_of`.
#[derive(Debug, Clone)]
pub(crate) struct Weeks {
    first: IsoWeek,
    /// Business days of each week.
    business_days: Vec<u32>,
    /// Whether the last week is over on the day of `as_of`.
    last_is_complete: bool,
}

impl Weeks {
    pub(crate) fn new(first: IsoWeek, business_days: Vec<u32>, last_is_complete: bool) -> Self {
        Self { first, business_days, last_is_complete }
    }

    pub(crate) fn len(&self) -> usize {
        self.business_days.len()
    }

    pub(crate) fn business_days(&self, at: usize) -> u32 {
        self.business_days.get(at).copied().unwrap_or(0)
    }

    pub(crate) fn is_complete(&self, at: usize) -> bool {
        at + 1 < self.len() || self.last_is_complete
    }

    /// The place of a day's week, counted from the first week; negative before it.
    pub(crate) fn place(&self, day: NaiveDate) -> i64 {
        (day - self.first.first()).num_days().div_euclid(7)
    }

    pub(crate) fn place_of(&self, week: IsoWeek) -> i64 {
        week.weeks_since(self.first)
    }

    /// The week at any place; `None` beyond the years that weeks know.
    pub(crate) fn at_place(&self, place: i64) -> Option<IsoWeek> {
        self.first.offset(place).ok()
    }

    /// The week at a place.
    pub(crate) fn at(&self, place: usize) -> IsoWeek {
        // INVARIANT: every place asked for lies between two weeks that exist.
        i64::try_from(place).ok().and_then(|place| self.at_place(place)).unwrap_or(self.first)
    }
}

/// What the orders of one region did in one week.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    /// As it happened.
    pub(crate) all: Sums,
    /// Without excluded orders.
    pub(crate) counted: Sums,
    /// Whether an exclusion takes the whole week out.
    pub(crate) excluded: bool,
}

/// Exact sums over orders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) deals: u64,
    pub(crate) returns: u64,
    pub(crate) amount: i128,
    pub(crate) cycle_micros: i128,
    pub(crate) cycle_orders: u64,
}

impl Sums {
    pub(crate) fn add_order(&mut self, order: &Order<'_>) {
        self.amount += i128::from(order.amount);
        if order.is_return() {
            self.returns += 1;
            return;
        }
        self.deals += 1;
        if let Some(micros) = order.cycle {
            self.cycle_micros += i128::from(micros);
            self.cycle_orders += 1;
        }
    }

    /// Takes back an order that was added.
    pub(crate) fn take_order(&mut self, order: &Order<'_>) {
        self.amount -= i128::from(order.amount);
        if order.is_return() {
            self.returns = self.returns.saturating_sub(1);
            return;
        }
        self.deals = self.deals.saturating_sub(1);
        if let Some(micros) = order.cycle {
            self.cycle_micros -= i128::from(micros);
            self.cycle_orders = self.cycle_orders.saturating_sub(1);
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.deals += other.deals;
        self.returns += other.returns;
        self.amount += other.amount;
        self.cycle_micros += other.cycle_micros;
        self.cycle_orders += other.cycle_orders;
    }

    /// Mean days from opening to order.
    pub(crate) fn cycle_days(&self) -> Option<f64> {
        use crate::primitives::rounding::to_f64;
        if self.cycle_orders == 0 {
            return None;
        }
        Some(to_f64(self.cycle_micros) / to_f64(i128::from(self.cycle_orders)) / 86_400_000_000.0)
    }
}

/// The counted weeks of a window and what their orders sum to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Window {
    pub(crate) weeks: u32,
    pub(crate) business_days: u32,
    pub(crate) sums: Sums,
}

/// Every region's weeks.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    pub(crate) weeks: Weeks,
    regions: Vec<Vec<Tally>>,
    /// Month to date, per region, as it happened.
    to_date: Vec<Sums>,
    /// The first weeks with counted orders: the place of the earliest, how many orders stand in
    /// it, and the place of the next one.
    earliest: Earliest,
    /// The place of `history_from`, when the definition states one.
    stated: Option<i64>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Earliest {
    place: Option<i64>,
    orders: u64,
    next: Option<i64>,
}

impl Earliest {
    fn observe(&mut self, place: i64) {
        match self.place {
            Some(first) if place == first => self.orders += 1,
            Some(first) if place > first => self.next = Some(self.next.map_or(place, |next| next.min(place))),
            first => *self = Self { place: Some(place), orders: 1, next: first },
        }
    }
}

impl Ledger {
    /// Gathers `orders`; those of `month_from` or later are the month to date.
    pub(crate) fn gather(
        weeks: Weeks,
        regions: usize,
        orders: &[Order<'_>],
        month_from: NaiveDate,
        stated: Option<IsoWeek>,
    ) -> Self {
        let mut tallies = vec![vec![Tally::default(); weeks.len()]; regions];
        let mut to_date = vec![Sums::default(); regions];
        let mut earliest = Earliest::default();
        for order in orders {
            let place = weeks.place(order.day);
            if !order.excluded {
                earliest.observe(place);
            }
            if order.day >= month_from
                && let Some(sums) = to_date.get_mut(order.region)
            {
                sums.add_order(order);
            }
            let Ok(at) = usize::try_from(place) else { continue };
            if let Some(tally) = tallies.get_mut(order.region).and_then(|region| region.get_mut(at)) {
                tally.all.add_order(order);
                if !order.excluded {
                    tally.counted.add_order(order);
                }
            }
        }
        let stated = stated.map(|week| weeks.place_of(week));
        Self { weeks, regions: tallies, to_date, earliest, stated }
    }

    /// Takes weeks out of every window: of one region, or of all.
    pub(crate) fn exclude(&mut self, region: Option<usize>, first: i64, last: i64) {
        for (_, tallies) in self.regions.iter_mut().enumerate().filter(|(at, _)| region.is_none_or(|one| one == *at)) {
            for (_, tally) in tallies.iter_mut().enumerate().filter(|(at, _)| within(*at, first, last)) {
                tally.excluded = true;
            }
        }
    }

    pub(crate) fn tally(&self, region: usize, at: usize) -> Tally {
        self.regions.get(region).and_then(|tallies| tallies.get(at)).copied().unwrap_or_default()
    }

    pub(crate) fn to_date(&self, region: usize) -> Sums {
        self.to_date.get(region).copied().unwrap_or_default()
    }

    /// The place of the first week of history: as stated, else that of the first counted order.
    pub(crate) fn history(&self) -> Option<i64> {
        self.stated.or(self.earliest.place)
    }

    /// The same if one more order, of a week at `place`, counted.
    pub(crate) fn history_with(&self, place: i64) -> Option<i64> {
        self.stated.or_else(|| Some(self.earliest.place.map_or(place, |first| first.min(place))))
    }

    /// The same if one counted order, of a week at `place`, did not count.
    pub(crate) fn history_without(&self, place: i64) -> Option<i64> {
        let only = self.earliest.place == Some(place) && self.earliest.orders == 1;
        self.stated.or(if only { self.earliest.next } else { self.earliest.place })
    }

    /// Whether the week at a place lies within history.
    pub(crate) fn is_history(&self, at: usize) -> bool {
        self.history().is_some_and(|first| i64::try_from(at).is_ok_and(|at| at >= first))
    }

    /// The window of `length` weeks before the week at `before`, with history from `history` on.
    pub(crate) fn window(&self, region: usize, before: usize, length: usize, history: Option<i64>) -> Window {
        self.window_of(before, length, history, |at| {
            let tally = self.tally(region, at);
            (!tally.excluded).then_some(tally.counted)
        })
    }

    /// The window with each week's sums handed out by `week`; `None` takes the week out.
    pub(crate) fn window_of(
        &self,
        before: usize,
        length: usize,
        history: Option<i64>,
        week: impl Fn(usize) -> Option<Sums>,
    ) -> Window {
        let mut window = Window::default();
        let Some(history) = history else { return window };
        let from = before.saturating_sub(length).max(usize::try_from(history).unwrap_or(0));
        for at in from..before {
            if let Some(sums) = week(at) {
                window.weeks += 1;
                window.business_days += self.weeks.business_days(at);
                window.sums.add(&sums);
            }
        }
        window
    }
}

/// Whether `at` lies from `first` to `last`.
pub(crate) fn within(at: usize, first: i64, last: i64) -> bool {
    i64::try_from(at).is_ok_and(|at| (first..=last).contains(&at))
}
