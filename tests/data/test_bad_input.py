"""Bad input: every problem of a file at once, each with file, line, column, path, what is wrong and what is allowed."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.load import load_scenario
from data.problems import Problem, ScenarioError
from data.tree import plain
from data.yaml_source import read_tree

GOOD = """\
name: Small
as_of: 2026-11-01
horizon: {start: 2027-01, periods: 4, months_per_period: 3}
geographies:
  - {id: eu}
vendors:
  - {id: acme}
stacks:
  - {id: cuda, owner: acme}
accelerators:
  - {id: gpu, class: gpu, vendor: acme, stack: cuda, busy_kw: 1.2}
sites:
  - {id: hall, kind: on_prem, jurisdiction: eu, rtt_ms: {eu: 5}}
offers:
  - id: node
    accelerator: gpu
    site: hall
    vendor: acme
    mode: buy
    pack: 8
    upfront_usd: 250000
    life_months: 60
    evidence: {grade: quote, source: Q-17, date: 2026-10-30}
benchmarks:
  - id: chat-gpu
    profile: chat
    accelerator: gpu
    unit: tokens/s
    points:
      - {load: 8, throughput: 900, latency_ms: {ttft_p99: 300}}
      - {load: 64, throughput: 2400, latency_ms: {ttft_p99: 900}}
workloads:
  - id: chat
    class: realtime_inference
    profile: chat
    service_unit: tokens/s
    targets: [{metric: ttft, percentile: 99, limit_ms: 1000}]
    demand:
      - geography: eu
        level: 9000
policy:
  budgets:
    - {id: capex, kind: capex, max_usd: 9000000}
