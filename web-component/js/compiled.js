/**
 * The wasm module of bytes, a URL, a Response, or of one that is compiled already. wasm-bindgen's own way does the same in
 * three times the code.
 */
export async function compiled(source) {
  source = await source;
  if (typeof source === "string" || source instanceof URL) source = await fetch(source);
  if (source instanceof Response) {
    // Compiled while it comes, unless the server gives it a wrong type.
    const later = source.clone();
    return WebAssembly.compileStreaming(source).catch(async () => WebAssembly.compile(await later.arrayBuffer()));
  }
  return source instanceof WebAssembly.Module ? source : WebAssembly.compile(source);
}
