//! Timers of many instances in one process: a heap of four children a node.
//!
//! A timer that is moved or cancelled leaves its old entry where it is; the entry is recognised by its
//! generation when it comes up, and swept out when more than half of the entries are such. That costs a
//! few nanoseconds where an index of places would cost a walk through memory for every step of a sift.

use serde::Serialize;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Instant, JsonPointer};

/// Children of a node: four sit in two cache lines, and the heap is half as deep as with two.
const CHILDREN: usize = 4;
/// A generation has 21 bits, so that a handle is an integer that every language holds.
const GENERATIONS: u32 = 1 << 21;

/// What stands for a timer: an integer below 2^53.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerHandle(u64);

impl TimerHandle {
    /// The handle with that number.
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    pub fn get(self) -> u64 {
        self.0
    }

    fn of(slot: u32, generation: u32) -> Self {
        Self(u64::from(generation) << 32 | u64::from(slot))
    }

    fn parts(self) -> Option<(u32, u32)> {
        let slot = u32::try_from(self.0 & u64::from(u32::MAX)).ok()?;
        Some((slot, u32::try_from(self.0 >> 32).ok()?))
    }
}

/// A timer that ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DueTimer {
    /// When.
    pub deadline: Instant,
    /// The host's number of the instance.
    pub instance: u64,
    /// The host's number of the timer.
    pub timer: u32,
}

/// An entry of the heap: 28 bytes, its words on bounds of four.
#[derive(Debug, Clone, Copy)]
#[repr(C, packed(4))]
struct Entry {
    deadline: i64,
    instance: u64,
    timer: u32,
    slot: u32,
    generation: u32,
}

impl Entry {
    fn key(self) -> (i64, u64, u32, u32) {
        (self.deadline, self.instance, self.timer, self.generation)
    }
}

/// Timers by (deadline, instance, timer, generation), in one total order.
///
/// ```
/// use leadstone::kernel::trigger::TimerHeap;
/// let at = |text: &str| format!("2026-03-02T{text}:00Z").parse().unwrap();
/// let mut heap = TimerHeap::default();
/// let call = heap.insert(at("13:00"), 7, 0).unwrap();
/// heap.insert(at("12:00"), 8, 0).unwrap();
/// assert_eq!(heap.next_due(), Some(at("12:00")));
/// let call = heap.reschedule(call, at("11:00"), 7, 0).unwrap().unwrap();
/// assert_eq!(heap.pop_due(at("11:30")).unwrap().instance, 7);
/// assert_eq!(heap.pop_due(at("11:30")), None); // 12:00 is still to come
/// assert!(!heap.cancel(call)); // it has run out
/// assert_eq!(heap.len(), 1);
/// ```
#[derive(Debug, Clone, Default)]
pub struct TimerHeap {
    /// INVARIANT: the first entry, if there is one, is that of a timer that runs.
    entries: Vec<Entry>,
    /// The generation of each slot: even while its timer runs, odd while it has none.
    generations: Vec<u32>,
    free: Vec<u32>,
    live: usize,
}

impl TimerHeap {
    /// An empty heap with room for so many timers.
    pub fn with_capacity(timers: usize) -> Self {
        let (entries, generations) = (Vec::with_capacity(timers), Vec::with_capacity(timers));
        Self { entries, generations, free: Vec::new(), live: 0 }
    }

    /// How many timers run.
    pub fn len(&self) -> usize {
        self.live
    }

