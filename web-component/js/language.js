// The language of an element: which one it is, its message file, and how it writes numbers and days. English is what the
// sources are written in and needs no file. docs/languages.md says what stands in one.

/** What the page's own HTML says of an element in which language. */
const OF_THE_PAGE = { subtree: true, attributes: true, attributeFilter: ["lang"] };

/** Written from right to left. */
const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|ks|ps|sd|ug|ur|yi)\b/;

/** Message files by their address: all elements of a page ask once. */
const files = new Map();

function get(url) {
  if (!files.has(url)) files.set(url, fetched(url));
  return files.get(url);
}

async function fetched(url) {
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return await answer.json();
  } catch (why) {
    // The next element may have more luck; until then there is English. Said by its long name, because what wasm-bindgen
    // says to the console is left out of the bundle.
    files.delete(url);
    globalThis.console.warn(`Mitto SMS: no messages from ${url}: ${why.message}`);
  }
}

/** What the nearest element says that says anything, through shadow roots. */
function nearest(node) {
  for (; node; node = node.parentNode ?? node.host) {
    const lang = node.getAttribute?.("lang");
    if (lang) return lang;
  }
}

export class Language {
  #element;
  #changed;
  #turn = 0;
  #observer;
  #file;
  #tag;
  #rules;
  #numbers;
  #days;
  #sentences;
  /** As `Intl` takes it; none is the browser's own. */
  locale;

  /** `changed` is called when it has become another. */
  constructor(element, changed) {
    this.#element = element;
    this.#changed = changed;
  }

  /** Begins to follow what the page says. */
  follow() {
    this.#observer = new MutationObserver(() => this.again());
    this.#observer.observe(document, OF_THE_PAGE);
  }

  leave() {
    this.#observer?.disconnect();
  }

  /** Something that decides about the language has changed. */
  async again() {
    if (this.#turn && (await this.load())) this.#changed();
  }

  /** Finds out which language it is, and has its messages before anything is drawn; whether it is another than before. */
  async load() {
    const turn = ++this.#turn;
    const element = this.#element;
    const tag = nearest(element);
    const short = tag?.split("-")[0].toLowerCase();
    const url = element.getAttribute("messages-url");
    let file = element.messages;
    if (!file && url) file = await get(new URL(url, document.baseURI).href);
    else if (!file && MITTO_LANGUAGES.includes(short)) {
      // A package has no place for files: the Worker has them.
      const home = MITTO_PACKAGED ? element.getAttribute("endpoint") : import.meta.url;
      file = await get(new URL(`mitto-sms.${short}.json`, home).href);
    }
    if (turn !== this.#turn || (tag === this.#tag && file === this.#file)) return false;
    this.#tag = tag;
    this.#file = file;
    // A page says "en", its reader's browser which English.
    this.locale = navigator.languages.find((known) => known === tag || known.startsWith(`${tag}-`)) ?? tag;
    try {
      this.#rules = new Intl.PluralRules(this.locale);
    } catch {
      // Not a language of this world: its messages are as good as any.
      this.locale = undefined;
      this.#rules = new Intl.PluralRules();
    }
    this.#numbers = new Intl.NumberFormat(this.locale);
    this.#days = new Intl.DateTimeFormat(this.locale, { dateStyle: "full", timeStyle: "short", timeZone: "UTC" });
    this.#sentences = Object.entries(file?.sentences ?? {})
      // What says more is looked for first.
      .sort(([one], [other]) => other.length - one.length)
      .map(([english, said]) => [pattern(english), said]);
    return true;
  }

  /** What the wasm asks for (src/language.rs); nothing where there is nothing but English. */
  ask(what, english, number) {
    return this.#file && [() => "", this.message, this.sentence, this.number, this.day][what].call(this, english, number);
  }

  /** A message, or the one of a count in the language's plural form. */
  message(english, count) {
    return this.#form(this.#file?.messages?.[english], count);
  }

  #form(said, count) {
    if (typeof said === "object") said = (count >= 0 && said?.[this.#rules.select(count)]) || said?.other;
    return typeof said === "string" ? said : undefined;
  }

  word(english) {
    return this.message(english) ?? english;
  }

  /** What the API has said: as a whole, or else its first sentence, and the rest in the same way. */
  sentence(english) {
    const known = this.message(english) ?? this.#known(english);
    const [first, ...rest] = known ? [] : english.split(/(?<=[.?!]) /);
    return known ?? (rest.length ? `${this.sentence(first)} ${this.sentence(rest.join(" "))}` : english);
  }

  #known(english) {
    if (/^\d[\d,]*$/.test(english)) return this.number("", english.replaceAll(",", ""));
    for (const [known, said] of this.#sentences) {
      const put = known.exec(english);
      // What a reason has for a sentence is a full stop, the last of what is found.
      const form = put && this.#form(said, parseInt(put[1].replaceAll(",", "")));
      if (form) return form.replace(/\{(\d)}/g, (_, at) => this.#known(put[+at + 1]) ?? put[+at + 1]) + put.at(-1);
    }
  }

  number(_, number) {
    return this.#numbers.format(number);
  }

  /** Of a wall clock: it is said as if it were UTC's. */
  day(_, shown) {
    return this.#days.format(shown);
  }

  /** Which language stands in a tree, and how it is written. */
  mark(root) {
    const tag = (this.#file && this.#tag) || "en";
    for (const node of root.children) {
      node.lang = tag;
      node.dir = RIGHT_TO_LEFT.test(tag) ? "rtl" : "ltr";
    }
  }
}

/** A sentence with `{0}` in it, as what finds it. */
function pattern(english) {
  const literal = english.split(/\{\d}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join("(.+?)")}(\\.?)$`, "is");
}
