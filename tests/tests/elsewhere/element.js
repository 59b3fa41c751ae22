const asked = new URLSearchParams(location.search);
const element = document.createElement("mitto-send-sms");
element.tokenProvider = async () => (await fetch("/token")).text();
element.setAttribute("object", "lead");
element.setAttribute("record-id", asked.get("id"));
window.broken = [];
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => broken.push([violatedDirective, blockedURI]));
document.body.append(element);
