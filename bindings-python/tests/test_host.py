"""The example host: its six paths enforce the shipped journeys, and the kit finds each check that is removed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "host"))

from host import PATHS, machines  # noqa: E402
from kit import run_kit  # noqa: E402


@pytest.mark.parametrize("unchecked", [None, *PATHS])
@pytest.mark.parametrize("name", ["customer", "contract", "approval", "task"])
def test_the_kit_finds_exactly_the_path_without_its_check(name: str, unchecked: str | None) -> None:
    journeys, calendars = machines()
    run = run_kit(name, journeys[name], calendars, unchecked)
    assert run.failing() == ([unchecked] if unchecked else [])
    assert run.runs > 100
    assert not any(path["missing"] for path in run.report["paths"])
