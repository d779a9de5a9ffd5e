// The corpus goes into every free text that the API takes, by people of the demo: what they say, ask, offer and name.

import assert from "node:assert/strict";
import { all, isCorpus, shapes } from "./corpus.mjs";
import { password } from "./console.mjs";

const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
const FREE = ["Address", "Description", "FreeText", "PersonName", "Title"];

/** Only an instance in which there is nobody yet is set up; a witness of an intake is named once. */
const ELSEWHERE = ["post /v1/setup .firstName", "post /v1/setup .lastName", "post /v1/intakes .request.witness"];

/** The texts of a value, each with its path: `.texts.en`, `.emergencyNumbers[].name`. */
function* texts(value, path = "") {
  if (typeof value === "string") yield [path, value];
  else if (Array.isArray(value)) for (const it of value) yield* texts(it, `${path}[]`);
  else if (value !== null && typeof value === "object") {
    for (const [name, it] of Object.entries(value)) yield* texts(it, `${path}.${name}`);
  }
}

/** Every free text that the API takes, as its contract says: `post /v1/concerns .text`. */
export function freeTexts(spec) {
  const found = new Set();
  const walk = (schema, path, within, operation) => {
    const name = schema.$ref?.split("/").pop();
    if (FREE.includes(name)) found.add(`${operation} ${path}`);
    else if (name !== undefined && !within.includes(name)) walk(spec.components.schemas[name], path, [...within, name], operation);
    for (const it of [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])]) walk(it, path, within, operation);
    for (const [field, it] of Object.entries(schema.properties ?? {})) walk(it, `${path}.${field}`, within, operation);
    if (schema.items !== undefined) walk(schema.items, `${path}[]`, within, operation);
  };
  for (const [path, methods] of Object.entries(spec.paths)) {
    for (const [method, { requestBody }] of Object.entries(methods)) {
      const schema = requestBody?.content["application/json"]?.schema;
      if (schema !== undefined) walk(schema, "", [], `${method} ${path.replace(/\{\w+\}/g, "{}")}`);
    }
  }
  return [...found].filter((it) => !ELSEWHERE.includes(it)).sort();
}

