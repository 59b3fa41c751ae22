// What the platform does for the module: one function a deed. The lists at the end are in the order of `Call` and `Tell`
// in edge/src/border/deeds.rs; a test there holds them to it.
import { answer, begin, end, keep } from "./events.js";

/** Headers of every answer. To copy them is cheaper than to set each. */
let always;

function headersOf(pairs) {
  always ??= new Headers({
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    vary: "Origin",
  });
  const headers = new Headers(always);
  for (let i = 0; i < pairs.length; i += 2) headers.set(pairs[i], pairs[i + 1]);
  return headers;
}

/** Pieces as one. */
function joined(pieces, length) {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** A body up to a limit; null if it is longer. Looked at before it is kept: a piece may be of any size. */
async function read(stream, limit) {
  const pieces = [];
  let length = 0;
  for await (const piece of stream ?? []) {
    length += piece.length;
    // What is left is not sent to us any more.
    if (length > limit) return null;
    pieces.push(piece);
  }
  return joined(pieces, length);
}

/** D1's statements: each is its SQL, how many values it has, and the values. */
function run(values, { env }) {
  const all = [];
  for (let at = 0; at < values.length; ) {
    const first = at + 2;
    at = first + values[at + 1];
    all.push(env.DB.prepare(values[first - 2]).bind(...values.slice(first, at)));
  }
  return all.length === 1 ? all[0].run().then((one) => [one]) : env.DB.batch(all);
}

async function query(values, event) {
  const done = await run(values, event);
  return JSON.stringify(done.map(({ meta, results }) => ({ meta: { changes: meta?.changes }, results })));
}

async function perform(values, event) {
  await run(values, event);
}

async function getItem([key], { env }) {
  return env.CONFIG.get(key);
}

/** KV's most keys in one bulk read. */
const BULK = 100;

/** Every value whose key begins so. One that is removed in between has none. */
async function listItems([prefix], { env }) {
  const found = [];
  let cursor;
  do {
    const page = await env.CONFIG.list({ prefix, cursor });
    for (let at = 0; at < page.keys.length; at += BULK) {
      const names = page.keys.slice(at, at + BULK).map(({ name }) => name);
      const values = await env.CONFIG.get(names);
      found.push(...[...values.values()].filter((value) => value !== null));
    }
    cursor = page.list_complete ? undefined : page.cursor;
  } while (cursor);
  return JSON.stringify(found);
}

async function putItem([key, value], { env }) {
  await env.CONFIG.put(key, value);
}

async function deleteItem([key], { env }) {
  await env.CONFIG.delete(key);
}

async function enqueue([queue, text, delaySeconds], { env }) {
  await env[queue].send(text, { contentType: "text", delaySeconds });
}

/** The whole body of the request, whose length is known to be small enough. */
async function wholeBody(_, { request }) {
  return new Uint8Array(await request.arrayBuffer());
}

async function bodyUpTo([limit], { request }) {
  return read(request.body, limit);
}

/** More of the body, at least so much while there is; null at its end. */
async function nextPiece([least], event) {
  event.reader ??= event.request.body?.getReader();
  const pieces = [];
  let length = 0;
  while (event.reader && length < least) {
    const { done, value } = await event.reader.read();
    if (done) break;
    pieces.push(value);
    length += value.length;
  }
  return length ? joined(pieces, length) : null;
}

const encoder = new TextEncoder();

/** Calls another server: a line with the status and what became of the body, a line for each header we look at, the body. */
async function reach([url, body, timeout, limit, ...pairs]) {
  const abort = new AbortController();
  let request;
  try {
    const headers = new Headers();
    for (let i = 0; i < pairs.length; i += 2) headers.set(pairs[i], pairs[i + 1]);
    request = new Request(url, { method: body === null ? "GET" : "POST", headers, body, redirect: "manual" });
  } catch {
    throw new Error("not sent");
  }
  const exchange = async () => {
    const response = await fetch(request, { signal: abort.signal });
    let state = "whole";
    let content = new Uint8Array(0);
    if (limit > 0) {
      try {
        const found = await read(response.body, limit);
        if (found) content = found;
        else state = "long";
      } catch {
        state = "broken";
      }
    } else {
      // Left unread it would take up one of the few connections that a Worker may have open.
      response.body?.cancel().catch(() => {});
    }
    const { headers } = response;
    const head = `${response.status} ${state}\n${headers.get("retry-after") ?? ""}\n${headers.get("content-type") ?? ""}\n`;
    return [encoder.encode(head), content];
  };
  let clock;
  const late = new Promise((_, reject) => {
    clock = setTimeout(() => {
      abort.abort();
      reject(new Error("timed out"));
    }, timeout);
  });
  try {
    const [head, content] = await Promise.race([exchange(), late]);
    const all = new Uint8Array(head.length + content.length);
    all.set(head);
    all.set(content, head.length);
    return all;
  } finally {
    clearTimeout(clock);
  }
}

/**
 * Answers with a file of the site, with the headers that the site gives it, and with what the browser has of it already: that
 * it has the same stays 304.
 */
async function answerWithPage([url, policy, status], event) {
  const { headers } = event.request;
  let page = await event.env.ASSETS.fetch(new Request(url, status === 200 ? { headers } : {}));
  if (page.status === 404) return null;
  if (policy || status !== 200) {
    page = new Response(page.body, { status: status === 200 ? page.status : status, headers: page.headers });
    if (policy) page.headers.set("content-security-policy", policy);
  }
  answer(event, page);
  end(event);
  return "";
}

/** Waits until the caller has taken what was written before. */
async function write([piece], { writer }) {
  await writer.write(piece);
}

async function close(_, event) {
  await event.writer.close();
}

async function abort(_, event) {
  await event.writer.abort();
}

const clocks = new Map();

function sleep([ms], _, number) {
  return new Promise((resolve) => {
    clocks.set(
      number,
      setTimeout(() => {
        clocks.delete(number);
        resolve();
      }, ms),
    );
  });
}

const waits = new Map();

/** Waits until another event wakes it. What follows runs as this event again: no event may use what is another's. */
function wait(_, __, number) {
  return new Promise((resolve) => waits.set(number, resolve));
}

/** Whether a public key verifies a signature: a value if so. */
async function verify([algorithm, jwk, signature, data]) {
  // One dictionary for both calls: each takes the members it knows.
  const how = JSON.parse(algorithm);
  const key = await crypto.subtle.importKey("jwk", JSON.parse(jwk), how, false, ["verify"]);
  return (await crypto.subtle.verify(how, key, signature, data)) ? "" : null;
}

/** A signature by a private key in PKCS#8. */
async function sign([algorithm, pkcs8, data]) {
  const how = JSON.parse(algorithm);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, how, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign(how, key, data));
}

