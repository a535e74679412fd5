//! Routing: nobody over capacity, nobody ineligible, fair turns, and answers that do not depend on order.

use leadstone::routing::{RouteReport, RouteRequest, RouteStatus, RoutingModel};
use proptest::prelude::*;
use serde_json::{Value, json};

const AS_OF: &str = "2026-03-02T09:00:00Z";

fn policy() -> Value {
    json!({
        "kind": "routing.policy", "schema_version": 1, "id": "leads",
        "lead_fields": [{"name": "region", "type": "text"}, {"name": "segment", "type": "text"}, {"name": "size", "type": "integer"}],
        "rep_fields": [{"name": "region", "type": "text"}, {"name": "segment", "type": "text"}, {"name": "senior", "type": "boolean"},
                       {"name": "name", "type": "text"}],
        "pools": [
            {"id": "large", "when": {"type": "compare", "field": "size", "op": "at_least", "value": 100},
             "reps": {"type": "compare", "field": "senior", "op": "equal", "value": true}, "fall_through": true},
            {"id": "region", "match": [{"lead": "region", "rep": "region"}],
             "prefer": [{"type": "same", "id": "segment", "lead": "segment", "rep": "segment", "points": 20},
                        {"type": "reps", "id": "senior", "when": {"type": "compare", "field": "segment", "op": "equal", "value": "a"},
                         "reps": {"type": "compare", "field": "senior", "op": "equal", "value": true}, "points": 20}]}
        ],
        "capacity": {"default": 3}, "candidates_listed": 100
    })
}

fn model(definition: &Value) -> RoutingModel {
    RoutingModel::from_value(definition.clone()).unwrap()
}

fn route(definition: &Value, request: &Value) -> RouteReport {
    model(definition).route_value(request.clone()).unwrap()
}

fn one_pool(reps: &[Value], leads: usize) -> (Value, Value) {
    let definition = json!({"kind": "routing.policy", "schema_version": 1, "id": "one", "lead_fields": [], "rep_fields": [],
        "pools": [{"id": "all"}], "capacity": {"default": 1_000_000}});
    let leads: Vec<Value> = (0..leads).map(|i| json!({"id": format!("l{i:05}")})).collect();
    (definition, json!({"as_of": AS_OF, "leads": leads, "reps": reps}))
}

/// A rep of a random request, as plain data for the naive model.
#[derive(Debug, Clone)]
struct Rep {
    weight: f64,
    capacity: u32,
    open: u32,
    available: bool,
    employed: u8,
    region: Option<&'static str>,
    segment: Option<&'static str>,
    senior: Option<bool>,
    credits: [Option<u64>; 2],
}

#[derive(Debug, Clone)]
struct Lead {
    score: i32,
    region: Option<&'static str>,
    segment: Option<&'static str>,
    size: Option<i64>,
}

