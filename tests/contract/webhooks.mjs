// What `webhooks.py` heard of the demo, verified by the other library that receivers use. Argument: the file it wrote.
// Nothing of ours verifies signatures of others, since nobody calls Buurtnet: that ours are theirs is shown by equal ones.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { calls, twice } = JSON.parse(readFileSync(process.argv[2], "utf8"));
assert(calls.length > 0 && twice.length === 2);
let refused = 0;

function refuses(secret, body, headers) {
  assert.throws(() => new Webhook(secret).verify(body, headers));
  refused += 1;
}

for (const { secret, headers, body } of calls) {
  const ours = new Webhook(secret);
  assert.deepEqual(ours.verify(body, headers), JSON.parse(body));
  // Theirs is ours: the same over the same.
  const [id, at] = [headers["webhook-id"], new Date(Number(headers["webhook-timestamp"]) * 1000)];
  assert(headers["webhook-signature"].split(" ").includes(ours.sign(id, at, body)));
  refuses(secret, body.replace("tested", "testes"), headers);
  refuses(secret, body, { ...headers, "webhook-id": `${id}0` });
  refuses(secret, body, { ...headers, "webhook-timestamp": String(Number(headers["webhook-timestamp"]) + 1) });
  const signedAt = (moment) => ({
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(moment.getTime() / 1000)),
    "webhook-signature": ours.sign(id, moment, body),
  });
  refuses(secret, body, signedAt(new Date(at.getTime() - 6 * 60_000)));
  refuses(secret, body, signedAt(new Date(at.getTime() + 6 * 60_000)));
  // The control: none of these is refused for anything else.
  ours.verify(body, signedAt(new Date(at.getTime() - 60_000)));
  const altered = body.replace("tested", "testes");
  ours.verify(altered, { ...headers, "webhook-signature": ours.sign(id, at, altered) });
}

// A receiver that keeps the ids of what it took; or one that forgets them (planted).
function keeper(forgets) {
  const taken = new Set();
  return ({ secret, headers, body }) => {
    new Webhook(secret).verify(body, headers);
    const isNew = !taken.has(headers["webhook-id"]);
    if (!forgets) taken.add(headers["webhook-id"]);
    return isNew;
  };
}
const [once, again] = twice;
assert.notEqual(once.headers["webhook-signature"], again.headers["webhook-signature"]);
// Sent again by the server, and made once more by somebody who has overheard it.
assert.deepEqual([once, again, once].map(keeper(false)), [true, false, false]);
assert.deepEqual([once, again, once].map(keeper(true)), [true, true, true], "the planted fault is seen");
console.log(
  `webhooks: ${calls.length} calls verified in Node, ${refused} altered, late or early ones refused, ` +
    "2 repeated ones known by their id; who forgets ids is seen to take them",
);
