// Builds static/vendor/ out of package-lock.json and our own sources: one style sheet, one script,
// those of the desk and of phones in the hall, the fonts of PDFs.
// Beside each text file stands a .gz, which the server sends to browsers that take it.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "vendor");
const modules = join(here, "..", "node_modules");
const families = {
  "noto-sans": "NotoSans",
  "noto-sans-arabic": "NotoSansArabic",
  "noto-sans-sc": "NotoSansSC",
  "noto-sans-tamil": "NotoSansTamil",
  "noto-sans-thai": "NotoSansThai",
};
const weights = ["400Regular", "700Bold"];

async function bundle() {
  await build({
    entryPoints: [
      ["css", "qiao.css"],
      ["js", "qiao.js"],
      ["js", "desk", "desk.js"],
      ["js", "desk", "desk-worker.js"],
      ["js", "phone", "phone.js"],
    ].map((parts) => join(here, ...parts)),
    outdir: vendor,
    entryNames: "[name]",
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    logLevel: "warning",
    legalComments: "inline",
  });
}

function compress(name) {
  const file = join(vendor, name);
  writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
}

function copyFonts() {
  mkdirSync(join(vendor, "fonts"));
  for (const [family, name] of Object.entries(families)) {
    const from = join(modules, "@expo-google-fonts", family);
    for (const weight of weights) {
      copyFileSync(join(from, weight, `${name}_${weight}.ttf`), join(vendor, "fonts", `${name}_${weight}.ttf`));
    }
    copyFileSync(join(from, "LICENSE_FONT"), join(vendor, "fonts", `LICENSE_${name}`));
  }
}

rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor);
await bundle();
["qiao.css", "qiao.js", "desk.js", "desk-worker.js", "phone.js"].forEach(compress);
copyFonts();
