"""The shapes of documents."""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

ScorecardDefinition: TypeAlias = dict[str, Any]
LeadRecord: TypeAlias = dict[str, Any]
ScoreReport: TypeAlias = dict[str, Any]
ScoreDecision: TypeAlias = dict[str, Any]


class ArrowStream(Protocol):
    """Anything that hands out its columns as an Arrow stream."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class ArrowArray(Protocol):
    """Anything that hands out its columns as one Arrow array."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


ArrowTable: TypeAlias = ArrowStream | ArrowArray
