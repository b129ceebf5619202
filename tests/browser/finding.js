'use strict';
// What a clerk looks up in the middle of other work, on a PC and on a phone: counted in clicks and keystrokes, and timed
// from signing in. 15 seconds with a person's hands leave about so many acts.
const { test, holds, visitor, signIn } = require('./harness');

const limits = { clicks: 4, keys: 12, seconds: 15 };
const devices = { 'a PC': { width: 1366, height: 900 }, 'a phone': { width: 390, height: 844 } };

// A hand: what it does is counted, and each act takes the time a person needs (1 s to aim and click, 0.2 s a key, 1 s to
// scroll by a screen to what is not in view).
function hand(page) {
  const count = { clicks: 0, keys: 0, screens: 0 };
  const see = async (element) => {
    const box = await element.boundingBox();
    const { height } = page.viewportSize();
    const below = box ? box.y + Math.min(box.height, height) - height : 0;
    if (below > 0) count.screens += Math.ceil(below / height);
    await element.scrollIntoViewIfNeeded();
  };
  return {
    count,
    see,
    async click(selector) {
      await see(page.locator(selector).first());
      count.clicks++;
      await page.click(selector);
      await page.waitForLoadState();
    },
    async type(selector, text) {
      count.clicks++;
      await page.click(selector);
      count.keys += text.length + 1;
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
      await page.waitForLoadState();
    },
    seconds: () => count.clicks + count.keys * 0.2 + count.screens,
  };
}

async function text(page) {
  return (await page.textContent('main')).replace(/\s+/g, ' ');
}

const tasks = {
  async 'the leader of 保育課 and her extension'(page, act) {
    await act.type('#find-q', '保育課');
    const found = await page.textContent('.found-units');
    holds(/保育課/.test(found) && /江ノ口 さくら\s*内線 3322/.test(found), `the section is introduced as ${found}`);
  },
  async 'the duties of the CISO'(page, act, isPhone) {
    if (isPhone) await act.click('.menu-button');
    await act.click('.menu a[href="/org"]');
    await act.click('svg.org a[href^="/roles/ciso"]');
    const found = await text(page);
    holds(found.includes('緊急時対応計画を承認する') && found.includes('海野原 誠司'), 'duties or bearer are missing');
  },
  async 'his own duties'(page, act) {
    await act.click('main a[href="/me"]');
    holds((await text(page)).includes('定める事項を守る'), 'the duties are missing');
  },
};

async function find(name, task, device, viewport) {
  const { context, page } = await visitor({ viewport, hasTouch: viewport.width < 500 });
  try {
    await signIn(page);
    const act = hand(page), begun = Date.now();
    await task(page, act, viewport.width < 500);
    const seconds = act.seconds() + (Date.now() - begun) / 1000;
    holds(act.count.clicks <= limits.clicks, `${act.count.clicks} clicks`);
    holds(act.count.keys <= limits.keys, `${act.count.keys} keystrokes`);
    holds(seconds < limits.seconds, `${seconds.toFixed(1)} s`);
    console.log(`  ${name}, on ${device}: ${act.count.clicks} clicks, ${act.count.keys} keys, ${seconds.toFixed(1)} s with a person's hands`);
  } finally {
    await context.close();
  }
}

// What a screen reader is given of the drawing: its name, its description, and the boxes from the top down.
async function reads_well(page) {
  await signIn(page);
  await page.goto('/org');
  const spoken = await page.evaluate(() => {
    const svg = document.querySelector('svg.org');
    const byIds = (svg.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id).textContent.trim());
    const boxes = [...svg.querySelectorAll('.box')].map((box) => [...box.querySelectorAll('text')].map((t) => t.textContent).join(' '));
    const loose = [...svg.querySelectorAll('text')].filter((t) => !t.closest('.box') && !t.closest('[aria-hidden="true"]')).length;
    return { role: svg.getAttribute('role'), byIds, boxes, loose };
  });
  holds(spoken.role === 'group' && spoken.byIds[0] === '情報セキュリティ推進体制図', `it is called ${spoken.byIds[0]}`);
  holds(/12の枠/.test(spoken.byIds[1]), `it is described as ${spoken.byIds[1]}`);
  holds(spoken.boxes.length === 12 && spoken.loose === 0, `${spoken.boxes.length} boxes, ${spoken.loose} words beside them`);
  holds(/^情報セキュリティ委員会 委員長　海野原 誠司/.test(spoken.boxes[0]), `first comes ${spoken.boxes[0]}`);
  holds(/^最高情報セキュリティ責任者/.test(spoken.boxes[1]) && /^職員等/.test(spoken.boxes[6]), spoken.boxes.join(' / '));
  const lines = await page.locator('#text + table tbody tr, [aria-labelledby=text] tbody tr').count();
  holds(lines === 12, `${lines} lines of text`);
}

async function follows_the_post(page) {
  await signIn(page);
  const holder = async (day) => {
    const answer = await page.request.get(`/org.json?on=${day}`);
    const org = await answer.json();
    return ['information_security_officer', 'information_officer', 'csirt_leader'].map(
      (role) => org.roles.find((r) => r.role === role).name);
  };
  const before = await holder('2026-03-31'), after = await holder('2026-04-01');
  holds(new Set(before).size === 1 && before[0] === '砂山根 聡一', before.join());
  holds(new Set(after).size === 1 && after[0] === '湘田 由美子', after.join());
  await page.goto('/org?on=2026-03-31');
  holds((await page.textContent('svg.org')).includes('砂山根 聡一'), 'the chart of the earlier day shows somebody else');
  await page.goto('/org');
  holds((await page.textContent('svg.org')).includes('湘田 由美子'), 'the chart of today shows somebody else');
}

// Lists of all sections are read on a phone, too, and the register on the screen of an office PC without moving it aside.
async function short_on_a_phone(page) {
  await page.setViewportSize(devices['a phone']);
  await signIn(page, 'secretariat');
  const { items } = await (await page.request.get('/directives.json?state=issued')).json();
  const issued = items.find((item) => item.title === '令和８年度の情報セキュリティ推進計画の実施について').id; // most have answered
  for (const [path, most] of [['/inventories/2026', 16000], [`/directives/${issued}`, 9000]]) {
    await page.goto(path);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    holds(height < most, `${path} is ${height} px long`);
  }
}

async function fits_a_screen(page) {
  await signIn(page, 'leader');
  await page.goto('/assets');
  const width = await page.evaluate(() => {
    document.querySelector('.ledger-assets .state .chip').textContent = '移管手続中';
    const wrap = document.querySelector('.table-wrap');
    const columns = [...wrap.querySelectorAll('thead th')].map((th) => `${th.textContent.trim()} ${Math.round(th.offsetWidth)}`);
    return [wrap.scrollWidth, wrap.clientWidth, columns.join(', ')];
  });
  holds(width[0] <= width[1], `the register is ${width[0]} px wide in ${width[1]}: ${width[2]}`);
}

module.exports = async function finding() {
  for (const [device, viewport] of Object.entries(devices))
    for (const [name, task] of Object.entries(tasks)) await test(`finding ${name}, on ${device}`, () => find(name, task, device, viewport));
  for (const [name, body] of Object.entries({ 'the chart read aloud': reads_well, 'the chart of two days': follows_the_post,
    'lists of all sections on a phone': short_on_a_phone, 'the register on a screen': fits_a_screen }))
    await test(name, async () => {
      const { context, page } = await visitor();
      try {
        await body(page);
      } finally {
        await context.close();
      }
    });
};
Object.assign(module.exports, { devices, hand });
