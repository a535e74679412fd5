//! Routing: which rep gets which lead, fairly, within capacity, each choice with its reasons.
//!
//! A lead goes to the first pool whose condition it meets. Within the pool a rep is a candidate
//! when the pool's condition over reps holds, the matched fields equal the lead's, the rep is at
//! work and there is room. Among the candidates the most preference points win; among equals the
//! one whose turn it is, which is the smallest `(credit + 1) / weight` of those who do not yet have
//! their share; and then the id. Leads are placed by score, highest first, then by id, so that the
//! order of the input never matters. The rotation keeps every count within one lead of its share.
//!
//! ```
//! use leadstone::routing::{RouteRequest, RoutingModel};
//! let model = RoutingModel::from_json(r#"{
//!     "kind": "routing.policy", "schema_version": 1, "id": "demo",
//!     "lead_fields": [{"name": "region", "type": "text"}],
//!     "rep_fields": [{"name": "region", "type": "text"}],
//!     "pools": [{"id": "by-region", "match": [{"lead": "region", "rep": "region"}]}]
//! }"#).unwrap();
//! let request = RouteRequest::from_json(r#"{"as_of": "2026-03-02T09:00:00Z",
//!     "leads": [{"id": "l1", "score": 40, "fields": {"region": "East"}},
//!               {"id": "l2", "score": 90, "fields": {"region": "East"}},
//!               {"id": "l3", "score": 10, "fields": {"region": "West"}}],
//!     "reps": [{"id": "ann", "fields": {"region": "East"}}, {"id": "bob", "fields": {"region": "East"}}]
//! }"#, &model).unwrap();
//! let report = model.route(&request).unwrap();
//! let placed: Vec<_> = report.leads.iter().map(|lead| (lead.lead_id.as_str(), lead.rep_id.as_ref())).collect();
//! assert_eq!(placed[0], ("l2", report.reps.first().map(|rep| &rep.rep_id))); // the best lead goes to ann
//! assert_eq!(placed[1].1.unwrap().as_str(), "bob");
//! assert_eq!(placed[2], ("l3", None)); // nobody works in the West, and the report says so
//! assert_eq!(report.leads[2].reasons[0].code.as_str(), "routing.no_eligible_rep");
//! ```

mod compile;
mod definition;
mod explain;
mod model;
mod pool;
mod report;
mod request;
mod rotation;
mod turn;

pub use definition::{CapacityPolicy, FieldMatch, PoolDefinition, Preference, RoutingDefinition};
pub use model::RoutingModel;
pub use report::{Candidate, LeadRoute, RepLoad, RouteOutcome, RouteReport, RouteStatus};
pub use request::{RotationCredit, RouteLead, RouteRep, RouteRequest};
