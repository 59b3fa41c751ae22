/** Attributes that are read by people. */
const READ = ["aria-label", "placeholder", "title"];

/**
 * Builds our own HTML node by node: no markup is parsed in the page, which Trusted Types would forbid. What has an id is
 * a part of that name, unless it says otherwise. What it says, it says in the language; the function that comes back says
 * it anew.
 */
export function build(parent, html, language) {
  const said = [];
  for (const [, end, name, attributes, text] of html.matchAll(/<(\/?)(\w+)([^>]*)>|([^<]+)/g)) {
    if (text) {
      if (!text.trim()) continue;
      const node = document.createTextNode("");
      parent.append(node);
      said.push([text.replace(/\s+/g, " "), (words) => (node.data = words)]);
    } else if (end) parent = parent.parentNode;
    else {
      const node = document.createElement(name);
      for (const [, key, value] of attributes.matchAll(/([\w-]+)="([^"]*)"/g)) {
        node.setAttribute(key, value);
        if (key === "id") node.part = value;
        if (READ.includes(key)) said.push([value, (words) => node.setAttribute(key, words)]);
      }
      parent.append(node);
      // The one element here that has no end.
      if (name !== "input") parent = node;
    }
  }
  const say = () => {
    for (const [english, put] of said) put(language?.word(english) ?? english);
  };
  say();
  return say;
}
