"""`transitions` beside our flat chart, and what a call costs from Python.

usage: rival.py evidence|bench FOLDER [--quick], after the Rust program of the same name wrote into FOLDER.
JSON lines on stdout, one per figure; ends with 1 when the two machines do not visit the same states.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any, Callable

from transitions import Machine

VERB, FOLDER = sys.argv[1], Path(sys.argv[2])
QUICK = "--quick" in sys.argv
AT = "2026-03-02T09:00:00Z"


class Deal:
    """A model of `transitions`: what guards read."""

    state: str

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields


def condition(way: dict[str, Any]) -> list[Callable[[Any], bool]]:
    """What a transition needs, as conditions of `transitions`."""
    tests: list[Callable[[Any], bool]] = []
    for name in way.get("requires", []):
        tests.append(lambda event, name=name: event.model.fields.get(name) not in (None, ""))
    guard = way.get("guard")
    if guard:
        field, value = guard["field"], guard["value"]
        compare = {"above": lambda one: one > value, "at_least": lambda one: one >= value}[guard["op"]]
        tests.append(lambda event: event.model.fields.get(field) is not None and compare(event.model.fields[field]))
    return tests


def machine(definition: dict[str, Any], fields: dict[str, Any]) -> Deal:
    deal = Deal(fields)
    states = definition["states"]
    ways = [
        {"trigger": event, "source": state["id"], "dest": way["to"][0], "conditions": condition(way)}
        for state in states for way in state.get("transitions", []) for event in way["events"]
    ]
    Machine(deal, states=[state["id"] for state in states], transitions=ways, initial=states[0]["id"],
            auto_transitions=False, send_event=True, ignore_invalid_triggers=True)
    return deal


def timed(events: int, rounds: int, run: Callable[[], None]) -> tuple[float, float, float]:
    """Nanoseconds per event: the median of the runs, the fastest and the slowest."""
    run()
    found = []
    for _ in range(3 if QUICK else 7):
        started = time.perf_counter_ns()
        for _ in range(rounds):
            run()
        found.append((time.perf_counter_ns() - started) / (rounds * events))
    found.sort()
    return found[len(found) // 2], found[0], found[-1]


def report(metric: str, ours: float, theirs: float, n: int, wanted: float | None, lower: float | None = None,
           upper: float | None = None) -> None:
    ratio = theirs / ours
    print(json.dumps({
        "name": "charts", "metric": metric, "value": ours, "unit": "ns/event", "rival": "transitions",
        "rival_version": version("transitions"), "rival_value": theirs, "ratio": ratio, "n": n, "lower": lower,
        "upper": upper, "bar": theirs / wanted if wanted else None, "met": ratio >= wanted if wanted else None,
        "seed": None,
    }), flush=True)
    asked = f" (at least {wanted}x)" if wanted else ""
    print(f"{metric}: {ours:.0f} ns, {ratio:.1f}x{asked}", file=sys.stderr)


def main() -> int:
    if VERB != "bench":
        return 0
    given = json.loads((FOLDER / "charts.json").read_text("utf-8"))
    names, fields, visited = given["round"], given["fields"], given["visited"]
    deal = machine(given["flat"], fields)
    walked = []
    for name in names:
        deal.trigger(name)
        walked.append(deal.state)
    if walked != visited:
        print(f"not the same machine: {walked} and ours {visited}", file=sys.stderr)
        return 1
    triggers = [getattr(deal, name) for name in names]

    def trigger() -> None:
        for take in triggers:
            take()

    theirs, *_ = timed(len(names), 100 if QUICK else 1000, trigger)
    print(f"transitions: {theirs:.0f} ns", file=sys.stderr)
    report("rust.step.beside_transitions", given["ours"]["flat.step"], theirs, len(names), 50)
    report("rust.restore_step_store.beside_transitions", given["ours"]["restore_step_store"], theirs, len(names), None)

    from leadstone import ChartModel

    model = ChartModel.compile(given["flat"])
    first = state = model.start({"at": AT, "fields": fields})["state"]
    requests, seen = [], []
    for number, name in enumerate(names):
        request = {"state": state, "event": {"id": f"e{number}", "name": name, "at": AT}}
        requests.append(request)
        state = model.apply(request)["state"]
        seen.append(state["configuration"][0])
    if seen != visited:
        print(f"not the same states through the package: {seen}", file=sys.stderr)
        return 1
    texts = [json.dumps(request) for request in requests]
    rounds = 100 if QUICK else 1000

    def door(metric: str, run: Callable[[], None], wanted: float | None) -> None:
        ours, lower, upper = timed(len(names), rounds, run)
        report(metric, ours, theirs, len(names), wanted, lower, upper)

    door("python.apply", lambda: [model.apply(request) for request in requests] and None, None)
    door("python.apply_json", lambda: [model.apply_json(text) for text in texts] and None, None)
    held = model.hold(first)
    walked = []
    for name in names:
        held.step(name, AT)
        walked.append(held.states()[0])
    if walked != visited:
        print(f"not the same states through a held chart: {walked}", file=sys.stderr)
        return 1
    door("python.held.step", lambda: [held.step(name, AT) for name in names] and None, 5)
    return 0


if __name__ == "__main__":
    sys.exit(main())
