//! The rules of a set over many records at once: columns in, columns out.
//!
//! Each test is answered once for a run of 4,096 rows, whatever number of rules ask it, as two sets of
//! bits (true, false; neither is unknown). Texts are tested once per distinct text, event counts run over
//! the flat list of all events. A rule is then *and*, *or* and *not* of words. Nothing is allocated
//! inside the loop but the answer.

mod bits;
mod options;
mod outcome;
mod pack;
mod packed;
mod program;
mod range;
mod records;
mod test;

pub use options::RuleBatchOptions;
pub use outcome::{MatchedRules, MissingInRow, RuleColumns, RuleTally};
pub use packed::PackedColumn;
pub use records::{ColumnRow, RecordColumns, Unreadable};
