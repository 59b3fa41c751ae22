// The module that pages import: registers <mitto-send-sms> where there is a DOM, and exports the plain functions.

import { count, init, isOptOut, preview, split } from "./functions.js";
import { define } from "./element.js";

if (globalThis.customElements) define();

export default init;
export { count, isOptOut, preview, split };
