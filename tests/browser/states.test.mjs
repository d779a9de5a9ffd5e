// Every page in every state: forms that were refused, sessions that ended, lists without a row. No barrier, in any language.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { asks, at, caller, holds, languages } from "./console.mjs";
import { start } from "./program.mjs";
import { sends, unsaid } from "./states.mjs";

let browser;
let demo;
let known;
before(async () => {
  [browser, demo] = await Promise.all([launch(), start(["demo"], /http:\/\/[\d.:]+(?=\/console)/)]);
  known = await scene();
});
after(async () => {
  await browser?.close();
  await demo?.end();
});

const verb = (name) => `main form:has(input[name=verb][value=${name}])`;
const first = "main form[method=post]";

/** What the pages are about. */
async function scene() {
  const [katrien, admin, lotte] = await Promise.all(["katrien", "admin", "lotte"].map((it) => caller(it, demo.said)));
  const of = async (call, path) => (await call("GET", path)).items;
  const [request] = await asks(1, "Ik zoek iemand voor", demo.said);
  const referral = (await of(lotte, "/v1/referrals?view=inbox")).find(({ state }) => state === "requested").id;
  await lotte("POST", `/v1/referrals/${referral}/accept`);
  const match = (await of(katrien, "/v1/matches?view=neighbourhood")).find(({ state }) => state === "agreed").id;
  const [{ id: person }] = (await katrien("POST", "/v1/people/search", { name: "Rosa Demo" })).items;
  const [{ id: service }] = await of(katrien, "/v1/services");
  const [{ id: place }] = await of(katrien, "/v1/neighbourhoods");
  const [{ id: organisation }] = await of(admin, "/v1/organisations");
  return { request, referral, match, person, service, place, organisation };
}

/** The forms that are refused: who sends it, on which page, which form, and what is typed in it. */
const refused = (it) => [
  ["katrien", `/console/requests/${it.request}`, verb("askForInformation"), { question: " " }],
  ["katrien", `/console/requests/${it.request}`, verb("reject"), { rejectReason: "" }],
  ["katrien", `/console/requests/${it.request}`, verb("hold"), { holdReason: "" }],
  ["katrien", `/console/requests/${it.request}/refer?service=${it.service}`, first, { reason: "Dit vraagt meer.", how: "paper" }, "button.first"],
  ["katrien", `/console/requests/${it.request}/refer?service=${it.service}`, first, { reason: "", how: "vital", overrideReason: "" }, "button.first"],
  ["katrien", "/console/intake", "form.intake", { firstName: "Rosa", lastName: "Peeters", birthYear: "19x", phone: "niets" }, "button.first"],
  ["katrien", "/console/people", first, { findName: "Rosa", born: "19x" }],
  ["katrien", `/console/people/${it.person}`, verb("change"), { firstName: "Roza", lastName: "", phone: "niets" }],
  ["katrien", `/console/people/${it.person}`, verb("recordCheck"), { seenOn: "2099-01-01" }],
  ["katrien", `/console/people/${it.person}`, verb("setContactRules"), { channel: "sms", address: "niets" }],
  ["katrien", `/console/people/${it.person}`, verb("setContactRules"), { days: true, from: "12:00", to: "11:00", channel: "phone", address: "0470 12 34 56" }],
  ["katrien", `/console/people/${it.person}`, verb("suspend"), { suspendReason: "" }],
  ["katrien", `/console/people/${it.person}`, verb("deceased"), { sure: false }],
  ["katrien", `/console/concerns/new?about=request/${it.request}`, first, { worry: " " }],
  ["katrien", `/console/matches/${it.match}`, verb("end"), { outcome: "" }],
  ["katrien", `/console/matches/${it.match}`, verb("hold"), { holdReason: "" }],
  ["katrien", `/console/matches/${it.match}`, "main form[action$=visits]", { start: "2020-01-01", durationMinutes: "5" }],
  ["sofie", "/console/admin/replies", first, { title: "", "texts/nl-BE": "Dag {wie}" }],
  ["sofie", `/console/admin/duty/${it.place}`, verb("away"), { from: "2099-02-02", until: "2099-01-01" }],
  ["sofie", `/console/admin/duty/${it.place}`, verb("set"), { "from-mon-0": "12:00", "to-mon-0": "11:00", "numberName-0": "Wijkhuis", "number-0": "x" }],
  ["sofie", "/console/admin/audit", "main form", { shownOf: "niemand", from: "2026-01-01" }],
  ["admin", "/console/admin/organisations", verb("create"), { orgName: "Huis", orgDescription: "", orgEmail: "niets", orgWebsite: "niets" }],
  ["admin", `/console/admin/organisations/${it.organisation}`, verb("addService"), { serviceName: "Poets", serviceDescription: "" }],
  ["admin", `/console/admin/organisations/${it.organisation}`, verb("change"), { orgName: "", orgPhone: "niets" }],
  ["admin", "/console/admin/people", verb("grant"), { email: "niemand@demo.example", grantedRole: "buurtwerker" }],
  ["admin", "/console/admin/mail", first, { server: "post.example", port: "x", from: "niets" }],
  ["admin", `/console/admin/neighbourhoods/${it.place}`, "main form:has(#state)", { helpers: "99", phone: "niets" }],
  ["admin", `/console/admin/neighbourhoods/${it.place}`, "main form:has(#template)", {}],
  ["lotte", `/inbox/referrals/${it.referral}`, verb("ask"), { question: " " }],
  ["lotte", `/inbox/referrals/${it.referral}`, verb("plan"), { at: "2020-01-01T10:00" }],
  ["lotte", `/inbox/referrals/${it.referral}`, "main form:has(#expectedFrom)", { expectedFrom: "2020-01-01" }],
  ["lotte", "/inbox/clients/new", first, { firstName: "Mia", lastName: "", birthYear: "x", text: "Samen koken." }],
  ["lotte", "/inbox/software", "main form[action$=webhooks]", { url: "niets" }],
  ["lotte", "/inbox/software", "main form[action$=backends]", { name: "Dossier", keys: "niets" }],
  ["lotte", "/console/join", first, { code: "AAAA-BBBB" }],
];

for (const [locale, lang] of Object.entries(languages)) {
  for (const who of ["katrien", "sofie", "admin", "lotte"]) {
    test(`a form of ${who} that is refused says why and where to look, and keeps what was typed (${lang})`, async () => {
      const { page, complaints, close } = await at(browser, who, { bypassCSP: true, baseURL: demo.said });
      await page.locator(`.languages button[value="${locale}"]`).click();
      const faults = [];
      const seen = new Set();
      for (const [, path, form, values, button] of refused(known).filter(([name]) => name === who)) {
        await page.goto(path);
        await sends(page, form, values, button);
        const what = `${path} ${form} ${JSON.stringify(values)}`;
        faults.push(...(await unsaid(page, values)).map((it) => `${what}: ${it}`));
        // Once one language holds whole, another is longer words on the same page.
        if (lang === "nl") await holds(page, locale);
        else if (!seen.has(path)) await holds(page, locale, [320]);
        seen.add(path);
      }
      assert.deepEqual([...faults, ...complaints], []);
      await close();
    });
  }
}
