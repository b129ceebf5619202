'use strict';
// A form that takes a while: what is said meanwhile, and that it can be used again whatever became of it.
const { test, holds, visitor, signIn } = require('./harness');

const sheet = (rows) => ({ name: '異動.csv', mimeType: 'text/csv', buffer: Buffer.from(`職員番号,氏名,所属コード\n${rows}`) });
const bar = '.progress progress';

async function choose(page, rows) {
  await page.goto('/admin/transfers');
  await page.setInputFiles('#file', sheet(rows));
  await page.fill('#effective_on', '2027/04/01');
}

// Holds back every POST until it is let go; says how many there were. For what a script sends: while a page that is
// asked for is held back, the one before answers nothing.
async function hold_posts(page) {
  let letGo;
  const held = { posts: 0, let_go: () => letGo() };
  const gone = new Promise((resolve) => (letGo = resolve));
  await page.route('**/admin/transfers', async (route) => {
    if (route.request().method() === 'POST') {
      held.posts++;
      await gone;
    }
    await route.continue();
  });
  return held;
}

// In the page: what is shown the moment the form is sent, kept for the page after it.
function remember_at_submit(selector) {
  document.addEventListener('submit', ({ target }) => {
    const status = target.querySelector('[role=status]');
    const inView = status.getBoundingClientRect().bottom <= innerHeight;
    const shown = target.querySelector(selector).checkVisibility();
    sessionStorage.setItem('seen at submit', JSON.stringify({ words: status.textContent, shown, inView }));
  });
}

async function is_at_rest(page) {
  return !(await page.locator(bar).isVisible()) && (await page.locator('main .button-solid').isEnabled());
}

async function back_to(page, path) {
  for (let i = 0; i < 8 && !page.url().endsWith(path); i++) await page.goBack();
  holds(page.url().endsWith(path), `no way back to ${path}`);
  return page.inputValue('#place');
}

async function plan_at(page, place) {
  await page.goto('/meetings/new');
  await page.fill('#place', place);
  await page.press('#place', 'Tab');
}

