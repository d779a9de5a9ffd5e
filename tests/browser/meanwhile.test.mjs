// What happens beside the work: somebody else was first, a session ended, a page is not there; and what a page says aloud.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { asks, at, caller, holds, languages, password } from "./console.mjs";
import { start } from "./program.mjs";
import { isWellBuilt, repeated, sends, unsaid } from "./states.mjs";

let browser;
let demo;
let katrien;
let sofie;
before(async () => {
  [browser, demo] = await Promise.all([launch(), start(["demo"], /http:\/\/[\d.:]+(?=\/console)/)]);
  [katrien, sofie] = await Promise.all(["katrien", "sofie"].map((it) => caller(it, demo.said)));
});
after(async () => {
  await browser?.close();
  await demo?.end();
});

const ask = "main form:has(#question)";
const typed = { question: "Welke winkel?" };

/** So many requests of An. */
const requests = (count) => asks(count, "Ik zoek iemand voor", demo.said);

/** Somebody at work, in a language, without a policy: axe is a script. */
async function working(name, locale, options) {
  const { page, complaints, close } = await at(browser, name, { bypassCSP: true, baseURL: demo.said, ...options });
  await page.locator(`.languages button[value="${locale}"]`).click();
  const done = async () => {
    assert.deepEqual(complaints, []);
    await close();
  };
  return { page, done };
}

for (const [locale, lang] of Object.entries(languages)) {
  const widths = lang === "nl" ? undefined : [320];

  test(`who was first elsewhere costs no word (${lang})`, async () => {
    const [stale, held] = await requests(2);
    const { page, done } = await working("katrien", locale);
    await page.goto(`/console/requests/${stale}`);
    await sofie("POST", `/v1/requests/${stale}/hold`, { reason: "unclear" });
    await sofie("POST", `/v1/requests/${stale}/release`);
    await sends(page, ask, typed);
    assert.deepEqual(await unsaid(page, typed), []);
    await holds(page, locale, widths);
    await page.goto(`/console/requests/${held}`);
    await sofie("POST", `/v1/moderation/queue/${held}/claim`);
    await sends(page, ask, typed);
    assert.deepEqual(await unsaid(page, typed), []);
    await page.getByText("Sofie").first().waitFor();
    await holds(page, locale, widths);
    await done();
  });

  test(`a session that is over costs no word (${lang})`, async () => {
    const [request] = await requests(1);
    const { page, done } = await working("katrien", locale);
    await page.goto(`/console/requests/${request}`);
    await page.context().clearCookies({ name: "session" });
    await sends(page, ask, typed);
    await page.getByRole("status").first().waitFor();
    await holds(page, locale, widths);
    await sends(page, "main form", { email: "katrien@demo.example", password: "niet-dit-wachtwoord" });
    assert.deepEqual(await unsaid(page, { email: "katrien@demo.example" }), []);
    await holds(page, locale, widths);
    await sends(page, "main form", { email: "katrien@demo.example", password });
    assert.equal(await page.locator("input[name=question]").inputValue(), typed.question);
    await holds(page, locale, widths);
    await sends(page, "main form", {});
    await page.locator(".done[role=status]").waitFor();
    await page.getByText(typed.question).first().waitFor();
    await holds(page, locale, widths);
    await done();
  });

  test(`who must prove again who they are is told so (${lang})`, async () => {
    const { page, done } = await working("katrien", locale);
    await page.goto("/console/step-up?to=/console/account");
    await holds(page, locale, widths);
    await sends(page, "main form", { password: "niet-dit-wachtwoord" });
    assert.deepEqual(await unsaid(page, {}), []);
    await holds(page, locale, widths);
    await sends(page, "main form", { password });
    assert.equal(new URL(page.url()).pathname, "/console/account");
    await page.goto("/console/account/authenticator");
    await sends(page, "main form", {});
    await holds(page, locale, widths);
    await sends(page, "main form", { code: "000000" });
    assert.deepEqual(await unsaid(page, {}), []);
    await holds(page, locale, widths);
    await done();
  });

  test(`a page that cannot be shown says so (${lang})`, async () => {
    const [request] = await requests(1);
    const { page, done } = await working("katrien", locale);
    const paths = { [`/console/requests/${crypto.randomUUID()}`]: 404, "/console/nergens": 404, "/console/admin/mail": 403, "/console/sign-out": 404 };
    for (const [path, status] of Object.entries(paths)) {
      assert.equal((await page.goto(path)).status(), status, path);
      await holds(page, locale, widths);
    }
    await page.goto(`/console/requests/${request}`);
    await sends(page, ask, { question: "a".repeat(300_000) });
    assert.equal(await page.locator("h1").count(), 1);
    await holds(page, locale, widths);
    await done();
  });

  test(`lists are readable without a row, and on their second page (${lang})`, async () => {
    const { page, done } = await working("sofie", locale);
    for (const path of ["/console/worries", "/console/worries?view=closed", "/console/admin/replies", "/console/referrals?state=failed"]) {
      await page.goto(path);
      assert.equal(await page.locator(".rows > li, tbody tr").count(), 0, path);
      await holds(page, locale, widths);
    }
    if (lang === "nl") await requests(51);
    await page.goto("/console/queue");
    await page.locator("main a.button[href*='after=']").click();
    await page.locator(".rows > li").first().waitFor();
    await holds(page, locale, widths);
    await page.goto("/console/people");
    await sends(page, "main form", { findName: "Niemand" });
    await page.locator("main [role=status]").waitFor();
    await holds(page, locale, widths);
    await done();
  });

  test(`everything that is folded away can be opened (${lang})`, async () => {
    const { items: people } = await katrien("POST", "/v1/people/search", { name: "Rosa Demo" });
    const { items: matches } = await katrien("GET", "/v1/matches?view=neighbourhood");
    const [request] = await requests(1);
    const agreed = matches.find(({ state }) => state === "agreed").id;
    const { page, done } = await working("katrien", locale);
    for (const path of [`/console/requests/${request}`, `/console/people/${people[0].id}`, `/console/matches/${agreed}`, "/console/intake"]) {
      await page.goto(path);
      await page.locator("details").evaluateAll((all) => all.forEach((it) => (it.open = true)));
      await holds(page, locale, widths);
    }
    await done();
  });

  test(`so it is in the inbox (${lang})`, async () => {
    const { page, done } = await working("lotte", locale);
    for (const list of ["/inbox/running", "/inbox/services", "/inbox/software", "/inbox/organisation", "/inbox/clients"]) {
      await page.goto(list);
      const within = page.locator("main .rows a").first();
      if ((await within.count()) > 0) await page.goto(await within.getAttribute("href"));
      await page.locator("details").evaluateAll((all) => all.forEach((it) => (it.open = true)));
      await holds(page, locale, widths);
    }
    await done();
  });
}

