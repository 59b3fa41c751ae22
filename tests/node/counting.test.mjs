// The module as it is shipped, where there is no DOM: the golden vectors and the plain functions (DESIGN section 6).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const root = new URL("../../", import.meta.url);
const bytes = await readFile(new URL("dist/mitto-sms_bg.wasm", root));
const { default: init, count, isOptOut, preview, split } = await import(new URL("dist/mitto-sms.js", root));
await init({ module_or_path: bytes });

/** The rows of a file of vectors, their texts whole (core/tests/data/README.md). */
async function vectors(name) {
  const rows = JSON.parse(await readFile(new URL(`core/tests/data/${name}`, root), "utf8"));
  return rows.map((row) => ({ ...row, text: row.text ?? row.pieces.map(([piece, n]) => piece.repeat(n)).join("") }));
}

function check(row) {
  const { text } = row;
  const told = JSON.stringify(text.slice(0, 60));
  const counted = count(text);
  assert.equal(counted.encoding, row.encoding, told);
  assert.equal(counted.units, row.units, told);
  assert.equal(counted.characters, row.chars, told);
  assert.equal(counted.segments, row.segments, told);
  assert.deepEqual(counted.unitsPerSegment, row.per_segment_units, told);
  assert.equal(counted.limit, row.encoding === "GSM-7" ? 160 : 70, told);
  if (row.segments > 255) {
    assert.throws(() => split(text), /255/, told);
  } else {
    const segments = split(text);
    assert.equal(segments.length, row.segments, told);
    assert.equal(segments.join(""), text.replace(/\r\n?/g, "\n"), told);
  }
}

test("every golden text of other libraries is counted and cut as 3GPP has it", async () => {
  const rows = await vectors("segments.json");
  assert.ok(rows.length > 590);
  // We send CRLF as LF, so the one row with CRLF has one character less.
  const crlf = rows.filter(({ text }) => text.includes("\r\n"));
  assert.equal(crlf.length, 1);
  for (const row of rows) if (!row.text.includes("\r\n")) check(row);
});

test("so are our own edge cases", async () => {
  const rows = await vectors("own.json");
  assert.ok(rows.length > 80);
  rows.forEach(check);
});

test("texts longer than the buffer are counted too", () => {
  const long = "a".repeat(20_000);
  assert.equal(count(long).units, 20_000);
  assert.equal(count(long).unitsPerSegment.length, Math.ceil(20_000 / 153));
  // And the small one after it is not disturbed.
  assert.deepEqual(count("5 €").unitsPerSegment, [4]);
});

test("a lone surrogate is one unit, as every text that leaves JavaScript has it", () => {
  assert.equal(count("\ud83d").units, 1);
  assert.equal(count("\ud83d").encoding, "UCS-2");
});

test("a template is previewed with data, its blanks named, its values never expanded again", () => {
  const fields = { FirstName: " Ada ", Company: null, LastName: "<%=FirstName%>" };
  const seen = preview("Hi <%=firstname%> <%=LastName%> of <%=Company%>, <%=Title|there%>", fields);
  assert.equal(seen.text, "Hi Ada <%=FirstName%> of , there");
  assert.deepEqual(seen.blank, ["Company"]);
  assert.deepEqual(seen.count, count(seen.text));
  assert.throws(() => preview("x", {}, "account"), /lead, contact or campaign/);
});

test("the first clause of a reply opts out", () => {
  const keywords = ["STOP", "arrêt"];
  for (const yes of ["stop", "Stop. Thank you", "stop!", "ARRÊT"]) assert.equal(isOptOut(yes, keywords), true, yes);
  for (const no of ["STOP this bill", "STOP 12345", ""]) assert.equal(isOptOut(no, keywords), false, no);
});
