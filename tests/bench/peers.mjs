// The counters that people use today, each as `text -> number of segments`, the way its own documentation calls it.
// Those that need less work for a mere count get the call that does less.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const splitSms = require("split-sms");
const trt2 = require("@trt2/gsm-charset-utils");
// Its `split` is not exported by the package's main file.
const trt2Split = require("@trt2/gsm-charset-utils/lib/SmsUtil.js").splitStringIntoSmsSegments;
const { SegmentedMessage } = require("sms-segments-calculator");

const summary = { summary: true };

/** Ours from `dist/`, then the peers: `right` are those that count every text right (packing, 3GPP TS 23.040). */
export async function counters() {
  const module = new URL("../../dist/mitto-sms.js", import.meta.url);
  const { default: init, count } = await import(module);
  await init({ module_or_path: await readFile(new URL("mitto-sms_bg.wasm", module)) });
  return [
    { name: "ours", segments: (text) => count(text).segments },
    { name: "split-sms", right: true, segments: (text) => splitSms.split(text, summary).parts.length },
    { name: "@trt2 getCharCount", right: true, segments: (text) => trt2.getCharCount(text).msgCount },
    { name: "@trt2 split", right: true, segments: (text) => trt2Split(text).segmentInfo.parts.length },
    { name: "sms-segments-calculator", segments: (text) => new SegmentedMessage(text).segmentsCount },
  ];
}

/** Exact versions of what was measured. */
export const versions = ["split-sms", "@trt2/gsm-charset-utils", "sms-segments-calculator"].map(
  (name) => `${name} ${require(`${name}/package.json`).version}`,
);
