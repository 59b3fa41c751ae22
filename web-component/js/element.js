// The custom element's class: its life cycle.

import { Api } from "./api.js";
import { init } from "./functions.js";
import { Language } from "./language.js";
import { reopen } from "./moved.js";
import { Page, emit } from "./page.js";
import base from "../css/base.css";
import styles from "../css/send-sms.css";

/** The elements of the page, in whatever shadow root: where <mitto-sms-list> looks for the one of its record. */
const elements = (globalThis.mittoSendSms ??= new Set());

/** The styles, parsed once for all elements of the page. */
let sheet;

class MittoSendSms extends (globalThis.HTMLElement ?? Object) {
  static observedAttributes = ["object", "record-id", "endpoint", "token-url", "mode", "lang", "messages-url"];

  #page;
  #api = new Api(this);
  #provider;
  #turn = 0;
  #language = new Language(this, () => this.#page?.redraw());
  #messages;
  #onVisibility = () => this.#page?.hidden(document.hidden);

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(base + styles);
    }
    root.adoptedStyleSheets = [sheet];
  }

  /** An async function that returns a session token; instead of the attribute `token-url`. */
  get tokenProvider() {
    return this.#provider;
  }
  set tokenProvider(provider) {
    const same = this.#provider && provider;
    this.#provider = provider;
    this.#api.provider = provider;
    // A framework may set another function each time it draws: that is no reason to lose what is written.
    if (!same) this.#restart();
  }

  /** The messages of a language, as a message file has them; instead of the attribute `messages-url`. */
  get messages() {
    return this.#messages;
  }
  set messages(messages) {
    this.#messages = messages;
    this.#language.again();
  }

  /** Begins a message from this sender, as the answer to a reply that came there. */
  answer(from) {
    this.#page?.answer(from);
  }

  /** The record has changed: it is read again now. */
  refresh() {
    this.#page?.tell("look");
  }

  connectedCallback() {
    elements.add(this);
    // A property that was set before the class was known hides the accessor.
    for (const name of ["tokenProvider", "messages"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#language.follow();
    document.addEventListener("visibilitychange", this.#onVisibility);
    if (this.#page) reopen(this.shadowRoot);
    else this.#restart();
  }

  disconnectedCallback() {
    elements.delete(this);
    this.#language.leave();
    document.removeEventListener("visibilitychange", this.#onVisibility);
    // What is only moved is back at once, and keeps what is written.
    queueMicrotask(() => this.isConnected || this.#stop());
  }

  /** Moved without being taken out (`moveBefore`): nothing changes. */
  connectedMoveCallback() {}

  attributeChangedCallback(name, before, after) {
    if (name === "lang" || name === "messages-url") this.#language.again();
    else if (before !== after) this.#restart();
  }

  #stop() {
    this.#turn++;
    this.#page?.close();
    this.#page = undefined;
  }

  /** Starts anew for the record the attributes name; several changes at once are one start. */
  async #restart() {
    this.#stop();
    const turn = this.#turn;
    await Promise.resolve();
    const [object, record] = [this.getAttribute("object"), this.getAttribute("record-id")];
    if (turn !== this.#turn || !this.isConnected || !object || !record) return;
    const { fault } = this.#api;
    if (fault) return this.#broken(fault, fault);
    try {
      // What a campaign needs is no part of this module.
      let Kind = Page;
      const language = this.#language.load();
      if (object === "campaign") ({ Page: Kind } = await import("./mitto-sms-campaign.js"));
      else await init();
      const claims = await this.#api.claims();
      // Nothing is said in English first.
      await language;
      if (turn !== this.#turn) return;
      const action = this.getAttribute("mode") === "action";
      this.#page = new Kind(this, this.#api, this.#language);
      this.#page.open(object, record, claims.adHoc === true, action);
      // A page can be opened where nobody sees it.
      this.#onVisibility();
    } catch (why) {
      if (turn === this.#turn) this.#broken(why);
    }
  }

  /** Without the wasm there is nothing but to say so. */
  #broken(why, words = this.#language.word("Send SMS could not be started. Reload the page.")) {
    const note = document.createElement("p");
    note.setAttribute("role", "alert");
    note.textContent = words;
    this.shadowRoot.replaceChildren(note);
    emit(this, "error", { message: String(why?.message ?? why) });
  }
}

/** Registers the element, unless the page has another version of it already. */
export function define() {
  if (!customElements.get("mitto-send-sms")) customElements.define("mitto-send-sms", MittoSendSms);
}
