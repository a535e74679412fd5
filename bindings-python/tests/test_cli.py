"""The command line, on the embedded sample and on files."""

from __future__ import annotations

import json
from pathlib import Path

import leadstone
import pytest
from conftest import SCORECARD
from leadstone.cli.app import app
from typer.testing import CliRunner

PACK = "car-dealer"


def run(*words: str, status: int = 0) -> str:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == status, result.output
    return result.output


def test_version() -> None:
    assert run("--version") == f"leadstone {leadstone.version()}\n"


def test_the_brief_is_the_text_of_the_engine() -> None:
    pack = leadstone.Pack.shipped(PACK)
    day = json.loads(pack.to_json())["sample"]["as_of"]
    report = leadstone.Engine.compile(pack).brief(pack.sample(), as_of=day)
    for locale in ("en", "zh-CN"):
        shown = run("brief", "--pack", PACK, "--locale", locale)
        assert leadstone.render_markdown(report, locale).strip() in shown


def test_the_brief_as_files(tmp_path: Path) -> None:
    for name, holds in {"a.html": "<html", "a.md": "# ", "a.json": '"kind": "engine.brief"'}.items():
        run("brief", "--pack", PACK, "--out", str(tmp_path / name))
        assert holds in (tmp_path / name).read_text("utf-8")
    run("brief", "--pack", PACK, "--out", str(tmp_path / "a.pdf"), status=2)


def test_the_brief_of_a_folder_is_that_of_the_sample(tmp_path: Path) -> None:
    pack = leadstone.Pack.shipped(PACK)
    (tmp_path / "pack.json").write_text(pack.to_json(), "utf-8")
    for name, text in pack.sample().items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    day = json.loads(pack.to_json())["sample"]["as_of"]
    own = run("brief", "--pack", str(tmp_path / "pack.json"), "--data", str(tmp_path), "--as-of", day)
    assert run("brief", "--pack", PACK).strip() in own


def test_a_folder_without_tables(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a_folder_with_a_long_name"] * 4)
    deep.mkdir(parents=True)
    assert f"Invalid value for --data: {deep} holds no CSV file\n" in run("brief", "--data", str(deep), status=2)


def test_an_unknown_pack_shows_the_error() -> None:
    assert "pack.unknown" in run("brief", "--pack", "car-deeler", status=1)


def test_a_pack_file_that_is_not_there() -> None:
    assert "Invalid value for --pack: there is no file own.json\n" in run("brief", "--pack", "own.json", status=2)


def test_a_table_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("id,区域\n", "gbk")
    shown = run("brief", "--data", str(tmp_path), status=2)
    assert f"{tmp_path / 'orders.csv'} is not UTF-8 (byte 3): save it as UTF-8 first\n" in shown


def test_an_error_keeps_its_pointer_whole(tmp_path: Path) -> None:
    pack = json.loads(leadstone.Pack.shipped(PACK).to_json())
    scorecard = next(i for i, part in enumerate(pack["definitions"]) if part["kind"] == "scoring.scorecard")
    pack["definitions"][scorecard]["fit"]["rules"][0]["points"] = "many"
    (tmp_path / "pack.json").write_text(json.dumps(pack), "utf-8")
    shown = run("validate", str(tmp_path / "pack.json"), status=1)
    where = f"/definitions/{scorecard}/fit/rules/0/points"
    assert f"  decode.wrong_kind: expected integer, found string at {where}\n" in shown


def test_explain_a_lead() -> None:
    pack = leadstone.Pack.shipped(PACK)
    day = json.loads(pack.to_json())["sample"]["as_of"]
    leads = leadstone.Engine.compile(pack).brief(pack.sample(), as_of=day)["leads"]
    assert leads is not None
    lead, other = leads["items"][0], leads["items"][1]
    shown = run("explain", lead["lead_id"], "--pack", PACK)
    assert lead["label"] in shown
    assert other["label"] not in shown
    assert "no open lead" in run("explain", "nobody", "--pack", PACK, status=2)


def test_explain_a_code() -> None:
    shown = run("explain", "decode.text_empty")
    assert shown == "decode.text_empty: error\n  en: the text is empty\n  zh-CN: 文本为空\n"
    assert run("explain", "routing.all_at_capacity").startswith("routing.all_at_capacity: reason\n")
    # A rule of journeys: an error of an event, a reason for a stored row.
    both = run("explain", "journey.unknown_state")
    assert "journey.unknown_state: error" in both
    assert "journey.unknown_state: reason" in both
    assert "near: routing.all_at_capacity" in run("explain", "routing.all_at_capacit", status=2)


def test_schema() -> None:
    assert json.loads(run("schema", "scoring.scorecard"))["type"] == "object"
    assert "definition.unknown_kind" in run("schema", "scoring.scorecards", status=1)


@pytest.mark.parametrize("broken", [False, True])
def test_validate(tmp_path: Path, broken: bool) -> None:
    file = tmp_path / "scorecard.json"
    definition = {**SCORECARD, **({"colour": 1, "grades": 2} if broken else {})}
    file.write_text(json.dumps(definition), "utf-8")
    shown = run("validate", str(file), status=1 if broken else 0)
    assert ("decode.unknown_field" in shown and "decode.wrong_kind" in shown) if broken else "demo" in shown
