// The module of the app: registers <mitto-sms-app> and the element of each page.

import { Shell } from "./shell.js";
import { pageElement } from "./screen.js";
import changes from "../../html/app/changes.html";
import keywords from "../../html/app/keywords.html";
import senders from "../../html/app/senders.html";
import setup from "../../html/app/setup.html";
import transfer from "../../html/app/transfer.html";

const PAGES = { changes, keywords, senders, setup, transfer };

for (const [name, html] of Object.entries(PAGES)) {
  const tag = `mitto-sms-${name}`;
  if (!customElements.get(tag)) customElements.define(tag, pageElement(name, html));
}
if (!customElements.get("mitto-sms-app")) customElements.define("mitto-sms-app", Shell);
