import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** A served host for development: its origin, as `flightdeck serve` prints it. */
const host = process.env.FLIGHTDECK_URL ? new URL(process.env.FLIGHTDECK_URL).origin : undefined;

export default defineConfig({
  // Relative, so that one build works from a served host and from the desktop shell's own scheme.
  base: "./",
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "dist",
    rolldownOptions: { input: { index: "index.html", diagram: "diagram.html" } },
    target: "es2024",
    // Fonts and icons stay files: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: "es" },
  server: {
    host: "127.0.0.1",
    proxy: host === undefined ? {} : { "/rpc": { target: host, ws: true, changeOrigin: true, rewriteWsOrigin: true } },
  },
});
