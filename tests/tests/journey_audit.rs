//! The log of decisions and migrations: replay to the byte, changed rows, forgotten persons, two versions of a machine.

use leadstone::journey::{JourneyModel, JourneyState, MigrationPlan, Occupied, StateMove};
use leadstone::{Id, canonical_json};
use proptest::prelude::*;
use serde_json::{Value, json};

const SALT: &str = "a-salt-of-one-person";

fn definition(quoted: &str) -> Value {
    let names = |en: &str| json!({"en": en, "zh-CN": "名称"});
    json!({
        "kind": "journey.machine", "schema_version": 1, "id": "lead", "entity": "lead", "initial": "new",
        "fields": [{"name": "budget", "type": "integer"}, {"name": "phone", "type": "text", "pii": true}, {"name": "note", "type": "text"}],
        "states": [{"id": "new", "names": names("New"), "limit_days": 3}, {"id": quoted, "names": names("Quoted"), "requires": ["phone"]},
                   {"id": "won", "names": names("Won"), "final": true}],
        "transitions": [
            {"id": "quote", "from": ["new"], "to": quoted, "requires": ["budget"],
             "guard": {"type": "compare", "field": "budget", "op": "at_least", "value": 100}},
            {"id": "back", "from": [quoted], "to": "new", "direction": "back"}, {"id": "win", "from": [quoted], "to": "won"}],
        "follow_up": {"states": ["new", quoted]},
    })
}

fn model() -> JourneyModel {
    JourneyModel::from_value(definition("quoted")).unwrap()
}

fn at(hour: usize) -> String {
    leadstone::Instant::from_micros(1_772_000_000_000_000 + hour as i64 * 3_600_000_000).unwrap().to_string()
}

fn event(hour: usize, kind: u8) -> Value {
    let action = match kind {
        0 => json!({"type": "take", "transition": "quote"}),
        1 => json!({"type": "take", "transition": "back"}),
        2 => json!({"type": "take", "transition": "win"}),
        3 => json!({"type": "follow_up", "to": "new", "reason": "her sister decides"}),
        4 => json!({"type": "edit"}),
        _ => json!({"type": "move", "to": "quoted"}),
    };
    let fields = match kind {
        0 => json!({"budget": 150, "phone": "13800138000"}),
        4 => json!({"phone": "13900139000", "budget": 50}),
        _ => json!({}),
    };
    json!({"id": format!("e{hour}"), "action": action, "at": at(hour), "fields": fields, "actor": "ann"})
}

/// The rows of a journey and the document by which they are decided again.
fn log(model: &JourneyModel, kinds: &[u8]) -> (Vec<Value>, Value, Value) {
    let start =
        serde_json::to_value(model.start_value(json!({"at": at(0), "fields": {"phone": "137"}})).unwrap()).unwrap();
    let (mut state, mut previous, mut rows, mut events) = (start.clone(), Value::Null, Vec::new(), Vec::new());
    for (i, kind) in kinds.iter().enumerate() {
        let (event, received_at) = (event(i + 1, *kind), at(i + 2));
        let request = json!({"instance": "c1", "state": state, "event": event, "received_at": received_at, "salt": SALT, "previous": previous});
        let decided: Value = serde_json::from_str(&model.decide_json(&request.to_string()).unwrap()).unwrap();
        let row = decided["record"].clone();
        previous = json!({"seq": row["seq"], "hash": row["hash"]});
        if !decided["applied"].is_null() {
            state = decided["applied"]["state"].clone();
        }
        events.push(json!({"instance": "c1", "seq": i + 1, "event": event, "received_at": received_at, "salt": SALT}));
        rows.push(row);
    }
    let starts = json!([{"instance": "c1", "state": start}]);
    (rows, starts, Value::Array(events))
}

