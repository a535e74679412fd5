//! One report in the making: the ledger of the facts and the figures of each region.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::calendar::{CalendarModel, week_span};
use crate::kernel::facts::Facts;
use crate::primitives::{Fingerprint, Instant, IsoWeek, JsonPointer, Money, Month, Reason, ReasonCode};

use super::baseline::{self, Point};
use super::definition::{ExclusionDefinition, TargetDefinition};
use super::gap;
use super::intake::Intake;
use super::ledger::{Ledger, Order, Weeks, Window};
use super::model::out_of_range;
use super::report::{BandReport, BusinessDays, ProposedExclusion, TargetReport};

/// Most weeks between the week in which a month begins and a day of that month.
const WEEKS_OF_MONTH: u32 = 5;

/// The facts of one report, gathered; every figure is computed from here.
#[derive(Debug)]
pub(crate) struct Assessment<'a> {
    pub(crate) definition: &'a TargetDefinition,
    pub(crate) intake: &'a Intake<'a>,
    pub(crate) ledger: Ledger,
    /// One series per region.
    pub(crate) series: Vec<Vec<Point>>,
    pub(crate) days: BusinessDays,
    pub(crate) month: Month,
    fingerprint: Fingerprint,
    as_of: Instant,
    date: NaiveDate,
}

impl<'a> Assessment<'a> {
    pub(crate) fn new(
        definition: &'a TargetDefinition,
        fingerprint: Fingerprint,
        intake: &'a Intake<'a>,
        facts: &Facts,
        calendar: &CalendarModel,
    ) -> Result<Self, Error> {
        let (as_of, zone) = (facts.as_of(), facts.zone());
        let date = zone.date_of(as_of);
        let month = Month::of(date).map_err(|_| out_of_range())?;
        let week = IsoWeek::of(date).map_err(|_| out_of_range())?;
        let is_over = week_span(week, zone).is_ok_and(|span| span.is_complete(as_of));
        // Every shown week has its band, every residual of that band its baseline.
        let shown = definition.weeks_shown.get() + definition.band.max_weeks.get();
        let back = definition.window_weeks.get() + shown.max(WEEKS_OF_MONTH + 1);
        let first = week.offset(-i64::from(back)).map_err(|_| out_of_range())?;
        let business_days = (0..=i64::from(back))
            .map(|at| first.offset(at).map(|week| days(calendar.business_days_in_week(week))))
            .collect::<Result<Vec<u32>, _>>()
            .map_err(|_| out_of_range())?;
        let orders = intake.orders.as_deref().unwrap_or_default();
        let weeks = Weeks::new(first, business_days, is_over);
        // Without orders nothing is known of any week, whatever the definition states.
        let stated = definition.history_from.filter(|_| intake.orders.is_some());
        let mut ledger = Ledger::gather(weeks, intake.regions.len(), orders, month.first(), stated);
        for exclusion in &definition.exclusions {
            let ExclusionDefinition::Week { region, week, through, .. } = exclusion else { continue };
            let place = region.as_ref().map(|region| intake.regions.binary_search(&region.as_str()));
            let (from, to) = (ledger.weeks.place_of(*week), ledger.weeks.place_of(through.unwrap_or(*week)));
            match place {
                None => ledger.exclude(None, from, to),
                Some(Ok(region)) => ledger.exclude(Some(region), from, to),
                // The report says that there is no such region.
                Some(Err(_)) => {}
            }
        }
        let series = (0..intake.regions.len()).map(|region| baseline::series(&ledger, region, definition)).collect();
        let tomorrow = date.succ_opt().ok_or_else(out_of_range)?;
        let days = BusinessDays {
            month: days(calendar.business_days_in(month)),
            elapsed: days(calendar.business_days_between(month.first(), tomorrow)),
            remaining: days(
                calendar.business_days_between(tomorrow, month.last().succ_opt().ok_or_else(out_of_range)?),
            ),
        };
        Ok(Self { definition, intake, ledger, series, days, month, fingerprint, as_of, date })
    }

