//! One hundred rules over made-up leads: what the rules' evidence and bench share.

pub mod bench;
pub mod catalogue;
pub mod evidence;
pub mod jsonlogic;
pub mod leads;
pub mod processor;
pub mod rival;
pub mod table;
