// The page behind the link in the mail of an organisation: by keyboard, without scripts, in Dutch and French.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers, demo, launch, open } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => browser.close());

const outbox = async () => (await (await fetch(`${demo}/_demo/outbox`, { headers: { accept: "application/json" } })).json()).items;

/** A link to each referral that was mailed to an organisation, newest first. */
async function links() {
  const all = (await outbox()).map(({ body }) => body.match(/http:\/\/\S+\/r\/\S+/)?.[0]).filter((link) => link !== undefined);
  return [...new Map(all.map((link) => [new URL(link).pathname.split(".")[0], link])).values()];
}

/** The code of the newest mail that has one. */
const code = async () =>
  (await outbox()).map(({ body }) => body.match(/^\d{8}$/m)?.[0]).find((digits) => digits !== undefined);

/** Goes by Tab to what is named so, and presses Enter. */
async function press(page, name) {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    if ((await focused.count()) === 1 && (await focused.innerText()).trim() === name) {
      await Promise.all([page.waitForEvent("framenavigated"), page.keyboard.press("Enter")]);
      await page.waitForLoadState();
      return;
    }
  }
  assert.fail(`${name} is not reached by keyboard`);
}

/** Goes by Tab to a field, and types. */
async function type(page, id, text) {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press("Tab");
    if ((await page.locator(`#${id}:focus`).count()) === 1) {
      await page.keyboard.type(text);
      return;
    }
  }
  assert.fail(`${id} is not reached by keyboard`);
}

const words = {
  "nl-BE": { send: "Stuur mij een code", enter: "Open de doorverwijzing", accept: "We nemen het op ons", ask: "Vraag het aan het team", taken: "Je nam het op je" },
  "fr-BE": { send: "Envoyez-moi un code", enter: "Ouvrir l’orientation", accept: "Nous acceptons", ask: "Demander à l’équipe", taken: "Vous avez accepté" },
};

/** The ids of the referrals that are with the organisation of the demo. */
async function running() {
  const json = { "content-type": "application/json" };
  const said = JSON.stringify({ email: "lotte@demo.example", password: "zorgzame-buurt" });
  const { accessToken } = await (await fetch(`${demo}/v1/sessions`, { method: "POST", headers: json, body: said })).json();
  const inbox = await fetch(`${demo}/v1/referrals?view=inbox`, { headers: { authorization: `Bearer ${accessToken}` } });
  const { items } = await inbox.json();
  return items.filter(({ state }) => ["requested", "accepted", "inProgress", "onHold"].includes(state)).map(({ id }) => id);
}

/** The page of a referral: another one for each language, because only so many codes are sent for each. */
async function visit(page, lang) {
  const ids = (await running()).sort();
  const id = ids[Object.keys(words).indexOf(lang)];
  const link = (await links()).find((it) => id !== undefined && it.includes(id));
  assert(link, "too few referrals in the demo");
  await page.goto(`${link}?lang=${lang}`);
  return link;
}

for (const [lang, said] of Object.entries(words)) {
  test(`an organisation reads and answers by keyboard, without scripts (${lang})`, async () => {
    const { page, complaints } = await open(browser, { javaScriptEnabled: false });
    const link = await visit(page, lang);
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
    await press(page, said.send);
    await type(page, "code", await code());
    await press(page, said.enter);
    assert(new URL(page.url()).pathname === new URL(link).pathname);
    await type(page, "question", "Is er een lift?");
    await press(page, said.ask);
    await page.getByText("Is er een lift?").first().waitFor();
    if ((await page.getByRole("button", { name: said.accept }).count()) === 1) {
      await press(page, said.accept);
      await page.getByText(said.taken).first().waitFor();
    }
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test(`the pages have no barrier, wide, narrow and large (${lang})`, async () => {
    // axe is a script, which the page itself would not load.
    for (const viewport of [{ width: 1280, height: 900 }, { width: 320, height: 640 }]) {
      const { page, complaints } = await open(browser, { bypassCSP: true, viewport });
      await visit(page, lang);
      assert.deepEqual(await barriers(page), []);
      await page.getByRole("button", { name: said.send }).click();
      await page.getByRole("status").waitFor();
      assert.deepEqual(await barriers(page), []);
      await page.locator("#code").fill(await code());
      await page.getByRole("button", { name: said.enter }).click();
      await page.locator("dl").first().waitFor();
      assert.deepEqual(await barriers(page), []);
      const spilling = () =>
        page.evaluate(() =>
          [...document.querySelectorAll("body *")]
            .filter((it) => it.getBoundingClientRect().right > globalThis.innerWidth + 1)
            .map((it) => `${it.tagName} ${it.id} ${it.textContent.trim().slice(0, 40)}`),
        );
      assert.deepEqual(await spilling(), [], "nothing is wider than the window");
      await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
      assert.deepEqual(await spilling(), [], "nothing is wider than the window at twice the size");
      const small = await page.locator("button, input:not([type=hidden]), select").evaluateAll((all) =>
        all.map((it) => it.getBoundingClientRect()).filter(({ height }) => height < 44).length,
      );
      assert.equal(small, 0, "everything to press is 44 pixels high");
      assert.deepEqual(complaints, []);
      await page.close();
    }
  });
}
