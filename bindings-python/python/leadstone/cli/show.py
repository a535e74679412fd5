"""What people see: progress and errors on the error stream, answers on the output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from leadstone import LeadstoneError

if TYPE_CHECKING:
    from leadstone._types import LeadItem, Reason


def show_markdown(text: str) -> None:
    """Styled on a terminal, as it is elsewhere."""
    if sys.stdout.isatty():
        Console().print(Markdown(text))
    else:
        typer.echo(text)


def show_lead(item: LeadItem, texts: Any, locale: str) -> None:
    """One lead: its points and its seller, reason by reason."""
    console = Console()
    title = f"{item['label']}: {item['score']} points, grade {item['grade']}"
    console.print(reasons(escape(title), item["reasons"], texts, locale))
    if item["to_qualify"]:
        more = item["to_qualify"]
        console.print(f"{more['grade']} with {more['fit']} more points of fit, {more['engagement']} of engagement")
    if item["undecided"]:
        console.print(f"to ask: {', '.join(item['undecided'])}", markup=False)
    if assignment := item["assignment"]:
        title = f"{assignment['status']}: {assignment['rep_name'] or assignment['rep_id'] or '-'}"
        flip = [assignment["flip"]] if assignment["flip"] else []
        console.print(reasons(escape(title), [*assignment["reasons"], *flip], texts, locale))


def reasons(title: str, given: list[Reason], texts: Any, locale: str) -> Table:
    """Reasons as a table: points, code, and the values under the names of the pack."""
    table = Table("points", "reason", "values", title=title, title_justify="left")
    for reason in given:
        points = "" if reason["contribution"] is None else f"{reason['contribution']:+g}"
        values = ", ".join(f"{name} {named(name, param, texts, locale)}" for name, param in reason["params"].items())
        table.add_row(points, reason["code"], escape(values))
    return table


def named(name: str, param: Any, texts: Any, locale: str) -> str:
    """A value under its name in the pack, where it has one."""
    value = param["value"]
    text: str = texts.get(f"{name}.{value}", {}).get(locale, str(value))
    return text


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A line that names the step under way, gone when it is done."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda step: bar.update(task, description=escape(step))


@contextmanager
def reported() -> Iterator[None]:
    """Shows an error of the engine with all its violations, and ends with status 1."""
    try:
        yield
    except LeadstoneError as error:
        console = Console(stderr=True)
        # Lines and no table: columns would cut a pointer wherever the terminal ends.
        console.print(f"[bold]{error.error_class} error[/bold]")
        for violation in error.violations:
            where = f" at {violation['pointer']}" if violation["pointer"] else ""
            line = f"  {violation['code']}: {violation['message']}{where}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        if error.omitted:
            console.print(f"  and {error.omitted} more")
        raise typer.Exit(1) from None
