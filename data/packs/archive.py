"""Archives of Office documents: the same bytes for the same content, and none that does harm when it is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

BEGIN = (1980, 1, 1, 0, 0, 0)
"""A fixed date of all parts."""
MOST_BYTES = 60_000_000
"""Most that the parts of a template may hold when they are unpacked [bytes]."""
MOST_PARTS = 2_000
FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES", "TOC", "REF", "PAGEREF", "SEQ", "STYLEREF")
"""Field codes that a template may hold: they read nothing but the document."""
_FORBIDDEN = {
    "vbaProject": "holds macros: save it as .docx without them",
    "/embeddings/": "holds an embedded object: remove it",
    "/activeX/": "holds a control: remove it",
    "/afchunk": "holds another document inside: remove it",
}


class TemplateError(Exception):
    """A template cannot be used; `problems` says why, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def fixed(content: bytes) -> bytes:
    """The archive with its parts in the same order under a fixed date."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, BEGIN), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def checked_archive(content: bytes) -> None:
    """Nothing, if a template is a Word document that reaches nothing but itself; else TemplateError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            problems = list(_too_large(archive)) or list(_dangers(archive))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError):
        raise TemplateError(["is no Word document (.docx)"]) from None
    if problems:
        raise TemplateError(problems)


def _too_large(archive: zipfile.ZipFile) -> Iterator[str]:
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or size > MOST_BYTES:
        yield f"is too large: {len(parts):,} parts, {size:,} bytes; at most {MOST_PARTS:,} and {MOST_BYTES:,}"
    if "word/document.xml" not in archive.namelist():
        yield "is no Word document (.docx): it has no word/document.xml"


def _dangers(archive: zipfile.ZipFile) -> Iterator[str]:
    for name in archive.namelist():
        yield from (f"{name}: {said}" for sign, said in _FORBIDDEN.items() if sign.lower() in f"/{name}".lower())
        if name.lower().endswith((".xml", ".rels")):
            yield from (f"{name}: {said}" for said in _in_xml(archive.read(name)))


def _in_xml(content: bytes) -> Iterator[str]:
    from lxml import etree

    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, reader)
    except etree.XMLSyntaxError:
        yield "cannot be read: save it anew in Word"
        return
    if root.getroottree().docinfo.doctype:
        yield "declares entities: save it anew in Word"
    elements = [(etree.QName(each).localname, each) for each in root.iter(etree.Element)]
    if any(name == "Relationship" and each.get("TargetMode", "").lower() == "external" for name, each in elements):
        yield "links to something outside of the document: remove links, linked pictures and the attached template"
    if any(name == "altChunk" for name, _ in elements):
        yield "holds another document inside: remove it"
    bad = sorted({code for code in _codes(elements) if code.upper() not in FIELDS})
    yield from (f"the field {code[:40]} is not allowed; allowed: {', '.join(FIELDS)}" for code in bad)


def _codes(elements: Sequence[tuple[str, Any]]) -> Iterator[str]:
    """First words of all field codes, also of those that are spread over runs."""
    spread = ""
    for name, each in elements:
        values = {attribute.rsplit("}", 1)[-1]: value for attribute, value in each.attrib.items()}
        if name == "fldSimple":
            yield from values.get("instr", "").split()[:1]
        elif name == "instrText":
            spread += each.text or ""
        elif name == "fldChar" and values.get("fldCharType") in ("begin", "separate", "end"):
            yield from spread.split()[:1]
            spread = ""
