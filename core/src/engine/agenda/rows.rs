//! Decisions about the data itself: rows that cannot be read.

use crate::error::Error;
use crate::health::LightStatus;
use crate::kernel::facts::TableAccounting;
use crate::primitives::{Reason, ReasonCode};

use super::{Finding, Gather};

impl Gather<'_> {
    /// Rows that cannot be read call for one decision, whatever their tables; it is red where a table is
    /// left without any row, as all that rests on it is then silent.
    pub(super) fn unread_rows(&mut self, accounting: &[TableAccounting]) -> Result<(), Error> {
        let unread: Vec<&TableAccounting> = accounting.iter().filter(|table| table.error > 0).collect();
        if unread.is_empty() {
            return Ok(());
        }
        let is_lost = |table: &&TableAccounting| table.used == 0;
        let found = Finding {
            status: if unread.iter().any(is_lost) { LightStatus::Red } else { LightStatus::Amber },
            finding: Reason::new(ReasonCode::EngineRowsUnread)
                .with("count", unread.iter().map(|table| table.error).sum::<usize>()),
            details: unread.iter().map(|table| of_table(table)).collect(),
            action: Reason::new(ReasonCode::EngineRowsUnreadAction),
            at_stake: None,
            evidence: Vec::new(),
        };
        self.add(&self.definition.missing_data, found)
    }
}

fn of_table(table: &TableAccounting) -> Reason {
    Reason::new(ReasonCode::EngineRowsUnreadTable)
        .with("table", table.table.name())
        .with("count", table.error)
        .with("rows", table.rows_in)
}
