'use strict';
// Media that are taken out, software that is installed, assets that are disposed of, in the states in which their pages are
// looked at.
const { custody } = require('./custody');

const go = (path) => (page) => { const made = custody(); return page.goto(typeof path === 'function' ? path(made) : path); };
const disposal = (made) => `/disposals/${made.disposal}`;

async function send(page, path, fields, button = 'main form .button-solid') {
  await go(path)(page);
  await page.evaluate(() => document.querySelectorAll('main form').forEach((form) => { form.noValidate = true; }));
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`main [name=${name}]`).first();
    const kind = await field.evaluate((element) => element.type || element.tagName);
    if (kind === 'radio' || kind === 'checkbox') await page.check(`main [name=${name}][value="${value}"]`);
    else if (kind.startsWith('select')) await field.selectOption(value);
    else await field.fill(value);
  }
  await Promise.all([page.waitForNavigation(), page.locator(button).last().click()]);
}

const wish = { purpose: '納税通知書の印刷データの受渡し', carried: '納税通知書の宛名', carried_level: 'MC3B', destination: '印刷所', return_by: '2026-11-27' };

module.exports = [
  ...[
    { path: '/media', state: 'media', reach: go('/media') },
    { path: '/media?state=lost', state: 'no medium lost' },
    { path: '/media?state=x', state: 'media of no state', status: 422 },
    { path: '/media/ledger', state: 'form 16 of media' },
    { path: '/media/M-9001', state: 'a medium in store' },
    { path: '/media/M-9001/movements/new', state: 'to ask for a medium' },
    { path: '/media/M-9001/movements', state: 'a medium asked for too long', status: 422,
      reach: (page) => send(page, '/media/M-9001/movements/new', { ...wish, return_by: '2027-04-01' }) },
    { path: '/media/M-9001', state: 'a medium asked for', reach: (page) => send(page, '/media/M-9001/movements/new', wish) },
    { path: '/licences', state: 'licences' },
    { path: '/licences?state=licence_expired', state: 'licences expired' },
    { path: '/licences/ledger', state: 'form 16 of licences' },
    { path: '/licences/equipment', state: 'hardware and software' },
    { path: '/licences/W-9001', state: 'software that is installed' },
    { path: '/licences/W-9001/installations', state: 'an installation refused', status: 422, reach: (page) => send(page, '/licences/W-9001', { count: 'x' }) },
    { path: '/licences/W-9001', state: 'software over-used',
      reach: (page) => send(page, '/licences/W-9001', { unit: '0502', count: '20', installed_on: '2026-11-20' }) },
    { path: '/disposals', state: 'disposals' },
    { path: '/disposals?state=closed', state: 'disposals closed' },
    { path: '/disposals/ledger', state: 'form 16 of disposals' },
    { path: '/disposals/new', state: 'a new disposal' },
    { path: '/disposals', state: 'a new disposal refused', status: 422,
      reach: (page) => send(page, '/disposals/new', { assets: 'H-9002', content_class: 'other', reason: '更新' }) },
    { path: '/disposals/1', state: 'a disposal asked for', reach: go(disposal) },
  ].map((place) => ({ who: 'leader', ...place })),
  { who: 'section_head', path: '/media/M-9002', state: 'a medium to permit', reach: go('/media/M-9002') },
  { who: 'section_head', path: '/media/M-9002/movements/1/steps', state: 'a refusal without a reason', status: 422,
    reach: (page) => send(page, '/media/M-9002', { media_act: 'refuse' }) },
  { who: 'section_head', path: '/disposals/1', state: 'a disposal to carry out', reach: (page) => send(page, disposal, { disposal_act: 'approve' }) },
  { who: 'section_head', path: '/disposals/1/steps', state: 'a disposal carried out wrongly', status: 422,
    reach: (page) => send(page, disposal, { performer: '甲' }, 'main section[aria-labelledby=carry-out] .button-solid') },
  { who: 'network_security_manager', path: '/licences/equipment', state: 'equipment of all sections' },
  { who: 'staff', path: '/disposals', state: 'disposals of staff' },
];
