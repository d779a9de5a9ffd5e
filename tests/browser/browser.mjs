// One Chromium for a test file, that can reach nothing but loopback and tells what went wrong on a page.

import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export const demo = process.env.DEMO;

const flags = [
  "--no-sandbox",
  "--headless",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A name that a page would look up does not exist here.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

export async function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM, args: flags });
}

/**
 * A new page, and the list that fills with its console errors, uncaught exceptions, what its policy blocked, and requests
 * that leave loopback.
 */
export async function open(browser, options) {
  const page = await browser.newPage(...(options === undefined ? [] : [options]));
  const complaints = [];
  const documents = new Set();
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const { url } = message.location();
    // A page that says a refusal is a page; that its style or script is missing is a complaint.
    if (message.text().startsWith("Failed to load resource") && documents.has(url)) return;
    complaints.push(`console: ${message.text()} (${url})`);
  });
  await page.addInitScript(() =>
    addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, documentURI }) =>
      console.error(`blocked by policy: ${effectiveDirective} ${blockedURI} on ${documentURI}`),
    ),
  );
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  // What a page had not loaded yet when one went on is no failure.
  page.on("requestfailed", (request) => {
    if (request.failure()?.errorText !== "net::ERR_ABORTED") complaints.push(`failed: ${request.url()}`);
  });
  page.on("request", (request) => {
    if (request.isNavigationRequest()) documents.add(request.url());
    const { protocol, hostname } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:" && hostname !== "127.0.0.1") complaints.push(`leaves loopback: ${request.url()}`);
  });
  return { page, complaints };
}

/** What axe finds on the page against WCAG 2.2 AA: one line per broken rule, but for the rules named. */
export async function barriers(page, ...rulesLeftOut) {
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }),
  );
  return violations
    .filter(({ id }) => !rulesLeftOut.includes(id))
    .map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(" | ")})`);
}
