"""The conformance kit on the example host: six paths, with all checks and with each removed.

Called as ``rival.py evidence FOLDER [--quick]``; prints one line of JSON per figure on stdout, and words and the
tables for people on stderr. Exits with 1 when a path is not enforced, or a removed check is not found on its path alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "examples" / "host"))

from host import PATHS  # noqa: E402
from kit import Run, rules, run_all, table  # noqa: E402


def line(metric: str, value: float, unit: str, n: int, bar: float, met: bool) -> str:
    """One figure, in the form of ``benches/src/line.rs``."""
    empty = dict.fromkeys(["rival", "rival_version", "rival_value", "ratio", "lower", "upper", "seed"])
    return json.dumps({"name": "host", "metric": metric, "value": value, "unit": unit, "n": n, **empty, "bar": bar, "met": met})


def figures(run: Run) -> str:
    if run.unchecked is None:
        enforced = len(PATHS) - len(run.failing())
        return line(f"{run.machine}.enforced", enforced, "paths", run.runs, len(PATHS), run.holds())
    # The bar is one path, and it has to be the one whose check is gone.
    metric = f"{run.machine}.without_{run.unchecked}.failing"
    return line(metric, len(run.failing()), "paths", run.runs, 1, run.holds())


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("ask", choices=["evidence", "bench"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quick", action="store_true")
    words, _ = parser.parse_known_args()
    if words.ask == "bench":
        return 0
    names = ["customer"] if words.quick else ["customer", "contract", "approval", "task"]
    runs = list(run_all(names))
    for run in runs:
        print(figures(run))
    words.folder.mkdir(parents=True, exist_ok=True)
    shown = f"{table(runs)}\n\n{rules(runs[0])}\n"
    (words.folder / "host.txt").write_text(shown, "utf-8")
    print(shown, file=sys.stderr)
    return 0 if all(run.holds() for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
