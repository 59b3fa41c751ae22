// What the wasm asks of the page, and what it hears from it. The wasm says what is to be seen; the nodes stay here.

import { Answer } from "./answer.js";
import { build } from "./build.js";
import { SendSms } from "../glue/mitto-sms.js";
import frame from "../html/action.html";
import form from "../html/send-sms.html";

/** Wait after the last key before the counter is spoken. */
const SPEAK_AFTER_MS = 1_000;

const EVENTS = ["input", "change", "click", "submit", "keydown"];

/** An unguessable id. */
function newId() {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

/** Sends an event to the page. */
export function emit(element, name, detail) {
  element.dispatchEvent(new CustomEvent(`mitto-sms-${name}`, { detail, bubbles: true, composed: true }));
}

export class Page {
  #element;
  #root;
  #api;
  #language;
  #built = [];
  #sms;
  #pause;
  #waits = {};
  /** The list that is being filled, and the node within its new content where the next goes. */
  #list;
  #at;

  constructor(element, api, language) {
    this.#element = element;
    this.#language = language;
    this.#root = element.shadowRoot;
    this.#api = api;
  }

  /** Draws the element and starts it. */
  open(object, record, adHoc, action) {
    const built = (parent, html) => this.#built.push(build(parent, html, this.#language));
    if (action) built(this.#root, frame);
    built(action ? this.#get("dialog") : this.#root, form);
    this.#language.mark(this.#root);
    for (const name of EVENTS) this.#root.addEventListener(name, this.#heard);
    this.#sms = SendSms.start(this, object, record, adHoc, this.#language);
    if (!this.#sms) throw new Error("object and record-id name no lead or contact.");
  }

  /** All of it anew, in another language. */
  redraw() {
    for (const say of this.#built) say();
    this.#language.mark(this.#root);
    this.#sms?.redraw();
  }

  /** Ends it: answers that still come are for nobody. */
  close() {
    for (const name of EVENTS) this.#root.removeEventListener(name, this.#heard);
    this.#root.replaceChildren();
    clearTimeout(this.#pause);
    for (const wait of Object.values(this.#waits)) clearTimeout(wait);
    const sms = this.#sms;
    this.#sms = undefined;
    // Not at once: what removes the element may be listening to an event the wasm is just sending.
    queueMicrotask(() => sms?.free());
  }

  /** The page was hidden or shown. */
  hidden(hidden) {
    this.#sms?.hidden(hidden);
  }

  tell(name, value = "") {
    this.#sms?.heard(name, value);
  }

  /** Begins a message from this sender. */
  answer(from) {
    const dialog = this.#get("dialog");
    if (!dialog?.open) dialog?.showModal();
    this.tell("answer", from);
  }

  #heard = (event) => {
    const { type, target } = event;
    const { id, value } = target;
    if (type === "click") this.#clicked(target.closest("button"));
    else if (type === "submit") this.#press(event, "send");
    else if (type === "keydown") {
      if (event.key !== "Enter" || event.isComposing) return;
      if (id === "number") this.#press(event, "add");
      else if (id === "text" && (event.ctrlKey || event.metaKey)) this.#press(event, "send");
    } else if ((type === "change") === (target.localName === "select")) {
      this.tell(id, value);
      if (id === "text" || id === "template") this.#speakLater();
    }
  };

  #press(event, name) {
    event.preventDefault();
    // Made before anything is sent, so that every try of this press has the same one.
    this.tell(name, newId());
  }

  #clicked(button) {
    if (!button) return;
    const { id, dataset } = button;
    const dialog = this.#get("dialog");
    if (id === "open") dialog.showModal();
    else if (id === "close") dialog.close();
    // The button of the form is told by its submit event.
    else if (id && id !== "send") this.tell(id);
    else if (dataset.replace) this.tell("replace", dataset.replace);
    else if (dataset.remove) this.tell("remove", dataset.remove);
  }

  /** The counter is read out once typing pauses, not at every key. */
  #speakLater() {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#sms?.speak(), SPEAK_AFTER_MS);
  }

  // --- Nodes. Each changes only what differs, so that a screen reader hears no change that is none, and a text box
  // keeps its caret. Ids are those of our own HTML.

  #get(id) {
    return this.#root.getElementById(id);
  }

  text(id, text) {
    const node = this.#get(id);
    if (node && node.textContent !== text) node.textContent = text;
  }

  flag(id, name, on) {
    this.#get(id)?.toggleAttribute(name, on);
  }

  set(id, name, value) {
    const node = this.#get(id);
    if (node && node.getAttribute(name) !== value) node.setAttribute(name, value);
  }

  value(id, value) {
    const node = this.#get(id);
    if (node && node.value !== value) node.value = value;
  }

  focus(id) {
    this.#get(id)?.focus();
  }

  /** Begins the new content of a list; what is begun until it is ended goes into it. */
  fill(id) {
    this.#list = this.#get(id);
    this.#at = this.#list?.cloneNode();
  }

  begin(name, className, text) {
    const node = document.createElement(name);
    if (className) node.className = className;
    node.textContent = text;
    this.#at?.append(node);
    this.#at = node;
  }

  attribute(name, value) {
    this.#at.setAttribute(name, value);
  }

  end() {
    const done = this.#at;
    this.#at = done?.parentNode;
    if (!this.#at && done && !done.isEqualNode(this.#list)) this.#list.replaceChildren(...done.childNodes);
  }

  // --- Network. Answers come back with `what` and `about`, as they were asked.

  get(what, about, path, after) {
    this.#ask(what, about, after, path);
  }

  check(what, mobile) {
    this.#ask(what, "", 0, "/api/mobiles", { mobile });
  }

  send(what, key, object, to, from, text, allowBlankFields) {
    const recipient = object ? { object, id: to } : { mobile: to };
    this.#ask(what, key, 0, "/api/sms", { to: recipient, from, text, allowBlankFields }, key);
  }

  async #ask(what, about, after, path, body, key) {
    // Only the last wait for the same comes to its end.
    const name = what + about;
    clearTimeout(this.#waits[name]);
    await (after && new Promise((resolve) => (this.#waits[name] = setTimeout(resolve, after))));
    if (!this.#sms) return;
    // No status: there was no answer.
    const answer = await this.#api.call(path, body, key).catch(() => ({ status: 0 }));
    this.#sms?.answered(what, about, answer.status, new Answer(answer.body));
  }

  // --- Events to the page.

  emitSent(ids, numberOfMessages) {
    emit(this.#element, "sent", { ids, numberOfMessages });
  }

  emitStatus(id, status) {
    emit(this.#element, "status", { id, status });
  }

  emitOptOut(optedOut) {
    emit(this.#element, "opt-out", { optedOut });
  }

  emitError(message) {
    emit(this.#element, "error", { message });
  }
}
