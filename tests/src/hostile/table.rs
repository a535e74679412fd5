//! What every language said, as one table for people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Said;

/// Characters of a column of the table.
const WIDTH: usize = 52;
const LANGUAGES: [&str; 3] = ["rust", "python", "node"];

/// One line: a case, the doors that say the same of it, and what each language says.
#[derive(Debug)]
struct Line {
    case: String,
    doors: Vec<String>,
    expected: String,
    said: [String; 3],
}

/// The comparison of the languages.
#[derive(Debug)]
pub struct Table {
    lines: Vec<Line>,
    answers: usize,
    absent: usize,
    panics: usize,
    wrong: usize,
    differing: usize,
}

impl Table {
    /// Compares what the languages said, in the order of the first.
    ///
    /// # Errors
    /// A case that one language has and another has not.
    pub fn of(all: &BTreeMap<&'static str, Vec<Said>>) -> Result<Self, String> {
        let by_place: BTreeMap<&str, BTreeMap<(&str, &str), &Said>> = all
            .iter()
            .map(|(language, said)| (*language, said.iter().map(|one| ((&*one.case, &*one.door), one)).collect()))
            .collect();
        let places: BTreeSet<(&str, &str)> = by_place.values().flat_map(|said| said.keys().copied()).collect();
        let order: Vec<(&str, &str)> = all["rust"].iter().map(|one| (&*one.case, &*one.door)).collect();
        if order.len() != places.len() {
            let more: Vec<_> = places.iter().filter(|place| !order.contains(place)).take(5).collect();
            return Err(format!("a case stands twice, or is not known to Rust: {more:?}"));
        }
        let mut table = Self { lines: Vec::new(), answers: 0, absent: 0, panics: 0, wrong: 0, differing: 0 };
        for place in order {
            let mut found = Vec::with_capacity(3);
            for language in LANGUAGES {
                let said = by_place.get(language).and_then(|said| said.get(&place));
                found.push(*said.ok_or_else(|| format!("{language} did not run {place:?}"))?);
            }
            table.add(&found);
        }
        Ok(table)
    }

    fn add(&mut self, found: &[&Said]) {
        let Some(first) = found.first() else { return };
        let there: Vec<&&Said> = found.iter().filter(|one| one.said != "n/a").collect();
        self.answers += there.len();
        self.absent += found.len() - there.len();
        self.panics += there.iter().filter(|one| one.said == "panic").count();
        self.wrong += there.iter().filter(|one| !one.is_met()).count();
        self.differing += usize::from(
            there.windows(2).any(|pair| pair.first().map(|one| &one.said) != pair.last().map(|one| &one.said)),
        );
        let said = [0, 1, 2].map(|at| found.get(at).map(|one| one.said.clone()).unwrap_or_default());
        let same = |line: &&mut Line| line.case == first.case && line.expected == first.expected && line.said == said;
        match self.lines.iter_mut().find(same) {
            Some(line) => line.doors.push(first.door.clone()),
            None => self.lines.push(Line {
                case: first.case.clone(),
                doors: vec![first.door.clone()],
                expected: first.expected.clone(),
                said,
            }),
        }
    }

    /// Whether every case was answered as expected, alike, and without a panic.
    pub fn holds(&self) -> bool {
        self.panics == 0 && self.wrong == 0 && self.differing == 0
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<WIDTH$}  {:<WIDTH$}  rust    python  node", "case: what is expected", "doors")?;
        let mut before = "";
        for line in &self.lines {
            if line.case != before {
                writeln!(f, "{}", line.case)?;
                before = &line.case;
            }
            line.fmt(f)?;
        }
        writeln!(
            f,
            "\n{} answers, {} n/a; {} panics or aborts, {} not as expected, {} places where languages differ",
            self.answers, self.absent, self.panics, self.wrong, self.differing
        )
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doors = match self.doors.as_slice() {
            [one] => one.clone(),
            many => format!("{}: {}", many.len(), many.join(", ")),
        };
        // A case that expects no code shows what the first language said.
        let expected = if self.expected == "*" { self.said.first() } else { Some(&self.expected) };
        let expected = expected.map_or("", String::as_str);
        write!(f, "  {:<rest$}  {:<WIDTH$}", cut(expected, WIDTH - 2), cut(&doors, WIDTH), rest = WIDTH - 2)?;
        for said in &self.said {
            let verdict = match said.as_str() {
                "n/a" => "n/a",
                same if same == expected => "ok",
                "panic" => "PANIC",
                _ => "OTHER",
            };
            write!(f, "  {verdict:<6}")?;
        }
        let there: BTreeSet<&String> = self.said.iter().filter(|said| *said != "n/a").collect();
        writeln!(f, "{}", if there.len() > 1 { "  <- languages differ" } else { "" })?;
        if self.said.iter().any(|said| said != "n/a" && said != expected) {
            for (language, said) in LANGUAGES.iter().zip(&self.said) {
                writeln!(f, "      {language}: {}", cut(said, 2 * WIDTH))?;
            }
        }
        Ok(())
    }
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width - 1).chain(['…']).collect()
}
