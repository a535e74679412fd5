"""What calls take and give beside the documents of ``_types``: records, instants, tables, lists, requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

from leadstone._types import ArrowTable, BriefState, BriefStateReport, CalendarDefinition, ChartDue, Due, HealthIndicatorDefinition, KnownRangeReport, LightDecision, RouteDecision, DueTimer

#: Values by field; dates, times and ``Decimal`` are welcome.
Record: TypeAlias = dict[str, Any]
#: An instant with its offset, or a local day, which stands for its end; a ``datetime`` is a ``date``.
AsOf: TypeAlias = "str | date"
#: The `state` of a brief, as it was given or as it was written by hand.
PreviousState: TypeAlias = "BriefState | BriefStateReport"
#: Tables by name: columns, CSV text with a header line, or rows.
Tables: TypeAlias = "Mapping[str, ArrowTable | str | list[dict[str, Any]]]"
#: ``{"tables", "as_of", "time_zone", "currency", "mapping"?, "calendar"?, "previous"?}``
FactsInput: TypeAlias = dict[str, Any]
#: What the method describes.
Request: TypeAlias = dict[str, Any]
#: ``{"fields", "when"}``, or ``query_builder`` or ``json_logic`` in place of ``when``
ConditionDocument: TypeAlias = dict[str, Any]
#: A JSON Schema.
Schema: TypeAlias = dict[str, Any]

CalendarDefinitions: TypeAlias = "list[CalendarDefinition]"
DueLimits: TypeAlias = "list[Due]"
HealthIndicatorDefinitions: TypeAlias = "list[HealthIndicatorDefinition]"
LightDecisions: TypeAlias = "list[LightDecision]"
MaybeChartDue: TypeAlias = "ChartDue | None"
MaybeInstant: TypeAlias = "str | None"
MaybeKnownRange: TypeAlias = "KnownRangeReport | None"
Answer: TypeAlias = bool
Handle: TypeAlias = int
MaybeHandle: TypeAlias = "int | None"
MaybeTimer: TypeAlias = "DueTimer | None"
RouteDecisions: TypeAlias = "list[RouteDecision]"
