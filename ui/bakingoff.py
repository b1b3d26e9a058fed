"""Quotes held against a loaded scenario, and the report as files."""

from __future__ import annotations

from collections.abc import Sequence

from data.export_csv import csv_bytes
from data.plan_tables import Cell, Table
from data.problems import ScenarioError
from data.quotes import read_quotes
from data.sheets import Sheet, in_brackets
from models.bakeoff import MOST, Bakeoff, Bought, Quote, QuotedLot, QuoteRow
from solver.bakeoff.make import make_bakeoff
from solver.search.options import Listener, SearchOptions
from ui.bakeoff_report import bakeoff_head, bakeoff_parts, bakeoff_title, taken
from ui.exits import Exit, SteelyardError
from ui.planning import plan_of
from ui.scenario_file import ScenarioFile, path_of
from ui.summary import as_markdown

RANKING = (
    *("rank", "quote", "paid", "worth_alone_usd", "worth_alone_at_least_usd", "worth_alone_at_most_usd"),
    *("worth_on_top_of_others_usd", "worth_on_top_at_least_usd", "worth_on_top_at_most_usd", "list_price_rank"),
)
LOTS = (
    *("quote", "offer", "vendor", "accelerator", "site", "mode", "term_months", "list_price_usd_per_accelerator_hour"),
    *("list_price_rank", "quoted_offers_of_accelerator", "bought_alone_packs", "bought_alone_first_month"),
    *("bought_with_all_packs", "bought_with_all_first_month", "quoted_day", "expires_day", "is_expired"),
)


def quotes_of(source: ScenarioFile, files: Sequence[str]) -> tuple[Quote, ...]:
    """The quotes of these files, here or among the shipped scenarios; SteelyardError with everything wrong in them."""
    if not 1 <= len(files) <= MOST:
        raise SteelyardError(Exit.BAD_INPUT, [f"--quote: {len(files)} given; allowed: 1 to {MOST}"])
    try:
        return read_quotes([path_of(file) for file in files], source.scenario)
    except ScenarioError as error:
        raise SteelyardError(Exit.BAD_INPUT, map(str, error.problems)) from None


def bakeoff_of(
    source: ScenarioFile, case: str, quotes: Sequence[Quote], options: SearchOptions, listener: Listener | None = None
) -> Bakeoff:
    """What the quotes are worth in the plan of a case.

    Raises
    ------
    SteelyardError
        where there is no plan without them, or the figures break a law that they must keep.
    """
    loaded = source.loaded
    found = make_bakeoff(
        loaded.scenario, case, quotes, options, document_hash=loaded.document_hash, on_progress=listener
    )
    if not isinstance(found, Bakeoff):
        plan_of(found, case)
        raise SteelyardError(Exit.FAILED, [f"case {case}: there is a plan, but none to hold quotes against"])
    if found.failures:
        raise SteelyardError(Exit.FAILED, [f"case {case}: the figures do not agree: {each}" for each in found.failures])
    return found


def bakeoff_json(report: Bakeoff) -> str:
    """The text of `bakeoff.json`."""
    return report.model_dump_json(indent=1) + "\n"


def bakeoff_files(report: Bakeoff) -> dict[str, bytes]:
    """The report as JSON, as Markdown, as CSV by quoted offer, as a workbook of both tables. All of it is internal."""
    from data.export_xlsx import book_bytes

    title = bakeoff_title(report)
    tables = (_ranking(report), _lots(report))
    return {
        "bakeoff.json": bakeoff_json(report).encode(),
        "bakeoff.md": as_markdown(title, "Internal: other vendors' prices.", bakeoff_parts(report)).encode(),
        "bakeoff.csv": csv_bytes(tables[1]),
        "bakeoff.xlsx": book_bytes(title, [_sheet(table, bakeoff_head(report)) for table in tables]),
    }


def _ranking(report: Bakeoff) -> Table:
    return Table("Ranking", RANKING, tuple(_ranked(row) for row in report.quotes))


def _ranked(row: QuoteRow) -> tuple[Cell, ...]:
    first, last = row.first, row.last
    return (
        *(row.rank, row.id, ", ".join(row.vendors), first.usd, first.at_least_usd, first.at_most_usd),
        *(last.usd, last.at_least_usd, last.at_most_usd, row.list_rank),
    )


def _lots(report: Bakeoff) -> Table:
    every = taken(report, report.ids)
    rows = (
        _lot(row, lot, taken(report, [row.id]).get(lot.offer), every.get(lot.offer))
        for row in report.quotes
        for lot in row.lots
    )
    return Table("Quoted offers", LOTS, tuple(rows))


def _lot(row: QuoteRow, lot: QuotedLot, alone: Bought | None, with_all: Bought | None) -> tuple[Cell, ...]:
    bought = [(each.packs, each.first_month) if each else (0.0, None) for each in (alone, with_all)]
    return (
        *(row.id, lot.offer, lot.vendor, lot.accelerator, lot.site, lot.mode, lot.term_months),
        *(lot.usd_per_accelerator_hour, lot.list_rank, lot.list_rank_of, *bought[0], *bought[1]),
        *(lot.quoted, lot.expires, lot.is_expired),
    )


def _sheet(table: Table, about: str) -> Sheet:
    looks = {n: "#,##0.00" for n, header in enumerate(table.headers) if header.endswith("_usd")}
    return Sheet(table.name, about, [in_brackets(header) for header in table.headers], table.rows, looks, 2)
