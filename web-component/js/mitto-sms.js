// The module that pages import: registers <mitto-send-sms> where there is a DOM, loads <mitto-sms-list> once there is one,
// and exports the plain functions.

import { count, init, isOptOut, preview, split } from "./functions.js";
import { define } from "./element.js";

if (globalThis.customElements) {
  define();
  const list = () => {
    if (!document.querySelector("mitto-sms-list")) return;
    observer.disconnect();
    import("./mitto-sms-list.js");
  };
  const observer = new MutationObserver(list);
  observer.observe(document, { childList: true, subtree: true });
  list();
}

export default init;
export { count, isOptOut, preview, split };
