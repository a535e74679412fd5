"""The column doors with the cases of ``tests/hostile``, by pyarrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import hostile_cases as cases
import leadstone
import pyarrow as pa

BATCH, BRIEF = "ScorecardModel.score_batch", "Engine.brief columns"
TYPES: dict[str, pa.DataType] = {
    "utf8": pa.string(),
    "int64": pa.int64(),
    "bool": pa.bool_(),
    "float64": pa.float64(),
    "date32": pa.date32(),
    "timestamp": pa.timestamp("us", "UTC"),
    "time": pa.time64("us"),
    "binary": pa.binary(),
    "list": pa.list_(pa.int64()),
    "struct": pa.struct([("a", pa.int64())]),
}


def array(kind: str, cells: list[Any]) -> pa.Array:
    cells = cases.value(cells)
    match kind:
        case "date32":
            return pa.array(cells, pa.int32()).cast(pa.date32())
        case "float64":
            return pa.array([None if cell is None else float(cell) for cell in cells], TYPES[kind])
        case "struct":
            return pa.StructArray.from_arrays([pa.array(cells, pa.int64())], ["a"])
        case "timestamp" | "time":
            return pa.array(cells, pa.int64()).cast(TYPES[kind])
    return pa.array(cells, TYPES[kind])


def table(sound: dict[str, Any], case: dict[str, Any]) -> pa.Table:
    """The sound table with the columns of a case put in, dropped or doubled."""
    put, dropped = case.get("put", {}), case.get("drop", [])
    columns = [(name, column) for name, column in sound.items() if name not in put and name not in dropped]
    made = [(name, array(*column)) for name, column in [*columns, *put.items()]]
    made += [(name, column) for name, column in made if name == case.get("twice")]
    whole = pa.Table.from_arrays([column for _, column in made], [name for name, _ in made])
    return whole.slice(0, 0) if "empty" in case else whole


def with_rows(said: str, codes: list[str | None]) -> str:
    return f"{said} rows {','.join(code or '-' for code in codes)}" if any(codes) else said


def brief(engine: leadstone.Engine, given: Any) -> Callable[[], object]:
    return lambda: engine.brief({"orders": given}, as_of="2026-09-16")


def batch(model: Any, door: str, given: list[Any], codes: list[str | None]) -> Callable[[], object]:
    """A bulk door; where its rows have an error code, those go into ``codes``."""

    def ask() -> None:
        answer = getattr(model, door.split(".")[1])(*given)
        if not isinstance(answer, dict) and "error_code" in pa.table(answer).column_names:
            codes.extend(pa.table(answer).column("error_code").to_pylist())

    return ask


def column_cases(
    models: dict[str, Any], engine: leadstone.Engine, said: Callable[[Callable[[], object], str], str]
) -> Iterator[dict[str, Any]]:
    file = cases.read("columns.json")
    own = {name: getattr(leadstone, name).compile(definition) for name, definition in file["definitions"].items()}
    models = {**models, **own}
    for case in file["cases"]:
        for door in case.get("doors", [BATCH, BRIEF]):
            given = cases.value(case["argument"]) if "argument" in case else table(file["tables"][door], case)
            codes: list[str | None] = []

            options = [file["options"][door]] if door in file["options"] else []
            ask = brief(engine, given) if door == BRIEF else batch(models[door.split(".")[0]], door, [given, *options], codes)
            expected = cases.expected(case["expect"], "/tables/orders" if door == BRIEF else "")
            answer = with_rows(said(ask, "input"), codes)
            yield {"case": case["case"], "door": door, "said": answer, "expected": with_rows(expected, case.get("rows", []))}
    streams = cases.read("stream.json")
    for case in streams["cases"]:
        line = {"case": case["case"], "door": f"{BATCH}(stream)", "expected": cases.expected(case["expect"])}
        yield {**line, "said": "n/a", "why": streams["absent"]["python"]}
