import { defineConfig } from "vite";

// The page is built into ../dist, which the Go program embeds. public/.gitkeep
// is copied there, so that the folder exists in a fresh clone.
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es" },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      output: {
        manualChunks(id: string) {
          if (id.includes("maplibre")) return "map";
          if (id.includes("echarts") || id.includes("zrender")) return "chart";
          return undefined;
        },
      },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8080", "/plain": "http://127.0.0.1:8080" } },
});
