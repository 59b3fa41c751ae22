// <mitto-sms-list>: its life cycle, where it scrolls to, and the Send SMS element beside it.

import { SmsList, initSync } from "../../glue/mitto-sms-list.js";
import { Api } from "../api.js";
import { Language } from "../language.js";
import { sheets } from "../app/screen.js";
import { loader } from "../loaded.js";
import { RecordElement } from "../record-element.js";
import { asked, forget } from "./asked.js";
import html from "../../html/list/sms-list.html";
import base from "../../css/base.css";
import styles from "../../css/sms-list.css";

/** So near to its end, in pixels, a conversation stays there when something is added. */
const NEAR = 48;

const adopted = sheets(base, styles);

const init = loader(initSync);

export class RelatedList extends RecordElement {
  static observedAttributes = ["object", "record-id", "endpoint", "token-url", "lang", "messages-url"];

  #provider;
  #messages;
  #turn = 0;
  language = new Language(this, () => this.redraw());

  constructor() {
    super(adopted);
  }

  /** An async function that returns a session token; instead of the attribute `token-url`. */
  get tokenProvider() {
    return this.#provider;
  }
  set tokenProvider(provider) {
    const same = this.#provider && provider;
    this.#provider = provider;
    this.api.provider = provider;
    // A framework may set another function each time it draws: that is no reason to begin anew.
    if (!same) this.#restart();
  }

  /** The messages of a language, as a message file has them; instead of the attribute `messages-url`. */
  get messages() {
    return this.#messages;
  }
  set messages(messages) {
    this.#messages = messages;
    this.language.again();
  }

  connectedCallback() {
    // A property that was set before the class was known hides the accessor.
    for (const name of ["tokenProvider", "messages"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.language.follow();
    document.addEventListener("visibilitychange", this.#look);
    document.addEventListener("mitto-sms-sent", this.#look);
    if (!this.started) return void this.#restart();
    // Only moved; but what is taken out forgets where it was scrolled to.
    super.connectedCallback();
    const log = this.shadowRoot.getElementById("log");
    log.scrollTop = log.scrollHeight;
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#look);
    document.removeEventListener("mitto-sms-sent", this.#look);
    this.language.leave();
    this.#turn++;
    super.disconnectedCallback();
  }

  attributeChangedCallback(name, before, after) {
    if (name === "lang" || name === "messages-url") this.language.again();
    else if (before !== after) this.#restart();
  }

  /** Something has happened that the page knows of: what is there now is asked for at once. */
  refresh() {
    forget();
    this.tell({ type: "pressed", name: "look" });
  }

  /** Somebody is back, or has sent something. */
  #look = () => document.hidden || this.refresh();

  /** Starts anew for the record the attributes name; several changes at once are one start. */
  async #restart() {
    this.stop();
    const turn = ++this.#turn;
    await Promise.resolve();
    if (turn !== this.#turn || !this.isConnected) return;
    const [object, record] = [this.getAttribute("object"), this.getAttribute("record-id")];
    if (!object || !record) return;
    this.api = new Api(this, this.#provider);
    const { fault } = this.api;
    if (fault) return this.#broken(fault, fault);
    try {
      await super.connectedCallback();
    } catch (why) {
      if (turn === this.#turn) this.#broken(why);
    }
  }

  async ready() {
    const language = this.language.load();
    await init();
    // Nothing is said in English first.
    await language;
    return () => {
      const [object, record, view] = ["object", "record-id", "view"].map((name) => this.getAttribute(name) ?? "");
      const screen = SmsList.open(object, record, view, this.language);
      if (!screen) throw new Error("object and record-id name no lead, contact or campaign.");
      return { screen, html };
    };
  }

  /** Without the wasm there is nothing but to say so. */
  #broken(
    why,
    words = this.language.word("The list of SMS could not be started. Reload the page, or ask your admin."),
  ) {
    const note = document.createElement("p");
    note.setAttribute("role", "alert");
    note.textContent = words;
    this.shadowRoot.replaceChildren(note);
    this.emit("mitto-sms-error", { message: String(why?.message ?? why) });
  }

  /** The Send SMS element of this record, in whatever shadow root of the page. */
  #composer() {
    const same = (element) =>
      ["object", "record-id"].every((name) => element.getAttribute(name) === this.getAttribute(name));
    return [...(globalThis.mittoSendSms ?? [])].find(same);
  }

  /** Whether a reply can be answered. */
  known() {
    return [this.#composer() !== undefined];
  }

  /** The eye stays where it is: at the end if it was there, else at the message it was at. */
  paint(marks, { what, name }) {
    const log = this.shadowRoot.getElementById("log");
    const { scrollTop, scrollHeight, clientHeight } = log;
    const below = scrollHeight - scrollTop;
    super.paint(marks);
    if (what === "earlier") log.scrollTop = log.scrollHeight - below;
    else if (name === "unfold") {
      log.scrollTop = scrollTop;
      this.shadowRoot.activeElement?.closest("li")?.lastElementChild.scrollIntoView({ block: "nearest" });
    } else if (name === "conversation" || (what !== "record" && below - clientHeight < NEAR)) {
      log.scrollTop = log.scrollHeight;
    } else log.scrollTop = scrollTop;
  }

  /** Lists of one page look at the same moments, so that those of one record ask once. */
  wait(what, after) {
    super.wait(what, after - (performance.now() % after));
  }

  /** What several lists of one page ask is asked once. */
  call(path) {
    const { api } = this;
    const whose = this.#provider ?? `${this.getAttribute("endpoint")} ${this.getAttribute("token-url")}`;
    return asked(whose, path, () => api.call(path));
  }

  /** The eye stays where it is. */
  focusOn(id) {
    this.shadowRoot.getElementById(id)?.focus({ preventScroll: true });
  }

  perform(effect) {
    if (effect.type === "emit" && effect.name === "answer") this.#answer(effect.detail);
    else super.perform(effect);
  }

  /** A page may answer in its own way, and then prevents ours. */
  #answer(detail) {
    const init = { detail, bubbles: true, composed: true, cancelable: true };
    if (this.dispatchEvent(new CustomEvent("mitto-sms-answer", init))) this.#composer()?.answer(detail.from);
  }
}
