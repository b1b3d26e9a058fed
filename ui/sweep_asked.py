"""What `--vary` asks for: an input by its path, and its levels or its range."""

from __future__ import annotations

import re

from data.document.headers import header
from models.paths import PathError, is_demand, locations, steps_of, value_at
from models.scenario import Scenario
from models.sweep import Axis, SweepOptions, Value
from models.varied import as_document, check_path
from solver.sweep.designs import ends
from solver.sweep.inputs import WORDS, range_of, ranged_inputs
from solver.sweep.study import Study
from ui.exits import Exit, SteelyardError

RANGE = "range"
_UNIT = re.compile(r"\[([^\]]+)\]$")
NO_UNITS = ("count", "most", "0..1")
_SPLIT = re.compile(r"=(?=[^\]]*$)")
"""The `=` after the path: one that is in no brackets."""
_AROUND = re.compile(r"\+-\s*(\d+(?:\.\d+)?)\s*%(?::(\d+))?")
_SPAN = re.compile(r"(x?)(-?[\d.]+(?:e-?\d+)?)\.\.(x?)(-?[\d.]+(?:e-?\d+)?)(?::(\d+))?")
NO_RISK = (
    "cost against risk weighs the cases of a scenario against each other, and this one has one; "
    "give two or more under `cases`, each with its `probability`"
)
FORMS = "write PATH=x0.8..x1.2, PATH=+-20%, PATH=0.05..0.15:5, PATH=12,24,36, or PATH=range"


def study_of(scenario: Scenario, case: str, asked: SweepOptions, seed: int) -> Study:
    """What a sweep of a case looks at; `scenario` is as the case changes it.

    Raises
    ------
    SteelyardError
        with a line for everything that cannot be varied as asked, or where nothing is asked, or risk of a single case.
    """
    if asked.design is None and not asked.measures:
        raise SteelyardError(Exit.BAD_INPUT, ["nothing is asked: give a design, or a measure for a frontier"])
    if "risk" in asked.measures and len(scenario.cases) < 2:
        raise SteelyardError(Exit.BAD_INPUT, [NO_RISK])
    axes = () if asked.design is None else axes_of(scenario, case, list(asked.vary), asked.others)
    if asked.design is not None and not axes:
        raise SteelyardError(
            Exit.BAD_INPUT,
            ["no input gives a range, and none is assumed: say what to vary by --vary, or give --others"],
        )
    alpha = scenario.policy.uncertainty.cvar_alpha  # no case may change it
    return Study(asked.design, axes, asked.draws, seed, asked.finds_flips, asked.measures, asked.steps, alpha)


def axes_of(scenario: Scenario, case: str, asked: list[str], others: float) -> tuple[Axis, ...]:
    """The axes that are asked for, or every input with a range where none is.

    Raises
    ------
    SteelyardError
        with a line for everything that cannot be varied as asked.
    """
    if not asked:
        return ranged_inputs(scenario, others)
    axes: list[Axis] = []
    problems = []
    for text in asked:
        try:
            axes += _read(scenario, case, text.strip())
        except ValueError as error:
            problems.append(f"--vary {text}: {error}")
    names = [axis.name for axis in axes]
    problems += [f"--vary: {name} is named twice" for name in sorted({n for n in names if names.count(n) > 1})]
    if problems:
        raise SteelyardError(Exit.BAD_INPUT, problems)
    return tuple(axes)


def _read(scenario: Scenario, case: str, text: str) -> tuple[Axis, ...]:
    path, *spec = (part.strip() for part in _SPLIT.split(text, maxsplit=1))
    if not spec or not path:
        raise ValueError(f"no levels are given; {FORMS}")
    if spec[0] == RANGE:
        found = range_of(scenario, path)
        if not found:
            raise PathError(f"{path}: no record there gives `low` and `high` in its evidence; {FORMS}")
        return found
    axis = _axis(path, spec[0])
    for end in ends(axis):
        check_path(scenario, case, axis.change(end))
    return (_with_unit(scenario, axis),)


def _with_unit(scenario: Scenario, axis: Axis) -> Axis:
    """The axis with what the scenario says and its unit, where it is one number."""
    steps = steps_of(axis.path)
    if steps[0].text == "caps" or is_demand(steps):
        return axis
    document = as_document(scenario)
    places = locations(document, axis.path)
    field, now = places[0][-1], value_at(document, places[0])
    if len(places) > 1 or isinstance(now, bool) or not isinstance(now, int | float):
        return axis
    return axis.model_copy(update={"unit": _unit_of(str(field)), "base": float(now)})


def _unit_of(field: str) -> str:
    """Unit of a field: `USD/pack/h`; empty where it is none to read after a figure."""
    if field in WORDS:
        return WORDS[field][1]
    found = _UNIT.search(header((field,), ""))
    unit = found[1] if found and (" " not in found[1] or found[1].startswith("USD")) else ""
    return "" if unit in NO_UNITS else f"per {unit[2:]}" if unit.startswith("1/") else unit


def _axis(path: str, spec: str) -> Axis:
    if around := _AROUND.fullmatch(spec):
        off = float(around[1]) / 100
        if off >= 1:
            raise ValueError("more than 99 % less would leave nothing")
        return Axis(name=path, path=path, how="factor", low=1 - off, high=1 + off, steps=_steps(around[2]))
    if span := _SPAN.fullmatch(spec):
        low, high = _number(span[2]), _number(span[4])
        if span[3] and not span[1]:
            raise ValueError(f"a range is of factors or of values: {FORMS}")
        if low >= high:
            raise ValueError(f"the range {spec} must rise")
        how = "factor" if span[1] else "value"
        return Axis.model_validate(
            {"name": path, "path": path, "how": how, "low": low, "high": high, "steps": _steps(span[5])}
        )
    parts = [part.strip() for part in spec.split(",")]
    if "" in parts:
        raise ValueError(f"a level is empty; {FORMS}")
    if all(re.fullmatch(r"x\d[\d.]*", part) for part in parts):
        return Axis(name=path, path=path, how="factor", levels=tuple(_number(part[1:]) for part in parts))
    return Axis(name=path, path=path, how="value", levels=tuple(map(_value, parts)))


def _steps(text: str | None) -> int:
    steps = int(text or 5)
    if not 2 <= steps <= 1000:
        raise ValueError(f":{text} levels; allowed are 2 to 1,000")
    return steps


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{text!r} is no number") from None


def _value(text: str) -> Value:
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
