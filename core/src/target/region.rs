//! The figures of one region, and of all regions together.

use crate::error::Error;
use crate::primitives::rounding::round_half_even;
use crate::primitives::rounding::to_f64;
use crate::primitives::{Money, Probability, Reason, ReasonCode};

use super::assessment::{Assessment, Listed};
use super::attainment::{InForce, MonthStart, attainment, pace, too_few_weeks};
use super::baseline::{self, Mean, Point, window_from};
use super::gap;
use super::ledger::{Sums, Window};
use super::projection::Residuals;
use super::report::{Baseline, GapSplit, Projection, ProjectionMethod, RegionReport, TargetBasis, WeekReport};

/// What stands against the target.
struct Standing {
    compared: Option<Money>,
    attainment: Option<f64>,
    pace: Option<Money>,
    gap: Option<Money>,
}

impl Assessment<'_> {
    /// The figures of one region.
    pub(crate) fn region(&self, region: usize, listed: &Listed) -> Result<RegionReport, Error> {
        let is_known = self.intake.orders.is_some();
        let to_date = self.ledger.to_date(region);
        let start = self.month_start_window(region);
        let in_force = self.in_force(region, &start);
        let mut reasons = in_force.reasons.clone();
        let actual = if is_known { Some(self.money(to_date.amount)?) } else { None };
        let standing = self.standing(actual, in_force.amount, &mut reasons)?;
        let parts = match (standing.gap, standing.pace) {
            (Some(_), Some(pace)) => gap::split(&to_date, pace.minor().into(), &start),
            _ => None,
        };
        if standing.gap.is_some() && parts.is_none() {
            reasons.push(Reason::new(ReasonCode::TargetGapNotSplit));
        }
        let split = match parts {
            Some(parts) => Some(GapSplit {
                deals_effect: self.money(parts.deals_effect)?,
                ticket_effect: self.money(parts.ticket_effect)?,
                expected_deals: Some(parts.expected_deals),
                ticket: Some(self.money(parts.ticket)?),
                deals_to_pace: Some(parts.deals_to_pace),
            }),
            None => None,
        };
        let window = self.present_window(region);
        let baseline = self.baseline(&window, window.mean(self.definition.min_weeks.get()))?;
        if baseline.is_none() {
            reasons.push(self.no_baseline(window.weeks));
        }
        let points = self.series.get(region).map(Vec::as_slice).unwrap_or_default();
        let projected = self.projection(actual, window.over_days(self.days.remaining), &window, points)?;
        let (projection, projection_reason) = split_result(projected);
        let weeks = self.weeks(points, &[region], listed)?;
        Ok(RegionReport {
            region: self.region_name(region).map(str::to_owned),
            deals: is_known.then_some(to_date.deals),
            returns: is_known.then_some(to_date.returns),
            actual,
            target: in_force.amount.map(|amount| self.money(amount)).transpose()?,
            basis: in_force.basis,
            compared: standing.compared,
            attainment: standing.attainment,
            pace: standing.pace,
            gap: standing.gap,
            split,
            projection,
            projection_reason,
            baseline,
            weeks,
            reasons,
        })
    }

    /// All regions together: sums of theirs, or the company's own target.
    pub(crate) fn total(&self, regions: &[RegionReport], listed: &Listed) -> Result<RegionReport, Error> {
        let is_known = self.intake.orders.is_some();
        let all: Vec<usize> = (0..regions.len()).collect();
        let mut to_date = Sums::default();
        all.iter().for_each(|region| to_date.add(&self.ledger.to_date(*region)));
        let mut reasons = Vec::new();
        let actual = if is_known { Some(self.money(to_date.amount)?) } else { None };
        let company = InForce::given(&self.intake.targets, None);
        let own_target = company.is_some();
        let (target, basis, standing) = match company {
            Some(company) => {
                reasons.extend(
                    company
                        .reasons
                        .iter()
                        .cloned()
                        .map(|reason| Reason { code: ReasonCode::TargetOfCompany, ..reason }),
                );
                let standing = self.standing(actual, company.amount, &mut reasons)?;
                (company.amount.map(|amount| self.money(amount)).transpose()?, company.basis, standing)
            }
            None => self.sum_of_targets(regions, &mut reasons)?,
        };
        let split = if own_target { None } else { self.sum_of_splits(regions)? };
        if standing.gap.is_some() && split.is_none() {
            reasons.push(Reason::new(ReasonCode::TargetGapNotSplit));
        }
        let (window, mean) = self.total_window(self.present());
        let baseline = self.baseline(&window, mean)?;
        if baseline.is_none() {
            reasons.push(self.no_baseline(window.weeks));
        }
        let points = baseline::total(self.ledger.weeks.len(), &self.series);
        let expected = all.iter().map(|region| self.present_window(*region).over_days(self.days.remaining)).sum();
        let projected = self.projection(actual, expected, &window, &points)?;
        let (projection, projection_reason) = split_result(projected);
        Ok(RegionReport {
            region: None,
            deals: is_known.then_some(to_date.deals),
            returns: is_known.then_some(to_date.returns),
            actual,
            target,
            basis,
            compared: standing.compared,
            attainment: standing.attainment,
            pace: standing.pace,
            gap: standing.gap,
            split,
            projection,
            projection_reason,
            baseline,
            weeks: self.weeks(&points, &all, listed)?,
            reasons,
        })
    }

    /// The target of a region: its rows, else the policy, else none.
    fn in_force(&self, region: usize, start: &Window) -> InForce {
        InForce::given(&self.intake.targets, Some(region)).unwrap_or_else(|| {
            let (at, _) = self.month_start();
            let start = MonthStart {
                window: start,
                week: self.ledger.weeks.at(at),
                min_weeks: self.definition.min_weeks.get(),
                days: self.days,
                currency: self.intake.currency,
            };
            start.target(self.definition.policy.as_ref())
        })
    }

    /// The place of the week in which the month begins.
    fn month_start(&self) -> (usize, i64) {
        let place = self.ledger.weeks.place(self.month.first());
        (usize::try_from(place).unwrap_or(0), place)
    }

    fn month_start_window(&self, region: usize) -> Window {
        self.ledger.window(region, self.month_start().0, self.length(), self.ledger.history())
    }

    /// Attainment, pace and gap of an amount against a target.
    fn standing(
        &self,
        actual: Option<Money>,
        target: Option<i128>,
        reasons: &mut Vec<Reason>,
    ) -> Result<Standing, Error> {
        let pace = target.map(|target| pace(target, self.days));
        if pace == Some(None) {
            reasons.push(Reason::new(ReasonCode::TargetNoBusinessDays));
        }
        let pace = pace.flatten().map(|pace| self.money(pace)).transpose()?;
        let compared = target.and(actual);
        let gap = compared.zip(pace).map(|(actual, pace)| i128::from(actual.minor()) - i128::from(pace.minor()));
        Ok(Standing {
            compared,
            attainment: compared.zip(target).and_then(|(actual, target)| attainment(actual.minor().into(), target)),
            pace,
            gap: gap.map(|gap| self.money(gap)).transpose()?,
        })
    }

    /// The sums over the regions that have a target.
    fn sum_of_targets(
        &self,
        regions: &[RegionReport],
        reasons: &mut Vec<Reason>,
    ) -> Result<(Option<Money>, TargetBasis, Standing), Error> {
        let target = self.sum(regions, |region| region.target)?;
        let mut bases = regions.iter().map(|region| region.basis).filter(|basis| *basis != TargetBasis::None);
        let basis = match bases.next() {
            None => TargetBasis::None,
            Some(first) if bases.all(|basis| basis == first) => first,
            Some(_) => TargetBasis::SumOfRegions,
        };
        let without: Vec<&str> = regions
            .iter()
            .filter(|region| region.basis == TargetBasis::None)
            .filter_map(|region| region.region.as_deref())
            .collect();
        if !without.is_empty() {
            reasons.push(Reason::new(ReasonCode::TargetRegionsWithout).with("regions", without));
        }
        let compared = self.sum(regions, |region| region.compared)?;
        let minor = |money: Option<Money>| money.map(|money| i128::from(money.minor()));
        let standing = Standing {
            compared,
            attainment: minor(compared).zip(minor(target)).and_then(|(compared, target)| attainment(compared, target)),
            pace: self.sum(regions, |region| region.pace)?,
            gap: self.sum(regions, |region| region.gap)?,
        };
        if target.is_some() && standing.pace.is_none() {
            reasons.push(Reason::new(ReasonCode::TargetNoBusinessDays));
        }
        Ok((target, basis, standing))
    }

    /// The sum of an amount over the regions that have one; `None` when none has.
    fn sum(
        &self,
        regions: &[RegionReport],
        of: impl Fn(&RegionReport) -> Option<Money>,
    ) -> Result<Option<Money>, Error> {
        let mut amounts = regions.iter().filter_map(of).map(|money| i128::from(money.minor())).peekable();
        if amounts.peek().is_none() {
            return Ok(None);
        }
        self.money(amounts.sum()).map(Some)
    }

    /// The sums of the parts, when every gap has been split.
    fn sum_of_splits(&self, regions: &[RegionReport]) -> Result<Option<GapSplit>, Error> {
        if regions.iter().any(|region| region.gap.is_some() && region.split.is_none()) {
            return Ok(None);
        }
        let deals = self.sum(regions, |region| region.split.map(|split| split.deals_effect))?;
        let ticket = self.sum(regions, |region| region.split.map(|split| split.ticket_effect))?;
        Ok(deals.zip(ticket).map(|(deals_effect, ticket_effect)| GapSplit {
            deals_effect,
            ticket_effect,
            expected_deals: None,
            ticket: None,
            deals_to_pace: None,
        }))
    }

    /// The windows of all regions before a week, and the sum of their means when each has one.
    fn total_window(&self, at: usize) -> (Window, Option<Mean>) {
        let mut total: Option<Window> = None;
        for region in 0..self.intake.regions.len() {
            let window = self.ledger.window(region, at, self.length(), self.ledger.history());
            let before = total.get_or_insert(Window { sums: Sums::default(), ..window });
            if window.weeks < before.weeks {
                (before.weeks, before.business_days) = (window.weeks, window.business_days);
            }
            before.sums.add(&window.sums);
        }
        let window = total.unwrap_or_default();
        let mean = self.total_mean(at).map(|mean| Mean { cycle_days: window.sums.cycle_days(), ..mean });
        (window, mean)
    }

    fn total_mean(&self, at: usize) -> Option<Mean> {
        let points: Vec<Point> = self.series.iter().map(|points| points.get(at).copied().unwrap_or_default()).collect();
        baseline::sum_of(points.iter().map(|point| point.baseline))
    }

    fn baseline(&self, window: &Window, mean: Option<Mean>) -> Result<Option<Baseline>, Error> {
        let Some(mean) = mean else { return Ok(None) };
        Ok(Some(Baseline {
            week: self.ledger.weeks.at(self.present()),
            from: window_from(&self.ledger, self.present(), self.length()),
            weeks: window.weeks,
            business_days: window.business_days,
            deals: mean.deals,
            amount: self.money(mean.amount)?,
            ticket: window.ticket().map(|ticket| self.money(ticket)).transpose()?,
            cycle_days: mean.cycle_days,
            cycle_orders: window.sums.cycle_orders,
        }))
    }

    fn no_baseline(&self, weeks: u32) -> Reason {
        if self.intake.orders.is_none() {
            return Reason::new(ReasonCode::TargetNoOrders);
        }
        too_few_weeks(weeks, self.definition.min_weeks.get())
    }

    /// The month's end, or why it is not projected.
    fn projection(
        &self,
        actual: Option<Money>,
        expected: Option<i128>,
        window: &Window,
        points: &[Point],
    ) -> Result<Result<Projection, Reason>, Error> {
        let Some(actual) = actual else { return Ok(Err(Reason::new(ReasonCode::TargetNoOrders))) };
        if self.days.month == 0 {
            return Ok(Err(Reason::new(ReasonCode::TargetNoBusinessDays)));
        }
        let band = &self.definition.band;
        let mut residuals = Residuals::before(points, points.len(), band.max_weeks.size());
        let n = residuals.n();
        if self.days.remaining == 0 {
            let (p10, method) = (actual, ProjectionMethod::MonthIsOver);
            let expected_remaining = Money::zero(self.intake.currency);
            return Ok(Ok(Projection { p10, p50: p10, p90: p10, method, n, expected_remaining }));
        }
        if window.weeks < self.definition.min_weeks.get() {
            return Ok(Err(too_few_weeks(window.weeks, self.definition.min_weeks.get())));
        }
        if n < band.min_weeks.size() {
            let reason = Reason::new(ReasonCode::TargetTooFewResiduals).with("have", n);
            return Ok(Err(reason.with("need", band.min_weeks.get())));
        }
        let (Some(expected), Some(weeks)) = (expected, window.weeks_in(self.days.remaining)) else {
            return Ok(Err(Reason::new(ReasonCode::TargetNoBusinessDays)));
        };
        let mut at = |p: f64| {
            let remaining = residuals.remaining(expected, weeks, Probability::literal(p)).unwrap_or(expected);
            self.money(i128::from(actual.minor()) + remaining)
        };
        Ok(Ok(Projection {
            p10: at(0.1)?,
            p50: at(0.5)?,
            p90: at(0.9)?,
            method: ProjectionMethod::WeeklyResiduals,
            n,
            expected_remaining: self.money(expected)?,
        }))
    }

    /// The last weeks of a series; `regions` are those that it sums.
    fn weeks(&self, points: &[Point], regions: &[usize], listed: &Listed) -> Result<Vec<WeekReport>, Error> {
        let Some(history) = self.ledger.history() else { return Ok(Vec::new()) };
        let shown = self.ledger.weeks.len().saturating_sub(self.definition.weeks_shown.size());
        let from = shown.max(usize::try_from(history).unwrap_or(0));
        (from..self.ledger.weeks.len()).map(|at| self.week(at, points, regions, listed)).collect()
    }

    fn week(&self, at: usize, points: &[Point], regions: &[usize], listed: &Listed) -> Result<WeekReport, Error> {
        let point = points.get(at).copied().unwrap_or_default();
        let (mut all, mut window, mut excluded) = (Sums::default(), Sums::default(), false);
        let (mut excluded_orders, mut proposed_orders) = (Vec::new(), Vec::new());
        for region in regions {
            let tally = self.ledger.tally(*region, at);
            all.add(&tally.all);
            excluded |= tally.excluded;
            window.add(&self.ledger.window(*region, at, self.length(), self.ledger.history()).sums);
            excluded_orders.extend(listed.excluded.get(&(*region, at)).into_iter().flatten().cloned());
            proposed_orders.extend(listed.proposed.get(&(*region, at)).into_iter().flatten().cloned());
        }
        excluded_orders.sort_unstable();
        proposed_orders.sort_unstable();
        let band = &self.definition.band;
        let mut residuals = Residuals::before(points, at, band.max_weeks.size());
        let mut edge = |p: Probability| {
            let mean = point.baseline.filter(|_| residuals.n() >= band.min_weeks.size())?;
            residuals.edge(mean.amount, p)
        };
        let (low, high) = (edge(band.low), edge(band.high));
        let breaker =
            point.baseline.map(|mean| round_half_even(to_f64(mean.amount) * self.definition.breaker_share.get()));
        Ok(WeekReport {
            week: self.ledger.weeks.at(at),
            partial: !self.ledger.weeks.is_complete(at),
            excluded,
            deals: all.deals,
            amount: self.money(all.amount)?,
            counted_amount: self.money(point.counted)?,
            cycle_days: all.cycle_days(),
            baseline_deals: point.baseline.map(|mean| mean.deals),
            baseline_amount: point.baseline.map(|mean| self.money(mean.amount)).transpose()?,
            baseline_cycle_days: point.baseline.and(window.cycle_days()),
            low: low.map(|low| self.money(low)).transpose()?,
            high: high.map(|high| self.money(high)).transpose()?,
            breaker: breaker.map(|breaker| self.money(breaker)).transpose()?,
            under_breaker: breaker.filter(|_| point.is_judged).map(|breaker| point.counted < breaker),
            excluded_orders,
            proposed_orders,
        })
    }
}

fn split_result(projected: Result<Projection, Reason>) -> (Option<Projection>, Option<Reason>) {
    match projected {
        Ok(projection) => (Some(projection), None),
        Err(reason) => (None, Some(reason)),
    }
}
