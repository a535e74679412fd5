//! Who decides what by when: the part of a pack that turns findings into duties.

use deserr::Deserr;
use serde::Serialize;

use crate::primitives::Share;
use crate::primitives::decode::DecodeError;

/// Who owns each kind of decision, by when it is due, and what makes it one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct AgendaDefinition {
    /// A region's breaker is open: it was under its breaker line in every one of the last weeks.
    #[deserr(default = AgendaDefinition::default().breaker)]
    pub breaker: Duty,
    /// How many complete weeks in a row open the breaker.
    #[deserr(default = AgendaDefinition::default().breaker_weeks)]
    pub breaker_weeks: u32,
    /// A region is behind pace.
    #[deserr(default = AgendaDefinition::default().gap)]
    pub gap: Duty,
    /// Orders look like surges.
    #[deserr(default = AgendaDefinition::default().surge)]
    pub surge: Duty,
    /// Orders take longer than they did.
    #[deserr(default = AgendaDefinition::default().slip)]
    pub slip: Duty,
    /// Over how many complete weeks the present cycle is taken.
    #[deserr(default = AgendaDefinition::default().slip_weeks)]
    pub slip_weeks: u32,
    /// By what share the cycle has to be longer than the baseline before those weeks.
    #[deserr(default = AgendaDefinition::default().slip_share)]
    pub slip_share: Share,
    /// A light cannot be judged, or rows cannot be read.
    #[deserr(default = AgendaDefinition::default().missing_data)]
    pub missing_data: Duty,
    /// Customers break a rule of their machine.
    #[deserr(default = AgendaDefinition::default().broken)]
    pub broken: Duty,
    /// Customers are overdue.
    #[deserr(default = AgendaDefinition::default().overdue)]
    pub overdue: Duty,
    /// Leads have no seller.
    #[deserr(default = AgendaDefinition::default().unassigned)]
    pub unassigned: Duty,
}

/// Whose decision it is and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Duty {
    /// The role that decides, such as `sales_director`.
    pub owner_role: String,
    /// Business days from the day of the brief; 0 is today.
    pub due_business_days: u32,
}

impl Default for AgendaDefinition {
    fn default() -> Self {
        Self {
            breaker: duty("sales_director", 1),
            breaker_weeks: 2,
            gap: duty("regional_head", 2),
            surge: duty("regional_head", 5),
            slip: duty("delivery_lead", 2),
            slip_weeks: 4,
            slip_share: Share::literal(0.25),
            missing_data: duty("administrator", 3),
            broken: duty("sales_operations", 2),
            overdue: duty("team_lead", 0),
            unassigned: duty("sales_director", 0),
        }
    }
}

fn duty(owner_role: &str, due_business_days: u32) -> Duty {
    Duty { owner_role: owner_role.to_owned(), due_business_days }
}
