'use strict';
// The stations of a story as pictures, wide and narrow, in MAMORI_ARTEFACTS, else in the folder artefacts of the build.
const fs = require('fs');
const path = require('path');

const { MAMORI_ARTEFACTS, MAMORI_BUILD } = process.env;
const folder = MAMORI_ARTEFACTS || (MAMORI_BUILD && path.join(MAMORI_BUILD, 'artefacts'));

async function keep(page, name, subject) {
  if (!folder) return;
  fs.mkdirSync(folder, { recursive: true });
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: path.join(folder, `${subject}-${name}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1366, height: 900 });
}

module.exports = { keep };
