// Instead of a Worker: each story has an address of its own, https://NAME.story.example, and is answered from here. Nothing
// leaves the page.

import { PERSON, SENDERS, SETUP, TEMPLATES } from "./records.js";

const HOST = /^(.+)\.story\.example$/;

/** An answer that never comes. */
export const NEVER = Symbol("never");
/** No answer: the network has failed. */
export const LOST = Symbol("lost");

/** What every story is answered, unless it says otherwise. */
const ANSWERS = {
  "GET /api/setup": SETUP,
  "GET /api/senders": { items: SENDERS },
  "GET /api/templates": { items: TEMPLATES },
  "GET /api/leads/00Q1": PERSON,
  "GET /api/sms": { items: [] },
};

/** Answers the requests of these stories. */
export function serve(stories) {
  const real = globalThis.fetch;
  const known = new Map(stories.map((story) => [story.name, story]));
  globalThis.fetch = async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    const story = known.get(HOST.exec(url.hostname)?.[1]);
    if (!story) return real(input, init);
    const wanted = `${init.method ?? "GET"} ${url.pathname}`;
    let answer = { ...ANSWERS, ...story.answers }[wanted];
    if (typeof answer === "function") answer = answer(init.body && JSON.parse(init.body), url);
    if (answer === NEVER) return new Promise(() => {});
    if (answer === LOST) throw new TypeError("Failed to fetch");
    answer ??= problem(404, "not-found", "There is no such thing here.");
    // A record's status is a word.
    const status = Number.isInteger(answer.status) ? answer.status : 200;
    const type = status < 400 ? "application/json" : "application/problem+json";
    return new Response(JSON.stringify(answer), { status, headers: { "content-type": type } });
  };
}

/** A refusal (RFC 9457). */
export function problem(status, code, title, more = {}) {
  return { status, type: `https://sms.example/problems/${code}`, code, title, ...more };
}
