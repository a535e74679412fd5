//! The texts that a column names, found by one probe of a hash table in most cases.

/// The distinct texts of a column, sorted; a text that is none of them has the place after the last.
#[derive(Debug, Clone)]
pub(super) struct TextIndex {
    texts: Vec<Box<str>>,
    /// Places in `texts`, by hash; empty when the texts clash too often, and then they are searched.
    slots: Vec<u32>,
}

/// The most probes of a text; texts chosen to clash are searched instead.
const PROBES: usize = 16;
const FREE: u32 = u32::MAX;

impl TextIndex {
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut texts: Vec<Box<str>> = texts.map(Box::from).collect();
        texts.sort_unstable();
        texts.dedup();
        let mut slots = vec![FREE; (texts.len() * 4).next_power_of_two()];
        for (place, text) in (0..).zip(&texts) {
            let free = probes(text, slots.len()).find(|at| slots.get(*at) == Some(&FREE));
            match free.and_then(|at| slots.get_mut(at)) {
                Some(slot) => *slot = place,
                None => return Self { texts, slots: Vec::new() },
            }
        }
        Self { texts, slots }
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(super) fn get(&self, place: u32) -> Option<&str> {
        self.texts.get(place as usize).map(|text| &**text)
    }

    /// The place of a text, or the one after the last.
    pub(super) fn place(&self, text: &str) -> u32 {
        // INVARIANT: there are fewer than 2^32 texts.
        let none = u32::try_from(self.texts.len()).unwrap_or_default();
        if self.slots.is_empty() {
            let found = self.texts.binary_search_by(|known| (**known).cmp(text));
            return found.ok().and_then(|place| u32::try_from(place).ok()).unwrap_or(none);
        }
        for at in probes(text, self.slots.len()) {
            match self.slots.get(at) {
                Some(&place) if place != FREE => {
                    if self.get(place) == Some(text) {
                        return place;
                    }
                }
                _ => return none,
            }
        }
        none
    }

    /// A text that is none of them.
    pub(super) fn another(&self) -> String {
        let names = std::iter::once("other".to_owned()).chain((2_u64..).map(|n| format!("other {n}")));
        let none = self.texts.len();
        names.into_iter().find(|name| self.place(name) as usize == none).unwrap_or_default()
    }
}

/// Where a text is looked for, one place after the other.
fn probes(text: &str, slots: usize) -> impl Iterator<Item = usize> {
    let mask = slots.wrapping_sub(1);
    let start = hash(text.as_bytes());
    (0..PROBES).map(move |step| start.wrapping_add(step) & mask)
}

/// A multiplicative hash, eight bytes at a time; it is never written anywhere.
fn hash(bytes: &[u8]) -> usize {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = bytes.len() as u64;
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let word = <[u8; 8]>::try_from(word).unwrap_or_default();
        state = (state.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(FACTOR);
    }
    let rest = words.remainder().iter().fold(0_u64, |rest, byte| rest << 8 | u64::from(*byte));
    state = (state.rotate_left(5) ^ rest).wrapping_mul(FACTOR);
    // The upper half is the one that is mixed, and fits any machine.
    (state >> 32) as usize
}
