// Every page that can be reached from the places of the console, and one level behind them: no barrier, at every width.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { demo, launch } from "./browser.mjs";
import { at, holds, languages } from "./console.mjs";
import { isWellBuilt } from "./states.mjs";
import { walk } from "./walk.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => browser.close());

/** What belongs to the tests of other files, or leads out. */
const isElsewhere = (path) => !/^\/(console|accessibility)/.test(path) || /sign-out|\/viewers|\/next/.test(path);

/** The pages behind the places, as somebody finds them by following links. */
async function reachable(page) {
  const places = await page.locator("header nav a").evaluateAll((all) => all.map((it) => it.getAttribute("href")));
  return walk(page, [...places, "/accessibility", "/console/concerns/new"], { isElsewhere });
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
        // A sheet is in the language of whoever gets it, and has nothing around it.
        const isSheet = path.startsWith("/console/print/");
        await holds(page, isSheet ? undefined : locale);
        if (!isSheet) await isWellBuilt(page);
      }
    }
    assert.deepEqual(complaints, []);
    await close();
  });
}
