"""Word documents from a template and redacted content."""

from __future__ import annotations

import io

from data.packs.archive import checked_archive, fixed
from data.packs.template_check import checked_fields
from data.packs.wording import cleaned, sandbox
from models.base import Model
from models.packs.marking import Redacted


def word_bytes(template: bytes, content: Redacted, kind: type[Model]) -> bytes:
    """The document: the template with its fields filled in, the same bytes for the same content.

    Parameters
    ----------
    kind : the kind of content, which says which fields there are.

    Raises
    ------
    TemplateError
        with everything that is wrong with the template.
    """
    from docxtpl import DocxTemplate

    checked_archive(template)
    document = DocxTemplate(io.BytesIO(template))
    checked_fields(document, kind)
    document.render(dict(cleaned(content)), jinja_env=sandbox(autoescape=True), autoescape=True)
    made = io.BytesIO()
    document.save(made)
    return fixed(made.getvalue())
