"""The page that lists what a Word template for vendors may name, made from the markings of the content."""

from __future__ import annotations

from models.packs.marking import MarkedField, marked_fields
from models.packs.rfp import Rfp

HEAD = """# Fields of a request template

What `steelyard export PLAN --pack rfp --template FILE` fills in: every field of the content by its path, who may read
it, what it says. A list is written `[]` and gone through: `{%tr for lot in lots %}`, then `{{ lot.nodes }}`,
`{%tr endfor %}`. Fields that are `internal` are in no document for vendors, and a template that names one is refused.
[packs.md](packs.md) says how templates are written. This page is made from the models by
`PYTHONPATH=. python -c "from ui.packs.fields_page import fields_page; print(fields_page(), end='')"`.

| field | read by | meaning |
|---|---|---|
"""


def fields_page() -> str:
    """The page in Markdown."""
    return HEAD + "".join(map(_row, marked_fields(Rfp)))


def _row(field: MarkedField) -> str:
    about = " ".join(field.about.split()).replace("|", "\\|")
    return f"| `{field.path}` | {field.marking.name.lower()} | {about} |\n"
