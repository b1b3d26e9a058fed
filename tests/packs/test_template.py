"""Own templates: what they may name, and those that are refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from data.packs import archive
from data.packs.archive import TemplateError, checked_archive
from data.packs.rfp_layout import RFP
from data.packs.word import word_bytes
from data.packs.word_template import SHIPPED, template_of
from data.packs.wording import sandbox
from models.packs.marking import VENDOR, Redacted, for_vendors, marked_fields
from models.packs.rfp import Rfp
from tests.packs.reading import word_text
from ui.exits import SteelyardError
from ui.packs.fields_page import fields_page
from ui.packs.request import rfp_of
from ui.packs.rfp import files
from ui.packs.source import Asked, Source

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rfp-fields.md"


def written(*paragraphs: str, footer: str = "") -> bytes:
    """A Word document of these paragraphs."""
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if footer:
        made.sections[0].footer.paragraphs[0].text = footer
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def with_part(name: str, content: str, template: bytes | None = None) -> bytes:
    """A document with a part added, or replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template or written("x"))) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return made.getvalue()


@pytest.fixture(scope="module")
def content(source: Source) -> Redacted:
    return for_vendors(rfp_of(source))


def problems(template: bytes, content: Redacted) -> list[str]:
    with pytest.raises(TemplateError) as caught:
        word_bytes(template, content, Rfp)
    return caught.value.problems


def test_the_page_of_fields_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == fields_page()
    assert "| `lots[].nodes` | vendor |" in fields_page()
    assert "| `lots[].cost_usd` | internal |" in fields_page()


def test_the_shipped_template_is_current() -> None:
    with zipfile.ZipFile(SHIPPED) as shipped, zipfile.ZipFile(io.BytesIO(template_of(RFP))) as made:
        assert shipped.namelist() == made.namelist()
        assert {name: shipped.read(name) for name in shipped.namelist()} == {n: made.read(n) for n in made.namelist()}


def test_every_field_of_the_page_can_be_used(content: Redacted) -> None:
    lines = [field.path for field in marked_fields(Rfp) if field.marking >= VENDOR]
    single = [f"{{{{ {path} }}}}" for path in lines if "[]" not in path and path != "stamp"]
    made = word_bytes(written(*single, "{% for lot in lots %}{{ lot.id }} {% endfor %}"), content, Rfp)
    assert content["stamp"]["run"] in word_text(made)
    assert "L1 L2" in word_text(made)


def test_a_template_of_the_company_is_filled_in(source: Source) -> None:
    own = written(
        "Our reference {{ stamp.run }}",
        "{%p for lot in lots if lot.kind == 'firm' %}",
        "{{ loop.index }}: {{ lot.nodes|things('node') }} by {{ lot.order_by }}",
        "{%p endfor %}",
        "{% for work in works %}{% for each in work.yearly %}{{ each.month }} {% endfor %}{% endfor %}",
        footer="{{ start }} to {{ end }}",
    )
    text = word_text(files(source, Asked(template=own))["rfp.docx"])
    assert "Our reference 0123456789abcdef" in text
    assert f"1: 1 node by {rfp_of(source).lots[0].order_by}" in text


def test_all_that_is_wrong_with_fields_is_said_at_once_with_its_place(content: Redacted) -> None:
    own = written(
        "{{ buyerr }} {{ stamp.scenario }}",
        "{% for lot in lots %}{{ lot.nodez }} {{ lot.cost_usd }} {{ lot.contents }}{% endfor %}",
        "{{ note }} {{ stamp.run.real }}",
        "{% for x in buyer %}{% endfor %}{{ loop.index }}",
        footer="{{ lot.id }} {{ start|shout }}",
    )
    found = problems(own, content)
    assert found == [
        "text, paragraph 1: unknown field `buyerr`; did you mean `buyer`?",
        "text, paragraph 1: `stamp.scenario` is internal: not in documents for vendors",
        "text, paragraph 2: unknown field `lot.nodez`; did you mean `node`?",
        "text, paragraph 2: `lot.cost_usd` is internal: not in documents for vendors",
        "text, paragraph 2: `lot.contents` is more than a text: name a field of it, or go over it in a loop",
        "text, paragraph 3: `note` is internal: not in documents for vendors",
        "text, paragraph 3: unknown field `stamp.run.real`",
        "text, paragraph 4: `buyer` is no list: a loop cannot go over it",
        "text, paragraph 4: unknown field `loop.index`",
        "footer, paragraph 1: unknown field `lot.id`",
        f"footer, paragraph 1: unknown filter `shout`; known: {', '.join(sorted(sandbox(True).filters))}",
    ]


@pytest.mark.parametrize(
    "code",
    [
        "{{ ''.__class__ }}",
        "{{ buyer.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ lots[0] }}",
        "{{ buyer.upper() }}",
        "{{ range(10**9) }}",
        "{{ 'x' * 10**9 }}",
        "{% import 'os' as os %}",
        "{% include '/etc/passwd' %}",
        "{% set x = 1 %}",
        "{% macro f() %}{% endmacro %}",
        "{{ buyer|attr('__class__') }}",
        "{{ lots|map(attribute='cost_usd')|join }}",
        "{{ lots|join }}",
        "{{ self }}",
        "{{r buyer }}",
        "{% for x in lots %}",
        "{{ buyer",
    ],
)
def test_code_is_refused(code: str, content: Redacted) -> None:
    found = problems(written("first", code), content)
    assert all(line.startswith("text") for line in found)
    assert found


def test_code_in_headers_and_properties_is_refused(content: Redacted) -> None:
    made = docx.Document(io.BytesIO(written("x")))
    made.sections[0].header.paragraphs[0].text = "{{ ''.__class__ }}"
    made.core_properties.title = "{{ note }}"
    own = io.BytesIO()
    made.save(own)
    found = problems(own.getvalue(), content)
    assert [line.split(",")[0].split(":")[0] for line in found] == ["header", "property title"]


RELATION = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" '
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (b"no archive", "is no Word document"),
        (b"PK\x03\x04 broken", "is no Word document"),
        (with_part("word/vbaProject.bin", ""), "macros"),
        (with_part("word/embeddings/a.bin", ""), "embedded object"),
        (with_part("word/a.xml", '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'), "entities"),
        (
            with_part("word/_rels/a.rels", f"{RELATION}TargetMode='External' Target='http://x'/></Relationships>"),
            "links",
        ),
        (with_part("word/a.xml", f"<w:p {WORD}><w:fldSimple w:instr=' DDE cmd'/></w:p>"), "field DDE"),
        (
            with_part(
                "word/a.xml",
                f"<w:p {WORD}><w:instrText>INCLUDE</w:instrText><w:instrText>TEXT a</w:instrText>"
                "<w:fldChar w:fldCharType='end'/></w:p>",
            ),
            "field INCLUDETEXT",
        ),
        (with_part("word/a.xml", f"<w:altChunk {WORD}/>"), "another document"),
        (with_part("word/a.xml", "<a>"), "cannot be read"),
    ],
)
def test_a_template_that_reaches_out_is_refused(template: bytes, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        checked_archive(template)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", b"0" * (archive.MOST_BYTES + 1))
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("a part was unpacked"))
    with pytest.raises(TemplateError, match=r"too large: 1 parts, 60,000,001 bytes; at most"):
        checked_archive(made.getvalue())


def test_the_command_says_all_of_it(source: Source) -> None:
    with pytest.raises(SteelyardError) as caught:
        files(source, Asked(template=written("{{ a }}", "{{ b }}")))
    assert str(caught.value).count("--template: text, paragraph") == 2
