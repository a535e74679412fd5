"""What calls take beside documents: records, instants and tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

from leadstone._types import ArrowTable

#: Values by field; dates, times and ``Decimal`` are welcome.
Record: TypeAlias = dict[str, Any]
#: An instant with its offset, or a local day, which stands for its end; a ``datetime`` is a ``date``.
AsOf: TypeAlias = "str | date"
#: Tables by name: columns, CSV text with a header line, or rows.
Tables: TypeAlias = "Mapping[str, ArrowTable | str | list[dict[str, Any]]]"
#: ``{"tables", "as_of", "time_zone", "currency", "mapping"?, "calendar"?}``
FactsInput: TypeAlias = dict[str, Any]

BriefReport: TypeAlias = dict[str, Any]
RouteDecisions: TypeAlias = list[dict[str, Any]]
RouteReport: TypeAlias = dict[str, Any]
RouteRequest: TypeAlias = dict[str, Any]
RoutingDefinition: TypeAlias = dict[str, Any]
