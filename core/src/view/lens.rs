//! How one brief is read: language, words, zone, and the day it speaks of.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::brief::At;
use super::figure::Sentence;
use super::format;
use crate::error::{Error, ErrorCode};
use crate::primitives::{Locale, Zone};

const ENGLISH: &str = include_str!("texts/en.json");
const CHINESE: &str = include_str!("texts/zh-CN.json");

/// The words of one language, by flat keys.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct Texts(BTreeMap<String, String>);

impl Texts {
    fn of(locale: Locale) -> Result<Self, Error> {
        let source = match locale {
            Locale::En => ENGLISH,
            Locale::ZhCn => CHINESE,
        };
        serde_json::from_str(source).map(Self).map_err(|_| Error::internal(ErrorCode::InternalBug))
    }
}

/// What every part of the page needs to know about its reader and its brief.
#[derive(Debug)]
pub(crate) struct Lens<'a> {
    pub(crate) locale: Locale,
    pub(crate) texts: Texts,
    pub(crate) zone: Option<Zone>,
    pub(crate) today: Option<NaiveDate>,
    /// What the pack calls its rules, states and regions, by `family.code`.
    names: At<'a>,
    /// The names of sellers that the brief knows, by id.
    sellers: BTreeMap<&'a str, String>,
}

impl<'a> Lens<'a> {
    pub(crate) fn of(brief: &At<'a>, locale: Locale) -> Result<Self, Error> {
        Ok(Self {
            locale,
            texts: Texts::of(locale)?,
            zone: brief.get("time_zone").parsed(),
            today: brief.get("date").parsed(),
            names: brief.get("texts"),
            sellers: sellers(brief),
        })
    }

    /// The words of `key`; the key itself where the catalogue lacks it, which a test forbids.
    pub(crate) fn text<'k>(&'k self, key: &'k str) -> &'k str {
        self.texts.0.get(key).map_or(key, String::as_str)
    }

    /// The words for a code of the engine, such as a status; absent when it has none.
    pub(crate) fn known(&self, family: &str, code: &str) -> Option<&str> {
        self.texts.0.get(&format!("{family}_{code}")).map(String::as_str)
    }

    /// What the pack calls a code of its own, in this language; else the words for it here.
    pub(crate) fn called(&self, family: &str, code: &str) -> Option<String> {
        if family == "rep" {
            return self.sellers.get(code).cloned();
        }
        let names = self.names.get(&format!("{family}.{code}"));
        self.local(&names).or_else(|| self.known(family, code).map(str::to_owned))
    }

    /// As [`Self::called`], or the code itself with spaces.
    pub(crate) fn named(&self, family: &str, code: &str) -> String {
        self.called(family, code).unwrap_or_else(|| format::clean(&code.replace('_', " ")))
    }

    /// A text that stands there in several languages.
    pub(crate) fn local(&self, names: &At<'_>) -> Option<String> {
        names.get(self.locale.tag()).text()
    }

    /// The words of `key` with every `{name}` filled in.
    pub(crate) fn filled(&self, key: &str, fill: &[(&str, Sentence)]) -> Sentence {
        Sentence::filled(self.text(key), |name| {
            fill.iter().find(|(known, _)| *known == name).map(|(_, part)| part.clone())
        })
    }

    /// Sentences as one, joined as this language joins them.
    pub(crate) fn joined(&self, sentences: impl IntoIterator<Item = Sentence>) -> Sentence {
        let mut all = Sentence::default();
        for sentence in sentences {
            if !all.is_empty() && !sentence.is_empty() {
                all.extend(Sentence::words(self.text("join")));
            }
            all.extend(sentence);
        }
        all
    }
}

fn sellers<'a>(brief: &At<'a>) -> BTreeMap<&'a str, String> {
    let pair = |at: &At<'a>, id: &str, name: &str| Some((at.get(id).code(), at.get(name).text()?));
    let leads = brief.get("leads").get("items").items().into_iter().flat_map(|lead| {
        let assignment = lead.get("assignment");
        [pair(&assignment, "rep_id", "rep_name"), pair(&lead, "present_rep_id", "present_rep_name")]
    });
    let customers =
        brief.get("customers").get("items").items().into_iter().map(|item| pair(&item, "rep_id", "rep_name"));
    leads.chain(customers).flatten().collect()
}
