// A page of the app: its screen is opened by its name, for whoever the token says we are.

import { PageElement, sheets } from "./screen.js";
import { Screen, init } from "./wasm.js";
import frame from "../../html/app/frame.html";
import base from "../../css/base.css";
import styles from "../../css/app.css";

const adopted = sheets(base, styles);

export class AppPage extends PageElement {
  /** Its name in core, and its HTML. */
  static page;
  static html;

  constructor() {
    super(adopted);
  }

  built(root) {
    // Only offered: the Worker says whether there is such a zone.
    const zones = root.getElementById("time-zones");
    for (const zone of zones ? new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]) : []) {
      const option = document.createElement("option");
      option.value = zone;
      zones.append(option);
    }
  }

  async ready() {
    await init();
    const claims = await this.api.claims();
    return () => {
      const midnight = new Date();
      midnight.setHours(0, 0, 0, 0);
      const { page, html } = this.constructor;
      const start = {
        role: claims.role === "admin" ? "admin" : "user",
        who: String(claims.sub ?? ""),
        path: this.getAttribute("path") ?? "",
        item: this.getAttribute("item") ?? undefined,
        today: midnight.toISOString(),
      };
      return { screen: Screen.open(page, JSON.stringify(start)), html: html + frame };
    };
  }
}

/** The element class of a page. */
export function pageElement(name, markup) {
  return class extends AppPage {
    static page = name;
    static html = markup;
  };
}
