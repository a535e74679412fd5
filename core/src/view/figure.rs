//! Figures with the place of their value in the brief, and sentences made of them.

use serde::Serialize;
use serde_json::Value;

use crate::primitives::template::{Piece, pieces};

/// One figure on the page: what is read, and which value of the brief it shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Figure {
    /// What the board shows.
    pub(crate) text: String,
    /// What Markdown shows: the same, never rounded where it is money.
    pub(crate) full: String,
    /// The exact value for the board's title, where the board rounds.
    pub(crate) title: Option<String>,
    /// The JSON pointer of the value.
    pub(crate) path: String,
    /// The value as JSON text.
    pub(crate) value: String,
}

impl Figure {
    pub(crate) fn new(text: String, path: &str, value: &Value) -> Self {
        Self { full: text.clone(), text, title: None, path: path.to_owned(), value: value.to_string() }
    }

    #[must_use]
    pub(crate) fn in_full(mut self, full: String, title: String) -> Self {
        self.full = full;
        self.title = Some(title);
        self
    }
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Part {
    /// Words of the catalogues.
    Words { text: String },
    /// A text of the host: isolated, so that its writing direction stays its own.
    Host { text: String },
    /// A text of the pack, such as the name of a role: isolated too, and capital at a start.
    Named { text: String },
    /// A figure of the brief.
    Figure { figure: Figure },
}

impl Part {
    pub(crate) fn words(text: impl Into<String>) -> Self {
        Self::Words { text: text.into() }
    }

    pub(crate) fn host(text: impl Into<String>) -> Self {
        Self::Host { text: text.into() }
    }

    pub(crate) fn named(text: impl Into<String>) -> Self {
        Self::Named { text: text.into() }
    }

    fn plain(&self) -> &str {
        match self {
            Self::Words { text } | Self::Host { text } | Self::Named { text } => text,
            Self::Figure { figure } => &figure.text,
        }
    }
}

impl From<Figure> for Part {
    fn from(figure: Figure) -> Self {
        Self::Figure { figure }
    }
}

/// A sentence: words, texts of the host and figures in order.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub(crate) struct Sentence {
    parts: Vec<Part>,
}

impl Sentence {
    pub(crate) fn words(text: impl Into<String>) -> Self {
        Self { parts: vec![Part::words(text)] }
    }

    pub(crate) fn push(&mut self, part: impl Into<Part>) {
        self.parts.push(part.into());
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.parts.extend(other.parts);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether a figure of this value stands in the sentence, whatever its sign.
    pub(crate) fn shows(&self, value: &str) -> bool {
        let amount = value.trim_start_matches('-');
        self.parts.iter().any(|part| match part {
            Part::Figure { figure } => figure.value.trim_start_matches('-') == amount,
            _ => false,
        })
    }

    /// `pattern` with what `fill` gives for its values, and the words that agree with them; an
    /// unknown name stays as it stands, so that a wrong text shows itself.
    pub(crate) fn filled(pattern: &str, mut fill: impl FnMut(&str) -> Option<Self>) -> Self {
        let mut sentence = Self::default();
        for piece in pieces(pattern) {
            match piece {
                Piece::Words(words) => sentence.push_words(words),
                Piece::Value(name) => match fill(name) {
                    Some(part) => sentence.extend(part),
                    None => sentence.push_words(&format!("{{{name}}}")),
                },
                Piece::Agreeing(agreement) => {
                    let shown = fill(agreement.name).map(|part| part.plain()).unwrap_or_default();
                    sentence.push_words(agreement.word(&shown));
                }
            }
        }
        sentence
    }

    fn push_words(&mut self, text: &str) {
        if !text.is_empty() {
            self.push(Part::words(text));
        }
    }

    /// The sentence with a capital at its start, unless it starts with a text of the host.
    #[must_use]
    pub(crate) fn capitalised(mut self) -> Self {
        if let Some(Part::Words { text } | Part::Named { text }) = self.parts.first_mut() {
            let mut chars = text.chars();
            if let Some(first) = chars.next() {
                *text = first.to_uppercase().chain(chars).collect();
            }
        }
        self
    }

    /// The sentence with its full stop; nothing stays nothing.
    #[must_use]
    pub(crate) fn stopped(mut self, stop: &str) -> Self {
        if !self.is_empty() {
            self.push_words(stop);
        }
        self
    }

    /// The sentence as bare text.
    pub(crate) fn plain(&self) -> String {
        self.parts.iter().map(Part::plain).collect()
    }
}

impl From<Figure> for Sentence {
    fn from(figure: Figure) -> Self {
        Self { parts: vec![figure.into()] }
    }
}

impl From<Part> for Sentence {
    fn from(part: Part) -> Self {
        Self { parts: vec![part] }
    }
}
