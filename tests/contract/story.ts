// Steps 1 to 5 of the main story, told by a client whose types come from api-spec/openapi.yaml: that it compiles shows
// that the contract can be used, that it runs shows that the server keeps to it. Argument: the address of a demo.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./generated/api.js";

const address = process.argv[2];
assert(address, "usage: story.js ADDRESS-OF-A-DEMO");

type Api = Client<paths>;
type Position = { lat: number; lon: number };

/** What a POST to this path takes as its body. */
type Body<Path extends keyof paths> = paths[Path] extends {
  post: { requestBody?: { content: { "application/json": infer Content } } };
}
  ? Content
  : never;

const demoPassword = "zorgzame-buurt";

function client(accessToken?: string): Api {
  return createClient<paths>({
    baseUrl: address ?? "",
    headers: accessToken === undefined ? {} : { Authorization: `Bearer ${accessToken}` },
  });
}

/** The body of an answer that must have this status; the server's own words when it has another. */
function expect<Body>(status: number, answer: { data?: Body; error?: unknown; response: Response }): Body {
  const { response } = answer;
  const said = JSON.stringify(answer.error ?? answer.data);
  assert.equal(response.status, status, `${response.url} answered ${response.status}: ${said}`);
  return answer.data as Body;
}

/** A key for one write; the same key again must not write twice. */
function once(): { "Idempotency-Key": string } {
  return { "Idempotency-Key": randomUUID() };
}

async function signIn(email: string, password: string) {
  return expect(201, await client().POST("/v1/sessions", { body: { email, password } }));
}

async function signedIn(email: string): Promise<Api> {
  return client((await signIn(email, demoPassword)).accessToken);
}

