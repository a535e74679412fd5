"""Hostile input through every door: the cases that all languages share, and what only Python can say."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hostile_cases as cases
import leadstone
import pytest
from conftest import ROOT, found, refused
from hostile_columns import column_cases

DOORS: Any = cases.read("doors.json")
MODELS: dict[str, Any] = {
    name: getattr(leadstone, model["class"]).compile(model["definition"]) for name, model in DOORS["models"].items()
}
ENGINE = leadstone.Engine.compile(MODELS["pack"])
LINES: list[dict[str, Any]] = []


def said(call: Callable[[], object], own: str) -> str:
    """What a door says, as the cases write it; ``own`` is the class of the door's errors."""
    try:
        call()
    except leadstone.InternalError:
        return "panic"
    except leadstone.LeadstoneError as error:
        mark = "" if error.error_class == own else f"!{error.error_class}"
        return " ".join(sorted(f"{code}@{pointer}{mark}" for code, pointer in found(error)))
    except BaseException as error:  # A panic that got through is no Exception.
        return f"panic {type(error).__name__}" if type(error).__name__ == "PanicException" else f"raised {error!r}"
    return "accepted"


def shown(name: str, form: str) -> str:
    """A door by the name that all languages give it."""
    door, *rest = name.split(" ")
    if form == "text":
        door += "(text)" if door.endswith(".compile") or door.startswith("render") else "_json"
    return " ".join([door, *rest])


def call(name: str, model: str | None, form: str, given: Any) -> Callable[[], object] | None:
    """The call of a door, or nothing when Python has no such call."""
    if name == "Engine.brief":
        if form == "text":
            return lambda: ENGINE.brief_json(given, '{"as_of": "2026-09-16"}')
        return lambda: ENGINE.brief(given, as_of="2026-09-16")
    if name == "Engine.brief options":
        if form == "text":
            return lambda: ENGINE.brief_json("{}", given)
        # Options are keywords: Python itself refuses others.
        if not isinstance(given, dict) or not given.keys() <= {"as_of", "previous"}:
            return None
        return lambda: ENGINE.brief({}, **given)
    if name.startswith("render"):
        return lambda: getattr(leadstone, name)(given, "en")
    kind, verb = name.split(".")
    if verb == "compile":
        return lambda: getattr(leadstone, kind).compile(given)
    method = f"{verb}_json" if form == "text" else verb
    return lambda: getattr(MODELS[str(model)], method)(given)


def document_cases() -> Iterator[dict[str, Any]]:
    """Every case at every form of every door, with what it is given."""
    for case in [*cases.read("documents.json")["cases"], *cases.read("host.json")["cases"]]:
        whole = cases.text(case["text"]) if "text" in case else None
        for door in DOORS["doors"]:
            if door["door"] in case.get("doors", [door["door"]]):
                yield from at_door(case, door, whole)


def at_door(case: dict[str, Any], door: dict[str, Any], whole: str | None) -> Iterator[dict[str, Any]]:
    name, at = door["door"], door.get("at", "")
    stated = case.get("others", {}).get(name, case["expect"])
    under = "" if "argument" in case or "root" in case else door.get("under", "") + (at if "set" in case else "")
    own = "definition" if name.endswith(".compile") else "input"

    def line(form: str, given: Any) -> dict[str, Any]:
        why = case.get("absent", {}).get("python", "")
        asked = None if why else call(name, door.get("model"), form, given)
        answer = "n/a" if asked is None else said(asked, own)
        if asked is None:
            why = why or door.get("absent", {}).get("python", "")
        expected = cases.expected(stated, under)
        return {"case": case["case"], "door": shown(name, form), "said": answer, "expected": expected, "why": why}

    if whole is not None:
        yield line("text", whole)
    elif "argument" in case:
        yield line("text", cases.value(case["argument"]))
    else:
        sound = door["given"] if "given" in door else DOORS["models"][door["model"]]["definition"]
        given = cases.planted(sound, at, case["set"]) if "set" in case else cases.value(case["value"])
        for form in case.get("forms", ["object", "text"]):
            yield line(form, given if form == "object" else json.dumps(given))


