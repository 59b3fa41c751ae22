import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  plugins: [react()],
  // Vite's development server bundles what it depends on, and would lose the .wasm beside it.
  optimizeDeps: { exclude: ["@mitto/sms-elements"] },
});
