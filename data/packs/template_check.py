"""What a template may name: every field it uses is held against those of the content, in loops too, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from jinja2 import TemplateSyntaxError, nodes

from data.packs.archive import TemplateError
from data.packs.wording import sandbox
from models.base import Model
from models.packs.marking import VENDOR, MarkedField, marked_fields

LOOP = ("index", "index0", "first", "last", "length")
"""What a template may ask of `loop`."""
OF_LOOP = "(loop)."
TEXTUAL = ("join", "upper", "lower", "capitalize", "words", "number", "things")
"""Filters that make texts of texts and numbers."""
DEEPEST = 3
"""Most loops inside each other."""
_LOGIC = (nodes.If, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand)
_PASSED = (*_LOGIC, nodes.Output, nodes.Concat, nodes.Tuple, nodes.List, nodes.Template)
"""What holds other parts and does nothing itself."""
_PLAIN = (nodes.Const, nodes.TemplateData)
_WHOLE = re.compile(r"\{\{\s*(r|p|tr|tc)\s")
"""Tags that would put text where a run, paragraph, row or cell stands."""
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>\s*")
HEADERS_FOOTERS = ("header", "footer")


class Use(NamedTuple):
    """A field where a template names it."""

    path: str
    """Its path as `marked_fields` gives it; with a dot at the end: an item of a list."""
    said: str
    """How the template writes it."""


def checked_fields(document: Any, kind: type[Model]) -> None:
    """Nothing, if a template names but what vendors may read; TemplateError with every problem and where it is.

    Parameters
    ----------
    document : the template as `docxtpl.DocxTemplate`.
    """
    fields = {field.path: field for field in marked_fields(kind)}
    problems = [line for part, xml in _parts(document) for line in _problems(part, xml, document, fields)]
    if problems:
        raise TemplateError(list(dict.fromkeys(problems)))


def _parts(document: Any) -> Iterator[tuple[str, str]]:
    """The texts of a template: its body, headers, footers, footnotes and properties."""
    document.init_docx()
    yield "text", document.get_xml()
    for relation in document.docx.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[1]
        if kind in (*HEADERS_FOOTERS, "footnotes"):
            yield kind, _DECLARED.sub("", relation.target_part.blob.decode("utf-8"))
    core = document.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield f"property {name}", getattr(core, name) or ""


def _problems(part: str, xml: str, document: Any, fields: Mapping[str, MarkedField]) -> Iterator[str]:
    if found := _WHOLE.search(re.sub(r"<[^>]*>", "", xml)):
        yield f"{part}: {{{{{found[1]} ...}}}} is not allowed: write {{{{ ... }}}}"
    text = re.sub(r"<w:p([ >])", r"\n<w:p\1", document.patch_xml(xml))
    reader = sandbox(autoescape=True)
    try:
        tree = reader.parse(text)
    except TemplateSyntaxError as error:
        yield f"{_place(part, error.lineno)}: {error.message}"
        return
    walk = _Walk(fields, set(reader.filters), set(reader.tests))
    yield from (f"{_place(part, line)}: {said}" for line, said in walk.of(tree, {}))


def _place(part: str, line: int) -> str:
    return f"{part}, paragraph {line - 1}" if line > 1 else part


class _Walk:
    """Walks a template and tells what is wrong, with the line."""

    def __init__(self, fields: Mapping[str, MarkedField], filters: set[str], tests: set[str]) -> None:
        self.fields, self.filters, self.tests = fields, filters, tests

    def of(self, node: nodes.Node, scope: Mapping[str, str]) -> Iterator[tuple[int, str]]:
        """Problems of a node and of what it holds; `scope`: item of which list a name stands for."""
        if isinstance(node, _PLAIN):
            return
        if isinstance(node, (nodes.Name, nodes.Getattr)):
            yield from self.used(node, scope)
        elif isinstance(node, nodes.For):
            yield from self.loop(node, scope)
        elif isinstance(node, (nodes.Filter, nodes.Test)):
            yield from self.applied(node, scope)
        elif isinstance(node, _PASSED):
            yield from self.inside(node, scope)
        else:
            yield node.lineno, f"{_called(node)} is not allowed in a template"

    def inside(self, node: nodes.Node, scope: Mapping[str, str]) -> Iterator[tuple[int, str]]:
        for child in node.iter_child_nodes():
            is_shown = isinstance(node, nodes.Output) and isinstance(child, (nodes.Name, nodes.Getattr))
            yield from self.used(child, scope, is_shown=True) if is_shown else self.of(child, scope)

    def applied(self, node: nodes.Filter | nodes.Test, scope: Mapping[str, str]) -> Iterator[tuple[int, str]]:
        known, word = (self.filters, "filter") if isinstance(node, nodes.Filter) else (self.tests, "test")
        if node.name not in known:
            yield node.lineno, f"unknown {word} `{node.name}`; known: {', '.join(sorted(known))}"
        of = node.node
        if isinstance(of, (nodes.Name, nodes.Getattr)) and node.name in TEXTUAL:
            use = self.use(of, scope)
            if use is not None and self.below(use.path):
                yield node.lineno, f"`{use.said}` is more than a text: name a field of it, or go over it in a loop"
        yield from self.inside(node, scope)

    def loop(self, node: nodes.For, scope: Mapping[str, str]) -> Iterator[tuple[int, str]]:
        if not isinstance(node.target, nodes.Name) or not isinstance(node.iter, (nodes.Name, nodes.Getattr)):
            yield node.lineno, "a loop goes over a list by one name: {% for lot in lots %}"
            return
        found = list(self.used(node.iter, scope))
        yield from found
        use = self.use(node.iter, scope)
        if use is not None and not found and not use.path.endswith("[]"):
            yield node.lineno, f"`{use.said}` is no list: a loop cannot go over it"
        if sum(name != "loop" for name in scope) >= DEEPEST:
            yield node.lineno, f"more than {DEEPEST} loops inside each other"
        if found or use is None or not use.path.endswith("[]"):
            return
        within = {**scope, node.target.name: f"{use.path}.", "loop": OF_LOOP}
        for child in (*node.body, *([node.test] if node.test else [])):
            yield from self.of(child, within)
        for child in node.else_:
            yield from self.of(child, scope)

    def used(self, node: nodes.Node, scope: Mapping[str, str], is_shown: bool = False) -> Iterator[tuple[int, str]]:
        """What is wrong with a field that is named."""
        use = self.use(node, scope)
        if use is None:
            yield node.lineno, f"{_called(node)} is not allowed in a template"
        elif use.path.startswith(OF_LOOP):
            if use.path.removeprefix(OF_LOOP) not in LOOP:
                yield node.lineno, f"unknown field `{use.said}`; of a loop: {', '.join(LOOP)}"
        else:
            field = self.fields.get(use.path.removesuffix("."))
            if field is None:
                yield node.lineno, f"unknown field `{use.said}`{self.near(use.path)}"
            elif field.marking < VENDOR:
                yield node.lineno, f"`{use.said}` is internal: not in documents for vendors"
            elif is_shown and (use.path.endswith("[]") or self.below(use.path)):
                yield node.lineno, f"`{use.said}` is more than a text: name a field of it, or go over it in a loop"

    def use(self, node: nodes.Node, scope: Mapping[str, str]) -> Use | None:
        """The field that a chain of names leads to; None where it is no such chain."""
        if isinstance(node, nodes.Name):
            path = scope.get(node.name) or self.listed(node.name)
            return Use(path, node.name)
        if isinstance(node, nodes.Getattr):
            inner = self.use(node.node, scope)
            return inner and Use(
                self.listed(f"{inner.path.removesuffix('.')}.{node.attr}"), f"{inner.said}.{node.attr}"
            )
        return None

    def listed(self, path: str) -> str:
        return f"{path}[]" if f"{path}[]" in self.fields else path

    def below(self, path: str) -> list[str]:
        """Names of the fields that a record, or the item of a list, has."""
        head = f"{path.removesuffix('.')}." if path else ""
        inner = (known.removeprefix(head) for known in self.fields if known.startswith(head))
        return [name.removesuffix("[]") for name in inner if "." not in name]

    def near(self, path: str) -> str:
        head, _, last = path.removesuffix(".").rpartition(".")
        found = get_close_matches(last, self.below(head), n=1)
        return f"; did you mean `{found[0]}`?" if found else ""


def _called(node: nodes.Node) -> str:
    names = {"Call": "calling a function", "Getitem": "[...]", "Include": "include", "Import": "import"}
    kind = type(node).__name__
    return names.get(kind, kind.lower())
