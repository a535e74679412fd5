"""Token replay by pm4py on the same net, and Kaplan-Meier curves by lifelines on the same visits.

usage: rival.py evidence|bench FOLDER [--quick], after the Rust program of the same name wrote into FOLDER.
JSON lines on stdout, one per figure; ends with 1 when a correctness bar fails. The visits are made anew from
the log and the mapping, so that only the log is shared.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections import defaultdict
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any

VERB, FOLDER = sys.argv[1], Path(sys.argv[2])
if VERB == "bench":
    sys.exit(0)  # V1 has no rival: none of them keeps a log of decisions or migrates.

import pandas as pd  # noqa: E402
from lifelines import KaplanMeierFitter  # noqa: E402
from pm4py.algo.conformance.tokenreplay import algorithm as replay  # noqa: E402
from pm4py.objects.petri_net.obj import Marking, PetriNet  # noqa: E402
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to  # noqa: E402

TOLERANCE = 1e-9
TURNS = 40
SOUND = True


def report(metric: str, value: float, unit: str, n: int, **more: Any) -> None:
    line = {
        "name": "dwell", "metric": metric, "value": value, "unit": unit, "rival": None, "rival_version": None,
        "rival_value": None, "ratio": None, "n": n, "lower": None, "upper": None, "bar": None, "met": None, "seed": None,
    }
    line.update(more)
    print(json.dumps(line), flush=True)


def at_most(metric: str, value: float, bar: float, unit: str, n: int, **more: Any) -> None:
    global SOUND
    SOUND &= value <= bar
    report(metric, value, unit, n, bar=bar, met=value <= bar, **more)


def micros(text: str) -> int:
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    at = at if at.tzinfo else at.replace(tzinfo=timezone.utc)
    delta = at - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def cases_of(name: str, mapping: dict[str, Any]) -> dict[str, list[tuple[int, int, str]]]:
    cases: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    with (FOLDER / f"{name}.log.csv").open(encoding="utf-8", newline="") as file:
        for place, row in enumerate(csv.DictReader(file)):
            if mapping[row["activity"]]["type"] != "ignore":
                cases[row["case_id"]].append((micros(row["at"]), place, row["activity"]))
    for events in cases.values():
        events.sort()
    return cases


def petri_net(described: dict[str, Any], turn: int = 0) -> tuple[PetriNet, Marking, Marking]:
    """The net; `turn` only changes the names and the order of its transitions, which mean nothing."""
    net = PetriNet("journey")
    places = {name: PetriNet.Place(name) for name in described["places"]}
    net.places.update(places.values())
    ways = list(described["transitions"])
    if turn:
        random.Random(turn).shuffle(ways)
    for at, way in enumerate(ways):
        transition = PetriNet.Transition(f"t{turn}.{at}", way["activity"])
        net.transitions.add(transition)
        add_arc_from_to(places[way["from"]], transition, net)
        add_arc_from_to(transition, places[way["to"]], net)
    return net, Marking({places[described["initial"]]: 1}), Marking({places[described["end"]]: 1})


def fitness(name: str, about: dict[str, Any], cases: dict[str, list[tuple[int, int, str]]]) -> None:
    ordered = sorted(cases)
    rows = [(case, activity, at, place) for case in ordered for at, place, activity in cases[case]]
    log = pd.DataFrame(rows, columns=["case:concept:name", "concept:name", "at", "place"])
    # The order of the events is that of the list; pm4py sorts by time only when it converts.
    log["time:timestamp"] = pd.to_datetime(range(len(log)), unit="s", utc=True)
    net, initial, final = petri_net(about["net"])
    parameters = {"show_progress_bar": False}
    theirs = replay.apply(log, net, initial, final, variant=replay.Variants.TOKEN_REPLAY, parameters=parameters)
    with (FOLDER / f"{name}.cases.csv").open(encoding="utf-8", newline="") as file:
        ours = {row["case_id"]: row for row in csv.DictReader(file)}
    names = list(log["case:concept:name"].drop_duplicates())
    sums: dict[str, int] = defaultdict(int)
    differing: dict[str, set[float]] = {}
    for case, found in zip(names, theirs, strict=True):
        for key in ("produced", "consumed", "missing", "remaining"):
            sums[key] += found[f"{key}_tokens"]
        if abs(float(ours[case]["fitness"]) - found["trace_fitness"]) > 1e-12:
            differing[case] = {found["trace_fitness"]}
    # Where two transitions of one label are enabled, pm4py takes one by the order of a set. Its own answers
    # to the same case then change with the names of the transitions: what it says under others counts too.
    part = log[log["case:concept:name"].isin(differing)]
    for turn in range(1, TURNS + 1):
        if differing:
            again = replay.apply(part, *petri_net(about["net"], turn), variant=replay.Variants.TOKEN_REPLAY, parameters=parameters)
            for case, found in zip(part["case:concept:name"].drop_duplicates(), again, strict=True):
                differing[case].add(found["trace_fitness"])
    outside = [
        case for case, answers in differing.items()
        if not any(abs(float(ours[case]["fitness"]) - answer) <= 1e-12 for answer in answers)
    ]
    pm4py = {"rival": "pm4py", "rival_version": version("pm4py")}
    total = 0.5 * (1 - sums["missing"] / sums["consumed"]) + 0.5 * (1 - sums["remaining"] / sums["produced"])
    report(f"{name}.fitness_beside_pm4py", about["fitness"], "0 to 1", len(names), rival_value=total, **pm4py)
    at_most(f"{name}.cases_missing", len(set(ours) ^ set(names)), 0, "cases", len(names), **pm4py)
    itself = sum(1 for answers in differing.values() if len(answers) > 1)
    report(f"{name}.cases_in_which_pm4py_answers_differ", itself, "cases", len(names), **pm4py)
    at_most(f"{name}.fitness_differs", len(outside), 0, "cases", len(names), **pm4py)
    for case, answers in differing.items():
        steps = " ".join(activity for _, _, activity in cases[case])
        print(f"{name}, case {case}: {steps}: ours {ours[case]['fitness']}, pm4py {sorted(answers)}", file=sys.stderr)


def curves(name: str, about: dict[str, Any], cases: dict[str, list[tuple[int, int, str]]]) -> None:
    dwell = json.loads((FOLDER / f"{name}.dwell.json").read_text("utf-8"))
    ways = {way["id"]: way["to"] for way in about["journey"]["transitions"]}
    visits: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for events in cases.values():
        state, since = None, 0
        for at, _, activity in events:
            stands_for = about["mapping"][activity]
            to = stands_for["state"] if stands_for["type"] == "state" else ways[stands_for["transition"]]
            if state is not None and to != state:
                visits[state].append((at - since, True))
            if to != state:
                state, since = to, at
        if state is not None:
            visits[state].append((about["as_of_micros"] - since, False))
    worst, steps = 0.0, 0
    for state in dwell["states"]:
        seen = visits[state["state"]]
        times = sorted({time for time, _ in seen})
        if len(times) != len(state["curve"]):
            worst = float("inf")
            continue
        fitted = KaplanMeierFitter().fit([time for time, _ in seen], [left for _, left in seen])
        theirs = fitted.survival_function_at_times(times).to_numpy()
        for time, other, step in zip(times, theirs, state["curve"], strict=True):
            worst = max(worst, abs(step["staying"] - float(other)), abs(step["time"] * 86_400e6 - time) / max(time, 1))
            steps += 1
    lifelines = {"rival": "lifelines", "rival_version": version("lifelines")}
    at_most(f"{name}.curve_distance", worst, TOLERANCE, "probability", steps, **lifelines)


for path in sorted(FOLDER.glob("*.net.json")):
    name = path.name.removesuffix(".net.json")
    about = json.loads(path.read_text("utf-8"))
    cases = cases_of(name, about["mapping"])
    fitness(name, about, cases)
    curves(name, about, cases)
sys.exit(0 if SOUND else 1)
