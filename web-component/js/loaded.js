// The wasm of an element, loaded once.

import { compiled } from "./compiled.js";

/** What loads it; a broken download is tried anew by the next element. `initSync` is the glue's. */
export function loader(initSync) {
  let loading;
  return () =>
    (loading ??= compiled(new URL(MITTO_WASM_URL, import.meta.url)).then(
      (module) => initSync({ module }),
      (why) => {
        loading = undefined;
        throw why;
      },
    ));
}
