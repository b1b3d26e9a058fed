"""Quotes in the app: workbooks are read on the plan's page, asked for in the editor, ranked by a run, shown."""

from __future__ import annotations

import json
from functools import cache
from io import StringIO

import pytest
from rich.console import Console
from streamlit.testing.v1 import AppTest

from data.document import Document, check_document
from data.store import Store, StoreError
from models.bakeoff import MOST_LETTERS, Bakeoff, QuoteText
from models.plan import Plan
from models.run import Person, Run
from solver.search.options import SearchOptions
from tests.bakeoff.test_bakeoff import FEW, FLAT, report_of
from tests.packs.filling import filled
from tests.packs.test_quotes import BUY, FIELDS
from tests.proof.audit_kit import document as plain
from tests.proof.audit_kit import offer
from tests.ui.views import kit
from tests.ui.views.conftest import OpenView
from tests.ui.views.test_reported import texts
from ui.charts import render
from ui.charts.bakeoff import bakeoff_chart
from ui.packs import pricing
from ui.packs.quotes_back import QuoteRead
from ui.packs.source import Asked, Source, of_run
from ui.parts.quotes import CONFIDENTIAL, NONE, READ
from ui.planning import plan_case
from ui.reports import shown
from ui.runs.asked import BakeoffOptions, task_options_of
from ui.scenario_file import ScenarioFile
from ui.views.bakeoff import INTERNAL, OF_LOTS, PLANS, RANKING
from ui.views.run import DONE

TEXT = json.dumps(plain(**FIELDS))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@cache
def planned() -> Plan:
    """Four cards, of which one may be rented; a card is bought for 50 USD."""
    loaded = check_document(Document.read(TEXT, "Cards"), None).loaded
    assert loaded is not None
    return plan_case(ScenarioFile("Cards", None, loaded), "expected", SearchOptions(gap=0))


@cache
def ranked() -> Bakeoff:
    """Two quotes: 90 and 108 USD alone, 36 and 54 USD on top of the other."""
    return report_of(FEW, FLAT)


@pytest.fixture
def run(store: Store, me: Person) -> Run:
    """A run with that plan and its scenario."""
    return kit.done(store, me, planned(), "Cards", TEXT)


def workbook(run: Run, price: object, vendor: str | None = None) -> bytes:
    """A workbook as it comes back, with a price for what is bought."""
    source: Source = of_run(run, planned(), TEXT)
    lot = next(row.lot.id for row in pricing.pricing_of(source, vendor).lots if row.lot.mode == "buy")
    return filled(pricing.files(source, Asked(vendor))["pricing.xlsx"], {lot: {**BUY, "price upfront": price}})


def errors(app: AppTest) -> list[str]:
    """What is said to be wrong, as it is read."""
    return [error.value.replace("\\", "") for error in app.error]


def click(app: AppTest, label: str) -> AppTest:
    """Click a button by what stands on it."""
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception, app.exception[0].value
    return app


def test_workbooks_are_read_and_ranked_from_the_plan(open_view: OpenView, store: Store, me: Person, run: Run) -> None:
    app = open_view("plan", run=run.id, section="Documents", pack="rfp")
    files = [("a.xlsx", workbook(run, "cheap"), XLSX), ("b.xlsx", workbook(run, 40.0), XLSX)]
    app.file_uploader("workbooks").upload(*files[0]).run()
    click(app, "Read the quotes")
    assert errors(app) == ["a.xlsx: is addressed to no vendor: say whose it is"]
    app.selectbox("quote-vendor-0").set_value("volt").run()
    click(app, "Read the quotes")
    (said,) = errors(app)
    assert said.startswith("a.xlsx: Response!")
    assert "price upfront: 'cheap' is not a number" in said
    app.file_uploader("workbooks").set_value([files[1]]).run()
    app.selectbox("quote-vendor-0").set_value("volt").run()
    click(app, "Read the quotes")
    assert not app.error
    assert {"All quotes (.zip)", "volt.yaml"} <= {each.label for each in app.get("download_button")}
    assert CONFIDENTIAL in texts(app)
    click(app, "Rank the quotes")
    asked = next(each for each in store.runs.history(me) if each.task == "bakeoff")
    told = task_options_of(asked)
    assert isinstance(told, BakeoffOptions)
    assert (asked.case, asked.input_hash, told.quotes[0].file) == (
        "expected", planned().provenance.scenario_hash, "volt.yaml",
    )  # fmt: skip
    assert "upfront_usd: 40" in told.quotes[0].text
    assert store.runs.document(me, asked.id) == TEXT
    ((_, reads),) = app.session_state[READ].values()
    assert reads[0].quote == told.quotes[0]


def test_a_workbook_for_one_vendor_says_whose_it_is(open_view: OpenView, run: Run) -> None:
    app = open_view("plan", run=run.id, section="Documents", pack="rfp")
    app.file_uploader("workbooks").upload("a.xlsx", workbook(run, 40.0, "acme"), XLSX).run()
    click(app, "Read the quotes")
    assert "acme.yaml" in [each.label for each in app.get("download_button")]


