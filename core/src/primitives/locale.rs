//! The languages that leadstone speaks.

use serde::Serialize;

/// A language of texts for people; only error texts and `view` read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub enum Locale {
    /// English.
    #[default]
    #[serde(rename = "en")]
    En,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
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