fn reps() -> impl Strategy<Value = Vec<Rep>> {
    let word = |words: [Option<&'static str>; 3]| prop::sample::select(words.to_vec());
    let rep = (
        prop::sample::select(vec![0.0, 0.5, 1.0, 1.0, 2.0, 5.0]),
        0..5_u32,
        0..3_u32,
        prop::bool::weighted(0.9),
        0..10_u8,
        word([Some("E"), Some("W"), None]),
        word([Some("a"), Some("b"), None]),
        prop::option::of(any::<bool>()),
        [prop::option::of(0..6_u64), prop::option::of(0..6_u64)],
    );
    prop::collection::vec(
        rep.prop_map(|(weight, capacity, open, available, employed, region, segment, senior, credits)| Rep {
            weight,
            capacity,
            open,
            available,
            employed,
            region,
            segment,
            senior,
            credits,
        }),
        0..8,
    )
}

fn leads() -> impl Strategy<Value = Vec<Lead>> {
    let lead = (
        0..4_i32,
        prop::sample::select(vec![Some("E"), Some("E"), Some("W"), Some("N"), None]),
        prop::sample::select(vec![Some("a"), Some("b"), Some("c"), None]),
        prop::option::of(prop::sample::select(vec![10_i64, 200])),
    );
    prop::collection::vec(lead.prop_map(|(score, region, segment, size)| Lead { score, region, segment, size }), 0..20)
}

fn rep_id(i: usize) -> String {
    format!("r{i}")
}

fn request(reps: &[Rep], leads: &[Lead]) -> Value {
    let mut previous = Vec::new();
    for (i, rep) in reps.iter().enumerate() {
        for (pool, credit) in ["large", "region"].iter().zip(rep.credits) {
            previous.extend(credit.map(|credit| json!({"pool": pool, "rep_id": rep_id(i), "credit": credit})));
        }
    }
    let rep = |(i, rep): (usize, &Rep)| {
        json!({"id": rep_id(i), "weight": rep.weight, "capacity": rep.capacity, "open_leads": rep.open, "available": rep.available,
            "hired_at": (rep.employed == 0).then_some("2026-03-03T00:00:00Z"), "left_at": (rep.employed == 1).then_some(AS_OF),
            "fields": {"region": rep.region, "segment": rep.segment, "senior": rep.senior, "name": rep_id(i)}})
    };
    let lead = |(i, lead): (usize, &Lead)| {
        json!({"id": format!("l{i:02}"), "score": lead.score,
            "fields": {"region": lead.region, "segment": lead.segment, "size": lead.size}})
    };
    json!({"as_of": AS_OF, "previous": previous,
        "reps": reps.iter().enumerate().map(rep).collect::<Vec<_>>(),
        "leads": leads.iter().enumerate().map(lead).collect::<Vec<_>>()})
}

fn at_work(rep: &Rep) -> bool {
    rep.available && rep.weight > 0.0 && rep.employed > 1
}

fn eligible(pool: usize, rep: &Rep, lead: &Lead) -> bool {
    at_work(rep) && if pool == 0 { rep.senior == Some(true) } else { rep.region.is_some() && rep.region == lead.region }
}

/// The rules of [`policy`] once more, without any index: who gets each lead, in the order of placing.
fn naive(reps: &[Rep], leads: &[Lead]) -> Vec<(usize, Option<usize>)> {
    let mut order: Vec<usize> = (0..leads.len()).collect();
    order.sort_by_key(|i| (-leads[*i].score, *i));
    let mut open: Vec<u32> = reps.iter().map(|rep| rep.open).collect();
    // Whoever has no credit starts at the lower median of those who match the same leads.
    let member = |pool: usize, rep: &Rep| {
        at_work(rep) && if pool == 0 { rep.senior == Some(true) } else { rep.region.is_some() }
    };
    let start = |pool: usize, i: usize| -> u64 {
        let peers = reps.iter().filter(|rep| member(pool, rep) && (pool == 0 || rep.region == reps[i].region));
        let mut levels: Vec<f64> = peers.filter_map(|rep| rep.credits[pool].map(|c| c as f64 / rep.weight)).collect();
        levels.sort_by(f64::total_cmp);
        let level = levels.get(levels.len().saturating_sub(1) / 2).copied().unwrap_or(0.0);
        // The weights are powers of two but for 5; a hair keeps 3 * (5 / 5) whole.
        reps[i].credits[pool].unwrap_or((level * reps[i].weight + 1e-9).floor() as u64)
    };
    let mut credits: Vec<Vec<u64>> = (0..2).map(|pool| (0..reps.len()).map(|i| start(pool, i)).collect()).collect();
    let mut placed = Vec::new();
    for at in order {
        let lead = &leads[at];
        let mut chosen = None;
        for (pool, credits) in credits.iter_mut().enumerate() {
            if pool == 0 && lead.size.is_none_or(|size| size < 100) {
                continue;
            }
            let points = |rep: &Rep| match pool {
                0 => 0,
                _ => {
                    let same = rep.segment.is_some() && rep.segment == lead.segment;
                    let senior = rep.senior == Some(true) && lead.segment == Some("a");
                    20 * (i64::from(same) + i64::from(senior))
                }
            };
            let free: Vec<usize> =
                (0..reps.len()).filter(|i| eligible(pool, &reps[*i], lead) && open[*i] < reps[*i].capacity).collect();
            let most = free.iter().map(|i| points(&reps[*i])).max();
            let best: Vec<usize> = free.into_iter().filter(|i| Some(points(&reps[*i])) == most).collect();
            let given: f64 = best.iter().map(|i| credits[*i] as f64).sum();
            let weights: f64 = best.iter().map(|i| reps[*i].weight).sum();
            chosen = best
                .into_iter()
                .filter(|i| (credits[*i] as f64) * weights < (given + 1.0) * reps[*i].weight)
                .min_by(|a, b| {
                    let turn = |i: usize| (credits[i] + 1) as f64 / reps[i].weight;
                    turn(*a).total_cmp(&turn(*b)).then(a.cmp(b))
                });
            if let Some(i) = chosen {
                open[i] += 1;
                credits[i] += 1;
                break;
            }
        }
        placed.push((at, chosen));
    }
    placed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_index_agrees_with_the_plain_rules(reps in reps(), leads in leads()) {
        let report = route(&policy(), &request(&reps, &leads));
        let placed: Vec<(String, Option<String>)> = report.leads.iter()
            .map(|lead| (lead.lead_id.as_str().to_owned(), lead.rep_id.as_ref().map(|id| id.as_str().to_owned())))
            .collect();
        let wanted: Vec<(String, Option<String>)> =
            naive(&reps, &leads).into_iter().map(|(lead, rep)| (format!("l{lead:02}"), rep.map(rep_id))).collect();
        prop_assert_eq!(placed, wanted);
    }

    #[test]
    fn nobody_is_over_capacity_or_ineligible(reps in reps(), leads in leads()) {
        let report = route(&policy(), &request(&reps, &leads));
        prop_assert_eq!(report.assigned + report.unassigned, leads.len());
        for (load, rep) in report.reps.iter().zip(&reps) {
            prop_assert!(load.assigned == 0 || load.open_leads <= load.capacity);
            prop_assert_eq!(load.open_leads, rep.open + load.assigned);
        }
        for lead in &report.leads {
            let data = &leads[lead.lead_id.as_str()[1..].parse::<usize>().unwrap()];
            prop_assert_eq!(lead.status == RouteStatus::Assigned, lead.rep_id.is_some());
            prop_assert!(!lead.reasons.is_empty());
            if let Some(id) = &lead.rep_id {
                let rep = &reps[id.as_str()[1..].parse::<usize>().unwrap()];
                let pool = usize::from(lead.pool.as_ref().unwrap().as_str() == "region");
                prop_assert!(eligible(pool, rep, data));
            }
            // The list is not capped here: everybody stands in it, with one refusal each or none.
            if lead.candidates.iter().any(|candidate| !candidate.eligible) || lead.rep_id.is_some() {
                prop_assert_eq!(lead.candidates.len(), reps.len());
                let refused = lead.candidates.iter().filter(|candidate| candidate.refused.is_some()).count();
                prop_assert_eq!(lead.refused.values().sum::<usize>(), refused);
            }
        }
    }

    #[test]
    fn contributions_sum_to_the_points(reps in reps(), leads in leads()) {
        for lead in route(&policy(), &request(&reps, &leads)).leads {
            let sum: f64 = lead.reasons.iter().filter_map(|reason| reason.contribution).sum();
            prop_assert_eq!(sum, lead.points as f64);
            if let (Some(first), Some(rep)) = (lead.candidates.first(), &lead.rep_id) {
                prop_assert_eq!((&first.rep_id, first.points, first.waits), (rep, lead.points, false));
            }
        }
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(reps in reps(), leads in leads(), seed in any::<prop::sample::Index>()) {
        let straight = request(&reps, &leads);
        let mut turned = straight.clone();
        for table in ["reps", "leads", "previous"] {
            let rows = turned[table].as_array_mut().unwrap();
            rows.reverse();
            if !rows.is_empty() {
                let by = seed.index(rows.len());
                rows.rotate_left(by);
            }
        }
        let model = model(&policy());
        prop_assert_eq!(model.route_json(&straight.to_string()).unwrap(), model.route_json(&turned.to_string()).unwrap());
        prop_assert_eq!(model.decide_json(&straight.to_string()).unwrap(), model.decide_json(&turned.to_string()).unwrap());
    }

    /// One lead after the other with the credits carried over is the same rotation as all at once.
    #[test]
    fn credits_carry_the_rotation_from_run_to_run(reps in reps(), leads in leads()) {
        let whole = request(&reps, &leads);
        let together = route(&policy(), &whole);
        let mut apart = Vec::new();
        let (mut credits, mut open) = (whole["previous"].clone(), whole["reps"].clone());
        for lead in &together.leads {
            let row = whole["leads"].as_array().unwrap().iter().find(|row| row["id"] == lead.lead_id.as_str()).unwrap();
            let report = route(&policy(), &json!({"as_of": AS_OF, "leads": [row], "reps": open, "previous": credits}));
            for (rep, load) in open.as_array_mut().unwrap().iter_mut().zip(&report.reps) {
                rep["open_leads"] = json!(load.open_leads);
            }
            credits = serde_json::to_value(&report.credits).unwrap();
            apart.extend(report.leads);
        }
        prop_assert_eq!(&together.leads, &apart);
        if !leads.is_empty() {
            prop_assert_eq!(serde_json::to_value(&together.credits).unwrap(), credits);
        }
    }

    /// Counts stay within one lead of the share that the weights promise, after every lead.
    #[test]
    fn everybody_gets_the_share_of_the_weights(weights in prop::collection::vec(1..200_u32, 1..12), leads in 1..120_usize) {
        let reps: Vec<Value> =
            weights.iter().enumerate().map(|(i, weight)| json!({"id": format!("r{i:02}"), "weight": f64::from(*weight) / 10.0})).collect();
        let (definition, request) = one_pool(&reps, leads);
        let total: u32 = weights.iter().sum();
        let mut counts = vec![0_u32; weights.len()];
        for (placed, lead) in route(&definition, &request).leads.iter().enumerate() {
            counts[lead.rep_id.as_ref().unwrap().as_str()[1..].parse::<usize>().unwrap()] += 1;
            for (count, weight) in counts.iter().zip(&weights) {
                let share = f64::from(*weight) * (placed + 1) as f64 / f64::from(total);
                prop_assert!((f64::from(*count) - share).abs() < 1.0, "{count} leads for a share of {share}");
            }
        }
    }

    /// The stated change gives the lead to the stated rep.
    #[test]
    fn the_flip_changes_the_answer(reps in reps(), lead in leads().prop_filter_map("a lead", |leads| leads.into_iter().next())) {
        let request = request(&reps, &[lead]);
        let first = route(&policy(), &request).leads.remove(0);
        let Some(flip) = first.flip else { return Ok(()) };
        let value = |name: &str| serde_json::to_value(&flip.params[name]).unwrap()["value"].clone();
        let wanted = |definition: &Value, request: &Value| {
            let lead = route(definition, request).leads.remove(0);
            lead.rep_id.map(|id| json!(id.as_str()))
        };
        match flip.code.as_str() {
            "routing.flip_points" => {
                let more = |points: i64| {
                    let mut definition = policy();
                    let pool = usize::from(first.pool.as_ref().unwrap().as_str() == "region");
                    let boost = json!({"type": "reps", "id": "flip", "points": points,
                        "reps": {"type": "compare", "field": "name", "op": "equal", "value": value("rep")}});
                    match definition["pools"][pool]["prefer"].as_array_mut() {
                        Some(prefer) => prefer.push(boost),
                        None => definition["pools"][pool]["prefer"] = json!([boost]),
                    }
                    definition
                };
                let points = value("points").as_i64().unwrap();
                prop_assert_eq!(wanted(&more(points), &request), Some(value("rep")));
                // It is the smallest one.
                prop_assert_ne!(wanted(&more(points - 1), &request), Some(value("rep")));
            }
            "routing.flip_capacity" => {
                let mut request = request;
                let rows = request["reps"].as_array_mut().unwrap();
                let row = rows.iter_mut().find(|row| row["id"] == value("rep")).unwrap();
                row["capacity"] = json!(row["capacity"].as_i64().unwrap() + value("leads").as_i64().unwrap());
                prop_assert_eq!(wanted(&policy(), &request), Some(value("rep")));
            }
            code => prop_assert_eq!(code, "routing.flip_fields"),
        }
    }
}

/// Chairman's bound by hand: weight 10 beside ten of weight 1 gets every second lead, not the first nine.
#[test]
fn a_heavy_weight_is_not_served_first() {
    let mut reps = vec![json!({"id": "big", "weight": 10})];
    reps.extend((0..10).map(|i| json!({"id": format!("small{i}"), "weight": 1})));
    let (definition, request) = one_pool(&reps, 20);
    let report = route(&definition, &request);
    let big: Vec<bool> = report.leads.iter().map(|lead| lead.rep_id.as_ref().unwrap().as_str() == "big").collect();
    assert_eq!(big, [true, false].repeat(10));
    // The second lead: big has its share and waits although its turn 2/10 is the smallest.
    let waiting: Vec<&str> =
        report.leads[1].candidates.iter().filter(|one| one.waits).map(|one| one.rep_id.as_str()).collect();
    assert_eq!(waiting, ["big"]);
}

#[test]
fn a_request_is_the_same_by_every_door() {
    let text = json!({"as_of": AS_OF, "leads": [{"id": "l"}], "reps": [{"id": "r"}]}).to_string();
    let (definition, _) = one_pool(&[], 0);
    let model = model(&definition);
    let request = RouteRequest::from_json(&text, &model).unwrap();
    let typed = leadstone::canonical_json(&model.route(&request).unwrap()).unwrap();
    assert_eq!(typed, model.route_json(&text).unwrap());
    let value = model.route_value(serde_json::from_str(&text).unwrap()).unwrap();
    assert_eq!(typed, leadstone::canonical_json(&value).unwrap());
}

/// Twenty thousand leads and a thousand reps in fifty regions: linear in memory, and quick even unoptimised.
#[test]
fn many_leads_and_reps() {
    let definition = json!({"kind": "routing.policy", "schema_version": 1, "id": "many",
        "lead_fields": [{"name": "region", "type": "text"}], "rep_fields": [{"name": "region", "type": "text"}],
        "pools": [{"id": "region", "match": [{"lead": "region", "rep": "region"}]}]});
    let leads: Vec<Value> = (0..20_000)
        .map(|i| json!({"id": format!("l{i:06}"), "score": i % 97, "fields": {"region": format!("g{}", i % 50)}}))
        .collect();
    let reps: Vec<Value> = (0..1_000)
        .map(|i| json!({"id": format!("r{i:04}"), "capacity": 20, "fields": {"region": format!("g{}", i % 50)}}))
        .collect();
    let report = route(&definition, &json!({"as_of": AS_OF, "leads": leads, "reps": reps}));
    // 400 leads and 20 reps with room for 20 in each region: everybody is exactly full.
    assert_eq!((report.assigned, report.unassigned), (20_000, 0));
    assert!(report.reps.iter().all(|rep| rep.assigned == 20));
}
