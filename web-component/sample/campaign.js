// A campaign's page as a developer would write one: its members, and the elements with a token.
import "/mitto-sms.js";
import { links } from "/sample/records.js";

const query = new URLSearchParams(location.search);
const id = query.get("id") ?? "7011";
const get = (name) => document.getElementById(name);

// The host's back end would sign this; in development the Worker does.
async function token() {
  return (await (await fetch("/dev/token?role=user&sub=sample&adHoc=true")).json()).token;
}

async function call(path) {
  const answer = await fetch(path, { headers: { authorization: `Bearer ${await token()}` } });
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.title);
  return value;
}

function rows(where, values) {
  const row = ([name, value]) => {
    const [row, label, text] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
    label.textContent = name;
    text.textContent = value;
    row.append(label, text);
    return row;
  };
  get(where).replaceChildren(...values.map(row));
}

function place(tag, where) {
  const element = document.createElement(tag);
  element.tokenProvider = token;
  element.setAttribute("object", "campaign");
  element.setAttribute("record-id", id);
  for (const name of ["mode", "lang", "messages-url"]) if (query.has(name)) element.setAttribute(name, query.get(name));
  get(where).replaceChildren(element);
}

links("campaign", id);
place("mitto-send-sms", "side");
place("mitto-sms-list", "related");
try {
  const path = `/api/campaigns/${encodeURIComponent(id)}`;
  const { name, members } = await call(path);
  get("name").textContent = name;
  document.title = `${name} · Mitto SMS sample`;
  rows("highlights", [["Leads", members.leads], ["Contacts", members.contacts]]);
  const { items } = await call(`${path}/members`);
  rows("fields", items.map((one) => [one.name || one.id, one.skip ? `Skipped: ${one.skip.replace("-", " ")}` : "Can be texted"]));
} catch (why) {
  get("note").textContent = why.message;
}
