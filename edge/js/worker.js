// The Worker's events, handed to the wasm module beside this file, and what the module calls back for. No rule of ours is
// here: values are moved, and what fails is told. The other side is edge/src/border.
//
// The module gets numbers and places in its own memory, never an object: an event and a call are known by a number. What
// is a text or bytes lies in `given` until the module takes it.
import module from "./index_bg.wasm";
import { begin, find, loseAll, outcome } from "./events.js";
import { CALLS, TELLS } from "./platform.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const NOTHING = new Uint8Array(0);

/** What the running module exports; none before the first event, and after a crash. */
let wasm;
/** Its memory. */
let memory = NOTHING;
/** What the module takes next. */
let given = NOTHING;

/** Lets the module work. A panic is a trap, and ends all that is under way in it: the next event has a new one. */
function enter(name, ...values) {
  if (!wasm) start();
  try {
    wasm[name](...values);
  } catch (why) {
    console.error("Critical", why);
    wasm = undefined;
    loseAll(new Error("the module has crashed"));
  }
}

function start() {
  wasm = new WebAssembly.Instance(module, { border: { call, tell, take } }).exports;
  memory = NOTHING;
  wasm.start();
}

/** The memory, which is another buffer after it has grown. */
function bytes() {
  if (memory.length === 0) memory = new Uint8Array(wasm.memory.buffer);
  return memory;
}

/** The module's values: each is a kind and two numbers. */
function read(place, count) {
  const from = new Float64Array(bytes().buffer, place, count * 3);
  const values = new Array(count);
  // Statements share their values; a text that stands there again is not decoded again.
  const decoded = new Map();
  for (let i = 0, at = 0; i < count; i++, at += 3) {
    const start = from[at + 1];
    const length = from[at + 2];
    switch (from[at]) {
      case 0:
        values[i] = null;
        break;
      case 1:
        values[i] = start;
        break;
      case 2: {
        let known = decoded.get(start);
        if (known?.length !== length) {
          known = { length, text: decoder.decode(memory.subarray(start, start + length)) };
          decoded.set(start, known);
        }
        values[i] = known.text;
        break;
      }
      default:
        values[i] = memory.slice(start, start + length);
    }
  }
  return values;
}

/** Lays down what the module takes next; its length, or -1 for nothing. A number goes over by itself. */
function give(value) {
  if (value === undefined || value === null) return -1;
  if (typeof value === "number") return value;
  given = typeof value === "string" ? encoder.encode(value) : value;
  return given.length;
}

/** Copies what was laid down to a place that the module has made for it. */
function take(place) {
  bytes().set(given, place);
  given = NOTHING;
}

/** Something that is waited for. Its answer comes by `settle`, unless the module that asked is gone. */
function call(what, number, event, place, count) {
  const asked = wasm;
  const settle = (failed, value) => {
    if (asked === wasm) enter("settle", number, failed, give(value), Date.now());
  };
  CALLS[what](read(place, count), find(event), number).then(
    (value) => settle(0, value),
    // D1 names itself in the error and says what is wrong in its cause.
    (why) => settle(1, String(why?.cause?.message ?? why?.message ?? why)),
  );
}

/** Something that is done at once. */
function tell(what, event, place, count) {
  try {
    return give(TELLS[what](read(place, count), find(event)));
  } catch (why) {
    console.error(String(why?.message ?? why));
    return -1;
  }
}

// Not in somebody's request: what the module does first takes a while.
start();

export default {
  fetch(request, env, context) {
    const event = begin({ request, env, context });
    enter("fetch", event.number, give(`${request.method} ${request.url}`), Date.now());
    return outcome(event);
  },

  scheduled(_, env, context) {
    const event = begin({ env, context });
    enter("scheduled", event.number, Date.now());
    return outcome(event);
  },

  queue(batch, env, context) {
    const event = begin({ batch, env, context });
    const messages = batch.messages.map(({ id, timestamp, body, attempts }) => ({ id, timestamp, body, attempts }));
    enter("queue", event.number, give(JSON.stringify({ queue: batch.queue, messages })), Date.now());
    return outcome(event);
  },
};
