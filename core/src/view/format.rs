//! Numbers, money and dates as people read them.

use chrono::{Datelike, NaiveDate};

use crate::primitives::{IsoWeek, Locale, Money, Month};

const MINUS: char = '\u{2212}';
/// The text without control characters and without marks that turn the writing direction.
///
/// A name may be in any script; marks that reorder what stands around it have no place in one.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .filter(
            |c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}'),
        )
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Digits with thousands separators and a true minus; trailing zeros after the point are dropped
/// when `trim` says so.
fn grouped(plain: &str, trim: bool) -> String {
    let (negative, plain) = plain.strip_prefix('-').map_or((false, plain), |rest| (true, rest));
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let fraction = if trim { fraction.trim_end_matches('0') } else { fraction };
    let nothing = whole.bytes().chain(fraction.bytes()).all(|digit| digit == b'0');
    let mut out = String::with_capacity(plain.len() + 8);
    if negative && !nothing {
        out.push(MINUS);
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A whole number: `240,800`, `−8,216`.
pub(crate) fn integer(value: i64) -> String {
    grouped(&value.to_string(), false)
}

/// A number with at most `decimals` digits after the point.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    grouped(&format!("{value:.decimals$}"), true)
}

/// Digits that are already exact, such as those of a decimal.
pub(crate) fn decimal(plain: &str) -> String {
    grouped(plain, false)
}

/// A share as per cent: `67%`.
pub(crate) fn percent(share: f64, decimals: usize) -> String {
    format!("{}%", number(share * 100.0, decimals))
}

/// The amount in major units, for positions on a chart.
#[expect(clippy::cast_precision_loss, reason = "at most 2^53 minor units")]
pub(crate) fn major(money: Money) -> f64 {
    money.minor() as f64 / 10_f64.powi(i32::from(money.currency().exponent()))
}

/// The amount in whole major units, rounded half away from zero.
pub(crate) fn money_whole(money: Money) -> String {
    let unit = 10_i64.pow(u32::from(money.currency().exponent()));
    let half = if money.minor() < 0 { -(unit / 2) } else { unit / 2 };
    integer((money.minor() + half) / unit)
}

/// The amount with its currency and every decimal: `USD 240,800.00`.
pub(crate) fn money_exact(money: Money) -> String {
    format!("{} {}", money.currency().code(), money_digits(money))
}

/// The amount with its currency; decimals only where they are not all zero.
pub(crate) fn money_full(money: Money) -> String {
    let digits = money_digits(money);
    let short = digits.split_once('.').filter(|(_, cents)| cents.bytes().all(|digit| digit == b'0'));
    format!("{} {}", money.currency().code(), short.map_or(digits.as_str(), |(whole, _)| whole))
}

/// As [`money_full`], with a plus sign before gains.
pub(crate) fn money_full_signed(money: Money) -> String {
    let full = money_full(money);
    if money.minor() > 0 { full.replacen(' ', " +", 1) } else { full }
}

fn money_digits(money: Money) -> String {
    let text = money.to_string();
    grouped(text.split_once(' ').map_or(text.as_str(), |(_, digits)| digits), false)
}

/// A large number in few characters: `112k`, `1.2M`; in Chinese `11.2万`, `1.2亿`.
pub(crate) fn compact(value: f64, locale: Locale) -> String {
    let steps: &[(f64, &str)] = match locale {
        Locale::En => &[(1e9, "bn"), (1e6, "M"), (1e3, "k")],
        Locale::ZhCn => &[(1e8, "亿"), (1e4, "万")],
    };
    // 0.9995 keeps 999,950 from being written as 1000k.
    let step = steps.iter().find(|(size, _)| value.abs() >= size * 0.9995);
    match step {
        Some((size, unit)) => {
            let scaled = value / size;
            // Three digits tell enough; thousands are read as whole ones.
            let decimals = match scaled.abs() {
                large if large >= 99.95 => 0,
                middle if middle >= 9.995 => usize::from(*unit != "k"),
                _ if matches!(*unit, "k" | "万") => 1,
                _ => 2,
            };
            format!("{}{unit}", number(scaled, decimals))
        }
        None => number(value, usize::from(value.abs() < 10.0)),
    }
}

/// A day: `18 Sep 2017`, in Chinese `2017-09-18`.
pub(crate) fn date(day: NaiveDate, locale: Locale) -> String {
    match locale {
        Locale::En => day.format("%-d %b %Y").to_string(),
        Locale::ZhCn => day.format("%Y-%m-%d").to_string(),
    }
}

/// A day near the brief's own: `Wed 20 Sep`, in Chinese `周三 09-20`; the year where it differs.
pub(crate) fn near_date(day: NaiveDate, today: NaiveDate, locale: Locale) -> String {
    let this_year = day.year() == today.year();
    match locale {
        Locale::En if this_year => day.format("%a %-d %b").to_string(),
        Locale::En => day.format("%a %-d %b %Y").to_string(),
        Locale::ZhCn => {
            let weekday = ["一", "二", "三", "四", "五", "六", "日"]
                .into_iter()
                .nth(usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default())
                .unwrap_or_default();
            let pattern = if this_year { "%m-%d" } else { "%Y-%m-%d" };
            format!("周{weekday} {}", day.format(pattern))
        }
    }
}

/// A month: `September 2017`, in Chinese `2017 年 9 月`.
pub(crate) fn month(month: Month, locale: Locale) -> String {
    let first = month.first();
    match locale {
        Locale::En => first.format("%B %Y").to_string(),
        Locale::ZhCn => format!("{} 年 {} 月", first.year(), first.month()),
    }
}

/// The number of an ISO week on an axis: `W37`, in Chinese `37 周`.
pub(crate) fn week(week: IsoWeek, locale: Locale) -> String {
    let number = week.first().iso_week().week();
    match locale {
        Locale::En => format!("W{number}"),
        Locale::ZhCn => format!("{number} 周"),
    }
}

/// An ISO week with its year: `2017-W37`, in Chinese `2017 年第 37 周`.
pub(crate) fn week_of_year(week: IsoWeek, locale: Locale) -> String {
    let iso = week.first().iso_week();
    match locale {
        Locale::En => week.to_string(),
        Locale::ZhCn => format!("{} 年第 {} 周", iso.year(), iso.week()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

    use super::*;
    use crate::primitives::Currency;

    fn usd(minor: i64) -> Money {
        Money::try_new(minor, "USD".parse::<Currency>().unwrap()).unwrap()
    }

    #[test]
    fn groups_and_signs() {
        assert_eq!(integer(0), "0");
        assert_eq!(integer(999), "999");
        assert_eq!(integer(1_000), "1,000");
        assert_eq!(integer(-1_234_567), "−1,234,567");
        assert_eq!(number(-0.04, 1), "0");
        assert_eq!(number(1234.50, 2), "1,234.5");
        assert_eq!(percent(0.665, 1), "66.5%");
    }

    #[test]
    fn money_in_three_lengths() {
        assert_eq!(money_whole(usd(24_080_050)), "240,801");
        assert_eq!(money_whole(usd(-49)), "0");
        assert_eq!(money_whole(usd(-50)), "−1");
        assert_eq!(money_exact(usd(24_080_000)), "USD 240,800.00");
        assert_eq!(money_full(usd(24_080_000)), "USD 240,800");
        assert_eq!(money_full(usd(-24_080_025)), "USD −240,800.25");
        assert_eq!(money_full_signed(usd(100)), "USD +1");
    }

    #[test]
    fn compact_by_language() {
        assert_eq!(compact(112_345.0, Locale::En), "112k");
        assert_eq!(compact(112_345.0, Locale::ZhCn), "11.2万");
        assert_eq!(compact(999_960.0, Locale::En), "1M");
        assert_eq!(compact(1_023_390.0, Locale::En), "1.02M");
        assert_eq!(compact(1_023_390.0, Locale::ZhCn), "102万");
        assert_eq!(compact(-8_216.0, Locale::En), "−8.2k");
        assert_eq!(compact(8_216.0, Locale::ZhCn), "8,216");
        assert_eq!(compact(0.0, Locale::En), "0");
    }

    #[test]
    fn dates_by_language() {
        let day: NaiveDate = "2017-09-18".parse().unwrap();
        let wednesday: NaiveDate = "2017-09-20".parse().unwrap();
        assert_eq!(date(day, Locale::En), "18 Sep 2017");
        assert_eq!(near_date(wednesday, day, Locale::En), "Wed 20 Sep");
        assert_eq!(near_date(wednesday, day, Locale::ZhCn), "周三 09-20");
        assert_eq!(month("2017-09".parse().unwrap(), Locale::ZhCn), "2017 年 9 月");
        assert_eq!(week("2017-W07".parse().unwrap(), Locale::En), "W7");
    }

    #[test]
    fn names_lose_what_reorders_text() {
        assert_eq!(clean("a\u{202E}b\u{0007}c\n"), "ab c");
        assert_eq!(clean("عقد"), "عقد");
    }
}
