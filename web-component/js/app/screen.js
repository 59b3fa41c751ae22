// A page as a custom element: it forwards what happens to the wasm, draws the sheet that comes back, and performs the
// effects. It knows no page: what they are is in core/src/app. A class of its own says how its screen is opened, and how
// the API is asked: app-page.js for the pages of the app, ../record-element.js for the elements of record pages.

import { Api } from "../api.js";
import { build } from "../build.js";
import { reopen } from "../moved.js";
import { draw } from "./nodes.js";

const EVENTS = ["input", "change", "click", "submit", "cancel", "close"];

/** Style sheets of these texts, parsed once for all pages. */
export function sheets(...texts) {
  let parsed;
  return () => {
    parsed ??= texts.map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });
    return parsed;
  };
}

export class PageElement extends (globalThis.HTMLElement ?? Object) {
  #screen;
  #waits = new Map();
  /** Who waits for the page to be seen again, until we are stopped. */
  #hidden = new AbortController();
  #api;
  #say;
  /** Of elements that speak more than English. */
  language;
  unsaved = false;

  constructor(styles) {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = styles();
  }

  /** The way to the API; set by the frame, or else the page has its own. */
  get api() {
    this.#api ??= new Api(this, this.tokenProvider);
    return this.#api;
  }
  set api(api) {
    this.#api = api;
  }

  /** Whether its screen is open. */
  get started() {
    return this.#screen !== undefined;
  }

  async connectedCallback() {
    if (this.#screen) return reopen(this.shadowRoot);
    const open = await this.ready();
    if (!this.isConnected || this.#screen) return;
    const { screen, html } = open();
    this.#screen = screen;
    this.#say = build(this.shadowRoot, html, this.language);
    this.language?.mark(this.shadowRoot);
    this.built(this.shadowRoot);
    // Capturing: "close" does not bubble.
    for (const name of EVENTS) this.shadowRoot.addEventListener(name, this.#heard, true);
    this.tell({ type: "started" });
  }

  disconnectedCallback() {
    // What is only moved is back at once, and stays as it is.
    queueMicrotask(() => this.isConnected || this.stop());
  }

  /** Moved without being taken out (`moveBefore`): nothing changes. */
  connectedMoveCallback() {}

  stop() {
    for (const name of EVENTS) this.shadowRoot.removeEventListener(name, this.#heard, true);
    for (const wait of this.#waits.values()) clearTimeout(wait);
    this.#hidden.abort();
    this.#hidden = new AbortController();
    this.shadowRoot.replaceChildren();
    const screen = this.#screen;
    this.#screen = undefined;
    // Not at once: what removes the page may be one of its own effects.
    queueMicrotask(() => screen?.free());
  }

  /** Takes an event to the page; draws and performs what comes of it. */
  tell(event) {
    const outcome = this.#screen && this.hear(this.#screen, event);
    if (!outcome) return;
    const { effects, sheet } = JSON.parse(outcome);
    this.paint(sheet.marks, event);
    this.unsaved = sheet.unsaved;
    for (const effect of effects) this.perform(effect);
  }

  /** All of it anew, in another language. */
  redraw() {
    if (!this.#screen) return;
    this.#say();
    this.language.mark(this.shadowRoot);
    this.tell({ type: "spoken" });
  }

  /** What only the browser knows is put in. */
  built() {}

  paint(marks) {
    draw(this.shadowRoot, marks, this.language?.locale);
  }

  #heard = (event) => {
    const { type, target } = event;
    if (type === "click") this.#clicked(event);
    else if (type === "submit") {
      event.preventDefault();
      this.press(target.dataset.do, target.dataset.value);
    } else if (type === "cancel") {
      // Escape in a dialog: the page decides, and says so in its sheet.
      event.preventDefault();
      this.press(target.dataset.cancel ?? "cancel", target.id);
    } else if (type === "close") {
      // A second Escape closes a dialog without a "cancel" to prevent.
      if (target.hasAttribute("data-open") && !target.open) this.press(target.dataset.cancel ?? "cancel", target.id);
    } else this.edited(type, target);
  };

  edited(type, target) {
    const { id, localName } = target;
    const choice = localName === "select" || target.type === "checkbox" || target.type === "radio";
    if ((type === "change") !== choice) return;
    const name = target.type === "radio" ? target.name : id;
    const value = target.type === "checkbox" ? String(target.checked) : target.value;
    this.tell({ type: "input", name, value });
  }

  #clicked(event) {
    const button = event.target.closest("[data-do]");
    if (!button || button.localName === "form") return;
    this.press(button.dataset.do, button.dataset.value);
  }

  press(name, value = "") {
    this.tell({ type: "pressed", name, value });
  }

  perform(effect) {
    PERFORM[effect.type](this, effect);
  }

  wait(what, after) {
    clearTimeout(this.#waits.get(what));
    this.#waits.set(
      what,
      setTimeout(() => this.#seen(() => this.tell({ type: "elapsed", what })), after),
    );
  }

  /** While nobody looks, nothing is asked again and no toast goes away unread. */
  #seen(then) {
    const { signal } = this.#hidden;
    const again = () => this.#seen(then);
    if (document.hidden) document.addEventListener("visibilitychange", again, { once: true, signal });
    else then();
  }

  /** Tells the frame. */
  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** Puts the focus on a control once it is there to be seen. */
  focusOn(id) {
    this.shadowRoot.getElementById(id)?.focus();
  }
}

const PERFORM = {
  request: (page, effect) => page.ask(effect),
  wait: (page, { what, afterMs }) => page.wait(what, afterMs),
  focus: (page, { id }) => page.focusOn(id),
  announce: (page, { text }) => {
    page.shadowRoot.getElementById("live").textContent = text;
  },
  emit: (page, { name, detail }) => page.emit(`mitto-sms-${name}`, detail),
};