/** Somebody who calls the API at `base`; what of the corpus was taken is noted in `filled`. */
async function calling(base, name, filled) {
  const json = { "content-type": "application/json" };
  const said = JSON.stringify({ email: `${name}@demo.example`, password });
  const session = await fetch(`${base}/v1/sessions`, { method: "POST", headers: json, body: said });
  const { accessToken, person } = await session.json();
  const call = async (method, path, body) => {
    const headers = { ...json, authorization: `Bearer ${accessToken}`, "idempotency-key": crypto.randomUUID() };
    if (method !== "GET" && method !== "POST") {
      const now = await fetch(`${base}${path}`, { headers });
      if (now.ok) headers["if-match"] = now.headers.get("etag");
      else headers["if-none-match"] = "*";
    }
    const answer = await fetch(`${base}${path}`, { method, headers, body: JSON.stringify(body) });
    const text = await answer.text();
    assert(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    for (const [field, it] of texts(body)) {
      if (isCorpus(it)) filled.add(`${method.toLowerCase()} ${path.replace(ID, "{}")} ${field}`);
    }
    return text === "" ? undefined : JSON.parse(text);
  };
  return { id: person.id, call, post: (path, body = {}) => call("POST", path, body), get: (path) => call("GET", path) };
}

/** A line of the corpus: another one each time, and first the one that leaves every kind of context. */
function lines() {
  let next = 0;
  return () => shapes[next++ % shapes.length];
}

const PLACE = { lat: 51.041, lon: 4.476 };
const SLOT = { day: "tue", from: "14:00", to: "17:00" };
const LANGUAGES = [{ tag: "nl", level: "good" }];
const KEY = { kty: "EC", crv: "P-384", alg: "ES384", use: "sig", kid: "1" };

/** Tells the story at `base`. Gives what of the corpus was taken, as `freeTexts` names it. */
export async function store(base) {
  const filled = new Set();
  const line = lines();
  const names = ["an", "bilal", "katrien", "lotte", "sofie", "admin"];
  const [an, bilal, katrien, lotte, sofie, admin] = await Promise.all(names.map((it) => calling(base, it, filled)));
  const { items: places } = await an.get("/v1/neighbourhoods");
  const lindewijk = places.find(({ code }) => code === "DEMO-01").id;
  const ours = (await lotte.get("/v1/me")).roles.find((it) => it.organisation !== undefined).organisation.id;
  const whole = () => ({ text: { lang: "nl", text: all }, accessibilityNotes: all });
  const wish = (more = {}) => ({ category: "groceries", urgency: "flexible", durationMinutes: 60, weeklySlots: [SLOT], ...more });
  const person = () => ({ firstName: line(), lastName: line(), birthYear: 1950, languages: LANGUAGES, locale: "nl-BE" });

  // Who they are, and where.
  for (const it of [an, bilal, katrien, lotte, sofie, admin]) await it.call("PATCH", "/v1/me", { firstName: line(), lastName: line() });
  await an.call("PUT", "/v1/me/home", { position: PLACE, address: line() });
  const account = { ...person(), email: "nieuw@demo.example", password: "een-lang-wachtwoord" };
  await an.post("/v1/accounts", account);
  await organisations();
  const people = await registered();
  const [asked, open] = await requests();
  await referrals();
  await team();

  /** Organisations, services, places, software. */
  async function organisations() {
    const said = () => ({ name: line(), description: all, website: "https://zorg.example/?a='&b=javascript:hit(7)" });
    const where = () => ({ name: line(), description: all, accessibility: all, street: line(), postalCode: line(), town: line() });
    const service = () => ({ name: line(), description: all, eligibility: all, fees: all, application: all, waitTime: line() });
    const serves = { categories: ["groceries", "personal"], areas: [lindewijk] };
    for (const number of shapes.keys()) {
      const { id } = await admin.post("/v1/organisations", { ...said(), email: `dienst-${number}@demo.example` });
      await admin.post(`/v1/organisations/${id}/services`, { ...service(), ...serves });
    }
    await admin.call("PATCH", `/v1/organisations/${ours}`, said());
    const location = await admin.post(`/v1/organisations/${ours}/locations`, where());
    await admin.call("PATCH", `/v1/locations/${location.id}`, where());
    const { items: services } = await lotte.get("/v1/services?pageSize=100");
    for (const { id } of services.filter(({ organisation }) => organisation.id === ours)) await admin.call("PATCH", `/v1/services/${id}`, service());
    const { publicKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-384" }, true, ["sign"]);
    const { x, y } = await crypto.subtle.exportKey("jwk", publicKey);
    const software = { organisationId: ours, name: line(), keys: { keys: [{ ...KEY, x, y }] } };
    const { id: client } = await lotte.post("/v1/backendServices", software);
    await lotte.call("PATCH", `/v1/backendServices/${client}`, { name: line() });
    await lotte.post("/v1/webhooks", { organisationId: ours, url: "http://127.0.0.1:1024/'onload=hit(2)/javascript:hit(7)" });
    await lotte.post("/v1/invitations", { role: "careProvider", organisationId: ours });
  }

  /** People without an account, one for each shape, and what is known of them. */
  async function registered() {
    const ids = [];
    for (const number of shapes.keys()) {
      const shape = { ...person(), firstName: shapes[number], birthYear: 1930 + number };
      const where = { position: PLACE, address: line(), how: "homeVisit", witness: line() };
      ids.push((await katrien.post("/v1/people", { ...shape, ...where })).id);
    }
    const [one, other] = ids;
    await katrien.call("PATCH", `/v1/people/${one}`, { firstName: line(), lastName: line() });
    await katrien.call("PUT", `/v1/people/${one}/home`, { position: PLACE, address: line() });
    await katrien.post(`/v1/people/${one}/household`, { withPersonId: other });
    await katrien.post("/v1/people/search", { name: line() });
    const proxy = { kind: "brugfiguur", organisation: line(), scope: ["ask"] };
    await katrien.post(`/v1/people/${one}/proxies`, { ...proxy, proxyPersonId: bilal.id });
    await an.post("/v1/me/proxies", { ...proxy, proxyPersonId: bilal.id });
    await katrien.post(`/v1/people/${one}/vettingChecks`, { kind: "identitySeen", seenOn: "2026-01-05" });
    return ids;
  }

  /** Requests, what is asked about them and answered, matches and a bond. */
  async function requests() {
    const place = { position: PLACE, address: line() };
    const publish = { purpose: "publishRequest", scope: [], textVersion: "1", language: "nl-BE", given: true };
    await an.post("/v1/consents", { ...publish, personId: an.id, how: "app" });
    const { id: first } = await an.post("/v1/requests", wish({ ...whole(), publicText: all, place, visibility: "nearby" }));
    await an.call("PATCH", `/v1/requests/${first}`, { ...whole(), publicText: all, place });
    await katrien.post(`/v1/requests/${first}/askForInformation`, { question: all });
    await an.post(`/v1/requests/${first}/answer`, { answer: all });
    const { id: second } = await an.post("/v1/requests", wish(whole()));
    await katrien.post(`/v1/requests/${second}/approve`);
    const spoken = (forPerson, more) => wish({ ...whole(), forPerson, channel: "phone", ...more });
    for (const id of people.slice(3)) await katrien.post("/v1/requests", spoken(id, { witness: line() }));
    const { id: third } = await katrien.post("/v1/requests", spoken(people[0], {}));
    await katrien.post(`/v1/requests/${third}/approve`);
    await katrien.post(`/v1/requests/${third}/fulfil`, { outcome: "helped" });
    await katrien.post(`/v1/requests/${third}/reopen`, { note: all });
    const offer = { categories: ["groceries"], radiusMetres: 5000, weeklySlots: [SLOT], maxVisitsPerWeek: 2, waysToBeAsked: ["buurtwerker"] };
    const { id: offered } = await katrien.post("/v1/offers", { ...offer, forPerson: people[1] });
    await katrien.post("/v1/offers", { ...offer, forPerson: people[2] });
    await katrien.post(`/v1/offers/${offered}/approve`);
    const { id: match } = await katrien.post("/v1/matches", { requestId: second, offerId: offered });
    const { id: concern } = await an.post("/v1/concerns", { about: { matchId: match }, text: all });
    await sofie.post(`/v1/concerns/${concern}/triage`, { severity: "low" });
    await sofie.post(`/v1/concerns/${concern}/notes`, { text: all });
    const intake = {
      how: "phone", witness: line(),
      person: { ...person(), birthYear: 1926, address: line(), position: PLACE },
      proxy: { kind: "brugfiguur", organisation: line(), proxyPersonId: bilal.id, scope: ["ask"] },
      request: { ...wish(whole()), publicText: all, place }, consents: [],
    };
    await katrien.post("/v1/intakes", intake);
    return [first, second];
  }

  /** Referrals that were asked about and answered, on a consent and without one; a client. */
  async function referrals() {
    const { items: services } = await katrien.get("/v1/services?pageSize=100");
    const mine = services.find(({ organisation }) => organisation.id === ours).id;
    const theirs = services.find(({ organisation }) => organisation.id !== ours).id;
    const shared = ["name", "address", "requestText", "accessibilityNotes", "contactPerson"];
    const yes = { purpose: "referral", scope: shared, textVersion: "1", language: "nl-BE", given: true, how: "oralWithWitness" };
    const consent = { ...yes, personId: an.id, recipient: { organisationId: ours }, witness: line() };
    const { id: consentId } = await katrien.post("/v1/consents", consent);
    const contactPerson = () => ({ name: line(), phone: "+32470123456", relation: "family" });
    const referral = (requestId) => ({ requestId, serviceId: mine, reason: all, shared, contactPerson: contactPerson() });
    const { id: sent } = await katrien.post("/v1/referrals", { ...referral(asked), consentId, beside: true });
    await katrien.post(`/v1/referrals/${sent}/send`);
    await lotte.post(`/v1/referrals/${sent}/ask`, { question: all });
    await katrien.post(`/v1/referrals/${sent}/reply`, { reply: all });
    const vital = { ...referral(open), shared: ["name", "contactPerson"], override: { reason: all }, beside: true };
    const { id: without } = await katrien.post("/v1/referrals", vital);
    await katrien.post(`/v1/referrals/${without}/send`);
    await lotte.post(`/v1/referrals/${without}/reject`, { reason: "noCapacity" });
    const again = { serviceId: theirs, reason: all, contactPerson: contactPerson(), override: { reason: all }, shared: vital.shared };
    await katrien.post(`/v1/referrals/${without}/reroute`, again);
    const { textVersion } = await lotte.get("/v1/consentTexts/askNeighbourhood?lang=nl-BE");
    const client = {
      ...wish(whole()), how: "desk", witness: line(), consent: { language: "nl-BE", textVersion }, organisationId: ours,
      client: { ...person(), address: line(), position: PLACE }, reference: "dossier-1",
    };
    await lotte.post("/v1/clientRequests", client);
  }

  /** Saved replies, the duty roster, the words for categories. */
  async function team() {
    // What stands between braces there is a name, an own one included.
    const text = [...shapes.filter((it) => !it.includes("{")), "{category} {myName}<b data-corpus>"].join("\n");
    const said = () => ({ title: line(), texts: { "nl-BE": text, "fr-BE": text, en: text } });
    for (const verb of ["askForInformation", "prepareReferral", "replyReferral"]) {
      const { id } = await sofie.post("/v1/savedReplies", { ...said(), neighbourhoodId: lindewijk, verb });
      await sofie.call("PATCH", `/v1/savedReplies/${id}`, said());
    }
    const roster = { dutyPersons: [katrien.id], deputies: [], openingHours: [SLOT] };
    const emergencyNumbers = [{ name: line(), number: "03 123 45 67" }];
    await sofie.call("PUT", `/v1/neighbourhoods/${lindewijk}/dutyRoster`, { ...roster, emergencyNumbers });
    const titles = ["nl-BE", "fr-BE", "en"].map((locale) => ({ category: "groceries", locale, title: line() }));
    await sofie.call("PATCH", `/v1/neighbourhoods/${lindewijk}/policy`, { categoryTitles: titles });
  }

  return [...filled].sort();
}
