// src/ in, ../src/alongside/static/built/ out: a script for every page, one each for letters, for notes, for calls, for the lounge, for the card of a visit and for what keeps it on a phone, and for pages that somebody without an account opens or books on, one style sheet, fonts, icon, and a manifest of their hashed
// names, so that every file may be cached for ever.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/alongside/static/built");
const shipped = [
  "htmx.org", "@fontsource-variable/source-sans-3", "@fontsource-variable/literata",
  ...["commands", "history", "inputrules", "keymap", "model", "schema-list", "state", "transform", "view"].map((part) => `prosemirror-${part}`),
  "orderedmap", "rope-sequence", "w3c-keyname",
  "source-sans", "@expo-google-fonts/literata",
];
const licenceOf = { "source-sans": "LICENSE.md", "@expo-google-fonts/literata": "LICENSE_FONT" };

// The font every page needs for its first line; pages ask for it before the style sheet is read. The other one a card keeps.
const preloaded = { "sans.woff2": "source-sans-3-latin-wght-normal.woff2", "serif.woff2": "literata-latin-wght-normal.woff2" };

// What is set for paper takes whole fonts: neither WOFF2 nor variable ones are read there.
const printed = [
  ...["Regular", "It", "Semibold"].map((name) => `source-sans/TTF/SourceSans3-${name}.ttf`),
  ...["400Regular", "400Regular_Italic", "600SemiBold"].map((name) => `@expo-google-fonts/literata/${name}/Literata_${name}.ttf`),
];

await rm(out, { recursive: true, force: true });
await mkdir(join(out, "print"), { recursive: true });
await Promise.all(printed.map((path) => copyFile(join(here, "node_modules", path), join(out, "print", basename(path)))));
const result = await build({
  absWorkingDir: here,
  entryPoints: ["src/desk.js", "src/writing.js", "src/notes.js", "src/guest.js", "src/booking.js", "src/room.js", "src/lounge.js", "src/hours.js", "src/card.js", "src/card-worker.js", "src/agenda.js", "src/post.js", "src/desk.css", "src/icon.svg"],
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  metafile: true,
  // light-dark() and popovers are in all of these; nothing is translated to older syntax.
  target: ["chrome123", "firefox125", "safari17.5"],
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "copy" },
  logLevel: "warning",
});

const manifest = {};
for (const [path, made] of Object.entries(result.metafile.outputs)) {
  const inputs = Object.keys(made.inputs).map((input) => basename(input));
  if (made.entryPoint) manifest[basename(made.entryPoint)] = basename(path);
  else if (inputs[0] === "icon.svg") manifest["icon.svg"] = basename(path);
  for (const [name, source] of Object.entries(preloaded)) {
    if (inputs.length === 1 && inputs[0] === source) manifest[name] = basename(path);
  }
}
await writeFile(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

// The licences of what is shipped travel with it (OFL 1.1 §2, 0BSD).
const licences = await Promise.all(
  shipped.map(async (name) => `${name}\n\n${await readFile(join(here, "node_modules", name, licenceOf[name] ?? "LICENSE"), "utf8")}`),
);
await writeFile(join(out, "licences.txt"), licences.join("\n\n---\n\n"));
