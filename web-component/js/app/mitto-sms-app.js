// The module of the app: registers <mitto-sms-app> and the element of each page.

import { pageElement } from "./app-page.js";
import { Shell } from "./shell.js";
import apiKeys from "../../html/app/api-keys.html";
import changes from "../../html/app/changes.html";
import home from "../../html/app/home.html";
import keywords from "../../html/app/keywords.html";
import message from "../../html/app/message.html";
import messages from "../../html/app/messages.html";
import privacy from "../../html/app/privacy.html";
import senders from "../../html/app/senders.html";
import setup from "../../html/app/setup.html";
import template from "../../html/app/template.html";
import templates from "../../html/app/templates.html";
import transfer from "../../html/app/transfer.html";
import webhooks from "../../html/app/webhooks.html";

const PAGES = {
  "api-keys": apiKeys, changes, home, keywords, message, messages, privacy, senders, setup, template, templates, transfer, webhooks,
};

for (const [name, html] of Object.entries(PAGES)) {
  const tag = `mitto-sms-${name}`;
  if (!customElements.get(tag)) customElements.define(tag, pageElement(name, html));
}
if (!customElements.get("mitto-sms-app")) customElements.define("mitto-sms-app", Shell);
