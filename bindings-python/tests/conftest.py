"""What every test shares: the vectors, a scorecard, and errors as data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import leadstone
import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "vectors"


def rule(id: str, points: int, **when: Any) -> dict[str, Any]:
    return {"id": id, "points": points, "when": when}


SCORECARD: Any = {
    "kind": "scoring.scorecard",
    "schema_version": 1,
    "id": "demo",
    "fields": [
        {"name": "employees", "type": "integer"},
        {"name": "test_drive", "type": "boolean"},
        {"name": "source", "type": "text"},
        {"name": "visited_on", "type": "date"},
        {"name": "asked_at", "type": "instant"},
        {"name": "deposit", "type": "money"},
    ],
    "fit": {
        "max": 100,
        "bands": [{"id": "A", "from": 50}, {"id": "B", "from": 0}],
        "rules": [
            rule("large", 60, type="compare", field="employees", op="at_least", value=200),
            rule("referral", 5, type="one_of", field="source", values=["referral"]),
        ],
    },
    "engagement": {
        "base": 10,
        "max": 100,
        "bands": [{"id": "1", "from": 40}, {"id": "2", "from": 0}],
        "rules": [
            rule("drove", 35, type="compare", field="test_drive", op="equal", value=True),
            rule("deposit", 10, type="compare", field="deposit", op="at_least", value="499.5"),
            rule("march", 3, type="between", field="visited_on", low="2026-03-01", high="2026-03-31"),
            rule("asked", 2, type="compare", field="asked_at", op="at_least", value="2026-03-01T00:00:00+08:00"),
        ],
    },
    "grades": [["A1", "A2"], ["B1", "B2"]],
    "qualified": ["A1"],
}


@pytest.fixture(scope="session")
def scorecard() -> leadstone.ScorecardModel:
    return leadstone.ScorecardModel.compile(SCORECARD)


def refused(call: Callable[[], object]) -> leadstone.LeadstoneError:
    """The error that ``call`` raises."""
    with pytest.raises(leadstone.LeadstoneError) as caught:
        call()
    return caught.value


def found(error: leadstone.LeadstoneError) -> list[tuple[str, str]]:
    """Code and pointer of every violation."""
    return [(violation["code"], violation["pointer"]) for violation in error.violations]


def load_vectors() -> tuple[int, list[dict[str, Any]]]:
    """The committed count, and every case with the defaults of its file."""
    index = json.loads((VECTORS / "index.json").read_text("utf-8"))
    cases = []
    for name in index["files"]:
        file = json.loads((VECTORS / name).read_text("utf-8"))
        cases += [{**file.get("defaults", {}), **case} for case in file["vectors"]]
    return index["count"], cases
