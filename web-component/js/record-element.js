// What the elements of record pages, but that of a single person, have in common: what happens goes to the wasm as plain
// values and as the answers that the browser has parsed, because to read a JSON text takes more code than is worth a download.

import { Answer } from "./answer.js";
import { PageElement } from "./app/screen.js";

export class RecordElement extends PageElement {
  hear(screen, { type, what, name = what, about, value = about, status = 0, body }) {
    return screen.event(type, name ?? "", value ?? "", status, new Answer(body), ...this.known());
  }

  /** What else the screen is told with each event. */
  known() {
    return [];
  }

  async ask({ what, about, path, body, key }) {
    const { api } = this;
    // No status: there was no answer.
    const answer = await this.call(path, body, key).catch(() => ({ status: 0 }));
    // It may be asked by another by now.
    if (api === this.api) this.tell({ type: "answered", what, about, status: answer.status, body: answer.body });
  }

  call(path, body, key) {
    return this.api.call(path, body, key);
  }
}
