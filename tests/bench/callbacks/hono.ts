// The delivery callback as somebody would write it in TypeScript with Hono: the same key check, the same reading, the
// same statements, the same rule of which way reports take. What edge/src/callback.rs is compared with.
import { Hono } from "hono";
import { DELIVERED, EARLY, QUEUED, RAISED, STORED } from "./statements.ts";

type Env = {
  Bindings: { DB: D1; CONFIG: { get(key: string): Promise<string | null> }; CALLBACKS: Queue; CONFIG_SECRET: string };
};
type Statement = { bind(...values: unknown[]): Statement };
type D1 = { prepare(sql: string): Statement; batch(statements: Statement[]): Promise<unknown> };
type Queue = { send(text: string, options: { contentType: "text" }): Promise<void> };
type Batch = { messages: { body: string; attempts: number; retry(options: { delaySeconds: number }): void }[] };

const MAX_BYTES = 64 * 1024;
const MOST_STORING = 2;
const MOST_WAITING = 64;
const MOST_BYTES = 500_000;
const PATIENCE_MS = 5_000;
const HELD_MS = 10_000;
const REMEMBERED_MS = 5_000;
const MAX_MESSAGE = 100_000;
const COARSE_MS = 60_000;

const STATUS: Record<string, [string, number]> = {};
for (const [words, status, rank] of [
  ["delivered delivrd", "DELIVERED", 8],
  ["undelivered undeliverable undeliv failure failed", "UNDELIVERED", 7],
  ["expired", "EXPIRED", 6],
  ["rejected rejectd deleted", "REJECTED", 4],
  ["accepted acceptd buffered enroute sent pending", "SENT", 3],
] as const) {
  for (const word of words.split(" ")) STATUS[word] = [status, rank];
}

type Stored = {
  sms: number | null;
  gateway_id: string | null;
  content: string;
  status: string | null;
  rank: number | null;
  gateway_status: string;
  segment: number | null;
  error_code: string | null;
  provider_time: number | null;
  extra: string | null;
  received_at: number;
};

class Refused extends Error {
  constructor(
    readonly status: 400 | 413,
    why: string,
  ) {
    super(why);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function keyOf(secret: string, generation: number): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  const made = await crypto.subtle.sign("HMAC", key, encoder.encode(`callback-key/${generation}`));
  return hex(made).slice(0, 32);
}

let known: { at: number; keys: string[] } | undefined;

async function keys(env: Env["Bindings"], now: number): Promise<string[]> {
  if (known && now - known.at < REMEMBERED_MS) return known.keys;
  const text = await env.CONFIG.get("setup");
  const setup = text ? JSON.parse(text) : {};
  const generation = setup.callbackGeneration ?? 1;
  const live = [await keyOf(env.CONFIG_SECRET, generation)];
  if (setup.previousCallbackUntil > now) live.push(await keyOf(env.CONFIG_SECRET, generation - 1));
  known = { at: now, keys: live };
  return live;
}

async function same(one: string, other: string): Promise<boolean> {
  const digest = (text: string) => crypto.subtle.digest("SHA-256", encoder.encode(text));
  const [a, b] = (await Promise.all([digest(one), digest(other)])).map((it) => new Uint8Array(it));
  return a.reduce((differs, byte, i) => differs | (byte ^ b[i]), 0) === 0;
}

async function read(request: Request): Promise<Record<string, unknown>[]> {
  if (request.method !== "POST") {
    return [Object.fromEntries(new URLSearchParams(new URL(request.url).search))];
  }
  if (Number(request.headers.get("content-length")) > MAX_BYTES) throw new Refused(413, "a callback may hold 65,536 bytes");
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MAX_BYTES) throw new Refused(413, "a callback may hold 65,536 bytes");
  const text = decoder.decode(bytes);
  const kind = (request.headers.get("content-type") ?? "").toLowerCase();
  const first = text.trimStart()[0];
  const json = kind.includes("json") || (!kind.includes("form-urlencoded") && (first === "{" || first === "["));
  if (!json) return [Object.fromEntries(new URLSearchParams(text))];
  const wrong = new Refused(400, "the body is neither a JSON object nor an array of objects");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong;
  }
  const list = Array.isArray(value) ? value : [value];
  if (list.some((item) => typeof item !== "object" || item === null || Array.isArray(item))) throw wrong;
  return list;
}

