//! Cases on the net: tokens for the fitness, and where the case stood for what went wrong.

use std::collections::{BTreeMap, VecDeque};

use crate::error::Error;
use crate::journey::model::JourneyModel;
use crate::kernel::facts::RawTable;
use crate::primitives::{Id, Instant, Reason, ReasonCode};

use super::log::{EventLog, LogEvent, LogStep, Reader};
use super::net::{Label, Net};
use super::options::{CaseList, ConformanceOptions};
use super::report::{
    CaseConformance, ConformanceReport, ConformanceSummary, Deviation, DeviationCount, DeviationKind, Tokens,
    Unfinished,
};

/// Most deviations that a summary lists.
const DEVIATIONS_LISTED: usize = 1_000;
/// Most states from which the shortest ways are looked for; beyond them a skipped step is an unexpected one.
const SEARCHES: usize = 2_000;

impl JourneyModel {
    /// Reads an event log: columns `case_id`, `activity` or `state`, `at`, and perhaps `seq`.
    ///
    /// # Errors
    /// Class `input`, all at once: `column.*`; `journey.unknown_state` and
    /// `journey.unknown_transition` for the mapping. Rows that cannot be read are no error.
    pub fn read_log(&self, table: &RawTable, options: &ConformanceOptions) -> Result<EventLog, Error> {
        let ConformanceOptions { mapping, as_of, time_zone, .. } = options;
        Reader { model: self, mapping, as_of: *as_of, zone: time_zone }.read(table)
    }

    /// Replays the cases of a log on the journey: fitness by tokens, and every event that left it.
    ///
    /// # Errors
    /// As [`Self::read_log`].
    ///
    /// ```
    /// use leadstone::facts::RawTable;
    /// use leadstone::journey::{ConformanceOptions, JourneyModel};
    /// let names = r#"{"en": "N", "zh-CN": "名"}"#;
    /// let model = JourneyModel::from_json(&format!(r#"{{
    ///     "kind": "journey.machine", "schema_version": 1, "id": "m", "entity": "lead", "initial": "new",
    ///     "states": [{{"id": "new", "names": {names}}}, {{"id": "quoted", "names": {names}}},
    ///                {{"id": "won", "names": {names}, "final": true}}],
    ///     "transitions": [{{"id": "quote", "from": ["new"], "to": "quoted"}},
    ///                     {{"id": "win", "from": ["quoted"], "to": "won"}}]
    /// }}"#)).unwrap();
    /// let log = RawTable::from_csv("case_id,activity,at\na,quote,2026-03-02\na,win,2026-03-03\nb,win,2026-03-02\n").unwrap();
    /// let report = model.conformance(&log, &ConformanceOptions::default()).unwrap();
    /// assert_eq!((report.summary.cases, report.summary.fitting), (2, 1));
    /// // Case b: 2 produced, 2 consumed, 1 missing in `quoted`, 1 remaining in `new`: 1/2 (1 - 1/2) + 1/2 (1 - 1/2).
    /// assert_eq!(report.cases[0].fitness, 0.5);
    /// assert_eq!(report.cases[0].deviations[0].skipped[0].as_str(), "quoted");
    /// ```
    pub fn conformance(&self, log: &RawTable, options: &ConformanceOptions) -> Result<ConformanceReport, Error> {
        Ok(self.conformance_of(&self.read_log(log, options)?, options))
    }

    /// The same for a log that was read before.
    pub fn conformance_of(&self, log: &EventLog, options: &ConformanceOptions) -> ConformanceReport {
        let net = Net::new(self, log);
        let examples = usize::try_from(options.examples).unwrap_or(usize::MAX);
        let mut replay = Replay {
            marking: vec![Vec::new(); net.places()],
            visited: vec![0; net.places()],
            touched: Vec::new(),
            clock: 0,
            ways: Ways { searched: BTreeMap::new() },
            net: &net,
            log,
        };
        let mut summary = ConformanceSummary {
            definition_id: self.definition().id.clone(),
            fingerprint: self.fingerprint(),
            as_of: options.as_of,
            log: log.accounting().clone(),
            cases: log.cases(),
            fitting: 0,
            without_deviation: 0,
            ended: 0,
            fitness: None,
            mean_fitness: None,
            tokens: Tokens::default(),
            deviations: Vec::new(),
            deviations_omitted: 0,
            unfinished: Vec::new(),
        };
        let mut counts = BTreeMap::new();
        let mut unfinished = vec![0_usize; net.places()];
        let mut fitness = 0.0;
        let mut cases = Vec::new();
        for (at, (case_id, events)) in log.by_case().enumerate() {
            let Some((case, state)) = replay.case(case_id, events) else { continue };
            summary.fitting += usize::from(case.tokens.fit());
            summary.without_deviation += usize::from(case.deviations.is_empty());
            summary.ended += usize::from(case.ended);
            if !case.ended {
                unfinished.get_mut(state).into_iter().for_each(|count| *count += 1);
            }
            summary.tokens.add(case.tokens);
            fitness += case.fitness;
            for deviation in &case.deviations {
                count(&mut counts, deviation, case_id, at, examples);
            }
            let listed = match options.list {
                CaseList::All => true,
                CaseList::Deviating => !case.deviations.is_empty(),
                CaseList::None => false,
            };
            cases.extend(listed.then_some(case));
        }
        if summary.cases > 0 {
            summary.fitness = Some(summary.tokens.fitness());
            summary.mean_fitness = Some(fitness / summary.cases as f64);
        }
        let mut ranked: Vec<DeviationCount> = counts.into_values().map(|(count, _)| count).collect();
        // Equal counts stay in the order of their keys.
        ranked.sort_by_key(|deviation| std::cmp::Reverse(deviation.count));
        summary.deviations_omitted = ranked.len().saturating_sub(DEVIATIONS_LISTED);
        ranked.truncate(DEVIATIONS_LISTED);
        summary.deviations = ranked;
        let states = unfinished.iter().enumerate().filter(|(_, cases)| **cases > 0);
        summary.unfinished = states
            .filter_map(|(state, cases)| Some(Unfinished { state: net.state(state)?.clone(), cases: *cases }))
            .collect();
        ConformanceReport { summary, cases, net: options.net.then(|| net.report(log)) }
    }
}