/** The token in the newest message to this address, from the demo's page of outgoing messages. */
async function mailedToken(email: string): Promise<string> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const response = await fetch(`${address}/_demo/outbox`, { headers: { Accept: "application/json" } });
    assert.equal(response.status, 200);
    const { items } = (await response.json()) as { items: { to: string; body: string }[] };
    const message = items.filter((item) => item.to === email).at(-1);
    const token = message?.body.match(/[A-Za-z0-9_-]{20,}/)?.[0];
    if (token !== undefined) return token;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no message with a token reached ${email}`);
}

/** A point inside a boundary: the middle of the widest stretch that a line across its middle has inside. */
function pointInside(boundary: { type: string; coordinates: unknown }): Position {
  const polygons = (boundary.type === "Polygon" ? [boundary.coordinates] : boundary.coordinates) as number[][][][];
  const rings = polygons.flat();
  const heights = rings.flat().map(([, y]) => y ?? 0);
  const lat = (Math.min(...heights) + Math.max(...heights)) / 2;
  const crossings = rings
    .flatMap((ring) =>
      ring.slice(1).flatMap(([x2 = 0, y2 = 0], index) => {
        const [x1 = 0, y1 = 0] = ring[index] ?? [];
        return y1 > lat === y2 > lat ? [] : [x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)];
      }),
    )
    .sort((a, b) => a - b);
  let widest = { lon: Number.NaN, width: -1 };
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const [from = 0, to = 0] = crossings.slice(index, index + 2);
    if (to - from > widest.width) widest = { lon: (from + to) / 2, width: to - from };
  }
  return { lat, lon: widest.lon };
}

async function step(title: string, play: () => Promise<void>): Promise<void> {
  await play();
  console.log(`  ok  ${title}`);
}

const email = `newcomer-${randomUUID()}@demo.example`;
const password = randomUUID();
let newcomer: Api;
let katrien: Api;
let home: Position;

await step("1. an account: the same answer for anybody, then a mail, then verified", async () => {
  const account: Body<"/v1/accounts"> = {
    email,
    password,
    firstName: "Noor",
    lastName: "Testpersoon",
    birthYear: 1984,
    languages: [{ tag: "nl", level: "good" }],
    locale: "nl-BE",
  };
  const answer = expect(202, await client().POST("/v1/accounts", { body: account }));
  const known = { ...account, email: "an@demo.example" };
  const again = expect(202, await client().POST("/v1/accounts", { body: known }));
  assert.deepEqual(again, answer, "a known address must not show");
  const token = await mailedToken(email);
  expect(204, await client().POST("/v1/accounts/verify", { body: { token } }));
});

await step("2. signed in, refreshed, one session seen and ended", async () => {
  const session = await signIn(email, password);
  assert(session.accessTokenExpiresIn > 0);
  const refresh = { body: { refreshToken: session.refreshToken } };
  const refreshed = expect(200, await client().POST("/v1/sessions/refresh", refresh));
  assert.notEqual(refreshed.refreshToken, session.refreshToken);
  newcomer = client(refreshed.accessToken);
  assert.equal(expect(200, await newcomer.GET("/v1/sessions")).items.length, 1);

  const other = client((await signIn(email, password)).accessToken);
  assert.equal(expect(200, await newcomer.GET("/v1/sessions")).items.length, 2);
  expect(204, await other.DELETE("/v1/sessions/current"));
  assert.equal((await other.GET("/v1/me")).response.status, 401);
  assert.equal((await client().POST("/v1/sessions", { body: { email, password: randomUUID() } })).response.status, 401);
});

await step("3. who I am, and a home in the neighbourhood of the demo", async () => {
  const answer = await newcomer.GET("/v1/me");
  const me = expect(200, answer);
  assert.deepEqual(me.roles, [], "every account is a resident, without a role being granted");

  const etag = answer.response.headers.get("ETag");
  assert(etag, "a representation must carry its ETag");
  const changed = { body: { firstName: "Nora" }, params: { header: { "If-Match": etag } } };
  assert.equal(expect(200, await newcomer.PATCH("/v1/me", changed)).firstName, "Nora");
  assert.equal((await newcomer.PATCH("/v1/me", changed)).response.status, 412, "the version read is stale by now");

  const neighbourhood = expect(200, await client().GET("/v1/neighbourhoods")).items.find(({ name }) => name === "Lindewijk");
  assert(neighbourhood, "the demo must have a neighbourhood");
  const path = { neighbourhoodId: neighbourhood.id };
  const boundary = expect(200, await client().GET("/v1/neighbourhoods/{neighbourhoodId}/boundary", { params: { path } }));
  home = pointInside(boundary.geometry as { type: string; coordinates: unknown });
  const located = expect(200, await client().POST("/v1/neighbourhoods/locate", { body: { position: home } }));
  assert.equal(located.neighbourhood?.id, neighbourhood.id);

  const first = { body: { position: home }, params: { header: { "If-None-Match": "*" as const } } };
  assert.equal(expect(200, await newcomer.PUT("/v1/me/home", first)).neighbourhood?.id, neighbourhood.id);
});

await step("4. an offer: submitted, approved by the buurtwerker, paused and resumed", async () => {
  const body: Body<"/v1/offers"> = {
    categories: ["groceries", "walk"],
    radiusMetres: 2000,
    weeklySlots: [{ day: "tue", from: "14:00", to: "17:00" }],
    maxVisitsPerWeek: 2,
    waysToBeAsked: ["buurtwerker"],
  };
  const header = once();
  const offer = expect(201, await newcomer.POST("/v1/offers", { params: { header }, body }));
  assert.equal(offer.state, "submitted");
  const replay = expect(201, await newcomer.POST("/v1/offers", { params: { header }, body }));
  assert.equal(replay.id, offer.id, "the same key must not write twice");

  katrien = await signedIn("katrien@demo.example");
  const path = { offerId: offer.id };
  assert.equal(expect(200, await katrien.POST("/v1/offers/{offerId}/approve", { params: { path } })).state, "active");
  assert.equal(expect(200, await newcomer.POST("/v1/offers/{offerId}/pause", { params: { path } })).state, "paused");
  assert.equal(expect(200, await newcomer.POST("/v1/offers/{offerId}/resume", { params: { path } })).state, "active");
  const mine = expect(200, await newcomer.GET("/v1/offers", { params: { query: { view: "mine" } } }));
  assert.deepEqual(mine.items.map(({ id }) => id), [offer.id]);
});

await step("5. a request: submitted, approved, hidden from strangers, withdrawn", async () => {
  const body: Body<"/v1/requests"> = {
    category: "groceries",
    text: { lang: "nl", text: "Kan iemand dinsdag boodschappen doen?" },
    durationMinutes: 60,
    weeklySlots: [{ day: "tue", from: "14:00", to: "17:00" }],
    urgency: "thisWeek",
    languages: ["nl"],
  };
  const request = expect(201, await newcomer.POST("/v1/requests", { params: { header: once() }, body }));
  assert.equal(request.state, "submitted");
  const path = { requestId: request.id };
  const bilal = await signedIn("bilal@demo.example");
  assert.equal((await bilal.GET("/v1/requests/{requestId}", { params: { path } })).response.status, 404);
  assert.equal(expect(200, await katrien.POST("/v1/requests/{requestId}/approve", { params: { path } })).state, "open");
  const withdrawn = { params: { path }, body: { reason: "noLongerNeeded" as const } };
  assert.equal(expect(200, await newcomer.POST("/v1/requests/{requestId}/withdraw", withdrawn)).state, "withdrawn");
  assert.equal((await katrien.POST("/v1/requests/{requestId}/approve", { params: { path } })).response.status, 409);
});
