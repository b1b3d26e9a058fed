"""Quotes come back: what was typed is what the offers say; what is wrong is said cell by cell; a quote moves a plan."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from typer.testing import CliRunner

from data.load import load_scenario
from data.packs.filled import MAX_BYTES
from data.tree import plain
from data.yaml_source import parse_tree
from models.scenario import Scenario
from solver.search.options import SearchOptions
from tests.packs.calculated import opened
from tests.packs.filling import Typed, filled, saved
from tests.proof.audit_kit import document, offer
from ui.cli import app
from ui.exits import SteelyardError
from ui.packs import pricing
from ui.packs.lots import lots_of
from ui.packs.quoting import check_laid, months_of, overlay, overlay_text, read_quote
from ui.packs.source import Asked, Source
from ui.planning import plan_case
from ui.scenario_file import in_memory

QUOTED = {"date": dt.date(2026, 11, 20), "quote holds": dt.date(2027, 2, 28)}
BUY = {"price upfront": 40.0, "lead time": 0, **QUOTED}
FIELDS = {
    "offers": [
        {**offer("own", "buy", upfront_usd=50.0), "name": "Bought", "contents": {"cpu": "2 x 64 cores"}},
        {**offer("od", "on_demand", usd_per_hour=1.0), "name": "Rented", "quota_packs": 1.0},
    ],
    "vendors": [{"id": "acme", "name": "Acme"}, {"id": "volt", "name": "Volt"}],
}


SUPPORT = "back.xlsx: Response!N3: support: 0.15 would be less than one percent: write 15 for 15 %; "
SUPPORT += "allowed: 0 to 100 % of upfront/year"


def _source(**changes: Any) -> Source:
    """Forty requests an hour, so four cards, of which one may be rented; a card is bought for 50 USD."""
    scenario = Scenario.model_validate_json(json.dumps(document(**(FIELDS | changes))))
    return Source(plan_case(in_memory(scenario), "expected", SearchOptions(gap=0)), scenario)


@pytest.fixture(scope="module")
def small() -> Source:
    return _source()


def _sheet(source: Source, vendor: str | None = None) -> bytes:
    return pricing.files(source, Asked(vendor))["pricing.xlsx"]


def _laid(source: Source, content: bytes, vendor: str = "volt") -> dict[str, Any]:
    quote = read_quote(content, "back.xlsx", source, vendor)
    return overlay(source, quote, vendor, "back.xlsx")


def _problems(source: Source, content: bytes, vendor: str = "volt") -> list[str]:
    with pytest.raises(SteelyardError) as stop:
        _laid(source, content, vendor)
    return list(stop.value.lines)


def _read(text: str) -> Any:
    tree = parse_tree(text, "quote.yaml", [])
    assert tree is not None
    return plain(tree)


def _changed(content: bytes, cells: Mapping[str, Any], sheet: str = "Response") -> bytes:
    book = opened(content)
    for cell, value in cells.items():
        book[sheet][cell] = value
    return saved(book)


def test_what_was_typed_is_what_the_offers_say(source: Source) -> None:
    lots = {lot.mode: lot for lot in reversed(lots_of(source))}
    typed: Typed = {
        lots["buy"].id: {
            "product offered": "Box 9",
            "price upfront": 187_654.5,
            "price per month": 321.25,
            "support": 4.5,
            "lead time": 14,
            "most nodes": 7,
            "availability": 99.5,
            "warranty": "5 years on site",
            "remarks": "cheap: 'yes'",
            **QUOTED,
        },
        lots["reserve"].id: {
            "price upfront": 1000,
            "price per month": 20,
            "price per hour of": 11.0625,
            "term": 24,
            "lead time": 6.5,
            "early exit": 12,
            "fee of": 5000,
            "date": "2026-11-01",
        },
        lots["on_demand"].id: {"price per hour used": 19.99, "most nodes": 2.5, "date": "2026-11-02"},
    }
    content = filled(_sheet(source), typed)
    found = _laid(source, content, "server-oem")
    assert list(found) == ["offers"]
    by_mode = {each["mode"]: each for each in found["offers"]}
    bought, reserved, rented = (by_mode[mode] for mode in ("buy", "reserve", "on_demand"))
    known = {each.id: each for each in source.scenario.offers}
    assert bought == {
        "id": f"{lots['buy'].offer}-quote-server-oem",
        "name": "Box 9, quoted by Server manufacturer or dealer (to be named)",
        "accelerator": "h200-sxm",
        "site": known[lots["buy"].offer].site,
        "mode": "buy",
        "pack": 8,
        "life_months": 60,
        "contents": {**bought["contents"], "support": "5 years on site"},
        "vendor": "server-oem",
        "upfront_usd": 187_654.5,
        "monthly_usd": 321.25,
        "support_share_per_year": 0.045,
        "lead_months": 4,
        "max_packs": 7,
        "availability": 0.995,
        "evidence": {
            "grade": "quote",
            "source": f"back.xlsx, Response!{_place(content, lots['buy'].id, 'price upfront')}; cheap: 'yes'",
            "date": "2026-11-20",
            "expires": "2027-02-28",
            "confidential": True,
        },
    }
    priced = ("upfront_usd", "monthly_usd", "committed_usd_per_hour", "term_months", "lead_months", "exits")
    assert [reserved[name] for name in priced] == [1000, 20, 11.0625, 24, 2, [{"after_months": 12, "fee_usd": 5000}]]
    assert (rented["usd_per_hour"], rented["quota_packs"], rented["evidence"]["date"]) == (19.99, 2.5, "2026-11-02")
    assert "lead_months" not in rented


def _place(content: bytes, lot: str, start: str) -> str:
    page = opened(content)["Response"]
    row = next(cell.row for (cell,) in page.iter_rows(3, max_col=1) if cell.value == lot)
    return next(f"{cell.column_letter}{row}" for cell in page[2] if str(cell.value).lower().startswith(start))


def test_a_cheaper_quote_is_bought_and_a_dearer_one_is_not(small: Source, tmp_path: Path) -> None:
    lot = lots_of(small)[0]
    assert small.plan.objective_usd == pytest.approx(200)
    (tmp_path / "base.yaml").write_text(json.dumps(document(**FIELDS)))
    for price, objective, offers in ((40.0, 160, {"own-quote-volt"}), (60.0, 200, {"own"})):
        found = _laid(small, filled(_sheet(small), {lot.id: {**BUY, "price upfront": price}}))
        text = overlay_text(found, "volt", "back.xlsx")
        assert _read(text) == found
        (tmp_path / "laid.yaml").write_text("extends: base.yaml\n" + text)
        laid = load_scenario(tmp_path / "laid.yaml").scenario
        again = plan_case(in_memory(laid), "expected", SearchOptions(gap=0))
        assert again.objective_usd == pytest.approx(objective)
        assert {order.offer for order in again.orders} == offers


def test_every_wrong_cell_is_said_at_once(small: Source) -> None:
    wrong = {
        "price upfront": "abc",
        "price per month": -5,
        "support": 0.15,
        "lead time": None,
        "term": 12,
        "availability": 0.99,
        "currency": "GBP",
        "date": "20.11.2026",
        "most nodes": True,
    }
    lines = _problems(small, filled(_sheet(small), {"L1": wrong}))
    assert lines == [
        "back.xlsx: Response!I3: currency: 'GBP' has no exchange rate in the scenario; allowed: USD",
        "back.xlsx: Response!J3: price upfront: 'abc' is not a number; allowed: 0 to 1e12 currency/node",
        "back.xlsx: Response!K3: price per month: -5 is out of range; allowed: 0 to 1e12 currency/node/month",
        SUPPORT,
        "back.xlsx: Response!O3: term: is not asked of a lot had by purchase: clear the cell",
        "back.xlsx: Response!Q3: most nodes that can be had: True is not a number; allowed: 0 to 1e12 nodes",
        "back.xlsx: Response!R3: availability promised: 0.99 is out of range; allowed: 50 to 100 % of hours",
        "back.xlsx: Response!V3: date of the quote: '20.11.2026' is not a day; allowed: a day as YYYY-MM-DD",
        "back.xlsx: Response!P3: lead time: is missing",
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"price upfront": 40, "lead time": 2}, "Response!V3: date of the quote: is missing"),
        ({**BUY, "quote holds": "2026-10-01"}, "Response!W3: quote holds until: lies before the date of the quote"),
        ({**BUY, "date": "2026-02-30"}, "Response!V3: date of the quote: '2026-02-30' is not a day"),
        ({**BUY, "currency": None}, "Response!I3: currency: is missing"),
        ({**BUY, "warranty": "x" * 1001}, "Response!U3: warranty and support: the text has 1,001 characters"),
        ({"warranty": "included"}, "Response!J3: lot L1 has entries and no price"),
        ({}, "Response: no lot has a price: nothing is quoted"),
    ],
)
def test_what_is_missing_or_contradicts_itself_is_said(small: Source, typed: dict[str, Any], said: str) -> None:
    lines = _problems(small, filled(_sheet(small), {"L1": typed}))
    assert any(line.startswith(f"back.xlsx: {said}") for line in lines), lines


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"E3": 5}, "Response!E3: nodes [nodes]: was 4 and is 5: this cell must not change"),
        ({"B3": "another"}, "Response!B3: product, or equal: was 'gpu' and is 'another': this cell must not change"),
        ({"A3": "L9"}, "Response!A3: the lot 'L9' is not in this workbook; it has L1"),
        ({"A3": None}, "Response: the row of lot L1 is missing: rows must stay as they were"),
        ({"A4": "L1"}, "Response!A4: the lot 'L1' stands here twice"),
        ({"J4": 3}, "Response!J4: stands in no row of a lot or measurement: clear it"),
        (
            {"J2": "Preis"},
            "Response!2: the header 'Price upfront [currency/node]' is missing: headers must stay as they were",
        ),
    ],
)
def test_what_must_not_change_is_said_where_it_changed(small: Source, cells: dict[str, Any], said: str) -> None:
    lines = _problems(small, _changed(filled(_sheet(small), {"L1": BUY}), cells))
    assert any(line == f"back.xlsx: {said}" for line in lines), lines


def test_a_workbook_of_another_plan_or_vendor_or_kind_is_refused(small: Source, source: Source) -> None:
    other = small.plan.provenance.model_copy(update={"scenario_hash": "f" * 64})
    replanned = small._replace(plan=small.plan.model_copy(update={"provenance": other}))
    (line,) = _problems(replanned, filled(_sheet(small), {"L1": BUY}))
    assert "was made from another scenario" in line
    assert "that of the plan ffffffffffff" in line
    (line,) = _problems(small, filled(_sheet(small, "acme"), {"L1": BUY}))
    assert line == "back.xlsx: is addressed to acme, not to volt"
    (line,) = _problems(small, _changed(_sheet(small), {"B3": "steelyard-pricing-0"}, "Identity"))
    assert "was made by another version (layout steelyard-pricing-0)" in line
    strange = io.BytesIO()
    xlsxwriter.Workbook(strange, {"in_memory": True}).close()
    (line,) = _problems(small, strange.getvalue())
    assert line == "back.xlsx: has no sheet Identity and Response: it is no pricing.xlsx, or not saved as a whole"


def test_files_that_no_vendor_sends_are_refused(small: Source) -> None:
    far = _changed(_sheet(small), {"ZZZ5": 1})
    deep = _changed(_sheet(small), {"A30000": 1})
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", b" " * 101_000_000)
    for content, said in (
        (b"no workbook", "is no workbook of the kind .xlsx"),
        (b"\0" * (MAX_BYTES + 1), "is larger than 20 MB"),
        (bomb.getvalue(), "is larger than 100 MB unpacked"),
        (far, "right of column ZZ"),
        (deep, "has cells below row 20,000"),
        (_sheet(small)[:3000], "is no workbook of the kind .xlsx"),
    ):
        (line,) = _problems(small, content)
        assert said in line


def test_without_the_reader_the_package_is_named(small: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.packs.filled.find_spec", lambda name: None)
    (line,) = _problems(small, _sheet(small))
    assert line == "back.xlsx: reading workbooks needs another package: pip install 'steelyard[import]'"


def test_other_currencies_are_read_at_the_rate_of_the_quotes_month() -> None:
    rates = [{"first": "2026-01", "usd_per_unit": 1.25}, {"first": "2026-12", "usd_per_unit": 1.5}]
    policy = {
        "finance": {"discount_rate": 0.0, "end_value": "none", "display_currency": "EUR"},
        "exchange_rates": rates,
    }
    source = _source(policy=policy)
    for day, price in (("2026-11-30", 50.0), ("2026-12-01", 60.0)):
        (made,) = _laid(source, filled(_sheet(source), {"L1": {**BUY, "currency": "EUR", "date": day}}))["offers"]
        assert made["upfront_usd"] == price


def test_lots_of_an_offer_that_are_answered_alike_make_one_offer(source: Source) -> None:
    by_offer: dict[str, list[str]] = {}
    for lot in lots_of(source):
        by_offer.setdefault(lot.offer, []).append(lot.id)
    offer_id, (first, second, *_) = next((key, ids) for key, ids in by_offer.items() if len(ids) > 1)
    said = {"price upfront": 1000, "lead time": 9, "term": None, "most nodes": 2, **QUOTED}
    mode = next(lot.mode for lot in lots_of(source) if lot.offer == offer_id)
    said = {key: value for key, value in said.items() if key != "term" or mode == "reserve"} | (
        {"term": 36} if mode == "reserve" else {}
    )
    (alike,) = _laid(source, filled(_sheet(source), {first: said, second: {**said, "most nodes": 3}}), "server-oem")[
        "offers"
    ]
    assert (alike["id"], alike["max_packs"]) == (f"{offer_id}-quote-server-oem", 5)
    assert "order_from" not in alike
    dearer = {**said, "price upfront": 1100}
    early, late = _laid(source, filled(_sheet(source), {first: said, second: dearer}), "server-oem")["offers"]
    assert (early["upfront_usd"], late["upfront_usd"]) == (1000, 1100)
    assert (early["id"], late["id"]) == tuple(f"{offer_id}-quote-server-oem-{lot}" for lot in (first, second))
    assert late["order_from"] == next(lot.order_by for lot in lots_of(source) if lot.id == second)


def test_an_early_exit_lies_before_the_end_of_the_term(source: Source) -> None:
    lot = next(lot for lot in lots_of(source) if lot.mode == "reserve")
    typed = {"price per hour of": 9, "lead time": 2, "early exit": 36, "fee of": 1, **QUOTED}
    (line,) = _problems(source, filled(_sheet(source), {lot.id: typed}), "server-oem")
    assert "early exit after: must lie before the end of the term" in line


def test_a_scenario_that_would_break_is_said(small: Source) -> None:
    lost = {**FIELDS["offers"][1], "id": "new", "site": "nowhere"}
    with pytest.raises(SteelyardError, match=r"back.xlsx: with this quote the scenario breaks a rule: .*'nowhere'"):
        check_laid(small.scenario, {"offers": [lost]}, "back.xlsx")


def test_measurements_come_back_beside_the_offers(small: Source) -> None:
    content = filled(_sheet(small), {"L1": BUY})
    typed = {"M1": {"product measured": "Box 9", "value": 12.5, "remarks": "batch 8"}}
    quote = read_quote(filled(content, typed, "Measurements"), "back.xlsx", small, "volt")
    (measured,) = quote.measured
    assert (measured.metric, measured.unit, measured.value) == ("throughput of a node", "requests/h", 12.5)
    assert measured.source == "back.xlsx, Measurements!G3"
    (line,) = _problems(small, filled(content, {"M1": {"value": "fast"}}, "Measurements"))
    assert line == "back.xlsx: Measurements!G3: value: 'fast' is not a number; allowed: 0 to 1e12 requests/h"


@pytest.mark.parametrize(("weeks", "months"), [(0, 0), (1, 1), (4, 1), (5, 2), (13, 3), (14, 4), (26, 6), (52, 12)])
def test_weeks_are_rounded_up_to_months(weeks: float, months: int) -> None:
    assert months_of(weeks) == months


def test_hostile_texts_of_the_buyer_do_not_stand_in_the_way(hostile: Source) -> None:
    lot = next(lot for lot in lots_of(hostile) if lot.mode == "buy")
    content = filled(_sheet(hostile), {lot.id: BUY})
    found = _laid(hostile, content, "server-oem")
    text = overlay_text(found, "server-oem", "a\nb: [.xlsx")
    assert _read(text) == found


def test_the_command_finds_the_plan_beside_the_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text(json.dumps(document(**FIELDS)))
    invoke = CliRunner().invoke
    assert invoke(app, ["plan", "base.yaml", "--gap", "0", "--out", "."]).exit_code == 0
    assert invoke(app, ["export", "plan.json", "--pack", "rfp", "--out", "sent"]).exit_code == 0
    sheet = Path("sent/pricing.xlsx")
    sheet.write_bytes(filled(sheet.read_bytes(), {"L1": BUY}))
    shown = invoke(app, ["import", "quote", str(sheet), "--vendor", "Volt"])
    assert shown.stdout == "quotes/volt.yaml: 1 lot of the plan quoted by volt: L1\n", shown.output
    Path("laid.yaml").write_text("extends: base.yaml\n" + Path("quotes/volt.yaml").read_text())
    assert [each.id for each in load_scenario(Path("laid.yaml")).scenario.offers] == ["own", "od", "own-quote-volt"]
    shown = invoke(app, ["import", "quote", str(sheet), "--vendor", "newcomer"])
    assert shown.exit_code == 2
    assert "known: acme (Acme), volt (Volt); add --new-vendor if the scenario does not have it" in shown.stderr
    shown = invoke(app, ["import", "quote", str(sheet), "--vendor", "newcomer", "--new-vendor", "--out", "n.yaml"])
    assert shown.exit_code == 0, shown.output
    Path("laid.yaml").write_text("extends: base.yaml\n" + Path("n.yaml").read_text())
    assert load_scenario(Path("laid.yaml")).scenario.vendors[-1].id == "newcomer"
    assert (
        invoke(app, ["import", "quote", "none.xlsx", "--vendor", "volt"]).stderr
        == "none.xlsx: no such file or directory\n"
    )
    Path("plan.json").unlink()
    assert "there is no plan.json beside it" in invoke(app, ["import", "quote", str(sheet), "--vendor", "volt"]).stderr
