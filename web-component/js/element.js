// The custom element's class. Everything it decides, it asks the wasm; here are the life cycle, the token and the network.

import { init, wasm } from "./functions.js";
import styles from "../css/send-sms.css";

const TIMEOUT_MS = 20_000;

class MittoSendSms extends (globalThis.HTMLElement ?? Object) {
  static observedAttributes = ["object", "record-id", "endpoint", "token-url", "mode"];

  #inner;
  #token;
  #provider;
  #turn = 0;
  #onVisibility = () => this.#inner?.hidden(document.hidden);

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: false });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
  }

  /** An async function that returns a session token; instead of the attribute `token-url`. */
  get tokenProvider() {
    return this.#provider;
  }
  set tokenProvider(provider) {
    this.#provider = provider;
    this.#token = undefined;
    this.#restart();
  }

  connectedCallback() {
    // A property that was set before the class was known hides the accessor.
    if (Object.hasOwn(this, "tokenProvider")) {
      const provider = this.tokenProvider;
      delete this.tokenProvider;
      this.tokenProvider = provider;
    }
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.#restart();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#stop();
  }

  attributeChangedCallback(_name, before, after) {
    if (before !== after) this.#restart();
  }

  #stop() {
    this.#turn++;
    this.#inner?.disconnect();
    this.#inner?.free();
    this.#inner = undefined;
  }

  /** Starts anew for the record the attributes name; several changes at once are one start. */
  async #restart() {
    this.#stop();
    const turn = this.#turn;
    await Promise.resolve();
    const [object, record] = [this.getAttribute("object"), this.getAttribute("record-id")];
    if (turn !== this.#turn || !this.isConnected || !object || !record) return;
    try {
      await init();
      const claims = await this.#claims();
      if (turn !== this.#turn) return;
      const action = this.getAttribute("mode") === "action";
      this.#inner = new wasm.SendSms(this.shadowRoot, this, object, record, claims.adHoc === true, action);
    } catch (why) {
      if (turn === this.#turn) this.#broken(why);
    }
  }

  /** Without the wasm there is nothing but to say so. */
  #broken(why) {
    const note = document.createElement("p");
    note.setAttribute("role", "alert");
    note.textContent = "Send SMS could not be started. Reload the page, or ask your admin.";
    this.shadowRoot.replaceChildren(note);
    this.emit("mitto-sms-error", { message: String(why?.message ?? why) });
  }

  /** What the token says of us. Only a hint: the Worker decides. */
  async #claims() {
    try {
      const part = (await this.#getToken(false)).split(".")[1];
      return JSON.parse(atob(part.replaceAll("-", "+").replaceAll("_", "/")));
    } catch {
      return {};
    }
  }

  async #getToken(fresh) {
    if (fresh || !this.#token) this.#token = this.#fetchToken();
    try {
      return await this.#token;
    } catch (why) {
      this.#token = undefined;
      throw why;
    }
  }

  async #fetchToken() {
    if (this.#provider) return String(await this.#provider());
    const url = this.getAttribute("token-url");
    if (!url) return "";
    const answer = await fetch(url, { credentials: "same-origin", signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`The token could not be fetched (HTTP ${answer.status}).`);
    const body = await answer.text();
    try {
      return JSON.parse(body).token ?? body.trim();
    } catch {
      return body.trim();
    }
  }

  // --- What the wasm asks of us ---

  async call(method, path, key, body) {
    let answer = await this.#fetch(method, path, key, body, false);
    // An expired token is no reason to bother anybody: once more with a new one, under the same key.
    if (answer.status === 401) answer = await this.#fetch(method, path, key, body, true);
    // What is no JSON is no answer of ours, whatever its status.
    return { status: answer.status, body: await answer.json().catch(() => undefined) };
  }

  async #fetch(method, path, key, body, fresh) {
    const headers = { accept: "application/json" };
    const token = await this.#getToken(fresh);
    if (token) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    if (key !== undefined) headers["idempotency-key"] = key;
    const url = new URL(path, this.getAttribute("endpoint") ?? import.meta.url);
    // Longer for a send: the Worker waits for the gateway.
    const signal = AbortSignal.timeout(key === undefined ? TIMEOUT_MS : 2 * TIMEOUT_MS);
    return fetch(url, { method, headers, body: body && JSON.stringify(body), signal, cache: "no-cache" });
  }

  sleep(milliseconds) {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  id() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

/** Registers the element, unless the page has another version of it already. */
export function define() {
  if (!customElements.get("mitto-send-sms")) customElements.define("mitto-send-sms", MittoSendSms);
}
