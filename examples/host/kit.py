"""Runs the conformance kit through the six paths of the host, with all checks and with each one removed.

``python kit.py`` prints which paths enforce their journey; it exits with 1 when the host with all
checks does not pass, or when a removed check is found anywhere but on its own path.
"""

from __future__ import annotations

import argparse
import csv
import http.client
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from host import PATHS, Host, machines, serve

#: When the cases play.
AT = "2026-03-02T09:00:00+08:00"
KEY = "k1"


@dataclass
class Run:
    """What the kit says of one host."""

    machine: str
    unchecked: str | None
    report: dict[str, Any]
    runs: int

    def failing(self) -> list[str]:
        return [path["path"] for path in self.report["paths"] if not path["enforced"]]

    def holds(self) -> bool:
        """Whether exactly the path without its check was found."""
        return self.failing() == ([] if self.unchecked is None else [self.unchecked])


class Client:
    """The clients of the six paths: a form, a page, a list, a file, a board, a program."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)

    def send(self, path: str, body: str) -> tuple[int, Any]:
        self.connection.request("POST", f"/{path}", body.encode("utf-8"))
        response = self.connection.getresponse()
        return response.status, json.loads(response.read())

    def stored(self) -> str | None:
        """The state that the host shows for the customer."""
        self.connection.request("GET", f"/customers/{KEY}")
        response = self.connection.getresponse()
        body = json.loads(response.read())
        return body["state"] if response.status == 200 else None

    def run(self, path: str, request: dict[str, Any]) -> bool:
        """Puts a request as the path's own client puts it; answers whether it was accepted."""
        status, answer = self.send(path, self.said(path, request))
        if path in ("bulk", "import"):
            return bool(answer[0]["accepted"])
        assert status in (200, 409), status
        return status == 200

    def said(self, path: str, request: dict[str, Any]) -> str:
        if request["type"] == "start":
            start = {name: request[name] for name in ("at", "state", "fields")}
            if path == "import":
                return sheet({"key": KEY, "at": start["at"], "state": start["state"], **start["fields"]})
            return json.dumps({"key": KEY, "start": start} if path == "api" else {"key": KEY, **start})
        event = request["event"]
        action = event["action"]
        form = {"key": KEY, **{name: value for name, value in event.items() if name != "action"}}
        if path == "bulk":
            return json.dumps({"items": [{"key": KEY, "event": event}]})
        if path == "api":
            return json.dumps({"key": KEY, "event": event})
        if path == "kanban":
            return json.dumps({**form, "column": action["to"]})
        follow_up = {"follow_up": True, "to": action.get("to"), "reason": action.get("reason")}
        return json.dumps({**form, **follow_up} if action["type"] == "follow_up" else form)


def sheet(row: dict[str, Any]) -> str:
    """One row as CSV."""
    out = io.StringIO()
    cells = {name: json.dumps(cell) if isinstance(cell, bool) else cell for name, cell in row.items()}
    writer = csv.DictWriter(out, cells.keys())
    writer.writeheader()
    writer.writerow(cells)
    return out.getvalue()


def run_kit(name: str, machine: dict[str, Any], calendars: list[Any], unchecked: str | None = None) -> Run:
    """The kit of a machine through every path of a host."""
    host = Host(machine, calendars, frozenset([unchecked] if unchecked else []))
    server = serve(host)
    client = Client(server.server_port)
    results = []
    for path, offers in PATHS.items():
        for case in host.model.kit({"at": AT})["cases"]:
            if case["via"] not in offers:
                continue
            # The row as the case wants it to be, whatever the last one left.
            host.remove(KEY)
            if case["before"] is not None:
                host.store(KEY, case["before"], [])
            accepted = client.run(path, case["request"])
            results.append({"path": path, "case": case["id"], "accepted": accepted, "state": client.stored()})
    client.connection.close()
    server.shutdown()
    server.server_close()
    paths = [{"path": path, "offers": offers} for path, offers in PATHS.items()]
    report = host.model.kit_report({"at": AT, "paths": paths, "results": results})
    return Run(name, unchecked, report, len(results))


def run_all(names: list[str]) -> Iterator[Run]:
    """Each machine on the host with all checks, then with each path's check removed."""
    journeys, calendars = machines()
    for name in names:
        for unchecked in [None, *PATHS]:
            yield run_kit(name, journeys[name], calendars, unchecked)


def table(runs: list[Run]) -> str:
    """A line for each host: which path enforces all rules (``yes``), or how many of its cases fail."""
    lines = [f"{'journey':<10}{'check removed':<15}{'requests':>9}  " + "".join(f"{path:>8}" for path in PATHS)]
    for run in runs:
        cells = ["yes" if path["enforced"] else f"-{len(path['failures'])}" for path in run.report["paths"]]
        removed = run.unchecked or "none"
        lines.append(f"{run.machine:<10}{removed:<15}{run.runs:>9}  " + "".join(f"{cell:>8}" for cell in cells))
    return "\n".join(lines)


def rules(run: Run) -> str:
    """Path by rule: whether it is enforced; a dot where the path cannot break it."""
    names = sorted({rule["rule"] for path in run.report["paths"] for rule in path["rules"]})
    lines = [f"{'rule':<16}" + "".join(f"{path:>8}" for path in PATHS)]
    for name in names:
        cells = []
        for path in run.report["paths"]:
            found = [rule["enforced"] for rule in path["rules"] if rule["rule"] == name]
            cells.append({True: "yes", False: "NO"}[found[0]] if found else ".")
        lines.append(f"{name:<16}" + "".join(f"{cell:>8}" for cell in cells))
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("machines", nargs="*", default=["customer", "contract", "approval", "task"])
    parser.add_argument("--without", choices=list(PATHS), help="show the rules of a host without this path's check")
    words = parser.parse_args()
    if words.without:
        journeys, calendars = machines()
        print(rules(run_kit(words.machines[0], journeys[words.machines[0]], calendars, words.without)))
        return 0
    runs = list(run_all(words.machines))
    print(table(runs))
    return 0 if all(run.holds() for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
