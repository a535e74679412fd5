"""Sales-management engine: targets, scoring, routing, journeys and health, each decision with its reasons."""

from leadstone._native import ScorecardModel, Table, error_codes, version
from leadstone.errors import (
    DefinitionError,
    InputError,
    InternalError,
    LeadstoneError,
    NumericError,
    TransitionError,
)

__version__ = version()

__all__ = [
    "DefinitionError",
    "InputError",
    "InternalError",
    "LeadstoneError",
    "NumericError",
    "ScorecardModel",
    "Table",
    "TransitionError",
    "__version__",
    "error_codes",
    "version",
]
