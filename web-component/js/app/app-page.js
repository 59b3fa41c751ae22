// A page of the app: its screen is opened by its name, for whoever the token says we are.

import { save } from "../save.js";
import { Download } from "./download.js";
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

  /** The text box that had the focus last: where a merge field goes. */
  #box;

  constructor() {
    super(adopted);
    this.shadowRoot.addEventListener("focusin", ({ target }) => {
      if (target.matches("textarea")) this.#box = target;
    });
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

  /** How an event gets to the screen. */
  hear(screen, event) {
    return screen.event(JSON.stringify(event));
  }

  press(name, value = "") {
    const box = this.#box?.isConnected ? this.#box : undefined;
    const caret = box && { start: box.selectionStart, end: box.selectionEnd };
    this.tell({ type: "pressed", name, value, caret });
  }

  edited(type, target) {
    if (target.type === "file") this.#chosen(type, target);
    else super.edited(type, target);
  }

  async #chosen(type, target) {
    const [file] = target.files;
    if (type !== "change" || !file) return;
    const value = await file.text();
    // The same file can be chosen again.
    target.value = "";
    this.tell({ type: "input", name: `${target.id}-name`, value: file.name });
    this.tell({ type: "input", name: target.id, value });
  }

  perform(effect) {
    const mine = PERFORM[effect.type];
    if (mine) mine(this, effect);
    else super.perform(effect);
  }

  /** Asks the API; with `saveAs`, what comes is saved as a file and not read. */
  async ask({ what, about, method, path, body, ifMatch, saveAs }) {
    let status = 0;
    let etag;
    let answer = null;
    try {
      const file = saveAs && new Download();
      const response = await this.api.request(method, path, body, ifMatch && { "if-match": ifMatch }, file?.signal);
      status = response.status;
      etag = response.headers.get("etag") ?? undefined;
      if (saveAs && response.ok) save(saveAs, await file.blob(response));
      else answer = await response.json().catch(() => null);
    } catch {
      // No answer, or half a file: the status says so.
      status = 0;
    }
    this.tell({ type: "answered", what, about, status, etag, body: answer });
    if (status === 401) this.emit("mitto-sms-signed-out");
  }
}

const PERFORM = {
  save: (page, { what, path, name }) => page.ask({ what, method: "GET", path, saveAs: name }),
  select: (page, { id, caret }) => {
    const box = page.shadowRoot.getElementById(id);
    box.focus();
    box.setSelectionRange(caret.start, caret.end);
  },
  copy: async (page, { text }) => {
    let status = 200;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Not allowed, or not over HTTPS.
      status = 0;
    }
    page.tell({ type: "answered", what: "copied", status });
  },
  download: (_page, { name, text }) => save(name, new Blob([text], { type: "application/json" })),
  go: (page, { path }) => {
    page.unsaved = false;
    page.emit("mitto-sms-go", { path });
  },
  moved: (page, { path }) => page.emit("mitto-sms-moved", { path }),
};

/** The element class of a page. */
export function pageElement(name, markup) {
  return class extends AppPage {
    static page = name;
    static html = markup;
  };
}
