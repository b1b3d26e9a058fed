"""What documents look like to somebody who checks them: numbers and their units, boxes and margins, links, fields."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pypdfium2
from pypdfium2 import raw

UNITS = (
    r"%|times|tokens|requests|minutes|hours|seconds|ms\b|GB|kW|nodes?\b|accelerators?\b|accelerator-hours?\b|months?\b|"
    r"days?\b|lots?\b|points|rows|USD|-bit|million|[a-z][A-Za-z -]*/(s|min|h|day|month)\b"
)
NUMBER = re.compile(r"(?<![\w.,/-])\d[\d,]*(\.\d+)?(?![\w.]*\w)")
NO_QUANTITY = (
    r"\b(19|20|21)\d\d-\d\d(-\d\d)?\b",  # dates
    r"\b[WNLMT]\d+\b",  # numbers of workloads, nodes, lots, measurements
    r"\b[Ss]ection \d+",
    r"\b\d+(st|nd|rd|th)\b(, | and )?",  # percentiles
    r"\bpage \d+ of \d+",
    r"(?m)^\d+\. (?=[A-Z])",  # headings
    r"SHA-256 [0-9a-f\u200b\s]{64,90}",
    r"\b(run|Reference:?) [0-9a-f]{16}",
)
PLACEHOLDERS = re.compile(r"\bTBD\b|\bTODO\b|\bn/a\b|\bNone\b|\bnull\b|\bnan\b|\{\{|\{%|\}\}|%\}|\bLorem\b|\?\?\?")
LINK = re.compile(
    r'TargetMode="External"|<w:hyperlink|<o:OLEObject|<w:object\b|<w:altChunk|attachedTemplate|<w:control\b'
)


def bare_numbers(text: str, names: Iterable[str] = ()) -> list[str]:
    """Numbers that no unit follows, with what stands around them; `names` hold numbers of their own."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    for pattern in NO_QUANTITY:
        text = re.sub(pattern, " ", text)
    return list(_bare(" ".join(text.split())))


def _bare(text: str) -> Iterator[str]:
    for found in NUMBER.finditer(text):
        after = text[found.end() : found.end() + 60]
        if not re.match(rf"( to [\d,.]+)?( more)? ?({UNITS})", after):
            yield text[max(found.start() - 30, 0) : found.end() + 30]


def pages(pdf: bytes) -> list[str]:
    """Text of every page of a PDF, without the marks where lines may break."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\u200b", "") for page in document]


def outside(pdf: bytes, margin: float) -> list[str]:
    """Characters that are seen in the left or right margin, or off the page, by page [margin in points]."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for n, page in enumerate(document, start=1):
            width, height = page.get_size()
            text = page.get_textpage()
            for each in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(each)
                sign = chr(raw.FPDFText_GetUnicode(text, each))
                if sign.isprintable() and sign != " " and (left < margin or right > width - margin):
                    found.append(f"page {n}: {sign} at {left:.0f}")
                elif bottom < 0 or top > height:
                    found.append(f"page {n}: {sign} off the page")
    return found


def links(pdf: bytes) -> int:
    """Annotations and embedded files of a PDF."""
    return len(re.findall(rb"/(Annot|URI|Launch|JavaScript|JS|EmbeddedFile|GoToR)\b", pdf))


def parts(docx: bytes) -> dict[str, str]:
    """Parts of a Word document that are XML."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: archive.read(name).decode("utf-8") for name in names}


def fields_of(docx: bytes) -> set[str]:
    """Field codes of a Word document."""
    elements = [each for text in parts(docx).values() for each in ET.fromstring(text).iter()]  # noqa: S314 - made here
    simple = {value for each in elements for name, value in each.attrib.items() if name.endswith("}instr")}
    return simple | {each.text or "" for each in elements if each.tag.endswith("}instrText")}


def word_text(docx: bytes) -> str:
    """Text of a Word document with its tables, in order, a line for every paragraph and cell."""
    import docx as reader

    body = reader.Document(io.BytesIO(docx)).element.body
    paragraphs = (each for each in body.iter() if each.tag.endswith("}p"))
    return "\n".join("".join(_said(part) for part in paragraph.iter()) for paragraph in paragraphs)


def _said(part: Any) -> str:
    """Text of an element of a paragraph; a break is a line of its own."""
    return "\n" if part.tag.endswith("}br") else (part.text or "") if part.tag.endswith("}t") else ""
