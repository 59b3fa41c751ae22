// Draws the handsets. Text goes in as text nodes only: what people write is never markup.

const phones = new Map();
const drawn = new Set();

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function phone(number) {
  if (phones.has(number)) return phones.get(number);
  const id = `reply-${number}`;
  const root = make("article", "phone");
  const screen = make("div", "screen");
  const talk = make("ol", "talk");
  talk.tabIndex = 0;
  talk.setAttribute("aria-label", `Messages on +${number}`);
  const form = make("form");
  const label = make("label", "hidden", `Reply from +${number}`);
  label.htmlFor = id;
  const input = make("input");
  input.id = id;
  input.autocomplete = "off";
  input.placeholder = "Reply, STOP for one";
  input.required = true;
  const sender = { name: "" };
  form.append(label, input, make("button", "", "Reply"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = input.value;
    const answer = await fetch("/control/reply", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ from: number, to: sender.name, text }),
    });
    if (answer.ok) input.value = "";
    else document.getElementById("news").textContent = await answer.text();
    await refresh();
  });
  screen.append(make("h2", "", `+${number}`), talk, form);
  root.append(screen);
  document.getElementById("phones").append(root);
  const one = { talk, sender };
  phones.set(number, one);
  return one;
}

function about(message) {
  const time = new Date(message.at).toLocaleTimeString();
  if (message.reply) return `You · ${time}`;
  const count = message.segments.length > 1 ? ` · ${message.segments.length} messages` : "";
  const status = message.accepted ? message.reports.join(", ") || "not reported yet" : "not accepted";
  return `${message.from} · ${time}${count} · ${status}`;
}

function draw(message) {
  const { talk, sender } = phone(message.to);
  const id = `message-${message.id}`;
  if (!drawn.has(message.id)) {
    drawn.add(message.id);
    const item = make("li", message.reply ? "message reply" : message.accepted ? "message" : "message refused");
    const line = make("span", "about");
    line.id = id;
    item.append(line, ...message.segments.map((text) => make("span", "bubble", text)));
    talk.append(item);
    talk.scrollTop = talk.scrollHeight;
    if (!message.reply) sender.name = message.from;
  }
  const line = document.getElementById(id);
  const words = about(message);
  if (line.textContent !== words) line.textContent = words;
}

async function refresh() {
  const messages = await (await fetch("/control/messages")).json();
  messages.forEach(draw);
  document.getElementById("empty").hidden = messages.length > 0;
}

async function presets() {
  const rows = await (await fetch("/control/presets")).json();
  document.getElementById("presets").append(
    ...rows.map(({ digits, does }) => {
      const row = make("tr");
      row.append(make("td", "", digits), make("td", "", does));
      return row;
    }),
  );
}

async function watch() {
  try {
    if (!document.hidden) await refresh();
  } catch {
    // The simulator has stopped; it may come back.
  }
  setTimeout(watch, 1000);
}

await presets();
await watch();
