//! Texts in one block of memory, and their dictionary.

use std::hash::{DefaultHasher, Hasher};

/// Many texts in one block of memory; an empty text stands for a missing one.
///
/// ```
/// use leadstone::facts::TextCells;
/// let cells = TextCells::from_iter(["North", "", "South"]);
/// assert_eq!(cells.get(0), Some("North"));
/// assert_eq!(cells.get(1), None);
/// assert_eq!(cells.len(), 3);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextCells {
    bytes: String,
    ends: Vec<usize>,
}

impl TextCells {
    /// No texts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for that many more texts.
    pub fn reserve(&mut self, texts: usize) {
        self.ends.reserve(texts);
    }

    /// Appends a text; an empty one stands for a missing one.
    pub fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
    }

    /// The text at `row`, or `None` when it is missing.
    pub fn get(&self, row: usize) -> Option<&str> {
        let end = *self.ends.get(row)?;
        let start = match row.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.bytes.get(start..end).filter(|text| !text.is_empty())
    }

    /// How many texts, missing ones counted.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The texts in order.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Appends missing texts until there are `rows` of them.
    pub(super) fn pad(&mut self, rows: usize) {
        let end = self.bytes.len();
        if self.ends.len() < rows {
            self.ends.resize(rows, end);
        }
    }
}

impl<'a> FromIterator<&'a str> for TextCells {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut cells = Self::new();
        for text in texts {
            cells.push(text);
        }
        cells
    }
}

/// The distinct texts of a column in byte order; a code is a text's place, so codes compare like their texts.
///
/// ```
/// use leadstone::facts::Dictionary;
/// let regions = Dictionary::from_iter(["South", "North", "South"]);
/// assert_eq!(regions.iter().collect::<Vec<_>>(), ["North", "South"]);
/// assert_eq!(regions.code("South"), Some(1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dictionary(TextCells);

impl Dictionary {
    /// The text of a code.
    pub fn get(&self, code: u32) -> Option<&str> {
        self.0.get(usize::try_from(code).ok()?)
    }

    /// The code of a text.
    pub fn code(&self, text: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.0.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.0.get(middle)?.cmp(text) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return u32::try_from(middle).ok(),
            }
        }
        None
    }

    /// How many distinct texts.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The texts in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten()
    }

    /// A dictionary of texts that are already distinct and in byte order.
    pub(super) fn from_sorted(texts: TextCells) -> Self {
        Self(texts)
    }
}

impl<'a> FromIterator<&'a str> for Dictionary {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut all: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        all.sort_unstable();
        all.dedup();
        Self(all.into_iter().collect())
    }
}

/// The code of a missing text.
pub(super) const MISSING: u32 = u32::MAX;

/// Gives each distinct text a code in order of arrival: a hash table over one block of texts.
///
/// The order of arrival never shows: [`Interner::finish`] sorts. The hash has fixed keys, so a
/// run does the same work each time.
#[derive(Debug)]
pub(crate) struct Interner {
    texts: TextCells,
    /// The hash of each text, so that most strangers are told apart without reading their texts.
    hashes: Vec<u32>,
    /// Codes by hash, [`MISSING`] where free; the length is a power of two.
    table: Vec<u32>,
    /// The last text is often the next one too.
    last: u32,
}

impl Interner {
    pub(crate) fn new() -> Self {
        Self { texts: TextCells::new(), hashes: Vec::new(), table: vec![MISSING; 64], last: MISSING }
    }

    /// The code of `text`, which must not be empty.
    pub(crate) fn code(&mut self, text: &str) -> u32 {
        if self.text(self.last) == Some(text) {
            return self.last;
        }
        if (self.texts.len() + 1) * 2 > self.table.len() {
            self.grow();
        }
        let hash = hash(text);
        match self.place(text, hash) {
            Ok(code) => self.last = code,
            Err(free) => {
                // INVARIANT: a table has at most 20 million rows, so codes stay below the mark.
                let new = u32::try_from(self.texts.len()).unwrap_or(MISSING);
                self.texts.push(text);
                self.hashes.push(hash);
                if let Some(place) = self.table.get_mut(free) {
                    *place = new;
                }
                self.last = new;
            }
        }
        self.last
    }

    /// The code of a text that is already known.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        self.place(text, hash(text)).ok()
    }

    /// The code of a text, or the free place in the table where it belongs.
    fn place(&self, text: &str, hash: u32) -> Result<u32, usize> {
        let mask = self.table.len() - 1;
        let mut at = start(hash) & mask;
        loop {
            let code = self.table.get(at).copied().unwrap_or(MISSING);
            if code == MISSING {
                return Err(at);
            }
            let known = usize::try_from(code).ok().and_then(|code| self.hashes.get(code));
            if known == Some(&hash) && self.text(code) == Some(text) {
                return Ok(code);
            }
            at = (at + 1) & mask;
        }
    }

    pub(super) fn text(&self, code: u32) -> Option<&str> {
        self.texts.get(usize::try_from(code).ok()?)
    }

    /// The distinct texts, by their codes.
    #[cfg(feature = "arrow")]
    pub(crate) fn into_texts(self) -> TextCells {
        self.texts
    }

    fn grow(&mut self) {
        let size = self.table.len() * 2;
        let mask = size - 1;
        let mut table = vec![MISSING; size];
        for (code, hash) in self.hashes.iter().enumerate() {
            let mut at = start(*hash) & mask;
            while table.get(at).is_some_and(|found| *found != MISSING) {
                at = (at + 1) & mask;
            }
            if let Some(place) = table.get_mut(at) {
                *place = u32::try_from(code).unwrap_or(MISSING);
            }
        }
        self.table = table;
    }

    /// The dictionary of the texts that `codes` uses; the codes are rewritten to its order.
    pub(super) fn finish(self, codes: &mut [u32]) -> Dictionary {
        let place = |code: u32| usize::try_from(code).unwrap_or(usize::MAX);
        let mut new_codes = vec![MISSING; self.texts.len()];
        for code in codes.iter() {
            if let Some(used) = new_codes.get_mut(place(*code)) {
                *used = 0;
            }
        }
        let mut order: Vec<(&str, usize)> = (0..self.texts.len())
            .filter(|at| new_codes.get(*at) == Some(&0))
            .filter_map(|at| self.texts.get(at).map(|text| (text, at)))
            .collect();
        order.sort_unstable();
        let mut sorted = TextCells::new();
        for (text, at) in order {
            let new = u32::try_from(sorted.len()).unwrap_or(MISSING);
            sorted.push(text);
            if let Some(code) = new_codes.get_mut(at) {
                *code = new;
            }
        }
        for code in codes.iter_mut() {
            *code = new_codes.get(place(*code)).copied().unwrap_or(MISSING);
        }
        Dictionary::from_sorted(sorted)
    }
}

fn hash(text: &str) -> u32 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    u32::try_from(hasher.finish() >> 32).unwrap_or(0)
}

/// Where a hash is looked for first, before it is cut to the table.
fn start(hash: u32) -> usize {
    usize::try_from(hash).unwrap_or(0)
}
