"""What a client takes from what happened before, and a generator can only guess: versions, keys and ids."""

import re
from functools import cache
from itertools import count
from urllib.parse import urlsplit
from uuid import uuid4

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

PEOPLE = ("an", "bilal", "katrien", "lotte", "sofie", "admin")
PASSWORD = "zorgzame-buurt"

# Where a list of each kind of thing is found, by the name that its id has in paths and bodies.
LISTS = {
    "concernId": ["/v1/concerns?view=mine", "/v1/concerns?view=team"],
    "itemId": ["/v1/moderation/queue"],
    "matchId": ["/v1/matches?view=neighbourhood"],
    "neighbourhoodId": ["/v1/neighbourhoods"],
    "offerId": ["/v1/offers?view=mine", "/v1/offers?view=neighbourhood"],
    "organisationId": ["/v1/organisations"],
    "referralId": ["/v1/referrals?view=inbox", "/v1/referrals?view=sent"],
    "requestId": ["/v1/requests?view=mine", "/v1/requests?view=neighbourhood", "/v1/requests?view=nearby"],
    "serviceId": ["/v1/services"],
    "sessionId": ["/v1/sessions"],
}
# Of four ids, this many are of something that exists.
KNOWN_OF_FOUR = 3

turn = count()


def get(address, token):
    answer = requests.get(address, headers={"Authorization": token}, timeout=10)
    return answer.json() if answer.ok else {}


def raise_concern(base, token, about):
    """Nobody in the demo worries; here An does, about herself."""
    said = {"about": {"personId": about}, "text": "I do not feel safe."}
    headers = {"Authorization": token, "Idempotency-Key": str(uuid4())}
    requests.post(f"{base}/v1/concerns", json=said, headers=headers, timeout=10).raise_for_status()


@cache
def known(base):
    """The ids of what the people of the demo can see when the run begins."""
    ids = {name: set() for name in LISTS} | {"absenceId": set(), "consentId": set(), "personId": set(), "roleId": set()}
    for who in PEOPLE:
        said = {"email": f"{who}@demo.example", "password": PASSWORD}
        session = requests.post(f"{base}/v1/sessions", json=said, timeout=10).json()
        token = f"Bearer {session['accessToken']}"
        ids["personId"].add(session["person"]["id"])
        if who == "an":
            raise_concern(base, token, session["person"]["id"])
        for name, lists in LISTS.items():
            for path in lists:
                for item in get(base + path, token).get("items", []):
                    ids[name].add(item["id"])
                    for other in filter(ids.__contains__, item):
                        ids[other].add(item[other])
        for neighbourhood in ids["neighbourhoodId"]:
            absences = get(f"{base}/v1/neighbourhoods/{neighbourhood}/absences", token).get("items", [])
            ids["absenceId"].update(absence["id"] for absence in absences)
    for person in ids["personId"]:
        roles = get(f"{base}/v1/people/{person}/roles", token).get("items", [])
        ids["roleId"].update(role["id"] for role in roles)
    return {name: sorted(found) for name, found in ids.items()}


def an_id(base, name, guessed):
    """An id of this kind: mostly one of something that exists, else the guessed one."""
    round = next(turn)
    ids = known(base).get(name, [])
    assert ids or name not in LISTS, f"the demo shows nobody any {name}"
    return ids[round // 4 % len(ids)] if ids and round % 4 < KNOWN_OF_FOUR else guessed


def with_ids(base, value):
    """The body with its ids replaced."""
    if isinstance(value, list):
        return [with_ids(base, item) for item in value]
    if isinstance(value, dict):
        return {name: an_id(base, name, it) if is_id(name, it) else with_ids(base, it) for name, it in value.items()}
    return value


def is_id(name, value):
    return name.endswith("Id") and isinstance(value, str) and re.fullmatch(r"[0-9a-fA-F-]{36}", value)


def means_well(case, place):
    """Whether this part of the case was not made to be wrong."""
    return not (case.meta and case.meta.is_negative_at(place))


@schemathesis.hook
def before_call(context, case, kwargs):
    parts = urlsplit(kwargs.get("base_url") or case.operation.base_url)
    base = f"{parts.scheme}://{parts.netloc}"
    # What a link of the stateful phase carried over stays.
    is_linked = case.meta and case.meta.phase.name.value == "stateful"
    if means_well(case, ParameterLocation.PATH) and not is_linked:
        for name, guessed in (case.path_parameters or {}).items():
            case.path_parameters[name] = an_id(base, name, guessed)
    if means_well(case, ParameterLocation.BODY) and isinstance(case.body, dict | list):
        case.body = with_ids(base, case.body)

    sent = case.headers if case.headers is not None and means_well(case, ParameterLocation.HEADER) else {}
    # A key that was used before, with another body, would be all that the server looks at.
    if "Idempotency-Key" in sent:
        sent["Idempotency-Key"] = str(uuid4())
    # A guessed version is stale: read the one that stands now.
    if "If-Match" in sent:
        reading = case.as_transport_kwargs(base_url=kwargs.get("base_url"))
        now = requests.get(reading["url"], headers={"Authorization": sent.get("Authorization", "")}, timeout=10)
        if "ETag" in now.headers:
            sent["If-Match"] = now.headers["ETag"]
