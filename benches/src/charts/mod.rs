//! Statecharts: the SCXML corpora, random histories, and what an event costs.

pub mod bench;
pub mod corpus;
pub mod evidence;
pub mod executable;
pub mod expression;
pub mod histories;
pub mod journeys;
pub mod ledger;
pub mod pictures;
pub mod scxml;
pub mod subset;
