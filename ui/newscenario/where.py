"""Step three: where the users are, and where accelerators may stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from data.starter.places import (
    OWN_KINDS,
    geographies,
    jurisdiction_name,
    jurisdictions,
    modes_at,
    round_trip_ms,
    sites,
)
from ui.newscenario.draft import Draft, follow_users, own_site
from ui.newscenario.fields import Fields, forget, key_of
from ui.newscenario.state import Work
from ui.parts.text import md

KINDS = {"on_prem": "own hall", "colo": "colocation", "edge": "plant or warehouse"}

SIDE_BY_SIDE = 2
"""Names of sites that fit into their field at a width of 1280 px."""


def where(work: Work) -> None:
    """Users, residency, cloud regions, own sites."""
    st.header("Where are the users?", anchor=False)
    _users(work)
    st.header("Must data stay somewhere?", anchor=False)
    st.caption("Residency: work that is bound to a legal area runs at sites there and nowhere else.")
    _residency(work)
    st.header("Where may accelerators stand?", anchor=False)
    st.caption("The times are network round trips to the farthest of your users; they count against response times.")
    _regions(work)
    _own(work)
    Fields(work.draft, "", work.errors).error("sites")
    if work.draft["places_are_own"]:
        st.button("Choose the nearest places again", on_click=_nearest_again, args=(work.draft,))


def _users(work: Work) -> None:
    chosen, key = work.draft["geographies"], key_of("geographies")
    names = geographies()
    st.session_state.setdefault(key, list(chosen))
    st.multiselect(
        "Places of users",
        list(names),
        key=key,
        format_func=lambda place: str(names.get(place, place)),
        on_change=_take_users,
        args=(work.draft,),
        placeholder="Choose places",
    )
    if not chosen:
        st.markdown(":red[Choose where the users are.]")
    if len(chosen) > 1:
        parts = Fields(chosen, "geographies", work.errors)
        columns = st.columns(2)
        for n, place in enumerate(chosen):
            with columns[n % 2]:
                words = "Any numbers: they are scaled to 100 %. Demand is split by them."
                parts.number(place, f"Part of users, {names[place]}", min_value=0.0, max_value=1e9, help=words)


def _take_users(draft: Draft) -> None:
    places = st.session_state[key_of("geographies")]
    draft["geographies"] = {place: draft["geographies"].get(place, 1.0) for place in places}
    _follow(draft)


def _follow(draft: Draft) -> None:
    follow_users(draft)
    forget("regions", "own_sites")


def _residency(work: Work) -> None:
    """For every workload the jurisdictions in which its data must stay."""
    columns = st.columns(2)
    for n, workload in enumerate(work.draft["workloads"]):
        with columns[n % 2]:
            fields = Fields(workload, f"workloads.{n}", work.errors, key=f"workload.{workload['key']}")
            fields.many(
                "jurisdictions",
                f"{md(str(workload['name']), limit=36)}: data must stay in",
                jurisdictions(),
                format_func=jurisdiction_name,
                placeholder="Anywhere",
                then=lambda: _follow(work.draft),
            )


def _regions(work: Work) -> None:
    known = _by_distance(work.draft, ("cloud",))
    fields = Fields(work.draft, "", work.errors)
    fields.many(
        "regions",
        "Cloud regions",
        known,
        format_func=lambda site: _label(work.draft, site),
        placeholder="No cloud region",
        then=lambda: _chosen_by_hand(work.draft),
    )
    _all_chosen(work.draft["regions"])


def _all_chosen(chosen: Sequence[str]) -> None:
    """The chosen sites in full, where they are too many to be seen side by side in their field."""
    if len(chosen) > SIDE_BY_SIDE:
        st.caption("Chosen: " + md("; ".join(sites()[site]["name"] for site in chosen)))


def _own(work: Work) -> None:
    draft, key = work.draft, key_of("own_sites")
    st.session_state.setdefault(key, list(draft["own"]))
    st.multiselect(
        "Own halls, colocation and plants",
        _by_distance(draft, OWN_KINDS),
        key=key,
        format_func=lambda site: _label(draft, site),
        on_change=_take_own,
        args=(draft,),
        placeholder="No own site",
        help="Typical sites of the catalog: choose the one most like yours; power and electricity can be your own.",
    )
    _all_chosen(list(draft["own"]))
    for site, own in draft["own"].items():
        record = sites()[site]
        fields = Fields(own, f"own.{site}", work.errors)
        st.markdown(f"**{record['name']}**")
        columns = st.columns(3)
        with columns[0]:
            words = "What the meter allows: rack power x PUE. Empty: no limit."
            fields.number(
                "power_cap_kw", "Power limit [kW]", min_value=0.1, max_value=1e7, placeholder="no limit", help=words
            )
        with columns[1]:
            price = f"{record.get('electricity_usd_per_kwh', 0):g} of the catalog"
            fields.number("price", "Electricity [USD/kWh]", min_value=0.0, max_value=10.0, step=0.01, placeholder=price)
        if own["price"] is not None:
            with columns[2]:
                price_day(work, fields, "price_date")


def price_day(work: Work, fields: Fields, field: str) -> None:
    """The date of a price that was put in: of its quote, contract or bill."""
    words = "Of the quote, contract or bill; prices over 90 days old are pointed out. Empty: an undated assumption."
    fields.day(field, "Date of this price", max_value=date.fromisoformat(work.draft["as_of"]), help=words)


def _take_own(draft: Draft) -> None:
    chosen = st.session_state[key_of("own_sites")]
    draft["own"] = {site: own_site(draft, site) for site in chosen}
    _chosen_by_hand(draft)


def _chosen_by_hand(draft: Draft) -> None:
    draft["places_are_own"] = True


def _nearest_again(draft: Draft) -> None:
    draft["places_are_own"] = False
    _follow(draft)


def _by_distance(draft: Draft, kinds: tuple[str, ...]) -> list[str]:
    found = [name for name, site in sites().items() if site["kind"] in kinds]
    return sorted(found, key=lambda site: _farthest_ms(draft, site))


def _farthest_ms(draft: Draft, site: str) -> float:
    return max((round_trip_ms(site, place) for place in draft["geographies"]), default=0.0)


def _label(draft: Draft, site: str) -> str:
    record = sites()[site]
    kind = f"{KINDS[record['kind']]}, " if record["kind"] in KINDS else ""
    ways = "" if len(modes_at(site)) > 1 else f", {next(iter(modes_at(site))).replace('_', ' ')} only"
    return f"{record['name']} ({kind}{_farthest_ms(draft, site):.0f} ms{ways})"
