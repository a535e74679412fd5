"""Conditions as SQL in real SQLite and DuckDB: row by row the answers of the engine, NULL for unknown.

usage: rival.py evidence|bench FOLDER [--quick], after the Rust program of the same name wrote into FOLDER.
JSON lines on stdout, one per figure; ends with 1 when an answer differs.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import duckdb

VERB, FOLDER = sys.argv[1], Path(sys.argv[2])
TYPES = {
    "sqlite": {"integer": "INTEGER", "decimal": "REAL", "text": "TEXT", "enum": "TEXT", "boolean": "INTEGER",
               "date": "TEXT", "instant": "TEXT"},
    "duckdb": {"integer": "BIGINT", "decimal": "DECIMAL(38, 18)", "text": "VARCHAR", "enum": "VARCHAR",
               "boolean": "BOOLEAN", "date": "DATE", "instant": "TIMESTAMPTZ"},
}


def report(metric: str, value: float, n: int, rival: str, version: str, seed: int) -> None:
    print(json.dumps({
        "name": "tables", "metric": metric, "value": value, "unit": "answers", "rival": rival,
        "rival_version": version, "rival_value": None, "ratio": None, "n": n, "lower": None, "upper": None,
        "bar": 0.0, "met": value == 0, "seed": seed,
    }), flush=True)


def micros(text: str) -> str:
    """An instant as SQLite holds it: UTC, six decimals."""
    from datetime import datetime, timezone

    at = datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def cell(database: str, kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "instant":
        return micros(value)
    if database == "sqlite" and kind == "boolean":
        return int(value)
    if database == "sqlite" and kind == "decimal":
        return float(value)
    return value


def truth(value: Any) -> bool | None:
    return None if value is None else bool(value)


def compare(database: str, connection: Any, version: str, given: dict[str, Any]) -> int:
    fields = [(field["name"], field["type"]) for field in given["fields"]]
    columns = ", ".join(f'"{name}" {TYPES[database][kind]}' for name, kind in fields)
    connection.execute(f"CREATE TABLE leads (place INTEGER, {columns})")
    holes = ", ".join("?" * (len(fields) + 1))
    rows = [[place, *(cell(database, kind, row.get(name)) for name, kind in fields)]
            for place, row in enumerate(given["rows"])]
    connection.executemany(f"INSERT INTO leads VALUES ({holes})", rows)
    wrong = asked = 0
    for case in given["cases"]:
        written = case[database]
        found = connection.execute(f"SELECT ({written['sql']}) FROM leads ORDER BY place", written["params"]).fetchall()
        answers = [truth(row[0]) for row in found]
        if answers != case["answers"]:
            wrong += sum(1 for ours, theirs in zip(case["answers"], answers) if ours != theirs)
            if wrong < 5:
                print(f"{database}: {written['sql']} {written['params']}", file=sys.stderr)
        matched = connection.execute(f"SELECT count(*) FROM leads WHERE {written['sql']}", written["params"]).fetchone()
        wrong += int(matched[0] != case["answers"].count(True))
        asked += len(answers)
    report(f"sql.{database}.differ", wrong, asked, database, version, given["seed"])
    return wrong


def main() -> int:
    if VERB != "evidence":
        return 0
    given = json.loads((FOLDER / "forms.json").read_text("utf-8"))
    wrong = compare("sqlite", sqlite3.connect(":memory:"), sqlite3.sqlite_version, given)
    wrong += compare("duckdb", duckdb.connect(), duckdb.__version__, given)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
