//! Packs that cannot become an engine, and days that are no day.

use leadstone::engine::{BriefOptions, Engine, Pack};
use leadstone::{Error, ErrorCode};

fn pack(rest: &str) -> Result<Pack, Error> {
    let head = r#""kind": "pack", "schema_version": 1, "id": "p", "version": "1", "time_zone": "UTC", "currency": "USD",
        "locale": "en", "names": {"en": "P", "zh-CN": "包"}"#;
    Pack::from_json(&format!("{{{head}, {rest}}}"))
}

fn found(error: &Error) -> Vec<(ErrorCode, &str)> {
    error.violations().map(|violation| (violation.code(), violation.pointer().as_str())).collect()
}

const TARGET: &str = r#"{"kind": "target.baseline", "schema_version": 1, "id": "ID"}"#;

#[test]
fn a_pack_extends_a_shipped_one_only() {
    let error = pack(r#""definitions": [], "extends": "car-dealr""#).unwrap_err();
    assert_eq!(found(&error), [(ErrorCode::PackUnknown, "/extends")]);
    assert!(error.to_string().contains("car-dealer"), "{error}");
    assert_eq!(Pack::shipped("nothing like it").unwrap_err().code(), ErrorCode::PackUnknown);
}

#[test]
fn ids_are_unique_within_a_kind() {
    let error = pack(&format!(r#""definitions": [{TARGET}, {TARGET}]"#)).unwrap_err();
    assert_eq!(found(&error), [(ErrorCode::DefinitionDuplicateId, "/definitions/1/id")]);
}

#[test]
fn an_engine_has_one_target() {
    let second = TARGET.replace("ID", "other");
    let pack = pack(&format!(r#""definitions": [{TARGET}, {second}]"#)).unwrap();
    let error = Engine::compile(pack).unwrap_err();
    assert_eq!(found(&error), [(ErrorCode::PackSecondDefinition, "/definitions/1/kind")]);
}

#[test]
fn as_of_is_an_instant_or_a_day() {
    for sound in ["2026-03-04", "2026-03-04T10:00:00Z", "2026-03-04T10:00:00+08:00"] {
        assert!(BriefOptions::at(sound).is_ok(), "{sound}");
    }
    for broken in ["", "today", "2026-02-30", "2026-03-04T10:00:00", "2026-03"] {
        let error = BriefOptions::at(broken).unwrap_err();
        assert_eq!(found(&error), [(ErrorCode::TimeNotAnAsOf, "/as_of")], "{broken}");
    }
}
