/**
 * Builds our own HTML node by node: no markup is parsed in the page, which Trusted Types would forbid. What has an id is
 * a part of that name, unless it says otherwise.
 */
export function build(parent, html) {
  for (const [, end, name, attributes, text] of html.matchAll(/<(\/?)(\w+)([^>]*)>|([^<]+)/g)) {
    if (text) {
      if (text.trim()) parent.append(text.replace(/\s+/g, " "));
    } else if (end) parent = parent.parentNode;
    else {
      const node = document.createElement(name);
      for (const [, key, value] of attributes.matchAll(/([\w-]+)="([^"]*)"/g)) {
        node.setAttribute(key, value);
        if (key === "id") node.part = value;
      }
      parent.append(node);
      // The one element here that has no end.
      if (name !== "input") parent = node;
    }
  }
}
