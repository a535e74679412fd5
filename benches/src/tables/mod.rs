//! Decision tables beside a scan and zen-engine, and conditions in the forms of other tools.

pub mod bench;
pub mod evidence;
pub mod jsonlogic;
pub mod naive;
