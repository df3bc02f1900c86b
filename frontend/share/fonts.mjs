// Cuts the fonts of the pictures that the server draws: run in this folder after `npm ci` in the one above. A picture's
// font cannot be the pages' own file, since Go reads no woff2 and no font of many weights.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const from = join(here, "../node_modules/@fontsource-variable/source-sans-3/files");
const range = (a, b) => Array.from({ length: b - a + 1 }, (_, i) => String.fromCodePoint(a + i)).join("");

// Latin-1 with dashes, quotation marks, minus and euro; then what the names of Finland's people and places need besides, the
// Sámi letters among them. Source Sans 3 has no ǩ: it is written as a k and a caron.
const parts = [
  { name: "latin", file: "source-sans-3-latin-wght-normal.woff2", text: `${range(0x20, 0x7e)}${range(0xa0, 0xff)}–—‘’‚“”„•…−€` },
  { name: "ext", file: "source-sans-3-latin-ext-wght-normal.woff2", text: `${range(0x100, 0x17f)}ƷʒǤǥǦǧǮǯẞˇ` },
];
for (const { name, file, text } of parts) {
  for (const wght of [400, 700]) {
    const font = await subsetFont(readFileSync(join(from, file)), text, { targetFormat: "truetype", variationAxes: { wght } });
    writeFileSync(join(here, `${name}-${wght}.ttf`), font);
    console.log(`${name}-${wght}.ttf ${font.length}`);
  }
}