def quote_yaml(price: float, name: str = "new") -> str:
    """A quote as YAML (JSON is)."""
    made = offer(name, "on_demand", usd_per_hour=price, evidence={"grade": "quote", "source": "Q-1"})
    return json.dumps({"offers": [made]})


def test_they_are_asked_for_in_the_editor(open_view: OpenView, store: Store, me: Person) -> None:
    own = store.scenarios.create(me, "Cards", TEXT)
    app = open_view("edit", scenario=own.id)
    app.get("button_group")[0].set_value("bakeoff").run()
    assert CONFIDENTIAL in texts(app)
    click(app, "Rank the quotes")
    assert errors(app) == [NONE]
    app.file_uploader("quotes").set_value([("q.yaml", b"tables: {offers: /etc/passwd}", "text/yaml")])
    click(app, "Rank the quotes")
    assert "a quote holds offers and vendors alone" in " ".join(errors(app))
    assert not store.runs.history(me)
    app.file_uploader("quotes").set_value([("q.yaml", quote_yaml(0.75).encode(), "text/yaml")])
    click(app, "Rank the quotes")
    (run,) = store.runs.history(me)
    assert (run.task, run.draft) == ("bakeoff", own.id)
    assert task_options_of(run) == BakeoffOptions(quotes=(QuoteText(file="q.yaml", text=quote_yaml(0.75)),))


def test_quotes_read_in_the_session_are_at_hand_in_the_editor(open_view: OpenView, store: Store, me: Person) -> None:
    quote = QuoteText(file="volt.yaml", text=quote_yaml(0.5))
    good = QuoteRead("back.xlsx", "volt", ("L1",), quote, None)
    bare = QuoteRead("bare.xlsx", "acme", (), QuoteText(file="acme.yaml", text="offers: []"), b"measured")
    app = open_view("edit", scenario=store.scenarios.create(me, "Cards", TEXT).id)
    app.session_state[READ] = {("run", "expected"): ("key", [good, bare])}
    app.get("button_group")[0].set_value("bakeoff").run()
    assert app.multiselect("kept-quotes").options == ["volt.yaml"]
    app.multiselect("kept-quotes").set_value(["volt.yaml"])
    click(app, "Rank the quotes")
    assert task_options_of(store.runs.history(me)[0]) == BakeoffOptions(quotes=(quote,))


def test_what_a_run_keeps_is_bounded(store: Store, me: Person) -> None:
    half = QuoteText(file="a.yaml", text="#" * (MOST_LETTERS // 2))
    assert BakeoffOptions(quotes=(half, half))
    options = {"quotes": [each.model_dump() for each in (half, half, QuoteText(file="b.yaml", text="#"))]}
    with pytest.raises(StoreError, match="all quotes together may have 100,000 characters"):
        task_options_of(kit.queued(store, me, task="bakeoff", task_options=options))


def test_the_ranking_is_shown_with_its_ranges(open_view: OpenView, store: Store, me: Person) -> None:
    full = {"quotes": [{"file": "q.yaml", "text": "\U0001f600" * MOST_LETTERS}]}
    run = kit.reported(store, me, "bakeoff", ranked(), "Ranked", task_options=full)
    copy = store.runs.import_run(me, store.runs.export_run(me, run.id))
    assert (store.runs.report(me, copy.id), copy.task_options) == (ranked(), full)
    app = open_view("bakeoff", run=run.id)
    said = texts(app)
    assert INTERNAL in said
    assert bakeoff_chart(ranked()).sentence in said
    ranking, lots, plans = (
        next(each.value for each in app.dataframe if header in each.value)
        for header in ("On top of others [USD]", "Offer", "Quotes at hand")
    )
    assert list(ranking["Quote"]) == ["flat", "few"]
    assert list(ranking["Worth alone [USD]"]) == list(ranking["At most [USD]"]) == [108, 90]
    assert list(ranking["On top of others [USD]"]) == [54, 36]
    assert list(lots["Bought with all [packs]"]) == [2, 2]
    assert list(plans["Cost [USD]"]) == [360, 270, 252, 216]
    assert [header.value for header in app.header][-3:] == [RANKING, OF_LOTS, PLANS]
    files = [button.label for button in app.get("download_button")][:4]
    assert files == ["bakeoff.json", "bakeoff.md", "bakeoff.csv", "bakeoff.xlsx"]
    assert DONE["bakeoff"] in texts(open_view("run", run=run.id))
    out = Console(width=160, record=True, file=StringIO())
    out.print(shown(ranked()))
    assert "Plans behind the ranking" in out.export_text()


def test_the_chart_says_what_is_open() -> None:
    first, second = ranked().quotes
    open_ = second.first.model_copy(update={"at_least_usd": 0.0, "at_most_usd": None})
    report = ranked().model_copy(update={"quotes": (first, second.model_copy(update={"first": open_}))})
    drawn = render(bakeoff_chart(report), "svg").decode()
    assert "90 USD, none proven" in drawn
    assert "flat, on top of all others" in drawn
    assert list(bakeoff_chart(report).table["At most, discounted [USD]"].isna()) == [False, False, True, False]
