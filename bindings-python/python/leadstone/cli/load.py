"""Files of the host: packs, definitions, and folders of CSV files."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import typer

import leadstone
from leadstone import Engine, HealthModel, Pack

#: The class that compiles each kind.
MODELS: dict[str, Callable[[str], Any]] = {
    "condition.rules": leadstone.RuleSetModel.compile,
    "calendar": leadstone.CalendarModel.compile,
    "health.indicator": lambda text: HealthModel.compile(f"[{text}]"),
    "journey.chart": leadstone.ChartModel.compile,
    "journey.machine": leadstone.JourneyModel.compile,
    "pack": lambda text: Engine.compile(Pack.compile(text)),
    "routing.policy": leadstone.RoutingModel.compile,
    "scoring.scorecard": leadstone.ScorecardModel.compile,
    "table.decision": leadstone.TableModel.compile,
    "target.baseline": leadstone.TargetModel.compile,
    "trigger.set": leadstone.TriggerModel.compile,
}


def load_pack(name: str | None) -> Pack:
    """A shipped pack by its id, or a pack file by its path; without a name one that has a sample."""
    if name is None:
        return pack_with_a_sample()
    path = Path(name)
    if path.is_file():
        return Pack.compile(read(path))
    if path.suffix == ".json" or len(path.parts) > 1:
        raise typer.BadParameter(f"there is no file {path}", param_hint="--pack")
    return Pack.shipped(name)


def read(path: Path) -> str:
    """The text of a file, which has to be UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8 first") from None


def pack_with_a_sample() -> Pack:
    return next(pack for pack in map(Pack.shipped, leadstone.packs()) if pack.sample())


def with_every_lead(pack: Pack) -> Pack:
    """The pack whose brief lists all open leads, not only the first."""
    definition = json.loads(pack.to_json())
    definition["brief"]["leads_listed"] = 2**32 - 1
    return Pack.compile(definition)


def load_tables(pack: Pack, folder: Path | None, step: Callable[[str], None]) -> dict[str, str]:
    """Every CSV file of a folder as a table named after it; without a folder the sample of the pack."""
    if folder is None:
        return pack.sample()
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise typer.BadParameter(f"{folder} holds no CSV file", param_hint="--data")
    tables = {}
    for file in files:
        step(f"reading {file.name}")
        tables[file.stem] = read(file)
    return tables


def day_of(pack: Pack, folder: Path | None) -> str:
    """The day when none is named: today, or the day of the sample."""
    if folder is not None:
        return date.today().isoformat()
    sample = json.loads(pack.to_json())["sample"]
    if sample is None:
        raise typer.BadParameter("this pack has no sample: name a folder of CSV files", param_hint="--data")
    day: str = sample["as_of"]
    return day


def check(text: str) -> str:
    """Compiles a definition of any kind; answers its kind and id."""
    try:
        head = json.loads(text)
    except ValueError:
        head = {}  # The engine says where it is broken.
    kind, name = (head.get("kind"), head.get("id")) if isinstance(head, dict) else (None, None)
    if isinstance(kind, str) and kind not in MODELS:
        leadstone.schema(kind)  # Raises for a kind that does not exist.
        raise typer.BadParameter(f"a {kind} is checked as part of its pack")
    MODELS[kind if isinstance(kind, str) else "pack"](text)
    return f"{kind} {name}"
