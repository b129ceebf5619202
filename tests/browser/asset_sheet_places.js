'use strict';
// Sheets of assets and the corrections they become, in every state. What is looked at is made here, by the leader and the
// head of one section, since the sample's corrections are done with.

const { visitor, signIn } = require('./harness');

const HEADINGS = '管理番号,名称,概要・用途,機密性,利用者数,稼働開始日\n';
const GOOD = `${HEADINGS},長い名称の情報システム（令和8年度に更改する住民記録及び印鑑登録の基幹業務システム）,窓口の業務,,1234,R8.4.1\n,二つ目のシステム,,,,\n`;
const WRONG = `${HEADINGS},,名称のない行,極秘,約30,2026-02-30\nS-9999,無い番号,,,,\n`;
const UNKNOWN = '資産番号,システムの名前,置き場所\n旧1,旧システム,3階の執務室\n旧2,もう一つの旧システム,\n';

async function take(page, text, kind) {
  await page.goto('/assets/import');
  await page.setInputFiles('#file', { name: '市民窓口課の台帳.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  if (kind) await page.selectOption('#kind', kind);
  await Promise.all([page.waitForNavigation(), page.click('main .button-solid')]);
}

async function send(page) {
  await take(page, GOOD, 'system');
  await page.fill('#reason', '更改に伴う登録');
  await page.fill('#actual_change_on', 'R8.11.16');
  await Promise.all([page.waitForNavigation(), page.click('main .button-solid')]);
}

async function wrongFile(page) {
  await take(page, 'PK\u0003\u0004');
}

async function waiting(page) {
  const { page: leader, context } = await visitor();
  await signIn(leader, 'leader');
  const { csrf } = await (await context.request.get('/session.json')).json();
  const rows = '名称\t概要・用途\n確認を待つシステム\t窓口の業務\n';
  const place = (await context.request.post('/assets/paste', { data: { csrf, kind: 'system', rows }, headers: { Accept: 'application/json' } })).headers().location;
  const { version } = await (await context.request.get(`${place}.json`)).json();
  await context.request.post(`${place}/sending`, { data: { csrf, version, reason: '登録' }, headers: { Accept: 'application/json' } });
  await context.close();
  await page.goto(place);
}

async function returnedUntold(page) {
  await waiting(page);
  await Promise.all([page.waitForNavigation(), page.click('main form[action$=returning] button')]);
}

async function applied(page) {
  await waiting(page);
  await Promise.all([page.waitForNavigation(), page.click('main .button-solid')]);
}

async function discarded(page) {
  await take(page, GOOD, 'system');
  await page.click('main summary');
  await Promise.all([page.waitForNavigation(), page.click('main form[action$=discarding] button')]);
}

async function paste(page) {
  await page.goto('/assets/paste');
  await page.evaluate(() => document.querySelector('main form').setAttribute('novalidate', ''));
  await Promise.all([page.waitForNavigation(), page.click('main .button-solid')]);
}

async function problems(page) {
  await take(page, WRONG, 'system');
  await page.goto(`${page.url()}/problems`);
}

async function bulk(page) {
  await page.goto('/assets/bulk');
  await page.fill('#numbers', 'S-99999');
  await Promise.all([page.waitForNavigation(), page.click('main .button-solid')]);
}

// The field, then how its value is entered.
async function bulkValue(page, field) {
  const [number] = (await (await page.request.get('/assets.json?kind=system')).json()).items.map((item) => item.asset_no);
  await page.goto('/assets/bulk');
  await page.fill('#numbers', number);
  await Promise.all([page.waitForNavigation(), page.click('main .button-solid')]);
  if (!field) return;
  await page.selectOption('#field', field);
  await Promise.all([page.waitForNavigation(), page.click('main .button-solid')]);
}

module.exports = [
  ...[
    { path: '/assets/corrections', state: 'no correction yet' },
    { path: '/assets/corrections?which=waiting', state: 'no correction waits' },
    { path: '/assets/export', state: 'files to be corrected' },
    { path: '/assets/import', state: 'where a file is taken in' },
    { path: '/assets/import', state: 'a file that is none', reach: wrongFile, status: 422 },
    { path: '/assets/import/1', state: 'headings nobody knows', reach: (page) => take(page, UNKNOWN) },
    { path: '/assets/corrections/1', state: 'a correction with errors', reach: (page) => take(page, WRONG, 'system') },
    { path: '/assets/corrections/1/problems', state: 'all errors of a correction', reach: problems },
    { path: '/assets/corrections/2', state: 'a correction to look at', reach: (page) => take(page, GOOD, 'system') },
    { path: '/assets/corrections/3', state: 'a correction sent', reach: send },
    { path: '/assets/corrections/4', state: 'a correction given up', reach: discarded },
    { path: '/assets/corrections', state: 'corrections of mine' },
    { path: '/assets/paste', state: 'where rows are pasted' },
    { path: '/assets/paste', state: 'nothing pasted', reach: paste, status: 422 },
    { path: '/assets/bulk', state: 'where one value is given to several' },
    { path: '/assets/bulk', state: 'a number there is not', reach: bulk, status: 422 },
    { path: '/assets/bulk', state: 'which field', reach: (page) => bulkValue(page) },
    { path: '/assets/bulk', state: 'a value among words', reach: (page) => bulkValue(page, 'hosting') },
    { path: '/assets/bulk', state: 'a value that is written', reach: (page) => bulkValue(page, 'note') },
  ].map((place) => ({ who: 'leader', ...place })),
  { who: 'section_head', path: '/assets/corrections/5', state: 'a correction to confirm', reach: waiting },
  { who: 'section_head', path: '/assets/corrections/5', state: 'returned without a reason', reach: returnedUntold, status: 422 },
  { who: 'section_head', path: '/assets/corrections/5', state: 'a correction applied', reach: applied },
  { who: 'secretariat', path: '/assets/export', state: 'files of every section' },
];
