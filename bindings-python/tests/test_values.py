"""Values that Python has and JSON lacks, read as what they mean."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
from typing import Any

import leadstone
import pytest

Model = leadstone.ScorecardModel


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
