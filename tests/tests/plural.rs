//! English words agree with the numbers beside them; expected sentences are written by hand.

use leadstone::{ErrorCode, Locale, Param, Reason, ReasonCode};

fn with(code: ReasonCode, params: &[(&'static str, Param)]) -> Reason {
    params.iter().fold(Reason::new(code), |reason, (name, value)| reason.with(name, value.clone()))
}

#[test]
fn one_is_singular() {
    let count = |count: i64| ("count", Param::from(count));
    for (reason, expected) in [
        (with(ReasonCode::EngineCustomersOverdue, &[count(1)]), "1 customer is overdue"),
        (with(ReasonCode::EngineCustomersOverdue, &[count(2)]), "2 customers are overdue"),
        (with(ReasonCode::EngineCustomersOverdue, &[count(0)]), "0 customers are overdue"),
        (with(ReasonCode::EngineCustomersOverdue, &[count(21)]), "21 customers are overdue"),
        (with(ReasonCode::EngineUnassigned, &[count(1)]), "1 lead has no seller"),
        (with(ReasonCode::EngineSurge, &[count(1), ("region", "West".into())]), "West: 1 likely surge order"),
        (with(ReasonCode::EngineSurgeAction, &[count(1)]), "confirm or reject leaving it out of the baseline"),
        (
            with(ReasonCode::JourneyOverdue, &[("days", 1.0.into()), ("state", "new".into()), ("limit", 0.5.into())]),
            "1 day in new, limit 0.5",
        ),
        (
            with(ReasonCode::JourneyOverdue, &[("days", 1.5.into()), ("state", "new".into()), ("limit", 1.0.into())]),
            "1.5 days in new, limit 1",
        ),
        (
            with(ReasonCode::RoutingFlipPoints, &[("rep", "Bo".into()), ("points", 1_i64.into())]),
            "Bo would have got the lead with 1 more point",
        ),
        (with(ReasonCode::TargetGiven, &[count(1)]), "given in 1 row of targets"),
    ] {
        assert_eq!(reason.text(Locale::En), expected);
    }
}

/// A word in two forms always goes with a value of the same text, so that nobody reads "order" without its number.
#[test]
fn words_agree_with_a_value_of_their_text() {
    let texts = ReasonCode::ALL.iter().map(|code| (code.as_str(), code.template(Locale::En)));
    let errors = ErrorCode::ALL.iter().map(|code| (code.as_str(), code.template(Locale::En)));
    for (code, text) in texts.chain(errors) {
        for inside in text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(inside, _)| inside) {
            let forms: Vec<&str> = inside.split('|').collect();
            assert!(matches!(forms.len(), 1 | 3), "{code}: {{{inside}}}");
            let is_action = code == ReasonCode::EngineSurgeAction.as_str();
            let alone = forms.len() == 3 && !text.contains(&format!("{{{}}}", forms[0]));
            assert!(is_action || !alone, "{code}: {{{inside}}} without its value");
        }
    }
}

/// "1 orders" and the like: a number right before a plural noun needs both forms.
#[test]
fn no_text_counts_in_plural_only() {
    const NOUNS: &[&str] =
        &["orders", "days", "weeks", "months", "deals", "leads", "customers", "records", "points", "rows", "entries"];
    // Limits of the engine, all far above one.
    const NEVER_ONE: &[&str] = &["decode.list_too_long", "facts.too_many_rows"];
    let reasons = ReasonCode::ALL.iter().map(|code| (code.as_str(), code.template(Locale::En)));
    let errors = ErrorCode::ALL.iter().map(|code| (code.as_str(), code.template(Locale::En)));
    for (code, text) in reasons.chain(errors).filter(|(code, _)| !NEVER_ONE.contains(code)) {
        for noun in NOUNS {
            assert!(!text.contains(&format!("}} {noun}")), "{code}: {text}");
        }
    }
}
