"""Tables beside the scenario file: CSV and Parquet, with problems by file, row and column."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.load import load_scenario
from data.problems import ScenarioError
from models.scenario import Scenario

SCENARIO = """\
name: With tables
horizon: {start: 2027-01, periods: 6}
geographies: [{id: eu}, {id: us}]
vendors: [{id: acme}]
stacks: [{id: cuda}]
accelerators: [{id: gpu, class: gpu, vendor: acme, stack: cuda}]
sites: [{id: hall, kind: colo, jurisdiction: eu}]
offers: [{id: od, accelerator: gpu, site: hall, vendor: acme, mode: on_demand, usd_per_hour: 3}]
benchmarks:
  - {id: chat-gpu, profile: chat, accelerator: gpu, unit: tokens/s}
workloads:
  - {id: chat, class: realtime_inference, profile: chat, service_unit: tokens/s, shape: daily}
"""
DEMAND = "workload,geography,month,value\nchat,eu,2027-01,100\nchat,eu,2027-06,150.5\nchat,us,2027-01,40\n"
POINTS = "benchmark,load,throughput,ttft_p99\nchat-gpu,8,900,300\nchat-gpu,64,2400,900\n"
BLOCKS = "id,share,is_peak\nday,0.4,true\nnight,0.6,\n"
SHAPES = "shape,block,mean,peak\ndaily,day,1.6,2\ndaily,night,0.6,\n"
FILES = {"demand": DEMAND, "benchmarks": POINTS, "blocks": BLOCKS, "shapes": SHAPES}


def write(folder: Path, text: str = SCENARIO, **tables: str) -> Path:
    """The scenario with these tables as CSV files."""
    for name, table in tables.items():
        (folder / f"{name}.csv").write_text(table, encoding="utf-8")
    path = folder / "s.yaml"
    path.write_text(text + "tables:\n" + "".join(f"  {name}: {name}.csv\n" for name in tables), encoding="utf-8")
    return path


def load(folder: Path, **tables: str) -> Scenario:
    """The scenario with all tables, some replaced."""
    return load_scenario(write(folder, **(FILES | tables))).scenario


def problems_of(path: Path) -> list[str]:
    """The problems of a file, without its folder."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    return [str(problem).replace(f"{path.parent}/", "") for problem in caught.value.problems]


def test_points_may_say_how_many_requests_are_in_service(tmp_path: Path) -> None:
    table = "benchmark,load,throughput,concurrency,ttft_p99\nchat-gpu,8,900,7.5,300\nchat-gpu,64,2400,60,900\n"
    points = load(tmp_path, benchmarks=table).benchmarks[0].points
    assert [(point.concurrency, point.latency_ms) for point in points] == [
        (7.5, {"ttft_p99": 300}),
        (60, {"ttft_p99": 900}),
    ]


def test_tables_fill_the_document(tmp_path: Path) -> None:
    loaded = load_scenario(write(tmp_path, **FILES))
    scenario = loaded.scenario
    europe, states = scenario.workloads[0].demand
    assert (europe.geography, europe.path) == ("eu", {"2027-01": 100, "2027-06": 150.5})
    assert (states.geography, states.path) == ("us", {"2027-01": 40})
    assert [(point.load, point.throughput, point.latency_ms) for point in scenario.benchmarks[0].points] == [
        (8, 900, {"ttft_p99": 300}),
        (64, 2400, {"ttft_p99": 900}),
    ]
    assert [(block.id, block.share, block.is_peak) for block in scenario.horizon.blocks] == [
        ("day", 0.4, True),
        ("night", 0.6, False),
    ]
    assert (scenario.shapes[0].blocks["day"].peak, scenario.shapes[0].blocks["night"].mean) == (2, 0.6)
    assert [file.name for file in loaded.files] == [
        "s.yaml",
        "demand.csv",
        "benchmarks.csv",
        "blocks.csv",
        "shapes.csv",
    ]


