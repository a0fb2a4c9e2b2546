// Bundles each file of source/bundles into built/, with its style sheet; `--check` only tells what is out of date.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const room = dirname(fileURLToPath(import.meta.url));
const built = join(room, "built");
const entries = (await readdir(join(room, "source", "bundles"))).filter((name) => /\.(js|css)$/.test(name));
const check = process.argv.includes("--check");

const { outputFiles } = await build({
  entryPoints: entries.map((name) => join(room, "source", "bundles", name)),
  outdir: built,
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  write: false,
  absWorkingDir: room, // the names of files in comments are the same in every checkout
});

const stale = new Map();
for (const { path, text } of outputFiles) {
  const present = await readFile(path, "utf8").catch(() => null);
  if (present !== text) stale.set(path, text);
}
const made = new Set(outputFiles.map(({ path }) => basename(path)));
const left = (await readdir(built).catch(() => [])).filter((name) => !made.has(name));

if (check) {
  const names = [...[...stale.keys()].map((path) => basename(path)), ...left].sort();
  if (names.length) console.error(`Out of date in hnetlab/front/built: ${names.join(", ")}. Run: make front`);
  process.exitCode = names.length ? 1 : 0;
} else {
  await mkdir(built, { recursive: true });
  for (const [path, text] of stale) await writeFile(path, text);
  for (const name of left) await rm(join(built, name));
}
