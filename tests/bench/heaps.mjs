// What the heaps of workerd's isolates hold, garbage among it, asked of its own inspector: `node heaps.mjs GROUP`
// prints a JSON array with the name of each isolate, the bytes of its JavaScript heap, and those of its array buffers.
// GROUP is the process group that workerd runs in. Linux only: it reads /proc.
import { readFileSync, readdirSync, readlinkSync } from "node:fs";

const PATIENCE = 5_000;
const group = process.argv[2];
/** Those that a campaign goes through. */
const OURS = /^(core:user|d1:db|queues:queue$|outbound)/;

const or = (get, other) => {
  try {
    return get();
  } catch {
    return other;
  }
};

/** Ports that the process listens on. */
function ports(pid) {
  const inodes = or(() => readdirSync(`/proc/${pid}/fd`), []).map((fd) => or(() => readlinkSync(`/proc/${pid}/fd/${fd}`), ""));
  return readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((parts) => parts[3] === "0A" && inodes.includes(`socket:[${parts[9]}]`))
    .map((parts) => Number.parseInt(parts[1].split(":")[1], 16));
}

/** workerd processes of the group: proc(5), the group is the third field behind the name. */
function processes() {
  return readdirSync("/proc").filter((pid) => {
    const stat = or(() => readFileSync(`/proc/${pid}/stat`, "utf8"), "");
    const rest = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return stat.includes("(workerd)") && rest[2] === group;
  });
}

async function isolates(port) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/json`, { signal: AbortSignal.timeout(PATIENCE) });
    const known = ({ id, webSocketDebuggerUrl: url }) => ({ name: id, url });
    return (await answer.json()).map(known).filter(({ name, url }) => url && OURS.test(name));
  } catch {
    // Not the inspector.
    return [];
  }
}

/** Asks an isolate one question after another. */
async function heap({ name, url }) {
  const socket = new WebSocket(url);
  const waiting = new Map();
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    waiting.get(message.id)?.(message.result ?? {});
  };
  let asked = 0;
  const ask = (method, params = {}) =>
    new Promise((resolve) => {
      asked += 1;
      waiting.set(asked, resolve);
      setTimeout(resolve, PATIENCE, undefined);
      socket.send(JSON.stringify({ id: asked, method, params }));
    });
  const opened = new Promise((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });
  if (!(await opened)) return null;
  // Not collected before: workerd answers HeapProfiler.collectGarbage, and nothing becomes less.
  const used = await ask("Runtime.getHeapUsage");
  socket.onerror = null;
  socket.close();
  if (!used?.usedSize) return null;
  return { name, heap: used.usedSize, buffers: used.backingStorageSize };
}

const found = [];
for (const pid of processes()) for (const port of ports(pid)) found.push(...(await isolates(port)));
const heaps = [];
for (const isolate of found) heaps.push(await heap(isolate));
console.log(JSON.stringify(heaps.filter(Boolean)));
process.exit(0);
