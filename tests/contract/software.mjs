// The software of an organisation, made by others: `jose` makes its keys and signs what it proves itself with, `fhir-kit-client`
// finds out where and reads and answers a referral. Argument: the address of a demo.

import assert from "node:assert/strict";
import { Client } from "fhir-kit-client";
import { SignJWT, exportJWK, generateKeyPair } from "jose";

const [address] = process.argv.slice(2);
assert(address, "usage: software.mjs ADDRESS-OF-A-DEMO");
const base = `${address}/fhir/r4`;

/** Calls the API as somebody of the organisation. */
let session = {};
async function call(method, path, body, status) {
  const answer = await fetch(`${address}${path}`, {
    method,
    headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID(), ...session },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  assert.equal(answer.status, status, `${method} ${path}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

const signedIn = await call("POST", "/v1/sessions", { email: "lotte@demo.example", password: "zorgzame-buurt" }, 201);
session = { Authorization: `Bearer ${signedIn.accessToken}` };
const { items } = await call("GET", "/v1/organisations", undefined, 200);
const ours = items.find(({ allowedActions }) => allowedActions.includes("change"));
assert(ours, "Lotte keeps an organisation up to date");

// Where and how, as a client of others finds it out.
const { tokenUrl } = await new Client({ baseUrl: base }).smartAuthMetadata();
const told = await (await fetch(`${base}/.well-known/smart-configuration`)).json();
assert.equal(tokenUrl.toString(), told.token_endpoint);
assert.deepEqual(told.token_endpoint_auth_signing_alg_values_supported, ["RS384", "ES384"]);

/** Asks for a token as SMART Backend Services has it. */
async function ask(assertion, scope = "system/*.cruds") {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
    scope,
  });
  const answer = await fetch(tokenUrl, { method: "POST", body: form });
  return { status: answer.status, body: await answer.json(), kept: answer.headers.get("Cache-Control") };
}

// What the first of them takes on, the other asks something about.
let taken;
let refused = 0;
async function refuses(assertion) {
  const { status, body } = await ask(assertion);
  assert.deepEqual([status, body], [401, { error: "invalid_client" }]);
  refused += 1;
}

for (const alg of ["RS384", "ES384"]) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const kid = `of ${alg}`.replace(" ", "-");
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: "sig" };
  const secret = { ...(await exportJWK(privateKey)), kid, alg, use: "sig" };
  const register = (key) => ({ organisationId: ours.id, name: `Dossier ${alg}`, keys: { keys: [key] } });
  const refusal = await call("POST", "/v1/backendServices", register(secret), 400);
  assert.equal(refusal.code, "privateKey");
  const { id } = await call("POST", "/v1/backendServices", register(jwk), 201);

  const sign = (change = (it) => it, head = {}) => {
    const jwt = new SignJWT().setProtectedHeader({ alg, kid, typ: "JWT", ...head });
    jwt.setIssuer(id).setSubject(id).setAudience(tokenUrl.toString()).setJti(crypto.randomUUID());
    return change(jwt.setIssuedAt().setExpirationTime("4m")).sign(privateKey);
  };
  const assertion = await sign();
  const given = await ask(assertion);
  assert.equal(given.status, 200, JSON.stringify(given.body));
  assert.deepEqual([given.body.token_type, given.body.expires_in, given.kept], ["bearer", 300, "no-store"]);

  const client = new Client({ baseUrl: base, bearerToken: given.body.access_token });
  const found = await client.search({ resourceType: "Task", searchParams: { status: "requested", _count: 1 } });
  taken ??= found.entry[0].resource.id;
  const task = await client.read({ resourceType: "Task", id: taken });
  const headers = { "If-Match": `W/"${task.meta.versionId}"` };
  const isNew = task.status === "requested";
  const step = isNew ? { status: "accepted" } : { note: [...(task.note ?? []), { text: "Is er een lift?" }] };
  const body = { ...task, ...step };
  const changed = await client.update({ resourceType: "Task", id: taken, body, options: { headers } });
  assert.deepEqual([changed.status, changed.note?.length], ["accepted", isNew ? task.note?.length : body.note.length]);

  const few = await ask(await sign(), "system/Task.s");
  assert.equal(few.body.scope, "system/Task.s");
  const narrow = new Client({ baseUrl: base, bearerToken: few.body.access_token });
  const beyond = await narrow.read({ resourceType: "Task", id: taken }).then(() => undefined, (error) => error);
  assert.equal(beyond?.response?.status, 403, "a token for looking reads nothing");

  await refuses(assertion);
  await refuses(assertion.replace(/.(?=[^.]*$)/, (it) => (it === "A" ? "B" : "A")));
  await refuses(await sign((it) => it.setAudience(`${address}/v1`)));
  await refuses(await sign((it) => it.setExpirationTime("6m")));
  await refuses(await sign((it) => it.setExpirationTime("-1m")));
  await refuses(await sign((it) => it.setIssuer("somebody")));
  await refuses(await sign((it) => it, { kid: "another" }));
  const { privateKey: stranger } = await generateKeyPair(alg);
  const forged = new SignJWT({ iss: id, sub: id, aud: tokenUrl.toString(), jti: crypto.randomUUID() });
  await refuses(await forged.setExpirationTime("4m").setProtectedHeader({ alg, kid }).sign(stranger));
}
console.log(`  ok  software of others signs in with RS384 and ES384 and takes a referral on; ${refused} proofs refused`);
