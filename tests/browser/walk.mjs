// Pages as somebody finds them by following links.

const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** The kind of a page: its path without its ids, and the names of what is asked behind it. */
export function kind(path) {
  const { pathname, searchParams } = new URL(path, "http://127.0.0.1");
  return [pathname.replace(ID, "{id}"), ...searchParams.keys()].join(" ");
}

/**
 * Opens what one comes to from these pages, `most` of a kind, and calls `look` on each with its answer. Links behind `?` are
 * followed where `withQueries` says so. Gives the paths.
 */
export async function walk(page, from, { most = 1, withQueries = false, isElsewhere, look = () => {} }) {
  const found = new Map();
  const origin = new URL(page.url()).origin;
  const waiting = from.map((path) => [path, "the beginning"]);
  const path = (url) => (withQueries ? url.pathname + url.search : url.pathname);
  while (waiting.length > 0) {
    const [next, before] = waiting.shift();
    const same = found.get(kind(next)) ?? [];
    if (isElsewhere(next) || same.includes(next) || same.length >= most) continue;
    const answer = await page.goto(origin + next);
    if (answer.status() >= 400) throw new Error(`${next}, from ${before}: ${answer.status()}`);
    if (!(answer.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    found.set(kind(next), [...same, next]);
    const links = await page.locator("main a[href], nav a[href], footer a[href], .screen a[href]").evaluateAll((all) =>
      all.map((it) => new URL(it.getAttribute("href"), location.href).href),
    );
    waiting.push(...links.map((it) => new URL(it)).filter((it) => it.origin === origin).map((it) => [path(it), next]));
    await look(next);
  }
  return [...found.values()].flat();
}
