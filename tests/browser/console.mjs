// At work in the console of the demo: signing in, asking for help as others do, and what holds for every page.

import assert from "node:assert/strict";
import { barriers, demo, open } from "./browser.mjs";

export const password = "zorgzame-buurt";
export const languages = { "nl-BE": "nl", "fr-BE": "fr", en: "en" };

/** A page in which somebody of the demo signed in, in a browser of its own. */
export async function at(browser, name, options = {}) {
  const context = await browser.newContext({ baseURL: demo, ...options });
  const { page, complaints } = await open(context);
  await page.goto("/console/sign-in");
  await page.locator("#email").fill(`${name}@demo.example`);
  await page.locator("#password").fill(password);
  await Promise.all([page.waitForURL((url) => !url.pathname.endsWith("/sign-in")), page.locator("main button.first").click()]);
  return { page, complaints, close: () => context.close() };
}

/** Presses Enter on what leads to another page, or to the same one anew. */
export async function press(target) {
  await Promise.all([target.page().waitForEvent("load"), target.press("Enter")]);
}

/** Presses the button with this name. A word that is filled in stands between two signs that nobody sees. */
export const button = (page, name) => press(page.getByRole("button", { name, exact: true }));

/** Follows the link with this name. */
export const link = (page, name) => press(page.locator("main").getByRole("link", { name, exact: true }));

/** Ticks a box, or chooses one of several. */
export async function tick(target) {
  await target.press("Space");
  assert(await target.isChecked());
}

/** Types into fields, by their ids. */
export async function type(page, fields) {
  for (const [id, text] of Object.entries(fields)) await page.locator(`#${id}`).fill(text);
}

/** Somebody of a demo who calls the API. */
export async function caller(name, base = demo) {
  const json = { "content-type": "application/json" };
  const said = JSON.stringify({ email: `${name}@demo.example`, password });
  const session = await fetch(`${base}/v1/sessions`, { method: "POST", headers: json, body: said });
  const { accessToken } = await session.json();
  return async (method, path, body) => {
    const headers = { ...json, authorization: `Bearer ${accessToken}`, "idempotency-key": crypto.randomUUID() };
    const answer = await fetch(`${base}${path}`, { method, headers, body: JSON.stringify(body) });
    const text = await answer.text();
    assert(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
}

/** So many requests of An, of which each says something else. */
export async function asks(count, words = "Ik zoek iemand voor", base = demo) {
  const call = await caller("an", base);
  const slot = { day: "tue", from: "14:00", to: "16:00" };
  const ids = [];
  for (let number = 1; number <= count; number += 1) {
    const text = { lang: "nl", text: `${words} ${number}` };
    const wish = { category: "groceries", urgency: "flexible", durationMinutes: 60, weeklySlots: [slot], languages: ["nl"], text };
    ids.push((await call("POST", "/v1/requests", wish)).id);
  }
  return ids;
}

/** Whatever is wider than the window. */
const spilling = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("body *")]
      .filter((it) => !it.closest(".wide, .skip, svg") && it.getBoundingClientRect().right > globalThis.innerWidth + 1)
      .map((it) => `${it.tagName} ${it.id} ${it.textContent.trim().slice(0, 40)}`),
  );

/** Everything to press that is lower than 44 pixels, but for links within a sentence. */
const small = (page) =>
  page.locator("button, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), select, summary, nav a, .rows > li > a, .button").evaluateAll((all) =>
    all
      .filter((it) => it.checkVisibility())
      .map((it) => ({ name: it.textContent.trim() || it.id, height: it.getBoundingClientRect().height }))
      .filter(({ height }) => height < 43.9)
      .map(({ name, height }) => `${name} (${height})`),
  );

/** Holds the page against what every page must be: in this language (undefined: in any), at these widths, in large letters. */
export async function holds(page, lang, widths = [1280, 320]) {
  const path = new URL(page.url()).pathname;
  if (lang !== undefined) assert.equal(await page.locator("html").getAttribute("lang"), lang, path);
  assert.equal(await page.locator("h1").count(), 1, `${path} has one heading of the first level`);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    assert.deepEqual(await barriers(page), [], `${path} at ${width}`);
    assert.deepEqual(await spilling(page), [], `${path} at ${width} is no wider than the window`);
    assert.deepEqual(await small(page), [], `${path} at ${width}: everything to press is 44 pixels high`);
  }
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  assert.deepEqual(await spilling(page), [], `${path} at twice the size is no wider than the window`);
  await page.evaluate(() => (document.documentElement.style.fontSize = ""));
  await page.setViewportSize({ width: 1280, height: 800 });
  assert.doesNotMatch(await page.locator("body").innerText(), /console-[a-z]/, `${path} has words for everything`);
}
