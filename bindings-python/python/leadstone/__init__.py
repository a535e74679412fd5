"""Sales-management engine: targets, scoring, routing, journeys and health, each decision with its reasons."""

from leadstone._native import (
    RoutingModel,
    ScorecardModel,
    Table,
    TargetModel,
    error_codes,
    render_html,
    render_markdown,
    version,
)
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
    "RoutingModel",
    "ScorecardModel",
    "Table",
    "TargetModel",
    "TransitionError",
    "__version__",
    "error_codes",
    "render_html",
    "render_markdown",
    "version",
]
