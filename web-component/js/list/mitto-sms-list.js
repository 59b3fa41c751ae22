// The module of the SMS related list: registers <mitto-sms-list> where there is a DOM, unless the page has another version of it
// already.

import { RelatedList } from "./related-list.js";

if (globalThis.customElements && !customElements.get("mitto-sms-list")) customElements.define("mitto-sms-list", RelatedList);