proptest! {
    #[test]
    fn a_log_is_decided_again_to_the_byte(kinds in prop::collection::vec(0_u8..6, 1..12), change in any::<prop::sample::Index>(), erased in any::<prop::sample::Index>()) {
        let model = model();
        let (rows, starts, events) = log(&model, &kinds);
        let n = rows.len();
        let whole = model.replay_log_value(json!({"log": rows, "starts": starts, "events": events})).unwrap();
        prop_assert!(whole.chain.sound);
        prop_assert_eq!((whole.reproduced, whole.differing, whole.not_replayed), (n, 0, 0));

        // Another event in one place: that row differs, whatever comes after it.
        let at = change.index(n);
        let mut other = events.clone();
        other[at]["event"]["actor"] = json!("bob");
        let found = model.replay_log_value(json!({"log": rows, "starts": starts, "events": other})).unwrap();
        prop_assert!(found.chain.sound && found.differing >= 1 && found.listed[0].row == at);

        // Another word in one row: its own hash tells.
        let mut forged = rows.clone();
        forged[at]["decision"]["outcome"]["actor"] = json!("bob");
        let found = model.verify(&forged);
        prop_assert!(!found.sound && found.listed[0].row == at);

        // A person's events and salt are forgotten: the chain still closes, and nothing of theirs is in it.
        let gone = erased.index(n);
        let kept: Vec<Value> = events.as_array().unwrap().iter().take(gone).cloned().collect();
        let found = model.replay_log_value(json!({"log": rows, "starts": starts, "events": kept})).unwrap();
        prop_assert!(found.chain.sound);
        prop_assert_eq!((found.reproduced, found.differing, found.not_replayed), (gone, 0, n - gone));
        let text = canonical_json(&rows).unwrap();
        for secret in ["138", "139", "137", "sister", SALT] {
            // Hashes are hexadecimal and may hold three digits by chance; the texts themselves are longer.
            prop_assert!(secret.len() == 3 || !text.contains(secret), "{}", secret);
        }
        prop_assert!(!text.contains("13800138000") && !text.contains("13900139000"));
    }
}

#[test]
fn another_salt_makes_other_hashes_and_nothing_else() {
    let model = model();
    let request = |salt: &str| {
        let state = model.start_value(json!({"at": at(0)})).unwrap();
        let request =
            json!({"instance": "c1", "state": state, "event": event(1, 0), "received_at": at(2), "salt": salt});
        serde_json::to_value(model.decide_value(request).unwrap().record).unwrap()
    };
    let (mut a, mut b) = (request(SALT), request("another-salt-of-hers"));
    assert_ne!(a["hash"], b["hash"]);
    for record in [&mut a, &mut b] {
        record["hash"] = Value::Null;
        record["decision"]["input_hash"] = Value::Null;
        record["decision"]["outcome"]["reads_hash"] = Value::Null;
    }
    assert_eq!(a, b);
}

fn plan(old: &JourneyModel, new: &JourneyModel) -> MigrationPlan {
    let id = |text: &str| Id::try_new(text).unwrap();
    let states = [("new", "new"), ("offer", "quoted")];
    let states = states.map(|(from, to)| StateMove { from: id(from), to: id(to) });
    MigrationPlan::new(old.fingerprint(), new.fingerprint(), states.to_vec())
}

