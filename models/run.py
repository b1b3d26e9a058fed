"""A run of the solver as a value, the people around it, and the laws of who may do what with it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue, model_validator

from models.base import Model, Text
from models.evidence import Day

RunStatus = Literal["queued", "running", "done", "infeasible", "no_plan", "failed", "crashed", "cancelled"]
"""`done`: an audited plan exists, also after "cancel and keep the best plan"; `no_plan`: none was found in time;
`failed`: there is no plan to trust; `crashed`: the worker died; `cancelled`: ended before a first plan."""
ENDED: frozenset[RunStatus] = frozenset(("done", "infeasible", "no_plan", "failed", "crashed", "cancelled"))

Task = Literal["plan", "stress", "sweep", "levers", "roi", "why", "negotiate", "compare", "bakeoff"]
"""What a run does: make a plan, or one for all cases; put the plan of a case under stress; plan it many times with its
inputs varied, or with each of its levers; hold it against alternatives; give its reasons; weigh its vendors; weigh
what differs from another scenario; rank quotes by their worth. All but `plan` end with a report (`models.reports`), and
have no plan to order, approve or compare."""

Visibility = Literal["private", "team", "public"]
"""`private`: its owner; `team`: the members of its team; `public`: everybody who can sign in."""

Role = Literal["viewer", "editor", "approver"]
"""Rights in a team, each with those before it: read and comment; change; approve."""

LOCAL = "local"
ALL_CASES = "all cases"
"""What a run asks for that makes one plan for all cases; no case can have this id."""
Instant = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
"""A moment in UTC, ISO 8601 with milliseconds; texts sort as the moments do."""
RunId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
ShortText = Annotated[str, Field(max_length=200)]
Value = str | float | int | bool | None


class Person(Model):
    """Who asks: an e-mail address with the roles of its teams, or the one person of an app without sign-in."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    teams: dict[str, Role] = {}
    """Role by team, from the settings file."""
    is_local: bool = False
    """No sign-in: this person owns the machine and has every right."""

    @model_validator(mode="after")
    def _local_is_reserved(self) -> Person:
        if (self.name == LOCAL) != self.is_local:
            raise ValueError(f"`{LOCAL}` is the name of the person without sign-in, and of nobody else")
        return self

    @classmethod
    def local(cls) -> Person:
        """The person of an app without sign-in."""
        return cls(name=LOCAL, is_local=True)


class Approval(Model):
    """A decision to procure by this plan; it freezes the run for good."""

    by: ShortText
    at: Instant
    note: Text
    quotes_expire: Day | None
    """Day on which the first quote expires that the plan rests on."""


class Comment(Model):
    """What somebody said about a run."""

    author: ShortText
    at: Instant
    text: Annotated[str, Field(min_length=1, max_length=4000)]


class Moment(Model):
    """How far a search had come after `seconds`."""

    seconds: Annotated[float, Field(ge=0)]
    """Wall time since its start [s]."""
    incumbent_usd: float | None
    """Cost of the best plan so far [USD], discounted."""
    bound_usd: float | None
    """No plan can cost less than this [USD]."""
    gap: float | None
    """Distance between the two, a share of the decidable cost."""
    stage: ShortText = ""


class Run(Model):
    """One search for a plan: what was asked, by whom, how far it is or how it ended."""

    id: RunId
    owner: ShortText
    created: Instant
    started: Instant | None
    ended: Instant | None
    scenario_name: ShortText
    draft: ShortText | None
    """Id of the scenario in the store that it was started from; that scenario may have changed or gone since."""
    input_hash: ShortText
    case: ShortText
    variant: ShortText | None
    task: Task = "plan"
    task_options: dict[str, JsonValue] | None = None
    """What its task is told beyond the options of the search, as its own value reads it; null: nothing."""
    options: dict[str, Value]
    versions: dict[str, str]
    status: RunStatus
    stage: ShortText
    seconds: float
    """Wall time of the search so far [s]."""
    incumbent_usd: float | None
    bound_usd: float | None
    gap: float | None
    heartbeat: Instant | None
    """When its worker was last heard of."""
    pid: int | None
    host: ShortText | None
    message: Annotated[str, Field(max_length=20_000)]
    """Why it ended as it did, in the user's words."""
    name: ShortText
    note: Text
    is_pinned: bool
    visibility: Visibility
    team: ShortText | None
    approval: Approval | None
    wants_cancel: bool
    accepted_gap: float | None
    """Gap at which its owner told the search to stop, a share."""

    @property
    def is_frozen(self) -> bool:
        """Whether it was approved: nothing of it changes any more but its pin and its comments."""
        return self.approval is not None

    @property
    def has_ended(self) -> bool:
        """Whether its search is over."""
        return self.status in ENDED

    @property
    def has_plan(self) -> bool:
        """Whether it has a plan: to open, order by, approve, compare, plan again."""
        return self.status == "done" and self.task == "plan"

    @property
    def is_hedge(self) -> bool:
        """Whether it makes one plan for all cases."""
        return self.case == ALL_CASES

    @property
    def case_words(self) -> str:
        """Which case it plans, in words: `case expected`, `all cases`."""
        return self.case if self.is_hedge else f"case {self.case}"

    @property
    def title(self) -> str:
        """Its name, or the scenario's if it was given none."""
        return self.name or self.scenario_name


def role(person: Person, run: Run) -> Role | None:
    """The person's role in the run's team; none while the run is private."""
    return None if run.visibility == "private" or run.team is None else person.teams.get(run.team)


def owns(person: Person, run: Run) -> bool:
    """Whether the run is the person's own; the local person owns all."""
    return person.is_local or person.name == run.owner


def may_see(person: Person, run: Run) -> bool:
    """Own, public, and shared runs of own teams; a link alone opens nothing. Who may see may also comment."""
    return owns(person, run) or run.visibility == "public" or role(person, run) is not None


def may_pin(person: Person, run: Run) -> bool:
    """The owner, and editors and approvers of its team."""
    return owns(person, run) or role(person, run) in ("editor", "approver")


def may_edit(person: Person, run: Run) -> bool:
    """Name, note, cancelling: who may pin, until it is frozen."""
    return may_pin(person, run) and not run.is_frozen


def may_share(person: Person, run: Run) -> bool:
    """Visibility and team: its owner alone, until it is frozen."""
    return owns(person, run) and not run.is_frozen


def may_delete(person: Person, run: Run) -> bool:
    """Its owner, until it is frozen."""
    return owns(person, run) and not run.is_frozen


def may_approve(person: Person, run: Run) -> bool:
    """Approvers of its team, and the local person."""
    return person.is_local or role(person, run) == "approver"
