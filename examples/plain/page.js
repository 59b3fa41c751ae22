// The files of the package lie in a folder of this site: no Worker is asked for a script.
import { count } from "./sms-elements/mitto-sms.js";
import "./sms-elements/mitto-sms-list.js";

// A real page has these from its own server.
const asked = new URLSearchParams(location.search);

function hear(words) {
  const line = document.createElement("li");
  line.textContent = words;
  document.getElementById("heard").append(line);
}

/** The page's own back end signs a token for whoever is signed in. */
async function token() {
  const answer = await fetch("/token");
  if (!answer.ok) throw new Error("You may not send SMS.");
  return answer.text();
}

const [composer, list] = ["mitto-send-sms", "mitto-sms-list"].map((tag) => {
  const element = document.createElement(tag);
  element.tokenProvider = token;
  element.setAttribute("object", "lead");
  element.setAttribute("record-id", asked.get("id"));
  if (asked.has("worker")) element.setAttribute("endpoint", asked.get("worker"));
  return element;
});
composer.addEventListener("mitto-sms-sent", ({ detail }) => hear(`sent ${detail.numberOfMessages}`));
composer.addEventListener("mitto-sms-status", ({ detail }) => hear(detail.status));
composer.addEventListener("mitto-sms-opt-out", ({ detail }) => hear(detail.optedOut ? "opted out" : "opted in"));
composer.addEventListener("mitto-sms-error", ({ detail }) => hear(`error: ${detail.message}`));
document.getElementById("elements").append(composer, list);
document.getElementById("changed").addEventListener("click", () => composer.refresh());
document.getElementById("count").addEventListener("click", () => hear(`${count("5 €").units} units`));
