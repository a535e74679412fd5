//! Every code has its text in both languages, and every code is raised somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use leadstone::{ErrorCode, Locale, ReasonCode};
use leadstone_conformance::{Vectors, doors, hostile};

/// Codes that no vector, no hostile case and no test raises, each with the reason.
const NOT_RAISED: &[(ErrorCode, &str)] = &[(ErrorCode::InternalBug, "stands for a bug; raising one would be one")];

/// The `{names}` of a text; of a word that agrees with a value, the name of that value.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    inside.map(|(inside, _)| inside.split_once('|').map_or(inside, |(name, _)| name)).collect()
}

fn same_in_both(code: &str, en: &str, zh: &str) {
    assert!(!en.trim().is_empty() && !zh.trim().is_empty(), "{code} has no text");
    assert_ne!(en, zh, "{code} is not translated");
    assert_eq!(placeholders(en), placeholders(zh), "{code} names other values in Chinese");
    assert!(zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{code} is not Chinese");
    for name in placeholders(en) {
        assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{code}: {{{name}}}");
    }
}

#[test]
fn every_error_code_speaks_both_languages() {
    for code in ErrorCode::ALL {
        same_in_both(code.as_str(), code.template(Locale::En), code.template(Locale::ZhCn));
    }
}

#[test]
fn every_reason_code_speaks_both_languages() {
    for code in ReasonCode::ALL {
        same_in_both(code.as_str(), code.template(Locale::En), code.template(Locale::ZhCn));
    }
}

#[test]
fn codes_are_unique_and_dotted() {
    let errors: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    let reasons: Vec<&str> = ReasonCode::ALL.iter().map(|code| code.as_str()).collect();
    for codes in [errors, reasons] {
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "a code stands twice");
        for code in codes {
            let (module, what) = code.split_once('.').unwrap();
            assert!(!module.is_empty() && !what.is_empty(), "{code}");
            assert!(code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c)), "{code}");
        }
    }
}

/// The codes of every violation that the vectors raise.
fn raised_by_vectors() -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for vector in Vectors::load().unwrap().0 {
        if let Ok(Err(error)) = doors::call(&vector) {
            let violations = error["violations"].as_array().into_iter().flatten();
            seen.extend(violations.filter_map(|violation| violation["code"].as_str().map(str::to_owned)));
        }
    }
    seen
}

/// The codes that a test of this crate expects by name, as text or as a variant.
fn expected_by_tests() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    // This file names codes that are not raised.
    let files = files.filter(|file| file.is_file() && !file.ends_with("error_catalogue.rs"));
    files.map(|file| fs::read_to_string(file).unwrap()).collect()
}

#[test]
fn every_error_code_is_raised() {
    let mut seen = raised_by_vectors();
    seen.extend(hostile::codes().unwrap());
    let tests = expected_by_tests();
    let expected = |code: &ErrorCode| {
        let variant = format!("ErrorCode::{code:?}");
        let named = tests
            .match_indices(&variant)
            .any(|(at, _)| !tests[at + variant.len()..].starts_with(|c: char| c.is_alphanumeric()));
        named || tests.contains(&format!("\"{}\"", code.as_str()))
    };
    let excused = |code: &ErrorCode| NOT_RAISED.iter().any(|(excused, _)| excused == code);
    let silent: Vec<&str> = ErrorCode::ALL
        .iter()
        .filter(|code| !seen.contains(code.as_str()) && !expected(code) && !excused(code))
        .map(|code| code.as_str())
        .collect();
    assert!(
        silent.is_empty(),
        "no vector, no hostile case and no test in tests/tests raises {silent:?}; write one, or give the reason in NOT_RAISED"
    );
    for (code, reason) in NOT_RAISED {
        assert!(!seen.contains(code.as_str()), "{} is raised; it is listed as: {reason}", code.as_str());
    }
}

#[test]
fn violations_carry_every_value_that_their_message_names() {
    for vector in Vectors::load().unwrap().0 {
        let Ok(Err(error)) = doors::call(&vector) else { continue };
        for violation in error["violations"].as_array().into_iter().flatten() {
            let code = ErrorCode::ALL.iter().find(|code| violation["code"] == code.as_str()).unwrap();
            for name in placeholders(code.template(Locale::En)) {
                assert!(!violation["params"][name].is_null(), "{}: {} without {name}", vector.name, code.as_str());
            }
        }
    }
}