test("whoever was erased leaves pages that say so", async () => {
  const wish = { category: "groceries", urgency: "flexible", durationMinutes: 60, weeklySlots: [{ day: "tue", from: "14:00", to: "16:00" }] };
  const who = { firstName: "Odette", lastName: "Smets", birthYear: 1931, languages: [{ tag: "nl", level: "good" }], locale: "nl-BE" };
  const where = { position: { lat: 51.041, lon: 4.476 }, how: "desk" };
  const { id } = await katrien("POST", "/v1/people", { ...who, ...where });
  const asked = await katrien("POST", "/v1/requests", { ...wish, channel: "desk", forPerson: id, text: { lang: "nl", text: "Een tas soep." } });
  await katrien("POST", `/v1/people/${id}/erase`);
  const { page, done } = await working("katrien", "nl-BE");
  for (const path of [`/console/people/${id}`, `/console/requests/${asked.id}`]) {
    await page.goto(path);
    assert.doesNotMatch(await page.locator("body").innerText(), /Odette|Smets|soep/, path);
    await holds(page, "nl-BE");
  }
  await done();
});

test("a screen reader is given the queue and a request in order, with a name for everything", async () => {
  const [request] = await requests(1);
  const { page, done } = await working("katrien", "nl-BE");
  for (const [path, live] of [["/console/queue", "#news"], [`/console/requests/${request}`, "#viewers"]]) {
    await page.goto(path);
    await isWellBuilt(page);
    assert.deepEqual(await repeated(page), [], path);
    assert.equal(await page.locator(live).getAttribute("role"), "status");
  }
  await done();
});

test("the hand stays where it was when a part of the page comes anew", async () => {
  const [request] = await requests(1);
  const { page, done } = await working("katrien", "nl-BE");
  await page.clock.install();
  await page.goto(`/console/requests/${request}`);
  await page.locator("summary[data-key=v]").click();
  await page.locator("#question").pressSequentially("Welke winkel");
  const other = await working("sofie", "nl-BE");
  await other.page.goto(`/console/requests/${request}`);
  await page.clock.runFor(21_000);
  await page.locator("#viewers").getByText("Sofie").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "question");
  assert.equal(await page.locator("#question").inputValue(), "Welke winkel");
  await other.done();
  await page.goto("/console/queue");
  for (const count of [1, 2]) {
    await requests(1);
    await page.clock.runFor(31_000);
    await page.locator("#news").getByText(String(count)).waitFor();
    if (count === 1) await page.locator("#news a").focus();
    assert.equal(await page.evaluate(() => document.activeElement.closest("#news") !== null), true, `after ${count}`);
  }
  await done();
});
