//! Decisions about lights: interventions of red ones, columns that others lack.

use crate::error::Error;
use crate::health::{HealthReport, Light, LightStatus};
use crate::kernel::facts::MissingColumn;
use crate::primitives::{Reason, ReasonCode};

use super::{Finding, Gather, day};

impl Gather<'_> {
    /// A red light calls for its intervention; those without their columns call for a mapping, all
    /// in one decision; the others for nothing.
    pub(super) fn lights(&mut self, health: &HealthReport) -> Result<(), Error> {
        for light in &health.lights {
            if let (LightStatus::Red, Some(intervention)) = (light.status, &light.intervention) {
                let found = Finding {
                    status: LightStatus::Red,
                    finding: Reason::new(ReasonCode::EngineLightRed).with("indicator", light.indicator_id.as_str()),
                    details: light.reasons.clone(),
                    action: Reason::new(ReasonCode::EngineIntervention)
                        .with("intervention", intervention.id.as_str())
                        .with("count", intervention.inputs.len()),
                    at_stake: None,
                    evidence: intervention.inputs.clone(),
                };
                self.push(intervention.owner_role.as_str().to_owned(), day(intervention.due)?, found);
            }
        }
        let without = |light: &&Light| light.status == LightStatus::NotEnoughData && !light.missing.is_empty();
        let lacking: Vec<&Light> = health.lights.iter().filter(without).collect();
        let (finding, details) = match lacking.as_slice() {
            [] => return Ok(()),
            [light] => (
                Reason::new(ReasonCode::EngineLightMissing).with("indicator", light.indicator_id.as_str()),
                light.missing.iter().map(missing_column).collect(),
            ),
            several => (
                Reason::new(ReasonCode::EngineLightsMissing).with("count", several.len()),
                several.iter().map(|light| lacks(light)).collect(),
            ),
        };
        let found = Finding {
            status: LightStatus::NotEnoughData,
            finding,
            details,
            action: Reason::new(ReasonCode::EngineLightMissingAction),
            at_stake: None,
            evidence: Vec::new(),
        };
        self.add(&self.definition.missing_data, found)
    }
}

fn missing_column(missing: &MissingColumn) -> Reason {
    Reason::new(ReasonCode::EngineLightMissingColumn).with("column", column(missing))
}

fn lacks(light: &Light) -> Reason {
    let columns: Vec<String> = light.missing.iter().map(column).collect();
    Reason::new(ReasonCode::EngineLightLacks).with("indicator", light.indicator_id.as_str()).with("columns", columns)
}

fn column(missing: &MissingColumn) -> String {
    format!("{}.{}", missing.table, missing.column)
}
