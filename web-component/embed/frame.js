// The frame's side of docs/embed-protocol.md: the element's tokens, events and height go through the page around it.

const TYPE = "mitto-sms:";
const ATTRIBUTES = ["object", "record-id", "lang", "mode", "view"];
const EVENTS = ["mitto-sms-sent", "mitto-sms-status", "mitto-sms-opt-out", "mitto-sms-error"];

/** Of the page around us. `frame-ancestors` has decided who that can be, and while it is loaded it is the same. */
let origin;

function say(type, members) {
  parent.postMessage({ type: TYPE + type, ...members }, origin ?? "*");
}

/** What waits for a token, by the number of its request. */
const waiting = new Map();
let requests = 0;

function token() {
  return new Promise((resolve, reject) => {
    requests += 1;
    waiting.set(requests, { resolve, reject });
    say("token-wanted", { request: requests });
  });
}

/** Why the page has no token for us, in its own words. */
const note = document.createElement("p");
note.setAttribute("role", "alert");

const element = document.createElement(document.body.dataset.element);
element.tokenProvider = token;
const asked = new URLSearchParams(location.search);
for (const name of ATTRIBUTES) if (asked.has(name)) element.setAttribute(name, asked.get(name));
if (asked.has("lang")) document.documentElement.lang = asked.get("lang");

const HEARD = {
  token({ request, token, error }) {
    const wait = waiting.get(request);
    waiting.delete(request);
    const words = typeof token === "string" ? "" : String(error ?? "There is no token.");
    note.textContent = words;
    if (words) wait?.reject(new Error(words));
    else wait?.resolve(token);
  },
  refresh() {
    element.refresh();
  },
  theme({ dark }) {
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
  },
};

addEventListener("message", (event) => {
  if (event.source !== parent || (origin && event.origin !== origin)) return;
  const { type } = event.data ?? {};
  if (typeof type !== "string" || !type.startsWith(TYPE)) return;
  const hear = Object.hasOwn(HEARD, type.slice(TYPE.length)) && HEARD[type.slice(TYPE.length)];
  if (!hear) return;
  origin = event.origin;
  hear(event.data);
});

for (const name of EVENTS) {
  addEventListener(name, ({ detail }) => say("event", { name, detail }));
}

/** Room around a dialog, above and below together. */
const AROUND = 32;

/** The page makes the frame as high as we are; and while a dialog is open, as high as that, because it is cut off by the frame. */
let height;
let open = false;
const resized = new ResizeObserver(() => {
  const dialogs = roots.flatMap((root) => [...root.querySelectorAll("dialog[open]")]);
  if (dialogs.length > 0 !== open) {
    open = !open;
    say("dialog", { open });
  }
  // Each is as high as it may be already; what it would take is what it holds.
  const tall = dialogs.map((dialog) => dialog.scrollHeight + AROUND);
  const now = Math.ceil(Math.max(document.documentElement.getBoundingClientRect().height, ...tall));
  if (now === height) return;
  height = now;
  say("height", { height });
});
resized.observe(document.documentElement);

/** The element's own tree, and that of the campaign's composer within it. */
const roots = [];
const changed = new MutationObserver(() => roots.forEach(look));

/** Dialogs that come, and the height of what they hold. */
function look(root) {
  if (!roots.includes(root)) {
    roots.push(root);
    changed.observe(root, { childList: true, subtree: true });
  }
  for (const node of root.querySelectorAll("dialog, dialog > *")) resized.observe(node);
  for (const { shadowRoot } of root.querySelectorAll("mitto-sms-campaign")) if (shadowRoot && !roots.includes(shadowRoot)) look(shadowRoot);
}

// Opened by itself: nobody is going to answer.
if (parent === window) note.textContent = "This address is for a frame in a page of your CRM, which knows who you are.";
say("ready");
document.body.append(note, element);
look(element.shadowRoot);
