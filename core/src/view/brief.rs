//! Reading the brief: a place in its JSON that always knows its pointer.

use std::str::FromStr;

use serde_json::Value;

use super::figure::Figure;
use super::format;
use crate::primitives::{Currency, Instant, JsonPointer, Locale, Money};

const NOTHING: &Value = &Value::Null;

/// A place in the brief. A place that is absent reads as `null`, so that no layout depends on it.
#[derive(Debug, Clone)]
pub(crate) struct At<'a> {
    value: &'a Value,
    path: JsonPointer,
}

impl<'a> At<'a> {
    pub(crate) fn root(value: &'a Value) -> Self {
        Self { value, path: JsonPointer::root() }
    }

    /// The member `key`.
    pub(crate) fn get(&self, key: &str) -> Self {
        Self { value: self.value.get(key).unwrap_or(NOTHING), path: self.path.key(key) }
    }

    /// The entries of a list; none when it is no list.
    pub(crate) fn items(&self) -> Vec<Self> {
        self.value
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .enumerate()
            .map(|(index, value)| Self { value, path: self.path.index(index) })
            .collect()
    }

    /// The members of an object with their names, in the order of the JSON.
    pub(crate) fn members(&self) -> Vec<(String, Self)> {
        let members = self.value.as_object();
        members
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.clone(), Self { value, path: self.path.key(key) }))
            .collect()
    }

    pub(crate) fn is_present(&self) -> bool {
        !self.value.is_null()
    }

    pub(crate) fn json(&self) -> &'a Value {
        self.value
    }

    pub(crate) fn path(&self) -> &str {
        self.path.as_str()
    }

    /// The text as it stands, for codes and ids that the view looks up.
    pub(crate) fn code(&self) -> &'a str {
        self.value.as_str().unwrap_or_default()
    }

    /// The text made fit to show; absent when there is none.
    pub(crate) fn text(&self) -> Option<String> {
        self.value.as_str().map(format::clean).filter(|text| !text.is_empty())
    }

    pub(crate) fn number(&self) -> Option<f64> {
        self.value.as_f64()
    }

    pub(crate) fn integer(&self) -> Option<i64> {
        self.value.as_i64()
    }

    pub(crate) fn is_true(&self) -> bool {
        self.value.as_bool() == Some(true)
    }

    pub(crate) fn parsed<T: FromStr>(&self) -> Option<T> {
        self.code().parse().ok()
    }

    pub(crate) fn instant(&self) -> Option<Instant> {
        self.parsed()
    }

    /// The amount of money; absent too when its currency is unknown.
    pub(crate) fn money(&self) -> Option<Money> {
        let currency: Currency = self.get("currency").parsed()?;
        Money::try_new(self.get("minor").integer()?, currency).ok()
    }

    /// The figure shown as `text` for the value here.
    pub(crate) fn figure(&self, text: impl Into<String>) -> Figure {
        Figure::new(text.into(), self.path(), self.value)
    }

    /// The amount in whole major units, exact in its title and in Markdown.
    pub(crate) fn money_figure(&self) -> Option<Figure> {
        let money = self.money()?;
        let minor = self.get("minor");
        Some(minor.figure(format::money_whole(money)).in_full(format::money_full(money), format::money_exact(money)))
    }

    /// As [`Self::money_figure`], with a plus sign before gains.
    pub(crate) fn signed_money_figure(&self) -> Option<Figure> {
        let money = self.money()?;
        let plus = |text: String| if money.minor() > 0 { format!("+{text}") } else { text };
        let minor = self.get("minor");
        Some(
            minor
                .figure(plus(format::money_whole(money)))
                .in_full(format::money_full_signed(money), format::money_exact(money)),
        )
    }

    /// The amount in thousands (ten thousands in Chinese), exact in its title and in Markdown.
    pub(crate) fn compact_money_figure(&self, locale: Locale) -> Option<Figure> {
        let money = self.money()?;
        let minor = self.get("minor");
        Some(
            minor
                .figure(format::compact(format::major(money), locale))
                .in_full(format::money_full(money), format::money_exact(money)),
        )
    }

    /// The whole number with thousands separators.
    pub(crate) fn count_figure(&self) -> Option<Figure> {
        self.integer().map(|count| self.figure(format::integer(count)))
    }

    /// The number with at most `decimals` digits after the point.
    pub(crate) fn number_figure(&self, decimals: usize) -> Option<Figure> {
        self.number().map(|number| self.figure(format::number(number, decimals)))
    }

    /// The share between 0 and 1 as per cent with at most `decimals` digits after the point.
    pub(crate) fn share_figure(&self, decimals: usize) -> Option<Figure> {
        self.number().map(|share| self.figure(format::percent(share, decimals)))
    }
}
