//! Fields of a lead that are computed from several tables, for scorecards and policies to read.

use std::collections::BTreeMap;

use crate::kernel::facts::{Facts, TableName};
use crate::primitives::{FieldType, Instant, ScalarRef};

/// The computed fields of a lead: name, type and meaning.
///
/// | name | meaning |
/// |---|---|
/// | `age_days` | whole days since the lead occurred |
/// | `days_in_state` | whole days since it entered its state |
/// | `days_since_contact` | whole days since the latest activity with it or its account |
/// | `inbound_contacts_30d` | inbound activities with it or its account in the last 30 days |
/// | `outbound_contacts_30d` | outbound ones |
pub const LEAD_FEATURES: [(&str, FieldType); 5] = [
    ("age_days", FieldType::Integer),
    ("days_in_state", FieldType::Integer),
    ("days_since_contact", FieldType::Integer),
    ("inbound_contacts_30d", FieldType::Integer),
    ("outbound_contacts_30d", FieldType::Integer),
];

/// The length of the contact windows, as their names say.
const CONTACT_WINDOW_DAYS: f64 = 30.0;

/// The computed fields of one lead, in the order of [`LEAD_FEATURES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LeadFeatures([Option<i64>; 5]);

impl LeadFeatures {
    pub(super) fn value(&self, feature: usize) -> Option<ScalarRef<'static>> {
        self.0.get(feature).copied().flatten().map(ScalarRef::Integer)
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Contacts {
    latest: Option<Instant>,
    inbound: i64,
    outbound: i64,
}

/// Contacts by lead and by account, gathered in one pass over the activities.
#[derive(Debug)]
pub(super) struct LeadHistory<'a> {
    as_of: Instant,
    by_lead: BTreeMap<&'a str, Contacts>,
    by_account: BTreeMap<&'a str, Contacts>,
    has_activities: bool,
    has_direction: bool,
}

impl<'a> LeadHistory<'a> {
    pub(super) fn of(facts: &'a Facts) -> Self {
        let mut history = Self {
            as_of: facts.as_of(),
            by_lead: BTreeMap::new(),
            by_account: BTreeMap::new(),
            has_activities: false,
            has_direction: false,
        };
        let Some(table) = facts.table(TableName::Activities) else { return history };
        let Some(occurred) = table.slot("occurred_at") else { return history };
        let (lead, account, direction) = (table.slot("lead_id"), table.slot("account_id"), table.slot("direction"));
        history.has_activities = lead.is_some() || account.is_some();
        history.has_direction = direction.is_some();
        for row in 0..table.len() {
            let Some(at) = table.instant(occurred, row) else { continue };
            let direction = direction.and_then(|slot| table.text(slot, row));
            if let Some(id) = lead.and_then(|slot| table.text(slot, row)) {
                history.by_lead.entry(id).or_default().add(facts.as_of(), at, direction);
            } else if let Some(id) = account.and_then(|slot| table.text(slot, row)) {
                // An activity that names its lead is not counted a second time for the account.
                history.by_account.entry(id).or_default().add(facts.as_of(), at, direction);
            }
        }
        history
    }

    /// The computed fields of one lead.
    pub(super) fn features(
        &self,
        lead: &str,
        account: Option<&str>,
        occurred: Option<Instant>,
        entered: Option<Instant>,
    ) -> LeadFeatures {
        let own = self.by_lead.get(lead).copied().unwrap_or_default();
        let theirs = account.and_then(|id| self.by_account.get(id)).copied().unwrap_or_default();
        let whole = |at: Instant| whole_days(self.as_of, at);
        let counted = |count: i64| (self.has_activities && self.has_direction).then_some(count);
        LeadFeatures([
            occurred.map(whole),
            entered.map(whole),
            own.latest.max(theirs.latest).map(whole),
            counted(own.inbound.saturating_add(theirs.inbound)),
            counted(own.outbound.saturating_add(theirs.outbound)),
        ])
    }
}

impl Contacts {
    fn add(&mut self, as_of: Instant, at: Instant, direction: Option<&str>) {
        self.latest = self.latest.max(Some(at));
        if as_of.days_since(at) <= CONTACT_WINDOW_DAYS {
            match direction {
                Some("inbound") => self.inbound = self.inbound.saturating_add(1),
                Some("outbound") => self.outbound = self.outbound.saturating_add(1),
                _ => {}
            }
        }
    }
}

/// Whole days from `earlier` to `later`, cut downwards.
pub(super) fn whole_days(later: Instant, earlier: Instant) -> i64 {
    (later.micros() - earlier.micros()).div_euclid(86_400_000_000)
}
