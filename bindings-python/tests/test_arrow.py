"""Columns in and out: pyarrow, polars and pandas, every accepted type, and what is refused."""

from __future__ import annotations

import datetime as dt
import decimal
import functools
import json
from collections.abc import Callable
from typing import Any

import leadstone
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import SCORECARD, found, refused, rule
from test_equivalence import leads

Model = leadstone.ScorecardModel


def typed(given: list[dict[str, Any]]) -> pa.Table:
    """Leads as columns of texts, but for the integers and truth values."""
    types = {"employees": pa.int64(), "test_drive": pa.bool_()}
    names = [field["name"] for field in SCORECARD["fields"]]
    columns = {name: pa.array([lead.get(name) for lead in given], types.get(name, pa.string())) for name in names}
    return pa.table({"id": pa.array([f"L{row}" for row in range(len(given))]), **columns})


GIVEN = leads(300)
TABLE = typed(GIVEN)


def answers(table: leadstone.Table) -> pa.Table:
    return pa.table(table)


def one(field_type: str, column: Any, **when: Any) -> dict[str, Any]:
    """The answer for a table of one column `x`, scored by one rule of 7 points."""
    bands = [{"id": "A", "from": 0}]
    definition: Any = {
        "kind": "scoring.scorecard",
        "schema_version": 1,
        "id": "one",
        "fields": [{"name": "x", "type": field_type}],
        "fit": {"max": 100, "bands": bands, "rules": [rule("x", 7, field="x", **when)]},
        "engagement": {"max": 100, "bands": bands, "rules": []},
        "grades": [["A"]],
        "qualified": ["A"],
    }
    columns: dict[str, Any] = answers(Model.compile(definition).score_batch(pa.table({"x": column}))).to_pydict()
    return columns


# A batch answers what single leads answer, whoever makes the columns.


def test_a_batch_answers_what_single_leads_answer(scorecard: Model) -> None:
    columns = answers(scorecard.score_batch(TABLE)).to_pylist()
    assert len(columns) == len(GIVEN)
    for row, (lead, answer) in enumerate(zip(GIVEN, columns)):
        report = scorecard.score(lead)
        assert answer["id"] == f"L{row}"
        assert answer["error_code"] is answer["error_message"] is None
        single = (report["score"], report["fit"]["points"], report["engagement"]["points"])
        assert (answer["score"], answer["fit"], answer["engagement"]) == single
        assert (answer["grade"], answer["qualified"]) == (report["grade"], report["qualified"])
        assert sum(answer["contributions"]) == answer["score"]


def test_contributions_are_named(scorecard: Model) -> None:
    field = answers(scorecard.score_batch(TABLE)).schema.field("contributions")
    parts = json.loads(field.metadata[b"parts"])
    assert parts[:4] == ["fit.base", "large", "referral", "fit.clamp"]
    assert field.type.list_size == len(parts)


PRODUCERS: dict[str, Callable[[], Any]] = {
    "pyarrow table": lambda: TABLE,
    "pyarrow record batch": lambda: TABLE.to_batches()[0],
    "pyarrow stream": lambda: pa.RecordBatchReader.from_batches(TABLE.schema, TABLE.to_batches(max_chunksize=7)),
    "pyarrow struct array": lambda: pa.array(TABLE.to_pylist(), pa.struct(list(TABLE.schema))),
    "chunks": lambda: pa.concat_tables([TABLE.slice(0, 1), TABLE.slice(1, 0), TABLE.slice(1)]),
    "polars": lambda: pl.DataFrame(TABLE.to_pylist(), infer_schema_length=None),
    "polars with categories": lambda: pl.DataFrame(TABLE.to_pylist(), infer_schema_length=None).with_columns(
        pl.col("source").cast(pl.Categorical)
    ),
    "pandas": lambda: TABLE.to_pandas(types_mapper=pd.ArrowDtype),
    "pandas with nullable columns": lambda: TABLE.to_pandas().astype({"employees": "Int64", "test_drive": "boolean"}),
    "answers of its own kind": lambda: Wrapped(TABLE),
}