#[test]
fn customers_are_carried_over_with_a_row_each() {
    let (old, new) = (JourneyModel::from_value(definition("offer")).unwrap(), model());
    let plan = plan(&old, &new);
    let migration = new.migration(&old, &plan).unwrap();
    let state = |place: &str, fields: Value| -> JourneyState {
        let value =
            json!({"machine": old.fingerprint(), "state": place, "entered_at": at(0), "fields": fields, "history": []});
        JourneyState::from_value(value, &old, &leadstone::JsonPointer::root()).unwrap()
    };
    let customers = [
        ("a", state("new", json!({"note": "x"}))),
        ("b", state("offer", json!({"phone": "1"}))),
        ("c", state("offer", json!({}))),
        ("d", state("won", json!({}))),
        ("e", new.start_value(json!({"at": at(0)})).unwrap()),
    ];
    let tried = migration.dry_run(customers.iter().map(|(key, state)| (*key, state)), at(9).parse().unwrap());
    assert_eq!((tried.customers, tried.would_move, tried.already, tried.other_machine), (5, 2, 1, 0));
    assert_eq!((tried.uncovered[0].state.as_str(), tried.uncovered[0].count), ("won", 1));
    let blocked = &tried.blocked[0];
    assert_eq!(
        (blocked.code.as_str(), blocked.field.as_deref(), &blocked.examples[..]),
        ("journey.field_missing", Some("phone"), &["c".to_owned()][..])
    );
    assert_eq!(
        tried.moves.iter().map(|moved| (moved.from.as_str(), moved.to.as_str(), moved.count)).collect::<Vec<_>>(),
        [("new", "new", 1), ("offer", "quoted", 1)]
    );
    // The three days of a run from the same instant in both versions.
    assert_eq!(tried.timers_changed, 0);

    let items: Vec<Value> = customers.iter().map(|(key, state)| json!({"key": key, "state": state})).collect();
    let request = json!({"from": definition("offer"), "plan": plan, "at": at(9), "actor": "ops", "items": items});
    let many = new.migrate_value(request).unwrap();
    assert_eq!((many.migrated, many.already, many.refused), (2, 1, 2));
    let codes: Vec<Option<&str>> =
        many.items.iter().map(|item| item.error.as_ref().map(|error| error.code.as_str())).collect();
    assert_eq!(codes, [None, None, Some("journey.field_missing"), Some("journey.state_not_covered"), None]);
    let b = many.items[1].state.as_ref().unwrap();
    assert_eq!((b.state.as_str(), b.machine, b.entered_at.to_string()), ("quoted", new.fingerprint(), at(0)));
    // The row of the migration is the first of its chain, and the next decision follows it.
    let row = many.items[1].record.clone().unwrap();
    let next =
        json!({"instance": "b", "state": b, "event": event(10, 2), "received_at": at(11), "previous": row.link()});
    let next = new.decide_value(next).unwrap();
    assert_eq!(next.record.seq, 2);
    let rows = [serde_json::to_value(row).unwrap(), serde_json::to_value(next.record).unwrap()];
    assert!(new.verify(&rows).sound);
    let check = migration.check(&[Occupied { state: Id::try_new("won").unwrap(), count: 4 }]);
    assert_eq!((check.covered, check.uncovered_customers), (false, 4));
}

/// A field that only the new version declares stays, also when the plan is carried out once more.
#[test]
fn migrating_twice_changes_nothing() {
    let machine = |fields: Value| {
        json!({
            "kind": "journey.machine", "schema_version": 1, "id": "sale", "entity": "lead", "initial": "new",
            "fields": fields,
            "states": [{"id": "new", "names": {"en": "new", "zh-CN": "新建"}},
                       {"id": "won", "names": {"en": "won", "zh-CN": "成交"}, "final": true}],
            "transitions": [{"id": "win", "from": ["new"], "to": "won"}],
        })
    };
    let before = machine(json!([{"name": "tel", "type": "text"}]));
    let after = machine(json!([{"name": "phone", "type": "text"}, {"name": "budget", "type": "integer"}]));
    let old = JourneyModel::from_value(before.clone()).unwrap();
    let new = JourneyModel::from_value(after).unwrap();
    let plan = json!({"kind": "journey.migration", "schema_version": 1, "id": "p", "states": [{"from": "new", "to": "new"}],
        "fields": [{"from": "tel", "to": "phone"}], "defaults": [{"field": "budget", "value": 0}]});
    let migrate = |state: &JourneyState| {
        let items = json!([{"key": "c1", "state": state}]);
        let request = json!({"from": before, "plan": plan, "at": at(9), "items": items});
        new.migrate_value(request).unwrap()
    };
    let begun = old.start_value(json!({"at": at(0), "fields": {"tel": "1"}})).unwrap();
    let once = migrate(&begun);
    let carried = once.items[0].state.clone().unwrap();
    assert_eq!(serde_json::to_value(&carried.fields).unwrap(), json!({"budget": 0, "phone": "1"}));
    let twice = migrate(&carried);
    assert_eq!((twice.migrated, twice.already), (0, 1));
    assert_eq!(twice.items[0].state.as_ref(), Some(&carried));
}
