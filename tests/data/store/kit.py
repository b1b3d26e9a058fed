"""What the tests of the store share: people, a submitted run, a plan as text, a PostgreSQL server of one's own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data.plan_io import plan_json
from data.store import Store
from models.plan import Plan, content_hash
from models.run import Moment, Person, Role, Run

HOME = Path(__file__).resolve().parents[3]
ANN = Person(name="ann@example.com", teams={"platform": "editor"})
BOB = Person(name="bob@example.com")
LOCAL = Person.local()


def member(role: Role) -> Person:
    """Somebody else of the team `platform`."""
    return Person(name=f"{role}@example.com", teams={"platform": role})


def submit(store: Store, person: Person = ANN, **changes: Any) -> Run:
    """A queued run."""
    asked: dict[str, Any] = {
        "scenario_name": "Support chat in Europe",
        "document": "name: Support chat # 24/7\n",
        "draft": None,
        "input_hash": "sha256:0123456789abcdef",
        "case": "expected",
        "variant": None,
        "options": {"gap": 0.005, "threads": 2, "seed": None},
        "versions": {"steelyard": "0.1.0"},
    }
    return store.runs.submit(person, **{**asked, **changes})


def hashed(plan: Plan) -> Plan:
    """The plan with its content hash, as the solver gives it."""
    provenance = plan.provenance.model_copy(update={"content_hash": content_hash(plan)})
    return plan.model_copy(update={"provenance": provenance})


def finished(store: Store, plan: Plan, person: Person = ANN, **changes: Any) -> Run:
    """A run that is done, with a plan and two moments."""
    run = submit(store, person, **changes)
    claimed = store.work.claim(99, "here")
    assert claimed is not None
    assert claimed.id == run.id
    store.work.report(run.id, Moment(seconds=0.5, incumbent_usd=None, bound_usd=1.5e6, gap=None, stage="relaxation"))
    store.work.report(run.id, Moment(seconds=2.0, incumbent_usd=2e6, bound_usd=1.8e6, gap=0.1, stage="search"))
    store.work.finish(run.id, "done", plan_json(hashed(plan)), "")
    return store.runs.find(person, run.id)


WAIT = 'print("ready", flush=True); sys.stdin.readline()'
"""A line of a child's script: here it waits until all are ready."""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    """A child process that runs a Python script."""
    command = [sys.executable, "-W", "error", "-c", script, *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=HOME, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def outputs(children: Sequence[subprocess.Popen[str]]) -> list[list[str]]:
    """Lets all children go at once from where they `WAIT`; the words each printed after."""
    for child in children:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin
        child.stdin.write("\n")
        child.stdin.flush()
    ended = [(*child.communicate(timeout=60), child.returncode) for child in children]
    assert [(error, code) for _, error, code in ended] == [("", 0)] * len(ended)
    return [output.split() for output, _, _ in ended]


def postgresql_programs() -> Path | None:
    """Folder of `initdb` and `pg_ctl`, if PostgreSQL is installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


@contextmanager
def postgresql(programs: Path) -> Iterator[str]:
    """A PostgreSQL server in a temporary folder, reached by a socket in it; gives the query part of its URL."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    as_user: list[str] = []
    if os.getuid() == 0:  # the server refuses to run as root
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        as_user = ["runuser", "-u", "postgres", "--"]
    settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    control = [*as_user, str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    setup = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    try:
        subprocess.run([*as_user, *setup], check=True, capture_output=True, cwd=folder)
        log = ["-l", str(folder / "log")]
        subprocess.run([*control, *log, "-o", settings, "start"], check=True, capture_output=True, cwd=folder)
        try:
            yield f"?host={folder}&user=postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=folder)
    finally:
        shutil.rmtree(folder)
