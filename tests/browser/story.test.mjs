// The whole story: somebody is taken in, a colleague approves, a neighbour helps, a service takes over with a yes on paper,
// and everybody reads what came of it. In a demo of its own, so that nobody else decides on what is told here.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { at, button, caller, holds, link, press, tick, type } from "./console.mjs";
import { start } from "./program.mjs";

let browser, demo;
before(async () => {
  [browser, demo] = await Promise.all([launch(), start(["demo"], /http:\/\/\S+(?=\/console)/)]);
  // Katrien has a colleague: what one of them enters, the other approves.
  const admin = await caller("admin", demo.said);
  const { items } = await admin("GET", "/v1/neighbourhoods");
  const neighbourhoodId = items.find(({ name }) => name === "Lindewijk").id;
  await admin("POST", "/v1/roles", { email: "sofie@demo.example", role: "buurtwerker", neighbourhoodId });
});
after(async () => {
  await browser?.close();
  await demo?.end();
});

const asks = {
  firstName: "Godelieve",
  lastName: "Claes",
  birthYear: "1938",
  phone: "+32470112201",
  address: "Lindelaan 12",
  text: "Mijn boodschappen worden te zwaar.",
  accessibilityNotes: "De trap is steil",
};

/** How the story is played: by whom it is told, how the browser is, and what is looked at on each page. */
const ways = [
  { called: "with scripts", who: asks, options: {} },
  {
    called: "without scripts",
    who: { ...asks, firstName: "Achiel", lastName: "Wuyts", birthYear: "1941", phone: "+32470112202", address: "Kerkstraat 5" },
    options: { javaScriptEnabled: false },
  },
  {
    called: "and no page of it has a barrier",
    who: { ...asks, firstName: "Paula", lastName: "Nijs", birthYear: "1936", phone: "+32470112203", address: "Veldweg 8" },
    options: { bypassCSP: true },
    look: (page) => holds(page, "nl-BE"),
  },
];

/** A text without the signs that stand around a word that is filled in. */
const bare = (text) => text.replace(/[\u2068\u2069]/g, "");

const idIn = (page) => new URL(page.url()).pathname.split("/").pop();
const done = async (page, text) => assert.equal(await page.locator("main .done").innerText(), text);
const facts = (page) => page.locator("main .facts").first().innerText();
const day = (moment, parts) => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Brussels", ...parts }).format(moment);

/** Goes to one of the places that stand above every page. */
async function goes(page, place, look = () => {}) {
  await press(page.locator("header nav").getByRole("link", { name: place, exact: true }));
  await look(page);
}

/** Katrien types what somebody at the desk says. */
async function types(page, who) {
  await page.locator("#how").selectOption("desk");
  await type(page, who);
  await tick(page.getByLabel("Nederlands", { exact: true }).first());
  await page.locator("#category").selectOption("groceries");
  await tick(page.getByLabel("dinsdag", { exact: true }));
  await type(page, { from: "14:00", to: "16:00" });
}

/** She takes them in: the id of the request. */
async function takesIn(katrien, who, look) {
  await goes(katrien, "Aan de balie", look);
  await types(katrien, who);
  await button(katrien, "Schrijf in");
  await done(katrien, "Ingeschreven. Dit is de vraag.");
  await katrien.getByText("Dit schreef je zelf in. Een collega keurt het goed.").waitFor();
  assert.equal(await katrien.getByRole("button", { name: "Keur goed" }).count(), 0);
  await look(katrien);
  return idIn(katrien);
}

async function approves(sofie, request, look) {
  await goes(sofie, "Nieuw", look);
  await press(sofie.locator(`.rows a[href*="${request}"]`));
  await look(sofie);
  await button(sofie, "Keur goed");
  await done(sofie, "Goedgekeurd.");
  assert.match(await facts(sofie), /Zoekt een helper/);
  await look(sofie);
}

/** Fatima and who asks agree, by phone; a visit takes place. */
async function isHelped(katrien, who, look) {
  await goes(katrien, "Mensen", look);
  await type(katrien, { findName: `${who.firstName} ${who.lastName}` });
  await button(katrien, "Zoek");
  await press(katrien.locator(".rows a"));
  await look(katrien);
  await link(katrien, "Boodschappen, Zoekt een helper");
  await link(katrien, "Wie kan helpen?");
  await look(katrien);
  await button(katrien, /^Stel .Fatima. voor$/);
  await done(katrien, "Voorgesteld. Beiden krijgen een vraag.");
  await look(katrien);
  await button(katrien, /^.Fatima. zegt ja$/);
  await done(katrien, "Het ja is genoteerd.");
  assert.match(await facts(katrien), /De helper zei ja/);
  await button(katrien, RegExp(`^.${who.firstName}. zegt ja$`));
  assert.match(await facts(katrien), /Afgesproken/);
  assert.match(await katrien.locator("ol.timeline").innerText(), /jij: noteerde een ja, en nu is het afgesproken/);
  await look(katrien);
  await type(katrien, { start: day(Date.now() - 24 * 60 * 60 * 1000), time: "14:00" });
  await button(katrien, "Plan een bezoek");
  await done(katrien, "Het bezoek is gepland.");
  await look(katrien);
  await press(katrien.getByRole("button", { name: /^Is doorgegaan/ }));
  await done(katrien, "Genoteerd: het bezoek ging door.");
  await look(katrien);
}

