// Every page that can be reached from the places of the console, and one level behind them: no barrier, at every width.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { demo, launch } from "./browser.mjs";
import { at, holds, languages } from "./console.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => browser.close());

/** So many pages of one kind are looked at: a kind is a path without its ids. */
const MOST_OF_A_KIND = 1;
const kind = (path) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}");

/** What belongs to the tests of other files, or leads out. */
const isElsewhere = (path) => !/^\/(console|accessibility)/.test(path) || /sign-out|\/viewers|\/next/.test(path);

/** The pages behind the places, as somebody finds them by following links. */
async function reachable(page) {
  const found = new Map();
  const links = async (selector) => page.locator(selector).evaluateAll((all) => all.map((it) => new URL(it.getAttribute("href"), location.href).pathname));
  const waiting = (await links("header nav a")).map((path) => [path, "a place"]);
  waiting.push(["/accessibility", "the foot"], ["/console/concerns/new", "the foot"]);
  while (waiting.length > 0) {
    const [path, from] = waiting.shift();
    const same = found.get(kind(path)) ?? [];
    if (isElsewhere(path) || same.includes(path) || same.length >= MOST_OF_A_KIND) continue;
    const answer = await page.goto(`${demo}${path}`);
    assert(answer.status() < 400, `${path}, from ${from}: ${answer.status()}`);
    if (!(answer.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    found.set(kind(path), [...same, path]);
    waiting.push(...(await links("main a[href^='/']")).map((it) => [it, path]));
  }
  return [...found.values()].flat();
}

for (const [who, least] of [["katrien", 20], ["sofie", 20], ["admin", 8]]) {
  test(`no page that ${who} comes to has a barrier`, async () => {
    const { page, complaints, close } = await at(browser, who, { bypassCSP: true });
    const pages = await reachable(page);
    assert(pages.length >= least, `${pages.length}: ${pages.join(" ")}`);
    for (const locale of who === "katrien" ? Object.keys(languages) : ["nl-BE"]) {
      await page.goto(`${demo}/console/account`);
      await page.locator(`.languages button[value="${locale}"]`).click();
      for (const path of pages) {
        await page.goto(`${demo}${path}`);
        // A sheet is in the language of whoever gets it.
        await holds(page, path.startsWith("/console/print/") ? undefined : locale);
      }
    }
    assert.deepEqual(complaints, []);
    await close();
  });
}
