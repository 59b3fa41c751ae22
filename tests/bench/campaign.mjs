// Planning and recounting a campaign of 100,000 in wasm, compiled as what ships is: web-component/src/bench.rs.
//
// Ends with status 1 if a budget is missed.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

const MEMBERS = 100_000;
const PAGE = 500;
const ROUNDS = 5;
const KEYS = 300;
const PLAN_BUDGET_MS = 100;
const KEY_BUDGET_MS = 1;

const bytes = await readFile(new URL("../../target/wasm32-unknown-unknown/release/mitto_web_component.wasm", import.meta.url));
const module = await WebAssembly.compile(bytes);

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
/** CPU time in ms: what a Worker is charged for, and what does not depend on who else is using this machine. */
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};
const megabytes = (memory) => (memory.buffer.byteLength / 1e6).toFixed(1);

async function campaign() {
  const { exports } = await WebAssembly.instantiate(module, {});
  if (exports.begin() !== 0) throw new Error("The benchmark's template is not right.");
  return exports;
}

/** Reads all members, page by page; `planned`: and plans them. Two calls for the time of each page would be most of it. */
async function pages(planned) {
  const wasm = await campaign();
  const began = cpu();
  for (let page = 0; page < MEMBERS / PAGE; page++) {
    wasm.read_page();
    if (planned) wasm.plan_page();
  }
  const messages = planned ? wasm.answer() : 0;
  return { time: cpu() - began, messages, memory: megabytes(wasm.memory) };
}

/** What every member would get: a counter without templates and classes has no other way than to count each. */
async function texts() {
  const wasm = await campaign();
  const all = [];
  for (let page = 0; page < MEMBERS / PAGE; page++) {
    wasm.read_page();
    const at = wasm.render_page();
    const bytes = new Uint8Array(wasm.memory.buffer, at, wasm.rendered_bytes());
    all.push(...new TextDecoder().decode(bytes).split("\0"));
  }
  return all;
}

/** Counts each text; CPU ms, and the sum. */
function each(all, segments) {
  const began = cpu();
  let sum = 0;
  for (const text of all) sum += segments(text);
  return { ms: cpu() - began, sum };
}

async function keys(mixed) {
  const wasm = await campaign();
  for (let page = 0; page < MEMBERS / PAGE; page++) {
    wasm.read_page();
    wasm.class_page();
  }
  const classes = wasm.open();
  const times = [];
  for (let key = 0; key < KEYS; key++) {
    const began = cpu();
    wasm.key(mixed);
    times.push(cpu() - began);
  }
  times.sort((a, b) => a - b);
  return { classes, median: median(times), slow: times[Math.floor(KEYS * 0.99)] };
}

const times = [];
let planned;
for (let round = 0; round < ROUNDS; round++) {
  const { time } = await pages(false);
  planned = await pages(true);
  times.push(planned.time - time);
}
const time = median(times);
const { messages, memory } = planned;

console.log(`A campaign of ${MEMBERS.toLocaleString("en")}, first and last name in the text, wasm as it ships, Node ${process.versions.node}`);
const verdicts = [];
let perKey;
const row = (name, ms, budget, more) => {
  const ok = ms <= budget;
  verdicts.push(ok);
  console.log(`  ${name.padEnd(46)}${ms.toFixed(ms < 10 ? 3 : 1).padStart(9)} ms of ${String(budget).padStart(4)} ms  ${ok ? "ok" : "OVER"}  ${more}`);
};
row("plan, CPU after the rows are read", time, PLAN_BUDGET_MS, `${messages.toLocaleString("en")} messages, ${memory} MB of memory in all`);
for (const [mixed, name] of [[0, "recount at a key, all characters one wide"], [1, "recount at a key, with a € in the text"]]) {
  const { classes, median: ms, slow } = await keys(mixed);
  perKey ??= ms;
  row(name, ms, KEY_BUDGET_MS, `${classes} classes; 99 of 100 under ${slow.toFixed(2)} ms`);
}

const splitSms = require("split-sms");
const trt2 = require("@trt2/gsm-charset-utils");
const peers = [
  ["split-sms", (text) => splitSms.split(text, { summary: true }).parts.length],
  ["@trt2/gsm-charset-utils", (text) => trt2.getCharCount(text).msgCount],
];
console.log("\n  The same texts, each counted for itself, which is all that these can do at a key as well; rendering left out:");
const all = await texts();
for (const [name, segments] of peers) {
  const { ms, sum } = each(all, segments);
  const agrees = sum === messages;
  verdicts.push(agrees);
  const times = `${(ms / time).toFixed(1)}x the plan, ${Math.round(ms / perKey).toLocaleString("en")}x a key`;
  console.log(`  ${name.padEnd(46)}${ms.toFixed(0).padStart(9)} ms  ${times}; ${agrees ? "the same total" : `another total: ${sum}`}`);
}
process.exit(verdicts.every(Boolean) ? 0 : 1);
