"""The command line: ``pip install 'leadstone[cli]'``."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line; says what to install when it cannot."""
    try:
        from leadstone.cli.app import app
    except ModuleNotFoundError as missing:
        if missing.name not in {"rich", "typer"}:
            raise
        sys.exit("the command line needs two more packages: pip install 'leadstone[cli]'")
    app()
