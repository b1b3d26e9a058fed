"""Workbooks that vendors sent back, read against the plan that they were exported from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from data.packs.filled import QuoteError
from data.packs.responses import open_quote
from models.bakeoff import QuoteText
from ui.exits import SteelyardError
from ui.packs.quoting import measured_file, new_vendor_id, overlay, overlay_text, read_quote
from ui.packs.source import Source

NOBODY = "is addressed to no vendor: say whose it is"


class Back(NamedTuple):
    """A workbook as it came back."""

    file: str
    raw: bytes
    vendor: str | None
    """Who answers: id of a vendor, also of a new one; none: the one that it is addressed to."""


class QuoteRead(NamedTuple):
    """A workbook that was read."""

    file: str
    """The workbook."""
    vendor: str
    lots: tuple[str, ...]
    """Lots that are quoted."""
    quote: QuoteText
    measured: bytes | None
    """What the vendor states of its measurements, as CSV."""


def read_back(source: Source, files: Sequence[Back]) -> tuple[list[QuoteRead], list[str]]:
    """What could be read, and everything that is wrong with the others."""
    found: dict[str, QuoteRead] = {}
    wrong: list[str] = []
    for back in files:
        try:
            read = _read(source, back)
        except SteelyardError as error:
            wrong += [line.removeprefix("--vendor ").removeprefix("--new-vendor: ") for line in error.lines]
        except QuoteError as error:
            wrong += error.problems
        else:
            if (other := found.get(read.quote.file)) is not None:
                wrong.append(f"{back.file}: {other.file} is of {read.vendor} too: one workbook for each vendor")
            else:
                found[read.quote.file] = read
    return list(found.values()), wrong


def _read(source: Source, back: Back) -> QuoteRead:
    vendor = back.vendor or open_quote(back.raw, back.file).identity.vendor
    if not vendor:
        raise QuoteError([f"{back.file}: {NOBODY}"])
    if vendor not in {each.id for each in source.scenario.vendors}:
        vendor = new_vendor_id(source, vendor)
    quote = read_quote(back.raw, back.file, source, vendor)
    text = overlay_text(overlay(source, quote, vendor, back.file), vendor, back.file)
    return QuoteRead(
        file=back.file,
        vendor=vendor,
        lots=tuple(answer.lot for answer in quote.answers),
        quote=QuoteText(file=f"{vendor.replace('/', '_')}.yaml", text=text),
        measured=measured_file(quote.measured) if quote.measured else None,
    )
