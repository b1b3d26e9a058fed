"""Tables for reading: names, words, percent, digits, and what is left out."""

from __future__ import annotations

import pandas as pd
import pytest

from models.names import Names
from ui.parts.readable import readable

NAMES = Names(
    workloads={"chat": "Chat of customers"}, sites={"hall": "Own hall"}, accelerators={"gpu": "Fast chip"},
    geographies={"eu": "Europe"}, stacks={"cuda": "CUDA"}, vendors={"oem": "A dealer"},
)  # fmt: skip


def shown(**columns: list[object]) -> pd.DataFrame:
    return readable(pd.DataFrame({header.replace("_", " "): cells for header, cells in columns.items()}), NAMES)


def test_records_are_called_by_their_names_and_codes_by_their_words() -> None:
    table = readable(
        pd.DataFrame(
            {
                "Workload": ["chat", "other"], "Site": ["hall", "dc"], "Dedicated to": ["chat@eu", "lane:research"],
                "Target": ["cuda", "hall"], "Lost": ["hall", "oem"], "Reason": ["no_benchmark", "it lacks a_b"],
                "Grade": ["third_party_measurement", "quote"],
            }
        ),
        NAMES,
    )  # fmt: skip
    assert [tuple(row) for row in table.itertuples(index=False, name=None)] == [
        ("Chat of customers", "Own hall", "Chat of customers, users in Europe", "CUDA", "Own hall",
         "lack of a benchmark", "third-party measurements"),
        ("other", "dc", "lane research", "Own hall", "A dealer", "it lacks a_b", "quotes"),
    ]  # fmt: skip


def test_columns_in_which_no_row_says_anything_are_left_out() -> None:
    table = shown(Block=["day"], Ends=[None], Detail=[""], Dedicated=[False], Rack_limit=[float("nan")], Binds=[False])
    assert list(table) == ["Block", "Binds"]
    assert list(shown(Dedicated=[False, True])) == ["Dedicated"]
    assert list(readable(pd.DataFrame({"Block": [], "Ends": []}), NAMES)) == ["Block", "Ends"]


@pytest.mark.parametrize(("places", "is_said"), [(["eu", "eu", "us"], True), (["eu", "eu", "eu"], False)])
def test_users_are_placed_where_a_workload_has_them_in_several_places(places: list[object], is_said: bool) -> None:
    assert ("Geography" in shown(Workload=["chat", "other", "chat"], Geography=places)) is is_said


def test_shares_are_in_percent_and_years_have_no_separator() -> None:
    table = readable(pd.DataFrame({"Used [0..1]": [0.123], "Fiscal year": [2027]}), NAMES)
    assert table["Used [%]"].tolist() == pytest.approx([12.3])
    assert table["Fiscal year"].tolist() == ["2027"]


@pytest.mark.parametrize(
    ("header", "given", "expected"),
    [
        ("Heat [kW]", [1234.567, 442.7561, 0.0312345, 7e-15, 0.0], [1235.0, 442.8, 0.03123, 0.0, 0.0]),
        ("Cost, nominal [USD]", [70182.242, 336.65], [70182.0, 337.0]),
        ("Cost, nominal [USD]", [336.654, 0.5], [336.65, 0.5]),
        ("Packs", [1, 2], [1, 2]),
    ],
)
def test_amounts_have_no_more_digits_than_mean_something(
    header: str, given: list[float], expected: list[float]
) -> None:
    assert readable(pd.DataFrame({header: given}), NAMES)[header].tolist() == expected


def test_tiny_prices_are_given_for_many_units() -> None:
    table = readable(pd.DataFrame({"Cost [USD per unit]": [9.2081e-7, 5.3e-7]}), NAMES)
    assert table["Cost [USD per million units]"].tolist() == [0.9208, 0.53]
    assert list(readable(pd.DataFrame({"Cost [USD per unit]": [2.5]}), NAMES)) == ["Cost [USD per unit]"]
