//! What a host's paths made of the kit: which rule is enforced on which path.

use std::collections::{BTreeMap, BTreeSet};

use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::decode::DecodeError;
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer, decode};

use super::kit::{Kit, KitCase, KitRule, KitVia};
use super::model::JourneyModel;

/// When the cases of a kit play.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct KitRequestDocument {
    /// The instant at which rows of the cases entered their state; events follow a minute later.
    pub at: Instant,
}

/// What the paths of a host made of the cases.
#[derive(Debug, Clone, PartialEq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct KitReportRequest {
    /// The instant for which the kit was made.
    pub at: Instant,
    /// The paths of the host.
    pub paths: Vec<KitPath>,
    /// What each path made of each case that it offers.
    pub results: Vec<KitResult>,
}

/// A path on which rows of a host change.
#[derive(Debug, Clone, PartialEq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct KitPath {
    /// Its name, such as `kanban`.
    pub path: Id,
    /// What can be asked for on it; it has to run all cases of these.
    pub offers: Vec<KitVia>,
}

/// What one path made of one case.
#[derive(Debug, Clone, PartialEq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct KitResult {
    /// The path.
    pub path: Id,
    /// The case.
    pub case: String,
    /// Whether it was accepted.
    pub accepted: bool,
    /// The state that is stored afterwards; absent when there is no row.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[deserr(default)]
    pub state: Option<String>,
}

/// Which rule is enforced on which path.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KitReport {
    /// Id of the machine.
    pub definition_id: Id,
    /// SHA-256 of the machine's canonical JSON.
    pub fingerprint: Fingerprint,
    /// Whether every path enforces every rule, and every case was run.
    pub enforced: bool,
    /// The paths, in their order.
    pub paths: Vec<KitPathReport>,
}

/// What one path enforces.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KitPathReport {
    /// The path.
    pub path: Id,
    /// Whether it enforces every rule, and ran every case.
    pub enforced: bool,
    /// One line for each rule that it has cases of.
    pub rules: Vec<KitRuleReport>,
    /// The cases that it answered otherwise than the machine.
    pub failures: Vec<KitFailure>,
    /// The cases that it offers and did not run.
    pub missing: Vec<String>,
}

/// How a path keeps one rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KitRuleReport {
    /// The rule.
    pub rule: KitRule,
    /// Whether all its cases were run and answered as the machine does.
    pub enforced: bool,
    /// How many cases it has on the path.
    pub cases: usize,
    /// How many were answered otherwise.
    pub failed: usize,
    /// How many were not run.
    pub missing: usize,
}

/// A case that a path answered otherwise than the machine.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KitFailure {
    /// The case.
    pub case: String,
    /// The rule that it tests.
    pub rule: KitRule,
    /// How it was answered.
    pub fault: KitFault,
}

/// How an answer differs from the machine's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum KitFault {
    /// It should have been refused.
    Accepted,
    /// It should have been accepted.
    Refused,
    /// The row is in another state than it should be.
    OtherState,
}

impl JourneyModel {
    /// The kit of a document `{"at"}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`.
    pub fn kit_value(&self, request: Value) -> Result<Kit, Error> {
        decode::input_value::<KitRequestDocument>(request).map(|request| self.kit(request.at))
    }

    /// Judges what the paths of a host made of the kit.
    ///
    /// # Errors
    /// Class `input`: `journey.unknown_path`, `journey.unknown_case`, `record.duplicate_id` for a path
    /// that stands twice or a case that was run twice on it.
    pub fn kit_report(&self, request: &KitReportRequest) -> Result<KitReport, Error> {
        let kit = self.kit(request.at);
        let root = JsonPointer::root();
        let mut violations = Vec::new();
        let ids = request.paths.iter().map(|path| &path.path);
        decode::duplicate_ids(ErrorCode::RecordDuplicateId, ids, &root.key("paths"), Some("path"), &mut violations);
        let paths: BTreeSet<&str> = request.paths.iter().map(|path| path.path.as_str()).collect();
        let cases: BTreeSet<&str> = kit.cases.iter().map(|case| case.id.as_str()).collect();
        let mut results: BTreeMap<(&str, &str), &KitResult> = BTreeMap::new();
        for (i, result) in request.results.iter().enumerate() {
            let at = root.key("results").index(i);
            let (path, case) = (result.path.as_str(), result.case.as_str());
            if !paths.contains(path) {
                let violation = Violation::new(ErrorCode::JourneyUnknownPath, at.key("path")).with_value(path);
                violations.push(violation.with_nearest(path, paths.iter().copied()));
            }
            if !cases.contains(case) {
                violations.push(Violation::new(ErrorCode::JourneyUnknownCase, at.key("case")).with_value(case));
            }
            if results.insert((path, case), result).is_some() {
                violations.push(Violation::new(ErrorCode::RecordDuplicateId, at.key("case")).with_value(case));
            }
        }
        if !violations.is_empty() {
            return Err(Error::input(violations));
        }
        let judge = |path: &KitPath| judged(path, &kit.cases, &results);
        let paths: Vec<KitPathReport> = request.paths.iter().map(judge).collect();
        Ok(KitReport {
            definition_id: kit.definition_id,
            fingerprint: kit.fingerprint,
            enforced: paths.iter().all(|path| path.enforced),
            paths,
        })
    }

    /// The report on a document `{"at", "paths": [{"path", "offers"}], "results": [{"path", "case", "accepted", "state"?}]}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`; and as [`Self::kit_report`].
    pub fn kit_report_value(&self, request: Value) -> Result<KitReport, Error> {
        decode::input_value::<KitReportRequest>(request).and_then(|request| self.kit_report(&request))
    }
}

fn judged(path: &KitPath, cases: &[KitCase], results: &BTreeMap<(&str, &str), &KitResult>) -> KitPathReport {
    let mut rules: BTreeMap<KitRule, KitRuleReport> = BTreeMap::new();
    let (mut failures, mut missing) = (Vec::new(), Vec::new());
    for case in cases.iter().filter(|case| path.offers.contains(&case.via)) {
        let rule = rules.entry(case.rule).or_insert(KitRuleReport {
            rule: case.rule,
            enforced: true,
            cases: 0,
            failed: 0,
            missing: 0,
        });
        rule.cases += 1;
        let fault = match results.get(&(path.path.as_str(), case.id.as_str())) {
            None => {
                rule.missing += 1;
                missing.push(case.id.clone());
                None
            }
            Some(result) => fault(case, result),
        };
        if let Some(fault) = fault {
            rule.failed += 1;
            failures.push(KitFailure { case: case.id.clone(), rule: case.rule, fault });
        }
        rule.enforced = rule.failed == 0 && rule.missing == 0;
    }
    KitPathReport {
        path: path.path.clone(),
        enforced: failures.is_empty() && missing.is_empty(),
        rules: rules.into_values().collect(),
        failures,
        missing,
    }
}

fn fault(case: &KitCase, result: &KitResult) -> Option<KitFault> {
    let state = case.expected.state.as_ref().map(|state| state.state.as_str());
    match (case.expected.accepted, result.accepted) {
        (false, true) => Some(KitFault::Accepted),
        (true, false) => Some(KitFault::Refused),
        _ if result.state.as_deref() != state => Some(KitFault::OtherState),
        _ => None,
    }
}
