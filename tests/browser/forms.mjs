// Forms as they stand on a page, filled without knowing them.

import { kind } from "./walk.mjs";

/** Where nobody types anything. */
const WITHOUT_WORDS = ["/console/sign-out", "/console/language"];

/** The forms of a page into which one types: a name that each has on every page of its kind, and where it stands. */
export async function typedForms(page) {
  const forms = await page.locator("form").evaluateAll((all) =>
    all.map((form, index) => ({
      index,
      action: new URL(form.getAttribute("action") ?? "", location.href).pathname,
      verb: form.querySelector("input[name=verb]")?.value ?? "",
      fields: [...form.querySelectorAll("input, textarea")]
        .filter(({ type }) => /^(text|search|url|email|tel|textarea|number|date|time|datetime-local|password)$/.test(type))
        .map(({ name }) => name.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "{id}")),
    })),
  );
  const typed = forms.filter(({ action, fields }) => fields.length > 0 && !WITHOUT_WORDS.includes(action));
  return typed.map(({ index, action, verb, fields }) => ({ index, name: [kind(action), verb, ...fields].join(" ") }));
}

/** Fills a form in the page. What is in here runs there. */
function fill({ index, shapes, isWrong }) {
  const form = document.forms[index];
  const whole = shapes.join("\n");
  let next = 0;
  const text = (field) => (field.tagName === "TEXTAREA" ? whole : shapes[next++ % shapes.length]);
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
  const known = {
    birthYear: "1950", born: "1930", keys: "{}", municipality: "", orgNumber: "", port: "1025", reference: "dossier-2", server: "127.0.0.1",
    code: "x", findPerson: "", findProxy: "", shownOf: "", actor: "", object: "", token: "x",
  };
  const usual = {
    number: ({ min }) => min || "1",
    date: ({ max }) => max || day(2).slice(0, 10),
    time: ({ name, required }) => (required ? { begins: "10:00", ends: "12:00" }[name] : ""),
    "datetime-local": () => day(7),
    tel: () => "0470 12 34 56",
    email: () => "iemand@demo.example",
    password: () => "een-lang-wachtwoord",
    url: () => "https://zorg.example/'onload=hit(2)",
  };
  const right = (field) => {
    // What stands between braces in a saved reply is a name.
    if (field.name.startsWith("texts/")) return shapes.filter((it) => !it.includes("{")).join("\n");
    if (field.name in known) return known[field.name];
    if (field.type === "text" && field.name === "from") return `"${shapes[1]}" <buurt@demo.example>`;
    if (field.type in usual) return field.value || usual[field.type](field);
    return text(field);
  };
  for (const field of form.elements) {
    if (["hidden", "file", "submit", "fieldset"].includes(field.type)) continue;
    if (field.type === "radio" || field.type === "checkbox") {
      // A day of the week or a date, not both.
      field.checked = field.type === "checkbox" ? field.name !== "days" : [...form.elements].find(({ name }) => name === field.name) === field;
      if (isWrong) field.value = text(field);
    } else if (field.tagName === "SELECT") {
      if (isWrong) field.add(new Option(text(field), text(field), true, true));
      else if (field.value === "" && field.options.length > 1) field.selectedIndex = 1;
    } else if (isWrong) {
      if (field.tagName === "INPUT" && field.type !== "password") field.type = "text";
      field.value = text(field);
    } else {
      field.value = right(field);
    }
  }
  form.noValidate = true;
  const buttons = [...form.elements].filter(({ type }) => type === "submit");
  form.requestSubmit(buttons.find((it) => it.classList.contains("first")) ?? buttons[0]);
}

/**
 * Fills the form of this name with the shapes and sends it: right as far as one can without knowing it, or wrong, with texts
 * also where a number, a day or a choice belongs. No browser sends that by itself; somebody might. Gives the status; `undefined`
 * where the form stands there no more.
 */
export async function send(page, name, shapes, isWrong) {
  const form = (await typedForms(page)).find((it) => it.name === name);
  if (form === undefined) return undefined;
  const statuses = [];
  const note = (answer) => answer.request().isNavigationRequest() && statuses.push(answer.status());
  page.on("response", note);
  await Promise.all([page.waitForEvent("load"), page.evaluate(fill, { index: form.index, shapes, isWrong })]);
  page.off("response", note);
  return statuses.pop();
}
