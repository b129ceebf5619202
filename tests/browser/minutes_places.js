'use strict';
// Minutes, decisions, a member's meetings and the figures: of the sample, in every state that an address or a form brings about.

const none = encodeURIComponent('宇宙人');

async function send(page, path, fill) {
  await page.goto(path);
  await fill(page);
  await page.waitForLoadState();
}

// The sample's council whose minutes are being written.
const draft = '/meetings/13/minutes';

module.exports = [
  { who: 'secretariat', path: '/meetings/14/minutes', state: 'no minutes of a planned meeting' },
  { who: 'secretariat', path: draft, state: 'minutes being written' },
  { who: 'secretariat', path: `${draft}/print`, state: 'form 11 of a draft' },
  {
    who: 'secretariat', path: `${draft}?item`, state: 'a gist shown before it is kept',
    reach: (page) => send(page, draft, async () => {
      await page.click('main tbody th a');
      await page.fill('textarea[name=gist]', '端末の設置場所を説明した。\n- **記録媒体**の管理について質疑があった。');
      await page.click('main button[value=preview]');
    }),
  },
  {
    who: 'secretariat', path: `${draft}/send`, state: 'minutes that nobody confirms',
    reach: (page) => send(page, draft, async () => {
      await page.evaluate(() => document.querySelectorAll('main [required]').forEach((field) => field.removeAttribute('required')));
      await page.selectOption('[name=named_member]', '');
      await page.click('main button[formaction]');
    }),
  },
  { who: 'secretariat', path: '/meetings/12/minutes', state: 'minutes that wait for confirmation' },
  { who: 'secretariat', path: '/meetings/11/minutes', state: 'final minutes' },
  {
    who: 'secretariat', path: '/meetings/11/minutes/corrections', state: 'a correction without a reason',
    reach: (page) => send(page, '/meetings/11/minutes', async () => {
      await page.evaluate(() => document.querySelectorAll('main [required]').forEach((field) => field.removeAttribute('required')));
      await page.click('main form[action$="/corrections"] button');
    }),
  },
  { who: 'secretariat', path: '/meetings/11/minutes/versions/1', state: 'a version of minutes' },
  { who: 'secretariat', path: '/meetings/11/minutes/print', state: 'form 11' },
  { who: 'secretariat', path: '/meetings/11/minutes/summary', state: 'form 11, the summary' },
  { who: 'secretariat', path: '/meetings/10/decisions', state: 'results of a meeting' },
  { who: 'secretariat', path: '/meetings/14/decisions', state: 'no results of a planned meeting' },
  { who: 'secretariat', path: '/decisions', state: 'decisions' },
  { who: 'secretariat', path: `/decisions?q=${none}`, state: 'no such decision' },
  { who: 'secretariat', path: '/decisions?outcome=x', state: 'decisions of no outcome', status: 422 },
  { who: 'secretariat', path: '/decisions/17', state: 'a decision that instructs' },
  { who: 'staff', path: '/decisions/17', state: 'a decision that instructs everybody' },
  { who: 'secretariat', path: '/decisions/9', state: 'a decision carried over' },
  { who: 'vice_chair', path: '/meetings/mine', state: 'meetings of a member' },
  { who: 'staff', path: '/meetings/mine', state: 'no meetings of one\'s own' },
  { who: 'secretariat', path: '/meetings/statistics', state: 'figures of meetings' },
  { who: 'staff', path: '/meetings/statistics?fiscal_year=2019', state: 'figures of an empty year of meetings' },
];
