// Where the app's token comes from: the link that the CRM (or `cargo xtask token`) made, `/#token=…`; else the
// attribute `token-url`; else the property `tokenProvider`, as with the Send SMS element.

const KEPT = "mitto-sms-token";

export class SignIn {
  #element;

  /** Whether the address is a sign-in link. */
  static isLink() {
    return location.hash.startsWith("#token=");
  }

  constructor(element) {
    this.#element = element;
  }

  /** An async function for the API, or none where the attribute `token-url` does it. */
  get provider() {
    const linked = this.#linked();
    if (linked) return async () => linked;
    return this.#element.tokenProvider;
  }

  /** The token of a link. It leaves the address bar at once, and stays in this tab until that is closed. */
  #linked() {
    const given = new URLSearchParams(location.hash.slice(1)).get("token");
    if (given) {
      history.replaceState(null, "", location.pathname + location.search);
      sessionStorage.setItem(KEPT, given);
    }
    return sessionStorage.getItem(KEPT);
  }
}
