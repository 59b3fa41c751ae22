// The API: the session token and the calls.

const TIMEOUT_MS = 20_000;

/** Where the API is unless the page says so: this module comes from there, but not if it came as a package. */
const HOME = MITTO_PACKAGED ? "" : import.meta.url;

export class Api {
  #element;
  #provider;
  #token;

  /** `provider`: an async function that returns a session token; by default the attribute `token-url` is fetched. */
  constructor(element, provider) {
    this.#element = element;
    this.#provider = provider;
  }

  /** Another provider: whose tokens we had, we do not know any more. */
  set provider(provider) {
    this.#provider = provider;
    this.#token = undefined;
  }

  get #base() {
    return this.#element.getAttribute("endpoint") || HOME;
  }

  /** Why nothing can be asked, in words for the page's developer; nothing where it can. */
  get fault() {
    return URL.canParse(this.#base) ? undefined : "The attribute endpoint must be the address of your Worker, https://….";
  }

  /** What the token says of us. Only a hint: the Worker decides. */
  async claims() {
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
    const url = this.#element.getAttribute("token-url");
    if (!url) return "";
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`No token (HTTP ${answer.status}).`);
    const body = await answer.text();
    try {
      return JSON.parse(body).token ?? body.trim();
    } catch {
      return body.trim();
    }
  }

  /** A GET, or a POST of a body; with a key, one that is never done twice. Rejects where there was no answer. */
  async call(path, body, key) {
    const answer = await this.request(body ? "POST" : "GET", path, body, key && { "idempotency-key": key });
    // What is no JSON is no answer of ours, whatever its status.
    return { status: answer.status, body: await answer.json().catch(() => undefined) };
  }

  /** Any request, with further headers and another patience. Rejects where there was no answer. */
  async request(method, path, body, headers, signal) {
    const answer = await this.#fetch(method, path, body, headers, false, signal);
    // An expired token is no reason to bother anybody: once more with a new one, under the same key.
    return answer.status === 401 ? this.#fetch(method, path, body, headers, true, signal) : answer;
  }

  async #fetch(method, path, body, further, fresh, signal) {
    const headers = { accept: "application/json", ...further };
    const token = await this.#getToken(fresh);
    if (token) headers.authorization = `Bearer ${token}`;
    if (body) headers["content-type"] = "application/json";
    const url = new URL(path, this.#base);
    // Longer for what is sent: the Worker may wait for the gateway.
    signal ??= AbortSignal.timeout(body ? 2 * TIMEOUT_MS : TIMEOUT_MS);
    return fetch(url, { method, headers, body: body && JSON.stringify(body), signal, cache: "no-cache" });
  }
}
