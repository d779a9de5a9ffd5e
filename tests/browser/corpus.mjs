// Texts that want to be a script, an element or a template, and what shows that one of them became so.

/** Each shape says its number when it runs, and leaves `data-corpus` on an element when it becomes one. */
export const shapes = [
  `"'></textarea></title><img data-corpus src=x onerror=hit(0)>`,
  `<script data-corpus>hit(1)</script>`,
  `<svg data-corpus onload=hit(2)><path d=M0>`,
  `"><b data-corpus onmouseover=hit(3)>x</b>`,
  `'><b data-corpus>x</b>`,
  `" autofocus onfocus=hit(5) data-corpus="`,
  `' autofocus onfocus=hit(6) data-corpus='`,
  `javascript:hit(7)//`,
  `</textarea><script data-corpus>hit(8)</script>`,
  `<a data-corpus href=javascript:hit(9)>x</a>`,
  `corpus{{7*7}} corpus\${7*7} corpus{%7*7%} corpus<%=7*7%>`,
  `{ $name } {firstName} { "<b data-corpus>" }`,
  `<b data-corpus hx-get=/console hx-trigger=load>x</b>`,
  `<b data-corpus hx-on:click=hit(13) hx-on--load=hit(13)>`,
  `--><iframe data-corpus src=javascript:top.hit(14)>`,
  `&lt;b data-corpus&gt;&#60;b data-corpus&#62;%3Cb data-corpus%3E`,
  `\u200b<b data-corpus>\ufeff\u2028<b data-corpus>`,
  `\uff1cb data-corpus\uff1e\ufe64b data-corpus\ufe65 <\u0301b data-corpus>`,
];

/** All of them, for where there is room; and what turns the direction of writing around, which names refuse. */
export const all = [...shapes, "\u202e<b data-corpus>\u2066"].join("\n");

/** Whether a field is filled with a text of the corpus. */
export const isCorpus = (text) => typeof text === "string" && shapes.some((it) => text.includes(it));

/** Listens to a page. The list fills with what ran. */
export async function listen(page) {
  const hits = [];
  await page.exposeFunction("hit", (shape) => hits.push(`shape ${shape} ran`));
  page.on("dialog", async (dialog) => {
    hits.push(`a dialog said ${dialog.message()}`);
    await dialog.dismiss();
  });
  return hits;
}

/** What on the page is no text any more: elements, attributes and addresses that no template of ours has. */
export const wounds = (page) =>
  page.evaluate(() => {
    const found = [];
    const ours = /^(\/console\/queue\/news\?since=[\w.:+%-]+|\/console\/(requests|offers)\/[0-9a-f-]+\/viewers|\/console\/(batch|account\/export)\/progress)$/;
    const addresses = ["href", "src", "action", "formaction", "xlink:href", "data"];
    for (const element of document.querySelectorAll("*")) {
      const says = (what) => found.push(`${what}: ${element.outerHTML.slice(0, 120)}`);
      for (const { name, value } of element.attributes) {
        if (name === "data-corpus") says("an element of the corpus");
        if (name.startsWith("on") || name === "srcdoc" || name === "style") says(`${name} on an element`);
        if (name === "hx-get" ? !ours.test(value) : name.startsWith("hx-") && name !== "hx-trigger") says(`${name} that is not ours`);
        if (addresses.includes(name) && /^[\s\u0000-\u001f]*(javascript|vbscript|data):/i.test(value)) says(`an address that runs`);
      }
      if (element.tagName === "SCRIPT" && !/^\/assets\/[a-z.]+js$/.test(element.getAttribute("src") ?? "")) says("a script that is not ours");
      if (/^(IFRAME|OBJECT|EMBED|BASE|TEMPLATE)$/.test(element.tagName)) says("an element that no page has");
    }
    if (document.documentElement.textContent.includes("corpus49")) found.push("a template was filled in");
    return found;
  });

/** Which shapes stand on the page as text, or in one of its fields. */
export const seen = (page) =>
  page.evaluate((shapes) => {
    const fields = [...document.querySelectorAll("input, textarea, option")].map((it) => it.value);
    const attributes = [...document.querySelectorAll("[aria-label]")].map((it) => it.getAttribute("aria-label"));
    const text = [document.documentElement.textContent, ...fields, ...attributes].join("\n");
    return shapes.flatMap((shape, index) => (text.includes(shape) ? [index] : []));
  }, shapes);
