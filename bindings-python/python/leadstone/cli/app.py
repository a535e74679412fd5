"""The commands: each reads files, calls the engine once and shows its answer."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import leadstone
from leadstone.cli.codes import explain_code, near_codes
from leadstone.cli.load import check, day_of, load_pack, load_tables, read, with_every_lead
from leadstone.cli.show import progress, reported, show_lead, show_markdown

if TYPE_CHECKING:
    from leadstone._types import BriefReport

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Usage errors as plain text: a box would break a long path wherever the terminal ends.
    rich_markup_mode=None,
    help="The sales-management engine on your own tables.",
)


class Language(str, Enum):
    """The languages of the engine."""

    en = "en"
    zh_cn = "zh-CN"


PackName = Annotated[
    str | None,
    typer.Option("--pack", metavar="ID|FILE", help="A shipped pack, or a pack file; else one that has a sample."),
]
Folder = Annotated[
    Path | None,
    typer.Option("--data", exists=True, file_okay=False, help="A folder of CSV files; else the sample of the pack."),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Up to the end of this day; else today, or the day of the sample."),
]
Locale = Annotated[Language, typer.Option("--locale", help="The language of the texts.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write a board (.html), text (.md) or data (.json).")]


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    if version:
        typer.echo(f"leadstone {leadstone.version()}")
        raise typer.Exit


@app.command()
def brief(
    pack: PackName = None, data: Folder = None, as_of: AsOf = None, locale: Locale = Language.en, out: Out = None
) -> None:
    """The morning brief: what to decide today, and why."""
    with reported():
        report = run_brief(load_pack(pack), data, as_of)
        if out is None:
            show_markdown(leadstone.render_markdown(report, locale.value))
        else:
            out.write_text(rendered(report, out.suffix, locale), "utf-8")
            typer.echo(f"{out} written", err=True)


@app.command()
def explain(
    what: Annotated[
        str, typer.Argument(metavar="LEAD|CODE", help="The id of an open lead, or a code such as pack.unknown.")
    ],
    pack: PackName = None,
    data: Folder = None,
    as_of: AsOf = None,
    locale: Locale = Language.en,
) -> None:
    """Why a lead has its score and its seller; or what an error code or a reason code says."""
    if explained := explain_code(what):
        typer.echo(explained)
        return
    with reported():
        report = run_brief(with_every_lead(load_pack(pack)), data, as_of)
        listed = report["leads"]["items"] if report["leads"] else []
        items = [item for item in listed if item["lead_id"] == what]
        if not items:
            known = ", ".join(item["lead_id"] for item in listed[:5])
            near = f"; {near}" if (near := near_codes(what)) else ""
            raise typer.BadParameter(f"no open lead `{what}`; there are {len(listed)}, such as {known}{near}")
        show_lead(items[0], report["texts"], locale.value)


@app.command()
def validate(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A definition or a pack, as JSON.")],
) -> None:
    """Whether a definition or a pack is sound; else everything that is wrong with it."""
    with reported():
        typer.echo(f"{file} is sound: {check(read(file))}")


@app.command()
def schema(
    name: Annotated[str, typer.Argument(help="A kind of definition such as scoring.scorecard, an input or a report.")],
) -> None:
    """The JSON Schema of a document."""
    with reported():
        typer.echo(json.dumps(leadstone.schema(name), indent=2, ensure_ascii=False))


@app.command()
def packs() -> None:
    """The packs that are shipped, and whether they have a sample."""
    for name in leadstone.packs():
        sample = leadstone.Pack.shipped(name).sample()
        typer.echo(f"{name}: {len(sample)} tables in its sample" if sample else name)


def run_brief(pack: leadstone.Pack, data: Path | None, as_of: str | None) -> BriefReport:
    """Compiles, reads and runs, with progress on the error stream."""
    with progress() as step:
        step("compiling the pack")
        engine = leadstone.Engine.compile(pack)
        tables = load_tables(pack, data, step)
        step("running the brief")
        return engine.brief(tables, as_of=as_of or day_of(pack, data))


def rendered(report: BriefReport, suffix: str, locale: Language) -> str:
    """The brief in the format of a file name."""
    if suffix == ".json":
        return json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    if suffix == ".html":
        return leadstone.render_html(report, locale.value)
    if suffix == ".md":
        return leadstone.render_markdown(report, locale.value)
    raise typer.BadParameter("name a file that ends in .html, .md or .json", param_hint="--out")
