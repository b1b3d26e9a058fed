"""Who may do what with a run."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.run import (
    Approval,
    Person,
    Role,
    Run,
    Visibility,
    may_approve,
    may_delete,
    may_edit,
    may_pin,
    may_see,
    may_share,
)

OWNER = Person(name="ann@example.com")
APPROVAL = Approval(by="cto@example.com", at="2027-05-01T10:00:00.000Z", note="", quotes_expire="2027-06-30")
LAWS = {
    "see": may_see,
    "pin": may_pin,
    "edit": may_edit,
    "share": may_share,
    "delete": may_delete,
    "approve": may_approve,
}


def _run(visibility: Visibility = "team", approval: Approval | None = None) -> Run:
    nothing = dict.fromkeys(
        "started ended draft variant incumbent_usd bound_usd gap heartbeat pid host accepted_gap".split()
    )
    texts = dict.fromkeys("scenario_name input_hash case stage message name note".split(), "")
    return Run.model_validate(
        {
            **nothing,
            **texts,
            "id": "0" * 16,
            "owner": OWNER.name,
            "created": "2027-05-01T09:00:00.000Z",
            "options": {},
            "versions": {},
            "status": "done",
            "seconds": 1.0,
            "is_pinned": False,
            "visibility": visibility,
            "team": "platform",
            "approval": approval,
            "wants_cancel": False,
        }
    )


def _member(role: Role, team: str = "platform") -> Person:
    return Person(name="bob@example.com", teams={team: role})


def _rights(person: Person, run: Run) -> set[str]:
    return {name for name, law in LAWS.items() if law(person, run)}


@pytest.mark.parametrize(
    ("person", "visibility", "expected"),
    [
        (OWNER, "private", "see pin edit share delete"),
        (OWNER, "public", "see pin edit share delete"),
        (Person.local(), "private", "see pin edit share delete approve"),
        (_member("viewer"), "team", "see"),
        (_member("editor"), "team", "see pin edit"),
        (_member("approver"), "team", "see pin edit approve"),
        (_member("approver"), "public", "see pin edit approve"),
        (_member("approver"), "private", ""),
        (_member("approver", "other"), "team", ""),
        (_member("approver", "other"), "public", "see"),
    ],
)
def test_rights(person: Person, visibility: Visibility, expected: str) -> None:
    assert _rights(person, _run(visibility)) == set(expected.split())


@pytest.mark.parametrize("person", [OWNER, Person.local(), _member("approver")])
def test_a_frozen_run_can_be_seen_and_pinned_only(person: Person) -> None:
    assert _rights(person, _run(approval=APPROVAL)) - {"approve"} == {"see", "pin"}


def test_nobody_signs_in_as_the_local_person() -> None:
    with pytest.raises(ValidationError, match="without sign-in"):
        Person(name="local")
    with pytest.raises(ValidationError, match="without sign-in"):
        Person(name="ann@example.com", is_local=True)


@pytest.mark.parametrize("day", ["2027-02-30", "30.06.2027", "tomorrow"])
def test_quotes_expire_on_a_day_that_exists(day: str) -> None:
    with pytest.raises(ValidationError):
        Approval(by="x", at=APPROVAL.at, note="", quotes_expire=day)