/** It takes more than a neighbour: with a yes on paper to some of it the service is asked. The id of the referral. */
async function refers(katrien, look) {
  await link(katrien, "Terug naar de hulpvraag");
  assert.match(await facts(katrien), /Heeft een helper/);
  await look(katrien);
  await link(katrien, "Verwijs door naar een dienst");
  await look(katrien);
  await link(katrien, "Gezinszorg");
  await look(katrien);
  await type(katrien, { reason: "Koken lukt ook niet meer alleen." });
  for (const field of ["name", "phone", "requestText"]) await tick(katrien.locator(`[name="shared"][value="${field}"]`));
  await tick(katrien.getByLabel("Op papier, getekend"));
  await button(katrien, /^Verstuur naar .Thuiszorg Linde.$/);
  await done(katrien, "Verstuurd. De dienst krijgt bericht.");
  assert.match(await facts(katrien), /Wacht op antwoord/);
  await look(katrien);
  const referral = idIn(katrien);
  await link(katrien, "Een hulpvraag");
  assert.match(await facts(katrien), /Bij een dienst/);
  return referral;
}

/** Lotte reads what was consented to and nothing else, takes it on in two presses and says how it ended in two more. */
async function answers(lotte, referral, who, look) {
  await goes(lotte, "Postvak", look);
  const row = lotte.locator(`.rows a[href*="${referral}"]`);
  assert.equal(bare(await row.innerText()), "Gezinszorg: iemand vraagt hulp, zeg of je kunt helpen");
  await press(row);
  const read = bare(await lotte.locator("main").innerText());
  const today = day(Date.now()).split("-").reverse().join("/");
  for (const text of [
    `${who.firstName} ${who.lastName}`,
    who.phone,
    who.text,
    "Koken lukt ook niet meer alleen.",
    "Alleen om deze persoon te helpen met: Gezinszorg.",
    `De persoon stemde op ${today} in met het delen hiervan.`,
  ]) {
    assert(read.includes(text), `${text}: ${read}`);
  }
  const all = await lotte.locator("body").textContent();
  for (const text of [who.address, who.birthYear, who.accessibilityNotes, "dinsdag", "Fatima"]) {
    assert.doesNotMatch(all, RegExp(`\\b${text}\\b`), `${text} was not consented to`);
  }
  await look(lotte);
  await button(lotte, "We nemen het op ons");
  await done(lotte, "Je nam het op je.");
  await look(lotte);
  await lotte.locator("summary", { hasText: "De hulp is afgelopen" }).press("Enter");
  await button(lotte, "We hebben geholpen");
  await done(lotte, "De hulp is afgelopen.");
  await look(lotte);
}

async function readsTheOutcome(katrien, referral, look) {
  await goes(katrien, "Doorverwijzingen", look);
  await press(katrien.locator(`.rows a[href*="${referral}"]`));
  assert.match(await facts(katrien), /Afgerond/);
  await katrien.getByText("De organisatie heeft geholpen.", { exact: true }).waitFor();
  await look(katrien);
  await link(katrien, "Een hulpvraag");
  assert.match(await facts(katrien), /Geholpen/);
  assert.equal(await katrien.getByRole("link", { name: "Verwijs door naar een dienst" }).count(), 0, "it is over");
  assert.match(await katrien.locator("section[aria-labelledby=referrals]").innerText(), /Afgerond/);
  assert.match(await katrien.locator("section[aria-labelledby=matches]").innerText(), /Afgelopen/);
  await look(katrien);
}

for (const { called, who, options, look = () => {} } of ways) {
  test(`somebody is taken in, helped by a neighbour and then by a service, ${called}`, async () => {
    const here = { ...options, baseURL: demo.said };
    const [katrien, sofie, lotte] = await Promise.all(["katrien", "sofie", "lotte"].map((it) => at(browser, it, here)));
    const request = await takesIn(katrien.page, who, look);
    await approves(sofie.page, request, look);
    await isHelped(katrien.page, who, look);
    const referral = await refers(katrien.page, look);
    await answers(lotte.page, referral, who, look);
    await readsTheOutcome(katrien.page, referral, look);
    for (const { complaints, close } of [katrien, sofie, lotte]) {
      assert.deepEqual(complaints, []);
      await close();
    }
  });
}

for (const { called, who, options, look = () => {} } of ways) {
  test(`whoever seems to be known already is shown, and one goes on, ${called}`, async () => {
    const { page, complaints, close } = await at(browser, "katrien", { ...options, baseURL: demo.said });
    const known = { ...who, lastName: "Maes", phone: "" };
    await goes(page, "Aan de balie");
    await types(page, known);
    await button(page, "Schrijf in");
    await done(page, "Ingeschreven. Dit is de vraag.");
    await goes(page, "Aan de balie");
    await types(page, known);
    await button(page, "Schrijf in");
    await page.getByRole("alert").getByText("Misschien is deze persoon al bekend.").waitFor();
    assert.equal(await page.locator("#text").inputValue(), who.text, "what was typed stays");
    await look(page);
    await tick(page.getByLabel(/ is iemand anders$/));
    await button(page, "Schrijf in");
    await done(page, "Ingeschreven. Dit is de vraag.");
    await page.getByRole("link", { name: "Misschien dezelfde persoon als deze" }).waitFor();
    assert.deepEqual(complaints.filter((it) => !it.includes("status of 409")), []);
    await close();
  });
}
