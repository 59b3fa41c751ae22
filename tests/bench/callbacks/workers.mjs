// Both Workers in one workerd, each with a database, a queue and a namespace of its own.
import { createHmac } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { build } from "esbuild";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";
import { counted } from "./crossings.mjs";

const root = new URL("../../../", import.meta.url);
const file = (path) => readFileSync(new URL(path, root));

const SECRET = "a secret of this benchmark alone";
/** SMS that reports are about. */
export const SMS = 1_000;

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function hono() {
  const entry = new URL("hono.ts", import.meta.url).pathname;
  const made = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
    target: "es2022",
    loader: { ".sql": "text" },
  });
  return [{ type: "ESModule", path: "/hono.js", contents: made.outputFiles[0].text }];
}

const ours = () => [
  { type: "ESModule", path: "/index.js", contents: file("dist/worker/index.js").toString() },
  { type: "CompiledWasm", path: "/index_bg.wasm", contents: file("dist/worker/index_bg.wasm") },
];

const toml = file("wrangler.toml").toString();
const compatibilityDate = /compatibility_date = "(.*?)"/.exec(toml)[1];
const versionOf = (name) => JSON.parse(file(`node_modules/${name}/package.json`)).version;
export const versions = ["hono", "miniflare", "workerd"].map((name) => `${name} ${versionOf(name)}`);

export const path = `/callback/${createHmac("sha256", SECRET).update("callback-key/1").digest("hex").slice(0, 32)}/delivery`;

async function fill(database) {
  const folder = new URL("edge/migrations/", root);
  for (const name of readdirSync(folder).sort()) {
    const sql = readFileSync(new URL(name, folder), "utf8").replace(/--.*$/gm, "").replace(/\s*\n\s*/g, " ");
    await database.exec(sql);
  }
  await database.exec(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${SMS}) ` +
      "INSERT INTO sms (request, request_body, mobile, sender, text, encoding, segments, phase, due_at, attempt, status, rank, created_by, created_at, updated_at) " +
      "SELECT 'bench-' || i, '', '+41790000000', 'MITTO', 'x', 'GSM-7', 1, 'settled', 0, 1, 'SENT', 3, 'bench', 0, 0 FROM n",
  );
}

export async function start() {
  const all = [
    { name: "ours", modules: ours() },
    { name: "hono", modules: await hono() },
    { name: "counted", modules: counted(ours()) },
  ];
  const ports = [];
  for (const _ of all) ports.push(await freePort());
  const workers = all.map(({ name, modules }, i) => ({
    name,
    modules,
    modulesRoot: "/",
    compatibilityDate,
    bindings: { CONFIG_SECRET: SECRET, SESSION_SECRET: SECRET, GATEWAY_URL: "http://127.0.0.1:9", ALLOWED_ORIGINS: "" },
    d1Databases: { DB: `db-${name}` },
    kvNamespaces: { CONFIG: `kv-${name}` },
    queueProducers: { CALLBACKS: `callbacks-${name}` },
    queueConsumers: { [`callbacks-${name}`]: { maxBatchSize: 100, maxBatchTimeout: 1, maxRetries: 5 } },
    unsafeDirectSockets: [{ host: "127.0.0.1", port: ports[i] }],
  }));
  // What a Worker says of a refused callback is its own business.
  const options = { workers, cf: false, log: new Log(LogLevel.ERROR), handleStructuredLogs: () => {} };
  const miniflare = new Miniflare(convertV4MiniflareOptions(options));
  await miniflare.ready;
  const databases = [];
  for (const { name } of all) {
    const database = await miniflare.getD1Database("DB", name);
    await fill(database);
    databases.push(database);
  }
  return { miniflare, sides: all.map(({ name }, i) => ({ name, port: ports[i], database: databases[i] })) };
}
