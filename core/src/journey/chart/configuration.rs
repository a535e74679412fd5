//! Where one chart stands: what a host that keeps millions of them keeps in memory.

use super::set::{StateSet, Wide};

/// Where one instance of a chart stands: at most 32 bytes for charts of up to 64 states, unless it
/// remembers histories or waits for sent events.
///
/// ```
/// assert!(size_of::<leadstone::journey::chart::Configuration>() <= 32);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Configuration(pub(crate) Active);

impl Configuration {
    /// Whether the state at that place of the document is active.
    pub(crate) fn contains(&self, place: usize) -> bool {
        match &self.0 {
            Active::Flat(state) => *state as usize == place,
            Active::Narrow { active, .. } => active.contains(place),
            Active::Wide { active, .. } => active.contains(place),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Active {
    /// The one active state of a flat chart.
    Flat(u32),
    /// The active states of a chart of up to 64.
    Narrow { active: u64, memory: Option<Box<Memory<u64>>> },
    /// Those of a larger chart.
    Wide { active: Box<Wide>, memory: Option<Box<Memory<Wide>>> },
}

/// What most instances do not have.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Memory<S> {
    /// What each history remembers.
    pub(crate) histories: Vec<(u32, S)>,
    /// Events that were sent and have not come yet, in the order of their sending.
    pub(crate) timers: Vec<Waiting>,
    /// How many events were sent since the beginning.
    pub(crate) sent: u64,
}

impl<S> Default for Memory<S> {
    fn default() -> Self {
        Self { histories: Vec::new(), timers: Vec::new(), sent: 0 }
    }
}

/// An event that was sent and has not come yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// The number of its name.
    pub(crate) name: u32,
    /// The number of the sending's id.
    pub(crate) id: u32,
    /// Which sending it was.
    pub(crate) number: u64,
    /// Microseconds since 1970.
    pub(crate) due_at: i64,
}
