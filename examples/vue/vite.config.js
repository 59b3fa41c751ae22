import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  // Ours are no components of Vue's.
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("mitto-") } } })],
  // Vite's development server bundles what it depends on, and would lose the .wasm beside it.
  optimizeDeps: { exclude: ["@mitto/sms-elements"] },
});
