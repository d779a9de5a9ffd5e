// Pages in the states that one does not come to by following links: forms that were refused, and what they must say then.

import assert from "node:assert/strict";

/** Fills fields of a form by name, and sends it as a browser would that checks nothing itself. */
export async function sends(page, form, values, button) {
  const fill = ([selector, values, button]) => {
    const form = document.querySelector(selector);
    for (const [name, value] of Object.entries(values)) {
      const [field] = [...form.elements].filter((it) => it.name === name && (it.type !== "radio" || it.value === value));
      if (typeof value === "boolean" || field.type === "radio") field.checked = value !== false;
      else field.value = value;
    }
    form.noValidate = true;
    form.requestSubmit(button && form.querySelector(button));
  };
  await Promise.all([page.waitForEvent("load"), page.evaluate(fill, [form, values, button])]);
}

/** What is missing on a page that refuses a form: why, where to look, a mark on each such field, and what was typed. */
export async function unsaid(page, values) {
  const { faults, why } = await page.evaluate((values) => {
    const faults = [];
    const why = document.querySelector("main [role=alert]");
    if (!why?.textContent.trim()) return { faults: ["no alert says why"] };
    for (const link of why.querySelectorAll("a")) {
      const name = decodeURIComponent(new URL(link.href).hash.slice(1));
      const field = document.getElementById(name);
      if (field === null) faults.push(`#${name} leads nowhere`);
      if (link.textContent.trim() === name) faults.push(`${name} has no words`);
      if (!field?.matches("input, select, textarea")) continue;
      const told = (field.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent.trim());
      if (field.getAttribute("aria-invalid") !== "true") faults.push(`${name} is not marked`);
      if (!told.some((it) => it) || told.includes(undefined)) faults.push(`${name} is not described`);
      if (field.closest("details:not([open])")) faults.push(`${name} is folded away`);
    }
    for (const field of document.querySelectorAll("[aria-invalid=true]")) {
      if (!why.querySelector(`a[href="#${field.id}"]`)) faults.push(`${field.id} is marked and not named`);
    }
    const fields = [...document.querySelectorAll("main input:not([type=hidden]), main textarea, main select")];
    for (const [name, value] of Object.entries(values)) {
      if (/assword|^token$|^code$/.test(name)) continue;
      const same = fields.filter((it) => it.name === name);
      const kept = typeof value === "boolean" ? same.some((it) => it.checked === value) : same.some((it) => it.value === value);
      if (same.length > 0 && !kept) faults.push(`${name} is not kept`);
    }
    return { faults, why: why.textContent };
  }, values);
  return faults.map((it) => (why ? `${it} (${why.replace(/\s+/g, " ").trim().slice(0, 60)})` : it));
}

/** The tree that a screen reader is given. */
async function outline(page) {
  const lines = (await page.locator("body").ariaSnapshot()).split("\n").map((it) => it.trim().replace(/^- /, "").replace(/^'(.*)'(:.*)?$/, "$1"));
  const of = (role) => lines.filter((it) => it === role || new RegExp(`^${role}[ :]`).test(it));
  const named = (role) => of(role).map((it) => it.match(/^\w+ "((?:[^"\\]|\\.)*)"/)?.[1] ?? "");
  return { of, named, levels: of("heading").map((it) => Number(it.match(/\[level=(\d)\]/)[1])) };
}

/** Holds the tree of a page against what every page is made of: its parts, its headings in order, a name for everything. */
export async function isWellBuilt(page) {
  const { of, named, levels } = await outline(page);
  const path = new URL(page.url()).pathname;
  for (const role of ["banner", "main", "contentinfo"]) assert.equal(of(role).length, 1, `${path} has one ${role}`);
  assert(of("navigation").length > 0, `${path} has a navigation`);
  assert(named("navigation").every((it) => it !== ""), `${path}: each navigation has a name`);
  assert.equal(levels[0], 1, `${path} begins with its title`);
  levels.forEach((level, at) => assert(at === 0 || level <= levels[at - 1] + 1, `${path}: heading ${at} jumps to ${level}`));
  for (const role of ["button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "spinbutton"]) {
    assert(named(role).every((it) => it !== ""), `${path}: each ${role} has a name`);
  }
}

/** The names that more than one button of a page has. */
export async function repeated(page) {
  const buttons = (await outline(page)).named("button");
  return buttons.filter((it, at) => buttons.indexOf(it) !== at);
}
