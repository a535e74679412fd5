"""The rivals of the rules in Python: plain Python and DuckDB, and what a call of leadstone costs from here.

usage: rival.py evidence|bench FOLDER [--quick], after the Rust program of the same name wrote into FOLDER.
JSON lines on stdout, one per figure; ends with 1 when counts differ.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

VERB, FOLDER, QUICK = sys.argv[1], Path(sys.argv[2]), "--quick" in sys.argv
AS_OF_TEXT = "2026-11-23T00:00:00Z"
AS_OF = 1_795_392_000
DAY = 86_400
NULLABLE = {"employees", "budget", "segment", "email_domain", "consent", "last_contact"}
OPERATORS = {"equal": "==", "not_equal": "!=", "below": "<", "at_most": "<=", "above": ">", "at_least": ">="}
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

rules = json.loads((FOLDER / "rules.json").read_text("utf-8"))["rules"]
figures = json.loads((FOLDER / "figures.json").read_text("utf-8"))


def report(metric: str, value: float, unit: str, n: int, **more: Any) -> None:
    line = {
        "name": "rules", "metric": metric, "value": value, "unit": unit, "rival": None, "rival_version": None,
        "rival_value": None, "ratio": None, "n": n, "lower": None, "upper": None, "bar": None, "met": None,
        "seed": figures["seed"],
    }
    line.update(more)
    if line["bar"] is not None and line["met"] is None:
        line["met"] = value <= line["bar"]
    print(json.dumps(line), flush=True)


def number(field: str, value: Any) -> Any:
    """A constant as the rivals' leads hold it: times and amounts as numbers."""
    if field in ("created_on", "last_contact"):
        return (date.fromisoformat(value) - date(1970, 1, 1)).days
    if field == "updated_at":
        return int(datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp())
    if field in ("budget", "discount") and isinstance(value, str):
        return float(value)
    return value


def python_source(node: dict[str, Any], wanted: bool = True) -> str:
    """An expression over `r` that is true exactly where the condition is true (or, unless wanted, false)."""
    kind = node["type"]
    if kind in ("all", "any"):
        joined = " and " if (kind == "all") == wanted else " or "
        return "(" + joined.join(python_source(part, wanted) for part in node["of"]) + ")"
    if kind == "not":
        return python_source(node["of"], not wanted)
    field = node["field"]
    cell = f"r[{field!r}]"
    if kind in ("present", "absent"):
        return f"{cell} is {'not ' if (kind == 'present') == wanted else ''}None"
    if kind == "compare":
        operator = OPERATORS[node["op"]]
        test = f"{cell} {operator if wanted else OPPOSITE[operator]} {number(field, node['value'])!r}"
    else:
        if kind == "between":
            test = f"{number(field, node['low'])!r} <= {cell} <= {number(field, node['high'])!r}"
        elif kind == "one_of":
            test = f"{cell} in {set(node['values'])!r}"
        elif kind == "contains":
            test = f"{node['value']!r} in {cell}"
        elif kind in ("starts_with", "ends_with"):
            test = f"{cell}.{kind.replace('_', '')}({node['value']!r})"
        elif kind == "has_any":
            test = "(" + " or ".join(f"{value!r} in {cell}" for value in node["values"]) + ")"
        elif kind == "events":
            since = AS_OF - DAY * node["within"]["amount"]
            fits = f"e['type'] in {tuple(node['of'])!r} and {since} < e['at'] <= {AS_OF}"
            test = f"sum(1 for e in {cell} if {fits}) {OPERATORS[node['op']]} {node['value']}"
        else:
            raise ValueError(f"no translation of {kind}")
        test = test if wanted else f"not ({test})"
    return f"({cell} is not None and {test})" if field in NULLABLE else f"({test})"


def plain_python() -> dict[str, Callable[[dict[str, Any]], bool]]:
    # The source is built above from our own rules; nothing else comes in.
    return {rule["id"]: eval("lambda r: " + python_source(rule["when"])) for rule in rules}


