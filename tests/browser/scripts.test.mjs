// A text stays a text: whatever somebody typed, wherever, no page takes it for a script, an element or a template.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open } from "./browser.mjs";
import { at, password } from "./console.mjs";
import { listen, seen, shapes, wounds } from "./corpus.mjs";
import { send, typedForms } from "./forms.mjs";
import { start } from "./program.mjs";
import { freeTexts, store } from "./stored.mjs";
import { kind, walk } from "./walk.mjs";

let browser;
let demo;
before(async () => ([browser, demo] = await Promise.all([launch(), start(["demo"], /http:\/\/[\d.:]+(?=\/console)/)])));
after(async () => {
  await browser?.close();
  await demo?.end();
});

/** Where each begins. What Katrien comes to, Sofie comes to as well. */
const begins = {
  sofie: ["/console/queue", "/console/worries?view=closed"],
  admin: ["/console/admin", "/setup"],
  lotte: ["/inbox", "/console/join"],
  nobody: ["/console/sign-in", "/console/step-up", "/console/join", "/console/join?sent=yes", "/verify", "/setup", "/accessibility"],
};
const isElsewhere = (path) => !/^\/(console|inbox|setup|verify|accessib|toegank)/.test(path) || /sign-out|\/next/.test(path);

/** Somebody in a browser that is listened to, and everything that goes wrong there. */
async function somebody(name, options = {}) {
  const { page, complaints, close } = name === "nobody" ? await nobody(options) : await at(browser, name, { baseURL: demo.said, ...options });
  const hits = await listen(page);
  const found = [];
  const look = async (what) => {
    found.push(...(await wounds(page)).map((it) => `${what}: ${it}`));
  };
  return { page, look, troubles: () => [...found, ...hits, ...complaints], close };
}

async function nobody(options) {
  const context = await browser.newContext({ baseURL: demo.said, ...options });
  const { page, complaints } = await open(context);
  await page.goto("/console/sign-in");
  return { page, complaints, close: () => context.close() };
}

/** The pages that somebody comes to: found once, before anything is sent. */
const known = new Map();
async function pagesOf(name, page, look) {
  if (!known.has(name)) known.set(name, await walk(page, begins[name], { isElsewhere, withQueries: true, look }));
  return known.get(name);
}

test("what becomes a script, an element or a template is noticed", async () => {
  const context = await browser.newContext({ baseURL: demo.said });
  const { page, complaints } = await open(context);
  const hits = await listen(page);
  let headers;
  await page.route("**/unescaped/*", (route) => {
    const shape = shapes[Number(route.request().url().split("/").pop())];
    const body = `<title>${shape}</title><a href="${shape}">${shape}</a><textarea>${shape}</textarea><p title='${shape}'>${shape}`;
    return route.fulfill({ contentType: "text/html", headers, body });
  });
  for (const [number, shape] of shapes.entries()) {
    await page.goto(`/unescaped/${number}`);
    const isHarmless = [10, 15, 17].includes(number);
    assert.equal((await wounds(page)).length === 0, isHarmless, `shape ${number}: ${shape}`);
  }
  assert(["shape 0 ran", "shape 1 ran", "shape 2 ran", "shape 5 ran"].every((it) => hits.includes(it)), hits.join());
  await page.setContent("<p>corpus49");
  assert.deepEqual(await wounds(page), ["a template was filled in"]);
  headers = { "content-security-policy": "default-src 'none'" };
  complaints.length = 0;
  await page.goto("/unescaped/1");
  assert(complaints.some((it) => it.includes("blocked by policy: script-src")), complaints.join());
  await context.close();
});

test("every free text that the API takes is filled with the corpus", async () => {
  const filled = await store(demo.said);
  const spec = await (await fetch(`${demo.said}/v1/openapi.json`)).json();
  assert.deepEqual(filled, freeTexts(spec));
});

/** Passwords, and a code that works no more, are typed anew. */
const KEPT_NOWHERE = /^\/(console\/step-up|verify) /;

for (const name of Object.keys(begins)) {
  test(`every form that ${name} comes to takes the corpus, or shows it again as text`, async () => {
    const { page, look, troubles, close } = await somebody(name);
    const sent = new Set();
    for (const path of await pagesOf(name, page, look)) {
      await page.goto(path);
      for (const form of (await typedForms(page)).filter((it) => !sent.has(it.name))) {
        sent.add(form.name);
        for (const isWrong of [true, false]) {
          await page.goto(path);
          const status = await send(page, form.name, shapes, isWrong);
          await look(`${form.name} on ${path}`);
          if (!isWrong || status < 400 || KEPT_NOWHERE.test(form.name)) continue;
          assert((await seen(page)).length > 0, `${form.name}: what was typed is there again`);
        }
      }
    }
    assert.deepEqual(troubles(), []);
    await close();
  });
}

