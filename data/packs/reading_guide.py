"""The first sheet of the pricing workbook: from whom it is, how it is filled in, which plan it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from data.packs.book import PAGE_WIDE, Page
from models.packs.marking import Redacted

STEPS = (
    "Bill of materials says what a node holds and how many are wanted; Tranches says when.",
    "Response has a row for every lot. Fill in the yellow cells of the lots that you quote; grey cells are not asked.",
    "A quoted lot needs a price, the date of the quote and, where nodes are ordered, the lead time.",
    "Prices are per node, net of taxes. Totals and states are computed while you type; they need no entry.",
    "Where you offer another product than the one named, say which; it has to be equal in memory and throughput.",
    "Measurements asks for measured figures at our load. Leave open what you have not measured.",
    "Please do not change other cells, and send the workbook back as .xlsx: it is read by machine.",
)
"""How it is filled in."""


def guide_page(content: Redacted) -> Page:
    """The first sheet."""
    return Page("Read me", "Request for prices", ("Item", "Content"), list(_rows(content)), widest=PAGE_WIDE)


def _rows(content: Redacted) -> Iterator[tuple[str, str]]:
    stamp = content["stamp"]
    said = {
        "Buyer": content["buyer"],
        "Addressed to": content["vendor"],
        "Questions and responses to": content["contact"],
        "Questions until": content["questions_until"],
        "Responses due": content["responses_due"],
        "Currencies": ", ".join(content["currencies"]),
    }
    yield from ((item, text) for item, text in said.items() if text)
    yield from ((f"Step {n}", text) for n, text in enumerate(STEPS, start=1))
    yield (
        "Months counted",
        (
            "Of a contract its term; of a purchase the months from service to the end of what is planned. An hour is "
            "counted for every hour of service, 730 to the month; of what is rented, the hours planned."
        ),
    )
    yield from stamp_rows(stamp)


def stamp_rows(stamp: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Run, input, proof and approval of the plan behind a document."""
    yield "Run", str(stamp["run"])
    yield "Input (SHA-256)", str(stamp["input_hash"])
    yield "Prices as of", str(stamp["as_of"])
    gap = float(str(stamp["gap"])) * 100
    yield "Proven distance from the best plan", f"at most {gap:.3g} % of the cost that decisions change"
    yield "Independent audit", str(stamp["audit"])
    yield "Approval", str(stamp["approval"])
