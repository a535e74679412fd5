//! Doors of versions and of the log: each takes one document and answers one.

use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;

use crate::error::Error;
use crate::journey::{
    DecideRequest, Decided, DiffReport, DiffRequest, DryRunReport, JourneyModel, MigrateRequest, MigratedMany,
    MigrationCheck, MigrationCheckRequest, ReplayLogReport, ReplayLogRequest, VerifyReport, VerifyRequest,
};
use crate::primitives::decode::DecodeError;
use crate::primitives::{canonical_json, decode};

impl JourneyModel {
    /// What differs between an older version and this one: `{"from": JourneyDefinition}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`.
    pub fn diff_value(&self, request: Value) -> Result<DiffReport, Error> {
        self.diff(&read::<DiffRequest>(request)?.from)
    }

    /// As [`Self::diff_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::diff_value`].
    pub fn diff_json(&self, request: &str) -> Result<String, Error> {
        self.audit_door(request, Self::diff_value)
    }

    /// Whether a plan covers every state in which customers stand: `{"from", "plan", "occupied": [{"state",
    /// "count"}]}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`; and as [`Self::migration`].
    pub fn migration_check_value(&self, request: Value) -> Result<MigrationCheck, Error> {
        let request: MigrationCheckRequest = read(request)?;
        let old = request.old_version(self)?;
        Ok(self.migration(&old, &request.plan)?.check(&request.occupied))
    }

    /// As [`Self::migration_check_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::migration_check_value`].
    pub fn migration_check_json(&self, request: &str) -> Result<String, Error> {
        self.audit_door(request, Self::migration_check_value)
    }

    /// What a migration would do, without doing it: `{"from", "plan", "at", "items": [{"key", "state"}]}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`; and as [`Self::migration`].
    pub fn migration_dry_run_value(&self, request: Value) -> Result<DryRunReport, Error> {
        let (request, old) = MigrateRequest::from_value(request, self)?;
        let items = request.items.iter().map(|item| (item.key.as_str(), &item.state));
        Ok(self.migration(&old, &request.plan)?.dry_run(items, request.at))
    }

    /// As [`Self::migration_dry_run_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::migration_dry_run_value`].
    pub fn migration_dry_run_json(&self, request: &str) -> Result<String, Error> {
        self.audit_door(request, Self::migration_dry_run_value)
    }

    /// Carries customers over, each with the row for its log: `{"from", "plan", "at", "actor"?, "items": [{"key",
    /// "state", "previous"?}]}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`; and as [`Self::migration`].
    pub fn migrate_value(&self, request: Value) -> Result<MigratedMany, Error> {
        let (request, old) = MigrateRequest::from_value(request, self)?;
        self.migration(&old, &request.plan)?.migrate_many(&request.items, request.at, request.actor.as_ref())
    }

    /// As [`Self::migrate_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::migrate_value`].
    pub fn migrate_json(&self, request: &str) -> Result<String, Error> {
        self.audit_door(request, Self::migrate_value)
    }

    /// Applies an event and writes its record: `{"instance", "state", "event", "received_at", "salt"?, "previous"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, `journey.salt_length`, `journey.salt_missing`.
    pub fn decide_value(&self, request: Value) -> Result<Decided, Error> {
        DecideRequest::from_value(request, self).and_then(|request| self.decide(&request))
    }

    /// As [`Self::decide_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::decide_value`].
    pub fn decide_json(&self, request: &str) -> Result<String, Error> {
        self.audit_door(request, Self::decide_value)
    }

    /// Whether the chains of a log close: `{"log": [row]}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`; what is wrong with a row is part of the answer.
    pub fn verify_value(&self, request: Value) -> Result<VerifyReport, Error> {
        VerifyRequest::from_value(request).map(|request| self.verify(&request.log))
    }

    /// As [`Self::verify_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::verify_value`].
    pub fn verify_json(&self, request: &str) -> Result<String, Error> {
        self.audit_door(request, Self::verify_value)
    }

    /// Decides about every row of a log again: `{"log": [row], "starts": [{"instance", "state"}], "events":
    /// [{"instance", "seq", "event", "received_at", "salt"?}]}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, `journey.salt_length`.
    pub fn replay_log_value(&self, request: Value) -> Result<ReplayLogReport, Error> {
        ReplayLogRequest::from_value(request, self).and_then(|request| self.replay_log(request))
    }

    /// As [`Self::replay_log_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::replay_log_value`].
    pub fn replay_log_json(&self, request: &str) -> Result<String, Error> {
        self.audit_door(request, Self::replay_log_value)
    }

    fn audit_door<T: Serialize>(
        &self,
        request: &str,
        verb: impl FnOnce(&Self, Value) -> Result<T, Error>,
    ) -> Result<String, Error> {
        let value = decode::parse(request).map_err(Error::input)?;
        verb(self, value).and_then(|answer| canonical_json(&answer))
    }
}

fn read<T: Deserr<DecodeError>>(request: Value) -> Result<T, Error> {
    decode::input_value(request)
}
