//! Triggers against an oracle that sees whole histories, date fields, and the timer heap against a sorted list.

use std::collections::BTreeSet;

use leadstone::Instant;
use leadstone::kernel::rng::Pcg64;
use leadstone::kernel::trigger::{TimerHeap, TriggerModel};
use leadstone_conformance::histories;
use serde_json::json;

#[test]
fn histories_agree_with_an_oracle_that_sees_them_whole() {
    let counts = histories::run(400, 20_261_123).unwrap();
    // The test would be empty without these.
    assert!(counts.firings > 400 && counts.retractions > 50 && counts.duplicates > 100, "{counts:?}");
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

#[test]
fn a_date_field_and_the_days_before_it() {
    let model = TriggerModel::from_json(
        r#"{"kind": "trigger.set", "schema_version": 1, "id": "s", "time_zone": "+08:00",
            "fields": [{"name": "delivery_on", "type": "date"}],
            "triggers": [{"id": "remind", "rule": {"type": "at", "field": "delivery_on", "time": "09:00",
                          "offset": {"amount": 3, "unit": "days"}}}]}"#,
    )
    .unwrap();
    let state = model.start_value(json!({"instance": "i", "at": "2026-03-01T00:00:00Z"})).unwrap();
    let event = |id: &str, at: &str, on: serde_json::Value| json!({"id": id, "type": "edited", "at": at, "fields": {"delivery_on": on}});
    let advance = |state: &leadstone::kernel::trigger::TriggerState, events: serde_json::Value, as_of: &str| {
        model.advance_value(json!({"state": state, "events": events, "as_of": as_of})).unwrap()
    };
    // Delivery on the 20th: the 17th at 09:00 in Shanghai.
    let set =
        advance(&state, json!([event("e1", "2026-03-02T00:00:00Z", json!("2026-03-20"))]), "2026-03-02T00:00:00Z");
    assert_eq!(set.next_due, Some(at("2026-03-17T01:00:00Z")));
    // Moved to the 10th: the 7th.
    let moved =
        advance(&set.state, json!([event("e2", "2026-03-03T00:00:00Z", json!("2026-03-10"))]), "2026-03-08T00:00:00Z");
    assert_eq!(moved.firings.iter().map(|fired| fired.at).collect::<Vec<_>>(), [at("2026-03-07T01:00:00Z")]);
    // Moved to the day after tomorrow: its reminder is over already.
    let late = advance(
        &moved.state,
        json!([event("e3", "2026-03-08T02:00:00Z", json!("2026-03-10"))]),
        "2026-03-20T00:00:00Z",
    );
    assert_eq!((late.firings.len(), late.next_due), (0, None));
    assert_eq!(json!(late.pending[0].why), "already_over");
    // Taken away: nothing waits.
    let gone = advance(&late.state, json!([event("e4", "2026-03-20T00:00:00Z", json!(null))]), "2026-03-20T00:00:00Z");
    assert!(gone.pending.is_empty());
}

