"""One model, many threads: the same answers, and others make progress during bulk work."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import leadstone
import pyarrow as pa
from test_arrow import typed
from test_equivalence import leads



def test_many_threads_share_one_model(scorecard: leadstone.ScorecardModel) -> None:
    given = leads(200)
    expected = [scorecard.score(lead) for lead in given]

    def work(_: int) -> bool:
        return [scorecard.score(lead) for lead in given] == expected and all(
            json.loads(scorecard.score_json(json.dumps(lead))) == report for lead, report in zip(given, expected)
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(32)))


def test_many_threads_compile(scorecard: leadstone.ScorecardModel) -> None:
    text = scorecard.to_json()
    with ThreadPoolExecutor(8) as pool:
        models = list(pool.map(lambda _: leadstone.ScorecardModel.compile(text), range(64)))
    assert {model.fingerprint() for model in models} == {scorecard.fingerprint()}


def ticks_inside(work: Callable[[], Any]) -> int:
    """How often another thread ran in the middle half of a call; none when the call keeps the GIL."""
    ticks: list[float] = []
    stop = threading.Event()

    def tick() -> None:
        while not stop.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.0005)

    thread = threading.Thread(target=tick)
    thread.start()
    while not ticks:
        time.sleep(0.001)
    start = time.perf_counter()
    work()
    end = time.perf_counter()
    stop.set()
    thread.join()
    quarter = (end - start) / 4
    return sum(start + quarter < at < end - quarter for at in ticks)


def test_the_measure_sees_a_call_that_keeps_the_gil() -> None:
    numbers = list(range(3_000_000))
    assert ticks_inside(lambda: sum(numbers)) == 0
    assert ticks_inside(lambda: time.sleep(0.05)) > 5


def test_a_batch_lets_other_threads_run(scorecard: leadstone.ScorecardModel) -> None:
    table = pa.concat_tables([typed(leads(2_000))] * 100)
    assert ticks_inside(lambda: scorecard.score_batch(table)) > 5


def test_many_threads_score_batches(scorecard: leadstone.ScorecardModel) -> None:
    table = typed(leads(2_000))
    expected = pa.table(scorecard.score_batch(table))
    with ThreadPoolExecutor(8) as pool:
        assert all(answer.equals(expected) for answer in pool.map(lambda _: pa.table(scorecard.score_batch(table)), range(32)))