def evidence() -> int:
    leads = [json.loads(line) for line in (FOLDER / "theirs.jsonl").read_text("utf-8").splitlines()]
    expected, tests = figures["counts"], plain_python()
    started = time.process_time()
    counts = {rule: sum(1 for lead in leads if test(lead)) for rule, test in tests.items()}
    took = time.process_time() - started
    differing = [rule for rule in counts if counts[rule] != expected[rule]]
    for rule in differing:
        print(f"{rule}: leadstone {expected[rule]}, plain Python {counts[rule]}", file=sys.stderr)
    total = sum(counts.values())
    print(f"plain Python: {len(counts)} rules x {len(leads)} leads, {total} matches, {took:.2f} s", file=sys.stderr)
    report("rules.differing_from_python", len(differing), "rules", len(counts), bar=0,
           rival="plain Python", rival_version=platform.python_version(), rival_value=total)
    return 1 if differing else 0


def sql(node: dict[str, Any]) -> str:
    """SQL has our three truth values, so that a condition is translated once."""
    kind = node["type"]
    if kind in ("all", "any"):
        return "(" + (" AND " if kind == "all" else " OR ").join(sql(part) for part in node["of"]) + ")"
    if kind == "not":
        return f"(NOT {sql(node['of'])})"
    field = node["field"]

    def constant(value: Any) -> str:
        if isinstance(value, bool):
            return str(value)
        if field in ("created_on", "last_contact"):
            return f"DATE '{value}'"
        if field == "updated_at":
            return f"TIMESTAMP '{value.rstrip('Z').replace('T', ' ')}'"
        if field in ("budget", "discount", "score", "employees", "visits"):
            return str(value)
        return "'" + value.replace("'", "''") + "'"

    if kind == "present":
        return f"({field} IS NOT NULL)"
    if kind == "absent":
        return f"({field} IS NULL)"
    if kind == "compare":
        operator = {"==": "=", "!=": "<>"}.get(OPERATORS[node["op"]], OPERATORS[node["op"]])
        return f"({field} {operator} {constant(node['value'])})"
    if kind == "between":
        return f"({field} BETWEEN {constant(node['low'])} AND {constant(node['high'])})"
    if kind == "one_of":
        return f"({field} IN ({', '.join(map(constant, node['values']))}))"
    if kind in ("contains", "starts_with", "ends_with"):
        return f"{kind}({field}, {constant(node['value'])})"
    if kind == "has_any":
        return f"list_has_any({field}, [{', '.join(map(constant, node['values']))}])"
    if kind == "events":
        operator = {"==": "="}.get(OPERATORS[node["op"]], OPERATORS[node["op"]])
        return f"({counter(node)} {operator} {node['value']})"
    raise ValueError(f"no translation of {kind}")


def counter(node: dict[str, Any]) -> str:
    return f"n_{node['of'][0]}_{node['within']['amount']}"


def counters(node: dict[str, Any]) -> dict[str, str]:
    """The event counts that a condition reads, as columns that are filled before the clock runs."""
    if node["type"] in ("all", "any"):
        return {name: text for part in node["of"] for name, text in counters(part).items()}
    if node["type"] == "not":
        return counters(node["of"])
    if node["type"] != "events":
        return {}
    since = (AS_OF - DAY * node["within"]["amount"]) * 1_000_000
    fits = f"e.type = '{node['of'][0]}' AND epoch_us(e.at) > {since} AND epoch_us(e.at) <= {AS_OF * 1_000_000}"
    return {counter(node): f"CAST(len(list_filter(history, lambda e: {fits})) AS INTEGER)"}


