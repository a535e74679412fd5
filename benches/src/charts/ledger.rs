//! A host that keeps counters: an effect changes them at once, and guards read them as fields.
//!
//! Machines of the corpora that count entries and exits in a data model are played with it. The chart
//! does not hold the data, and the order of everything else is the engine's own.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use leadstone::journey::chart::{ChartModel, Observer};
use leadstone::{Record, ScalarRef};

use super::expression::{Constant, Expression, Known};

/// What an effect of that number does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    Assign {
        variable: String,
        value: Expression,
    },
    /// The first branch whose condition holds.
    If(Vec<(Expression, Vec<Statement>)>),
}

impl Statement {
    /// The variables that it may change.
    pub fn writes(&self) -> Vec<&str> {
        match self {
            Self::Assign { variable, .. } => vec![variable],
            Self::If(branches) => branches.iter().flat_map(|(_, inner)| inner.iter().flat_map(Self::writes)).collect(),
        }
    }
}

/// The variables that change, and what changes them.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub statements: Vec<Statement>,
    names: Vec<String>,
    values: Vec<Cell<Option<i64>>>,
    fault: RefCell<Option<String>>,
}

impl Ledger {
    /// The variables in the order of the fields, with what they begin with.
    pub fn new(statements: Vec<Statement>, begin: &BTreeMap<String, Option<i64>>) -> Self {
        let (names, values) = begin.iter().map(|(name, value)| (name.clone(), Cell::new(*value))).unzip();
        Self { statements, names, values, fault: RefCell::default() }
    }

    /// The declared fields of the chart.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What went wrong, if anything did.
    pub fn fault(&self) -> Option<String> {
        self.fault.borrow().clone()
    }

    fn known(&self) -> Known {
        let constant = |cell: &Cell<Option<i64>>| cell.get().map_or(Constant::Undefined, Constant::Number);
        self.names.iter().cloned().zip(self.values.iter().map(constant)).collect()
    }

    fn run(&self, statement: &Statement) -> Result<(), String> {
        match statement {
            Statement::Assign { variable, value } => {
                let Some(Constant::Number(number)) = value.constant(&self.known()) else {
                    return Err(format!("{variable} is no number"));
                };
                let slot = self.names.iter().position(|name| name == variable);
                let cell = slot.and_then(|slot| self.values.get(slot)).ok_or("a variable that is not declared")?;
                cell.set(Some(number));
                Ok(())
            }
            Statement::If(branches) => {
                for (test, inner) in branches {
                    if test.constant(&self.known()).ok_or("a test without an answer")?.is_true() {
                        return inner.iter().try_for_each(|statement| self.run(statement));
                    }
                }
                Ok(())
            }
        }
    }
}

impl Record for Ledger {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.values.get(slot).and_then(Cell::get).map(ScalarRef::Integer)
    }
}

/// Runs what the chart says, when it says it.
#[derive(Debug)]
pub struct Keeper<'a> {
    pub ledger: &'a Ledger,
    pub model: &'a ChartModel,
}

impl Observer for Keeper<'_> {
    fn effect(&mut self, effect: u32) {
        let number = self.model.effect_id(effect).and_then(|id| id.strip_prefix("keep")?.parse::<usize>().ok());
        let statement = number.and_then(|number| self.ledger.statements.get(number));
        let done = statement.ok_or_else(|| "an unknown effect".to_owned()).and_then(|one| self.ledger.run(one));
        if let Err(fault) = done {
            self.ledger.fault.borrow_mut().get_or_insert(fault);
        }
    }
}
