// A file from the API: however long it is, as long as something of it comes.

const PATIENCE_MS = 20_000;

export class Download {
  #controller = new AbortController();
  #wait;

  constructor() {
    this.#await();
  }

  /** For the request. */
  get signal() {
    return this.#controller.signal;
  }

  /** The whole body. Rejects where it breaks off, or nothing more of it comes. */
  async blob(response) {
    const parts = [];
    try {
      for (const reader = response.body.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) return new Blob(parts, { type: response.headers.get("content-type") ?? "" });
        parts.push(value);
        this.#await();
      }
    } finally {
      clearTimeout(this.#wait);
    }
  }

  #await() {
    clearTimeout(this.#wait);
    this.#wait = setTimeout(() => this.#controller.abort(), PATIENCE_MS);
  }
}
