'use strict';
// What people come for, told as they would tell it; each with and without JavaScript.
const { accounts, test, holds, visitor, signIn } = require('./harness');

const secret = '/policies/standard_detailed';
let entered = 0; // a contract is entered once, and its story is told more often

async function text(page) {
  return page.textContent('main');
}

const stories = {
  async 'anybody reads a clause by way of the table of contents'({ page }) {
    await page.goto('/');
    await page.click('.doc-list a[href="/policies/standard_basic"]');
    await page.click('.toc a[href="#7"]');
    holds(page.url().endsWith('/policies/standard_basic#7'), `at ${page.url()}`);
    const top = await page.evaluate(() => document.getElementById('7').getBoundingClientRect().top);
    holds(top >= 0 && top < 200, `clause 7 stands at ${top}`);
    await page.click('[id="7.1.u.sa"] .no');
    holds(page.url().endsWith('/clauses/7.1.u.sa'), `at ${page.url()}`);
    holds((await page.textContent('h1')).includes('7(1)ウ(サ)'), 'the clause has no number');
    await page.click('.previous-next a[rel=next]');
    holds((await page.textContent('h1')).includes('7(1)ウ(シ)'), 'the next one is not (シ)');
    await page.click('.previous-next a[rel=prev]');
    await page.click('.ancestry a:last-child >> nth=-1');
    holds((await page.textContent('h1')).includes('7(1)ウ'), 'not at the clause above');
    await page.click('aside a[href*="#7.1.u"]');
    holds(page.url().endsWith('/policies/standard_basic#7.1.u'), `at ${page.url()}`);
  },

  async 'a footnote is reached and left again'({ page }) {
    await page.goto('/policies/standard_basic');
    await page.click('[id="4.1"] a[href="#fn1"]');
    holds(await page.locator('#fn1:target').isVisible(), 'the footnote is not where the link leads');
    await page.click('#fn1 .footnote-back a');
    holds(await page.locator('[id="4.1"]:target').isVisible(), 'the way back does not lead to 4(1)');
  },

  async 'a word is searched in a text'({ page }) {
    await page.goto('/policies/standard_basic');
    await page.fill('#q', '責任者');
    await page.click('.search button');
    holds((await page.inputValue('#q')) === '責任者', 'the word is gone from the field');
    holds((await page.locator('.hits mark').count()) > 3, 'no marked hits');
    await page.click('.hits a >> nth=0');
    holds((await text(page)).includes('責任者'), 'the hit does not hold the word');
    await page.goto('/policies/standard_basic/search?q=%E5%AE%87%E5%AE%99%E8%88%B9');
    holds((await text(page)).includes('見つかりませんでした'), 'an empty result does not say so');
  },

  async 'a former version is told from the one in force'({ page }) {
    await page.goto('/policies/standard_basic');
    holds((await page.locator('.banner-warn').count()) === 0, 'the version in force carries a warning');
    await page.click('.versions a >> text=第8版');
    holds((await page.textContent('.banner-warn')).includes('過去の版'), 'no note on a former version');
    await page.click('[id="7"] > h2 .no');
    holds(page.url().endsWith('/clauses/7?version=8'), `the clause lost its version: ${page.url()}`);
    await page.click('.banner-warn a');
    holds((await page.locator('.banner-warn').count()) === 0, 'the link does not lead to the version in force');
  },

  async 'a non-public text answers like an unknown one, and opens after signing in'({ page }) {
    const hidden = await page.goto(secret);
    const hiddenText = await text(page);
    const unknown = await page.goto('/policies/no_such_text');
    holds(hidden.status() === 404 && unknown.status() === 404, 'not 404');
    holds((await text(page)) === hiddenText, 'the two differ');
    await page.goto(secret);
    await page.click('main a.button-solid');
    await page.fill('#login', accounts.staff.login);
    await page.fill('#password', accounts.staff.password);
    await page.click('main button[type=submit]');
    holds(page.url().endsWith(secret), `signing in led to ${page.url()}`);
    holds((await page.textContent('.eyebrow')).includes('非公開'), 'the text does not say 非公開');
  },

  async 'a wrong password is answered in the form'({ page }) {
    await signIn(page, 'staff', 'not it');
    holds(page.url().endsWith('/sign-in'), `at ${page.url()}`);
    holds(await page.locator('.banner-error[role=alert]').isVisible(), 'no error');
    holds((await page.inputValue('#login')) === accounts.staff.login, 'the number is to be typed again');
    holds((await page.inputValue('#password')) === '', 'the password came back');
    await page.fill('#password', accounts.staff.password);
    await page.click('main button[type=submit]');
    holds((await page.textContent('.who')).includes(accounts.staff.name), 'not signed in at the second try');
  },

  async 'the next user of a shared PC finds nothing of the former one'({ page }) {
    await signIn(page);
    await page.goto(secret);
    await page.goto('/policies');
    await page.click('.menu-out');
    await page.waitForLoadState();
    holds((await text(page)).includes('ログアウトしました'), 'signing out is not confirmed');
    for (let i = 0; i < 4; i++) {
      await page.goBack();
      const shown = await page.textContent('body');
      holds(!shown.includes(accounts.staff.name), `going back ${i + 1} shows the former user`);
      holds(!shown.includes('詳細編＞\n') && !(await page.locator('[data-publicity=non_public]').count()), `going back ${i + 1} shows a non-public text`);
    }
    const answer = await page.goto(secret);
    holds(answer.status() === 404, `the non-public text answers ${answer.status()}`);
  },

  async 'a colleague begins with the sheet of the section'({ page }) {
    await signIn(page, 'portal_admin');
    await page.click('.menu a[href="/admin/accounts"]');
    await page.click('main a[href="/admin/accounts/sheets"]');
    await page.click('main a[href="/admin/accounts/sheets?unit=0504"]');
    await page.click('main button[type=submit]');
    const sheet = page.locator('.code-sheet').first();
    const [number, code] = [await sheet.locator('td.code').nth(1).textContent(), await sheet.locator('.code-large').textContent()];
    await page.click('.menu-out');
    await page.goto('/sign-in');
    await page.click('main a[href="/first-sign-in"]');
    await page.fill('#login', number);
    await page.fill('#code', code.toLowerCase());
    for (const field of ['#password', '#again']) await page.fill(field, 'あめの日の長靴と傘');
    await page.click('main button[type=submit]');
    holds((await page.textContent('h1')) === 'ホーム', `at ${page.url()}`);
    await page.click('.who a');
    holds((await text(page)).includes('今回が初めてのログインです'), 'the account does not say that it is the first time');
    await page.click('main a[href="/account/password"]');
    await page.fill('#current', 'あめの日の長靴と傘');
    for (const field of ['#password', '#again']) await page.fill(field, 'はれの日の帽子と靴');
    await page.click('main button[type=submit]');
    holds((await text(page)).includes('パスワードを変更しました'), 'the change is not confirmed');
    await page.click('.menu-out');
    await page.goto('/first-sign-in');
    await page.fill('#login', number);
    await page.fill('#code', code);
    for (const field of ['#password', '#again']) await page.fill(field, 'はれの日の帽子と靴');
    await page.click('main button[type=submit]');
    holds(await page.locator('.banner-error[role=alert]').isVisible(), 'the code works twice');
  },

  async 'a leader enters a contract and records that the policy was made known'({ page }) {
    await signIn(page, 'leader');
    await page.click('.menu a[href="/org"]');
    await page.click('.tabs a[href="/contractors"]');
    await page.fill('#q', 'しおみだい');
    await page.click('main form[role=search] button');
    await page.click('main .title a');
    await page.click('main a[href$="/contracts/new"]');
    await page.fill('#title', `窓口封筒印刷業務委託 第${++entered}回`);
    await page.selectOption('#unit', '0502');
    await page.fill('#period_from', 'R8.11.1');
    await page.fill('#period_to', '令和9年3月31日');
    await page.selectOption('#information_class', '1');
    await page.click('main .button-solid');
    holds((await text(page)).includes('契約を保存しました'), 'the entry is not confirmed');
    holds((await page.textContent('.eyebrow')).includes('周知日なし'), 'the contract does not say what it lacks');
    await page.check('input[value=policy_informed]');
    await page.fill('#note', '担当者に説明した。');
    await page.click('main .button-solid');
    holds((await text(page)).includes('記録しました'), 'the record is not confirmed');
    holds(!(await page.textContent('.eyebrow')).includes('周知日なし'), 'the contract still lacks it');
    await page.click('main details summary >> nth=0');
    await page.selectOption('#record_id', { index: 1 });
    await page.fill('#retraction_reason', '別の契約の記録');
    await page.click('main details[open] button');
    holds((await page.textContent('.timeline')).includes('別の契約の記録'), 'what was taken back is gone');
    holds((await page.textContent('.eyebrow')).includes('周知日なし'), 'what was taken back still counts');
  },

  async 'on a phone the menu opens, closes and signs out'({ page }) {
    await signIn(page);
    await page.setViewportSize({ width: 390, height: 844 });
    holds(!(await page.locator('#menu').isVisible()), 'the menu is open from the start');
    await page.click('.menu-button');
    await page.click('.menu-close');
    holds(!(await page.locator('#menu').isVisible()), 'the menu does not close');
    await page.click('.menu-button');
    await page.click('#menu a[href="/policies"]');
    holds(page.url().endsWith('/policies'), `at ${page.url()}`);
    await page.click('.menu-button');
    await page.click('.menu-out');
    holds((await text(page)).includes('ログアウトしました'), 'not signed out');
  },

  async 'a browser without popovers shows the menu in its place'({ page }) {
    const forget = (text) => text.replaceAll('selector(:popover-open)', 'selector(:unknown)').replaceAll(' popover ', ' ');
    await signIn(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.route((address) => !address.pathname.endsWith('.svg'), async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: forget(await response.text()) });
    });
    await page.goto('/policies');
    holds(!(await page.locator('.menu-button').isVisible()), 'there is a button that does nothing');
    await page.click('#menu a[href="/help"]');
    holds(page.url().endsWith('/help'), `at ${page.url()}`);
    await page.waitForLoadState();
    await page.unrouteAll({ behavior: 'wait' });
  },

  async 'on a phone the table of contents unfolds'({ page }) {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/policies/standard_basic');
    holds(!(await page.locator('.toc').isVisible()), 'it is open from the start');
    await page.click('.fold summary');
    await page.click('.toc a[href="#8"]');
    holds(await page.locator('[id="8"]:target').isVisible(), 'clause 8 is not shown');
  },
};

module.exports = async function journeys() {
  for (const javaScriptEnabled of [true, false])
    for (const [name, story] of Object.entries(stories))
      await test(`${name} (${javaScriptEnabled ? 'with' : 'without'} JavaScript)`, async () => {
        const { context, page, offences } = await visitor({ javaScriptEnabled });
        try {
          await story({ page });
          holds(!offences.length, offences.join('; '));
        } finally {
          await context.close();
        }
      });
};
