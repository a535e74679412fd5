"""The programs of ``examples`` run, and the readme's command line is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import leadstone
import pytest
from leadstone import types

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.py")))
def test_example(name: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, EXAMPLES / name], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_brief_of_the_example_is_the_brief_of_the_command(tmp_path: Path) -> None:
    words = [sys.executable, str(EXAMPLES / "morning_brief.py"), "--out", str(tmp_path)]
    example = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    words = [sys.executable, "-m", "leadstone.cli", "brief", "--pack", "car-dealer"]
    command = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert example.startswith(command.strip())
    assert (tmp_path / "board.zh-CN.html").stat().st_size > 10_000


def test_the_library_needs_no_other_package() -> None:
    words = "import sys; import leadstone; print([m for m in sys.modules if m.split('.')[0] in ('typer', 'rich', 'pyarrow')])"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_line_says_what_it_needs() -> None:
    words = "import sys; sys.modules['typer'] = None; import leadstone.cli; leadstone.cli.main()"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pip install 'leadstone[cli]'" in done.stderr


def test_the_shapes_of_documents_are_public() -> None:
    assert {"BriefReport", "ScoreReport", "ScorecardDefinition", "ErrorBody"} <= vars(types).keys()
    assert leadstone.__version__ == leadstone.version()
