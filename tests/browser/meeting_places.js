'use strict';
// Committees, their rosters, and a meeting from the plan to the papers, in every state. The sample has a planned meeting (14) and
// final ones (10); what is changed here is made once for the run.

const { visitor, signIn } = require('./harness');

const plan = {
  committee: 'juki_net_council', meeting_kind: 'regular', starts_on: '2027-03-10', starts_time: '10:00', place: '本庁舎7階 会議室',
  meeting_format: 'in_person', publicity_mark: 'non_public', nonpublic_reason: '対策の弱点を含むため', reply_by: '2027-03-01',
};

async function send(request, to, data) {
  const { csrf } = await (await request.get('/session.json')).json();
  const answer = await request.post(to, { data: { csrf, ...data }, headers: { Accept: 'application/json' } });
  if (!answer.ok()) throw new Error(`${to}: ${answer.status()} ${await answer.text()}`);
  return answer.headers().location;
}

// What JSON may: one meeting that stays a plan, one of which notice was given.
async function make() {
  const { page, context } = await visitor();
  const { request } = context;
  await signIn(page, 'secretariat');
  const planned = await send(request, '/meetings', { ...plan, starts_on: '2027-03-17' });
  const notified = await send(request, '/meetings', plan);
  await send(request, `${notified}/agenda`, { title: '点検の結果について', item_type: 'report' });
  const { version } = await (await request.get(`${notified}.json`)).json();
  await send(request, `${notified}/notice`, { doc_number: '8藤デ第300号', version });
  await context.close();
  return { planned, notified };
}

let making;
const made = () => { making = making || make(); return making; };

const notified = (below) => async (page) => { await page.goto((await made()).notified + below); };

async function clickSolid(page) {
  await page.evaluate(() => document.querySelectorAll('main form').forEach((form) => form.setAttribute('novalidate', '')));
  await Promise.all([page.waitForNavigation(), page.click('main .button-solid')]);
}

async function wrongReply(page) {
  await notified('/reply')(page);
  await page.check('main [value=absent]');
  await clickSolid(page);
}

async function item(page) {
  await page.goto('/meetings/14/agenda');
  await Promise.all([page.waitForNavigation(), page.click('main .item-acts a >> nth=0')]);
}

// A form sent as it stands; what the browser would hold back itself is let through.
const empty = (path) => async (page) => {
  await page.goto(path);
  await clickSolid(page);
};

async function stale(page) {
  const path = `${(await made()).planned}/edit`;
  await page.goto(path);
  const other = await page.context().newPage();
  await other.goto(path);
  await other.fill('#place', `第${Date.now() % 1000}会議室`);
  await Promise.all([other.waitForNavigation(), other.click('main .button-solid')]);
  await other.close();
  await page.fill('#place', '小会議室');
  await Promise.all([page.waitForNavigation(), page.click('main .button-solid')]);
}

module.exports = [
  { who: 'staff', path: '/meetings', state: 'meetings' },
  { who: 'staff', path: '/meetings?fiscal_year=2001', state: 'no such meeting' },
  { who: 'staff', path: '/meetings/10', state: 'a meeting for others' },
  { who: 'staff', path: '/committees', state: 'committees' },
  { who: 'staff', path: '/committees/discipline_committee', state: 'a committee that is not recorded' },
  { who: 'staff', path: '/committees/isc?on=2026-04-01', state: 'a roster of another day' },
  { who: 'committee_member', path: '/meetings/10', state: 'a meeting for a member' },
  { who: 'committee_member', path: '/meetings/10/agenda', state: 'its programme for a member' },
  { who: 'committee_member', path: '/meetings/10/reply', state: 'an answer too late' },
  { who: 'section_head', path: '/meetings/notified', state: 'a meeting one is called to', reach: notified('') },
  { who: 'section_head', path: '/meetings/notified/reply', state: 'an answer', reach: notified('/reply') },
  { who: 'section_head', path: '/meetings/notified/reply', state: 'absent without a reason', reach: wrongReply, status: 422 },
  ...[
    { path: '/meetings', state: 'meetings to plan' },
    { path: '/meetings/new', state: 'a new meeting' },
    { path: '/meetings', state: 'a wrong meeting', reach: empty('/meetings/new'), status: 422 },
    { path: '/meetings/14', state: 'a planned meeting' },
    { path: '/meetings/14/edit', state: 'a plan to change' },
    { path: '/meetings/planned', state: 'a plan changed by another meanwhile', reach: stale, status: 409 },
    { path: '/meetings/14/notice', state: 'a notice to give' },
    { path: '/meetings/14/notice', state: 'a notice without a number', reach: empty('/meetings/14/notice'), status: 422 },
    { path: '/meetings/14/cancellation', state: 'a meeting to call off' },
    { path: '/meetings/14/agenda', state: 'a programme to write' },
    { path: '/meetings/14/agenda/new', state: 'a new item' },
    { path: '/meetings/14/agenda', state: 'a wrong item', reach: empty('/meetings/14/agenda/new'), status: 422 },
    { path: '/meetings/14/agenda/0', state: 'an item to change', reach: item },
    { path: '/meetings/14/papers/new', state: 'a new paper' },
    { path: '/meetings/14/papers', state: 'a paper without a file', reach: empty('/meetings/14/papers/new'), status: 422 },
    { path: '/meetings/14/invitees/new', state: 'somebody to ask' },
    { path: '/meetings/14/invitees', state: 'nobody asked', reach: empty('/meetings/14/invitees/new'), status: 422 },
    { path: '/meetings/notified', state: 'a meeting of which notice was given', reach: notified('') },
    { path: '/meetings/notified/agenda', state: 'its programme', reach: notified('/agenda') },
    { path: '/meetings/notified/rescheduling', state: 'a notice to take back', reach: notified('/rescheduling') },
    { path: '/meetings/10/forms/8', state: 'form 8' },
    { path: '/meetings/10/forms/9', state: 'form 9' },
    { path: '/meetings/10/forms/10', state: 'form 10' },
    { path: '/committees/isc', state: 'a committee to keep' },
    { path: '/committees/isc/rules', state: 'what of it may be set' },
    { path: '/committees/juki_net_council', state: 'a council' },
    { path: '/committees/juki_net_council/rules', state: 'its own rules' },
    { path: '/committees/isc/seats/new', state: 'a designation' },
    { path: '/committees/juki_net_council/seats/new', state: 'a seat of a council' },
    { path: '/committees/isc/seats', state: 'a wrong designation', reach: empty('/committees/isc/seats/new'), status: 422 },
    { path: '/committees/isc/seats/1/end', state: 'a seat to end' },
  ].map((place) => ({ who: 'secretariat', ...place })),
];
