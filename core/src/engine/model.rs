//! The engine: one compiled pack.

use crate::error::{Error, ErrorCode, Violation};
use crate::health::{HealthModel, HealthReport};
use crate::journey::JourneyModel;
use crate::journey::chart::ChartModel;
use crate::kernel::calendar::{CalendarDefinition, CalendarModel};
use crate::kernel::facts::{Facts, FactsContext, Tables};
use crate::primitives::{Day, JsonPointer, Zone};
use crate::routing::RoutingModel;
use crate::scoring::ScorecardModel;
use crate::target::TargetModel;

use super::agenda::{Sections, agenda};
use super::customers::customers;
use super::definition::Definition;
use super::leads::{LeadModels, leads};
use super::options::{BriefOptions, BriefState};
use super::pack::Pack;
use super::report::{BriefReport, PackReference};

/// A compiled pack: immutable, shared freely between threads.
///
/// ```
/// use leadstone::engine::{BriefOptions, Engine, Pack};
/// let pack = Pack::shipped("car-dealer").unwrap();
/// let tables = pack.sample().unwrap();
/// let engine = Engine::compile(pack).unwrap();
/// let brief = engine.brief(&tables, &BriefOptions::at("2026-06-18").unwrap()).unwrap();
/// assert_eq!(brief.date.to_string(), "2026-06-18");
/// // Nothing is lost: every row is used, refused with a reason, or not yet visible.
/// for table in &brief.accounting {
///     assert_eq!(table.rows_in, table.used + table.error + table.after_as_of);
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Engine {
    pack: Pack,
    calendar: CalendarModel,
    target: Option<TargetModel>,
    scorecard: Option<ScorecardModel>,
    routing: Option<RoutingModel>,
    journeys: Vec<JourneyModel>,
    health: HealthModel,
}

impl Engine {
    /// Compiles every definition of a pack; without a `calendar` Monday to Friday are worked.
    ///
    /// # Errors
    /// Class `definition`: every violation of all definitions at once.
    pub fn compile(pack: Pack) -> Result<Self, Error> {
        let definitions = &pack.definition().definitions;
        let mut violations = Vec::new();
        let mut parts = Parts::default();
        // Machines count time in the pack's calendar, so the calendar comes first.
        let is_machine = |definition: &Definition| matches!(definition, Definition::Journey(_));
        let (machines, others): (Vec<_>, Vec<_>) =
            definitions.iter().enumerate().partition(|(_, definition)| is_machine(definition));
        for (i, definition) in others.into_iter().chain(machines) {
            let at = JsonPointer::root().key("definitions").index(i);
            if let Err(error) = parts.compile(definition.clone(), &pack.definition().time_zone) {
                violations.extend(error.into_violations().into_iter().map(|found| found.under(&at)));
            }
        }
        pack.definition().mapping.check(&JsonPointer::root().key("mapping"), &mut violations);
        if !violations.is_empty() {
            return Err(Error::definition(violations));
        }
        let calendar = match parts.calendar.take() {
            Some(calendar) => calendar,
            None => CalendarModel::compile(CalendarDefinition::monday_to_friday(pack.definition().id.clone()))?,
        };
        Ok(Self {
            pack,
            calendar,
            target: parts.target,
            scorecard: parts.scorecard,
            routing: parts.routing,
            journeys: parts.journeys,
            health: HealthModel::board(parts.indicators)?,
        })
    }

    /// The pack that was compiled.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The facts of a host's tables, read through the pack's mapping.
    ///
    /// # Errors
    /// Class `input`: missing or mistyped columns, all at once.
    pub fn facts(&self, tables: &Tables, options: &BriefOptions) -> Result<Facts, Error> {
        let pack = self.pack.definition();
        let as_of = options.as_of.instant(&pack.time_zone)?;
        let context = FactsContext { zone: pack.time_zone.clone(), currency: pack.currency, as_of };
        Facts::load(tables, Some(&pack.mapping), &context)
    }

