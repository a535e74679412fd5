//! The content lines of an iCalendar text (RFC 5545, section 3.1), unfolded.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// One line: a name, its parameters and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it begins in the text, from 1.
    pub(super) number: usize,
    /// The name in capitals.
    pub(super) name: String,
    /// Parameters, names and values in capitals.
    params: Vec<(String, String)>,
    /// The value as it stands.
    pub(super) value: String,
}

/// The lines of a text, each with its number; a line that is none is `Err` of its number.
pub(super) fn lines(text: &str) -> Vec<Result<Line, usize>> {
    let mut unfolded: Vec<(usize, String)> = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), unfolded.last_mut()) {
            (Some(rest), Some((_, last))) => last.push_str(rest),
            _ if line.is_empty() => {}
            _ => unfolded.push((at + 1, line.to_owned())),
        }
    }
    unfolded.into_iter().map(|(number, line)| Line::read(number, &line).ok_or(number)).collect()
}

impl Line {
    fn read(number: usize, line: &str) -> Option<Self> {
        let colon = outside_quotes(line, ':')?;
        let (head, value) = line.split_at_checked(colon)?;
        let mut parts = Vec::new();
        let mut rest = head;
        while let Some(semicolon) = outside_quotes(rest, ';') {
            let (part, tail) = rest.split_at_checked(semicolon)?;
            parts.push(part);
            rest = tail.strip_prefix(';')?;
        }
        parts.push(rest);
        let (name, params) = parts.split_first()?;
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
        let params = params.iter().map(|param| {
            let (name, value) = param.split_once('=').filter(|(name, _)| is_name(name))?;
            Some((name.to_ascii_uppercase(), value.trim_matches('"').to_ascii_uppercase()))
        });
        let params = params.collect::<Option<Vec<_>>>()?;
        let value = value.strip_prefix(':')?.to_owned();
        is_name(name).then(|| Self { number, name: name.to_ascii_uppercase(), params, value })
    }

    /// The value of a parameter, in capitals.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value as a text: escapes resolved, line ends as spaces.
    pub(super) fn text(&self) -> String {
        let mut out = String::with_capacity(self.value.len());
        let mut chars = self.value.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some('n' | 'N') => out.push(' '),
                    Some(escaped) => out.push(escaped),
                    None => {}
                },
                c => out.push(c),
            }
        }
        out
    }
}

/// Where a character first stands outside of quotes.
fn outside_quotes(text: &str, wanted: char) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == wanted && !quoted).then_some(at)
    })
}

/// A day, `20261001`.
pub(super) fn date(value: &str) -> Option<NaiveDate> {
    let plain = value.len() == 8 && value.bytes().all(|c| c.is_ascii_digit());
    NaiveDate::parse_from_str(value, "%Y%m%d").ok().filter(|_| plain)
}

/// A time in UTC, `20261001T160000Z`.
pub(super) fn utc(value: &str) -> Option<NaiveDateTime> {
    let (day, time) = value.strip_suffix('Z')?.split_once('T')?;
    let plain = time.len() == 6 && time.bytes().all(|c| c.is_ascii_digit());
    date(day)?.and_time(NaiveTime::parse_from_str(time, "%H%M%S").ok().filter(|_| plain)?).into()
}

/// A duration of weeks, or of days, hours, minutes and seconds: `P1W`, `P2D`, `P1DT12H`.
pub(super) fn duration(value: &str) -> Option<TimeDelta> {
    let (mut seconds, mut digits, mut in_time, mut parts) = (0_i64, String::new(), false, 0);
    for c in value.strip_prefix('+').unwrap_or(value).strip_prefix('P')?.chars() {
        let unit = match (c, in_time) {
            ('0'..='9', _) => {
                digits.push(c);
                continue;
            }
            ('T', false) if digits.is_empty() => {
                in_time = true;
                continue;
            }
            ('W', false) => 7 * 86_400,
            ('D', false) => 86_400,
            ('H', true) => 3_600,
            ('M', true) => 60,
            ('S', true) => 1,
            _ => return None,
        };
        let count: i64 = digits.parse().ok().filter(|count| *count <= 10_000_000)?;
        seconds = seconds.checked_add(count * unit)?;
        digits.clear();
        parts += 1;
    }
    (parts > 0 && digits.is_empty()).then(|| TimeDelta::seconds(seconds))
}
