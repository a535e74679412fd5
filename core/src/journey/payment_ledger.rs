//! What has been paid and refunded: a value that is part of the state.

use deserr::Deserr;
use serde::Serialize;

use crate::primitives::decode::DecodeError;
use crate::primitives::{Id, Instant, Money};

/// The payments of one journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct PaymentLedger {
    /// The sum of all payments less that of all refunds.
    pub received: Money,
    /// How that stands to what is due.
    pub status: PaymentStatus,
    /// Whether it was paid in full once, and the transition of the payments taken.
    pub settled: bool,
    /// What the journey is worth by its payments, once settled: what was received, at most what is
    /// due. Zero before.
    pub value: Money,
    /// How often the value was stated.
    pub restatements: u32,
    /// Every payment and refund, in the order in which they were recorded.
    pub entries: Vec<PaymentEntry>,
}

/// A payment or a refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct PaymentEntry {
    /// Its id, as the bank or the till knows it.
    pub id: Id,
    /// Which of the two.
    #[serde(rename = "type")]
    #[deserr(rename = "type")]
    pub kind: PaymentKind,
    /// How much, more than nothing.
    pub amount: Money,
    /// When it was recorded.
    pub at: Instant,
}

/// Which way the money went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum PaymentKind {
    /// To the seller.
    #[deserr(rename = "payment")]
    Payment,
    /// Back to the customer.
    #[deserr(rename = "refund")]
    Refund,
}

/// How what was received stands to what is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum PaymentStatus {
    /// Less than is due, and never paid in full.
    #[deserr(rename = "partial")]
    Partial,
    /// Exactly what is due.
    #[deserr(rename = "paid")]
    Paid,
    /// More than is due.
    #[deserr(rename = "overpaid")]
    Overpaid,
    /// Less than is due, after a refund.
    #[deserr(rename = "refunded")]
    Refunded,
}

impl PaymentLedger {
    pub(crate) fn new(zero: Money) -> Self {
        Self {
            received: zero,
            status: PaymentStatus::Partial,
            settled: false,
            value: zero,
            restatements: 0,
            entries: Vec::new(),
        }
    }

    /// How what was received stands to what is due.
    pub(crate) fn status_for(&self, due: Option<Money>) -> PaymentStatus {
        let was_refunded = self.entries.iter().any(|entry| entry.kind == PaymentKind::Refund);
        match due.filter(|due| due.currency() == self.received.currency()).map(|due| self.received.cmp(&due)) {
            Some(std::cmp::Ordering::Equal) => PaymentStatus::Paid,
            Some(std::cmp::Ordering::Greater) => PaymentStatus::Overpaid,
            _ if was_refunded => PaymentStatus::Refunded,
            _ => PaymentStatus::Partial,
        }
    }
}
