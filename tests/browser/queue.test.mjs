// A morning of moderation: by keyboard alone, and again without scripts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { demo, launch } from "./browser.mjs";
import { asks, at, holds, languages } from "./console.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => browser.close());

/** Presses a key that leads to another page. */
async function press(page, key) {
  await Promise.all([page.waitForEvent("framenavigated"), page.keyboard.press(key)]);
  await page.waitForLoadState();
}

/** Goes by Tab to what is named so. */
async function tab(page, name) {
  for (let step = 0; step < 80; step += 1) {
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    if ((await focused.count()) === 1 && (await focused.innerText()).trim() === name) return;
  }
  assert.fail(`${name} is not reached by keyboard`);
}

test("twenty requests are looked at and approved by single keys", async () => {
  const ids = await asks(20);
  const { page, complaints, close } = await at(browser, "katrien");
  await page.goto(`${demo}/console/queue`);
  assert((await page.locator(".rows > li").count()) >= 20);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  assert.equal(await page.locator(".rows > li > a").first().evaluate((it) => it === document.activeElement), true);
  await press(page, "Enter");
  const seen = new Set();
  for (let step = 0; step < 60 && page.url().includes("/console/requests/"); step += 1) {
    seen.add(new URL(page.url()).pathname.split("/").pop());
    await press(page, "a");
  }
  assert(ids.every((id) => seen.has(id)), "all were looked at");
  await page.goto(`${demo}/console/queue`);
  assert.equal(await page.locator(`.rows a[href*="${ids[0]}"]`).count(), 0);
  assert.deepEqual(complaints, []);
  await close();
});

test("a shortcut opens the question, and typing in it is typing", async () => {
  const [id] = await asks(1);
  const { page, complaints, close } = await at(browser, "katrien");
  await page.goto(`${demo}/console/requests/${id}`);
  await page.keyboard.press("v");
  assert.equal(await page.evaluate(() => document.activeElement.id), "question");
  await page.keyboard.type("aacw? Welke winkel");
  assert.equal(await page.locator("#question").inputValue(), "aacw? Welke winkel");
  await page.locator("details[open] button").click();
  await page.getByRole("status").filter({ hasText: "De vraag is gesteld" }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("single keys do nothing once they are switched off", async () => {
  const [id] = await asks(1);
  const { page, complaints, close } = await at(browser, "katrien");
  await page.goto(`${demo}/console/account`);
  await page.getByRole("button", { name: "Zet sneltoetsen af" }).click();
  await page.goto(`${demo}/console/requests/${id}`);
  for (const key of ["a", "c", "u", "v"]) await page.keyboard.press(key);
  assert.equal(new URL(page.url()).pathname, `/console/requests/${id}`);
  assert.equal(await page.locator("details[open]").count(), 0);
  assert.deepEqual(complaints, []);
  await close();
});

test("without scripts a request is claimed, asked about and approved by keyboard", async () => {
  const [one, other] = await asks(2);
  const { page, complaints, close } = await at(browser, "katrien", { javaScriptEnabled: false });
  await page.goto(`${demo}/console/requests/${one}`);
  await tab(page, "Neem het op je");
  await press(page, "Enter");
  await tab(page, "Vraag meer");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Welke winkel?");
  await tab(page, "Vraag het en ga verder");
  await press(page, "Enter");
  await page.goto(`${demo}/console/requests/${other}`);
  await tab(page, "Keur goed");
  await press(page, "Enter");
  await page.getByText("Zoekt een helper").first().waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("what comes in meanwhile is told, and moves no row under the hand", async () => {
  const [id] = await asks(1, "Eerst");
  const { page, complaints, close } = await at(browser, "katrien");
  await page.clock.install();
  await page.goto(`${demo}/console/queue`);
  const row = page.locator(`.rows a[href*="${id}"]`);
  await row.focus();
  const before = await row.boundingBox();
  const [later] = await asks(1, "Later");
  await page.clock.runFor(31_000);
  await page.locator("#news .news").waitFor();
  assert.equal(await page.locator(`.rows a[href*="${later}"]`).count(), 0, "the list stays as it is");
  assert.equal(await row.evaluate((it) => it === document.activeElement), true, "the focus stays");
  assert.equal((await row.boundingBox()).x, before.x);
  await page.locator("#news a").click();
  await page.locator(`.rows a[href*="${later}"]`).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

for (const [locale, lang] of Object.entries(languages)) {
  test(`the pages have no barrier, wide, narrow and large (${lang})`, async () => {
    const [id] = await asks(1);
    const { page, complaints, close } = await at(browser, "katrien", { bypassCSP: true });
    await page.locator(`.languages button[value="${locale}"]`).click();
    for (const path of ["/console/queue", `/console/requests/${id}`, "/console/account", "/console/account/authenticator"]) {
      await page.goto(`${demo}${path}`);
      await holds(page, locale);
    }
    await page.goto(`${demo}/console/requests/${id}`);
    await page.locator("summary").first().click();
    await holds(page, locale);
    assert.deepEqual(complaints, []);
    await close();
  });
}

test("the first page of a full list weighs at most 60 kB on the way", async () => {
  await asks(50, "Zwaar");
  const { page, complaints, close } = await at(browser, "katrien");
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const weights = [];
  session.on("Network.loadingFinished", ({ encodedDataLength }) => weights.push(encodedDataLength));
  await page.goto(`${demo}/console/queue`);
  await page.waitForLoadState("networkidle");
  assert.equal(await page.locator(".rows > li").count(), 50);
  assert(weights.length >= 4, "the page, its style and its scripts");
  const weight = weights.reduce((sum, it) => sum + it, 0);
  assert(weight <= 60_000, `${weight} bytes`);
  assert.deepEqual(complaints, []);
  await close();
});
