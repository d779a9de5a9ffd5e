// The first run: from the link that the program prints to an open neighbourhood. Each time with a program of its own.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { launch, open } from "./browser.mjs";
import { button, holds, link, press, tick, type } from "./console.mjs";
import { start } from "./program.mjs";

const sofie = { firstName: "Sofie", lastName: "Maes", birthYear: "1980", email: "sofie@buurt.example" };
const password = "een zin van een paar woorden";

const square = (wijkcode, naam, west) => ({
  type: "Feature",
  properties: { wijkcode, naam, niscode: "99999" },
  geometry: {
    type: "Polygon",
    coordinates: [[[west, 51], [west + 0.01, 51], [west + 0.01, 51.01], [west, 51.01], [west, 51]]],
  },
});
const boundaries = { type: "FeatureCollection", features: [square("W01", "Lindewijk", 4), square("W02", "Kouterwijk", 4.01)] };

/** What a mail server on this machine gets. */
const letters = [];
const mail = createServer(async (socket) => {
  const say = (text) => socket.write(`${text}\r\n`);
  let letter;
  say("220 here");
  for await (const line of createInterface({ input: socket })) {
    if (letter === undefined) {
      if (line === "DATA") letter = [];
      say(line === "DATA" ? "354 go on" : line === "QUIT" ? "221 bye" : "250 yes");
    } else if (line === ".") {
      letters.push(letter.join("\n"));
      mail.emit("letter");
      letter = undefined;
      say("250 kept");
    } else {
      letter.push(line);
    }
  }
});

let browser;
before(async () => {
  browser = await launch();
  await once(mail.listen(0, "127.0.0.1"), "listening");
});
after(async () => {
  await browser?.close();
  mail.close();
});

