"""The object door, the text door and the batch door give one answer."""

from __future__ import annotations

import json
import random
from typing import Any

import leadstone
import pytest


def leads(count: int) -> list[dict[str, Any]]:
    """Leads with every field present, null or absent, the same ones each time."""
    chance = random.Random(20260301)
    values: dict[str, list[Any]] = {
        "employees": [0, 199, 200, 2**53, None],
        "test_drive": [True, False, None],
        "source": ["referral", "推荐", "", None],
        "visited_on": ["2026-02-28", "2026-03-01", None],
        "asked_at": ["2026-03-01T00:00:00+08:00", "2026-02-28T15:59:59.999999Z", None],
        "deposit": ["499.5", "-1", "499.49", None],
    }
    return [
        {name: chance.choice(given) for name, given in values.items() if chance.random() < 0.8} for _ in range(count)
    ]


def test_objects_and_texts(scorecard: leadstone.ScorecardModel) -> None:
    for lead in leads(500):
        assert scorecard.score(lead) == json.loads(scorecard.score_json(json.dumps(lead)))
        assert scorecard.decide(lead) == json.loads(scorecard.decide_json(json.dumps(lead)))


def test_the_text_door_answers_canonical_json(scorecard: leadstone.ScorecardModel) -> None:
    for lead in leads(50):
        text = scorecard.score_json(json.dumps(lead))
        again = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert text == again


def test_definitions_as_object_as_text_and_canonical(scorecard: leadstone.ScorecardModel) -> None:
    text = scorecard.to_json()
    for definition in (text, json.loads(text), json.dumps(json.loads(text), indent=2)):
        again = leadstone.ScorecardModel.compile(definition)
        assert again.to_json() == text
        assert again.fingerprint() == scorecard.fingerprint()


def test_the_fingerprint_is_the_hash_of_the_canonical_text(scorecard: leadstone.ScorecardModel) -> None:
    import hashlib

    assert scorecard.fingerprint() == hashlib.sha256(scorecard.to_json().encode()).hexdigest()


@pytest.mark.parametrize("lead", [{"employees": "x", "colour": 1}, {"deposit": "1.0000000000000000001"}], ids=repr)
def test_errors_are_the_same_at_both_doors(scorecard: leadstone.ScorecardModel, lead: dict[str, Any]) -> None:
    bodies = []
    for call in (lambda: scorecard.score(lead), lambda: scorecard.score_json(json.dumps(lead))):
        with pytest.raises(leadstone.InputError) as caught:
            call()
        bodies.append(caught.value.args[0])
    assert bodies[0] == bodies[1]
