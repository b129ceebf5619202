'use strict';
// The register of assets, form 16, the figures and saved filters, in every state an address can bring about.

const { asset } = require('./assets');

const none = encodeURIComponent('宇宙人');

const sendEmpty = async (page) => {
  await page.goto('/assets/views?kind=system');
  await page.evaluate(() => { for (const field of document.querySelectorAll('main [required]')) field.required = false; });
  await page.click('main form button[type=submit]');
  await page.waitForLoadState();
};
const saveOne = async (page) => {
  await page.goto('/assets/views?kind=system');
  await page.fill('#view_name', `情報システム ${await page.locator('main tbody tr').count()}`);
  await page.check('#is_shared');
  await page.click('main form button[type=submit]');
  await page.waitForLoadState();
};

const longest = async (page) => {
  const name = '住民記録及び印鑑登録並びに戸籍の附票に係る基幹業務システムの運用保守に用いる機器（マイナンバー利用事務系）'.repeat(2).slice(0, 100);
  for (const kind of ['system', 'software', 'media']) asset(kind, name);
  await page.goto('/assets');
};

module.exports = [
  { who: 'secretariat', path: '/assets', state: 'the register of assets' },
  { who: 'secretariat', path: '/assets?sort=importance&attention=ending', state: 'assets of which something ends' },
  { who: 'secretariat', path: '/assets?status=all&sort=name&unit=05', state: 'assets of a department by name' },
  { who: 'secretariat', path: `/assets?q=${none}`, state: 'no such asset' },
  { who: 'secretariat', path: '/assets?kind=x', state: 'assets of no kind', status: 422 },
  { who: 'staff', path: '/assets', state: 'assets of the own section' },
  { who: 'leader', path: '/assets', state: 'assets with the longest names', reach: longest },
  { who: 'committee_member', path: '/assets?kind=media', state: 'no asset of the own section' },
  { who: 'secretariat', path: '/assets/ledger?unit=0502', state: 'form 16' },
  { who: 'secretariat', path: `/assets/ledger?q=${none}`, state: 'empty form 16' },
  { who: 'secretariat', path: '/assets/statistics', state: 'figures of assets' },
  { who: 'leader', path: '/assets/statistics', state: 'figures of the own assets' },
  { who: 'leader', path: '/assets/views', state: 'no saved filter' },
  { who: 'leader', path: '/assets/views?kind=system', state: 'a filter to save' },
  { who: 'leader', path: '/assets/views', state: 'a filter without a name', reach: sendEmpty, status: 422 },
  { who: 'leader', path: '/assets/views', state: 'saved filters', reach: saveOne },
];
