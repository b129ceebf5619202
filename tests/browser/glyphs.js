'use strict';
// Every character of every page has a shape in the page's own font stack: none is drawn like a noncharacter, for which
// no font has one. The pages part comes by every page and reads its characters; without it they are read here.
const { check, visitor, signIn } = require('./harness');
const { places, reach } = require('./places');

const seen = new Set();

async function read_characters(page) {
  const found = await page.evaluate(() => {
    const found = new Set();
    const add = (text) => [...(text || '')].forEach((c) => found.add(c));
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) add(walker.currentNode.data);
    for (const e of document.querySelectorAll('[value], [aria-label], [placeholder], [data-label]'))
      for (const name of ['value', 'aria-label', 'placeholder', 'data-label']) add(e.getAttribute(name));
    return [...found].filter((c) => !/[\s\p{Cc}\p{Cf}\p{Variation_Selector}]/u.test(c)); // these have no shape of their own
  });
  found.forEach((c) => seen.add(c));
}

// Drawn twice: with what stands for a missing glyph the browser draws a box with the number in it or an empty one,
// which differ between characters by the number only; so widths and pixels are compared with several noncharacters.
async function without_shape(page, all) {
  return page.evaluate((list) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 48;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const draw = (c) => {
      context.clearRect(0, 0, 48, 48);
      context.font = `32px ${getComputedStyle(document.body).fontFamily}`;
      context.fillText(c, 4, 36);
      return context.getImageData(0, 0, 48, 48).data.join();
    };
    const missing = new Set(['\uFFFF', '\uFFFE', '\u{1FFFE}', '\u{2FFFF}', '\u0378', '\u{E0FFF}'].map(draw));
    const blank = draw(' ');
    missing.delete(blank);
    return list.filter((c) => missing.has(draw(c)) || draw(c) === blank);
  }, all);
}

async function read_pages() {
  for (const who of new Set(places.map((place) => place.who))) {
    const { context, page } = await visitor();
    if (who !== 'signed out') await signIn(page, who);
    for (const place of places.filter((p) => p.who === who)) {
      await reach(page, place);
      await read_characters(page);
    }
    await context.close();
  }
}

module.exports = async function glyphs() {
  if (!seen.size) await read_pages();
  const { context, page } = await visitor();
  await page.goto('/');
  const missing = await without_shape(page, [...seen]);
  check(`glyphs: ${seen.size} characters`, missing.map((c) => `U+${c.codePointAt(0).toString(16)} ${c}`));
  check('glyphs: there are enough to mean something', seen.size > 400 || `${seen.size} only`);
  const planted = await without_shape(page, ['漢', '\u{2FFFF}', 'ｗ', '\u0378']);
  check('glyphs: a missing one is noticed', planted.length === 2 || `noticed ${planted.length} of 2`);
  await context.close();
};
Object.assign(module.exports, { read_characters });
