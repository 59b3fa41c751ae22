// The Worker in workerd with the bindings of wrangler.toml, and nothing between a caller and it: `node serve.mjs PORT
// STATE SCRIPT` serves the built script on the data of STATE, where the variables are as well (`vars.env`). D1, KV and the
// queues are Miniflare's, in the same workerd, as they are under `wrangler dev`.
//
// `wrangler dev` hands each request through a proxy, the router of the assets and an entry, all of them Workers in
// JavaScript: they take several times of what our Worker takes for a small request. On Cloudflare there are none of them.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions as optionsOf } from "wrangler";

const [port, state, script] = process.argv.slice(2);
const root = new URL("../../", import.meta.url).pathname;
const { workerOptions } = optionsOf(join(root, "wrangler.toml"));

const wasm = join(dirname(script), "index_bg.wasm");
const worker = {
  ...workerOptions,
  name: "mitto-sms",
  modulesRoot: dirname(script),
  modules: [
    { type: "ESModule", path: script, contents: readFileSync(script, "utf8") },
    { type: "CompiledWasm", path: wasm, contents: readFileSync(wasm) },
  ],
  bindings: { ...workerOptions.bindings, ...parseEnv(readFileSync(join(state, "vars.env"), "utf8")) },
  // With files to serve, their router would stand before the Worker.
  assets: undefined,
  unsafeDirectSockets: [{ host: "127.0.0.1", port: Number(port) }],
};
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    workers: [worker],
    cf: false,
    // For heaps.mjs; any free port.
    inspectorPort: 0,
    log: new Log(LogLevel.WARN),
    // Where wrangler keeps the database.
    resourcePersistencePath: join(state, "data/v3"),
  }),
);
await miniflare.ready;
const end = async () => {
  await miniflare.dispose();
  process.exit(0);
};
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, end);
