"""What a call costs from Python: JSON lines on stdout, one per figure.

usage: python boundary.py FOLDER RUNS; FOLDER holds leads.jsonl and leads.arrow.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
from leadstone import ScorecardModel
from scorecard import SEED, score_by_hand

FOLDER, RUNS = Path(sys.argv[1]), int(sys.argv[2])

model = ScorecardModel.compile(Path(__file__).parent.with_name("scorecard.json").read_text("utf-8"))
texts = (FOLDER / "leads.jsonl").read_text("utf-8").splitlines()
leads = [json.loads(text) for text in texts]
with pa.ipc.open_stream(FOLDER / "leads.arrow") as stream:
    table = stream.read_all()

for lead in leads:
    ours, rival = model.score(lead), score_by_hand(lead)
    assert all(ours[key] == rival[key] for key in ("score", "grade", "qualified")), (lead, ours, rival)


def timed(records: int, run: Callable[[], Any]) -> tuple[float, float, float]:
    """Nanoseconds per record: the median of the runs, the fastest and the slowest."""
    run()
    found = []
    for _ in range(RUNS):
        started = time.perf_counter_ns()
        run()
        found.append((time.perf_counter_ns() - started) / records)
    found.sort()
    return found[RUNS // 2], found[0], found[-1]


def each(items: Iterable[Any], call: Callable[[Any], Any]) -> Callable[[], None]:
    def run() -> None:
        for item in items:
            call(item)

    return run


def report(metric: str, records: int, ours: tuple[float, float, float], rival: float) -> None:
    value, lower, upper = ours
    line = {
        "name": "boundary",
        "metric": metric,
        "value": value,
        "unit": "ns/record",
        "rival": "plain Python",
        "rival_version": platform.python_version(),
        "rival_value": rival,
        "ratio": rival / value,
        "n": records,
        "lower": lower,
        "upper": upper,
        "bar": None,
        "met": None,
        "seed": SEED,
    }
    print(json.dumps(line), flush=True)


count = len(leads)
plain, *_ = timed(count, each(leads, score_by_hand))
plain_text, *_ = timed(count, each(texts, lambda text: json.dumps(score_by_hand(json.loads(text)))))
report("python.score", count, timed(count, each(leads, model.score)), plain)
report("python.score_json", count, timed(count, each(texts, model.score_json)), plain_text)

# A batch: Arrow columns in and out; the rival scores dicts that are there already.
rows = table.num_rows
many = [leads[i % count] for i in range(min(rows, 100_000))]
plain_many, *_ = timed(len(many), each(many, score_by_hand))
report("python.score_batch", rows, timed(rows, lambda: pa.table(model.score_batch(table))), plain_many)