def is_met(line: dict[str, Any]) -> bool:
    if line["said"] == "n/a":
        return bool(line.get("why"))
    return bool(line["said"] == line["expected"])


def test_every_case_is_answered_as_expected() -> None:
    """Leaves what Python said for the table of all languages."""
    lines = [*document_cases(), *column_cases({type(model).__name__: model for model in MODELS.values()}, ENGINE, said)]
    folder = Path(os.environ.get("LEADSTONE_EVIDENCE", ROOT / "target" / "evidence"))
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps({"language": "python", **line, "met": is_met(line)}) + "\n" for line in lines)
    (folder / "hostile.python.jsonl").write_text(text, "utf-8")
    wrong = [
        f"{line['case']} at {line['door']}: expected {line['expected']}, said {line['said'][:300]}"
        for line in lines
        if not is_met(line)
    ]
    assert len(lines) > 1_000
    assert not wrong, f"{len(wrong)} of {len(lines)}:\n" + "\n".join(wrong)


# What only Python can say.

SCORECARD: leadstone.ScorecardModel = MODELS["scorecard"]


def test_all_values_without_a_json_form_are_named_at_once() -> None:
    lead = {"source": b"", "a/b": [1, {"~": object()}], "k": {None: 1}}
    error = refused(lambda: SCORECARD.score(lead))
    expected = [("decode.not_representable", pointer) for pointer in ("/source", "/a~1b/1/~0", "/k")]
    assert found(error) == expected
    assert error.violations[0]["params"]["actual"]["value"] == "bytes"


@pytest.mark.parametrize("number", [10**400, -(10**400)], ids=["10^400", "-10^400"])
def test_integers_beyond_a_double(number: int) -> None:
    error = refused(lambda: SCORECARD.score({"employees": number}))
    assert found(error) == [("decode.number_out_of_range", "/employees")]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_not_finite_are_missing(number: float) -> None:
    assert SCORECARD.score({"employees": number}) == SCORECARD.score({"employees": None})


def test_an_object_that_grows_by_sharing() -> None:
    value: Any = "x" * 1_000_000
    for _ in range(40):
        value = [value, value]
    assert found(refused(lambda: SCORECARD.score({"source": value}))) == [("decode.too_large", "")]


def test_an_exception_of_the_host_is_the_cause() -> None:
    error = refused(lambda: SCORECARD.score({"visited_on": cases.Failing(2026, 3, 1)}))
    assert found(error) == [("decode.not_representable", "/visited_on")]
    assert isinstance(error.__cause__, ZeroDivisionError)


class Stopping(cases.Failing):
    def isoformat(self) -> str:
        raise KeyboardInterrupt


def test_what_stops_a_program_is_let_through() -> None:
    with pytest.raises(KeyboardInterrupt):
        SCORECARD.score({"visited_on": Stopping(2026, 3, 1)})


class Emptying(cases.Failing):
    """A date that empties the lead in which it stands while it is read."""

    lead: dict[str, Any]

    def isoformat(self) -> str:
        self.lead.clear()
        return "2026-03-01"


def test_a_lead_that_changes_while_it_is_read() -> None:
    date = Emptying(2026, 3, 1)
    date.lead = {"visited_on": date, **{f"f{i}": i for i in range(50)}}
    assert len(refused(lambda: SCORECARD.score(date.lead)).violations) == 50


def test_a_pack_is_a_pack() -> None:
    given: Any = {}
    assert found(refused(lambda: leadstone.Engine.compile(given))) == [("decode.wrong_kind", "")]


@pytest.mark.parametrize("handle", [leadstone.ScorecardModel, leadstone.Table])
def test_handles_are_not_made_by_hand(handle: Any) -> None:
    with pytest.raises(TypeError):
        handle()
