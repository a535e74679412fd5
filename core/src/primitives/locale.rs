//! The languages that leadstone speaks.

use deserr::Deserr;
use serde::Serialize;

use super::decode::DecodeError;

/// A language of texts for people; only error texts and `view` read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[deserr(error = DecodeError)]
pub enum Locale {
    /// English.
    #[default]
    #[serde(rename = "en")]
    #[deserr(rename = "en")]
    En,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    #[deserr(rename = "zh-CN")]
    ZhCn,
}

impl Locale {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::En, Self::ZhCn];

    /// The BCP 47 tag: `en` or `zh-CN`.
    ///
    /// ```
    /// use leadstone::Locale;
    /// assert_eq!(Locale::ZhCn.tag(), "zh-CN");
    /// assert_eq!(Locale::from_tag("zh-CN"), Some(Locale::ZhCn));
    /// ```
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    /// The language of a BCP 47 tag, if leadstone speaks it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.tag() == tag)
    }
}

/// A name or text of a definition in every language.
///
/// ```
/// use leadstone::{LocalText, Locale, decode};
/// let text: LocalText = decode::decode(decode::parse(r#"{"en": "quoted", "zh-CN": "已报价"}"#).unwrap()).unwrap();
/// assert_eq!(text.get(Locale::ZhCn), "已报价");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct LocalText {
    /// In English.
    pub en: String,
    /// In Simplified Chinese.
    #[serde(rename = "zh-CN")]
    #[deserr(rename = "zh-CN")]
    pub zh_cn: String,
}

impl LocalText {
    /// The text in one language.
    pub fn get(&self, locale: Locale) -> &str {
        match locale {
            Locale::En => &self.en,
            Locale::ZhCn => &self.zh_cn,
        }
    }
}