type Key = (DeviationKind, String, Option<Id>, Vec<Id>);

/// Counts a deviation; `at` is the place of its case, to count a case once.
fn count(
    counts: &mut BTreeMap<Key, (DeviationCount, usize)>,
    found: &Deviation,
    case_id: &str,
    at: usize,
    examples: usize,
) {
    let key = (found.kind, found.activity.clone(), found.state.clone(), found.skipped.clone());
    let (counted, last) = counts.entry(key).or_insert_with(|| {
        let counted = DeviationCount {
            kind: found.kind,
            activity: found.activity.clone(),
            state: found.state.clone(),
            skipped: found.skipped.clone(),
            count: 0,
            cases: 0,
            examples: Vec::new(),
            reason: reason(found),
        };
        (counted, usize::MAX)
    });
    counted.count += 1;
    if *last != at {
        *last = at;
        counted.cases += 1;
        if counted.examples.len() < examples {
            counted.examples.push(case_id.to_owned());
        }
    }
}

fn reason(found: &Deviation) -> Reason {
    let code = match (found.kind, &found.state) {
        (DeviationKind::Skipped, _) => ReasonCode::JourneyStepSkipped,
        (DeviationKind::Repeated, _) => ReasonCode::JourneyStepRepeated,
        (DeviationKind::Unexpected, Some(_)) => ReasonCode::JourneyStepUnexpected,
        (DeviationKind::Unexpected, None) => ReasonCode::JourneyStepUnexpectedFirst,
    };
    let reason = Reason::new(code).with("activity", found.activity.as_str());
    let reason = match (found.kind, &found.state) {
        (DeviationKind::Repeated | DeviationKind::Unexpected, Some(state)) => reason.with("state", state.as_str()),
        _ => reason,
    };
    match found.kind {
        DeviationKind::Skipped => {
            reason.with("skipped", found.skipped.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>())
        }
        _ => reason,
    }
}

/// The marking of the case that is replayed, in memory that all cases share.
struct Replay<'a> {
    net: &'a Net<'a>,
    log: &'a EventLog,
    /// When each token of a place was put there, the oldest first: of several tokens the youngest moves.
    marking: Vec<Vec<u64>>,
    /// In which case a state was last entered; cases count from 1 here.
    visited: Vec<u64>,
    touched: Vec<usize>,
    clock: u64,
    ways: Ways,
}

