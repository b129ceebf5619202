'use strict';
// A regular meeting (domain 6.5, story 4), recorded while it runs: three items, of which the first is adopted, the second
// carried over because of one objection, and the third adopted with an instruction; with and without JavaScript, from the
// plan to the corrected minutes. With it, two secretaries at once and a connection that is lost.
const { accounts, test, holds, visitor, signIn } = require('./harness');
const { RegularMeeting } = require('./committee_story');
const { make } = require('./meetings');
const { keep } = require('./pictures');

const items = ['deliberation d 情報セキュリティポリシー（第10版）の改定', 'deliberation c 約款型クラウドサービスの利用基準',
  'deliberation e 標的型メール訓練の結果と全庁への指示'];
const reason = '機密性２の情報を扱うときの審査の手順が定められていない。';

const address = (held, item) => `/meetings/${held.id}/session?item=${held.items[item]}`;
const row = (page, seat) => page.locator('tr[data-seat]').nth(seat);
const text = async (page, selector) => (await page.textContent(selector)).replace(/\s+/g, ' ');

async function press(page, button) {
  await Promise.all([page.waitForNavigation(), page.click(button)]);
}

async function saved(page) {
  await page.locator('[data-save-state]:has-text("保存しました")').waitFor();
}

async function decide(page, outcome, words) {
  await page.check(`input[name=outcome][value=${outcome}]`);
  await page.fill('#work-text', words);
  await press(page, 'button[value=decide]');
}

async function first(page, held) {
  await page.goto(address(held, 0));
  holds(await page.isDisabled('input[value=adopted]'), 'an item is open to be adopted though nobody is there');
  await press(page, 'button[value=all_attend]');
  await press(page, 'button[value=all_agree]');
  await page.fill('#work-gist', 'デジタル戦略課が資料1により説明した。');
  await decide(page, 'adopted', '案のとおり改定する。');
  holds((await text(page, '.agenda li')).includes('総意により決定'), 'the first item is not adopted');
}

async function second(page, held, hasScript) {
  await page.goto(address(held, 1));
  await press(page, 'button[value=all_agree]');
  await row(page, 10).locator('input[value=objection]').check({ force: true });
  await row(page, 10).locator('input[name^=why]').fill(reason);
  if (hasScript) {
    await page.keyboard.press('Tab');
    await page.locator('.outcome-word:has-text("異議があるため決定できません")').waitFor();
  } else { // the first button of the form is what the Enter key presses: it saves, and records nobody
    await Promise.all([page.waitForNavigation(), row(page, 10).locator('input[name^=why]').press('Enter')]);
  }
  holds(/異議なし ?25 ?異議あり ?1 /.test((await text(page, '.tally')).replace(/(\d)/g, ' $1').replace(/(\d) (\d)/g, '$1$2').concat(' ')), await text(page, '.tally'));
  holds(await page.isDisabled('input[value=adopted]'), 'one objection leaves it open to be adopted');
  await decide(page, 'carried_over', '次回に継続して審議する。');
  holds((await text(page, '.agenda')).includes('継続審議'), 'the second item is not carried over');
  holds(await row(page, 10).locator('input[value=no_objection]').isDisabled(), 'a position can be changed afterwards');
}

async function third(page, held) {
  await page.goto(address(held, 2));
  await press(page, 'button[value=all_agree]');
  await page.check('input[name=instruction][value=directive]');
  await decide(page, 'adopted', '全ての課等に受講を指示する。');
  holds((await text(page, '[data-part=decided]')).includes('指示あり'), 'the instruction is not shown');
}

async function end(page, held) {
  await page.fill('#end-ends_at', '8:50');
  await press(page, 'form[action*="/hold"] .button-solid');
  await page.goto(address(held, 1));
  holds((await text(page, '.page-head')).includes(`議長 ${accounts.ciso.name}（委員長）`), 'the chair did not preside');
  holds((await text(page, 'main table')).includes(`異議あり：${reason}`), 'the objection is not read afterwards');
  holds(!(await page.locator('main form').count()), 'something can be changed afterwards');
}

async function story(come, hasScript) {
  const kind = hasScript ? 'with-script' : 'without-script';
  const held = new RegularMeeting(come, (page, station) => keep(page, `${kind}-${station}`, 'meeting'));
  await held.prepare();
  const page = await held.clerk();
  await first(page, held);
  await second(page, held, hasScript);
  await held.keep(page, 'session');
  await third(page, held);
  await end(page, held);
  await held.conclude();
}

// --- two secretaries, and a connection that is lost ----------------------------------------------------------------

async function two(come) {
  const held = make('attended', ...items);
  const [mine, theirs] = [await come(), await come()];
  await signIn(mine.page, 'secretariat');
  await signIn(theirs.page, 'csirt_liaison');
  for (const { page } of [mine, theirs]) await page.goto(address(held, 0));
  await row(mine.page, 3).locator('input[value=reserved]').check({ force: true });
  await saved(mine.page);
  await theirs.page.locator('tr[data-seat]:nth-child(4) input[value=reserved]:checked').waitFor({ state: 'attached' });
  await row(theirs.page, 7).locator('select').selectOption('proxy');
  await row(theirs.page, 7).locator('.seat-note:has-text("代理者の職名・氏名を入力すると、保存します")').waitFor();
  await row(theirs.page, 7).locator('input[name^=proxy]').fill('福祉総務課長 大岩 豊');
  await theirs.page.keyboard.press('Tab');
  await mine.page.locator('tr[data-seat]:nth-child(8) input[name^=proxy][value="福祉総務課長 大岩 豊"]').waitFor();
  await mine.context.setOffline(true);
  await row(mine.page, 4).locator('input[value=left]').check({ force: true });
  await mine.page.locator('[data-save-state]:has-text("通信を確認してください")').waitFor();
  await row(theirs.page, 5).locator('input[value=no_objection]').focus();
  await theirs.page.keyboard.press('ArrowDown');
  await theirs.page.keyboard.press('3');
  await saved(theirs.page);
  await mine.context.setOffline(false);
  await saved(mine.page);
  await theirs.page.locator('tr[data-seat]:nth-child(5) input[value=left]:checked').waitFor({ state: 'attached' });
  await mine.page.locator('tr[data-seat]:nth-child(7) input[value=reserved]:checked').waitFor({ state: 'attached' });
  mine.offences.length = 0; // the lost connection is one
}

module.exports = async function sessions() {
  const tell = (name, options, body) => test(name, async () => {
    const visits = [];
    try {
      await body(async () => visits[visits.push(await visitor(options)) - 1]);
      const offences = visits.flatMap((visit) => visit.offences);
      holds(!offences.length, offences.join('; '));
    } finally {
      for (const { context } of visits) await context.close();
    }
  });
  await tell('a regular meeting without JavaScript', { javaScriptEnabled: false }, (come) => story(come, false));
  await tell('a regular meeting with JavaScript', {}, (come) => story(come, true));
  await tell('two secretaries at once', {}, two);
};
