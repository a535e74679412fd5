"""The main job: one pack, one folder of CSV files (or the embedded sample), the morning brief.

    python morning_brief.py
    python morning_brief.py --pack b2b-pipeline --data path/to/maven_crm --as-of 2017-09-18 --locale zh-CN --out brief

Prints the brief as Markdown, and writes the boards and the brief's JSON into the folder ``--out``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import leadstone
from leadstone import Engine, LeadstoneError, Pack


def main() -> None:
    parser = argparse.ArgumentParser(description="The morning brief of a pack.")
    parser.add_argument("--pack", default="car-dealer", help="a shipped pack by its id, or a pack file by its path")
    parser.add_argument("--data", type=Path, help="a folder of CSV files; else the sample of the pack")
    parser.add_argument("--as-of", help="an instant or a day; else the day of the sample")
    parser.add_argument("--locale", default="en", help="en or zh-CN")
    parser.add_argument("--out", type=Path, default=Path("target/demo"))
    arguments = parser.parse_args()

    file = Path(arguments.pack)
    pack = Pack.compile(file.read_text("utf-8")) if file.is_file() else Pack.shipped(arguments.pack)
    tables = pack.sample() if arguments.data is None else read_folder(arguments.data)
    as_of = arguments.as_of or json.loads(pack.to_json())["sample"]["as_of"]

    started = time.perf_counter()
    brief = Engine.compile(pack).brief(tables, as_of=as_of)
    took = time.perf_counter() - started

    print(leadstone.render_markdown(brief, arguments.locale))
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "brief.json").write_text(json.dumps(brief, ensure_ascii=False), "utf-8")
    for locale in ("en", "zh-CN"):
        board = arguments.out / f"board.{locale}.html"
        board.write_text(leadstone.render_html(brief, locale), "utf-8")
        print(f"board: {board}")
    print(f"computed in {took * 1000:.0f} ms")


def read_folder(folder: Path) -> dict[str, str]:
    """Every CSV file as a table named after it; all columns stay text, the pack's mapping reads them."""
    return {file.stem: file.read_text("utf-8-sig") for file in sorted(folder.glob("*.csv"))}


if __name__ == "__main__":
    try:
        main()
    except LeadstoneError as error:
        sys.exit(f"{error.code}: {error}")
