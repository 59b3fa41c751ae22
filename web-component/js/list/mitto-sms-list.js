// The module of the SMS related list: registers <mitto-sms-list>, unless the page has another version of it already.

import { RelatedList } from "./related-list.js";

if (!customElements.get("mitto-sms-list")) customElements.define("mitto-sms-list", RelatedList);
