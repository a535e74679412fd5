//! What the definition leaves out, and what that does to the present baseline.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::primitives::{Id, IsoWeek, Reason, ReasonCode};

use super::assessment::Assessment;
use super::attainment::{rounded, too_few_weeks};
use super::baseline::{Mean, window_from};
use super::definition::ExclusionDefinition;
use super::ledger::{Order, Sums, Window, within};
use super::report::{ExclusionReport, ProposedExclusion};
use super::surge::{SurgeRule, WeekRule};

impl Assessment<'_> {
    /// Every exclusion with its effect.
    pub(crate) fn exclusions(&self) -> Result<Vec<ExclusionReport>, Error> {
        let orders: BTreeMap<&str, &Order<'_>> =
            self.orders().iter().filter(|order| order.excluded).map(|order| (order.id, order)).collect();
        let exclusions = self.definition.exclusions.iter();
        exclusions
            .map(|exclusion| match exclusion {
                ExclusionDefinition::Order { id, reason } => self.excluded_order(id, reason, &orders),
                ExclusionDefinition::Week { region, week, through, reason } => {
                    self.excluded_weeks(region.as_ref(), (*week, through.unwrap_or(*week)), reason)
                }
            })
            .collect()
    }

    fn excluded_order(
        &self,
        id: &Id,
        reason: &str,
        orders: &BTreeMap<&str, &Order<'_>>,
    ) -> Result<ExclusionReport, Error> {
        let mut report = ExclusionReport {
            order_id: Some(id.as_str().to_owned()),
            region: None,
            week: None,
            through: None,
            amount: None,
            reason: reason.to_owned(),
            effect_amount: None,
            effect_deals: None,
            reasons: Vec::new(),
        };
        let Some(order) = orders.get(id.as_str()) else {
            report.reasons.push(Reason::new(ReasonCode::TargetExclusionUnknown).with("name", id.as_str()));
            return Ok(report);
        };
        let place = self.ledger.weeks.place(order.day);
        report.region = self.region_name(order.region).map(str::to_owned);
        report.week = IsoWeek::of(order.day).ok();
        report.amount = Some(self.money(order.amount.into())?);
        if !self.is_in_window(place, place) {
            report.reasons.push(self.outside_window());
            return Ok(report);
        }
        let without = self.ledger.window_of(self.present(), self.length(), self.ledger.history_with(place), |at| {
            let tally = self.ledger.tally(order.region, at);
            let mut sums = tally.counted;
            if within(at, place, place) {
                sums.add_order(order);
            }
            (!tally.excluded).then_some(sums)
        });
        self.effect(&mut report, &[(self.present_window(order.region), without)])?;
        Ok(report)
    }

    fn excluded_weeks(
        &self,
        region: Option<&Id>,
        (first, last): (IsoWeek, IsoWeek),
        reason: &str,
    ) -> Result<ExclusionReport, Error> {
        let mut report = ExclusionReport {
            order_id: None,
            region: region.map(|region| region.as_str().to_owned()),
            week: Some(first),
            through: Some(last),
            amount: None,
            reason: reason.to_owned(),
            effect_amount: None,
            effect_deals: None,
            reasons: Vec::new(),
        };
        let regions: Vec<usize> = match region {
            None => (0..self.intake.regions.len()).collect(),
            Some(region) => self.intake.regions.binary_search(&region.as_str()).into_iter().collect(),
        };
        if regions.is_empty() {
            let name = region.map_or("", Id::as_str);
            report.reasons.push(Reason::new(ReasonCode::TargetExclusionUnknown).with("name", name));
            return Ok(report);
        }
        let (first, last) = (self.ledger.weeks.place_of(first), self.ledger.weeks.place_of(last));
        if !self.is_in_window(first, last) {
            report.reasons.push(self.outside_window());
            return Ok(report);
        }
        let pairs: Vec<(Window, Window)> = regions
            .into_iter()
            .map(|region| {
                let without =
                    self.ledger.window_of(self.present(), self.length(), self.ledger.history(), |at| -> Option<Sums> {
                        let tally = self.ledger.tally(region, at);
                        (!tally.excluded || within(at, first, last)).then_some(tally.counted)
                    });
                (self.present_window(region), without)
            })
            .collect();
        self.effect(&mut report, &pairs)?;
        Ok(report)
    }

    /// Writes the sum over pairs of windows, with the exclusion less without it.
    fn effect(&self, report: &mut ExclusionReport, pairs: &[(Window, Window)]) -> Result<(), Error> {
        let min_weeks = self.definition.min_weeks.get();
        let (mut amount, mut deals) = (0_i128, 0.0);
        for (with, without) in pairs {
            match difference(with, without, min_weeks) {
                Some((more, more_deals)) => {
                    amount += more;
                    deals += more_deals;
                }
                None => {
                    report.reasons.push(too_few_weeks(with.weeks.min(without.weeks), min_weeks));
                    return Ok(());
                }
            }
        }
        let effect = self.money(amount)?;
        report.effect_amount = Some(effect);
        report.effect_deals = Some(deals);
        let reason = Reason::new(ReasonCode::TargetExclusionEffect);
        report.reasons.push(reason.with("amount", effect).with("deals", rounded(deals)));
        Ok(())
    }

    /// Orders of the present window that stand above their region's threshold: by region, the
    /// largest first.
    pub(crate) fn proposals(&self) -> Result<Vec<ProposedExclusion>, Error> {
        let Some(surge) = &self.definition.surge else { return Ok(Vec::new()) };
        let mut candidates: Vec<Vec<&Order<'_>>> = vec![Vec::new(); self.intake.regions.len()];
        for order in self.orders().iter().filter(|order| !order.excluded && !order.is_return()) {
            let place = self.ledger.weeks.place(order.day);
            let is_counted = usize::try_from(place)
                .is_ok_and(|at| self.ledger.is_history(at) && !self.ledger.tally(order.region, at).excluded);
            if is_counted
                && self.is_in_window(place, place)
                && let Some(orders) = candidates.get_mut(order.region)
            {
                orders.push(order);
            }
        }
        let mut proposals = Vec::new();
        for (region, mut orders) in candidates.into_iter().enumerate() {
            let Some(rule) = SurgeRule::fit(orders.iter().map(|order| order.amount), surge) else { continue };
            orders.retain(|order| rule.is_surge(order.amount));
            orders.sort_by(|a, b| b.amount.cmp(&a.amount).then(a.id.cmp(b.id)));
            let mut weeks = self.week_amounts(region);
            let Some(week_rule) = WeekRule::fit(weeks.values().copied(), surge) else { continue };
            // The largest first: what is left once it is out may be a week as usual.
            for order in orders {
                let Some(week) = weeks.get_mut(&self.ledger.weeks.place(order.day)) else { continue };
                if week_rule.stands_out(*week) {
                    proposals.extend(self.proposal(order, &rule, (*week, &week_rule))?);
                    *week -= i128::from(order.amount);
                }
            }
        }
        Ok(proposals)
    }

    /// What each counted week of the present window brought, by its place.
    fn week_amounts(&self, region: usize) -> BTreeMap<i64, i128> {
        let window = self.present().saturating_sub(self.length())..self.present();
        let counted = window.filter(|at| self.ledger.is_history(*at)).filter_map(|at| {
            let tally = self.ledger.tally(region, at);
            let place = i64::try_from(at).ok()?;
            (!tally.excluded).then_some((place, tally.counted.amount))
        });
        counted.collect()
    }

    fn proposal(
        &self,
        order: &Order<'_>,
        rule: &SurgeRule,
        (week_amount, week_rule): (i128, &WeekRule),
    ) -> Result<Option<ProposedExclusion>, Error> {
        let place = self.ledger.weeks.place(order.day);
        let with = self.ledger.window_of(self.present(), self.length(), self.ledger.history_without(place), |at| {
            let tally = self.ledger.tally(order.region, at);
            let mut sums = tally.counted;
            if within(at, place, place) {
                sums.take_order(order);
            }
            (!tally.excluded).then_some(sums)
        });
        let without = self.present_window(order.region);
        let effect = difference(&with, &without, self.definition.min_weeks.get());
        let (Some((amount, deals)), Some(region), Ok(week)) =
            (effect, self.region_name(order.region), IsoWeek::of(order.day))
        else {
            // Without a baseline there is nothing that a surge could bias.
            return Ok(None);
        };
        let (order_amount, threshold) = (self.money(order.amount.into())?, self.money(rule.threshold_minor())?);
        let reason = Reason::new(ReasonCode::TargetSurge)
            .with("amount", order_amount)
            .with("threshold", threshold)
            .with("median", self.money(rule.median_minor())?)
            .with("mad", self.money(rule.mad_minor())?)
            .with("k", rule.k)
            .with("count", rule.orders);
        let [week_median, week_mad, week_threshold] = week_rule.minor();
        let of_week = Reason::new(ReasonCode::TargetSurgeWeek)
            .with("amount", self.money(week_amount)?)
            .with("threshold", self.money(week_threshold)?)
            .with("median", self.money(week_median)?)
            .with("mad", self.money(week_mad)?)
            .with("k", week_rule.k)
            .with("count", week_rule.weeks);
        Ok(Some(ProposedExclusion {
            order_id: order.id.to_owned(),
            region: region.to_owned(),
            week,
            amount: order_amount,
            threshold,
            orders: rule.orders,
            effect_amount: self.money(amount)?,
            effect_deals: deals,
            reasons: vec![reason, of_week],
        }))
    }

    /// Whether any week from `first` to `last` lies in the window of the present baseline.
    fn is_in_window(&self, first: i64, last: i64) -> bool {
        let end = i64::try_from(self.present()).unwrap_or(0);
        let begin = end - i64::from(self.definition.window_weeks.get());
        first < end && last >= begin
    }

    fn outside_window(&self) -> Reason {
        let from = window_from(&self.ledger, self.present(), self.length());
        let before = self.ledger.weeks.at(self.present());
        Reason::new(ReasonCode::TargetExclusionOutside)
            .with("from", from.to_string())
            .with("before", before.to_string())
    }
}

/// Amount and deals per week of one window less another.
fn difference(one: &Window, other: &Window, min_weeks: u32) -> Option<(i128, f64)> {
    let (one, other): (Mean, Mean) = (one.mean(min_weeks)?, other.mean(min_weeks)?);
    Some((one.amount - other.amount, one.deals - other.deals))
}
