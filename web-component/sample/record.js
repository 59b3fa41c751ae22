// A host page as a developer would write one: it shows a record, and gives the elements a token.
import "/mitto-sms.js";
import { links } from "/sample/records.js";

const LABELS = {
  Salutation: "Salutation",
  FirstName: "First Name",
  LastName: "Last Name",
  Company: "Company",
  AccountName: "Account Name",
  Title: "Title",
  MobilePhone: "Mobile",
  Phone: "Phone",
  Email: "Email",
  City: "City",
  Country: "Country",
  MailingCity: "Mailing City",
  MailingCountry: "Mailing Country",
};

/** What stands in the header of the page. */
const HIGHLIGHTS = ["Title", "Company", "AccountName", "MobilePhone", "Email"];

const query = new URLSearchParams(location.search);
const object = document.body.dataset.object;
const id = query.get("id") ?? (object === "lead" ? "00Q1" : "0031");
const record = `/api/${object}s/${encodeURIComponent(id)}`;
const get = (name) => document.getElementById(name);

// The host's back end would sign this; in development the Worker does.
async function token() {
  const wanted = new URLSearchParams({ role: "user", sub: "sample", adHoc: query.get("adHoc") ?? "true" });
  if (query.has("ttl")) wanted.set("ttl", query.get("ttl"));
  return (await (await fetch(`/dev/token?${wanted}`)).json()).token;
}

async function call(method, body) {
  const headers = { authorization: `Bearer ${await token()}`, "content-type": "application/json" };
  const answer = await fetch(record, { method, headers, body: body && JSON.stringify(body) });
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.title);
  return value;
}

function show(person) {
  const { fields } = person;
  const name = [fields.FirstName, fields.LastName].filter(Boolean).join(" ") || id;
  get("name").textContent = name;
  document.title = `${name} · Mitto SMS sample`;
  list("fields", Object.keys(LABELS), fields);
  list("highlights", HIGHLIGHTS, fields);
  const box = get("opt-out");
  box.checked = person.smsOptOut;
  box.disabled = false;
}

function list(where, names, fields) {
  const rows = names
    .filter((field) => field in fields)
    .map((field) => {
      const [row, label, value] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
      label.textContent = LABELS[field];
      value.textContent = fields[field] || "–";
      row.append(label, value);
      return row;
    });
  get(where).replaceChildren(...rows);
}

function place(tag, where) {
  const element = document.createElement(tag);
  element.tokenProvider = token;
  element.setAttribute("object", object);
  element.setAttribute("record-id", id);
  for (const name of ["mode", "view", "lang", "messages-url"]) if (query.has(name)) element.setAttribute(name, query.get(name));
  get(where).replaceChildren(element);
  return element;
}

links(object, id);

const composer = place("mitto-send-sms", "side");
place("mitto-sms-list", "related");
// A STOP ticks the box while one looks at it.
composer.addEventListener("mitto-sms-opt-out", ({ detail }) => {
  get("opt-out").checked = detail.optedOut;
  get("note").textContent = detail.optedOut ? "Opted out just now." : "";
});
get("opt-out").addEventListener("change", async ({ target }) => {
  target.disabled = true;
  try {
    show(await call("PATCH", { smsOptOut: target.checked }));
    get("note").textContent = "";
    composer.refresh();
    target.focus();
  } catch (why) {
    target.checked = !target.checked;
    target.disabled = false;
    get("note").textContent = why.message;
  }
});

try {
  show(await call("GET"));
} catch (why) {
  get("note").textContent = why.message;
}
