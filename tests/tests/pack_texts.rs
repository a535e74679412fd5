//! Whatever a shipped pack shows has a name in both languages, and a pack names nothing that it lacks.

use std::collections::BTreeSet;

use leadstone::Locale;
use leadstone::engine::{Pack, packs};
use serde_json::Value;

/// Families whose codes are data of the host, not part of a definition.
const OF_THE_DATA: &[&str] = &["region", "segment", "source", "channel", "sector"];

/// The keys of `texts` for every term of a pack that a brief can show.
fn shown(pack: &Value) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = ["axis.fit", "axis.engagement"].map(str::to_owned).into();
    let mut add = |family: &str, id: &Value| {
        keys.insert(format!("{family}.{}", id.as_str().unwrap()));
    };
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    for definition in list(&pack["definitions"]) {
        for axis in ["fit", "engagement"] {
            list(&definition[axis]["rules"]).iter().for_each(|rule| add("rule", &rule["id"]));
        }
        for fields in ["fields", "lead_fields", "rep_fields"] {
            list(&definition[fields]).iter().for_each(|field| add("field", &field["name"]));
        }
        for pool in list(&definition["pools"]) {
            add("pool", &pool["id"]);
            list(&pool["prefer"]).iter().for_each(|preference| add("preference", &preference["id"]));
        }
        list(&definition["states"]).iter().for_each(|state| add("state", &state["id"]));
        list(&definition["transitions"]).iter().for_each(|transition| add("transition", &transition["id"]));
        list(&definition["loss"]["codes"]).iter().for_each(|code| add("code", &code["id"]));
        if definition["kind"] == "health.indicator" {
            add("indicator", &definition["id"]);
            add("intervention", &definition["intervention"]["id"]);
            add("role", &definition["intervention"]["owner_role"]);
        }
    }
    for duty in pack["brief"]["agenda"].as_object().unwrap().values().filter(|duty| duty.is_object()) {
        add("role", &duty["owner_role"]);
    }
    keys
}

fn json(pack: &Pack) -> Value {
    serde_json::from_str(&pack.to_json().unwrap()).unwrap()
}

#[test]
fn every_shown_term_has_a_name_in_both_languages() {
    for id in packs() {
        let pack = Pack::shipped(id).unwrap();
        let texts = &pack.definition().texts;
        for key in shown(&json(&pack)) {
            assert!(texts.contains_key(&key), "{id}: {key} has no name");
        }
        for (key, names) in texts {
            let (english, chinese) = (names.get(Locale::En), names.get(Locale::ZhCn));
            assert!(!english.trim().is_empty() && !english.contains('_'), "{id}: {key} in English: {english:?}");
            assert!(
                chinese.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
                "{id}: {key} in Chinese: {chinese:?}"
            );
        }
    }
}

#[test]
fn a_pack_names_only_what_it_has() {
    for id in packs() {
        let pack = Pack::shipped(id).unwrap();
        let shown = shown(&json(&pack));
        for key in pack.definition().texts.keys() {
            let family = key.split_once('.').unwrap().0;
            assert!(OF_THE_DATA.contains(&family) || shown.contains(key), "{id}: {key} is named and never shown");
        }
    }
}

/// The regions and segments of the sample are data, so they are read from it.
#[test]
fn the_values_of_a_sample_have_names() {
    for id in packs() {
        let pack = Pack::shipped(id).unwrap();
        for (table, text) in pack.sample_csv() {
            let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
            let header = lines.next().unwrap();
            let rows: Vec<Vec<&str>> = lines.collect();
            for family in ["region", "segment"] {
                let Some(column) = header.iter().position(|name| *name == family) else { continue };
                let values: BTreeSet<&str> = rows.iter().filter_map(|row| row.get(column).copied()).collect();
                for value in values.into_iter().filter(|value| !value.is_empty()) {
                    let key = format!("{family}.{value}");
                    assert!(pack.definition().texts.contains_key(&key), "{id}, {table}: {key} has no name");
                }
            }
        }
    }
}