#[test]
fn days_that_come_again() {
    let fired = |cadence: serde_json::Value, more: serde_json::Value| {
        let mut rule = json!({"type": "recurring", "cadence": cadence});
        rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let definition = json!({"kind": "trigger.set", "schema_version": 1, "id": "s",
            "triggers": [{"id": "t", "rule": rule}]});
        let calendars = json!({"calendars": [{"kind": "calendar", "schema_version": 1, "id": "cn",
            "holidays": [{"date": "2026-05-01"}]}]});
        let model = TriggerModel::from_value_with(definition, calendars).unwrap();
        let state = model.start_value(json!({"instance": "i", "at": "2026-01-30T12:00:00Z"})).unwrap();
        let answer = model.advance_value(json!({"state": state, "as_of": "2026-06-01T00:00:00Z"})).unwrap();
        answer.firings.iter().map(|fired| fired.at.to_string()[5..10].to_owned()).collect::<Vec<_>>()
    };
    let none = json!({});
    // The 31st, or the last of shorter months.
    let ends = fired(json!({"type": "monthly", "from": "2026-01-01", "day": 31}), none.clone());
    assert_eq!(ends, ["01-31", "02-28", "03-31", "04-30", "05-31"]);
    // Every third month from January; January's is over at the start.
    let quarters = fired(json!({"type": "monthly", "from": "2026-01-01", "every": 3, "day": 1}), none.clone());
    assert_eq!(quarters, ["04-01"]);
    // 1 February and 1 March are Sundays, 1 May is a holiday and a Friday: the Mondays after.
    let first = json!({"type": "monthly", "from": "2026-02-01", "day": 1});
    let next = fired(first.clone(), json!({"calendar": "cn", "on_holiday": "next"}));
    assert_eq!(next, ["02-02", "03-02", "04-01", "05-04", "06-01"]);
    assert_eq!(fired(first, json!({"calendar": "cn", "on_holiday": "skip"})), ["04-01", "06-01"]);
    // Every second week from that of Thursday 1 January; Mondays 9 and 23 February are in the even ones.
    let weeks =
        fired(json!({"type": "weekly", "from": "2026-01-01", "every": 2, "days": ["mon", "fri"]}), none.clone());
    assert_eq!(weeks[..4], ["02-09", "02-13", "02-23", "02-27"]);
    // 45 days before the Spring Festivals of 2026 (17 February) and 2027: 3 January is over.
    let festival = json!({"type": "festival", "festival": "spring_festival", "offset_days": -10, "from": "2026-01-01"});
    assert_eq!(fired(festival, none.clone()), ["02-07"]);
    // The last Friday of each month, RFC 5545.
    let rule = json!({"type": "rrule", "rule": "FREQ=MONTHLY;BYDAY=-1FR", "from": "2026-01-01"});
    assert_eq!(fired(rule, none.clone()), ["02-27", "03-27", "04-24", "05-29"]);
    // A rule that never comes ends.
    let never = json!({"type": "rrule", "rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "from": "2026-01-01"});
    assert!(fired(never, none).is_empty());
}

/// Random inserts, moves, cancels and pops against a sorted set.
#[test]
fn the_heap_is_a_sorted_set() {
    let mut rng = Pcg64::new(7);
    let mut heap = TimerHeap::default();
    let mut plain = BTreeSet::new();
    let mut handles = Vec::new();
    let instant = |micros: u64| Instant::from_micros(i64::try_from(micros).unwrap()).unwrap();
    for step in 0..20_000_u32 {
        match rng.below(6) {
            0..=2 => {
                let (deadline, instance) = (rng.below(500), rng.below(20));
                let handle = heap.insert(instant(deadline), instance, step).unwrap();
                plain.insert((deadline, instance, step));
                handles.push((handle, deadline, instance, step));
            }
            3 if !handles.is_empty() => {
                let at = usize::try_from(rng.below(handles.len() as u64)).unwrap();
                let (handle, deadline, instance, timer) = handles[at];
                let later = rng.below(500);
                let moved = heap.reschedule(handle, instant(later), instance, timer).unwrap();
                assert_eq!(moved.is_some(), plain.remove(&(deadline, instance, timer)));
                if let Some(moved) = moved {
                    plain.insert((later, instance, timer));
                    handles[at] = (moved, later, instance, timer);
                    assert!(!heap.cancel(handle), "an old handle stands for nothing");
                }
            }
            4 if !handles.is_empty() => {
                let at = usize::try_from(rng.below(handles.len() as u64)).unwrap();
                let (handle, deadline, instance, timer) = handles.swap_remove(at);
                assert_eq!(heap.cancel(handle), plain.remove(&(deadline, instance, timer)));
            }
            _ => {
                let now = rng.below(500);
                let expected = plain.first().copied().filter(|(deadline, ..)| *deadline <= now);
                let popped = heap.pop_due(instant(now)).map(|timer| (timer.deadline, timer.instance, timer.timer));
                assert_eq!(popped, expected.map(|(deadline, instance, timer)| (instant(deadline), instance, timer)));
                if let Some(expected) = expected {
                    plain.remove(&expected);
                }
            }
        }
        assert_eq!(heap.len(), plain.len());
        assert_eq!(heap.next_due(), plain.first().map(|(deadline, ..)| instant(*deadline)));
    }
    assert!(heap.bytes() > 0 && !heap.is_empty());
}

#[test]
fn handles_that_stand_for_nothing() {
    let mut heap = TimerHeap::default();
    for number in [0, 1, u64::MAX, 1 << 53] {
        assert!(!heap.cancel_value(json!({"handle": number})).unwrap());
        let moved = heap.reschedule_value(json!({"handle": number, "deadline": "2026-01-01T00:00:00Z", "instance": 1}));
        assert_eq!(moved.unwrap(), None);
    }
    let handle = heap.insert_value(json!({"deadline": "9999-12-31T23:59:59.999999Z", "instance": u64::MAX})).unwrap();
    assert_eq!(heap.pop_due_value(json!({"now": "9999-12-31T23:59:59.999998Z"})).unwrap(), None);
    assert!(heap.cancel_value(json!({ "handle": handle })).unwrap() && heap.is_empty());
    assert_eq!(heap.insert_value(json!({"deadline": "never", "instance": -1})).unwrap_err().violations().count(), 2);
}
