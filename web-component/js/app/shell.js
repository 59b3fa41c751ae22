// The frame of the app: the address bar, the tabs, the page in the middle, and who is signed in.

import { Api } from "../api.js";
import { AppPage } from "./app-page.js";
import { build } from "../build.js";
import { SignIn } from "./sign-in.js";
import { init } from "./wasm.js";
import html from "../../html/app/app.html";
import signedOut from "../../html/app/signed-out.html";
import unloaded from "../../html/app/unloaded.html";

export class Shell extends AppPage {
  static page = "app";
  static html = html;

  #signIn = new SignIn(this);

  async connectedCallback() {
    // A sign-in link opened in this very tab changes only the fragment.
    window.addEventListener("hashchange", this.#linked);
    this.api = new Api(this, this.#signIn.provider);
    try {
      await init();
    } catch {
      this.#instead(unloaded);
      return;
    }
    const { role } = await this.api.claims();
    if (!role) {
      this.#instead(signedOut);
      return;
    }
    this.setAttribute("path", this.#shown);
    this.addEventListener("click", this.#link);
    this.addEventListener("mitto-sms-go", this.#go);
    this.addEventListener("mitto-sms-moved", this.#moved);
    this.addEventListener("mitto-sms-signed-out", this.#expired);
    window.addEventListener("popstate", this.#back);
    window.addEventListener("beforeunload", this.#unload);
    await super.connectedCallback();
  }

  disconnectedCallback() {
    window.removeEventListener("hashchange", this.#linked);
    this.removeEventListener("click", this.#link);
    this.removeEventListener("mitto-sms-go", this.#go);
    this.removeEventListener("mitto-sms-moved", this.#moved);
    this.removeEventListener("mitto-sms-signed-out", this.#expired);
    window.removeEventListener("popstate", this.#back);
    window.removeEventListener("beforeunload", this.#unload);
    super.disconnectedCallback();
  }

  #linked = () => {
    if (SignIn.isLink()) location.reload();
  };

  get #page() {
    return this.shadowRoot.getElementById("page")?.firstElementChild;
  }

  /** What is shown where there is no app to show. */
  #instead(what) {
    this.shadowRoot.replaceChildren();
    build(this.shadowRoot, what);
  }

  /** The token is refused and no new one is to be had. What is typed stays on the page. */
  #expired = () => {
    this.shadowRoot.getElementById("expired")?.removeAttribute("hidden");
  };

  /** A link to a page of ours is no reload. */
  #link = (event) => {
    const link = event.composedPath().find((node) => node.localName === "a");
    const href = link?.getAttribute("href") ?? "";
    const other = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!href.startsWith("/") || other || link.target || event.defaultPrevented) return;
    event.preventDefault();
    this.#visit(href);
  };

  #go = ({ detail }) => this.#visit(detail.path);

  /** The page stays; its address is another: a new item has an id now, a list is filtered. */
  #moved = ({ detail }) => {
    history.replaceState(null, "", detail.path);
    this.#shown = detail.path;
  };

  #visit(path) {
    this.press(this.#page?.unsaved ? "ask" : "go", path);
  }

  /** Back and Forward: the address has changed already. */
  #back = () => {
    const path = location.pathname + location.search;
    if (this.#page?.unsaved) {
      // Not yet: the address of the page that is there, until the person has decided.
      history.pushState(null, "", this.#shown);
      this.press("ask", path);
    } else {
      this.#shown = path;
      this.press("go", path);
    }
  };

  #unload = (event) => {
    if (this.#page?.unsaved) event.preventDefault();
  };

  /** The address that is shown. */
  #shown = location.pathname + location.search;

  perform(effect) {
    if (effect.type === "go") {
      if (effect.path !== this.#shown) history.pushState(null, "", effect.path);
      this.#shown = effect.path;
    } else if (effect.type === "mount") this.#mount(effect);
    else super.perform(effect);
  }

  #mount({ page, path, item, title }) {
    document.title = title;
    const main = this.shadowRoot.getElementById("page");
    const first = !main.hasAttribute("data-page");
    main.dataset.page = page;
    const name = `mitto-sms-${page}`;
    if (!customElements.get(name)) {
      main.replaceChildren();
    } else {
      const element = document.createElement(name);
      element.api = this.api;
      element.setAttribute("path", path);
      if (item) element.setAttribute("item", item);
      main.replaceChildren(element);
    }
    scrollTo(0, 0);
    // A screen reader begins with the new page; at the very start it begins with the document.
    if (!first) main.focus({ preventScroll: true });
  }
}