const tests = {
  async 'what was typed is there after a step back, until it is sent'({ page }) {
    await plan_at(page, '第2会議室');
    await page.click('.menu a[href="/meetings"]');
    await page.waitForURL('**/meetings');
    holds((await back_to(page, '/meetings/new')) === '第2会議室', 'it has to be typed again');
    await page.evaluate(() => document.querySelectorAll('main form').forEach((form) => form.setAttribute('novalidate', '')));
    await page.click('main .button-solid');
    await page.waitForSelector('main .banner-error');
    holds((await page.inputValue('#place')) === '第2会議室', 'what was refused has to be typed again');
    holds((await back_to(page, '/meetings/new')) === '', 'what was sent comes back');
  },
  // Signing out clears what the browser holds; a session that ends by itself does not.
  async 'what was typed is not there for the next at the same machine'({ page }) {
    await plan_at(page, '第3会議室');
    await page.context().clearCookies();
    await signIn(page, 'csirt_liaison');
    holds((await back_to(page, '/meetings/new')) === '', 'the next reads what the one before typed');
  },
  async 'what goes on is shown and said, and the form is sent once'({ page }) {
    await choose(page, '999999,,0502\n');
    holds(await is_at_rest(page), 'it moves before anything is sent');
    const held = await hold_posts(page);
    await page.click('main .button-solid');
    holds(await page.locator(bar).isVisible(), 'no bar');
    holds((await page.getAttribute(bar, 'aria-label')) === '処理の進行', 'the bar has no name');
    holds(await page.locator('main .button-solid').isDisabled(), 'the button can be pressed again');
    const bottom = (await page.locator('form [role=status]').boundingBox()).y;
    holds(bottom > 0 && bottom < 900, `the words stand at ${bottom}, out of sight`);
    await page.waitForFunction(() => /お待ちください/.test(document.querySelector('form [role=status]').textContent));
    await page.press('#basis', 'Enter');
    held.let_go();
    await page.waitForURL('**/admin/transfers/*');
    holds(held.posts === 1, `sent ${held.posts} times`);
    await page.goBack();
    await page.waitForSelector('#file');
    holds(await is_at_rest(page), 'back again, the form cannot be used');
  },
  async 'what is wrong stands apart from the form'({ page }) {
    await page.goto('/admin/transfers');
    await page.setInputFiles('#file', { name: '異動.csv', mimeType: 'text/csv', buffer: Buffer.from('番号,異動先\n1,0502\n') });
    await page.fill('#effective_on', '2027/04/01');
    await page.click('main .button-solid');
    await page.waitForSelector('main .banner-error');
    const [banner, form] = [await page.locator('main .banner-error').boundingBox(), await page.locator('#upload').boundingBox()];
    const between = form.y - banner.y - banner.height;
    holds(between >= 16, `the form begins ${between} px below what is wrong with it`);
  },
  async 'how much of a file is sent'({ page, context }) {
    await choose(page, '１２３４５６７,あ,0502\n'.repeat(16000));
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    const limit = (uploadThroughput) =>
      network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
    await limit(150000);
    await page.click('main .button-solid');
    const said = await page.waitForFunction(() => /[1-9][0-9]?％/.exec(document.querySelector('form [role=status]').textContent)?.[0]);
    const shown = await page.evaluate((selector) => document.querySelector(selector).position, bar);
    holds(shown > 0 && shown <= 1, `said ${await said.jsonValue()}, shown ${shown}`);
    await limit(-1);
    await page.waitForURL('**/admin/transfers/*');
  },
  async 'what cannot be sent leaves the form as it was, and says so'({ page }) {
    await choose(page, '999999,,0502\n');
    await page.route('**/admin/transfers', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await page.click('main .button-solid');
    await page.waitForFunction(() => /もう一度/.test(document.querySelector('form [role=status]').textContent));
    holds(await is_at_rest(page), 'the form cannot be used again');
    holds((await page.evaluate(() => document.querySelector('#file').files.length)) === 1, 'the file is gone');
    await page.unroute('**/admin/transfers');
    await page.click('main .button-solid');
    await page.waitForURL('**/admin/transfers/*');
  },
  async 'applying says so too'({ page }) {
    await choose(page, '220316,江ノ口 さくら,0503\n');
    await Promise.all([page.waitForNavigation({ url: '**/admin/transfers/*' }), page.click('main .button-solid')]);
    await page.waitForSelector('text=適用する');
    await page.evaluate(remember_at_submit, bar);
    await page.click('text=適用する');
    await page.waitForSelector('text=適用を取り消す');
    const seen = JSON.parse(await page.evaluate(() => sessionStorage.getItem('seen at submit')));
    holds(seen.shown && seen.inView && seen.words.includes('適用しています'), JSON.stringify(seen));
    await page.fill('#reason', '試験のため');
    await page.click('text=適用を取り消す');
    await page.waitForSelector('.eyebrow .tag:has-text("取消し")');
  },
  async 'a form with errors comes back as it does without script'({ page }) {
    await page.goto('/admin/transfers');
    await page.setInputFiles('#file', { name: '異動.csv', mimeType: 'text/csv', buffer: Buffer.from('氏名\nあ\n') });
    await page.fill('#effective_on', '2027/04/01');
    await page.fill('#basis', '2027人事発令第1号');
    await Promise.all([page.waitForNavigation(), page.click('main .button-solid')]);
    holds((await page.textContent('#file-error')).includes('列がありません'), 'no error at the file');
    holds((await page.inputValue('#basis')) === '2027人事発令第1号', 'what was typed is gone');
    holds(await is_at_rest(page), 'the form cannot be used again');
  },
};

async function without_script() {
  const { context, page } = await visitor({ javaScriptEnabled: false });
  try {
    await signIn(page, 'secretariat');
    await choose(page, '999999,,0502\n');
    holds(await is_at_rest(page), 'a bar that nobody moves');
    await page.click('main .button-solid');
    await page.waitForURL('**/admin/transfers/*');
  } finally {
    await context.close();
  }
}

module.exports = async function progress() {
  for (const [name, body] of Object.entries(tests))
    await test(`progress: ${name}`, async () => {
      const visit = await visitor();
      try {
        await signIn(visit.page, 'secretariat');
        await body(visit);
      } finally {
        await visit.context.close();
      }
    });
  await test('progress: without script nothing is different', without_script);
};
