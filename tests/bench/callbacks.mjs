// Delivery callbacks per second: our Worker (WebAssembly) against the same handler in TypeScript with Hono, both in one
// workerd, each with its own database and queue.
//
// They take turns, in another order each round; a turn begins when the queue of the one before is empty. A ratio is of
// two neighbours in time, and the one told is the median, because what else runs on a machine changes by the second.
// The processor time is workerd's own, storing by way of the queue included. Ends with status 1 if the budget is missed.
import { readFileSync, readdirSync } from "node:fs";
import { ask, flood, get } from "./callbacks/load.mjs";
import { SMS, path, start, versions } from "./callbacks/workers.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const CONCURRENCY = [1, 8, 32, 128];
const BODIES = [
  { name: "one report", reports: 1, callbacks: 400 },
  { name: "20 reports", reports: 20, callbacks: 200 },
];

let time = 1_764_000_000_000;

/** Reports that nobody has sent before. */
function bodies(callbacks, reports) {
  const report = () => {
    time += 1;
    return { id: `g${time}`, status: "DELIVRD", reference: `SMS-${String((time % SMS) + 1).padStart(6, "0")}/1`, errorCode: "0", timestamp: time, mcc: "228", mnc: "01" };
  };
  const body = () => (reports === 1 ? report() : Array.from({ length: reports }, report));
  return Array.from({ length: callbacks }, () => JSON.stringify(body()));
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** A number out of a database; asked again where a connection that was kept open has been closed. */
async function count(database, sql, tries = 3) {
  try {
    return (await database.prepare(sql).first()).n;
  } catch (why) {
    if (tries === 1) throw why;
    return count(database, sql, tries - 1);
  }
}

/** Waits until as many updates are stored as were sent, so that nobody pays for the other's queue. */
async function stored(side, wanted) {
  for (let left = 600; left > 0; left--) {
    const n = await count(side.database, "SELECT count(*) AS n FROM delivery_update");
    if (n === wanted) return;
    if (n > wanted) throw new Error(`${side.name} stored ${n} updates of ${wanted}`);
    await sleep(50);
  }
  throw new Error(`${side.name} did not store what it acknowledged`);
}

/** Milliseconds of processor time that workerd has used; none where the system does not tell. */
function processorTime() {
  try {
    const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    const stats = ids.map((id) => {
      try {
        return readFileSync(`/proc/${id}/stat`, "utf8");
      } catch {
        return "";
      }
    });
    const ticks = stats
      .map((stat) => ({ name: /\((.*)\)/.exec(stat)?.[1], rest: stat.slice(stat.lastIndexOf(")") + 2).split(" ") }))
      .filter(({ name, rest }) => name === "workerd" && Number(rest[1]) === process.pid)
      .map(({ rest }) => Number(rest[11]) + Number(rest[12]));
    return ticks.length ? ticks.reduce((a, b) => a + b) * 10 : undefined;
  } catch {
    return undefined;
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const mean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

const { miniflare, sides } = await start();
const [ours, hono, counted] = sides;
const pair = [ours, hono];
const sent = new Map(sides.map((side) => [side, 0]));

async function turn(side, { callbacks, reports }, atOnce) {
  const before = processorTime();
  const took = await flood(side.port, path, bodies(callbacks, reports), atOnce);
  sent.set(side, sent.get(side) + callbacks * reports);
  await stored(side, sent.get(side));
  const used = before === undefined ? undefined : (processorTime() - before) / callbacks;
  return { perSecond: (callbacks / took) * 1_000, used };
}

async function row(body, atOnce) {
  const turns = pair.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < pair.length; i++) {
      const which = (i + round) % pair.length;
      turns[which].push(await turn(pair[which], body, atOnce));
    }
  }
  const [mine, theirs] = turns;
  return {
    perSecond: turns.map((side) => median(side.map((it) => it.perSecond))),
    used: turns.map((side) => median(side.map((it) => it.used))),
    ratio: median(mine.map((it, round) => it.perSecond / theirs[round].perSecond)),
  };
}

for (const side of pair) {
  // The first look compiles; both must refuse what they should.
  for (const body of BODIES) await turn(side, body, 8);
  for (const [to, body, status] of [
    [path.replace("/delivery", "x/delivery"), "{}", 404],
    [path, "7", 400],
    [path, '[{"id":"g"}]', 400],
    [path, `"${"x".repeat(70_000)}"`, 413],
  ]) {
    const answered = await ask(side.port, "POST", to, body);
    if (answered !== status) throw new Error(`${side.name} answered ${answered} instead of ${status}`);
  }
}

console.log(`callbacks a second: median of ${ROUNDS} rounds, ${versions.join(", ")}; ms: workerd's processor time a callback\n`);
console.log(["".padEnd(30), "ours".padStart(10), "hono".padStart(10), "ratio".padStart(9), "ours ms".padStart(11), "hono ms".padStart(11)].join(""));
const ratios = [];
const shown = (ms) => (ms === undefined ? "?" : ms.toFixed(2)).padStart(11);
for (const body of BODIES) {
  for (const atOnce of CONCURRENCY) {
    const { perSecond, used, ratio } = await row(body, atOnce);
    ratios.push(ratio);
    const name = `${body.name}, ${atOnce} at once`;
    const cells = [...perSecond.map((it) => it.toFixed(0).padStart(10)), `${ratio.toFixed(2)}x`.padStart(9), ...used.map(shown)];
    console.log([name.padEnd(30), ...cells].join(""));
  }
}

// What is paid before anything is done: a page that is not there.
const nothing = await (async () => {
  const turns = pair.map(() => []);
  for (let round = 0; round < ROUNDS * 2; round++) {
    for (let i = 0; i < pair.length; i++) {
      const which = (i + round) % pair.length;
      const asked = new Array(1_000).fill(undefined);
      const before = processorTime();
      const took = await flood(pair[which].port, "/nothing-here", asked, 8, 404);
      turns[which].push({ perSecond: 1e6 / took, used: (processorTime() - before) / 1_000 });
    }
  }
  return turns.map((side) => ({ perSecond: median(side.map((it) => it.perSecond)), used: median(side.map((it) => it.used)) }));
})();
const [mine, theirs] = nothing;
const cells = [mine, theirs].map((it) => it.perSecond.toFixed(0).padStart(10));
console.log(["nothing (404), 8 at once".padEnd(30), ...cells, `${(mine.perSecond / theirs.perSecond).toFixed(2)}x`.padStart(9), shown(mine.used), shown(theirs.used)].join(""));

// What crosses between WebAssembly and JavaScript.
await flood(counted.port, path, bodies(20, 1), 1);
await get(counted.port, "/crossings");
await flood(counted.port, path, bodies(20, 1), 1);
const crossings = Object.entries(JSON.parse(await get(counted.port, "/crossings")));
crossings.sort(([, one], [, other]) => other - one);
const total = crossings.reduce((sum, [, n]) => sum + n, 0) / 20;
const most = crossings.slice(0, process.env.CROSSINGS ? 80 : 6).map(([name, n]) => `${name} ${(n / 20).toFixed(1)}`);
console.log(`\n  a callback of one report calls JavaScript ${total.toFixed(0)} times: ${most.join(", ")}, …`);

const found = mean(ratios);
const holds = found >= 1;
console.log(`\n  ${"callbacks a second, against Hono: mean of the ratios".padEnd(66)}${`${found.toFixed(2)}x`.padStart(8)} of 1x  ${holds ? "ok" : "MISSED"}`);
await miniflare.dispose();
process.exitCode = holds ? 0 : 1;
