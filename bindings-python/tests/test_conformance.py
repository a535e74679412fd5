"""Every vector of ``tests/vectors``, by the object door, the text door and a batch of one row."""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import leadstone
import pyarrow as pa
import pytest
from conftest import ROOT, VECTORS, load_vectors

COUNT, CASES = load_vectors()
PASSED: list[str] = []
#: The class that compiles the definition of each domain.
CLASSES: dict[str, str] = json.loads((VECTORS / "surface.json").read_text("utf-8"))["doors"]


def differences(expected: Any, actual: Any, tolerance: dict[str, float], at: str = "") -> Iterator[str]:
    """Where ``actual`` does not hold what is expected."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            if key in actual:
                yield from differences(value, actual[key], tolerance, f"{at}/{key}")
            else:
                yield f"{at}/{key} is absent"
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for index, (left, right) in enumerate(zip(expected, actual)):
            yield from differences(left, right, tolerance, f"{at}/{index}")
    elif not same(expected, actual, tolerance):
        yield f"{at}: expected {expected!r}, found {actual!r}"


def same(expected: Any, actual: Any, tolerance: dict[str, float]) -> bool:
    if is_number(expected) and is_number(actual) and not float(expected).is_integer():
        return math.isclose(
            expected, actual, rel_tol=tolerance.get("rel", 0.0), abs_tol=tolerance.get("abs", 0.0)
        )
    return is_number(expected) == is_number(actual) and expected == actual


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def pieces(text: str | list[Any]) -> str:
    """A text of a vector: a text, or a list of texts and ``[text, times]``."""
    if isinstance(text, str):
        return text
    return "".join(piece if isinstance(piece, str) else piece[0] * piece[1] for piece in text)


def definitions(case: dict[str, Any]) -> list[Any]:
    """The definition as text and as object; a bare text would be read as JSON text."""
    if "definition_text" in case:
        return [pieces(case["definition_text"])]
    definition = case["definition"]
    return [json.dumps(definition)] if isinstance(definition, str) else [json.dumps(definition), definition]


def doors(case: dict[str, Any], definition: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every way to put the case."""
    if case["op"] == "decode.definition":
        kind = getattr(leadstone, case["options"]["class"])
        yield "compile", lambda: json.loads(kind.compile(definition, **compiled_with(case)).to_json())
        return
    if case["op"] == "engine.brief":
        yield from brief_doors(case, definition)
        return
    module, verb = case["op"].split(".")
    assert module in CLASSES, f"`doors` of tests/vectors/surface.json has no class for `{module}`"
    name = CLASSES[module]
    given = pieces(case["input_text"]) if "input_text" in case else json.dumps(case["input"])

    def bound(method: str) -> Callable[[Any], Any]:
        door: Callable[[Any], Any] = getattr(getattr(leadstone, name).compile(definition, **compiled_with(case)), method)
        return door

    yield f"{verb}_json", lambda: json.loads(bound(f"{verb}_json")(given))
    if "input" in case:
        yield verb, lambda: bound(verb)(case["input"])


def compiled_with(case: dict[str, Any]) -> dict[str, Any]:
    """What a definition is compiled with: the member ``compile`` of the options."""
    options: dict[str, Any] = case.get("options", {}).get("compile", {})
    return options


def brief_doors(case: dict[str, Any], definition: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The morning run takes options beside its tables."""

    def engine() -> leadstone.Engine:
        return leadstone.Engine.compile(leadstone.Pack.compile(definition))

    tables, options = json.dumps(case["input"]), json.dumps(case["options"])
    yield "brief_json", lambda: json.loads(engine().brief_json(tables, options))
    yield "brief", lambda: engine().brief(case["input"], **case["options"])


#: Column types of declared fields; the others are given as texts.
TYPES = {"boolean": pa.bool_(), "integer": pa.int64()}


def one_row(case: dict[str, Any], definition: Any) -> Callable[[], Any]:
    """The batch door, its columns put together as a report of one lead."""
    model = leadstone.ScorecardModel.compile(definition)
    fields = json.loads(model.to_json())["fields"]
    given = {field["name"]: column(field["type"], case["input"].get(field["name"])) for field in fields}

    def call() -> Any:
        (row,) = pa.table(model.score_batch(pa.table(given))).to_pylist()
        assert sum(row["contributions"]) == row["score"]
        axes = {axis: {"points": row[axis]} for axis in ("fit", "engagement")}
        return {name: row[name] for name in ("score", "grade", "qualified")} | axes

    return call


def column(kind: str, value: Any) -> pa.Array:
    if kind in TYPES or value is None:
        return pa.array([value], TYPES.get(kind, pa.string()))
    return pa.array([value if isinstance(value, str) else json.dumps(value)])


def narrowed(expected: Any) -> Any:
    """What a batch says of a report: numbers and grades, no reasons."""
    axes = {axis: {"points": expected[axis]["points"]} for axis in ("fit", "engagement") if "points" in expected.get(axis, {})}
    return {"expect": {name: expected[name] for name in ("score", "grade", "qualified") if name in expected} | axes}


def answer(call: Callable[[], Any]) -> dict[str, Any]:
    """The answer of a door, or its error, as a vector writes it."""
    try:
        return {"expect": call()}
    except leadstone.LeadstoneError as error:
        assert type(error).__name__ == f"{error.error_class.title()}Error"
        return {"error": error.args[0]}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_vector(case: dict[str, Any]) -> None:
    expected = {key: case[key] for key in ("expect", "error") if key in case}
    assert len(expected) == 1, "a vector expects an answer or an error"
    for definition in definitions(case):
        for door, call in doors(case, definition):
            assert not list(differences(expected, answer(call), case.get("tolerance", {}))), f"at the door {door}"
        if case["op"] == "scoring.score" and "expect" in case:
            batch = answer(one_row(case, definition))
            assert not list(differences(narrowed(case["expect"]), batch, {})), "at the door score_batch"
    PASSED.append(case["name"])


def test_every_vector_ran() -> None:
    """Writes the count for the gate, which compares the languages."""
    names = "".join(f"{case['name']}\n" for case in CASES)
    folder = Path(os.environ.get("LEADSTONE_CONFORMANCE", ROOT / "target" / "conformance"))
    folder.mkdir(parents=True, exist_ok=True)
    body = {
        "language": "python",
        "passed": len(PASSED),
        "failed": len(CASES) - len(PASSED),
        "names_sha256": hashlib.sha256(names.encode()).hexdigest(),
    }
    (folder / "python.json").write_text(json.dumps(body) + "\n", "utf-8")
    assert len(PASSED) == len(CASES) == COUNT
