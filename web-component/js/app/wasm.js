// The wasm of the app, loaded once.

import initWasm, { Screen } from "../../glue/mitto-sms-app.js";

let loading;

/** Loads the wasm, once; a broken download is tried anew by the next page. */
export function init() {
  loading ??= initWasm({ module_or_path: new URL(MITTO_WASM_URL, import.meta.url) }).catch((why) => {
    loading = undefined;
    throw why;
  });
  return loading;
}

export { Screen };
