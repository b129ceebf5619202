'use strict';
// Everything by the keyboard alone: the focus is seen, goes round every control, and opens what the mouse opens.
const { accounts, test, holds, visitor, signIn } = require('./harness');

const focused = (page) =>
  page.evaluate(() => {
    const e = document.activeElement;
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    return {
      words: (e.innerText || e.value || e.id || '').trim(),
      href: e.getAttribute('href'),
      tag: e.tagName,
      seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
    };
  });

async function walk(page, most = 400) {
  const stops = [];
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (stop.tag === 'BODY') return stops;
    stops.push(stop);
  }
  throw new Error(`no way out after ${most} stops`);
}

async function pressUntil(page, wanted, most = 60) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    if (wanted(await focused(page))) return;
  }
  throw new Error('never reached it by Tab');
}

const tests = {
  async 'every control of every kind of page is reached and shows its focus'(page) {
    for (const path of ['/', '/sign-in', '/policies', '/policies/standard_basic', '/policies/standard_basic/clauses/7.1.u', '/help', '/nothing']) {
      await page.goto(path);
      const controls = await page.evaluate(() =>
        [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary')].filter((e) => e.checkVisibility({ visibilityProperty: true }) && getComputedStyle(e).pointerEvents !== 'none').length);
      const stops = await walk(page);
      const hidden = stops.filter((s) => s.tag !== 'SUMMARY' && !(s.seen && s.inView));
      holds(!hidden.length, `${path}: focus not seen on ${hidden.map((s) => s.words).slice(0, 5)}`);
      holds(stops.filter((s) => s.tag !== 'SUMMARY').length >= controls, `${path}: ${stops.length} stops for ${controls} controls`);
    }
  },
  async 'the first stop leads past the header'(page) {
    await page.goto('/policies/standard_basic/clauses/7.1.u.sa');
    await page.keyboard.press('Tab');
    holds((await focused(page)).words === '本文へ移動', 'the skip link is not first');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const first = await page.evaluate(() => document.getElementById('main').contains(document.activeElement));
    holds(first, 'the stop after it is not in the main part');
  },
  async 'signing in, reading a clause, signing out'(page) {
    await page.goto('/sign-in');
    await pressUntil(page, (s) => s.tag === 'INPUT');
    await page.keyboard.type(accounts.staff.login);
    await page.keyboard.press('Tab');
    await page.keyboard.type(accounts.staff.password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.who');
    await pressUntil(page, (s) => s.href === '/policies/standard_basic');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/policies/standard_basic');
    await pressUntil(page, (s) => s.href === '#8');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash === '#8');
    await page.keyboard.press('Tab');
    holds((await focused(page)).href === '/policies/standard_basic/clauses/8', 'the stop after the jump is not clause 8');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/clauses/8');
    await pressUntil(page, (s) => s.words === 'ログアウト');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/sign-in?signed_out=1');
  },
  async 'the phone menu opens, closes with Escape and gives the focus back'(page) {
    await signIn(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/');
    await pressUntil(page, (s) => s.words === 'メニュー');
    await page.keyboard.press('Enter');
    holds(await page.locator('#menu').isVisible(), 'it does not open');
    await pressUntil(page, (s) => s.href === '/policies', 8);
    await page.keyboard.press('Escape');
    holds(!(await page.locator('#menu').isVisible()), 'Escape does not close it');
    holds((await focused(page)).words === 'メニュー', 'the focus is lost');
  },
};

module.exports = async function keyboard() {
  for (const [name, body] of Object.entries(tests))
    await test(`keyboard: ${name}`, async () => {
      const { context, page } = await visitor();
      try {
        await body(page);
      } finally {
        await context.close();
      }
    });
};
