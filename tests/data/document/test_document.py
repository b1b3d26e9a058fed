"""A document keeps its text and its comments; edits change what they say and nothing else."""

from __future__ import annotations

import re

import pytest

from data.document import Document, Edit, EditError, Step
from data.problems import ScenarioError
from tests.data.document.scenes import TEXTS, changed_lines, shipped

COMMENT = re.compile(r"(?:^|\s)(#.*)$", re.MULTILINE)
TEXT = """\
# head
name: A plan   # the name
# above the sites
sites:   # beside sites
  # above the first
  - id: a   # beside a
    tags: [x, y]   # beside tags
    pue: 1.20
  # above the second
  - {id: b, pue: 1.5}   # beside b

  # above the third
  - c   # beside c
# above policy
policy:
  finance: {discount_rate: 0.10}
# at the end
"""


def edited(*steps: Step, text: str = TEXT) -> str:
    """The text after steps; it must load to the same values."""
    document = Document.read(text)
    document.apply(Edit(steps))
    assert Document.read(document.text()).plain() == document.plain()
    return document.text()


def put(*at: int | str, value: object) -> Step:
    """A step that sets a value."""
    return Step("set", at, value)


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_not_edited_is_written_as_it_was_read(name: str) -> None:
    assert shipped(name).text() == TEXTS[name]


def test_line_ends_of_the_file_are_kept() -> None:
    document = Document.read(TEXT.replace("\n", "\r\n"))
    document.apply(Edit((put("name", value="B"),)))
    assert document.text() == TEXT.replace("A plan", "B").replace("\n", "\r\n")


def test_a_byte_order_mark_and_bytes_are_read() -> None:
    assert Document.read("\ufeffname: x\n".encode()).plain() == {"name": "x"}
    assert Document.read("\ufeffname: x\n").text() == "name: x\n"


def test_a_value_is_replaced_beside_its_comment() -> None:
    assert changed_lines(TEXT, edited(put("name", value="B"))) == (
        ["name: A plan   # the name"],
        ["name: B   # the name"],
    )
    assert changed_lines(TEXT, edited(put("sites", 0, "pue", value=1.3)))[1] == ["pue: 1.3"]
    assert changed_lines(TEXT, edited(put("sites", 1, "pue", value=1.3)))[1] == ["- {id: b, pue: 1.3}   # beside b"]


def test_a_number_that_stays_the_same_keeps_the_way_it_is_written() -> None:
    site = {"id": "a", "tags": ["x", "y"], "pue": 1.2, "rack_cap": 4}
    assert "pue: 1.20\n" in edited(put("sites", 0, value=site))
    assert "discount_rate: 0.10}" in edited(put("policy", value={"finance": {"discount_rate": 0.1}}))


def test_a_catalog_id_becomes_a_record_in_its_place() -> None:
    text = edited(put("sites", 2, value={"from": "c", "pue": 1.4}))
    assert changed_lines(TEXT, text) == (["- c   # beside c"], ["- {from: c, pue: 1.4}   # beside c"])


def test_comments_above_a_deleted_record_stay_and_those_in_it_go() -> None:
    text = edited(Step("remove", ("sites", 0)))
    assert changed_lines(TEXT, text)[0] == ["- id: a   # beside a", "tags: [x, y]   # beside tags", "pue: 1.20"]
    text = edited(Step("remove", ("sites", 2)))
    assert changed_lines(TEXT, text) == (["- c   # beside c"], [])
    text = edited(*(Step("remove", ("sites", n)) for n in (2, 1, 0)))
    for comment in ("# above the first", "# above the second", "# above the third", "# beside sites", "# above policy"):
        assert comment in text


def test_new_records_follow_the_style_around_them() -> None:
    text = edited(Step("insert", ("sites", 9), {"id": "d"}), put("policy", "groups", value=[]))
    assert "  - c   # beside c\n\n  - {id: d}\n# above policy\n" in text
    assert text.endswith("policy:\n  finance: {discount_rate: 0.10}\n  groups: []\n# at the end\n")
    assert "- id: a   # beside a\n" in edited(put("sites", 0, "kind", value="colo"))
    assert "{id: b, kind: colo, pue: 1.5}   # beside b" in edited(put("sites", 1, "kind", value="colo"))


