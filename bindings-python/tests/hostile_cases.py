"""The cases of ``tests/hostile`` as Python says them: documents, host values, edits."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

from conftest import ROOT

FOLDER = ROOT / "tests" / "hostile"


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


class Failing(dt.date):
    """A date whose own code fails."""

    def isoformat(self) -> str:
        raise ZeroDivisionError("of the host")


def nested(levels: int) -> Any:
    value: list[Any] = []
    for _ in range(levels - 1):
        value = [value]
    return value


def cycle() -> Any:
    value: dict[str, Any] = {}
    value["self"] = value
    return value


def generated(stated: dict[str, Any]) -> Any:
    match stated["$"]:
        case "text":
            return stated["of"] * stated["times"]
        case "list":
            return [copy.deepcopy(stated["of"])] * stated["times"]
        case "nested":
            return nested(stated["levels"])
        case "cycle":
            return cycle()
        case "raises":
            return Failing(2026, 3, 1)
        case "surrogate":
            return "\ud800"
        case "surrogate key":
            return {"\ud800": 1}
        case "float":
            return float(stated["of"])
        case "foreign":
            return object()
        case "bytes":
            return b"{}"
        case "set":
            return {1, 2}
    raise ValueError(f"no generator {stated['$']}")


def value(stated: Any) -> Any:
    """A value of a case, what a file cannot hold made."""
    if isinstance(stated, dict):
        return generated(stated) if "$" in stated else {key: value(member) for key, member in stated.items()}
    return [value(item) for item in stated] if isinstance(stated, list) else stated


def planted(sound: Any, at: str, edits: dict[str, Any]) -> Any:
    """A sound document with members planted at their pointers, below ``at``."""
    document = copy.deepcopy(sound)
    for pointer, stated in edits.items():
        *path, key = (at + pointer).split("/")[1:]
        holder = document
        for step in path:
            holder = holder[int(step)] if isinstance(holder, list) else holder[step]
        holder[int(key) if isinstance(holder, list) else key] = value(stated)
    return document


def text(stated: Any) -> str:
    """A text, or pieces of one: texts and ``[text, times]``."""
    if isinstance(stated, str):
        return stated
    return "".join(piece if isinstance(piece, str) else piece[0] * piece[1] for piece in stated)


def expected(stated: str, prefix: str = "") -> str:
    """An expectation with ``prefix`` before every pointer, its violations in order."""
    return " ".join(sorted(one.replace("@", f"@{prefix}", 1) for one in stated.split(" ")))
