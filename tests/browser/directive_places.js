'use strict';
// Directives, guidance and referrals, in the states in which their pages are looked at. What the sample city lacks is
// made by the forms themselves, in the order of the list.

async function sendForm(page, path, fields = {}) {
  await page.goto(path);
  await page.evaluate(() => document.querySelectorAll('main form').forEach((form) => { form.noValidate = true; }));
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`main [name=${name}]`).first();
    const kind = await field.evaluate((element) => element.type || element.tagName);
    if (kind === 'radio') await page.check(`main [name=${name}][value=${value}]`);
    else if (kind.startsWith('select')) await field.selectOption(value);
    else await field.fill(value);
  }
  await Promise.all([page.waitForNavigation(), page.click('main .form-end .button-solid, main .form-narrow .button-solid')]);
}

async function newest(page, path, table = 'table') {
  await page.goto(path);
  await page.locator(`main ${table} th a`).first().click();
  await page.waitForLoadState();
}

// The head of 市民窓口課 stands for that of 人事課, who has no account here.
async function personnelSection(page) {
  await page.goto('/admin/settings/discipline.personnel_unit');
  for (const [name, value] of [['value', '0502'], ['valid_from', '2026-11-22'], ['note', '試験']]) await page.fill(`main [name=${name}]`, value);
  await Promise.all([page.waitForNavigation(), page.click('main form .button-solid')]);
  await page.goto('/discipline');
}

const referral = { reference_no: 'R8-1', referred_on: '2026-11-10', incident_ref: '2026-イ-004', parties: '304182' };

const draft = {
  directive_source: 'nsm_instruction', title: '庁内の外部記憶媒体の棚卸しの実施と、所在が不明な媒体の報告について',
  body: '管理簿に記載した外部記憶媒体の現物を確認してください。\n所在が不明な媒体は、直ちに報告してください。', due: '2026-12-18',
};
const note = { unit: '0502', title: '電磁的記録媒体の持出しの手続', body: '持出しの前に、管理者の許可を得てください。' };

module.exports = [
  ...[
    { path: '/directives', state: 'directives' },
    { path: '/directives?state=closed', state: 'closed directives' },
    { path: '/directives?state=draft', state: 'no draft yet' },
    { path: '/directives?state=x', state: 'directives of no state', status: 422 },
    { path: '/directives/new', state: 'a new directive' },
    { path: '/directives', state: 'a new directive refused', status: 422,
      reach: (page) => sendForm(page, '/directives/new', { ...draft, title: '', directive_audience: 'listed' }) },
    { path: '/directives/0', state: 'draft of a directive', reach: (page) => sendForm(page, '/directives/new', draft) },
    { path: '/directives/0/edit', state: 'a draft to change',
      reach: async (page) => { await newest(page, '/directives?state=draft'); await page.click('main .page-head a[href$="/edit"]'); await page.waitForLoadState(); } },
    { path: '/directives/0', state: 'a directive with all its answers', reach: (page) => newest(page, '/directives?state=issued') },
    { path: '/directives/1/forms/12', state: 'form 12' },
    { path: '/guidance/new', state: 'new guidance' },
    { path: '/guidance', state: 'new guidance refused', status: 422, reach: (page) => sendForm(page, '/guidance/new', { unit: '0502' }) },
    { path: '/guidance/0', state: 'guidance', reach: (page) => sendForm(page, '/guidance/new', { ...note, guidance_kind: 'guidance' }) },
    { path: '/guidance', state: 'guidance to sections' },
    { path: '/discipline', state: 'referrals one may not see', reach: personnelSection },
  ].map((place) => ({ who: 'secretariat', ...place })),
  { who: 'leader', path: '/directives', state: 'directives with the own answer' },
  { who: 'leader', path: '/directives/0', state: 'a directive to answer', reach: (page) => newest(page, '/directives?state=issued') },
  { who: 'leader', path: '/guidance/new', state: 'a question' },
  { who: 'leader', path: '/guidance?unanswered=yes', state: 'no question without an answer' },
  { who: 'leader', path: '/guidance/0', state: 'guidance to write back to', reach: (page) => newest(page, '/guidance') },
  { who: 'staff', path: '/directives', state: 'directives without answers' },
  ...[
    { path: '/discipline', state: 'no referral' },
    { path: '/discipline/new', state: 'a new referral' },
    { path: '/discipline', state: 'a new referral refused', status: 422,
      reach: (page) => sendForm(page, '/discipline/new', { ...referral, referred_on: '来年', parties: '000000' }) },
    { path: '/discipline', state: 'a referral', reach: (page) => sendForm(page, '/discipline/new', referral) },
    { path: '/discipline/R8-1', state: 'referral for who entered it' },
    { path: '/discipline/R8-1/edit', state: 'a referral to close' },
  ].map((place) => ({ who: 'section_head', ...place })),
];
