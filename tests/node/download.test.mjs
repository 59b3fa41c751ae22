// A download of the app is given up only when nothing more of it comes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Download } from "../../web-component/js/app/download.js";

/** A body whose pieces the test hands out; it fails as a browser's does when the request is given up. */
function body(signal) {
  let source;
  const stream = new ReadableStream({ start: (controller) => (source = controller) });
  signal.addEventListener("abort", () => source.error(signal.reason));
  return { stream, piece: (text) => source.enqueue(new TextEncoder().encode(text)), end: () => source.close() };
}

const settled = () => new Promise((done) => setImmediate(done));

test("a file that takes a minute is whole", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const download = new Download();
  const { stream, piece, end } = body(download.signal);
  const file = download.blob(new Response(stream, { headers: { "content-type": "text/csv" } }));
  for (const text of ["one,", "two,", "three,", "four"]) {
    context.mock.timers.tick(15_000);
    piece(text);
    await settled();
  }
  end();
  const blob = await file;
  assert.equal(await blob.text(), "one,two,three,four");
  assert.equal(blob.type, "text/csv");
  context.mock.timers.tick(60_000);
  assert.equal(download.signal.aborted, false);
});

test("a file of which nothing more comes is given up after 20 seconds", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const download = new Download();
  const { stream, piece } = body(download.signal);
  const file = download.blob(new Response(stream));
  piece("one,");
  await settled();
  context.mock.timers.tick(19_999);
  assert.equal(download.signal.aborted, false);
  context.mock.timers.tick(1);
  await assert.rejects(file);
});

test("an answer that never begins is given up too", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const download = new Download();
  context.mock.timers.tick(20_000);
  assert.equal(download.signal.aborted, true);
});
