// The page's side of docs/embed-protocol.md, as its example has it.
const asked = new URLSearchParams(location.search);
const frame = document.createElement("iframe");
frame.title = "Send SMS";
const more = asked.has("mode") ? `&mode=${asked.get("mode")}` : "";
frame.src = `WORKER/embed/${asked.get("frame") ?? "send-sms"}?object=lead&record-id=${asked.get("id")}${more}`;
const tell = (message) => frame.contentWindow.postMessage(message, "WORKER");
window.heard = [];
addEventListener("message", async ({ source, origin, data }) => {
  if (source !== frame.contentWindow || origin !== "WORKER") return;
  heard.push(data);
  if (data.type === "mitto-sms:ready") tell({ type: "mitto-sms:theme", dark: true });
  if (data.type === "mitto-sms:height") frame.height = data.height;
  if (data.type === "mitto-sms:token-wanted") {
    const answer = { type: "mitto-sms:token", request: data.request };
    if (asked.has("refuse")) tell({ ...answer, error: "You may not send SMS." });
    else tell({ ...answer, token: await (await fetch("/token")).text() });
  }
});
document.body.append(frame);