def test_a_collection_is_a_table_of_records(tmp_path: Path) -> None:
    offers = (
        "id,accelerator,site,vendor,mode,pack,usd_per_hour,order_from,evidence.grade,evidence.source\n"
        '007,gpu,hall,acme,on_demand,8,20,2027-02,quote,"Q-1, page 2"\n'
        "\n"
        "s8,gpu,hall,acme,spot,8,9.5,,,\n"
    )
    scenario = load(tmp_path, offers=offers)
    assert [(offer.id, offer.usd_per_hour) for offer in scenario.offers] == [("od", 3), ("007", 20), ("s8", 9.5)]
    assert (scenario.offers[1].order_from, scenario.offers[1].evidence.source) == ("2027-02", "Q-1, page 2")
    assert scenario.offers[2].evidence.grade == "assumption"


def test_parquet_gives_the_same_scenario_as_csv(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    from_csv = load_scenario(write(tmp_path, **FILES))
    table = {
        "workload": ["chat"] * 3,
        "geography": ["eu", "eu", "us"],
        "month": [dt.date(2027, 1, 1), dt.date(2027, 6, 1), dt.date(2027, 1, 1)],
        "value": [100.0, 150.5, 40.0],
    }
    parquet.write_table(pa.table(table), tmp_path / "demand.parquet")
    text = (tmp_path / "s.yaml").read_text().replace("demand.csv", "demand.parquet")
    (tmp_path / "s.yaml").write_text(text)
    assert load_scenario(tmp_path / "s.yaml").scenario == from_csv.scenario
    parquet.write_table(pa.table(table | {"value": [100.0, -1.0, float("nan")]}), tmp_path / "demand.parquet")
    assert problems_of(tmp_path / "s.yaml") == [
        "demand.parquet:2:4: workloads[chat].demand[0].path.2027-06: -1.0 is out of range; allowed: at least 0",
        "demand.parquet:3:4: workloads[chat].demand[1].path.2027-01: NaN is not a finite number",
    ]
    (tmp_path / "demand.parquet").write_bytes(b"PAR1 no")
    found = problems_of(tmp_path / "s.yaml")
    assert len(found) == 1
    assert found[0].startswith("demand.parquet:1:1: table: not a Parquet file: ")


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        (
            "demand",
            ("chat,eu,2027-06", "chat,eu,2027-13"),
            (
                "demand.csv:3:3: workloads[chat].demand[0].path.2027-13: '2027-13' is not allowed; "
                "expected a month as YYYY-MM, such as 2027-01"
            ),
        ),
        (
            "demand",
            ("150.5", "many"),
            "demand.csv:3:4: workloads[chat].demand[0].path.2027-06: expected a number, got 'many'",
        ),
        (
            "demand",
            ("150.5", ""),
            "demand.csv:3:4: tables.demand: the cell of column 'value' is empty; give a value",
        ),
        (
            "demand",
            ("chat,us", "chatt,us"),
            "demand.csv:4:1: workloads[chatt]: 'chatt' is not one of the workloads; known: chat",
        ),
        (
            "demand",
            ("chat,us", "chat,mars"),
            "demand.csv:4:2: workloads[chat].demand[1].geography: 'mars' is not one of the geographies; known: eu, us",
        ),
        (
            "demand",
            ("eu,2027-06", "eu,2027-01"),
            "demand.csv:3:3: workloads[chat].demand: '2027-01' is already given in demand.csv:2; give it once",
        ),
        (
            "demand",
            ("month,value", "months,value"),
            "demand.csv:1:1: tables.demand: the column 'month' is missing; columns: workload, geography, month, value",
        ),
        (
            "demand",
            ("month,value\n", "month,value,unit\n"),
            "demand.csv:1:5: tables.demand: unknown column 'unit'; allowed: workload, geography, month, value",
        ),
        (
            "demand",
            ("150.5", "150,5"),
            "demand.csv:3:5: table: the row has 5 cells, the header 4; quote text with commas",
        ),
        (
            "demand",
            ("geography,month", "geography,workload"),
            "demand.csv:1:3: table: the column 'workload' is given twice",
        ),
        (
            "demand",
            ("geography,month", "geography,"),
            "demand.csv:1:3: table: the column has no name; name every column in the first line",
        ),
        ("demand", (DEMAND, ""), "demand.csv:1:1: table: the table is empty; its first line must name the columns"),
        ("demand", ("150.5", '"150'), "demand.csv:3:1: table: not a CSV row: unexpected end of data"),
        (
            "benchmarks",
            ("ttft_p99", "ttft"),
            (
                "benchmarks.csv:1:4: benchmarks[chat-gpu].points[0].latency_ms.ttft: 'ttft' is not allowed; "
                "expected ttft, tpot or e2e with _p50, _p90, _p95 or _p99, such as ttft_p99"
            ),
        ),
        (
            "benchmarks",
            ("chat-gpu,64", "chat-tpu,64"),
            "benchmarks.csv:3:1: benchmarks[chat-tpu]: 'chat-tpu' is not one of the benchmarks; known: chat-gpu",
        ),
        (
            "blocks",
            ("0.6", "0.7"),
            "s.yaml:2:1: horizon: blocks: shares sum to 1.1, they must sum to 1",
        ),
        (
            "shapes",
            ("daily,night", "daily,day"),
            "shapes.csv:3:2: shapes[daily].blocks: 'day' is already given in shapes.csv:2; give it once",
        ),
        (
            "shapes",
            ("1.6", "-1.6"),
            (
                "shapes.csv:2:3: shapes[daily].blocks.day.mean: -1.6 is out of range; allowed: at least 0 "
                "(Mean demand in the block / mean demand of the period)"
            ),
        ),
    ],
)
def test_a_problem_has_file_row_and_column(tmp_path: Path, name: str, change: tuple[str, str], expected: str) -> None:
    assert FILES[name].count(change[0]) == 1
    path = write(tmp_path, **(FILES | {name: FILES[name].replace(*change)}))
    assert expected in problems_of(path)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("demand: none.csv", "tables.demand: there is no file 'none.csv' beside the scenario"),
        (
            "demand: ../demand.csv",
            "tables.demand: '../demand.csv' lies outside the scenario's folder; put it beside the scenario",
        ),
        ("demand: /etc/passwd", "tables.demand: expected the path of a .csv or .parquet file"),
        ("demand: 5", "tables.demand: expected the path of a .csv or .parquet file"),
        (
            "demands: demand.csv",
            "tables.demands: unknown table 'demands'; did you mean demand?",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_one_problem(tmp_path: Path, line: str, expected: str) -> None:
    (tmp_path / "demand.csv").write_text(DEMAND)
    text = SCENARIO.replace(", shape: daily}", "}").replace("tokens/s}", "tokens/s, points: [{throughput: 9}]}", 1)
    path = tmp_path / "s.yaml"
    path.write_text(f"{text}tables:\n  {line}\n")
    found = problems_of(path)
    assert f"s.yaml:14:3: {expected}" in found
    assert len(found) == 1 or line.startswith("demands")


def test_a_table_in_another_encoding(tmp_path: Path) -> None:
    path = write(tmp_path, **FILES)
    (tmp_path / "demand.csv").write_bytes(DEMAND.encode("utf-16"))
    assert problems_of(path)[0] == (
        "demand.csv:1:1: table: byte 0xff is not UTF-8; save the file with the encoding UTF-8"
    )


def test_a_table_of_excel_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, **FILES)
    (tmp_path / "demand.csv").write_bytes(b"\xef\xbb\xbf" + DEMAND.replace("\n", "\r\n").encode())
    assert load_scenario(path).scenario.workloads[0].demand[0].path == {"2027-01": 100, "2027-06": 150.5}


def test_points_and_blocks_are_given_once(tmp_path: Path) -> None:
    text = SCENARIO.replace("unit: tokens/s}", "unit: tokens/s, points: [{throughput: 9}]}")
    found = problems_of(write(tmp_path, text.replace("periods: 6", "periods: 6, blocks: []"), **FILES))
    assert found == [
        "s.yaml:2:39: horizon.blocks: given here and in the table blocks.csv; give it once",
        "s.yaml:10:69: benchmarks[chat-gpu].points: given here and in the table benchmarks.csv; give it once",
    ]


def test_a_symbolic_link_does_not_lead_out(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret.csv").write_text(DEMAND)
    path = write(home, **FILES)
    (home / "demand.csv").unlink()
    (home / "demand.csv").symlink_to(tmp_path / "secret.csv")
    assert problems_of(path) == [
        "s.yaml:14:3: tables.demand: 'demand.csv' lies outside the scenario's folder; put it beside the scenario"
    ]


def test_tables_must_be_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO + "tables: demand.csv\n")
    assert "s.yaml:13:1: tables: expected a mapping of table names to files" in problems_of(path)
