'use strict';
// A transfer on its way through March: planned, mended and undone, with the pages that speak of it meanwhile. Each way
// there makes what it needs; the last place takes all of it back.
const day = '2027-04-01';
const unit = '0907';

async function get(page, path) {
  return (await page.request.get(`${path}.json`)).json();
}

async function send(page, path, data) {
  const { csrf } = await get(page, '/session');
  const answer = await page.request.post(path, { data: { csrf, ...data }, headers: { Accept: 'application/json' } });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.headers().location;
}

async function decide(page, place, act, data = {}) {
  return send(page, `${place}/${act}`, { version: (await get(page, place)).version, ...data });
}

// The head goes elsewhere and another head comes, without a code of the post; a clerk retires and another one moves.
async function sheet(page) {
  const [left, coming] = [(await get(page, `/units/${unit}`)).head_staff_no, (await get(page, '/units/0908')).head_staff_no];
  const clerks = (await get(page, `/units/${unit}/leaders`)).members.slice(-4).map((member) => member.staff_no);
  return {
    left, coming, clerks,
    text: `職員番号,所属コード,職名,異動区分\n${left},0501,主幹,異動\n${coming},${unit},課長,異動\n${clerks[0]},,,退職\n${clerks[1]},0501,主査,異動\n`,
  };
}

async function upload(page, text) {
  const { csrf } = await get(page, '/session');
  const file = { name: '令和９年４月１日付け人事異動（第１次）.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
  const answer = await page.request.post('/admin/transfers', { multipart: { csrf, effective_on: day, basis: '令和9年発令第1号', file }, maxRedirects: 0 });
  return answer.headers().location;
}

async function otherTicks(page) {
  await page.goto(await upload(page, (await sheet(page)).text));
  await page.click('#choosing [name=lines]');
  await Promise.all([page.waitForURL(/chosen=yes/), page.click('[formaction]')]);
}

// A column of moves by a name of its own: who retires seems to have no unit to go to, row for row.
async function strangers(page) {
  const numbers = (await get(page, '/units/0901/leaders')).members.slice(0, 6).map((member) => member.staff_no);
  return upload(page, `職員番号,所属コード,異動の種類\n${numbers.map((number) => `${number},,退職\n`).join('')}999999,0901,異動\n`);
}

async function strangersAgain(page) {
  await page.goto(`/admin/transfers?again=${(await strangers(page)).match(/\d+$/)[0]}`);
}

// Two of the CSIRT go elsewhere, and no section lacks anybody for it.
async function kept(page) {
  await page.goto(await upload(page, '職員番号,氏名,所属コード\n221094,灯台下 大地,0301\n209176,潮見台 巌,0102\n'));
}

const made = {};

// Applied once; the post that it leaves vacant is filled beside another, on a paper of its own.
async function planned(page) {
  if (made.place && (await get(page, made.place)).status === 'applied') return made;
  Object.assign(made, await sheet(page));
  made.place = await upload(page, made.text);
  await decide(page, made.place, 'application');
  await send(page, '/admin/posts/section_head:0908/holdings', {
    person: made.clerks[2], holding: 'acting', valid_from: day, basis: '令和9年発令第2号', reason: '課長の異動に伴う事務取扱', step: 'record' });
  return made;
}

async function undone(page) {
  const { place } = await planned(page);
  for (const { mend_at } of (await get(page, place)).dependents) {
    const { version, valid_from } = await get(page, mend_at);
    await send(page, mend_at, { version, valid_from, is_withdrawn: true, reason: '異動の取消し' });
  }
  await decide(page, place, 'undoing', { reason: '発令の取消し' });
  await page.goto(place);
}

async function twin(page) {
  await page.goto(await upload(page, (await planned(page)).text));
  await page.click('.disclosure summary:text("破棄する")');
}

async function open(page, path) {
  await planned(page);
  await page.goto(path);
}

async function rehearse(page, path, fields) {
  await open(page, path);
  for (const [name, value] of Object.entries({ valid_from: day, reason: '欠員の補充', ...fields })) {
    if (name === 'holding') await page.selectOption('#holding', value);
    else await page.fill(`#${name}`, value);
  }
  await page.click('button[value=rehearse]');
  await page.waitForLoadState();
}

async function hold(page, who) {
  const { coming, clerks } = await planned(page);
  await rehearse(page, '/admin/posts/section_head:0906', { person: who === 'head' ? coming : clerks[0], holding: 'holder' });
}

async function correction(page) {
  const { place } = await planned(page);
  await page.goto(place);
  await page.locator('#undo ~ ul a').first().click();
  await page.waitForLoadState();
}

const holdings = '/admin/posts/section_head:0906/holdings';

module.exports = [
  { path: '/admin/transfers/3', state: 'other ticks than were rehearsed', reach: otherTicks },
  { path: '/admin/transfers/4', state: 'one cause of many errors', reach: async (page) => page.goto(await strangers(page)) },
  { path: '/admin/transfers', state: 'once more, with the columns of the sheet before', reach: strangersAgain },
  { path: '/admin/transfers/4', state: 'appointments that go on', reach: kept },
  { path: '/', state: 'home before a transfer', reach: (page) => open(page, '/') },
  { path: `/admin/gaps?on=${day}`, state: 'gaps to come', reach: (page) => open(page, `/admin/gaps?on=${day}`) },
  { path: '/admin/transfers/4', state: 'a sheet that was applied already, about to be discarded', reach: twin },
  { path: '/admin/transfers/4', state: 'what stands upon a transfer', reach: async (page) => open(page, (await planned(page)).place) },
  { path: '/people/0/corrections/post_holding/0', state: 'a correction for an undoing', reach: correction },
  { path: holdings, state: 'a second post', reach: (page) => hold(page, 'head'), status: 200 },
  { path: holdings, state: 'a new holder who retires', reach: (page) => hold(page, 'clerk'), status: 422 },
  { path: `/units/${unit}/leaders?valid_from=${day}`, state: 'leaders of whom some leave, paper and reason proposed', reach: (page) => open(page, `/units/${unit}/leaders?valid_from=${day}`) },
  { path: '/admin/posts/planning_director/vacancy', state: 'gaps that an act makes', status: 200,
    reach: (page) => rehearse(page, '/admin/posts/planning_director/vacancy', {}) },
  { path: '/admin/transfers/4', state: 'undone', reach: undone },
].map((place) => ({ who: 'secretariat', ...place }));
