//! The log of a journey's decisions: one record each, chained by hashes, replayable to the byte.
//!
//! A record holds no personal data. Fields declared `pii` and free texts enter its hashes as HMAC-SHA256
//! under a salt that the host keeps for each person; when the host forgets the salt and the events of a
//! person, the records stay, their chain still closes, and nothing in them can be led back.

mod decide;
mod log;
mod record;
mod seal;

pub use decide::JourneyAudit;
pub use log::{
    ChainFault, ChainFaultKind, LogDifference, LogReplay, ReplayItem, ReplayLogReport, ReplayLogRequest, ReplayStart,
    VerifyReport, VerifyRequest,
};
pub use record::{DecideRequest, Decided, JourneyOutcome, JourneyRecord, Link, RecordStatus, Refusal};
pub use seal::Salt;

pub(super) use decide::{Carried, migrated};
