// Every state of the elements on one page. What they ask is answered here (stories/service.js), which is all that is not real.
import { serve } from "./stories/service.js";
import { STORIES } from "./stories/list.js";

const asked = new URLSearchParams(location.search);
const only = asked.get("only");
const stories = STORIES.filter(({ name }) => (only ? name === only : true));

serve(STORIES);
// Only now: the elements ask as soon as they are there.
await Promise.all([import("/mitto-sms.js"), import("/mitto-sms-list.js")]);

const get = (name) => document.getElementById(name);
for (const name of ["lang", "theme", "dir", "width"]) get(name).value = asked.get(name) ?? "";
if (asked.get("theme")) document.documentElement.dataset.theme = asked.get("theme");

/** A token says who we are; nobody looks at the signature here. */
function token({ adHoc = false }) {
  return `story.${btoa(JSON.stringify({ sub: "story", role: "user", adHoc }))}.story`;
}

function make(name, text, className) {
  const node = document.createElement(name);
  if (text) node.textContent = text;
  if (className) node.className = className;
  return node;
}

/** Waits until a node is there and to be seen, in whatever shadow root of the element. */
async function find(root, css) {
  for (;;) {
    const roots = [root, ...[...root.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean)];
    for (const one of roots) for (const node of one.querySelectorAll(css)) if (node.checkVisibility()) return node;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What a story does with its element, as a person would. */
function hands(element) {
  const seen = (css) => find(element.shadowRoot, css);
  return {
    seen,
    async type(css, text) {
      const box = await seen(css);
      box.value = text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    },
    async choose(css, label) {
      const box = await seen(css);
      box.value = [...box.options].find((one) => one.text === label).value;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    },
    async press(css) {
      (await seen(`${css}:not(:disabled)`)).click();
    },
  };
}

async function show(story) {
  const { name, title, says, element: tag = "mitto-send-sms", attributes = {}, look = "", dir } = story;
  const section = make("section", "", `story ${look}`);
  section.id = `story-${name}`;
  section.setAttribute("aria-labelledby", `title-${name}`);
  const heading = make("h2", title);
  heading.id = `title-${name}`;
  const stage = make("div", "", "stage");
  stage.dir = dir ?? (asked.get("dir") || "ltr");
  const element = make(tag);
  element.tokenProvider = () => token(story);
  const lang = asked.get("lang");
  const all = { endpoint: `https://${name}.story.example`, object: "lead", "record-id": "00Q1", ...(lang && { lang }), ...attributes };
  for (const [key, value] of Object.entries(all)) element.setAttribute(key, value);
  if (Number(asked.get("width"))) section.style.inlineSize = `${Number(asked.get("width"))}px`;
  stage.append(element);
  section.append(heading, make("p", says), stage);
  get("stories").append(section);
  await story.act?.(hands(element), only === name);
  section.dataset.ready = "";
}

get("index").append(
  ...STORIES.map(({ name, title }) => {
    const entry = make("li");
    const link = make("a", title);
    const address = new URL(location.href);
    address.searchParams.set("only", name);
    link.href = address.href;
    if (only === name) link.setAttribute("aria-current", "page");
    entry.append(link);
    return entry;
  }),
);
if (only) {
  const entry = make("li");
  const all = new URL(location.href);
  all.searchParams.delete("only");
  const link = make("a", "All");
  link.href = all.href;
  entry.append(link);
  get("index").prepend(entry);
}
get("choices").addEventListener("submit", (event) => {
  event.preventDefault();
  const address = new URL(location.href);
  for (const [name, value] of new FormData(event.target)) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  location.assign(address);
});

await Promise.all(stories.map(show));
document.body.dataset.ready = "";