    /// The morning run: targets and top gaps, leads scored and routed with why, customers that
    /// broke a rule or are overdue, lights with their interventions, and what to decide.
    ///
    /// # Errors
    /// Class `input` when the tables cannot be read; class `numeric` when a sum leaves its range.
    pub fn brief(&self, tables: &Tables, options: &BriefOptions) -> Result<BriefReport, Error> {
        let facts = self.facts(tables, options)?;
        let pack = self.pack.definition();
        let date = Day::try_from(facts.zone().date_of(facts.as_of()))
            .map_err(|_| Error::numeric(Violation::new(ErrorCode::TimeOutOfRange, JsonPointer::root())))?;
        let target = match &self.target {
            Some(model) => Some(model.report(&facts, &self.calendar)?),
            None => None,
        };
        let (leads, rotation) = match &self.scorecard {
            Some(scorecard) => {
                let models = LeadModels { scorecard, routing: self.routing.as_ref(), settings: &pack.brief };
                let (report, rotation) = leads(&facts, models, &options.previous.rotation)?;
                (Some(report), rotation)
            }
            None => (None, options.previous.rotation.clone()),
        };
        let checked = customers(&facts, &self.journeys, &pack.brief)?;
        let mut health = self.health.assess(&facts, options.previous.health.as_ref())?;
        self.due_on_business_days(&mut health);
        let sections = Sections {
            target: target.as_ref(),
            leads: leads.as_ref(),
            customers: checked.as_ref().map(|(report, faults)| (report, faults)),
            health: &health,
            accounting: facts.accounting(),
        };
        let agenda = agenda(sections, &pack.brief.agenda, &self.calendar, date)?;
        Ok(BriefReport {
            kind: "engine.brief",
            schema_version: 1,
            engine_version: crate::VERSION,
            pack: PackReference {
                id: pack.id.clone(),
                version: pack.version.clone(),
                fingerprint: self.pack.fingerprint(),
                names: pack.names.clone(),
            },
            as_of: facts.as_of(),
            date,
            time_zone: pack.time_zone.clone(),
            currency: pack.currency,
            input_hash: facts.input_hash(),
            agenda,
            target,
            leads,
            customers: checked.map(|(report, _)| report),
            accounting: facts.accounting().to_vec(),
            unused_tables: facts.unused_tables().to_vec(),
            texts: pack.texts.clone(),
            state: BriefState { rotation, health: Some(health.state.clone()) },
            health,
        })
    }

    /// What falls due on a day off is due on the next business day.
    fn due_on_business_days(&self, health: &mut HealthReport) {
        for call in health.lights.iter_mut().filter_map(|light| light.intervention.as_mut()) {
            call.due = self.calendar.add_business_days(call.due, 0).unwrap_or(call.due);
        }
    }
}

/// The compiled definitions, gathered one by one.
#[derive(Default)]
struct Parts {
    calendar: Option<CalendarModel>,
    target: Option<TargetModel>,
    scorecard: Option<ScorecardModel>,
    routing: Option<RoutingModel>,
    journeys: Vec<JourneyModel>,
    indicators: Vec<crate::health::HealthIndicatorDefinition>,
}

impl Parts {
    fn compile(&mut self, definition: Definition, zone: &Zone) -> Result<(), Error> {
        let kind = definition.key().0;
        match definition {
            Definition::Calendar(definition) => only(&mut self.calendar, CalendarModel::compile(definition)?, kind),
            Definition::Target(definition) => only(&mut self.target, TargetModel::compile(definition)?, kind),
            Definition::Scorecard(definition) => only(&mut self.scorecard, ScorecardModel::compile(definition)?, kind),
            Definition::Routing(definition) => only(&mut self.routing, RoutingModel::compile(definition)?, kind),
            Definition::Journey(definition) => {
                self.journeys.push(JourneyModel::compile_in(definition, self.calendar.as_slice(), zone)?);
                Ok(())
            }
            // The morning run has no part in charts: they are only checked.
            Definition::Chart(definition) => ChartModel::compile(definition).map(drop),
            Definition::Health(definition) => {
                // All lights are compiled as one board; each is checked here, where its pointer is known.
                let violations = definition.violations();
                self.indicators.push(definition);
                if violations.is_empty() { Ok(()) } else { Err(Error::definition(violations)) }
            }
        }
    }
}

/// Keeps the one definition of a kind that the morning run knows what to do with.
fn only<T>(place: &mut Option<T>, model: T, kind: &'static str) -> Result<(), Error> {
    if place.is_some() {
        let violation = Violation::new(ErrorCode::PackSecondDefinition, JsonPointer::root().key("kind"));
        return Err(Error::definition(vec![violation.with_value(kind)]));
    }
    *place = Some(model);
    Ok(())
}
