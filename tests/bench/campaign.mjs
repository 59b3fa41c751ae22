// Planning and recounting a campaign of 100,000 in wasm, compiled as what ships is: web-component/src/bench.rs.
//
// Ends with status 1 if a budget is missed.
import { readFile } from "node:fs/promises";

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
const row = (name, ms, budget, more) => {
  const ok = ms <= budget;
  verdicts.push(ok);
  console.log(`  ${name.padEnd(46)}${ms.toFixed(ms < 10 ? 3 : 1).padStart(9)} ms of ${String(budget).padStart(4)} ms  ${ok ? "ok" : "OVER"}  ${more}`);
};
row("plan, CPU after the rows are read", time, PLAN_BUDGET_MS, `${messages.toLocaleString("en")} messages, ${memory} MB of memory in all`);
for (const [mixed, name] of [[0, "recount at a key, all characters one wide"], [1, "recount at a key, with a € in the text"]]) {
  const { classes, median: ms, slow } = await keys(mixed);
  row(name, ms, KEY_BUDGET_MS, `${classes} classes; 99 of 100 under ${slow.toFixed(2)} ms`);
}
process.exit(verdicts.every(Boolean) ? 0 : 1);
