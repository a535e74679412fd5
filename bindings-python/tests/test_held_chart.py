"""A chart that stays restored goes the way of `apply`: expected by hand from docs/statecharts.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import leadstone
import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "statecharts.md").read_text("utf-8")
DEFINITION: Any = json.loads(PAGE.split("```json\n")[1].split("```")[0])


def begun() -> tuple[leadstone.ChartModel, leadstone.HeldChart]:
    model = leadstone.ChartModel.compile(DEFINITION)
    state: Any = model.start({"at": "2026-03-02T09:00:00Z"})["state"]
    return model, model.hold(state)


def test_the_table_of_the_page_comes_true() -> None:
    model, deal = begun()
    assert deal.step("quote", "2026-03-03T09:00:00Z") is True
    assert deal.effects() == ["print_quote"]
    assert deal.step("pause", "2026-03-04T09:00:00Z") is True
    assert (deal.states(), deal.next_due()) == (["paused"], "2026-04-03T09:00:00Z")
    assert deal.step("resume", "2026-03-10T09:00:00Z") is True
    assert (deal.states(), deal.next_due(), deal.effects()) == (["sent", "checking"], None, [])
    assert deal.step("agree", "2026-03-11T09:00:00Z") is False
    assert deal.update({"amount": 90000}) is False
    assert deal.step("agree") is True
    assert [deal.in_state(state) for state in ("work", "agreed", "sent")] == [True, True, False]
    stored: Any = deal.store()
    assert stored == json.loads(deal.to_json())
    assert (stored["configuration"], stored["at"]) == (["agreed", "checking"], "2026-03-11T09:00:00Z")
    again = model.hold(stored)
    assert again.step("approve", "2026-03-13T09:00:00Z") is True
    assert (again.states(), again.effects(), again.has_ended()) == (["signed"], ["hand_over"], True)
    assert (deal.has_ended(), deal.states()) == (False, ["agreed", "checking"])


def test_time_passes() -> None:
    _, deal = begun()
    deal.step("pause")
    assert deal.advance("2026-04-01T08:59:59Z") is False
    assert deal.advance("2026-04-01T09:00:00Z") is True
    assert deal.states() == ["lost"]


def test_errors_change_nothing() -> None:
    _, deal = begun()
    step: Any = deal.step
    before = deal.to_json()
    cases: list[tuple[Any, str, str]] = [
        (lambda: deal.step("quote", "2026-03-01T09:00:00Z"), "journey.out_of_order", "/at"),
        (lambda: deal.step("no name"), "journey.chart_event_name", "/event"),
        (lambda: deal.step("quote", "soon"), "time.not_an_instant", "/at"),
        (lambda: step(5), "decode.wrong_kind", ""),
        (lambda: deal.update({"amount": "much"}), "record.wrong_type", "/amount"),
        (lambda: deal.in_state("sold"), "journey.unknown_state", ""),
    ]
    for call, code, pointer in cases:
        with pytest.raises(leadstone.LeadstoneError) as raised:
            call()
        found = raised.value
        assert (found.code, found.pointer) == (code, pointer)
    assert deal.to_json() == before
