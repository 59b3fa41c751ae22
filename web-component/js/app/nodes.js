// Sheets onto nodes. Each mark changes only what differs, so that a screen reader hears no change that is none, and a
// text box keeps its caret.

/** Of what is being drawn; none is the browser's. */
let locale;

/** Draws a sheet of marks (core/src/app/sheet.rs), with moments as they are written there. */
export function draw(root, marks, where) {
  locale = where;
  for (const mark of marks) {
    const node = root.getElementById(mark.id);
    if (node) DRAW[mark.mark](node, mark);
  }
}

const DRAW = {
  text: (node, { text }) => setText(node, text),
  shown: (node, { on }) => node.toggleAttribute("hidden", !on),
  disabled: (node, { on }) => node.toggleAttribute("disabled", on),
  value: (node, { value }) => {
    if (node.value !== value) node.value = value;
  },
  checked: (node, { on }) => {
    node.checked = on;
  },
  attribute: (node, { name, value }) => setAttribute(node, name, value),
  nodes: (node, { nodes }) => fill(node, nodes),
  open: (node, { on }) => {
    // What it should be: a browser may close it without asking.
    node.toggleAttribute("data-open", on);
    if (on === node.open) return;
    if (on) node.showModal();
    else node.close();
  },
};

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A moment in the person's own time zone and manner. */
function local({ dateTime }) {
  const moment = new Date(dateTime);
  return isNaN(moment) ? undefined : moment.toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
}

function setAttribute(node, name, value) {
  if (!value) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/**
 * Makes a node's children those of the list, reusing what is there: the focus stays where it is. What has a key is the
 * same thing wherever it stands; all else is what stands in its place.
 */
function fill(parent, list) {
  const known = new Map();
  for (const node of parent.children) if (node.dataset.key) known.set(node.dataset.key, node);
  list.forEach((wanted, at) => {
    const key = wanted.attributes?.find(([name]) => name === "data-key")?.[1];
    let here = parent.children[at];
    if (key) {
      const same = known.get(key);
      // What stands before it is not wanted any more: the order of what is keyed does not change.
      while (same?.parentNode === parent && here !== same) {
        const gone = here;
        here = here.nextElementSibling;
        gone.remove();
      }
      if (here && here !== same) here = undefined;
    }
    if (here?.localName === wanted.tag) update(here, wanted);
    else {
      const node = document.createElement(wanted.tag);
      update(node, wanted);
      if (here) here.replaceWith(node);
      else parent.insertBefore(node, parent.children[at] ?? null);
    }
  });
  for (const rest of [...parent.children].slice(list.length)) rest.remove();
}

function update(node, { text = "", attributes = [], children = [] }) {
  for (const { name } of [...node.attributes]) {
    if (!attributes.some(([kept]) => kept === name)) node.removeAttribute(name);
  }
  // Blank ones too: an option without a value has its text for one.
  for (const [name, value] of attributes) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  if (children.length === 0) {
    setText(node, node.localName === "time" ? local(node) ?? text : text);
    return;
  }
  // A text goes before the children, in a text node of its own.
  const first = node.firstChild;
  if (first?.nodeType !== Node.TEXT_NODE) node.prepend(text);
  else if (first.data !== text) first.data = text;
  fill(node, children);
}
