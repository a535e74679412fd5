"""A scorecard on one lead, with its reasons, and on a hundred thousand leads at once.

Needs pyarrow; pandas, polars and DuckDB tables are given and read in the same way.
"""

from __future__ import annotations

import json
import time

import pyarrow as pa

from leadstone import ScorecardModel

SCORECARD = """{
    "kind": "scoring.scorecard", "schema_version": 1, "id": "demo",
    "fields": [{"name": "employees", "type": "integer"}, {"name": "test_drive", "type": "boolean"}],
    "fit": {"max": 100, "bands": [{"id": "A", "from": 50}, {"id": "B", "from": 0}], "rules": [
        {"id": "large", "points": 60, "when": {"type": "compare", "field": "employees", "op": "at_least", "value": 200}}]},
    "engagement": {"base": 10, "max": 100, "bands": [{"id": "1", "from": 40}, {"id": "2", "from": 0}], "rules": [
        {"id": "drove", "points": 35, "when": {"type": "compare", "field": "test_drive", "op": "equal", "value": true}}]},
    "grades": [["A1", "A2"], ["B1", "B2"]], "qualified": ["A1"]
}"""


def main() -> None:
    model = ScorecardModel.compile(SCORECARD)

    report = model.score({"employees": 250})
    print(f"one lead: {report['score']} points, grade {report['grade']}")
    for reason in report["fit"]["reasons"] + report["engagement"]["reasons"]:
        print(f"  {reason['contribution']:+g} {reason['code']} {reason['params']}")
    print(f"  to qualify: {report['to_qualify']}; to ask next: {report['undecided']}")

    rows = 100_000
    leads = pa.table({"employees": [row % 400 for row in range(rows)], "test_drive": [row % 3 == 0 for row in range(rows)]})
    started = time.perf_counter()
    scores = pa.table(model.score_batch(leads))
    took = time.perf_counter() - started
    parts = json.loads(scores.schema.field("contributions").metadata[b"parts"])
    print(f"{rows} leads in {took * 1000:.0f} ms; contributions are {parts}")
    print(scores.group_by("grade").aggregate([("grade", "count")]).sort_by("grade").to_pydict())


if __name__ == "__main__":
    main()
