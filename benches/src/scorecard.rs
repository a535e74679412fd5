//! The scorecard of `scorecard.json` written by hand: the fastest that plain Rust can do.

use serde::Serialize;

use crate::leads::Lead;

const GRADES: [[&str; 3]; 3] = [["A1", "A2", "A3"], ["B1", "B2", "B3"], ["C1", "C2", "C3"]];

/// A score with its reasons.
#[derive(Debug, Serialize)]
pub struct Score {
    pub score: i64,
    pub grade: &'static str,
    pub qualified: bool,
    pub fit: i64,
    pub engagement: i64,
    pub reasons: Vec<Reason>,
}

/// A rule that matched.
#[derive(Debug, Serialize)]
pub struct Reason {
    pub rule: &'static str,
    pub contribution: i64,
}

/// Scores one lead.
pub fn score_by_hand(lead: &Lead<'_>) -> Score {
    let mut reasons = Vec::new();
    let mut rule = |rule, matches, contribution| {
        if matches {
            reasons.push(Reason { rule, contribution });
        }
        if matches { contribution } else { 0 }
    };
    let fit = rule("large", lead.employees.is_some_and(|employees| employees >= 500), 35)
        + rule("middle", lead.employees.is_some_and(|employees| (100..=499).contains(&employees)), 15)
        + rule("fleet", lead.segment == Some("fleet"), 30)
        + rule("private", lead.segment == Some("private"), -10)
        + rule("budget", lead.budget_known, 25);
    let engagement = 5
        + rule("inbound", lead.source == "web" || lead.source == "referral", 20)
        + rule("visits", lead.visits >= 3, 25)
        + rule("drove", lead.test_drive, 40)
        + rule("recent", lead.days_since_contact.is_some_and(|days| days <= 7), 15)
        + rule("cold", lead.days_since_contact.is_some_and(|days| days > 60), -20);
    let (fit, engagement) = (fit.clamp(0, 100), engagement.clamp(0, 100));
    let grade = GRADES[band(fit)][band(engagement)];
    let qualified = matches!(grade, "A1" | "A2" | "B1");
    Score { score: fit + engagement, grade, qualified, fit, engagement, reasons }
}

fn band(points: i64) -> usize {
    match points {
        60.. => 0,
        30.. => 1,
        _ => 2,
    }
}
