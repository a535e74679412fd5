//! The four shapes of a light: nobody has to tell colours apart.

use super::escape;

/// The state that a shape stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Green,
    Amber,
    Red,
    NotEnoughData,
}

impl Status {
    /// The status of that name; whatever is not known cannot be judged.
    pub(crate) fn of(code: &str) -> Self {
        match code {
            "green" => Self::Green,
            "amber" => Self::Amber,
            "red" => Self::Red,
            _ => Self::NotEnoughData,
        }
    }

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
            Self::NotEnoughData => "not_enough_data",
        }
    }

    /// The shape in a line of text.
    pub(crate) fn glyph(self) -> &'static str {
        match self {
            Self::Green => "●",
            Self::Amber => "▲",
            Self::Red => "■",
            Self::NotEnoughData => "○",
        }
    }
}

/// The shape as a drawing: square red, triangle amber, disc green, ring not enough data.
pub(crate) fn draw(status: Status, title: &str, description: &str) -> String {
    let mark = match status {
        Status::Green => "<circle cx=\"8\" cy=\"8\" r=\"7\"/>",
        Status::Amber => "<path d=\"M8 1.5L15.5 14.5H.5Z\"/>",
        Status::Red => "<path d=\"M2 2H14V14H2Z\"/>",
        Status::NotEnoughData => "<circle cx=\"8\" cy=\"8\" r=\"6.2\" fill=\"none\"/>",
    };
    format!(
        "<svg class=\"shape {}\" viewBox=\"0 0 16 16\" role=\"img\"><title>{}</title><desc>{}</desc>{mark}</svg>",
        status.code(),
        escape(title),
        escape(description)
    )
}
