// Bundles the panel into one module whose name changes with its content.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const folder = new URL("../custom_components/ai_automation/frontend/", import.meta.url);
const result = await build({
  entryPoints: ["src/panel.ts"],
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  write: false,
});
const content = result.outputFiles[0].contents;
const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) {
  if (/^panel-.*\.js$/.test(name)) rmSync(new URL(name, folder));
}
writeFileSync(new URL(`panel-${hash}.js`, folder), content);
console.log(`panel-${hash}.js: ${(gzipSync(content).length / 1024).toFixed(1)} KB gzipped`);
