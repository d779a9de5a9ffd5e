// What `webhooks.py` heard of the demo, verified by the other library that receivers use. Argument: the file it wrote.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const calls = JSON.parse(readFileSync(process.argv[2], "utf8"));
assert(calls.length > 0);
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
  const late = new Date(at.getTime() - 6 * 60_000);
  const old = { "webhook-id": id, "webhook-timestamp": String(Math.floor(late.getTime() / 1000)) };
  refuses(secret, body, { ...old, "webhook-signature": ours.sign(id, late, body) });
}
console.log(`webhooks: ${calls.length} calls verified in Node, ${refused} altered or late ones refused`);