    /// Whether none runs.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// Bytes that the heap holds, with its room for more.
    pub fn bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>() + (self.generations.capacity() + self.free.capacity()) * 4
    }

    /// Sets a timer.
    ///
    /// # Errors
    /// Class `input`: `trigger.too_many_timers`, when all slots are taken: 2^32 - 1.
    pub fn insert(&mut self, deadline: Instant, instance: u64, timer: u32) -> Result<TimerHandle, Error> {
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None => {
                let slot = u32::try_from(self.generations.len()).ok().filter(|slot| *slot < u32::MAX);
                let slot = slot.ok_or_else(too_many)?;
                self.generations.push(1);
                slot
            }
        };
        let generation = self.turn(slot, 1);
        self.live += 1;
        self.push(Entry { deadline: deadline.micros(), instance, timer, slot, generation });
        Ok(TimerHandle::of(slot, generation))
    }

    /// Moves a timer, for which its instance and number are said again; its handle is a new one. `None`
    /// when the timer has run out or was cancelled.
    ///
    /// # Errors
    /// As [`Self::insert`].
    pub fn reschedule(
        &mut self,
        handle: TimerHandle,
        deadline: Instant,
        instance: u64,
        timer: u32,
    ) -> Result<Option<TimerHandle>, Error> {
        let Some((slot, generation)) = self.running(handle) else { return Ok(None) };
        if generation >= GENERATIONS - 4 {
            self.cancel(handle);
            return self.insert(deadline, instance, timer).map(Some);
        }
        let generation = self.turn(slot, 2);
        self.push(Entry { deadline: deadline.micros(), instance, timer, slot, generation });
        self.sweep();
        Ok(Some(TimerHandle::of(slot, generation)))
    }

    /// Cancels a timer; whether it still ran.
    pub fn cancel(&mut self, handle: TimerHandle) -> bool {
        let Some((slot, _)) = self.running(handle) else { return false };
        self.release(slot);
        self.sweep();
        true
    }

    /// Takes the first timer whose deadline is not after `now`.
    pub fn pop_due(&mut self, now: Instant) -> Option<DueTimer> {
        let first = self.entries.first().copied().filter(|first| first.deadline <= now.micros())?;
        self.release(first.slot);
        self.sweep();
        Some(DueTimer {
            deadline: Instant::from_micros(first.deadline).ok()?,
            instance: first.instance,
            timer: first.timer,
        })
    }

    /// The deadline of the first timer, exact.
    pub fn next_due(&self) -> Option<Instant> {
        self.entries.first().and_then(|first| Instant::from_micros(first.deadline).ok())
    }

    /// The slot and generation of a handle whose timer runs.
    fn running(&self, handle: TimerHandle) -> Option<(u32, u32)> {
        let (slot, generation) = handle.parts()?;
        let present = self.generations.get(slot as usize)?;
        (*present == generation && generation % 2 == 0).then_some((slot, generation))
    }

    /// Moves the generation of a slot on.
    fn turn(&mut self, slot: u32, by: u32) -> u32 {
        self.generations.get_mut(slot as usize).map_or(0, |generation| {
            *generation += by;
            *generation
        })
    }

    /// Ends the timer of a slot; the slot is used again while its generations last.
    fn release(&mut self, slot: u32) {
        self.live -= 1;
        if self.turn(slot, 1) < GENERATIONS - 4 {
            self.free.push(slot);
        }
    }

    fn is_stale(generations: &[u32], entry: Entry) -> bool {
        generations.get(entry.slot as usize).copied() != Some(entry.generation)
    }

    /// Makes the first entry one that runs, and throws stale ones out when they are more than half.
    fn sweep(&mut self) {
        if self.entries.len() > 64 && self.entries.len() / 2 > self.live {
            let generations = &self.generations;
            self.entries.retain(|entry| !Self::is_stale(generations, *entry));
            for at in (0..self.entries.len().div_ceil(CHILDREN)).rev() {
                if let Some(entry) = self.entries.get(at).copied() {
                    self.sift_down(at, entry);
                }
            }
        }
        while let Some(first) = self.entries.first().copied() {
            if !Self::is_stale(&self.generations, first) {
                break;
            }
            if let Some(last) = self.entries.pop().filter(|_| !self.entries.is_empty()) {
                self.sift_down(0, last);
            }
        }
    }

    fn push(&mut self, entry: Entry) {
        let mut at = self.entries.len();
        self.entries.push(entry);
        while at > 0 {
            let parent = (at - 1) / CHILDREN;
            let Some(above) = self.entries.get(parent).copied().filter(|above| entry.key() < above.key()) else {
                break;
            };
            self.set(at, above);
            at = parent;
        }
        self.set(at, entry);
    }

    fn sift_down(&mut self, from: usize, entry: Entry) {
        let mut at = from;
        loop {
            let first = at * CHILDREN + 1;
            let children = self.entries.get(first..).unwrap_or(&[]).iter().take(CHILDREN).copied();
            let least = children.enumerate().min_by_key(|(_, child)| child.key());
            let Some((offset, child)) = least.filter(|(_, child)| child.key() < entry.key()) else { break };
            self.set(at, child);
            at = first + offset;
        }
        self.set(at, entry);
    }

    fn set(&mut self, at: usize, entry: Entry) {
        if let Some(place) = self.entries.get_mut(at) {
            *place = entry;
        }
    }
}

fn too_many() -> Error {
    let violation = Violation::new(ErrorCode::TriggerTooManyTimers, JsonPointer::root());
    Error::input(vec![violation.with("limit", i64::from(u32::MAX))])
}
