// Counting, cutting and previewing without a DOM. `count` runs at every keystroke, so it goes over a fixed buffer of
// the wasm memory: no string, no object crosses the border.

import { Answer } from "./answer.js";
import { compiled } from "./compiled.js";
import {
  Counting,
  initSync,
  is_opt_out,
  preview as previewed,
  split as cut,
} from "../glue/mitto-sms.js";

/** Bytes of text the buffer holds: three a UTF-16 unit, for texts of 8,192 units. */
const SIZE = 3 * 8_192;

const encoder = new TextEncoder();
let loading;
let memory;
let counting;
let bytes;
let numbers;

/** Loads the wasm, once. `source.module_or_path`: bytes, a URL, a Response or a Module; by default the file beside. */
export function init(source) {
  loading ??= compiled(source?.module_or_path ?? new URL(MITTO_WASM_URL, import.meta.url)).then(
    (module) => {
      const exports = initSync({ module });
      memory = exports.memory;
      counting = new Counting(SIZE);
      view();
      return exports;
    },
    (why) => {
      // A broken download is tried anew by the next element.
      loading = undefined;
      throw why;
    },
  );
  return loading;
}

/** The views of the buffers; made anew when the memory has grown. */
function view() {
  bytes = new Uint8Array(memory.buffer, counting.text(), SIZE);
  numbers = new Uint32Array(memory.buffer, counting.result());
}

/** Writes a text into the buffer; how many bytes it took, or -1 if it may not fit. */
function write(text) {
  const length = text.length;
  if (length * 3 > SIZE) return -1;
  let at = 0;
  // For a short text this loop is faster than the call into the encoder.
  if (length < 48) {
    for (; at < length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > 127) break;
      bytes[at] = unit;
    }
    if (at === length) return at;
  }
  return encoder.encodeInto(text, bytes).written;
}

/** How a text is counted: `{encoding, characters, units, segments, unitsPerSegment, limit}`. */
export function count(text) {
  if (bytes.length === 0) view();
  const written = write(text);
  if (written < 0) {
    counting.count_string(text);
    if (bytes.length === 0) view();
  } else counting.count(written);
  const segments = numbers[0];
  const shown = segments < 255 ? segments : 255;
  const unitsPerSegment = new Array(shown);
  for (let at = 0; at < shown; at++) unitsPerSegment[at] = numbers[5 + at];
  return {
    encoding: numbers[4] === 1 ? "UCS-2" : "GSM-7",
    characters: numbers[2],
    units: numbers[1],
    segments,
    unitsPerSegment,
    limit: numbers[3],
  };
}

/** The segments of a text. Throws over 255. */
export function split(text) {
  const segments = cut(text);
  if (!segments) throw new Error("The text needs more than 255 SMS.");
  return segments;
}

/** A template with a record's fields in it: `{text, blank, count}`. `object` is "lead" unless given. */
export function preview(template, fields, object = "lead") {
  const told = previewed(template, new Answer(fields), object);
  if (!told) throw new Error("object is lead, contact or campaign");
  const [text, ...blank] = told;
  return { text, blank, count: count(text) };
}

/** Whether a reply opts out. */
export function isOptOut(text, keywords) {
  return is_opt_out(text, keywords);
}