def timed(run: Callable[[], Any], runs: int) -> tuple[float, float, float]:
    """Seconds of processor time: the median of the runs, the fastest and the slowest; one to warm up."""
    run()
    found = []
    for _ in range(runs):
        started = time.process_time()
        run()
        found.append(time.process_time() - started)
    found.sort()
    return found[len(found) // 2], found[0], found[-1]


def against_duckdb(table: Any, runs: int) -> int:
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.register("arrow_leads", table)
    extra = {name: text for rule in rules for name, text in counters(rule["when"]).items()}
    columns = ", ".join(f"{text} AS {name}" for name, text in extra.items())
    connection.execute(
        "CREATE TABLE leads AS SELECT * EXCLUDE (history, updated_at), "
        f"make_timestamp(epoch_us(updated_at)) AS updated_at, {columns} FROM arrow_leads"
    )
    query = "SELECT " + ", ".join(f"count(*) FILTER (WHERE {sql(rule['when'])})" for rule in rules) + " FROM leads"
    counts = connection.execute(query).fetchone()
    differing = [rule["id"] for rule, count in zip(rules, counts) if count != figures["counts"][rule["id"]]]
    print(f"DuckDB: {sum(counts)} matches, {len(differing)} rules differ {differing}", file=sys.stderr)
    report("rules.differing_from_duckdb", len(differing), "rules", len(rules), bar=0, rival="DuckDB",
           rival_version=duckdb.__version__)
    seconds, lower, upper = timed(lambda: connection.execute(query).fetchone(), runs)
    ours = figures["r2_seconds"]
    report("R2 columns.1m_x_100", ours, "CPU s", table.num_rows, rival="DuckDB, counts of events precomputed",
           rival_version=duckdb.__version__, rival_value=seconds, ratio=seconds / ours, lower=lower, upper=upper,
           bar=seconds / 4)
    return 1 if differing else 0


def from_python(table: Any, runs: int) -> None:
    from leadstone import RuleSetModel

    model = RuleSetModel.compile((FOLDER / "rules.json").read_text("utf-8"))
    rows = table.num_rows
    # Three times what R2 may take; beside it three times what it took.
    options = {"as_of": AS_OF_TEXT}
    for metric, run in (
        ("R3 python.count_batch", lambda: model.count_batch(table, options)),
        ("R3 python.evaluate_batch", lambda: model.evaluate_batch(table, options)),
    ):
        seconds, lower, upper = timed(run, runs)
        report(metric, seconds, "CPU s", rows, lower=lower, upper=upper, bar=3 * figures["r2_bar"],
               rival="three times R2 as measured", rival_value=3 * figures["r2_seconds"],
               ratio=3 * figures["r2_seconds"] / seconds)
    matched, lower, upper = timed(lambda: model.evaluate_batch(table, {**options, "matched": True}), runs)
    report("R3 python.evaluate_batch.matched", matched, "CPU s", rows, lower=lower, upper=upper)
    leads = [json.loads(line) for line in (FOLDER / "leads.jsonl").read_text("utf-8").splitlines()][:1_000]
    held = [model.hold(lead) for lead in leads]
    times = 20
    # A moved instant asks all rules that look back over events.
    instants = (AS_OF_TEXT, "2026-11-22T00:00:00Z")

    def first(record: Any, i: int) -> None:
        record.first(instants[i % 2])

    def matched_again(record: Any, i: int) -> None:
        record.matched(instants[i % 2])

    def update(record: Any, i: int) -> None:
        record.update({"score": i})
        record.first(AS_OF_TEXT)

    for metric, call in (
        ("R3 python.held.first", first),
        ("R3 python.held.matched", matched_again),
        ("R3 python.held.update_and_first", update),
    ):
        def each(call: Callable[[Any, int], None] = call) -> None:
            for i in range(times):
                for record in held:
                    call(record, i)

        seconds, lower, upper = timed(each, runs)
        scale = 1e6 / (times * len(held))
        report(metric, seconds * scale, "us/call", len(held), lower=lower * scale, upper=upper * scale, bar=3.0)


def bench() -> int:
    import pyarrow as pa

    runs = 3 if QUICK else 5
    with pa.ipc.open_stream(FOLDER / "leads.arrow") as stream:
        table = stream.read_all()
    failed = against_duckdb(table, runs)
    from_python(table, runs)
    return failed


if __name__ == "__main__":
    sys.exit({"evidence": evidence, "bench": bench}[VERB]())
