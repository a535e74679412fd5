"""Hostile input: an error with a stable code, never a crash, and the same answer at both doors."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import decimal
import enum
import json
import math
from typing import Any

import leadstone
import pytest
from conftest import SCORECARD, found, refused

Model = leadstone.ScorecardModel


def nested(levels: int) -> Any:
    value: list[Any] = []
    for _ in range(levels - 1):
        value = [value]
    return value


# Text that is no sound JSON.


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "decode.syntax"),
        ("{", "decode.syntax"),
        ("nonsense", "decode.syntax"),
        ('{"employees": 1,}', "decode.syntax"),
        ('{"employees": NaN}', "decode.syntax"),
        ('{"employees": 1e999}', "decode.number_out_of_range"),
        ('{"employees": 1} {}', "decode.syntax"),
        ('{"employees": 1, "employees": 2}', "decode.duplicate_key"),
        ("[" * 20_000, "decode.too_deep"),
        ("[" * 65 + "]" * 65, "decode.too_deep"),
        ("[" * 64 + "]" * 64, "decode.wrong_kind"),
        ('"' + "x" * (64 << 20) + '"', "decode.too_large"),
    ],
    ids=lambda value: value[:24] or "nothing",
)
def test_text_that_is_no_lead(scorecard: Model, text: str, code: str) -> None:
    error = refused(lambda: scorecard.score_json(text))
    assert (type(error), error.code) == (leadstone.InputError, code)
    error = refused(lambda: Model.compile(text))
    assert (type(error), error.code) == (leadstone.DefinitionError, code)


# Objects that have no JSON form.


class Colour(enum.Enum):
    RED = 1


@dataclasses.dataclass
class Lead:
    employees: int


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (b"bytes", "bytes"),
        ({1, 2}, "set"),
        (1j, "complex"),
        (Lead(3), "Lead"),
        (Colour.RED, "Colour"),
        (object(), "object"),
        (len, "builtin_function_or_method"),
        (dt.timedelta(1), "timedelta"),
        ("\ud800", "str"),
        (range(3), "range"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_without_a_json_form(scorecard: Model, value: object, name: str) -> None:
    error = refused(lambda: scorecard.score({"source": value}))
    assert found(error) == [("decode.not_representable", "/source")]
    assert error.violations[0]["params"]["actual"]["value"] == name
    assert type(error) is leadstone.InputError


def test_keys_that_are_no_text(scorecard: Model) -> None:
    lead: Any = {1: 2, "source": {None: 3}}
    error = refused(lambda: scorecard.score(lead))
    assert found(error) == [("decode.not_representable", ""), ("decode.not_representable", "/source")]


def test_all_values_without_a_json_form_are_named_at_once(scorecard: Model) -> None:
    lead = {"source": b"", "a/b": [1, {"~": object()}]}
    assert found(refused(lambda: scorecard.score(lead))) == [
        ("decode.not_representable", "/source"),
        ("decode.not_representable", "/a~1b/1/~0"),
    ]


@pytest.mark.parametrize("number", [2**64, -(2**63) - 1, 10**400], ids=["2^64", "-2^63-1", "10^400"])
def test_integers_beyond_64_bits(scorecard: Model, number: int) -> None:
    error = refused(lambda: scorecard.score({"employees": number}))
    assert found(error) == [("decode.number_out_of_range", "/employees")]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_not_finite_are_null(scorecard: Model, number: float) -> None:
    assert scorecard.score({"employees": number}) == scorecard.score({"employees": None})
    definition = copy.deepcopy(SCORECARD)
    definition["fit"]["max"] = number
    error = refused(lambda: Model.compile(definition))
    assert found(error) == [("decode.wrong_kind", "/fit/max")]
    definition["fit"]["max"] = None
    assert found(error) == found(refused(lambda: Model.compile(definition)))


# Depth, cycles, size.


@pytest.mark.parametrize("levels", [65, 100, 20_000])
def test_deep_objects(scorecard: Model, levels: int) -> None:
    assert found(refused(lambda: scorecard.score(nested(levels)))) == [("decode.too_deep", "")]
    assert found(refused(lambda: Model.compile(nested(levels)))) == [("decode.too_deep", "")]


def test_the_deepest_object_that_is_read(scorecard: Model) -> None:
    assert refused(lambda: scorecard.score(nested(64))).code == "decode.wrong_kind"


def test_cyclic_objects(scorecard: Model) -> None:
    lead: dict[str, Any] = {}
    lead["source"] = [lead]
    assert found(refused(lambda: scorecard.score(lead))) == [("decode.too_deep", "")]
    definition = copy.deepcopy(SCORECARD)
    definition["fit"]["rules"].append(definition)
    assert found(refused(lambda: Model.compile(definition))) == [("decode.too_deep", "")]


def test_an_object_that_grows_by_sharing(scorecard: Model) -> None:
    value: Any = "x" * 1_000_000
    for _ in range(40):
        value = [value, value]
    assert found(refused(lambda: scorecard.score({"source": value}))) == [("decode.too_large", "")]


def test_a_text_of_a_million_characters(scorecard: Model) -> None:
    lead = {"source": "x" * 1_000_000}
    error = refused(lambda: scorecard.score(lead))
    assert found(error) == [("decode.text_too_long", "/source")]
    assert found(error) == found(refused(lambda: scorecard.score_json(json.dumps(lead))))
    assert len(error.message) < 1_000


# Objects that misbehave.


class Emptying(dt.date):
    """A date that empties the lead in which it stands while it is read."""

    lead: dict[str, Any]

    def isoformat(self) -> str:
        self.lead.clear()
        return "2026-03-01"


def test_a_lead_that_changes_while_it_is_read(scorecard: Model) -> None:
    date = Emptying(2026, 3, 1)
    date.lead = {"visited_on": date, **{f"f{i}": i for i in range(50)}}
    assert len(refused(lambda: scorecard.score(date.lead)).violations) == 50


class Failing(dt.date):
    def isoformat(self) -> str:
        raise ZeroDivisionError("of the host")


def test_an_exception_of_the_host_comes_through(scorecard: Model) -> None:
    with pytest.raises(ZeroDivisionError, match="of the host"):
        scorecard.score({"visited_on": Failing(2026, 3, 1)})


# Values that Python has and JSON lacks.


class Source(str, enum.Enum):
    REFERRAL = "referral"


CHINA = dt.timezone(dt.timedelta(hours=8))


@pytest.mark.parametrize(
    ("lead", "points"),
    [
        ({"visited_on": dt.date(2026, 3, 31)}, 3),
        ({"visited_on": dt.date(2026, 4, 1)}, 0),
        ({"asked_at": dt.datetime(2026, 3, 1, tzinfo=CHINA)}, 2),
        ({"asked_at": dt.datetime(2026, 2, 28, 16, tzinfo=dt.timezone.utc)}, 2),
        ({"asked_at": dt.datetime(2026, 2, 28, 15, 59, 59, 999999, dt.timezone.utc)}, 0),
        ({"deposit": decimal.Decimal("499.5")}, 10),
        ({"deposit": decimal.Decimal("499.49")}, 0),
        ({"deposit": decimal.Decimal("5E+2")}, 10),
        ({"source": Source.REFERRAL}, 5),
    ],
    ids=repr,
)
def test_python_values(scorecard: Model, lead: dict[str, Any], points: int) -> None:
    assert scorecard.score(lead)["score"] == 10 + points


def test_numbers_of_numpy_and_missing_times_of_pandas(scorecard: Model) -> None:
    np, pd = pytest.importorskip("numpy"), pytest.importorskip("pandas")
    assert scorecard.score({"employees": np.int64(200)})["score"] == 70
    assert scorecard.score({"asked_at": pd.Timestamp("2026-03-02", tz="UTC")})["score"] == 12
    assert scorecard.score({"asked_at": pd.NaT}) == scorecard.score({"asked_at": None})


# The wrong kind of argument.


@pytest.mark.parametrize("lead", [None, 3, "text", [], True], ids=repr)
def test_a_lead_of_the_wrong_kind(scorecard: Model, lead: Any) -> None:
    assert found(refused(lambda: scorecard.score(lead))) == [("decode.wrong_kind", "")]


@pytest.mark.parametrize("text", [None, 3, b"{}", {}], ids=repr)
def test_a_text_of_the_wrong_kind(scorecard: Model, text: Any) -> None:
    with pytest.raises(TypeError):
        scorecard.score_json(text)


def test_a_text_that_no_encoding_holds(scorecard: Model) -> None:
    assert found(refused(lambda: Model.compile("\ud800"))) == [("decode.not_representable", "")]
    with pytest.raises(UnicodeEncodeError):
        scorecard.score_json("\ud800")


@pytest.mark.parametrize("handle", [leadstone.ScorecardModel, leadstone.Table])
def test_handles_are_not_made_by_hand(handle: Any) -> None:
    with pytest.raises(TypeError):
        handle()
