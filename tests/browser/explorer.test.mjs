// The explorer at /docs shows the whole API, with nothing that the binary does not bring along.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers, demo, launch, open } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => browser.close());

test("the explorer shows every operation, without an error, a barrier or a call to another machine", async () => {
  const spec = await (await fetch(`${demo}/v1/openapi.json`)).json();
  const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
  const operations = Object.values(spec.paths).flatMap((path) => methods.filter((method) => method in path));
  assert(operations.length > 0);

  const { page, complaints } = await open(browser);
  // Another document that the address names is not opened.
  await page.goto(`${demo}/docs?url=https://elders.example/a.json&configUrl=data:application/json,{}`);
  await page.locator(".opblock").first().waitFor();
  assert.equal(await page.locator(".opblock").count(), operations.length);

  // One of them opened shows what it takes and answers.
  await page.locator(".opblock-summary-control").first().click();
  await page.locator(".opblock.is-open .responses-wrapper").waitFor();
  await page.waitForLoadState("networkidle");
  assert.deepEqual(complaints, []);

  // What Swagger UI itself is made like: pale colours, a small link inside the button that opens an operation.
  assert.deepEqual(await barriers(page, "color-contrast", "nested-interactive", "target-size"), []);
});
