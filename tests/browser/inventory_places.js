'use strict';
// 棚卸し, what belongs together, changes of networks and systems and what is excluded, in the states in which their pages are
// looked at.
const { asset, inventory, marked } = require('./assets');

let list, complete, submitted, system;

function prepare() {
  if (list) return;
  system = asset('system', '住民記録システム');
  for (const [kind, name] of [['information', '住民票の写し等交付申請書（保存期間1年の紙の綴り）'], ['media', '登録ＵＳＢメモリ'], ['network', '窓口のＬＡＮ']]) asset(kind, name);
  list = inventory(2021);
  complete = marked(2019);
  submitted = marked(2018, 'submit');
}

const goto = (path) => async (page) => { prepare(); await page.goto(path()); };

// The form with this button is sent as it stands; what may be wrong is left to the server.
const press = (path, button, fields = {}) => async (page) => {
  prepare();
  await page.goto(path());
  await page.evaluate(() => document.querySelectorAll('main form').forEach((form) => { form.noValidate = true; }));
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`main [name=${name}]:visible`).first();
    if (await field.evaluate((element) => element.matches('select'))) await field.selectOption(value);
    else await field.fill(value);
  }
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: button, exact: true }).first().click()]);
};

const patch = { network_change_kind: 'patch', title: 'データベース管理システムの修正プログラム', content: '10月の修正プログラムを適用する。',
  reason: '重大な脆弱性が公表されたため', due: '2026-12-04' };

module.exports = [
  { who: 'secretariat', path: '/inventories', state: 'the checks', reach: goto(() => '/inventories') },
  { who: 'secretariat', path: '/inventories/2021', state: 'the progress of a check' },
  { who: 'secretariat', path: '/inventories/2021?state=accepted', state: 'no section of that state' },
  { who: 'leader', path: '/inventories', state: 'the own list' },
  { who: 'leader', path: '/inventories/2021/0502', state: 'a list to mark', reach: goto(() => list) },
  { who: 'leader', path: '/inventories/2021/0502', state: 'nothing added', status: 422, reach: press(() => list, '一覧に追加する', { asset_no: 'X-1' }) },
  { who: 'leader', path: '/inventories/2021/0502', state: 'a list that is marked', reach: press(() => list, 'このページの残りを全て「確認した」にして保存する') },
  { who: 'section_head', path: '/inventories/2019/0502', state: 'a list to submit', reach: goto(() => complete) },
  { who: 'section_head', path: '/inventories/2019/0502', state: 'a list submitted', reach: press(() => complete, '棚卸しを提出する') },
  { who: 'secretariat', path: '/inventories/2018/0502', state: 'a list to accept', reach: goto(() => submitted) },
  { who: 'secretariat', path: '/inventories/2018/0502', state: 'no reason for the return', status: 422, reach: press(() => submitted, '差し戻す') },
  { who: 'secretariat', path: '/inventories/2018/0502/print', state: 'a list on paper' },
  { who: 'leader', path: '/assets/0/relations', state: 'no relation yet', reach: goto(() => `/assets/${system}/relations`) },
  { who: 'leader', path: '/assets/0/relations', state: 'a relation refused', status: 422, reach: press(() => `/assets/${system}/relations`, '関連を追加する', { to: 'X-1' }) },
  { who: 'leader', path: '/assets/0/changes', state: 'changes of a system', reach: goto(() => `/assets/${system}/changes`) },
  { who: 'leader', path: '/assets/0/changes', state: 'a change refused', status: 422, reach: press(() => `/assets/${system}/changes`, '記録して承認を求める', { title: '更新' }) },
  { who: 'leader', path: '/assets/0/changes/0', state: 'a change planned', reach: press(() => `/assets/${system}/changes`, '記録して承認を求める', patch) },
  { who: 'network_security_manager', path: '/network-changes', state: 'open changes' },
  { who: 'network_security_manager', path: '/assets/0/changes/0', state: 'a change to approve',
    reach: async (page) => { await page.goto('/network-changes?state=approve'); await page.locator('main table th a').first().click(); await page.waitForLoadState(); } },
  { who: 'network_security_manager', path: '/network-changes?state=x', state: 'changes of no state', status: 422 },
  { who: 'secretariat', path: '/exclusions', state: 'what is excluded' },
  { who: 'secretariat', path: '/exclusions', state: 'nothing excluded', status: 422, reach: press(() => '/exclusions', '対象外とする', { asset_no: 'X-1', exclusion_ref: '別表1の2', reason: '試験' }) },
];