/** What pages read behind the question mark. */
const ASKED = [
  "about", "actor", "cell", "done", "event", "from", "in", "jobs", "lang", "language", "large", "letters", "object",
  "purpose", "reply", "sent", "service", "shownOf", "since", "state", "show", "to", "until", "view",
];

for (const name of Object.keys(begins)) {
  test(`what ${name} writes into an address stays a text`, async () => {
    const { page, look, troubles, close } = await somebody(name);
    const corpus = encodeURIComponent(shapes[0] + shapes[5] + shapes[6]);
    const asked = ASKED.map((it) => `${it}=${corpus}`).join("&");
    const paths = (await pagesOf(name, page, look)).map((it) => it.split("?")[0]);
    const addresses = new Set([`/console/${corpus}`, `/r/${corpus}?lang=${corpus}`]);
    for (const path of new Map(paths.map((it) => [kind(it), it])).values()) {
      for (const it of [path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, corpus), `${path}?${asked}`, `${path}?after=${corpus}`]) addresses.add(it);
    }
    for (const address of addresses) {
      await page.goto(address);
      await look(address.slice(0, 80));
    }
    assert.deepEqual(troubles(), []);
    await close();
  });
}

test("the page behind the link of an organisation, and the outbox, show the corpus as text", async () => {
  const { page, look, troubles, close } = await somebody("nobody", { bypassCSP: true });
  const mails = async () => (await page.request.get("/_demo/outbox", { headers: { accept: "application/json" } })).json();
  const find = ({ items }, what) => items.map(({ body }) => body.match(what)?.[0]).find((it) => it !== undefined);
  const link = find(await mails(), /http:\/\/\S+\/r\/\S+/);
  await page.goto(`${link}?lang=${encodeURIComponent(shapes[0])}`);
  await page.locator("button.first").click();
  await page.locator("#code").fill(shapes[0]);
  await page.locator("button.first").click();
  await look("a wrong code");
  await page.locator("#code").fill(find(await mails(), /^\d{8}$/m));
  await page.locator("button.first").click();
  await page.locator("dl").first().waitFor();
  await look("the page behind the link");
  assert.equal((await seen(page)).length, shapes.length);
  await page.goto("/_demo/outbox");
  await look("the outbox");
  assert.deepEqual(troubles(), []);
  await close();
});

test("a form leads to pages of ours, whatever stands in it", async () => {
  const { page, troubles, close } = await somebody("nobody");
  const elsewhere = [
    "https://elders.example", "//elders.example", "/\\elders.example", "\\\\elders.example", "/console@elders.example", "javascript:hit(7)",
    "data:text/html,<script>hit(1)</script>", "/console/..//elders.example", "/console/%2e%2e//elders.example", "/console\r\nlocation: //elders.example",
    "/console/\t//elders.example", "https:elders.example", "/console//elders.example", "/v1/me", ...shapes,
  ];
  for (const to of elsewhere) {
    const named = JSON.stringify(to);
    await page.goto(`/console/sign-in?to=${encodeURIComponent(to)}`);
    const kept = await page.locator("input[name=to]").first().inputValue();
    assert.match(kept, /^\/(console|inbox|setup)/, named);
    assert.equal(new URL(kept, demo.said).origin, demo.said, named);
    const form = { email: "katrien@demo.example", password, to, language: "nl-BE" };
    for (const path of ["/console/sign-in", "/console/language"]) {
      const answer = await page.request.post(path, { form, maxRedirects: 0 });
      assert.equal(answer.status(), 303, named);
      assert.equal(new URL(answer.headers().location, demo.said).origin, demo.said, named);
      assert.match(answer.headers().location, /^\/(console|inbox|setup)[\w/.?=&-]*$/, named);
    }
  }
  assert.deepEqual(troubles(), []);
  await close();
});

test("a program gets texts as data, which no browser opens as a page", async () => {
  const paths = ["/hsds/v3/organizations", "/hsds/v3/services", "/v1/services", "/v1/neighbourhoods", "/v1/instance"];
  for (const path of [...paths, `/v1/${encodeURIComponent(shapes[0])}`]) {
    const answer = await fetch(demo.said + path);
    assert.match(answer.headers.get("content-type"), /^application\/([\w.-]+\+)?json/, path);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff", path);
  }
});

for (const name of ["sofie", "admin", "lotte"]) {
  test(`no page that ${name} comes to runs what is stored, not even without a policy`, async () => {
    const { page, look, troubles, close } = await somebody(name, { bypassCSP: true });
    const met = new Set();
    const note = async (path) => {
      await look(path);
      for (const shape of await seen(page)) met.add(shape);
    };
    await walk(page, begins[name], { isElsewhere, most: 2, withQueries: true, look: note });
    assert.deepEqual(troubles(), []);
    assert.equal(met.size, shapes.length, `every shape is met as a text: ${[...met].join()}`);
    await close();
  });
}