/** What the app on the phone shows for a key (RFC 6238). */
function codeOf(key) {
  const bits = [...key.replace(/\s/g, "")].map((it) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(it).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g).map((it) => Number.parseInt(it, 2));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const sum = createHmac("sha1", Buffer.from(bytes)).update(step).digest();
  const number = sum.readUInt32BE(sum.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

const title = (page) => page.locator("h1").innerText();
const done = async (page, text) => assert.equal(await page.locator("main .done").innerText(), text);

/** Sofie becomes administrator, with the code of the link; with another one she does not. */
async function makesTheAdministrator(page, code, look) {
  await look(page);
  await type(page, { ...sofie, token: `${code.slice(1)}${code[0]}`, password, passwordAgain: password });
  await button(page, "Maak de beheerder");
  await page.getByRole("alert").getByText("Die code is niet juist, of werkt niet meer. Kijk ze na.").waitFor();
  assert.equal(await page.locator("#email").inputValue(), sofie.email, "what was typed stays");
  assert.equal(await page.locator("#password").inputValue(), "");
  await look(page);
  await type(page, { token: code, password, passwordAgain: password });
  await button(page, "Maak de beheerder");
  assert.equal(await title(page), "App voor codes", "that comes before anything else");
  await look(page);
}

async function setsUpTheApp(page, look) {
  await button(page, "Begin");
  await look(page);
  await type(page, { code: codeOf(await page.locator(".secret").innerText()) });
  await button(page, "Klaar");
  await done(page, "Je app is ingesteld.");
  assert((await page.locator(".codes li").count()) >= 8);
  await look(page);
  await link(page, "Ik heb ze bewaard");
  assert.equal(await title(page), "Buurtnet in gebruik nemen");
  await look(page);
}

async function bringsInTheNeighbourhoods(page, look) {
  await link(page, "Buurten binnenbrengen");
  await look(page);
  const buffer = Buffer.from(JSON.stringify(boundaries));
  await page.locator("#file").setInputFiles({ name: "wijken.geojson", mimeType: "application/geo+json", buffer });
  await button(page, "Bekijk het bestand");
  assert.equal(await page.locator("svg.map path.area").count(), 2, "both are drawn");
  assert.deepEqual(await page.locator("tbody tr th").allInnerTexts(), ["Lindewijk", "Kouterwijk"]);
  await look(page);
  await button(page, "Breng deze buurten binnen");
  await done(page, "De buurten zijn binnen.");
  await look(page);
  await link(page, "Verder met in gebruik nemen");
  await look(page);
}

async function choosesTheTemplate(page, look) {
  await link(page, "Kies een sjabloon");
  assert.equal(await page.locator("svg.map path.area").count(), 1);
  await look(page);
  await tick(page.locator('[name="template"][value="careful"]'));
  await button(page, "Gebruik dit sjabloon");
  await done(page, "Bewaard.");
  assert.equal(await page.locator('[name="way"][value="nearby"]').isChecked(), false, "helpers do not volunteer there");
  await page.locator("#state").selectOption("running");
  await button(page, "Bewaar");
  await done(page, "Bewaard.");
  await look(page);
  await link(page, "Verder met in gebruik nemen");
}

async function setsMail(page, look) {
  await link(page, "Mail instellen");
  await look(page);
  await type(page, { server: "127.0.0.1", port: String(mail.address().port), from: "Buurtnet <buurt@buurt.example>" });
  await tick(page.locator('[name="security"][value="none"]'));
  await button(page, "Bewaar");
  await done(page, "Bewaard.");
  await look(page);
  await button(page, "Stuur mij een proefmail");
  await done(page, "De proefmail is weg. Kijk of hij aankomt.");
  assert.match(letters.pop(), /^To: .*sofie@buurt\.example/m);
  await link(page, "Verder met in gebruik nemen");
}

/** Sofie makes codes to print: one of them. */
async function invites(page, look) {
  await press(page.locator('main a[href="/console/admin/invitations"]').first());
  await look(page);
  await page.locator("#grantedRole").selectOption("buurtwerker");
  await page.locator("#neighbourhoodId").selectOption({ label: "Lindewijk" });
  await type(page, { howMany: "2" });
  await button(page, "Maak codes om af te drukken");
  assert.equal(await page.locator(".secret").count(), 2, "a card for each");
  return page.locator(".secret").first().innerText();
}

/** The letter that somebody is sent, as soon as it is there. */
async function letterTo(address) {
  for (;;) {
    const found = letters.find((it) => it.includes(`To: ${address}`) || it.includes(`<${address}>`));
    if (found !== undefined) return found.replace(/=\n/g, "").replace(/=3D/g, "=");
    await once(mail, "letter");
  }
}

/** Katrien has the code on paper, and no account yet. */
async function joins(page, code, look) {
  const katrien = { firstName: "Katrien", lastName: "Claes", birthYear: "1985", email: "katrien@buurt.example", password };
  await page.goto("/console/join/account");
  await look(page);
  await type(page, katrien);
  await button(page, "Maak een account");
  await look(page);
  const [sent] = (await letterTo(katrien.email)).match(/\/verify#[\w.~-]+/);
  letters.length = 0;
  await page.goto(sent);
  await type(page, { token: sent });
  await button(page, "Dit adres is van mij");
  await page.goto("/console/sign-in?to=/console/join");
  await type(page, { email: katrien.email, password });
  await button(page, "Aanmelden");
  await look(page);
  await type(page, { code });
  await button(page, "Neem de rol aan");
  await look(page);
}

const ways = [
  { called: "with scripts", options: {} },
  { called: "without scripts", options: { javaScriptEnabled: false } },
  { called: "and no page on the way has a barrier", options: { bypassCSP: true }, look: (page) => holds(page, "nl-BE") },
];

/** Somebody who has the page open since before comes too late, with the same code. */
async function isTooLate(page, code, look) {
  await type(page, { ...sofie, token: code, password, passwordAgain: password });
  await button(page, "Maak de beheerder");
  await page.getByText("Er is al een beheerder. Meld je aan om verder te gaan.").waitFor();
  await look(page);
  await link(page, "Aanmelden");
  assert.equal(await title(page), "Aanmelden");
  await look(page);
}

for (const { called, options, look = () => {} } of ways) {
  test(`from the link to an open neighbourhood, ${called}`, async () => {
    const program = await start(["serve"], /http:\/\/\S+\/setup#\S+/);
    try {
      const [baseURL, code] = program.said.split("/setup#");
      const here = { ...options, baseURL, locale: "nl-BE" };
      const [first, late, third] = [await open(browser, here), await open(browser, here), await open(browser, here)];
      await late.page.goto("/setup");
      const { page } = first;
      await page.goto(program.said);
      const hasScripts = options.javaScriptEnabled ?? true;
      assert.equal(await page.locator("#token").inputValue(), hasScripts ? code : "");
      assert.equal(page.url(), hasScripts ? `${baseURL}/setup` : program.said);
      await makesTheAdministrator(page, code, look);
      await isTooLate(late.page, code, look);
      await setsUpTheApp(page, look);
      await bringsInTheNeighbourhoods(page, look);
      await choosesTheTemplate(page, look);
      await setsMail(page, look);
      assert.equal(await title(page), "Buurtnet in gebruik nemen", "nobody works there yet");
      await look(page);
      await joins(third.page, await invites(page, look), look);
      await page.goto("/setup");
      assert.equal(await title(page), "Je buurt is open");
      await look(page);
      for (const { page, complaints } of [first, late, third]) {
        assert.deepEqual(complaints.filter((it) => !it.includes("status of 400")), []);
        await page.close();
      }
    } finally {
      await program.end();
    }
  });
}
