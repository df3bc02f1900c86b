// Builds assets/dist: style sheet, script, fonts and icons under names that carry a hash of their content, their
// compressed forms, and manifest.json from plain name to hashed name. The same sources give the same bytes.
//
//   node build.mjs            writes assets/dist
//   node build.mjs --verify   builds again in memory and fails when assets/dist differs
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";
import subsetFont from "subset-font";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "assets", "dist");
const fontSource = join(root, "node_modules/@fontsource-variable/source-sans-3/files");

// Latin-1, dashes, quotation marks, minus and euro: Finnish, Swedish and English. The second file has š, ž and the Sámi letters.
const fonts = [
  { name: "source-sans-3-fi.woff2", from: "source-sans-3-latin-wght-normal.woff2", text: `${range(0x20, 0x7e)}${range(0xa0, 0xff)}–—‘’‚“”„•…−€` },
  { name: "source-sans-3-se.woff2", from: "source-sans-3-latin-ext-wght-normal.woff2", text: "ČčĐđŊŋŠšŦŧŽžƷʒǤǥǦǧǨǩǮǯ" },
];

function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");
}

function hashed(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  return name.replace(/(\.[^.]+)$/, `.${hash}$1`);
}

async function build() {
  const manifest = {};
  const files = new Map();
  const add = (name, content) => {
    const bytes = Buffer.from(content);
    manifest[name] = hashed(name, bytes);
    files.set(manifest[name], bytes);
  };
  for (const font of fonts) {
    const source = readFileSync(join(fontSource, font.from));
    add(font.name, await subsetFont(source, font.text, { targetFormat: "woff2", variationAxes: { wght: { min: 400, max: 700 } } }));
  }
  for (const name of ["icons.svg", "favicon.svg"]) {
    add(name, readFileSync(join(root, "icons", name), "utf8").replace(/>\s+</g, "><").trim());
  }
  for (const lang of ["fi", "sv", "en"]) add(`share-${lang}.png`, readFileSync(join(root, "share", `${lang}.png`)));
  for (const name of ["app", "desks"]) add(`${name}.css`, style(name, manifest));
  add("app.js", await script());
  files.set("manifest.json", Buffer.from(`${JSON.stringify(manifest, Object.keys(manifest).sort(), 2)}\n`));
  return files;
}

function style(name, manifest) {
  const { css } = sass.compile(join(root, `styles/${name}.scss`), {
    loadPaths: [join(root, "node_modules")],
    style: "compressed",
    charset: false,
    quietDeps: true,
  });
  return css.replace(/url\(["']?([^"')]+)["']?\)/g, (whole, name) => {
    if (name.startsWith("data:")) throw new Error(`the style sheet may not hold ${name.slice(0, 40)}: the content policy forbids data`);
    if (!manifest[name]) throw new Error(`the style sheet names ${name}, which is not built`);
    return `url(${manifest[name]})`;
  });
}

async function script() {
  const result = await esbuild.build({
    entryPoints: [join(root, "scripts/app.js")],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome109", "firefox115", "safari16"],
    legalComments: "none",
    write: false,
  });
  return result.outputFiles[0].contents;
}

const compressible = /\.(css|js|svg)$/;
const forms = [
  { ending: ".br", pack: (b) => brotliCompressSync(b, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }), unpack: brotliDecompressSync },
  { ending: ".gz", pack: (b) => gzipSync(b, { level: 9 }), unpack: gunzipSync },
];

// A compressed form that unpacks to the same bytes is kept: another version of zlib may pack them differently, and a
// build must not change what is the same.
function write(files) {
  mkdirSync(dist, { recursive: true });
  const wanted = new Set();
  for (const [name, bytes] of files) {
    wanted.add(name);
    writeFileSync(join(dist, name), bytes);
    let line = `${name} ${bytes.length}`;
    for (const { ending, pack, unpack } of compressible.test(name) ? forms : []) {
      const file = join(dist, name + ending);
      wanted.add(name + ending);
      if (!existsSync(file) || !unpack(readFileSync(file)).equals(bytes)) writeFileSync(file, pack(bytes));
      line += `, ${ending.slice(1)} ${statSync(file).size}`;
    }
    console.log(line);
  }
  for (const name of readdirSync(dist)) if (!wanted.has(name)) rmSync(join(dist, name));
}

// Compressed forms are compared by what they unpack to, for the same reason.
function verify(files) {
  const expected = new Set();
  const faults = [];
  const read = (name) => {
    try {
      return readFileSync(join(dist, name));
    } catch {
      faults.push(`${name} is missing`);
      return null;
    }
  };
  for (const [name, bytes] of files) {
    expected.add(name);
    const there = read(name);
    if (there && !there.equals(bytes)) faults.push(`${name} differs`);
    if (!compressible.test(name)) continue;
    for (const { ending, unpack } of forms) {
      expected.add(name + ending);
      const packed = read(name + ending);
      if (packed && !unpack(packed).equals(bytes)) faults.push(`${name}${ending} unpacks to something else`);
    }
  }
  for (const name of readdirSync(dist)) if (!expected.has(name)) faults.push(`${name} is not built any more`);
  if (faults.length) {
    console.error(`assets/dist is not what its sources give: run make assets\n  ${faults.join("\n  ")}`);
    process.exit(1);
  }
  console.log(`assets/dist is up to date, ${expected.size} files`);
}

const files = await build();
if (process.argv.includes("--verify")) verify(files);
else write(files);
