"""The request to vendors: the request for proposal as Word and PDF, and the pricing workbook to fill in."""

from __future__ import annotations

from models.packs.pricing import Pricing
from models.packs.rfp import Rfp
from ui.packs import pricing, rfp
from ui.packs.source import Asked, Source

CONTENT = (Rfp, Pricing)
TAKES_TEMPLATE = True


def files(source: Source, asked: Asked) -> dict[str, bytes]:
    """`rfp.docx`, `rfp.pdf` and `pricing.xlsx`, all for the same vendors; SteelyardError where one cannot be made."""
    return {**rfp.files(source, asked), **pricing.files(source, asked)}