"""


def problems_of(text: str | bytes, folder: Path, variant: str | None = None) -> list[str]:
    """The problems of a scenario file of that text, without the folder."""
    path = folder / "s.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, variant)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def changed(old: str, new: str) -> str:
    """The good scenario with one change."""
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_the_good_scenario_is_good(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(GOOD)
    assert load_scenario(tmp_path / "s.yaml").scenario.name == "Small"


FIELD_CASES = {
    "unknown field": (
        ("    upfront_usd: 250000", "    upfront_eur: 250000"),
        "s.yaml:21:5: offers[node].upfront_eur: unknown field 'upfront_eur'; did you mean upfront_usd?",
    ),
    "unknown field far from any": (
        ("  - {id: acme}", "  - {id: acme, zzz: 1}"),
        "s.yaml:7:16: vendors[acme].zzz: unknown field 'zzz'; allowed: id, name",
    ),
    "unknown field of the file": (
        ("name: Small", "name: Small\nextend: base.yaml"),
        "s.yaml:2:1: extend: unknown field 'extend'; did you mean extends?",
    ),
    "field that older files have": (
        ("    demand:\n", "    validated: [gpu]\n    demand:\n"),
        (
            "s.yaml:38:5: workloads[chat].validated: unknown field 'validated'; an own benchmark now has a date and a "
            "share of the traffic: write `validations: [{accelerator: ID, date: 2026-10-15, traffic_share: 0.1}]`"
        ),
    ),
    "own benchmark of something unknown": (
        ("    demand:\n", "    validations: [{accelerator: cpu, date: 2026-10, traffic_share: 0.1}]\n    demand:\n"),
        ("s.yaml:38:20: workloads[chat].validations[0].accelerator: 'cpu' is not one of the accelerators; known: gpu"),
    ),
    "own benchmark without its month": (
        ("    demand:\n", "    validations: [{accelerator: gpu, date: '2026', traffic_share: 0.1}]\n    demand:\n"),
        (
            "s.yaml:38:19: workloads[chat].validations[0]: `date` needs a month, 2026 has none; "
            "allowed: YYYY-MM or YYYY-MM-DD"
        ),
    ),
    "missing field": (
        ("    mode: buy\n", ""),
        (
            "s.yaml:15:5: offers[node].mode: the field is missing; expected one of "
            "buy, lease, reserve, dated, on_demand, spot"
        ),
    ),
    "missing field with a meaning": (
        ("    profile: chat\n    service", "    service"),
        (
            "s.yaml:33:5: workloads[chat].profile: the field is missing; "
            "expected an id of letters, digits and `_ . + / -`, "
            "at most 80, the first a letter or digit (Benchmark profile whose measurements apply)"
        ),
    ),
    "wrong type: text for a number, with a unit": (
        ("    upfront_usd: 250000", "    upfront_usd: 250,000 EUR"),
        (
            "s.yaml:21:5: offers[node].upfront_usd: expected a number, got '250,000 EUR'; "
            "write digits only, without unit, currency or thousands separator "
            "(Paid when a pack goes into service [USD/pack])"
        ),
    ),
    "wrong type: half a pack": (
        ("    pack: 8", "    pack: 8.5"),
        "s.yaml:20:5: offers[node].pack: expected a whole number, got 8.5 (Accelerators per pack (a node, a slice))",
    ),
    "wrong type: number for text": (
        ("name: Small", "name: 17"),
        's.yaml:1:1: name: expected text, got 17; write it in quotes: "17" (What the scenario is about)',
    ),
    "wrong type: yes is text": (
        ("months_per_period: 3}", "months_per_period: 3, blocks: [{id: all, share: 1, is_peak: yes}]}"),
        (
            "s.yaml:3:90: horizon.blocks[all].is_peak: expected true or false, got 'yes'; write true "
            "(Whether headroom must be held in this block (a peak situation of all workloads together))"
        ),
    ),
    "wrong type: text for a record": (
        ("    evidence: {grade: quote, source: Q-17, date: 2026-10-30}", "    evidence: quote"),
        (
            "s.yaml:23:5: offers[node].evidence: expected a record, got 'quote'; "
            "its fields: grade, source, date, low, high, method, expires, confidential"
        ),
    ),
    "wrong type: nothing for a list": (
        ("    targets: [{metric: ttft, percentile: 99, limit_ms: 1000}]", "    targets:"),
        "s.yaml:37:5: workloads[chat].targets: expected a list, got nothing (Service level)",
    ),
    "wrong unit of time": (
        ("    service_unit: tokens/s", "    service_unit: tokens/fortnight"),
        (
            "s.yaml:36:5: workloads[chat].service_unit: "
            "unknown time 'fortnight' in the rate; allowed: s, min, h, day, month, year"
        ),
    ),
    "wrong unit: no rate": (
        ("    unit: tokens/s", "    unit: tokens"),
        (
            "s.yaml:28:5: benchmarks[chat-gpu].unit: 'tokens' is not allowed; expected a rate such as tokens/s: "
            "letters, digits, ` . _ -`, then `/` and a time (Unit of throughput)"
        ),
    ),
    "wrong unit: counts another thing": (
        ("    service_unit: tokens/s", "    service_unit: images/s"),
        "s.yaml:36:5: workloads[chat].service_unit: counts 'images', but benchmarks of profile 'chat' count 'tokens'",
    ),
    "a word that is not in the list": (
        ("    mode: buy", "    mode: purchase"),
        (
            "s.yaml:19:5: offers[node].mode: 'purchase' is not allowed; allowed: "
            "buy, lease, reserve, dated, on_demand, spot"
        ),
    ),
    "an unknown latency statistic": (
        (
            "{load: 8, throughput: 900, latency_ms: {ttft_p99: 300}}",
            "{load: 8, throughput: 900, latency_ms: {ttft: 300}}",
        ),
        (
            "s.yaml:30:49: benchmarks[chat-gpu].points[0].latency_ms.ttft: 'ttft' is not allowed; "
            "expected ttft, tpot or e2e with _p50, _p90, _p95 or _p99, such as ttft_p99"
        ),
    ),
    "NaN": (
        ("busy_kw: 1.2", "busy_kw: .nan"),
        (
            "s.yaml:11:54: accelerators[gpu].busy_kw: NaN is not a finite number "
            "(Power at the rack of one fully used accelerator with its share of host, network, fans [kW])"
        ),
    ),
    "infinite": (
        ("max_usd: 9000000", "max_usd: .inf"),
        "s.yaml:43:32: policy.budgets[capex].max_usd: infinity is not a finite number",
    ),
    "infinite by size": (
        ("max_usd: 9000000", "max_usd: 1e999"),
        "s.yaml:43:32: policy.budgets[capex].max_usd: infinity is not a finite number",
    ),
    "negative": (
        ("level: 9000", "level: -9000"),
        (
            "s.yaml:40:9: workloads[chat].demand[0].level: -9000 is out of range; allowed: at least 0 "
            "(Mean demand in the first month [service unit])"
        ),
    ),
    "too large": (
        ("level: 9000", "level: 9e15"),
        (
            "s.yaml:40:9: workloads[chat].demand[0].level: 9000000000000000.0 is out of range; allowed: at most 1e12 "
            "(Mean demand in the first month [service unit])"
        ),
    ),
    "impossible month": (
        ("start: 2027-01", "start: 2027-13"),
        (
            "s.yaml:3:11: horizon.start: '2027-13' is not allowed; expected a month as YYYY-MM, such as 2027-01 "
            "(First month of the plan)"
        ),
    ),
    "impossible day": (
        ("date: 2026-10-30", "date: 2026-02-30"),
        (
            "s.yaml:23:44: offers[node].evidence.date: "
            "2026-02-30 is not a day of the calendar; allowed: YYYY, YYYY-MM or YYYY-MM-DD"
        ),
    ),
    "dangling reference": (
        ("    site: hall", "    site: hal"),
        "s.yaml:17:5: offers[node].site: 'hal' is not one of the sites; known: hall",
    ),
    "duplicate id": (
        ("  - {id: eu}", "  - {id: eu}\n  - {id: eu, name: Europe}"),
        "s.yaml:6:6: geographies[eu].id: duplicate id 'eu', already used by geographies.0",
    ),
    "duplicate rule": (
        ("max_usd: 9000000}", "max_usd: 9000000}\n    - {id: capex, kind: opex, max_usd: 8000000}"),
        "s.yaml:44:8: policy.budgets[capex].id: duplicate id 'capex', already used by policy.budgets.0",
    ),
    "duplicate key": (
        ("    pack: 8", "    pack: 8\n    pack: 16"),
        "s.yaml:21:5: scenario: the key 'pack' is already given in line 20; give it once",
    ),
    "empty list": (
        ("    demand:\n      - geography: eu\n        level: 9000", "    demand: []"),
        "s.yaml:38:5: workloads[chat].demand: the list is empty; at least 1 item is needed (Demand per geography)",
    ),
    "law of one record": (
        ("    mode: buy", "    mode: lease"),
        "s.yaml:15:5: offers[node]: a lease needs `term_months`",
    ),
    "law between records": (
        ("    life_months: 60\n", ""),
        (
            "s.yaml:15:5: offers[node].life_months: "
            "a bought unit needs `life_months` while policy.finance.end_value is straight_line"
        ),
    ),
    "an id with a space": (
        ("  - {id: acme}", "  - {id: acme, name: A}\n  - {id: ac me}"),
        (
            "s.yaml:8:6: vendors[ac me].id: 'ac me' is not allowed; expected an id of letters, digits and `_ . + / -`, "
            "at most 80, the first a letter or digit"
        ),
    ),
    "nothing to remove": (
        ("  - {id: acme}", "  - {id: acme, remove: true}"),
        "s.yaml:7:16: vendors[acme].remove: there is no record of this id to remove",
    ),
}


@pytest.mark.parametrize("case", FIELD_CASES)
def test_one_problem_is_named_with_its_place(case: str, tmp_path: Path) -> None:
    change, expected = FIELD_CASES[case]
    assert problems_of(changed(*change), tmp_path) == [expected]


FILE_CASES = {
    "empty file": (
        b"",
        "s.yaml:1:1: scenario: the file is empty; it must hold `field: value` lines, such as `name: My plan`",
    ),
    "only a comment": (
        b"# later\n",
        "s.yaml:1:1: scenario: the file is empty; it must hold `field: value` lines, such as `name: My plan`",
    ),
    "a list": (
        b"- name\n",
        "s.yaml:1:1: scenario: the file is not a mapping; it must hold `field: value` lines, such as `name: My plan`",
    ),
    "Latin-1": (
        "name: Süd\n".encode("latin-1"),
        "s.yaml:1:8: scenario: byte 0xfc is not UTF-8; save the file with the encoding UTF-8",
    ),
    "UTF-16": (
        GOOD.encode("utf-16"),
        "s.yaml:1:1: scenario: byte 0xff is not UTF-8; save the file with the encoding UTF-8",
    ),
    "a control character": (
        b"name: a\x00b\n",
        "s.yaml:1:8: scenario: the character U+0000 is not allowed in a text file; remove it",
    ),
    "not YAML": (
        b"name: [a\nb: 1\n",
        "s.yaml:2:2: scenario: not valid YAML: expected ',' or ']', but got ':' (while parsing a flow sequence)",
    ),
    "an escape beyond Unicode": (
        b'name: "\\UFFFFFFFF"\n',
        "s.yaml:1:1: scenario: not valid YAML: an escape or a directive that cannot be read",
    ),
    "half a character": (
        b'name: "\\ud800"\n',
        "s.yaml:1:7: scenario: half of a surrogate pair is not a character; write the character itself",
    ),
    "two documents": (
        b"name: a\n---\nname: b\n",
        "s.yaml:2:1: scenario: a second document starts here; a scenario file holds one",
    ),
    "a tag": (
        b"name: !!python/object:os.system ls\n",
        "s.yaml:1:7: scenario: tags such as !!python/object:os.system are not allowed; quote what is text",
    ),
    "an anchor": (b"name: &a x\n", "s.yaml:1:7: scenario: anchors such as &a are not allowed; write the value out"),
    "a key that is a list": (b"? [a]\n: b\n", "s.yaml:1:3: scenario: a key must be a word, not a list or mapping"),
    "a file of 20 MB": (
        b"# " + b"x" * 20_000_000,
        "s.yaml:1:1: scenario: the file is larger than 2 MB; put large tables into CSV or Parquet files, see `tables`",
    ),
    "an alias bomb": (
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "s.yaml:1:4: scenario: anchors such as &a are not allowed; write the value out",
    ),
    "a depth bomb": (b"a: " + b"[" * 100_000, "s.yaml:1:43: scenario: nested deeper than 40 levels"),
    "a depth bomb in lines": (
        "".join(f"{' ' * n}a:\n" for n in range(1000)).encode(),
        "s.yaml:41:41: scenario: nested deeper than 40 levels",
    ),
    "a flood of values": (
        b"a: [" + b"1,\n" * 100_000 + b"]",
        "s.yaml:59998:1: scenario: more than 60000 values; put large tables into CSV or Parquet files, see `tables`",
    ),
}


@pytest.mark.parametrize("case", FILE_CASES)
def test_a_hostile_file_is_refused_quickly(case: str, tmp_path: Path) -> None:
    text, expected = FILE_CASES[case]
    assert problems_of(text, tmp_path) == [expected]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(tmp_path / "none.yaml")
    assert (
        str(caught.value) == f"{tmp_path}/none.yaml:1:1: scenario: the file cannot be read: no such file or directory"
    )


def test_all_problems_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = GOOD
    for old, new in (
        ("start: 2027-01", "start: 2027-13"),
        ("owner: acme}", "owner: acne}"),
        ("kind: on_prem", "kind: roof"),
        ("pack: 8", "pack: .nan"),
        ("life_months: 60", "life_month: 60"),
        ("limit_ms: 1000", "limit_ms: -1"),
        ("level: 9000", "level: 9000 tokens"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    found = problems_of(text, tmp_path)
    assert [line.split(": ")[0].removeprefix("s.yaml:") + " " + line.split(": ")[1] for line in found] == [
        "3:11 horizon.start",
        "9:16 stacks[cuda].owner",
        "13:16 sites[hall].kind",
        "15:5 offers[node].life_months",
        "20:5 offers[node].pack",
        "22:5 offers[node].life_month",
        "37:46 workloads[chat].targets[0].limit_ms",
        "40:9 workloads[chat].demand[0].level",
    ]


def test_no_problem_is_told_twice(tmp_path: Path) -> None:
    """A broken item makes neither its list too short nor the references to it dangle."""
    found = problems_of(changed("  - {id: hall, kind: on_prem, ", "  - {id: hall, kind: roof, "), tmp_path)
    assert found == [
        "s.yaml:13:16: sites[hall].kind: 'roof' is not allowed; allowed: on_prem, colo, cloud, edge (Kind of place)"
    ]


JUNK: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["2027-13", "eu", "acme", "buy", "tokens/s", "", -1, math.nan, 10**400, [], {}, [[]], [None], {"id": 1}]
    ),
    st.dictionaries(st.sampled_from(["id", "from", "remove", "class", "x"]), st.text(max_size=3), max_size=2),
)


def corrupted(document: Any, data: st.DataObject) -> Any:
    """The document with one value somewhere replaced, removed, doubled or renamed."""
    node, here = document, data.draw(st.integers(0, 6))
    while True:
        keys: list[Any] = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return document
        key = data.draw(st.sampled_from(keys))
        if here == 0 or not isinstance(node[key], dict | list) or not node[key]:
            break
        node, here = node[key], here - 1
    action = data.draw(st.sampled_from(["replace", "remove", "double", "rename"]))
    if action == "replace":
        node[key] = copy.deepcopy(data.draw(JUNK))
    elif action == "remove":
        del node[key]
    elif isinstance(node, list):
        node.append(node[key])
    else:
        node[data.draw(st.text(max_size=5))] = node[key] if action == "double" else node.pop(key)
    return document


def loads_or_explains(path: Path, variant: str | None = None) -> None:
    """A file gives a scenario, or problems that all have a place and a message."""
    problems: tuple[Problem, ...] = ()
    try:
        loaded = load_scenario(path, variant)
    except ScenarioError as error:
        loaded, problems = None, error.problems
    assert bool(loaded) != bool(problems)
    assert all(p.line >= 1 and p.column >= 1 and p.path and p.message for p in problems)


RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@RELAXED
@given(st.data())
def test_a_corrupted_document_gives_a_scenario_or_problems(tmp_path: Path, data: st.DataObject) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    tree = read_tree(tmp_path / "good.yaml", "good", [])
    assert tree is not None
    document = plain(tree)
    (tmp_path / "blocks.csv").write_text("id,share,is_peak\nall,1,true\n")
    document |= {"variants": {"v": {"offers": [{"id": "node", "pack": 4}]}}, "tables": {"blocks": "blocks.csv"}}
    document |= {"shapes": [{"id": "day", "blocks": {"all": {"mean": 1}}}]}
    document["cases"] = [{"id": "expected", "demand": [{"workload": "chat", "scale": 1.1}]}]
    for _ in range(data.draw(st.integers(1, 4))):
        document = corrupted(document, data)
    (tmp_path / "s.yaml").write_text(json.dumps(document), encoding="utf-8")
    loads_or_explains(tmp_path / "s.yaml", data.draw(st.sampled_from([None, "v"])))


@RELAXED
@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 3), st.text("{}[]:,?-&*!|>'\"%@`#~ \n\t1a\\\x00\ud7ff", max_size=3))
    )
)
def test_corrupted_text_gives_a_scenario_or_problems(tmp_path: Path, edits: list[tuple[float, int, str]]) -> None:
    text = GOOD
    for share, removed, put in edits:
        at = int(share * len(text))
        text = text[:at] + put + text[at + removed :]
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    loads_or_explains(tmp_path / "s.yaml")


@RELAXED
@given(st.binary(max_size=300))
def test_any_bytes_give_problems(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "s.yaml").write_bytes(raw)
    with pytest.raises(ScenarioError):
        load_scenario(tmp_path / "s.yaml")
