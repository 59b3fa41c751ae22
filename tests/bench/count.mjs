// `count` of dist/mitto-sms.js (wasm, called from JS) against the counters of npm, in one process.
//
// Median time of one call over ROUNDS rounds. All counters take turns in each round, in another order each time, so that
// what slows the machine for a while slows all of them. Ends with status 1 if a budget is missed.
import { counters, versions } from "./peers.mjs";
import { rows } from "./rows.mjs";

const ROUNDS = 15;
/** One sample is at least this long, or the clock would be what is measured. */
const SAMPLE_MS = 4;
/** The budget for typing, as a ratio to the most used counter. */
const TYPING_RATIO = 500;

/** Sum of all results: what nobody reads, a compiler may leave out. */
let sum = 0;

function sample(segments, texts, passes) {
  const began = performance.now();
  for (let pass = 0; pass < passes; pass++) {
    for (const text of texts) sum += segments(text);
  }
  return performance.now() - began;
}

/** How many passes over the texts fill a sample; warms up on the way. */
function calibrate(segments, texts) {
  for (let passes = 1; ; passes *= 2) {
    if (sample(segments, texts, passes) >= SAMPLE_MS) return passes;
  }
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Nanoseconds a call, for each counter. */
function measure(all, texts) {
  const passes = all.map(({ segments }) => calibrate(segments, texts));
  const times = all.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < all.length; turn++) {
      const i = (turn + round) % all.length;
      const calls = passes[i] * texts.length;
      times[i].push((sample(all[i].segments, texts, passes[i]) * 1e6) / calls);
    }
  }
  return times.map(median);
}

function agree(all) {
  for (const { name, texts } of rows) {
    for (const text of texts) {
      const found = all.map(({ segments }) => segments(text));
      if (new Set(found).size !== 1) {
        const told = all.map((it, i) => `${it.name} ${found[i]}`).join(", ");
        throw new Error(`The counters disagree on a text of "${name}", so their speed says nothing: ${told}`);
      }
    }
  }
}

const time = (ns) => (ns < 1e3 ? `${ns.toFixed(0)} ns` : ns < 1e6 ? `${(ns / 1e3).toFixed(1)} us` : `${(ns / 1e6).toFixed(2)} ms`);
const ratio = (value) => (value < 100 ? value.toFixed(1) : value.toFixed(0));

const all = await counters();
agree(all);
console.log(`count, one call: median of ${ROUNDS} rounds, Node ${process.versions.node}; in brackets, how many times our time`);
console.log(`${versions.join(", ")}; all agree on the segments of every text\n`);
console.log(["".padEnd(26), ...all.map(({ name }) => name.padStart(25))].join(""));

const verdicts = [];
for (const { name, texts, budget, typing } of rows) {
  const [ours, ...theirs] = measure(all, texts);
  const cells = theirs.map((ns) => `${time(ns)} (${ratio(ns / ours)}x)`);
  console.log([name.padEnd(26), ...[time(ours), ...cells].map((cell) => cell.padStart(25))].join(""));
  if (!budget) continue;
  const fastest = Math.min(...theirs.filter((_, i) => all[i + 1].right));
  verdicts.push([`${name}: faster than every counter that is right`, fastest / ours, 1]);
  if (typing) verdicts.push([`${name}: against sms-segments-calculator`, theirs.at(-1) / ours, TYPING_RATIO]);
}

console.log();
for (const [what, found, wanted] of verdicts) {
  const verdict = found > wanted ? "ok" : "MISSED";
  console.log(`  ${what.padEnd(66)}${`${ratio(found)}x`.padStart(8)} of ${wanted}x  ${verdict}`);
}
if (!(sum > 0)) throw new Error("nothing was counted");
process.exitCode = verdicts.every(([, found, wanted]) => found > wanted) ? 0 : 1;
