// Pictures of the main pages of the demo for the documentation, wide and narrow:
// DEMO=http://127.0.0.1:8080 node pictures.mjs FOLDER

import { mkdir } from "node:fs/promises";
import { demo, launch } from "./browser.mjs";
import { asks, at } from "./console.mjs";

const folder = process.argv[2];
await mkdir(folder, { recursive: true });

/** The first link of a list. */
const first = (selector) => async (page) => page.locator(selector).first().getAttribute("href");

const pages = [
  ["queue", "katrien", "/console/queue"],
  ["request", "katrien", "/console/queue", first(".rows a[href*='/requests/']")],
  ["worries", "katrien", "/console/worries"],
  ["follow-ups", "katrien", "/console/follow-ups"],
  ["intake", "katrien", "/console/intake"],
  ["map", "katrien", "/console/map"],
  ["referrals", "katrien", "/console/referrals"],
  ["inbox", "lotte", "/inbox"],
  ["inbox-referral", "lotte", "/inbox", first(".rows a[href*='/inbox/']")],
  ["administration", "admin", "/console/admin"],
];

const browser = await launch();
await asks(3);
for (const [width, kind] of [[1280, "wide"], [390, "narrow"]]) {
  const desks = new Map();
  for (const [name, who, path, within] of pages) {
    if (!desks.has(who)) desks.set(who, await at(browser, who, { viewport: { width, height: 900 } }));
    const { page } = desks.get(who);
    await page.goto(`${demo}${path}`);
    if (within !== undefined) await page.goto(new URL(await within(page), demo).href);
    await page.screenshot({ path: `${folder}/${name}-${kind}.png` });
  }
  for (const { close } of desks.values()) await close();
}
await browser.close();
