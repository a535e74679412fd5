"""A small CRM: SQLite, HTTP, and six paths on which a customer changes, with one gate behind all of them.

Standard library only, beside leadstone. Each path reads what its own kind of client sends, makes an
event of it, and hands that to ``JourneyModel``; the state that comes back is stored in the same
transaction as its effects, whose ids are a unique key, so that each is carried out once.

``unchecked`` names paths that skip the gate and write what they were sent, as paths do that somebody
added in a hurry: the conformance kit (``kit.py``) finds exactly those.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import leadstone
from leadstone import JourneyModel, LeadstoneError

#: What can be asked for on each path.
PATHS: dict[str, list[str]] = {
    "create": ["start"],
    "edit": ["edit", "follow_up"],
    "bulk": ["take", "move"],
    "import": ["start"],
    "kanban": ["move"],
    "api": ["start", "take", "move", "follow_up", "edit", "approval", "force", "payment"],
}

SCHEMA = """
create table customers (key text primary key, state text not null, journey text not null);
create table outbox (id text primary key, effect text not null);
"""


class Refused(Exception):
    """A request that the journey does not allow, with all that speaks against it."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.error = error


class Host:
    """The customers and the paths to them."""

    def __init__(self, machine: dict[str, Any], calendars: list[Any], unchecked: frozenset[str] = frozenset()) -> None:
        self.machine = machine
        self.model = JourneyModel.compile(machine, calendars=calendars)
        self.unchecked = unchecked
        self.types = {field["name"]: field["type"] for field in machine.get("fields", [])}
        self.db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self.db.executescript(SCHEMA)
        self.lock = threading.Lock()

    # The six paths.

    def create(self, form: dict[str, Any]) -> None:
        """The form for a new customer."""
        self.begin("create", form["key"], {"at": form["at"], "state": form["state"], "fields": form["fields"]})

    def edit(self, form: dict[str, Any]) -> None:
        """The record page: changed fields, and the follow-up that is logged there."""
        to, reason, is_follow_up = form.get("to"), form.get("reason"), form.get("follow_up", False)
        action = {"type": "follow_up", "to": to, "reason": reason} if is_follow_up else {"type": "edit"}
        self.happen("edit", form["key"], self.event(form, action))

    def bulk(self, form: dict[str, Any]) -> list[dict[str, Any]]:
        """The list: one action for each of the chosen customers, with an answer each."""
        if "bulk" in self.unchecked:
            for item in form["items"]:
                self.overwrite(item["key"], item["event"])
            return [{"key": item["key"], "accepted": True} for item in form["items"]]
        items = [{"key": item["key"], "state": self.load(item["key"]), "event": item["event"]} for item in form["items"]]
        answers = []
        for answer in self.model.apply_many({"items": items})["items"]:
            if answer["applied"] is not None:
                self.store(answer["key"], answer["applied"]["state"], answer["applied"]["effects"])
            answers.append({"key": answer["key"], "accepted": answer["error"] is None, "error": answer["error"]})
        return answers

    def import_csv(self, text: str) -> list[dict[str, Any]]:
        """A file of customers: a row that is refused says why and leaves the others alone."""
        answers = []
        for row in csv.DictReader(io.StringIO(text)):
            fields = {name: self.read(name, cell) for name, cell in row.items() if name in self.types and cell}
            try:
                self.begin("import", row["key"], {"at": row["at"], "state": row["state"], "fields": fields})
                answers.append({"key": row["key"], "accepted": True})
            except Refused as refused:
                answers.append({"key": row["key"], "accepted": False, "error": refused.error})
        return answers

    def kanban(self, card: dict[str, Any]) -> None:
        """The board: a card that is dropped on another column."""
        self.happen("kanban", card["key"], self.event(card, {"type": "move", "to": card["column"]}))

    def api(self, request: dict[str, Any]) -> None:
        """Other programs: a new customer, or any event."""
        if "start" in request:
            self.begin("api", request["key"], request["start"])
        else:
            self.happen("api", request["key"], request["event"])

    # The gate.

    def begin(self, path: str, key: str, start: dict[str, Any]) -> None:
        if path in self.unchecked:
            fields = {name: value for name, value in start["fields"].items() if value is not None}
            state = {"state": start["state"], "entered_at": start["at"], "fields": fields, "history": []}
            self.store(key, {"machine": self.model.fingerprint(), **state}, [])
            return
        try:
            state = self.model.start({**start, "key": key})
        except LeadstoneError as error:
            raise Refused(error.args[0]) from None
        self.store(key, state, [])

    def happen(self, path: str, key: str, event: dict[str, Any]) -> None:
        if path in self.unchecked:
            self.overwrite(key, event)
            return
        try:
            applied = self.model.apply({"state": self.load(key), "event": event})
        except LeadstoneError as error:
            raise Refused(error.args[0]) from None
        self.store(key, applied["state"], applied["effects"])

    def overwrite(self, key: str, event: dict[str, Any]) -> None:
        """What a path does that knows nothing of journeys: it writes what it was sent."""
        state, action = self.load(key), event["action"]
        ways = {way["id"]: way["to"] for way in self.machine["transitions"]}
        taken = action.get("transition") or (state.get("pending") or {}).get("transition")
        state["state"] = action.get("to") or ways.get(taken) or state["state"]
        state["fields"].update(event.get("fields", {}))
        state["fields"] = {name: value for name, value in state["fields"].items() if value is not None}
        self.store(key, state, [])

    @staticmethod
    def event(form: dict[str, Any], action: dict[str, Any]) -> dict[str, Any]:
        """The event of a form. Who sent it, and in which roles, a real host takes from the session."""
        given = {name: form[name] for name in ("id", "at", "actor", "roles", "fields") if name in form}
        return {**given, "action": action}

    def read(self, name: str, cell: str) -> Any:
        """A cell of a CSV file as its field's type; what cannot be read stays a text, and is refused."""
        kind = self.types[name]
        if kind == "boolean" and cell in ("true", "false"):
            return cell == "true"
        return int(cell) if kind == "integer" and cell.lstrip("-").isdigit() else cell

    # The rows.

    def load(self, key: str) -> dict[str, Any]:
        row = self.db.execute("select journey from customers where key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        state: dict[str, Any] = json.loads(row[0])
        return state

    def store(self, key: str, state: dict[str, Any], effects: list[dict[str, Any]]) -> None:
        """The state and what follows from it, in one transaction; an effect that is known is no second one."""
        self.db.execute("begin immediate")
        write = "insert or replace into customers values (?, ?, ?)"
        self.db.execute(write, (key, state["state"], json.dumps(state)))
        for effect in effects:
            if "id" in effect:
                self.db.execute("insert or ignore into outbox values (?, ?)", (effect["id"], json.dumps(effect)))
        self.db.execute("commit")

    def remove(self, key: str) -> None:
        self.db.execute("delete from customers where key = ?", (key,))


class Handler(BaseHTTPRequestHandler):
    """``POST`` to a path; ``GET /customers/KEY``."""

    protocol_version = "HTTP/1.1"
    # Head and body leave together, else each answer waits for the client's acknowledgement.
    wbufsize = 1 << 16
    host: Host

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")
        routes: dict[str, Callable[[], Any]] = {
            "/create": lambda: self.host.create(json.loads(body)),
            "/edit": lambda: self.host.edit(json.loads(body)),
            "/bulk": lambda: self.host.bulk(json.loads(body)),
            "/import": lambda: self.host.import_csv(body),
            "/kanban": lambda: self.host.kanban(json.loads(body)),
            "/api": lambda: self.host.api(json.loads(body)),
        }
        if self.path not in routes:
            return self.answer(404, {})
        try:
            with self.host.lock:
                self.answer(200, routes[self.path]())
        except Refused as refused:
            self.answer(409, refused.error)
        except KeyError:
            self.answer(404, {})

    def do_GET(self) -> None:
        try:
            with self.host.lock:
                self.answer(200, self.host.load(self.path.removeprefix("/customers/")))
        except KeyError:
            self.answer(404, {})

    def answer(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the kit sends thousands of requests."""


def serve(host: Host, port: int = 0) -> HTTPServer:
    """The host on a free port of this machine, in a thread of its own."""
    server = HTTPServer(("127.0.0.1", port), type("Bound", (Handler,), {"host": host}))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


def machines(pack: str = "car-dealer") -> tuple[dict[str, dict[str, Any]], list[Any]]:
    """The journeys of a shipped pack by the last word of their ids, and its calendars."""
    definitions = json.loads(leadstone.Pack.shipped(pack).to_json())["definitions"]
    journeys = {each["id"].rpartition(".")[2]: each for each in definitions if each["kind"] == "journey.machine"}
    return journeys, [each for each in definitions if each["kind"] == "calendar"]


if __name__ == "__main__":
    journeys, calendars = machines()
    running = serve(Host(journeys["customer"], calendars), 8000)
    print(f"http://127.0.0.1:{running.server_port}: POST /create /edit /bulk /import /kanban /api, GET /customers/KEY")
    threading.Event().wait()
