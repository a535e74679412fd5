//! Event logs held against the journey: which cases went its way, and where the others left it.
//!
//! A log is rows `{case_id, activity | state, at, seq?}`. The journey is read as a Petri net, with a
//! place per state, and every case is replayed on it token by token (A. Rozinat, W. M. P. van der
//! Aalst, "Conformance checking of processes based on monitoring real behavior", Information
//! Systems 33 (2008), 64-95). Required fields and guards take no part: a log does not hold them.

mod log;
mod net;
mod options;
mod replay;
mod report;

pub use log::{EventLog, LogAccounting, UnknownActivity};
pub use net::{NetReport, NetTransition};
pub use options::{CaseList, ConformanceOptions, ConformanceRequest, LogRow, StepMapping};
pub use report::{
    CaseConformance, ConformanceReport, ConformanceSummary, Deviation, DeviationCount, DeviationKind, Tokens,
    Unfinished,
};

pub(super) use log::{LogStep, Reader};
pub(super) use options::rows_and_options;
