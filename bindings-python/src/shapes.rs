//! The documents that cross, each by the name of its type in `leadstone._types`.

use leadstone::ErrorClass;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier};

/// A kind of document: who has to mend it when it is wrong, and its Python type.
pub(crate) trait Shape {
    const CLASS: ErrorClass;
    #[cfg(feature = "stubs")]
    const HINT: PyStaticExpr;
}

macro_rules! shapes {
    ($($class:ident: $($name:ident)*;)*) => {$($(
        #[derive(Debug)]
        pub(crate) enum $name {}

        impl Shape for $name {
            const CLASS: ErrorClass = ErrorClass::$class;
            #[cfg(feature = "stubs")]
            const HINT: PyStaticExpr = type_hint_identifier!("leadstone._types", stringify!($name));
        }
    )*)*};
}

shapes! {
    Definition: ScorecardDefinition;
    Input: LeadRecord ScoreReport ScoreDecision;
}
