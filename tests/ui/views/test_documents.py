"""The documents of a plan: chosen, made on demand with the run's id and approval, downloaded; errors are said there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from models.base import Model
from models.packs.marking import PUBLIC, VENDOR
from models.plan import Plan
from models.run import Person, Run
from tests.shipped import Shipped
from tests.ui.views import kit
from tests.ui.views.conftest import OpenView
from ui.exits import Exit, SteelyardError
from ui.packs import data
from ui.packs.source import Asked, Source
from ui.planview.documents import MADE
from ui.scenario_file import SHIPPED

TEXT = (SHIPPED / "two-sites.yaml").read_text(encoding="utf-8")


@pytest.fixture
def two_sites(shipped_plans: Shipped) -> Plan:
    return shipped_plans("two-sites")


@pytest.fixture
def run(store: Store, me: Person, two_sites: Plan) -> Run:
    """A run of two sites, with the scenario that it was made from."""
    return kit.done(store, me, two_sites, document=TEXT)


def _make(app: AppTest) -> AppTest:
    app.button("make-documents").click().run()
    assert not app.exception
    return app


def _made(app: AppTest) -> Mapping[str, bytes]:
    files: Mapping[str, bytes] = app.session_state[MADE][1]
    return files


def _downloads(app: AppTest) -> list[str]:
    return [button.label for button in app.get("download_button")]


def test_documents_are_made_on_demand_of_the_run(open_view: OpenView, store: Store, me: Person, run: Run) -> None:
    app = open_view("plan", run=run.id, section="Documents", pack="data")
    assert _downloads(app) == []
    assert "nothing is left out" in " ".join(text.value for text in app.text)
    made = _made(_make(app))
    assert _downloads(app)[0] == "All documents (.zip)"
    assert {"focus.csv", "summary.md"} <= set(_downloads(app))
    assert json.loads(made["tables.json"])["stamp"]["run"] == run.id
    store.runs.approve(me, run.id, "as agreed", None)
    assert _downloads(app.run()) == []
    assert "approved on" in json.loads(_made(_make(app))["tables.json"])["stamp"]["approval"]


def test_what_stands_in_the_way_is_said_in_place(
    open_view: OpenView, store: Store, me: Person, two_sites: Plan
) -> None:
    other = kit.done(store, me, two_sites, document=TEXT.replace("2027-01", "2027-02", 1))
    app = _make(open_view("plan", run=other.id, section="Documents", pack="data"))
    assert "is not the scenario it was made from" in app.error[0].value
    assert _downloads(app) == []


class Letter(Model):
    """What a vendor reads."""

    quantity: Annotated[int, VENDOR]
    """Accelerators asked for [accelerators]."""
    place: Annotated[str, PUBLIC]
    """Where they go."""
    walk_away_usd: float
    """Most that is paid [USD]."""


def test_what_vendors_read_is_shown_before_it_is_made(
    open_view: OpenView, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Asked] = []

    def files(_source: Source, wants: Asked) -> dict[str, bytes]:
        asked.append(wants)
        if wants.vendor is None:
            raise SteelyardError(Exit.BAD_INPUT, ["--template: unknown field [walk](http://evil)"])
        return {"letter.txt": b"ten"}

    for name, value in {"CONTENT": (Letter,), "TAKES_TEMPLATE": True, "files": files}.items():
        monkeypatch.setattr(data, name, value, raising=False)
    app = open_view("plan", run=run.id, section="Documents", pack="data")
    assert [each.label for each in app.expander] == ["What vendors read (2 fields)", "What is left out (1 field)"]
    shown: list[list[Any]] = [list(table.value["Field"]) for table in app.dataframe]
    assert shown == [["quantity", "place"], ["walk_away_usd"]]
    assert "unknown field \\[walk\\]" in _make(app).error[0].value
    app.selectbox("pack-vendor").select("nebius").run()
    assert _downloads(_make(app)) == ["All documents (.zip)", "letter.txt"]
    assert [each.vendor for each in asked] == [None, "nebius"]
