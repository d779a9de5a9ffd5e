"""The webhooks of the running demo, heard and verified by the library that receivers use. Arguments: the address of a demo, and a
file that gets what was heard, for `webhooks.mjs`.

Buurtnet calls and is never called, so nothing of ours verifies a signature of others. That ours are theirs is shown both ways all
the same: their library takes what we signed, and what it signs itself over the same is what we sent, letter for letter."""

import json
import sys
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Event, Thread
from uuid import uuid4

import requests
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

PASSWORD = "zorgzame-buurt"
# So long the worker may take, in seconds.
PATIENCE = 20

heard = Queue()
# Whether the next call that tries a webhook is answered 500.
refuses_next_try = Event()
refusals = 0


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        heard.put(({name.lower(): value for name, value in self.headers.items()}, body.decode()))
        is_refused = b"webhook.tested" in body and refuses_next_try.is_set()
        if is_refused:
            refuses_next_try.clear()
        self.send_response(500 if is_refused else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


def refused(secret, headers, body):
    """Whether the library does not take a call."""
    global refusals
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        refusals += 1
        return True
    return False


class Keeper:
    """A receiver that keeps the ids of what it took, as Standard Webhooks advises; or one that forgets them (planted)."""

    def __init__(self, secret, forgets=False):
        self.webhook, self.taken, self.forgets = Webhook(secret), set(), forgets

    def takes(self, headers, body):
        self.webhook.verify(body, headers)
        is_new = headers["webhook-id"] not in self.taken
        if not self.forgets:
            self.taken.add(headers["webhook-id"])
        return is_new


class Demo:
    def __init__(self, base):
        said = {"email": "lotte@demo.example", "password": PASSWORD}
        session = requests.post(f"{base}/v1/sessions", json=said, timeout=10).json()
        self.base, self.token = base, f"Bearer {session['accessToken']}"

    def post(self, path, said, status):
        headers = {"Authorization": self.token, "Idempotency-Key": str(uuid4())}
        answer = requests.post(self.base + path, json=said, headers=headers, timeout=10)
        assert answer.status_code == status, f"POST {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def ours(self):
        """The organisation that Lotte keeps up to date."""
        answer = requests.get(f"{self.base}/v1/organisations", headers={"Authorization": self.token}, timeout=10)
        return next(it for it in answer.json()["items"] if "change" in it["allowedActions"])


def call_of(delivery):
    """The next call with this id. The demo has referrals of its own to tell of meanwhile."""
    while True:
        headers, body = heard.get(timeout=PATIENCE)
        if headers["webhook-id"] == delivery:
            return headers, body


def tried(demo, webhook):
    """A call of the demo that tries the webhook."""
    headers, body = call_of(demo.post(f"{webhook['href']}/test", {}, 201)["id"])
    event = json.loads(body)
    assert event["id"] == headers["webhook-id"], (headers, body)
    assert headers["content-type"] == "application/cloudevents+json", headers
    assert event["specversion"] == "1.0" and event["type"] == "be.buurtnet.webhook.tested", event
    assert set(event) == {"specversion", "id", "source", "type", "time", "subject"}, event
    return headers, body


def refusing_first(demo, webhook):
    """Tries the webhook, which does not take the first call: the id of what is sent twice."""
    refuses_next_try.set()
    return demo.post(f"{webhook['href']}/test", {}, 201)["id"]


def main(base, file):
    receiver = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=receiver.serve_forever, daemon=True).start()
    demo = Demo(base)
    url = f"http://127.0.0.1:{receiver.server_port}/in"
    webhook = demo.post("/v1/webhooks", {"organisationId": demo.ours()["id"], "url": url}, 201)
    first = webhook["secret"]

    headers, body = tried(demo, webhook)
    assert Webhook(first).verify(body, headers) == json.loads(body)
    # Theirs is ours: the same over the same.
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert Webhook(first).sign(headers["webhook-id"], at, body) == headers["webhook-signature"]
    # What was altered is refused, wherever that was.
    assert refused(first, headers, body.replace("tested", "testes"))
    assert refused(first, headers | {"webhook-id": str(uuid4())}, body)
    assert refused(first, headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}, body)
    assert refused("whsec_" + "A" * 43 + "=", headers, body)
    # So is what comes late or too soon, however well it is signed.
    def signed_at(moment):
        said = {"webhook-timestamp": str(int(moment.timestamp())), "webhook-id": headers["webhook-id"]}
        return said | {"webhook-signature": Webhook(first).sign(headers["webhook-id"], moment, body)}

    assert refused(first, signed_at(at - timedelta(minutes=6)), body)
    assert refused(first, signed_at(at + timedelta(minutes=6)), body)
    # The control: none of these is refused for anything else. Untouched, or signed anew a little earlier, it is taken.
    seen = refusals
    assert not refused(first, headers, body) and not refused(first, signed_at(at - timedelta(minutes=1)), body)
    altered = body.replace("tested", "testes")
    forged = headers | {"webhook-signature": Webhook(first).sign(headers["webhook-id"], at, altered)}
    assert not refused(first, forged, altered), "who has the secret signs whatever they like"
    assert refusals == seen

    second = demo.post(f"{webhook['href']}/rotateSecret", {}, 200)["secret"]
    both, said = tried(demo, webhook)
    assert len(both["webhook-signature"].split(" ")) == 2, both
    for secret in (first, second):
        assert Webhook(secret).verify(said, both) == json.loads(said)
    # What the server sends again has the id that it had, and is signed anew: who keeps the ids takes nothing twice.
    keeper = Keeper(second)
    told = refusing_first(demo, webhook)
    (once, text), (again, same) = call_of(told), call_of(told)
    assert same == text, (text, same)
    assert again["webhook-signature"] != once["webhook-signature"], again
    assert keeper.takes(both, said) and keeper.takes(once, text)
    assert not keeper.takes(again, same), "a second one is known by its id"
    # So is the very same call, which somebody has overheard and makes once more: its signature is right.
    assert not keeper.takes(once, text) and not refused(second, once, text)
    # The planted fault: who forgets the ids takes it twice.
    forgetful = Keeper(second, forgets=True)
    assert forgetful.takes(once, text) and forgetful.takes(again, same) and forgetful.takes(once, text)

    calls = [(first, headers, body), (first, both, said), (second, both, said)]
    twice = [(second, once, text), (second, again, same)]
    told = {
        name: [{"secret": secret, "headers": head, "body": text} for secret, head, text in all_of]
        for name, all_of in (("calls", calls), ("twice", twice))
    }
    with open(file, "w", encoding="utf-8") as kept:
        json.dump(told, kept)
    print(
        f"webhooks: {len(calls)} calls verified in Python, {refusals} altered, late or early ones refused, "
        "2 repeated ones known by their id; who forgets ids is seen to take them"
    )


main(*sys.argv[1:])