class Wrapped:
    """An object that is nothing but its columns."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize("producer", PRODUCERS)
def test_producers(scorecard: Model, producer: str) -> None:
    given = PRODUCERS[producer]()
    assert answers(scorecard.score_batch(given)).equals(answers(scorecard.score_batch(TABLE)))


def test_consumers(scorecard: Model) -> None:
    table = scorecard.score_batch(TABLE)
    expected = pa.table(table).column("score").to_pylist()
    assert len(table) == len(expected) == 300
    assert repr(table).startswith("<leadstone.Table of 300 rows")
    assert pl.DataFrame(table)["score"].to_list() == expected
    assert pd.DataFrame.from_arrow(table)["score"].tolist() == expected
    assert pa.RecordBatchReader.from_stream(table).read_all().num_rows == 300
    assert pa.schema(table).names[:2] == ["id", "score"]
    assert pa.table(table).equals(pa.table(table)), "a table can be read more than once"


def test_a_table_outlives_its_reader_and_its_model() -> None:
    table = Model.compile(SCORECARD).score_batch(typed(GIVEN))
    read = pa.table(table)
    del table
    assert read.num_rows == 300


# Every accepted type.

TWO_HUNDRED = {"type": "compare", "op": "at_least", "value": 200}
INTEGERS = [pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64(), pa.string()]


@pytest.mark.parametrize("kind", INTEGERS, ids=str)
def test_integers(kind: pa.DataType) -> None:
    column = pa.array(["199", "200", None]).cast(kind)
    assert one("integer", column, **TWO_HUNDRED)["score"] == [0, 7, 0]


TEXTS = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
TEXTS += [pa.dictionary(pa.uint32(), pa.large_string())]


@pytest.mark.parametrize("kind", TEXTS, ids=str)
def test_texts(kind: pa.DataType) -> None:
    column = pa.array(["a", "b", "推荐", None, "a"]).cast(kind)
    assert one("text", column, type="one_of", values=["a", "推荐"])["score"] == [7, 0, 7, 0, 7]


def test_dictionaries_that_differ_from_chunk_to_chunk() -> None:
    chunks = [["a", None, "b"], [None], ["b", "a"]]
    column = pa.chunked_array([pa.array(chunk, pa.string()).dictionary_encode() for chunk in chunks])
    assert one("text", column, type="one_of", values=["a"])["score"] == [7, 0, 0, 0, 0, 7]


@pytest.mark.parametrize("kind", [pa.date32(), pa.date64(), pa.string()], ids=str)
def test_dates(kind: pa.DataType) -> None:
    column = pa.array([dt.date(2026, 3, 1), dt.date(2026, 2, 28), None]).cast(kind)
    assert one("date", column, type="compare", op="at_least", value="2026-03-01")["score"] == [7, 0, 0]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", None])
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_instants(unit: str, zone: str | None) -> None:
    moments = [dt.datetime(2026, 3, 1, 0, 0, 0), dt.datetime(2026, 2, 28, 23, 59, 59), None]
    column = pa.array(moments, pa.timestamp(unit, zone))
    assert one("instant", column, type="compare", op="at_least", value="2026-03-01T00:00:00Z")["score"] == [7, 0, 0]


@pytest.mark.parametrize("kind", [pa.decimal128(9, 2), pa.decimal128(38, 6), pa.string(), pa.int32()], ids=str)
def test_decimals(kind: pa.DataType) -> None:
    column = pa.array([decimal.Decimal("500.00"), decimal.Decimal("499.00"), None]).cast(kind)
    assert one("money", column, type="compare", op="at_least", value="499.5")["score"] == [7, 0, 0]


def test_truth_values() -> None:
    column = pa.array([True, False, None])
    assert one("boolean", column, type="compare", op="equal", value=True)["score"] == [7, 0, 0]


# Rows that cannot be read are data; the wrong columns are an error.


def test_rows_that_cannot_be_read_keep_their_place() -> None:
    answer = one("integer", pa.array(["200", "many", None, "1e999", "99999999999999999999"]), **TWO_HUNDRED)
    assert answer["score"] == [7, None, 0, None, None]
    assert [code is None for code in answer["error_code"]] == [True, False, True, False, False]
    assert "many" in answer["error_message"][1]


@pytest.mark.parametrize("column", [pa.array([dt.timedelta(1)]), pa.array([None, 1.5])], ids=["duration", "float"])
def test_columns_of_the_wrong_type(column: pa.Array) -> None:
    assert found(refused(lambda: one("integer", column, **TWO_HUNDRED))) == [("column.wrong_type", "/columns/x")]


def test_a_column_of_nothing() -> None:
    assert one("integer", pa.nulls(1), **TWO_HUNDRED)["score"] == [0]


def test_rows_that_are_null_as_a_whole(scorecard: Model) -> None:
    rows = pa.array([TABLE.to_pylist()[0], None], pa.struct(list(TABLE.schema)))
    assert refused(lambda: scorecard.score_batch(rows)).code == "arrow.not_readable"


def test_no_rows(scorecard: Model) -> None:
    table = answers(scorecard.score_batch(TABLE.slice(0, 0)))
    assert table.num_rows == 0
    assert table.schema == answers(scorecard.score_batch(TABLE)).schema


def test_an_array_that_is_no_table(scorecard: Model) -> None:
    error = refused(lambda: scorecard.score_batch(pa.array([1, 2])))
    assert (type(error), error.code) == (leadstone.InputError, "arrow.not_readable")


def test_texts_that_are_not_utf_8(scorecard: Model) -> None:
    offsets = pa.array([0, 2], pa.int32()).buffers()[1]
    source = pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(b"\xff\xfe")])
    table = TABLE.slice(0, 1)
    table = table.set_column(table.schema.get_field_index("source"), "source", source)
    assert refused(lambda: scorecard.score_batch(table)).code == "arrow.not_readable"


class Broken:
    """An object whose columns cannot be had."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise ZeroDivisionError("of the host")


class Lying:
    """An object that offers something else than a capsule."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return 3


def test_producers_that_fail(scorecard: Model) -> None:
    producers: list[tuple[Any, type[Exception]]] = [(Broken(), ZeroDivisionError), (Lying(), TypeError)]
    for producer, cause in producers:
        error = refused(functools.partial(scorecard.score_batch, producer))
        assert found(error) == [("arrow.not_readable", "")]
        assert isinstance(error.__cause__, cause)


def test_a_stream_that_fails_half_way(scorecard: Model) -> None:
    def batches() -> Any:
        yield TABLE.to_batches()[0]
        raise ValueError("of the host")

    stream = pa.RecordBatchReader.from_batches(TABLE.schema, batches())
    error = refused(lambda: scorecard.score_batch(stream))
    assert error.code == "arrow.not_readable"
    assert "of the host" in error.message


def test_a_capsule_is_read_once(scorecard: Model) -> None:
    class Once:
        capsule = TABLE.__arrow_c_stream__()

        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return self.capsule

    once = Once()
    assert len(scorecard.score_batch(once)) == 300
    assert refused(lambda: scorecard.score_batch(once)).code == "arrow.not_readable"
