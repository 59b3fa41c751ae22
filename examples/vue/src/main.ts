import { createApp } from "vue";
import Lead from "./Lead.vue";

// A real page has these from its own server.
const asked = new URLSearchParams(location.search);
createApp(Lead, { worker: asked.get("worker") ?? "", id: asked.get("id") ?? "" }).mount("#root");
