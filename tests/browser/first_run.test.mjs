// The first run in a browser: from the link to a neighbourhood, with everything that can be mistyped on the way.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { launch, open } from "./browser.mjs";
import { holds, languages, password } from "./console.mjs";
import { start } from "./program.mjs";
import { sends, unsaid } from "./states.mjs";

let browser;
let program;
before(async () => ([browser, program] = await Promise.all([launch(), start(["serve"], /http:\/\/\S+\/setup#\S+/)])));
after(async () => {
  await browser?.close();
  await program?.end();
});

const somebody = { firstName: "Sofie", lastName: "Maes", birthYear: "1980", email: "sofie@buurt.example", locale: "nl-BE" };
const square = [[4, 51], [4.01, 51], [4.01, 51.01], [4, 51.01], [4, 51]];
const boundary = (name, geometry) => ({ type: "Feature", properties: { code: name, name }, geometry });
const boundaries = [boundary("W01", { type: "Polygon", coordinates: [square] }), boundary("W02", null)];
const file = (buffer) => ({ name: "wijken.geojson", mimeType: "application/json", buffer });
const files = {
  picture: file(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3])),
  nothing: file(Buffer.alloc(0)),
  huge: file(Buffer.alloc(17 * 1024 * 1024, " ")),
  good: file(Buffer.from(JSON.stringify({ type: "FeatureCollection", features: boundaries }))),
};

/** The code that an app shows now for a key. */
function code(secret) {
  const bits = [...secret.replace(/[\s=]/g, "")].map((it) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(it).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((it) => Number.parseInt(it, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", key).update(step).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

test("an administrator sets an instance up, and each page of that has no barrier in any language", async () => {
  const context = await browser.newContext({ baseURL: new URL(program.said).origin, bypassCSP: true });
  const { page, complaints } = await open(context);
  const faults = [];
  /** Comes to a state of a page in each language, and looks. */
  const inEach = async (path, state = async () => {}, values = undefined) => {
    for (const locale of Object.keys(languages)) {
      await page.goto(path);
      await page.locator(`.languages button[value="${locale}"]`).click();
      await page.goto(path);
      await state();
      if (values !== undefined) faults.push(...(await unsaid(page, values)).map((it) => `${path} ${JSON.stringify(values)}: ${it}`));
      await holds(page, locale, locale === "nl-BE" ? undefined : [320]);
    }
  };
  const again = { ...somebody, password, passwordAgain: "een-ander-wachtwoord" };
  const token = program.said.split("#")[1];

  await inEach("/setup");
  await inEach("/setup", () => sends(page, "main form", { ...again, token: "x" }), again);
  await inEach("/setup", () => sends(page, "main form", { ...again, token }), again);
  await inEach("/setup", () => sends(page, "main form", { ...again, token, birthYear: "x" }), { ...again, birthYear: "x" });
  await page.goto(program.said);
  await sends(page, "main form", { ...again, passwordAgain: password });
  await inEach("/setup");

  // Until there is a second factor, the role does not count.
  const begin = () => sends(page, "main form", {});
  await inEach("/console/account/authenticator", begin);
  const wrong = async () => {
    await begin();
    await sends(page, "main form:has(#code)", { code: "000000" });
  };
  await inEach("/console/account/authenticator", wrong, { code: "000000" });
  await page.goto("/console/account/authenticator");
  await begin();
  await sends(page, "main form:has(#code)", { code: code(await page.locator(".secret").innerText()) });
  await page.locator(".codes").waitFor();
  await holds(page);

  await inEach("/console/admin/neighbourhoods");
  const form = "main form[enctype]";
  const give = (file) => async () => {
    await page.locator("#file").setInputFiles(file);
    await sends(page, form, {});
  };
  for (const file of [files.picture, files.nothing]) await inEach("/console/admin/neighbourhoods", give(file), {});
  await page.goto("/console/admin/neighbourhoods");
  await give(files.huge)();
  faults.push(...(await unsaid(page, {})).map((it) => `a huge file: ${it}`));
  await holds(page);
  await page.goto("/console/admin/neighbourhoods");
  await give(files.good)();
  const path = new URL(page.url()).pathname;
  await inEach(path);
  await inEach(path, () => sends(page, "main form:has(#municipality)", { municipality: "x" }), { municipality: "x" });
  await page.goto(path);
  await sends(page, "main form:has(#codes)", {});
  await page.locator(".done").waitFor();
  await inEach(path);
  await inEach("/setup");
  assert.deepEqual([...faults, ...complaints], []);
  await context.close();
});
