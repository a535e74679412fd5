"""
Handles on compiled models; everything else is plain data.
"""

from leadstone._inputs import BriefReport, FactsInput, Record, RouteDecisions, RouteReport, RouteRequest, RoutingDefinition
from leadstone._types import ArrowTable, ScoreDecision, ScoreReport, ScorecardDefinition, TargetDefinition, TargetReport
from typing import Any, final

__all__ = ["RoutingModel", "ScorecardModel", "Table", "TargetModel", "error_codes", "render_html", "render_markdown", "version"]

@final
class RoutingModel:
    """
    A compiled routing policy: immutable, shared freely between threads.
    """
    @staticmethod
    def compile(definition: RoutingDefinition | str) -> RoutingModel:
        """
        Compiles a policy given as an object or as JSON text.
        """
    def decide(self, /, request: RouteRequest) -> RouteDecisions:
        """
        One decision record per lead of a request. The GIL is released.
        """
    def decide_json(self, /, request: str) -> str:
        """
        As `decide`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the definition's canonical JSON.
        """
    def route(self, /, request: RouteRequest) -> RouteReport:
        """
        A seller for each lead of a request, with why. The GIL is released.
        """
    def route_json(self, /, request: str) -> str:
        """
        As `route`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def to_json(self, /) -> str:
        """
        The compiled definition as canonical JSON, defaults written.
        """

@final
class ScorecardModel:
    """
    A compiled scorecard: immutable, shared freely between threads.
    """
    @staticmethod
    def compile(definition: ScorecardDefinition | str) -> ScorecardModel:
        """
        Compiles a scorecard given as an object or as JSON text.
        """
    def decide(self, /, lead: Record) -> ScoreDecision:
        """
        The decision record of one lead, for the host's log.
        """
    def decide_json(self, /, lead: str) -> str:
        """
        The decision record of one lead given as JSON text, as canonical JSON.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the definition's canonical JSON.
        """
    def score(self, /, lead: Record) -> ScoreReport:
        """
        The score of one lead with all its reasons.
        """
    def score_batch(self, /, leads: ArrowTable) -> Table:
        """
        The scores of many leads, row for row; a row that cannot be read has an error. The GIL is released.

        The columns are the declared fields, and `id` where it is wanted back; any object with
        `__arrow_c_stream__` or `__arrow_c_array__` has them.
        """
    def score_json(self, /, lead: str) -> str:
        """
        The score of one lead given as JSON text, as canonical JSON.
        """
    def to_json(self, /) -> str:
        """
        The compiled definition as canonical JSON, defaults written.
        """

@final
class Table:
    """
    Columns that pyarrow, pandas, polars and DuckDB read in place.
    """
    def __arrow_c_schema__(self, /) -> Any: ...
    def __arrow_c_stream__(self, /, requested_schema: Any | None = None) -> Any:
        """
        The columns as a stream of one batch. They keep their types, whatever schema is requested.
        """
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...

@final
class TargetModel:
    """
    A compiled target definition: immutable, shared freely between threads.
    """
    @staticmethod
    def compile(definition: TargetDefinition | str) -> TargetModel:
        """
        Compiles a definition given as an object or as JSON text.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the definition's canonical JSON.
        """
    def report(self, /, facts: FactsInput) -> TargetReport:
        """
        Targets, pace, gaps and baselines of every region, on facts. The GIL is released.
        """
    def report_json(self, /, facts: str) -> str:
        """
        As `report`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def to_json(self, /) -> str:
        """
        The compiled definition as canonical JSON, defaults written.
        """

def error_codes() -> list[str]:
    """
    The stable codes of errors, in the order of the catalogue.
    """

def render_html(brief: BriefReport | str, locale: str) -> str:
    """
    A brief as one self-contained HTML page, in a language of the engine such as `zh-CN`.
    """

def render_markdown(brief: BriefReport | str, locale: str) -> str:
    """
    A brief as Markdown, in a language of the engine such as `zh-CN`.
    """

def version() -> str:
    """
    The version of the engine.
    """