def test_fields_go_where_the_model_has_them_and_months_by_date() -> None:
    text = edited(put("horizon", "periods", value=4))
    assert text.index("name:") < text.index("horizon:") < text.index("# above the sites")
    months = "workloads: [{demand: [{path: {2027-01: 5, 2027-06: 7}}]}]\n"
    assert "{2027-01: 5, 2027-03: 6, 2027-06: 7}" in edited(
        put("workloads", 0, "demand", 0, "path", "2027-03", value=6), text=months
    )


def test_values_move_to_lines_of_their_own_and_back() -> None:
    long = {f"field_{n}": "some words that take room" for n in range(9)}
    text = edited(put("policy", "finance", value=long))
    assert "  finance:\n    field_0: some words that take room\n" in text
    assert "finance: 5\n" in edited(put("policy", "finance", value=5), text=text)
    assert "sites: 5   # beside sites\n" in edited(put("sites", value=5))


def test_a_record_in_braces_gets_lines_when_it_becomes_long() -> None:
    text = edited(put("sites", 1, "name", value="a long name of a site " * 5))
    assert "  # above the second\n  - id: b\n    name: " in text
    assert "    pue: 1.5   # beside b\n" in text


@pytest.mark.parametrize("name", TEXTS)
def test_every_comment_outlives_a_change_of_every_value(name: str) -> None:
    document = shipped(name)
    document.apply(Edit(tuple(Step("set", at, 7) for at in leaves(document.plain(), ()))))
    assert COMMENT.findall(document.text()) == COMMENT.findall(TEXTS[name])