    pub(crate) fn report(&self) -> Result<TargetReport, Error> {
        let proposals = self.proposals()?;
        let listed = self.listed(&proposals);
        let count = self.intake.regions.len();
        let regions = (0..count).map(|region| self.region(region, &listed)).collect::<Result<Vec<_>, _>>()?;
        let total = self.total(&regions, &listed)?;
        let most = usize::try_from(self.definition.top_gaps).unwrap_or(usize::MAX);
        let mut reasons: Vec<Reason> = self
            .intake
            .missing
            .iter()
            .map(|missing| {
                let reason = Reason::new(ReasonCode::TargetColumnMissing);
                reason.with("table", missing.table.name()).with("column", missing.column.as_str())
            })
            .collect();
        if self.intake.is_one_region {
            reasons.push(Reason::new(ReasonCode::TargetOneRegion));
        }
        Ok(TargetReport {
            kind: "target.report",
            definition_id: self.definition.id.clone(),
            fingerprint: self.fingerprint,
            as_of: self.as_of,
            date: self.date,
            month: self.month,
            week: self.ledger.weeks.at(self.present()),
            currency: self.intake.currency,
            business_days: self.days,
            history_from: self.ledger.history().and_then(|place| self.ledger.weeks.at_place(place)),
            window_weeks: self.definition.window_weeks.get(),
            min_weeks: self.definition.min_weeks.get(),
            breaker_share: self.definition.breaker_share,
            band: BandReport { low: self.definition.band.low, high: self.definition.band.high },
            top_gaps: gap::top_gaps(&regions, most),
            regions,
            total,
            exclusions: self.exclusions()?,
            proposed_exclusions: proposals,
            missing: self.intake.missing.clone(),
            reasons,
        })
    }

    /// The orders of a report; none when they were not given.
    pub(crate) fn orders(&self) -> &[Order<'a>] {
        self.intake.orders.as_deref().unwrap_or_default()
    }

    pub(crate) fn region_name(&self, region: usize) -> Option<&str> {
        self.intake.regions.get(region).copied()
    }

    /// The place of the week of `as_of`.
    pub(crate) fn present(&self) -> usize {
        self.ledger.weeks.len().saturating_sub(1)
    }

    /// Weeks of the moving average.
    pub(crate) fn length(&self) -> usize {
        self.definition.window_weeks.size()
    }

    /// The window of the present baseline.
    pub(crate) fn present_window(&self, region: usize) -> Window {
        self.ledger.window(region, self.present(), self.length(), self.ledger.history())
    }

    pub(crate) fn money(&self, minor: i128) -> Result<Money, Error> {
        Money::from_wide(minor, self.intake.currency)
            .map_err(|_| Error::numeric(Violation::new(ErrorCode::MoneyOutOfRange, JsonPointer::root())))
    }

    /// Excluded and proposed orders by region and week, ids in order.
    fn listed(&self, proposals: &[ProposedExclusion]) -> Listed {
        let mut listed = Listed::default();
        for order in self.orders().iter().filter(|order| order.excluded) {
            if let Ok(at) = usize::try_from(self.ledger.weeks.place(order.day)) {
                listed.excluded.entry((order.region, at)).or_default().push(order.id.to_owned());
            }
        }
        for proposal in proposals {
            let region = self.intake.regions.binary_search(&proposal.region.as_str());
            if let (Ok(region), Ok(at)) = (region, usize::try_from(self.ledger.weeks.place_of(proposal.week))) {
                listed.proposed.entry((region, at)).or_default().push(proposal.order_id.clone());
            }
        }
        listed.proposed.values_mut().for_each(|ids| ids.sort_unstable());
        listed
    }
}

/// Order ids by region and place of the week.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    pub(crate) excluded: BTreeMap<(usize, usize), Vec<String>>,
    pub(crate) proposed: BTreeMap<(usize, usize), Vec<String>>,
}

/// A count of days that is never negative.
fn days(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(0)
}
