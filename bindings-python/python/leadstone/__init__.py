"""Sales-management engine: targets, scoring, routing, journeys and health, each decision with its reasons."""

from leadstone._native import (
    Engine,
    HealthModel,
    JourneyModel,
    Pack,
    RoutingModel,
    ScorecardModel,
    Table,
    TargetModel,
    error_codes,
    error_text,
    packs,
    reason_codes,
    reason_text,
    render_html,
    render_markdown,
    schema,
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
    "Engine",
    "HealthModel",
    "InputError",
    "InternalError",
    "JourneyModel",
    "LeadstoneError",
    "NumericError",
    "Pack",
    "RoutingModel",
    "ScorecardModel",
    "Table",
    "TargetModel",
    "TransitionError",
    "__version__",
    "error_codes",
    "error_text",
    "packs",
    "reason_codes",
    "reason_text",
    "render_html",
    "render_markdown",
    "schema",
    "version",
]
