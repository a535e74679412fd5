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
}

impl Writer {
    /// An empty text with room for most reports.
    pub(super) fn new() -> Self {
        let room = || String::with_capacity(2_048);
        Self { out: room(), members: Vec::with_capacity(32), spare: room() }
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
        let plain =
            bytes(&self.out, start, colon).iter().fold(true, |all, byte| all & byte.is_ascii() & (*byte != b'\\'));
        self.out.push(':');
        self.members.push(Member { start, colon, end: colon, plain });
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
                if own.get(at + 1).is_some_and(|next| next.key(spare, start) == member.key(spare, start)) {
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
    fn order(&self, other: &Self, text: &str) -> Ordering {
        if self.plain && other.plain {
            return self.key(text, 0).cmp(other.key(text, 0));
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
    // Without a stop at the first one, many bytes are looked at together.
    if !text.bytes().fold(false, |any, byte| any | (byte < 0x20) | (byte == b'"') | (byte == b'\\')) {
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
