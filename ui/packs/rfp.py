"""The request for proposal as Word and PDF documents."""

from __future__ import annotations

from models.packs.marking import for_vendors
from models.packs.rfp import Rfp
from ui.exits import Exit, SteelyardError
from ui.packs.request import rfp_of
from ui.packs.source import Asked, Source

MISSING = "documents need more packages: pip install 'steelyard[export]'"
TITLE = "Request for proposal"


def files(source: Source, asked: Asked) -> dict[str, bytes]:
    """`rfp.docx` and `rfp.pdf`, with the same content; both are made from what vendors may read, and nothing else.

    Raises
    ------
    SteelyardError
        when there is nothing to ask for, a template cannot be used, or packages are missing.
    """
    content = for_vendors(rfp_of(source, asked.vendor))
    try:
        from data.packs.archive import TemplateError
        from data.packs.layout import said
        from data.packs.paper import paper_bytes
        from data.packs.rfp_layout import RFP
        from data.packs.word import word_bytes
        from data.packs.word_template import SHIPPED

        template = asked.template or SHIPPED.read_bytes()
        word = word_bytes(template, content, Rfp)
        paper = paper_bytes(said(RFP, content), TITLE, f"Reference {content['stamp']['run']}")
    except ModuleNotFoundError:
        raise SteelyardError(Exit.BAD_INPUT, [MISSING]) from None
    except TemplateError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"--template: {line}" for line in error.problems]) from None
    return {"rfp.docx": word, "rfp.pdf": paper}
