//! The small language of texts for people: values and words that agree with them.
//!
//! `{count}` is a value. `{count|order|orders}` is a word that goes with it: the first where the
//! value is shown as `1`, else the second. The value itself is not repeated, so that verbs agree
//! too: `{count} {count|lead has|leads have} no seller`. A language without plural forms writes
//! the value alone.

/// One piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Words as they stand.
    Words(&'a str),
    /// The value of this name.
    Value(&'a str),
    /// A word that agrees with the value of this name.
    Agreeing(Agreement<'a>),
}

/// A word in its two forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Agreement<'a> {
    pub(crate) name: &'a str,
    one: &'a str,
    many: &'a str,
}

impl<'a> Agreement<'a> {
    /// The form that goes with the value as it is shown.
    pub(crate) fn word(self, shown: &str) -> &'a str {
        if shown == "1" { self.one } else { self.many }
    }
}

/// The pieces of a text, in order; a brace that is not closed stands for itself.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    let mut inside = None;
    std::iter::from_fn(move || {
        if let Some(name) = inside.take() {
            return Some(named(name));
        }
        let (before, after) = match rest.split_once('{').and_then(|(b, tail)| Some((b, tail.split_once('}')?))) {
            Some((before, (name, after))) => {
                inside = Some(name);
                (before, after)
            }
            None => (rest, ""),
        };
        rest = after;
        match (before.is_empty(), inside) {
            (false, _) => Some(Piece::Words(before)),
            (true, Some(_)) => inside.take().map(named),
            (true, None) => None,
        }
    })
}

fn named(inside: &str) -> Piece<'_> {
    match inside.split_once('|').and_then(|(name, forms)| Some((name, forms.split_once('|')?))) {
        Some((name, (one, many))) => Piece::Agreeing(Agreement { name, one, many }),
        None => Piece::Value(inside),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_words_in_order() {
        let found: Vec<Piece<'_>> = pieces("{n} {n|order|orders} in {region}{x").collect();
        let order = Agreement { name: "n", one: "order", many: "orders" };
        assert_eq!(
            found,
            [
                Piece::Value("n"),
                Piece::Words(" "),
                Piece::Agreeing(order),
                Piece::Words(" in "),
                Piece::Value("region"),
                Piece::Words("{x"),
            ]
        );
        assert_eq!(pieces("").count(), 0);
    }

    #[test]
    fn one_is_what_is_shown_as_one() {
        let days = Agreement { name: "n", one: "day", many: "days" };
        assert_eq!(
            ["1", "0", "2", "1.5", "21", "−1"].map(|shown| days.word(shown)),
            ["day", "days", "days", "days", "days", "days"]
        );
    }
}