def leaves(value: object, at: tuple[int | str, ...]) -> list[tuple[int | str, ...]]:
    """The locations of all scalars."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    return [at] if pairs is None else [leaf for key, item in pairs for leaf in leaves(item, (*at, key))]


@pytest.mark.parametrize(
    "value",
    [
        "2027-01",
        "2027",
        "null",
        "yes",
        "",
        " x ",
        "a: b",
        "#x",
        "- x",
        "=1+1",
        "<b>",
        "a\nb",
        "\x07",
        "\u2028",
        "x\ufeff",
        "{",
        "'",
        "ä, ö",
        "1e5",
        "0x1f",
        "~",
        ".inf",
        "*a",
        "&a",
        "!t",
        "%d",
        "@x",
        "`x",
        "😀",
        None,
        True,
        0,
        -1,
        1.5,
        1e-7,
        1e300,
        10**29,
        [],
        {},
        [None],
        {"a: b": [{"": 1}]},
    ],
)
@pytest.mark.parametrize("at", [("name",), ("sites", 1, "pue"), ("sites", 2), ("new",)])
def test_any_value_loads_again(value: object, at: tuple[str | int, ...]) -> None:
    document = Document.read(edited(put(*at, value=value)))
    found = document.at(at)
    assert (type(found), found) == (type(value), value)


def test_months_and_days_are_written_without_quotes_and_years_as_text_with_them() -> None:
    text = edited(put("as_of", value="2026-11-01"), put("start", value="2027-01"), put("year", value="2027"))
    assert "as_of: 2026-11-01\n" in text
    assert "start: 2027-01\n" in text
    assert 'year: "2027"\n' in text


@pytest.mark.parametrize(
    ("text", "step", "wanted"),
    [
        ('{"name": "x", "sites": [1, 2]}', put("sites", 0, value=5), '{"name": "x", "sites": [5, 2]}'),
        ("a: [1,   # one\n    2]   # two\n", Step("remove", ("a", 0)), "a: [2]   # two\n"),
        ("a: [1,   # one\n    2]\n", Step("insert", ("a", 1), 9), "a: [1,   # one\n    9, 2]\n"),
        ("a: [\n  1,\n  2,\n]\n", Step("insert", ("a", 2), 3), "a: [\n  1,\n  2,\n  3,\n]\n"),
        ("? a\n: 5\n", put("a", value=6), "a: 6\n"),
        ("a: [k: 1]\n", put("a", 0, "k", value=2), "a: [{k: 2}]\n"),
        ("a:\n- 1\n- 2\n", Step("insert", ("a", 1), 9), "a:\n- 1\n- 9\n- 2\n"),
        ("a:\n- 1\n", put("a", value={"b": {"c": [{"d": {}}]}}), "a:\n  b:\n    c:\n      - {d: {}}\n"),
        ("a:   # none yet\nb: 1\n", put("a", value=5), "a: 5   # none yet\nb: 1\n"),
        (
            "a:   # none yet\nb: 1\n",
            Step("insert", ("a", 0), {"x": [{}]}),
            "a:   # none yet\n  - x:\n      - {}\nb: 1\n",
        ),
        ("a: |+\n  x\n\nb: 1\n", Step("remove", ("b",)), 'a: "x\\n\\n"\n'),
        ("--- \na: 1\n...\n", put("b", value=2), "--- \na: 1\nb: 2\n...\n"),
        ("a: {}   # empty\n", put("a", "b", value=1), "a: {b: 1}   # empty\n"),
        ("- 1\n", put("a", value=1), None),
    ],
)
def test_rare_forms_are_edited_too(text: str, step: Step, wanted: str | None) -> None:
    if wanted is None:
        with pytest.raises(ScenarioError, match="not a mapping"):
            Document.read(text)
        return
    assert edited(step, text=text) == wanted


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (Step("remove", ("sites", 7)), "nothing at sites.7"),
        (Step("remove", ("nothing", "here")), "nothing at nothing.here"),
        (put("name", "x", value=1), "a single value stands where a record is needed"),
        (put("sites", 5, value=1), "the list has only 3 items"),
        (put("sites", "a", value=1), "no such place"),
        (put(value=1), "needs a location"),
        (put("x", 3, value=1), "no such place"),
        (put("name", value=[[[[[[[[[[[[[[]]]]]]]]]]]]]]), "nested deeper than 12"),
        (put("name", value=list(range(70_000))), "at most 60,000 values and 2 MB"),
        (put("name", value=["x" * 20_000] * 110), "at most 60,000 values and 2 MB"),
    ],
)
def test_an_edit_that_cannot_be_applied_changes_nothing(step: Step, message: str) -> None:
    document = Document.read(TEXT)
    with pytest.raises(EditError, match=message):
        document.apply(Edit((put("name", value="B"), step)))
    assert document.text() == TEXT


def test_hostile_values_are_bounded() -> None:
    document = Document.read(TEXT)
    steps = (put("name", value="x" * 10_000_000), put("half", value="a\ud800b"), put("big", value=10**50))
    document.apply(Edit((*steps, put("k" * 5000, value=1))))
    plain = Document.read(document.text()).plain()
    assert plain["name"] == "x" * 20_000
    assert plain["half"] == "a\ufffdb"
    assert plain["big"] == "a number of more than 30 digits"
    assert max(map(len, plain)) == 150


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2\n", "the key 'a' is already given in line 1"),
        ("a: &x 1\nb: *x\n", "anchors such as &x are not allowed"),
        ("a: !!python/object:os.system 1\n", "tags such as"),
        ("a: " + "[" * 50 + "]" * 50, "nested deeper than 40"),
        ("a: [", "not valid YAML"),
        ("x" * 2_100_000, "larger than 2 MB"),
        ("a: \x00\n", r"U\+0000"),
        ("a: \ud800\n", "not UTF-8"),
        ("", "the file is empty"),
    ],
)
def test_the_guards_of_files_hold(text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        Document.read(text)


def test_places_are_read_without_being_written() -> None:
    document = Document.read(TEXT)
    assert document.at(("sites", 0, "tags", 1)) == "y"
    assert document.at(("sites", 9)) is None
    assert document.at(("sites", 9), 5) == 5
    assert document.has(("policy", "finance"))
    assert not document.has(("policy", "groups"))
