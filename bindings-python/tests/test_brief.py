"""The morning run: tables in every form give one brief, and what is wrong with them is said."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import leadstone
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pytest
from conftest import ROOT, found, refused
from leadstone import Engine, Pack
from test_threads import ticks_inside

PACK = Pack.shipped("car-dealer")
ENGINE = Engine.compile(PACK)
SAMPLE = PACK.sample()
DAY = json.loads(PACK.to_json())["sample"]["as_of"]
BRIEF = ENGINE.brief(SAMPLE, as_of=DAY)


def rows(text: str) -> list[dict[str, Any]]:
    return [{name: cell or None for name, cell in row.items()} for row in csv.DictReader(io.StringIO(text))]


def columns(text: str) -> pa.Table:
    """All columns as texts, as CSV is read."""
    header = next(csv.reader(io.StringIO(text)))
    options = pa.csv.ConvertOptions(column_types={name: pa.string() for name in header}, strings_can_be_null=True)
    return pa.csv.read_csv(io.BytesIO(text.encode()), convert_options=options)


FORMS: dict[str, Callable[[str], Any]] = {
    "rows": rows,
    "pyarrow": columns,
    "pandas": lambda text: pd.read_csv(io.StringIO(text), dtype=str),
    "polars": lambda text: pl.read_csv(io.StringIO(text), infer_schema=False),
}


@pytest.mark.parametrize("form", FORMS)
def test_tables_in_every_form_give_one_brief(form: str) -> None:
    tables = {name: FORMS[form](text) for name, text in SAMPLE.items()}
    assert ENGINE.brief(tables, as_of=DAY) == BRIEF


class OneAtATime:
    """A producer like a database connection: its next stream opens when the one before is read."""

    open = False

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        assert not OneAtATime.open, "the stream before is still open"
        OneAtATime.open = True
        return pa.RecordBatchReader.from_batches(self.table.schema, self.batches()).__arrow_c_stream__()

    def batches(self) -> Iterator[pa.RecordBatch]:
        yield from self.table.to_batches()
        OneAtATime.open = False


def test_streams_are_read_one_after_the_other() -> None:
    tables = {name: OneAtATime(columns(text)) for name, text in SAMPLE.items()}
    assert ENGINE.brief(tables, as_of=DAY) == BRIEF


def test_objects_and_texts_give_one_brief() -> None:
    assert json.loads(ENGINE.brief_json(json.dumps(SAMPLE), json.dumps({"as_of": DAY}))) == BRIEF


def test_the_order_of_rows_is_no_matter() -> None:
    header, *lines = SAMPLE["orders"].splitlines()
    backwards = "\n".join([header, *reversed(lines)])
    assert ENGINE.brief({**SAMPLE, "orders": backwards}, as_of=DAY) == BRIEF


def test_days_and_instants() -> None:
    day = dt.date.fromisoformat(DAY)
    last = dt.datetime.combine(day, dt.time.max, dt.timezone(dt.timedelta(hours=8)))
    for as_of in (day, last, BRIEF["as_of"]):
        assert ENGINE.brief(SAMPLE, as_of=as_of) == BRIEF


def test_every_row_is_accounted_for() -> None:
    counted = {table["source"]: table for table in BRIEF["accounting"]}
    for name, text in SAMPLE.items():
        table = counted[name]
        assert table["rows_in"] == len(rows(text)) == table["used"] + table["error"] + table["after_as_of"]


def test_the_state_of_one_morning_goes_into_the_next() -> None:
    again = ENGINE.brief(SAMPLE, as_of=DAY, previous=BRIEF["state"])
    assert again["state"] != BRIEF["state"], "whose turn it is has moved on"
    assert ENGINE.brief(SAMPLE, as_of=DAY, previous={}) == BRIEF


def test_a_brief_lets_other_threads_run() -> None:
    assert ticks_inside(lambda: ENGINE.brief(SAMPLE, as_of=DAY)) > 5


def test_renders() -> None:
    text = json.dumps(BRIEF)
    for locale in ("en", "zh-CN"):
        assert leadstone.render_markdown(BRIEF, locale) == leadstone.render_markdown(text, locale)
        assert leadstone.render_html(BRIEF, locale) == leadstone.render_html(text, locale)
        assert f'<html lang="{locale}">' in leadstone.render_html(BRIEF, locale)
    assert refused(lambda: leadstone.render_markdown(BRIEF, "fr")).code == "decode.unknown_value"
    nothing: Any = {}
    assert refused(lambda: leadstone.render_html(nothing, "en")).code == "definition.wrong_kind"


# What is wrong with tables and options.


def test_no_tables() -> None:
    brief = ENGINE.brief({}, as_of=DAY)
    assert brief["accounting"] == []
    assert {light["status"] for light in brief["health"]["lights"]} == {"not_enough_data"}


def test_tables_without_rows() -> None:
    empty = {name: text.splitlines()[0] for name, text in SAMPLE.items()}
    assert {table["rows_in"] for table in ENGINE.brief(empty, as_of=DAY)["accounting"]} == {0}


@pytest.mark.parametrize("tables", [None, 3, [], "orders"], ids=repr)
def test_tables_that_are_none(tables: Any) -> None:
    assert found(refused(lambda: ENGINE.brief(tables, as_of=DAY))) == [("decode.wrong_kind", "/tables")]


@pytest.mark.parametrize("table", [None, 3, {}, [3], [{"id": []}]], ids=repr)
def test_a_table_of_the_wrong_kind(table: Any) -> None:
    error = refused(lambda: ENGINE.brief({"orders": table}, as_of=DAY))
    assert {code for code, _ in found(error)} == {"decode.wrong_kind"}
    assert all(pointer.startswith("/tables/orders") for _, pointer in found(error))


def test_a_table_without_a_json_form() -> None:
    assert found(refused(lambda: ENGINE.brief({"orders": [{"id": b""}]}, as_of=DAY))) == [
        ("decode.not_representable", "/tables/orders/0/id")
    ]
    keys: Any = {3: []}
    assert found(refused(lambda: ENGINE.brief(keys, as_of=DAY))) == [("decode.not_representable", "/tables")]


def test_columns_of_the_wrong_type_say_where() -> None:
    error = refused(lambda: ENGINE.brief({"orders": pa.table({"id": [[1]], "n": [b""]})}, as_of=DAY))
    assert found(error) == [
        ("column.wrong_type", "/tables/orders/columns/id"),
        ("column.wrong_type", "/tables/orders/columns/n"),
    ]


def test_ragged_rows_are_error_rows() -> None:
    text = SAMPLE["orders"].rstrip("\n") + "\nlast,one\n"
    (orders,) = [t for t in ENGINE.brief({**SAMPLE, "orders": text}, as_of=DAY)["accounting"] if t["source"] == "orders"]
    assert orders["error"] == 1
    assert orders["errors"][0]["code"] == "facts.ragged_row"


def test_money_beyond_its_range_and_below_zero() -> None:
    header = "id,occurred_at,amount"
    text = f"{header}\na,2026-06-01,90071992547409.92\nb,2026-06-01,1e400\nc,2026-06-01,-5\nd,2026-06-01,5\n"
    (orders,) = ENGINE.brief({"orders": text}, as_of=DAY)["accounting"]
    assert orders["rows_in"] == 4
    assert orders["used"] + orders["error"] == 4
    assert {"a", "b"} <= {row["id"] for row in orders["errors"]}


def test_a_sum_beyond_the_range_of_money() -> None:
    lines = "".join(f"o{i},2026-06-01,90071992547409.91\n" for i in range(3))
    error = refused(lambda: ENGINE.brief({"orders": f"id,occurred_at,amount\n{lines}"}, as_of=DAY))
    assert (type(error), error.code) == (leadstone.NumericError, "money.out_of_range")


@pytest.mark.parametrize("as_of", ["yesterday", "2026-06-18T09:00:00", "2026-02-30", "", 3, None, dt.time(1)], ids=repr)
def test_an_instant_that_is_none(as_of: Any) -> None:
    error = refused(lambda: ENGINE.brief(SAMPLE, as_of=as_of))
    assert type(error) is leadstone.InputError


def test_options_are_keyword_only() -> None:
    call: Any = ENGINE.brief
    with pytest.raises(TypeError):
        call(SAMPLE)
    with pytest.raises(TypeError):
        call(SAMPLE, DAY)
    with pytest.raises(TypeError):
        call(SAMPLE, as_of=DAY, colour=1)


def test_options_as_text_are_checked() -> None:
    error = refused(lambda: ENGINE.brief_json("{}", '{"as_of": "2026-06-18", "colour": 1}'))
    assert found(error) == [("decode.unknown_field", "/colour")]


def test_packs() -> None:
    assert "car-dealer" in leadstone.packs()
    assert Pack.compile(PACK.to_json()).fingerprint() == PACK.fingerprint()
    assert refused(lambda: Pack.shipped("nobody")).code == "pack.unknown"
    definition = json.loads(PACK.to_json())
    definition["extends"] = "nobody"
    error = refused(lambda: Pack.compile(definition))
    assert found(error) == [("pack.unknown", "/extends")]


def test_schemas() -> None:
    assert leadstone.schema("scoring.scorecard")["type"] == "object"
    assert refused(lambda: leadstone.schema("scoring.scorecrad")).code == "definition.unknown_kind"


def test_a_real_pipeline() -> None:
    folder = Path(os.environ.get("LEADSTONE_DATA", "")) / "maven_crm"
    if "LEADSTONE_DATA" not in os.environ or not folder.is_dir():
        pytest.skip("LEADSTONE_DATA names no folder with maven_crm")
    tables = {file.stem: file.read_text("utf-8-sig") for file in sorted(folder.glob("*.csv"))}
    brief = Engine.compile(Pack.shipped("b2b-pipeline")).brief(tables, as_of="2017-09-18")
    assert all(t["rows_in"] == t["used"] + t["error"] + t["after_as_of"] for t in brief["accounting"])
    assert brief["date"] == "2017-09-18"


def test_briefs_have_one_hash_in_every_language() -> None:
    """The same text in, the same bytes out; `cargo xtask test` compares what every language writes here."""
    wanted = [("car-dealer", SAMPLE, DAY)]
    maven = Path(os.environ.get("LEADSTONE_DATA", ROOT.parent / "shared" / "data")) / "maven_crm"
    if maven.is_dir():
        names = ["accounts", "products", "sales_pipeline", "sales_teams"]
        wanted.append(("b2b-pipeline", {name: (maven / f"{name}.csv").read_text() for name in names}, "2017-09-18"))
    lines = ""
    for pack, tables, day in wanted:
        brief = Engine.compile(Pack.shipped(pack)).brief_json(json.dumps(tables), json.dumps({"as_of": day}))
        lines += f"{pack} {hashlib.sha256(brief.encode()).hexdigest()}\n"
    print(f"python: {lines}")
    folder = ROOT / "target" / "conformance"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "briefs.python.txt").write_text(lines)
