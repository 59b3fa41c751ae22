// What <mitto-send-sms> is on a campaign: an element of its own inside it, with its own wasm, so that the pages of leads
// and contacts do not download it.

import { Composer, initSync } from "../../glue/mitto-sms-campaign.js";
import { Download } from "../app/download.js";
import { sheets } from "../app/screen.js";
import { build } from "../build.js";
import { loader } from "../loaded.js";
import { RecordElement } from "../record-element.js";
import { save } from "../save.js";
import frame from "../../html/action.html";
import html from "../../html/campaign/campaign.html";
import base from "../../css/base.css";
import styles from "../../css/campaign.css";

const TAG = "mitto-sms-campaign";

/** Every part that our markup and the wasm give out, so that the page can style it through both shadow roots. */
const MARKUP = [...html.matchAll(/\b(?:part|id)="([^"]+)"/g)].flatMap(([, names]) => names.split(" "));
const PARTS = [...new Set([...MARKUP, "look-alikes", "keep"])];

const adopted = sheets(base, styles);

const init = loader(initSync);

/** An unguessable id. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

class CampaignComposer extends RecordElement {
  constructor() {
    super(adopted);
  }

  async ready() {
    await init();
    return () => {
      const screen = Composer.open(this.record, this.language);
      if (!screen) throw new Error("record-id names no campaign.");
      this.setAttribute("exportparts", PARTS.join());
      return { screen, html };
    };
  }

  press(name, value) {
    // Made before anything is sent, so that every try of this press has the same one.
    super.press(name, name === "send" || name === "test" ? newId() : value);
  }

  perform(effect) {
    if (effect.type === "save") this.#save(effect);
    else super.perform(effect);
  }

  async #save({ what, path, name }) {
    let status = 0;
    try {
      const file = new Download();
      const response = await this.api.request("GET", path, undefined, undefined, file.signal);
      if (response.ok) save(name, await file.blob(response));
      ({ status } = response);
    } catch {
      // No answer, or half a file.
    }
    this.tell({ type: "answered", what, status });
  }
}

if (!customElements.get(TAG)) customElements.define(TAG, CampaignComposer);

/** What the element has instead of the page of a lead or a contact. */
export class Page {
  #root;
  #language;
  #say;
  #composer = document.createElement(TAG);

  constructor(element, api, language) {
    this.#root = element.shadowRoot;
    this.#language = language;
    Object.assign(this.#composer, { api, language });
  }

  open(_object, record, _adHoc, action) {
    this.#composer.record = record;
    if (action) {
      this.#say = build(this.#root, frame, this.#language);
      const [open, dialog, close] = ["open", "dialog", "close"].map((id) => this.#root.getElementById(id));
      open.addEventListener("click", () => dialog.showModal());
      close.addEventListener("click", () => dialog.close());
      // Its heading is in the composer's own tree.
      dialog.setAttribute("aria-labelledby", "open");
      dialog.append(this.#composer);
    } else this.#root.append(this.#composer);
    this.#language.mark(this.#root);
  }

  /** All of it anew, in another language. */
  redraw() {
    this.#say?.();
    this.#language.mark(this.#root);
    this.#composer.redraw();
  }

  close() {
    this.#root.replaceChildren();
  }

  /** A hidden page waits by itself. */
  hidden() {}

  /** The campaign has changed, as the page knows. */
  tell(name) {
    this.#composer.press(name);
  }

  answer() {}
}
