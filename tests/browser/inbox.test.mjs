// A care provider at the inbox: reads what came, takes it on and says how it went, by keyboard and without scripts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { demo, launch } from "./browser.mjs";
import { asks, at, caller, holds, languages } from "./console.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => browser.close());

/** The id of a referral that waits for an answer: a new one, as Katrien sends it with the yes of An on paper. */
async function waiting() {
  const [an, katrien, [requestId]] = await Promise.all([caller("an"), caller("katrien"), asks(1)]);
  const { id: personId } = await an("GET", "/v1/me");
  const { items: services } = await katrien("GET", "/v1/services");
  const { id: serviceId, organisation } = services.find((it) => it.organisation.name === "Thuiszorg Linde");
  const yes = { purpose: "referral", textVersion: "1", language: "nl-BE", given: true, how: "paper", scope: ["name"] };
  const { id: consentId } = await katrien("POST", "/v1/consents", { ...yes, personId, recipient: { organisationId: organisation.id } });
  const referral = { requestId, serviceId, consentId, shared: ["name"], reason: "Dit vraagt meer dan een goede buur." };
  const { id } = await katrien("POST", "/v1/referrals", referral);
  await katrien("POST", `/v1/referrals/${id}/send`);
  return id;
}

for (const [locale, lang] of Object.entries(languages)) {
  test(`the pages have no barrier, wide, narrow and large (${lang})`, async () => {
    const { page, complaints, close } = await at(browser, "lotte", { bypassCSP: true });
    await page.locator(`.languages button[value="${locale}"]`).click();
    const links = new Set(["/inbox", "/inbox/accepted", "/inbox/running", "/inbox/back", "/inbox/organisation", "/inbox/services"]);
    for (const list of ["/inbox", "/inbox/back", "/inbox/services"]) {
      await page.goto(`${demo}${list}`);
      const found = await page.locator("main a[href^='/inbox/']").evaluateAll((all) => all.map((it) => new URL(it.href).pathname));
      found.filter((it) => !links.has(it)).slice(0, 3).forEach((it) => links.add(it));
    }
    assert([...links].some((it) => it.includes("/referrals/")), "there is a referral to look at");
    for (const path of links) {
      await page.goto(`${demo}${path}`);
      await holds(page, locale);
    }
    assert.deepEqual(complaints, []);
    await close();
  });
}

test("a referral is read and taken on in two presses, without scripts", async () => {
  const id = await waiting();
  const { page, complaints, close } = await at(browser, "lotte", { javaScriptEnabled: false });
  await page.goto(`${demo}/inbox`);
  await page.locator(`.rows a[href*="${id}"]`).click();
  await page.locator("main button.first").first().click();
  await page.getByRole("status").first().waitFor();
  await page.goto(`${demo}/inbox/accepted`);
  assert.equal(await page.locator(`.rows a[href*="${id}"]`).count(), 1);
  assert.deepEqual(complaints, []);
  await close();
});
