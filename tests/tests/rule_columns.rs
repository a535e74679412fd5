//! Row by row, by column and explained: three ways to one outcome, on random rules and records.

use leadstone::condition::{Condition, DatedCondition, RecordColumns, Truth};
use leadstone::{Field, Instant, JsonPointer, TypedRecord, decode};
use leadstone_conformance::rule_trees::{AS_OF, Forest};
use serde_json::Value;

fn fields_of(definition: &Value) -> Vec<Field> {
    decode::decode(definition["fields"].clone()).unwrap()
}

#[test]
fn columns_answer_as_rows_do() {
    let as_of: Instant = AS_OF.parse().unwrap();
    let mut forest = Forest::new(7);
    for _ in 0..300 {
        let definition = forest.definition(4);
        let fields = fields_of(&definition);
        let rules = definition["rules"].as_array().unwrap();
        let conditions: Vec<DatedCondition> = rules
            .iter()
            .map(|rule| {
                let when: Condition = decode::decode(rule["when"].clone()).unwrap();
                DatedCondition::compile(&when, &fields).unwrap_or_else(|error| panic!("{error}: {}", rule["when"]))
            })
            .collect();
        let records: Vec<TypedRecord> = (0..70)
            .map(|_| TypedRecord::from_value(forest.record(), &fields, &JsonPointer::root()).unwrap())
            .collect();
        let columns = RecordColumns::from_records(&fields, &records).unwrap();
        let outcomes = columns.evaluate(&conditions, as_of, true);
        let matched = outcomes.matched.as_ref().unwrap();
        let mut unknown = vec![0; rules.len()];
        let mut errors = vec![0; rules.len()];
        for (row, record) in records.iter().enumerate() {
            let mut expected = Vec::new();
            let mut blamed = None;
            for (place, condition) in conditions.iter().enumerate() {
                match condition.evaluate(record, as_of) {
                    Ok(Truth::True) => expected.push(u32::try_from(place).unwrap()),
                    Ok(Truth::Unknown) => unknown[place] += 1,
                    Ok(Truth::False) => {}
                    Err(missing) => {
                        errors[place] += 1;
                        blamed.get_or_insert((place, missing.slot));
                    }
                }
            }
            assert_eq!(matched.of(row), expected, "{} {:?}", definition["rules"], record);
            assert_eq!(outcomes.first[row], expected.first().copied());
            assert_eq!(outcomes.count[row], u32::try_from(expected.len()).ok());
            let found = outcomes.missing.iter().find(|missing| missing.row == row);
            assert_eq!(found.map(|missing| (usize::try_from(missing.rule).unwrap(), missing.slot)), blamed);
        }
        assert_eq!(outcomes.tallies.iter().map(|tally| tally.unknown).collect::<Vec<_>>(), unknown);
        assert_eq!(outcomes.tallies.iter().map(|tally| tally.errors).collect::<Vec<_>>(), errors);
    }
}
