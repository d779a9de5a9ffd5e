"""Headers that a client takes from what happened before, and that a generator can only guess."""

from uuid import uuid4

import requests
import schemathesis
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation


def means_well(case, header):
    """Whether the case sends this header, with a value that was not made to be wrong."""
    meta = case.meta
    sent = case.headers is not None and header in case.headers
    return sent and not (meta and meta.is_negative_at(ParameterLocation.HEADER))


@schemathesis.hook
def before_call(context, case, kwargs):
    # A key that was used before, with another body, would be all that the server looks at.
    if means_well(case, "Idempotency-Key"):
        case.headers["Idempotency-Key"] = str(uuid4())

    # A guessed version is stale: read the one that stands now.
    if means_well(case, "If-Match"):
        reading = case.as_transport_kwargs(base_url=kwargs.get("base_url"))
        now = requests.get(reading["url"], headers={"Authorization": case.headers.get("Authorization", "")}, timeout=10)
        if "ETag" in now.headers:
            case.headers["If-Match"] = now.headers["ETag"]
