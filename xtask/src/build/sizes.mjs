// Prints raw, gzip -9 and brotli -q 11 sizes of the files named, one JSON array of three numbers a line.
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

for (const file of process.argv.slice(1)) {
  const bytes = readFileSync(file);
  const sizes = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)];
  console.log(JSON.stringify(sizes.map((it) => it.length)));
}