function take(item: Record<string, unknown>, names: string[]): string | null {
  for (const name of names) {
    const value = item[name];
    if (value === undefined) continue;
    delete item[name];
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") continue;
    const text = String(value).slice(0, 512).trim();
    if (text) return text;
  }
  return null;
}

function moment(text: string | null): number | null {
  if (text === null) return null;
  if (/^-?\d+$/.test(text)) {
    const number = Number(text);
    return number >= 100_000_000_000 ? number : number > 0 ? number * 1000 : null;
  }
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

function report(item: Record<string, unknown>, now: number): Stored | string {
  const reference = take(item, ["reference"]);
  const ours = /^SMS-(\d{6,10})\/([1-9]\d*)$/.exec(reference ?? "");
  const gateway_id = take(item, ["id", "messageId"]);
  if (gateway_id === null && !ours) return "the report names no message: id, messageId or reference is needed";
  const gateway_status = take(item, ["status", "dlrStatus", "deliveryStatus"]);
  if (gateway_status === null) return "the report has no status: status, dlrStatus or deliveryStatus is needed";
  const part = Number(take(item, ["part"]) ?? 0);
  const segment = Number.isInteger(part) && part > 0 && part < 256 ? part : null;
  const error_code = take(item, ["errorCode", "error"]);
  const provider_time = moment(take(item, ["timestamp"]));
  if (reference && !ours) item.reference = reference;
  const word = gateway_status.toLowerCase();
  const [status, rank] = STATUS[word] ?? [null, null];
  return {
    sms: ours ? Number(ours[1]) : null,
    gateway_id,
    content: `${word}|${segment ?? ""}|${provider_time ?? ""}`,
    status,
    rank,
    gateway_status,
    segment,
    error_code,
    provider_time,
    extra: Object.keys(item).length ? JSON.stringify(item) : null,
    received_at: now,
  };
}

type Told = "stored" | "failed" | { place: number; others: Ticket[] };
type Ticket = { reports: Stored[]; bytes: number; tell: (told: Told) => void };

const places: ({ since: number; rests: boolean } | null)[] = new Array(MOST_STORING).fill(null);
let line: Ticket[] = [];

function occupy(number: number, now: number): number {
  places[number] = { since: now, rests: false };
  return number;
}

const works = () => places.some((place) => place && !place.rests);

function way(now: number, bytes: number): number | "wait" | "queue" {
  const free = places.findIndex((place) => place === null || now - place.since >= HELD_MS);
  if (free >= 0) return occupy(free, now);
  const waiting = line.reduce((sum, ticket) => sum + ticket.bytes, bytes);
  return line.length < MOST_WAITING && waiting <= MOST_BYTES && works() ? "wait" : "queue";
}

function done(number: number, stored: boolean, others: Ticket[]) {
  for (const ticket of others) ticket.tell(stored ? "stored" : "failed");
  const place = places[number];
  if (!stored && place) place.rests = true;
  else if (line.length === 0) places[number] = null;
  else {
    const [first, ...rest] = line;
    line = [];
    first.tell({ place: occupy(number, Date.now()), others: rest });
  }
  if (!works()) {
    for (const ticket of line) ticket.tell("failed");
    line = [];
  }
}

async function store(db: D1, reports: unknown[], queued: number) {
  const json = JSON.stringify(reports);
  const now = Date.now();
  const statements = [STORED, RAISED, EARLY].map((sql) => db.prepare(sql).bind(json, now));
  statements.push(db.prepare(DELIVERED).bind(now, now - COARSE_MS));
  if (queued) statements.push(db.prepare(QUEUED).bind(queued));
  await db.batch(statements);
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("late")), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function wait(reports: Stored[], bytes: number): Promise<Told | undefined> {
  let ticket: Ticket | undefined;
  const told = new Promise<Told>((resolve) => {
    ticket = { reports, bytes, tell: resolve };
    line.push(ticket);
  });
  try {
    return await inTime(told);
  } catch {
    line = line.filter((other) => other !== ticket);
    return undefined;
  }
}

const IMPERSONAL = ["mcc", "mnc", "network", "operator", "country", "parts", "price", "currency"];
const isImpersonal = (text: string) => text.length <= 64 && (text.match(/\d/g)?.length ?? 0) < 7;

function impersonal(report: Stored): Stored | null {
  if (!isImpersonal(report.gateway_status) || !isImpersonal(report.error_code ?? "")) return null;
  if (report.extra === null) return report;
  const kept = Object.entries(JSON.parse(report.extra)).filter(
    ([name, value]) => IMPERSONAL.includes(name) && typeof value !== "object" && isImpersonal(String(value)),
  );
  return { ...report, extra: kept.length ? JSON.stringify(Object.fromEntries(kept)) : null };
}

async function queue(env: Env["Bindings"], reports: Stored[]): Promise<boolean> {
  const fit = reports.map(impersonal);
  if (fit.includes(null)) return false;
  let message: Stored[] = [];
  let size = 0;
  const send = () => env.CALLBACKS.send(JSON.stringify({ version: 1, reports: message }), { contentType: "text" });
  for (const one of fit as Stored[]) {
    const length = JSON.stringify(one).length;
    if (size + length > MAX_MESSAGE) {
      await send();
      [message, size] = [[], 0];
    }
    message.push(one);
    size += length;
  }
  await send();
  return true;
}

async function keep(env: Env["Bindings"], reports: Stored[]) {
  const bytes = JSON.stringify(reports).length;
  const mine = way(Date.now(), bytes);
  let told: Told | undefined;
  if (mine === "wait") told = await wait(reports, bytes);
  else if (mine !== "queue") told = { place: mine, others: [] };
  if (told === "stored") return;
  let tried = false;
  if (told && told !== "failed") {
    const { place, others } = told;
    try {
      await inTime(store(env.DB, [...reports, ...others.flatMap((ticket) => ticket.reports)], 0));
      done(place, true, others);
      return;
    } catch (why) {
      tried = true;
      console.warn("not stored", why);
      done(place, false, others);
    }
  }
  try {
    if (await queue(env, reports)) return;
  } catch (why) {
    console.warn("not queued", why);
  }
  if (tried) throw new Error("neither stored nor queued");
  await store(env.DB, reports, 0);
}

const app = new Hono<Env>();

app.use(async (context, next) => {
  await next();
  context.header("cache-control", "no-store");
  context.header("x-content-type-options", "nosniff");
  context.header("referrer-policy", "no-referrer");
  context.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  context.header("vary", "Origin");
});

app.on(["GET", "POST"], "/callback/:key/delivery", async (context) => {
  const now = Date.now();
  let found = false;
  for (const key of await keys(context.env, now)) found = (await same(key, context.req.param("key"))) || found;
  if (!found) return context.json({ code: "not-found" }, 404);
  const good: Stored[] = [];
  let bad: string | undefined;
  for (const item of await read(context.req.raw)) {
    const one = report(item, now);
    if (typeof one === "string") bad ??= one;
    else good.push(one);
  }
  if (good.length) {
    const kept = keep(context.env, good);
    // Others may have to wait for what this one does, also if its caller goes away.
    context.executionCtx.waitUntil(kept.catch(() => {}));
    await kept;
  }
  if (bad) throw new Refused(400, bad);
  return context.body(null, 200);
});

app.onError((why, context) => {
  if (why instanceof Refused) return context.json({ code: "malformed-body", detail: why.message }, why.status);
  console.error(why);
  return context.json({ code: "internal" }, 500);
});

export default {
  fetch: app.fetch,
  async queue(batch: Batch, env: Env["Bindings"]) {
    try {
      const reports = batch.messages.flatMap((message) => JSON.parse(message.body).reports);
      await store(env.DB, reports, batch.messages.length);
    } catch (why) {
      console.warn("not stored", why);
      for (const message of batch.messages) message.retry({ delaySeconds: 10 });
    }
  },
};