/** The HMAC of data, under a key that is a text. */
async function hmac([hash, secret, data]) {
  const how = { name: "HMAC", hash };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), how, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(data)));
}

function variables(_, { env }) {
  const texts = Object.entries(env).filter(([, value]) => typeof value === "string" || typeof value === "number");
  return JSON.stringify(Object.fromEntries(texts.map(([name, value]) => [name, String(value)])));
}

function header([name], { request }) {
  return request.headers.get(name);
}

/** Answers a request. If what follows is a file, it is written from now on. */
function respond([status, isFile, body, ...pairs], event) {
  const headers = headersOf(pairs);
  let content = body.length ? body : null;
  if (isFile) {
    const { readable, writable } = new TransformStream();
    event.writer = writable.getWriter();
    content = readable;
  }
  answer(event, new Response(content, { status, headers }));
  if (!isFile) end(event);
}

/** Nothing more is done for the event, which may have had no answer to give. */
function done(_, event) {
  if (!event) return;
  answer(event);
  end(event);
}

function keepGoing(_, event) {
  keep(event);
}

/** An event for work that goes on after this one; its number. */
function after(_, { env, context }) {
  const nobody = () => {};
  const event = begin({ env, context, resolve: nobody, reject: nobody });
  keep(event);
  return event.number;
}

function handBack([place, delaySeconds], { batch }) {
  batch.messages[place].retry({ delaySeconds });
  return 1;
}

function stopClock([number]) {
  clearTimeout(clocks.get(number));
  clocks.delete(number);
}

function wake(numbers) {
  for (const number of numbers) {
    waits.get(number)?.();
    waits.delete(number);
  }
}

/** Unguessable bytes. */
function random([length]) {
  return crypto.getRandomValues(new Uint8Array(length));
}

function log([level, text]) {
  console[level](text);
}

/** JSON on lines, indented by two spaces. */
function onLines([json]) {
  return JSON.stringify(JSON.parse(json), null, 2);
}

/** Clocks of time zones by their names; null where there is no such zone. To make one takes long. */
const zones = new Map();

function clock(timeZone) {
  const number = "numeric";
  try {
    const parts = { year: number, month: number, day: number, hour: number, minute: number, second: number };
    return new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...parts });
  } catch {
    return null;
  }
}

/** How many seconds a time zone is ahead of UTC at an instant; nothing, if there is no such zone. */
function ahead([zone, at]) {
  // Records may hold anything in the field of the zone.
  if (zones.size > 1000) zones.clear();
  if (!zones.has(zone)) zones.set(zone, clock(zone));
  const parts = zones.get(zone)?.formatToParts(at);
  if (!parts) return undefined;
  const { year, month, day, hour, minute, second } = Object.fromEntries(parts.map(({ type, value }) => [type, +value]));
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - Math.floor(at / 1000);
}

/** What is waited for. */
export const CALLS = [
  query,
  perform,
  getItem,
  listItems,
  putItem,
  deleteItem,
  enqueue,
  wholeBody,
  bodyUpTo,
  nextPiece,
  reach,
  answerWithPage,
  write,
  close,
  abort,
  sleep,
  wait,
  verify,
  sign,
  hmac,
];

/** What is done at once. */
export const TELLS = [
  variables,
  header,
  respond,
  done,
  keepGoing,
  after,
  handBack,
  stopClock,
  wake,
  random,
  log,
  onLines,
  ahead,
];
