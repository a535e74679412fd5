"""Errors: the class that core decides, attributes, every violation, and pickling."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import leadstone
import pytest
from conftest import SCORECARD, found, refused
from leadstone import errors


def broken() -> Any:
    definition = copy.deepcopy(SCORECARD)
    definition["colour"] = "red"
    definition["fit"]["max"] = "many"
    del definition["qualified"]
    return definition


def test_a_definition_error_holds_every_violation() -> None:
    error = refused(lambda: leadstone.ScorecardModel.compile(broken()))
    assert type(error) is leadstone.DefinitionError
    assert error.error_class == "definition"
    assert sorted(found(error)) == [
        ("decode.missing_field", "/qualified"),
        ("decode.unknown_field", "/colour"),
        ("decode.wrong_kind", "/fit/max"),
    ]
    assert (error.code, error.pointer) == found(error)[0]
    assert error.omitted == 0
    assert "unknown field `colour` at /colour" in error.message
    assert str(error) == error.message


def test_an_input_error_names_the_field(scorecard: leadstone.ScorecardModel) -> None:
    error = refused(lambda: scorecard.score({"employees": "many"}))
    assert type(error) is leadstone.InputError
    assert found(error) == [("record.wrong_type", "/employees")]


def test_the_nearest_field_is_suggested(scorecard: leadstone.ScorecardModel) -> None:
    error = refused(lambda: scorecard.score({"employes": 3}))
    assert error.violations[0]["params"]["nearest"] == {"type": "text", "value": "employees"}


def test_a_long_list_of_violations_is_cut() -> None:
    definition: Any = {**SCORECARD, **{f"extra_{i}": 0 for i in range(150)}}
    assert len(refused(lambda: leadstone.ScorecardModel.compile(definition)).violations) == 100


def test_errors_survive_pickling() -> None:
    error = refused(lambda: leadstone.ScorecardModel.compile(broken()))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert vars(again) == vars(error)


@pytest.mark.parametrize("name", errors.__all__)
def test_every_exception_is_public_and_of_one_family(name: str) -> None:
    kind = getattr(leadstone, name)
    assert kind is getattr(errors, name)
    assert issubclass(kind, leadstone.LeadstoneError)


def test_every_code_stands_once_in_the_catalogue() -> None:
    codes = leadstone.error_codes()
    assert len(codes) == len(set(codes))
    assert {"decode.unknown_field", "record.wrong_type", "internal.bug"} <= set(codes)
    reasons = leadstone.reason_codes()
    assert len(reasons) == len(set(reasons))
    assert {"scoring.rule", "routing.all_at_capacity"} <= set(reasons)


def test_every_code_has_a_text_in_both_languages() -> None:
    for codes, text in (
        (leadstone.error_codes(), leadstone.error_text),
        (leadstone.reason_codes(), leadstone.reason_text),
    ):
        for code in codes:
            assert text(code, "en") != text(code, "zh-CN")
        assert text("nothing.like_it", "en") is None
    error = refused(lambda: leadstone.reason_text("scoring.rule", "fr"))
    assert found(error) == [("decode.unknown_value", "")]
    assert leadstone.error_text("decode.text_empty", "en") == "the text is empty"
