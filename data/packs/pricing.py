"""`pricing.xlsx`: what vendors are to quote, with a sheet that they fill in and that is read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name

from data.packs.book import FIRST_ROW, NUMBER, BookCell, Formula, Input, NotAsked, Page, book_bytes, inner
from data.packs.reading_guide import guide_page
from models.packs.marking import Redacted
from models.packs.pricing import LAYOUT
from models.packs.response import HOURS_PER_MONTH, PRICES, QUESTIONS, RENTED, WAYS, Question

FILE = "pricing.xlsx"
IDENTITY, RESPONSE, MEASUREMENTS = "Identity", "Response", "Measurements"
MONEY, DAY = "#,##0.00##", "yyyy-mm-dd"
KINDS = {"firm": "firm", "on_signal": "option, called on a signal", "rented": "rented by the hour"}
"""Kinds of lots in words."""
CONTENTS_WIDE = 64
"""Widest column of a list of lots, that of what a node holds [characters]."""
MEASURED = ("Product measured", "Value", "Remarks")
"""What is filled in for a measurement."""


class Given(NamedTuple):
    """A column that the buyer has filled in."""

    header: str
    cell: Callable[[Mapping[str, Any]], BookCell]
    """From a lot, without what vendors may not see."""
    number: str = ""


def _of(name: str) -> Callable[[Mapping[str, Any]], BookCell]:
    return lambda lot: lot[name]


def contents(lot: Mapping[str, Any]) -> str:
    """What a node holds besides its accelerators, in one text."""
    return "; ".join(f"{part['part']}: {part['content']}" for part in lot["contents"])


LOT = Given("Lot", _of("id"))
WHAT = Given("Product, or equal", _of("accelerator"))
WAY = Given("To be had by", lambda lot: WAYS[lot["mode"]])
SITE = Given("Delivered to, or stands at", _of("site"))
NODES = Given("Nodes [nodes]", _of("nodes"), NUMBER)
PER_NODE = Given("Accelerators per node", _of("accelerators_per_node"), NUMBER)
SERVICE = Given("In service from [month]", _of("in_service"))
ORDER_BY = Given("Ordered by [month]", _of("order_by"))
UNTIL = Given("No longer in service from [month]", _of("service_until"))
BILL = (
    LOT,
    WHAT,
    Given("Class", _of("accelerator_class")),
    Given("Memory per accelerator [GB]", _of("memory_gb"), NUMBER),
    NODES,
    PER_NODE,
    Given("Accelerators in all", _of("accelerators"), NUMBER),
    Given("A node also holds", contents),
    WAY,
    Given("Term [months]", _of("term_months"), NUMBER),
    Given("Block [days]", _of("days"), NUMBER),
    Given("Rented over the horizon [accelerator-hours]", _of("accelerator_hours"), NUMBER),
    SITE,
    Given("Kind of site", lambda lot: lot["site_kind"].replace("_", "-")),
    Given("Jurisdiction", _of("jurisdiction")),
)
DATES = (LOT, WHAT, Given("Kind", lambda lot: KINDS[lot["kind"]]), Given("Band", _of("band")), ORDER_BY, SERVICE)
TRANCHES = (*DATES, UNTIL, NODES, Given("Accelerators in all", _of("accelerators"), NUMBER))
RESPONSE_GIVEN = (LOT, WHAT, WAY, SITE, NODES, PER_NODE, SERVICE)
"""Columns of the response sheet that a vendor cannot change."""
COMPUTED = ("Months counted [months]", "Hours counted [node-hours]", "Total of the lot [currency]", "State")


def pricing_workbook(content: Redacted) -> bytes:
    """The workbook, made of nothing but what vendors may see."""
    stamp, lots = content["stamp"], [each["lot"] for each in content["lots"]]
    pages = [
        guide_page(content),
        _table("Bill of materials", "What is to be quoted, lot by lot", BILL, lots),
        _table("Tranches", "When each lot is ordered and in service", TRANCHES, lots),
        response_page(content),
        *([_measurements(content)] if content["measurements"] else []),
        _identity(content),
    ]
    footer = f"Run {stamp['run']}, input {stamp['input_hash'][:16]}"
    return book_bytes("Pricing workbook", pages, footer, is_protected=True)


def _table(name: str, about: str, columns: tuple[Given, ...], lots: list[Mapping[str, Any]]) -> Page:
    """Lots under those of the columns that say something of any."""
    kept = [each for each in columns if any(each.cell(lot) not in (None, "") for lot in lots)]
    formats = {n: each.number for n, each in enumerate(kept) if each.number}
    rows = [[each.cell(lot) for each in kept] for lot in lots]
    headers = [each.header for each in kept]
    return Page(name, about, headers, rows, formats=formats, frozen_columns=1, widest=CONTENTS_WIDE)


def _identity(content: Redacted) -> Page:
    rows = [
        ("layout", LAYOUT),
        ("run", content["stamp"]["run"]),
        ("input hash", content["stamp"]["input_hash"]),
        ("addressed to", content["vendor_id"]),
    ]
    return Page(IDENTITY, "By this the workbook is recognized when it comes back", ("what", "is"), rows, is_hidden=True)


def response_page(content: Redacted) -> Page:
    """The sheet that is filled in: a row a lot."""
    rows = [_response(each, at, content["currencies"]) for at, each in enumerate(content["lots"], start=FIRST_ROW)]
    headers = [each.header for each in RESPONSE_GIVEN] + [each.header for each in QUESTIONS] + list(COMPUTED)
    formats = {n: each.number for n, each in enumerate(RESPONSE_GIVEN) if each.number}
    looks = {"money": MONEY, "number": NUMBER, "percent": NUMBER, "count": "0", "date": DAY}
    formats |= {_at(each.key): looks[each.kind] for each in QUESTIONS if each.kind in looks}
    formats |= {len(headers) - 4: NUMBER, len(headers) - 3: NUMBER, len(headers) - 2: MONEY}
    about = "Fill in the yellow cells of every lot you quote; grey cells are not asked; prices net of taxes"
    return Page(RESPONSE, about, headers, rows, _totals(content), formats, frozen_columns=2)


def _at(key: str) -> int:
    """Column of a question, from 0."""
    return len(RESPONSE_GIVEN) + [each.key for each in QUESTIONS].index(key)


def _response(asked: Mapping[str, Any], at: int, currencies: tuple[str, ...]) -> list[BookCell]:
    lot = asked["lot"]
    given: list[BookCell] = [each.cell(lot) for each in RESPONSE_GIVEN]
    ask = partial(_input, lot=lot, currencies=currencies)
    inputs = [ask(each) if lot["mode"] in each.modes else NotAsked() for each in QUESTIONS]
    return given + inputs + _computed(asked, at)


def prefilled(question: Question, lot: Mapping[str, Any], currencies: tuple[str, ...]) -> str | int | None:
    """What stands in a cell before it is filled in."""
    own = {"currency": currencies[0], "term_months": lot["term_months"]}
    return own.get(question.key)


def _input(question: Question, lot: Mapping[str, Any], currencies: tuple[str, ...]) -> Input:
    return Input(prefilled(question, lot, currencies), _takes(question, currencies))


def _takes(question: Question, currencies: tuple[str, ...]) -> dict[str, Any]:
    allowed = said_range(question, currencies)
    says = {"error_title": "Not possible here", "error_message": f"Allowed: {allowed}.", "ignore_blank": True}
    title = question.header.partition(" [")[0][:32]
    says |= {"input_title": title, "input_message": f"{question.hint} Allowed: {allowed}.".strip()[:255]}
    if question.kind == "currency":
        return {"validate": "list", "source": list(currencies), **says}
    if question.kind == "date":
        between = {"minimum": date(2000, 1, 1), "maximum": date(2199, 12, 31)}
        return {"validate": "date", "criteria": "between", **between, **says}
    if question.kind == "text":
        return {"validate": "length", "criteria": "<=", "value": 1000, **says}
    whole = "integer" if question.kind == "count" else "decimal"
    return {"validate": whole, "criteria": "between", "minimum": question.least, "maximum": question.most, **says}


def said_range(question: Question, currencies: tuple[str, ...]) -> str:
    """What a cell takes, in words."""
    if question.kind == "currency":
        return ", ".join(currencies)
    if question.kind == "date":
        return "a day as YYYY-MM-DD"
    if question.kind == "text":
        return "text of at most 1,000 characters"
    whole = "whole numbers from " if question.kind == "count" else ""
    most = "1e12" if question.most == 1e12 else f"{question.most:g}"
    return f"{whole}{question.least:g} to {most} {question.unit}".rstrip()


def _computed(asked: Mapping[str, Any], at: int) -> list[BookCell]:
    """Months and hours counted, the total, and whether the lot is answered; of row `at`, from 1."""
    lot, end = asked["lot"], len(RESPONSE_GIVEN) + len(QUESTIONS)
    ref = {each.key: f"{xl_col_to_name(_at(each.key))}{at}" for each in QUESTIONS}
    nodes = f"{xl_col_to_name(RESPONSE_GIVEN.index(NODES))}{at}"
    months, hours = (f"{xl_col_to_name(end + n)}{at}" for n in range(2))
    prices = ",".join(ref[key] for key in PRICES)
    by_month = f"{nodes}*(N({ref['upfront']})*(1+{_support(ref)}*N({months})/12)+N({ref['monthly']})*N({months}))"
    total = f'=IF(COUNT({prices})=0,"",{by_month}+{hours}*(N({ref["committed"]})+N({ref["used"]})))'
    needed = f"COUNTA({ref['quoted']})" + (f"+COUNTA({ref['lead_weeks']})" if lot["mode"] not in RENTED else "+1")
    state = f'=IF(COUNT({prices})=0,"not quoted",IF({needed}<2,"date or lead time missing","quoted"))'
    return [*_counted(asked, ref["term_months"], nodes, months), Formula(total, ""), Formula(state, "not quoted")]


def _support(ref: Mapping[str, str]) -> str:
    return f"N({ref['support_percent']})/100"


def _counted(asked: Mapping[str, Any], term: str, nodes: str, months: str) -> list[BookCell]:
    lot, planned, hours = asked["lot"], asked["months"], asked["hours_per_node"]
    if planned is None:
        return [None, Formula(f"={nodes}*{hours!r}", lot["nodes"] * hours)]
    counted = Formula(f"=IF(ISNUMBER({term}),{term},{planned})", planned) if lot["term_months"] else planned
    return [counted, Formula(f"={nodes}*{months}*{HOURS_PER_MONTH}", lot["nodes"] * planned * HOURS_PER_MONTH)]


def _totals(content: Redacted) -> list[list[BookCell]]:
    """Sums of what is quoted, by currency, and how many lots are."""
    last, width = FIRST_ROW + len(content["lots"]) - 1, len(RESPONSE_GIVEN) + len(QUESTIONS)
    money, codes, states = (inner(FIRST_ROW, last, n) for n in (width + 2, _at("currency"), width + 3))
    before: list[BookCell] = [None] * width
    sums: list[list[BookCell]] = [
        [*before, f"All lots quoted [{code}]", None, Formula(f'=SUMIF({codes},"{code}",{money})', 0)]
        for code in content["currencies"]
    ]
    counted = Formula(f'=ROWS({states})-COUNTIF({states},"not quoted")', 0)
    return [*sums, [*before, f"Lots quoted, of {len(content['lots'])} [lots]", None, None, counted]]


def _measurements(content: Redacted) -> Page:
    rows = [[*measurement_cells(each), _text(), _number(), _text()] for each in content["measurements"]]
    headers = ("Number", "Workload", "Measured", "Unit", "At", *MEASURED)
    about = "Figures that we ask you to measure, in the unit and at the load stated; fill in the yellow cells"
    return Page(MEASUREMENTS, about, headers, rows, formats={6: NUMBER}, frozen_columns=1)


def measurement_cells(measurement: Mapping[str, Any]) -> list[BookCell]:
    """What the buyer has filled in of a measurement."""
    return [measurement[name] for name in ("id", "workload", "metric", "unit", "at")]


def _text() -> Input:
    return Input(None, _takes(Question("", "", "text"), ()))


def _number() -> Input:
    return Input(None, _takes(Question("", "", "number"), ()))