impl Replay<'_> {
    /// One case, and the place of the state in which it stands at its end.
    fn case(&mut self, case_id: &str, events: &[LogEvent]) -> Option<(CaseConformance, usize)> {
        for place in self.touched.drain(..) {
            self.marking.get_mut(place).into_iter().for_each(Vec::clear);
        }
        self.clock += 1;
        let begun = self.clock;
        let mut tokens = Tokens::default();
        let mut stands = self.net.initial;
        self.put(stands, &mut tokens);
        self.visited.get_mut(stands).into_iter().for_each(|visited| *visited = begun);
        let mut deviations = Vec::new();
        for event in events {
            let (activity, step) = self.log.activity(*event)?;
            let net = self.net;
            let label = net.labels.get(&step)?;
            self.fire(label, &mut tokens);
            let was_there = self.visited.get(label.to).is_some_and(|visited| *visited >= begun);
            let verdict = self.ways.verdict(net, stands, step, label);
            if !matches!(verdict, Verdict::Fine) {
                let (kind, skipped) = match verdict {
                    _ if was_there => (DeviationKind::Repeated, Vec::new()),
                    Verdict::Skipped(states) => {
                        let states = states.iter().filter_map(|state| net.state(*state)).cloned();
                        (DeviationKind::Skipped, states.collect())
                    }
                    _ => (DeviationKind::Unexpected, Vec::new()),
                };
                let (activity, at) = (activity.to_owned(), Instant::from_micros(event.at).ok()?);
                deviations.push(Deviation { kind, activity, at, state: net.state(stands).cloned(), skipped });
            }
            stands = label.to;
            self.visited.get_mut(stands).into_iter().for_each(|visited| *visited = begun);
        }
        self.end(&mut tokens);
        let case = CaseConformance {
            case_id: case_id.to_owned(),
            events: events.len(),
            fitness: tokens.fitness(),
            tokens,
            ended: self.net.is_end(stands),
            state: self.net.state(stands)?.clone(),
            deviations,
        };
        Some((case, stands))
    }

    fn put(&mut self, place: usize, tokens: &mut Tokens) {
        self.clock += 1;
        tokens.produced += 1;
        self.marking.get_mut(place).into_iter().for_each(|put| put.push(self.clock));
        self.touched.push(place);
    }

    fn take(&mut self, place: usize, tokens: &mut Tokens) {
        tokens.consumed += 1;
        self.marking.get_mut(place).into_iter().for_each(|put| {
            put.pop();
        });
    }

    fn is_marked(&self, place: usize) -> bool {
        self.marking.get(place).is_some_and(|put| !put.is_empty())
    }

    /// The marked one of some places; of several the one that was filled last.
    fn youngest(&self, places: &[usize]) -> Option<usize> {
        let marked = places.iter().copied().filter(|place| self.is_marked(*place));
        marked.max_by_key(|place| self.marking.get(*place).and_then(|put| put.last()))
    }

    /// Carries an event out; where no token allows it, one is added.
    fn fire(&mut self, label: &Label, tokens: &mut Tokens) {
        let source = self.net.source();
        if let Some(from) = self.youngest(&label.from) {
            self.take(from, tokens);
        } else if self.is_marked(source)
            && let Some(entry) = self.net.entries.iter().find(|entry| label.from.contains(entry))
        {
            self.take(source, tokens);
            self.put(*entry, tokens);
            self.take(*entry, tokens);
        } else {
            tokens.missing += 1;
            tokens.consumed += 1;
        }
        self.put(label.to, tokens);
    }

    /// Takes the last token out.
    fn end(&mut self, tokens: &mut Tokens) {
        match (self.youngest(&self.net.ends), &self.net.ends[..]) {
            (Some(end), [_]) => self.take(end, tokens),
            (Some(end), _) => {
                // Silently into `[end]`, and out of it.
                self.take(end, tokens);
                tokens.produced += 1;
                tokens.consumed += 1;
            }
            (None, _) => {
                tokens.missing += 1;
                tokens.consumed += 1;
            }
        }
        tokens.remaining = tokens.produced + tokens.missing - tokens.consumed;
    }
}

/// Whether an event can follow where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    Fine,
    /// It can after those states.
    Skipped(Vec<usize>),
    NoWay,
}

/// Verdicts, each found once.
struct Ways {
    searched: BTreeMap<(usize, LogStep), Verdict>,
}

impl Ways {
    fn verdict(&mut self, net: &Net<'_>, stands: usize, step: LogStep, label: &Label) -> Verdict {
        if label.from.contains(&stands) {
            return Verdict::Fine;
        }
        if stands == net.source() && net.entries.iter().any(|entry| label.from.contains(entry)) {
            return Verdict::Fine;
        }
        if let Some(known) = self.searched.get(&(stands, step)) {
            return known.clone();
        }
        if self.searched.len() >= SEARCHES {
            return Verdict::NoWay;
        }
        let found = search(net, stands, label);
        self.searched.insert((stands, step), found.clone());
        found
    }
}

/// The shortest way to a state that the event can leave, in the order of the states where there are several.
fn search(net: &Net<'_>, stands: usize, label: &Label) -> Verdict {
    let mut before: Vec<Option<usize>> = vec![None; net.places()];
    let mut queue = VecDeque::from([stands]);
    while let Some(state) = queue.pop_front() {
        for next in net.next.get(state).into_iter().flatten() {
            let Some(place) = before.get_mut(*next).filter(|before| before.is_none() && *next != stands) else {
                continue;
            };
            *place = Some(state);
            if !label.from.contains(next) {
                queue.push_back(*next);
                continue;
            }
            let upwards = std::iter::successors(Some(*next), |at| before.get(*at).copied().flatten());
            let mut states: Vec<usize> = upwards.take_while(|at| *at != stands).collect();
            states.reverse();
            // A first state that nobody records is not skipped.
            states.retain(|state| stands != net.source() || !net.entries.contains(state));
            return Verdict::Skipped(states);
        }
    }
    Verdict::NoWay
}
