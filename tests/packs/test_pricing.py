"""The pricing workbook: what vendors see, may fill in and cannot change; its formulas; hostile texts stay texts."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from models.packs.marking import for_vendors
from models.packs.response import QUESTIONS
from tests.packs.calculated import calculated, formulas, opened
from tests.packs.filling import filled
from tests.packs.planted import HOSTILE, Planted, leaks
from ui.exits import SteelyardError
from ui.packs import finance, pricing
from ui.packs.lots import lots_of
from ui.packs.source import Asked, Source

SHEETS = ["Read me", "Bill of materials", "Tranches", "Response", "Measurements", "Identity"]


@pytest.fixture(scope="module")
def content(source: Source) -> bytes:
    return pricing.files(source, Asked())["pricing.xlsx"]


def _rows(content: bytes, name: str) -> list[dict[str, Any]]:
    header, *rows = list(opened(content, values=True)[name].iter_rows(min_row=2, values_only=True))
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_no_confidential_value_is_in_it(source: Source, planted: Planted) -> None:
    vendors = {lot.vendor_id for lot in lots_of(source)}
    for vendor in (None, *vendors):
        assert not leaks(pricing.files(source, Asked(vendor)), planted.secrets)
    assert leaks({"all.json": pricing.pricing_of(source, None).model_dump_json().encode()}, planted.secrets)


def test_a_vendor_sees_nothing_of_others(source: Source) -> None:
    lots = lots_of(source)
    for vendor in {lot.vendor_id for lot in lots}:
        asked = for_vendors(pricing.pricing_of(source, vendor))
        own = [lot for lot in lots if lot.vendor_id == vendor]
        assert [(each["lot"]["nodes"], each["lot"]["site"]) for each in asked["lots"]] == [
            (lot.nodes, lot.site) for lot in own
        ]
        others = {lot.vendor for lot in lots} - {own[0].vendor}
        assert others
        assert not any(name in str(asked) for name in others)


def test_no_price_of_the_plan_is_in_it(source: Source, content: bytes) -> None:
    offers = source.scenario.offers
    prices = {price for each in offers for price in (each.upfront_usd, each.monthly_usd, each.usd_per_hour) if price}
    prices |= {each.committed_usd_per_hour for each in offers} | {lot.cost_usd for lot in lots_of(source)}
    shown = {cell.value for page in opened(content, values=True) for row in page.iter_rows() for cell in row}
    assert len(prices - {0}) > 10
    assert not {round(price, 4) for price in prices - {0}} & {
        round(each, 4) for each in shown if isinstance(each, float | int)
    }


def test_a_vendor_without_lots_is_told_who_has_some(source: Source) -> None:
    vendors = {lot.vendor_id for lot in lots_of(source)}
    other = next(each.id for each in source.scenario.vendors if each.id not in vendors)
    with pytest.raises(SteelyardError, match=f"no lots of this vendor; vendors with lots: {min(vendors)}"):
        pricing.files(source, Asked(other))


def test_two_other_readers_open_it_and_bytes_are_the_same_again(source: Source, content: bytes) -> None:
    assert content == pricing.files(source, Asked())["pricing.xlsx"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == opened(content).sheetnames == SHEETS
    hidden = [sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.VeryHidden]
    assert hidden == ["Identity"]
    said = {row["Item"]: row["Content"] for row in _rows(content, "Read me")}
    assert said["Run"] == source.stamp.run
    assert said["Input (SHA-256)"] == source.stamp.input_hash
    assert said["Independent audit"].startswith("passed")
    assert said["Approval"] == "approved on 2026-11-23"


def test_the_bill_holds_every_lot_with_its_contents(source: Source, content: bytes) -> None:
    lots, rows = lots_of(source), _rows(content, "Bill of materials")
    assert [row["Lot"] for row in rows] == [lot.id for lot in lots]
    assert [row["Nodes [nodes]"] for row in rows] == pytest.approx([lot.nodes for lot in lots])
    first = next(n for n, lot in enumerate(lots) if lot.contents)
    assert all(part.content in rows[first]["A node also holds"] for part in lots[first].contents)


def test_only_what_is_asked_of_a_lot_can_be_filled_in(source: Source, content: bytes) -> None:
    book = opened(content)
    page, lots = book["Response"], {lot.id: lot for lot in lots_of(source)}
    assert all(sheet.protection.sheet for sheet in book)
    open_cells = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    columns = {str(cell.value): cell.column_letter for cell in page[2]}
    rows = {cell.value: cell.row for (cell,) in page.iter_rows(3, max_col=1)}
    asked = {
        f"{columns[each.header]}{rows[key]}"
        for key, lot in lots.items()
        for each in QUESTIONS
        if lot.mode in each.modes
    }
    assert open_cells == asked
    assert {str(each.sqref) for each in page.data_validations.dataValidation} == asked


def test_columns_that_say_nothing_are_hidden(source: Source, content: bytes) -> None:
    vendor = next(lot.vendor_id for lot in lots_of(source) if lot.mode == "buy")
    assert {lot.mode for lot in lots_of(source, vendor)} == {"buy"}
    assert _hidden(content) == set()
    unasked = {each.header for each in QUESTIONS if "buy" not in each.modes}
    assert _hidden(pricing.files(source, Asked(vendor))["pricing.xlsx"]) == unasked


def _hidden(content: bytes) -> set[str]:
    page = opened(content)["Response"]
    spans = [(each.min, each.max) for each in page.column_dimensions.values() if each.hidden]
    return {str(page.cell(2, n).value) for first, last in spans for n in range(first, last + 1)}


def test_values_beside_formulas_are_what_they_give(content: bytes) -> None:
    values = opened(content, values=True)
    for (name, cell), value in calculated(opened(content)).items():
        stands = values[name][cell].value
        assert (stands or "") == value if isinstance(value, str) else stands == pytest.approx(value), (name, cell)


def test_totals_follow_what_is_filled_in(source: Source, content: bytes) -> None:
    lots = lots_of(source)
    bought = next(lot for lot in lots if lot.mode == "buy")
    reserved = next(lot for lot in lots if lot.mode == "reserve")
    rented = next(lot for lot in lots if lot.mode == "on_demand")
    typed = {
        bought.id: {
            "price upfront": 100_000,
            "price per month": 50,
            "support": 6,
            "lead time": 5,
            "date": "2026-11-20",
        },
        reserved.id: {"price per hour of": 12.5, "term": 24, "date": "2026-11-20"},
        rented.id: {"price per hour used": 20, "date": "2026-11-20"},
    }
    book = opened(filled(content, typed))
    found = calculated(book)
    months = next(each.months for each in pricing.pricing_of(source, None).lots if each.lot == bought)
    assert months is not None
    assert rented.accelerator_hours is not None
    by_hand = {
        bought.id: bought.nodes * (100_000 * (1 + 0.06 * months / 12) + 50 * months),
        reserved.id: reserved.nodes * 24 * 730 * 12.5,
        rented.id: rented.accelerator_hours / rented.accelerators_per_node * 20,
    }
    page = book["Response"]
    headers = {str(cell.value): cell.column_letter for cell in page[2]}
    rows = {cell.value: cell.row for (cell,) in page.iter_rows(3, max_col=1)}
    total, state = headers["Total of the lot [currency]"], headers["State"]
    assert {key: found["Response", f"{total}{rows[key]}"] for key in by_hand} == pytest.approx(by_hand)
    last = 2 + len(lots)
    assert found["Response", f"{total}{last + 1}"] == pytest.approx(sum(by_hand.values()))
    assert found["Response", f"{state}{last + 2}"] == 3
    states = {key: found["Response", f"{state}{rows[key]}"] for key in by_hand}
    assert states == {
        bought.id: "quoted",
        reserved.id: "date or lead time missing",
        rented.id: "quoted",
    }


@pytest.mark.parametrize("maker", [pricing, finance])
def test_hostile_texts_stay_texts(maker: Any, source: Source, hostile: Source) -> None:
    (made,), (plain,) = (maker.files(each, Asked()).values() for each in (hostile, source))
    book = opened(made)
    ours, theirs = formulas(book), formulas(opened(plain))
    assert {place: text for place, text in ours.items() if place[0] != "Measurements"} == theirs
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.hyperlink]
    shown = {str(cell.value) for cell in cells if cell.data_type == "s"}
    assert len(shown & set(HOSTILE)) >= 5
    assert any(text.startswith("=") for text in shown)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        names = parts.namelist()
        for name in names:
            ET.fromstring(parts.read(name))  # noqa: S314 - made by ourselves
        assert not any(b'TargetMode="External"' in parts.read(name) for name in names if name.endswith(".rels"))
    assert not [name for name in names if "external" in name.lower() or "macro" in name.lower() or "embed" in name]
