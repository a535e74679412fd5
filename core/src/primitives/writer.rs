//! Canonical JSON text as it grows: escapes, and members of objects in their order.

use std::cmp::Ordering;
use std::fmt::{self, Write as _};

/// Canonical text as it grows.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) out: String,
    /// The members of all objects that are still open.
    members: Vec<Member>,
    /// What is copied while members are put in order.
    spare: String,
}

/// Where a member of an object stands: its key with its quotes, then its value.
#[derive(Debug, Clone, Copy)]
struct Member {
    start: usize,
    colon: usize,
    end: usize,
    /// Whether the key's bytes sort as its UTF-16 code units do.
    plain: bool,
    /// The first eight bytes of the key as a number that sorts as they do.
    first: u64,
}

/// What stands in a text, looked at eight bytes at a time.
#[derive(Debug, Clone, Copy)]
struct Look {
    /// Whether there is a control character, a quote or a stroke.
    escaped: bool,
    ascii: bool,
    /// The first eight bytes as a number that sorts as they do.
    first: u64,
}

/// Each byte of it is 1.
const ONES: u64 = u64::MAX / 255;
/// The highest bit of each byte.
const HIGH: u64 = ONES << 7;

impl Look {
    #[inline]
    fn at(text: &[u8]) -> Self {
        let (words, rest) = text.as_chunks::<8>();
        // Spaces before the last bytes say nothing.
        let last = rest.iter().fold(ONES * 0x20, |word, byte| word << 8 | u64::from(*byte));
        let (mut escaped, mut all) = (Self::escaped(last), last);
        for word in words {
            let word = u64::from_be_bytes(*word);
            escaped |= Self::escaped(word);
            all |= word;
        }
        let first = match (words.first(), u32::try_from(rest.len())) {
            (Some(word), _) => u64::from_be_bytes(*word),
            (None, Ok(length @ 1..)) => last << (64 - 8 * length),
            _ => 0,
        };
        Self { escaped: escaped & HIGH != 0, ascii: all & HIGH == 0, first }
    }

    /// In the highest bits whether any byte has to be escaped. Of the bytes below a limit the lowest is
    /// always marked, so that the answer is exact for the whole word.
    #[inline]
    fn escaped(word: u64) -> u64 {
        let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
        below(word, 0x20) | below(word ^ (ONES * 0x22), 1) | below(word ^ (ONES * 0x5C), 1)
    }
}

impl Writer {
    /// An empty text with as much room as allocators hand out at once: what is hashed is mostly short.
    pub(super) fn new() -> Self {
        Self { out: String::with_capacity(1_000), members: Vec::with_capacity(24), spare: String::new() }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.out.push('"');
        escape(text, &mut self.out);
        self.out.push('"');
    }

    /// How many members stand in all open objects: where those of the next one start.
    pub(super) fn members(&self) -> usize {
        self.members.len()
    }

    /// A key has been written from `start` on, and its value follows.
    pub(super) fn member(&mut self, start: usize) {
        let colon = self.out.len();
        let look = Look::at(bytes(&self.out, start + 1, colon.saturating_sub(1)));
        self.out.push(':');
        self.members.push(Member { start, colon, end: colon, plain: look.ascii && !look.escaped, first: look.first });
    }

    /// Writes a key that is a text, and its value follows.
    pub(super) fn key(&mut self, key: &str) {
        let (start, look) = (self.out.len(), Look::at(key.as_bytes()));
        if look.escaped {
            self.text(key);
            return self.member(start);
        }
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str("\":");
        let colon = self.out.len() - 1;
        self.members.push(Member { start, colon, end: colon, plain: look.ascii, first: look.first });
    }

    /// The value of the last key has been written.
    pub(super) fn complete(&mut self) {
        let end = self.out.len();
        if let Some(member) = self.members.last_mut() {
            member.end = end;
        }
    }

    /// Puts the members of the innermost object in order; of two with one key the later stays, as in a map.
    pub(super) fn sort(&mut self, first: usize) {
        let Self { out, members, spare } = self;
        let Some(own) = members.get_mut(first..) else { return };
        let Some(start) = own.first().map(|member| member.start) else { return };
        if !own.is_sorted_by(|a, b| a.order(b, out).is_lt()) {
            own.sort_by(|a, b| a.order(b, out));
            spare.clear();
            spare.push_str(part(out, start, out.len()));
            out.truncate(start);
            for (at, member) in own.iter().enumerate() {
                let is_same =
                    |next: &Member| next.first == member.first && next.key(spare, start) == member.key(spare, start);
                if own.get(at + 1).is_some_and(is_same) {
                    continue;
                }
                if out.len() > start {
                    out.push(',');
                }
                out.push_str(part(spare, member.start - start, member.end - start));
            }
        }
        members.truncate(first);
    }
}

impl Member {
    /// The escaped key between its quotes, in a text that starts at `base`.
    fn key<'a>(&self, text: &'a str, base: usize) -> &'a [u8] {
        bytes(text, self.start + 1 - base, self.colon - 1 - base)
    }

    /// The order of two keys by the UTF-16 code units of what they stand for.
    #[inline]
    fn order(&self, other: &Self, text: &str) -> Ordering {
        if self.plain && other.plain {
            return self.first.cmp(&other.first).then_with(|| self.key(text, 0).cmp(other.key(text, 0)));
        }
        let read = |member: &Self| {
            let quoted = part(text, member.start, member.colon);
            serde_json::from_str::<String>(quoted).unwrap_or_default()
        };
        read(self).encode_utf16().cmp(read(other).encode_utf16())
    }
}

fn part(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or_default()
}

fn bytes(text: &str, start: usize, end: usize) -> &[u8] {
    text.as_bytes().get(start..end).unwrap_or_default()
}

fn escape(text: &str, out: &mut String) {
    if !Look::at(text.as_bytes()).escaped {
        return out.push_str(text);
    }
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            // Writing to a string never fails.
            c if c < ' ' => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
}

/// Escapes whatever is written to it.
pub(super) struct Escaped<'a>(pub(super) &'a mut String);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape(text, self.0);
        Ok(())
    }
}
