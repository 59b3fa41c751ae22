// How often our Worker's WebAssembly calls JavaScript: its imports, counted in place and read at /crossings.

const counting = `
export const counts = Object.create(null);
const Instance = WebAssembly.Instance;
const count = (name, call) => (...values) => {
  counts[name] = (counts[name] ?? 0) + 1;
  return call(...values);
};
WebAssembly.Instance = function (module, imports) {
  const wrapped = {};
  for (const [from, calls] of Object.entries(imports)) {
    wrapped[from] = {};
    for (const [name, call] of Object.entries(calls)) {
      wrapped[from][name] = typeof call === "function" ? count(name, call) : call;
    }
  }
  return new Instance(module, wrapped);
};
`;

const main = `
import { counts } from "./count.js";
import Inner from "./index.js";
export default {
  fetch(request, env, context) {
    if (!request.url.endsWith("/crossings")) return Inner.fetch(request, env, context);
    const told = JSON.stringify(counts);
    for (const name of Object.keys(counts)) delete counts[name];
    return new Response(told);
  },
  queue: Inner.queue,
};
`;

/** What counts goes before the Worker, whose imports it takes the place of. */
export const counted = (modules) => [
  { type: "ESModule", path: "/main.js", contents: main },
  { type: "ESModule", path: "/count.js", contents: counting },
  ...modules,
];
