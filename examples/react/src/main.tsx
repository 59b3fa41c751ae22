import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Lead } from "./Lead";

// A real page has these from its own server.
const asked = new URLSearchParams(location.search);
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Lead worker={asked.get("worker") ?? ""} id={asked.get("id") ?? ""} />
    </StrictMode>,
  );
}
