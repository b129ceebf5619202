'use strict';
// Every page in every state that a visitor can bring about: who sees it, where, its status, and how to get there
// where an address does not say it.
const { accounts } = require('./harness');

const document = '/policies/standard_basic';

async function wrongPassword(page) {
  await page.goto('/sign-in');
  await page.fill('#login', '000000');
  await page.fill('#password', 'wrong');
  await page.click('main button[type=submit]');
  await page.waitForLoadState();
}

// An account nobody has: its counter stands in no other test's way.
async function tooOften(page) {
  await page.goto('/sign-in');
  for (let attempt = 0, status = 0; attempt < 6 && status !== 429; attempt++) {
    await page.fill('#login', '999998');
    await page.fill('#password', 'wrong');
    const [answer] = await Promise.all([page.waitForNavigation(), page.click('main button[type=submit]')]);
    status = answer.status();
  }
}

async function chooseSheet(page, bytes) {
  await page.goto('/admin/transfers');
  await page.setInputFiles('#file', { name: '異動.csv', mimeType: 'text/csv', buffer: Buffer.from(bytes) });
  await page.fill('#effective_on', 'R9.4.1');
  await Promise.all([page.waitForNavigation(), page.click('main .button-solid')]); // by script the page comes a while later
}

async function wrongSheet(page) {
  await chooseSheet(page, '氏名\nあ\n');
}

async function takeIn(page, rows) {
  await chooseSheet(page, `職員番号,氏名,所属コード\n${rows}`);
}

const LEDGER = '受付番号,許可日,所属,件名,条項,類型,例外措置の内容,開始日,終了日,条件\n';

const MEETINGS = '会議体,区分,開催日,議題,種類,事項,結果,決定の内容\n';

async function takeInMeetings(page, text) {
  await page.goto('/admin/meetings/import');
  await page.setInputFiles('#file', { name: '会議.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await Promise.all([page.waitForNavigation(), page.click('main .button-solid')]);
}

async function takeInLedger(page, text) {
  await page.goto('/admin/exceptions/import');
  await page.setInputFiles('#file', { name: '例外措置管理台帳.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await Promise.all([page.waitForNavigation(), page.click('main .button-solid')]);
}

// Fills a form of maintenance and asks what it would change.
async function rehearse(page, path, fields) {
  await page.goto(path);
  for (const [name, value] of Object.entries({ reason: '試験', ...fields })) {
    const field = page.locator(`main [name=${name}]`);
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  await page.click('main button[value=rehearse], main .button-solid');
  await page.waitForLoadState();
}

async function newHolder(page, day) {
  await rehearse(page, '/admin/posts/planning_director', { person: accounts.vice_chair.person, holding: 'holder', valid_from: day });
}

async function namedHolder(page, person) {
  await rehearse(page, '/admin/posts/section_head:0902', { person, holding: 'holder', valid_from: '2027-04-01' });
}

// Names as long as they may be entered, in the place of the sample's.
async function longNames(page, path, labels) {
  await page.goto(path);
  const replaced = await page.evaluate((selector) => {
    const long = 'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホ';
    const cells = [...document.querySelectorAll(selector)].map((cell) => cell.querySelector('a') || cell);
    cells.forEach((cell) => { cell.textContent = `${long} ${long}`; });
    return cells.length;
  }, labels.map((label) => `main tbody [data-label=${label}]`).join());
  if (!replaced) throw new Error(`${path}: no cell for a long name`);
}

async function follow(page, path, words) {
  await page.goto(path);
  await page.locator('main a', { hasText: words }).first().click();
  await page.waitForLoadState();
}

// Before the employment began: its row is named.
async function correctionRefused(page) {
  await follow(page, '/people/304182/corrections', '訂正（');
  await page.fill('#valid_from', '2015/04/01');
  await page.fill('#reason', '開始日の誤り');
  await page.click('main .button-solid');
  await page.waitForLoadState();
}

async function staleFacts(page) {
  await page.goto('/people/304182/edit');
  await page.fill('#phone_ext', '7777');
  await page.fill('#reason', '席替え');
  await page.locator('main input[name=version]').evaluate((field) => { field.value = '0'; });
  await page.click('main .button-solid');
  await page.waitForLoadState();
}

async function wrongCode(page) {
  await page.goto('/first-sign-in');
  await page.fill('#login', '999996');
  await page.fill('#code', 'AAAA-AAAA-AAAA-AAAA');
  for (const field of ['#password', '#again']) await page.fill(field, 'a cat sings at three');
  await page.click('main button[type=submit]');
  await page.waitForLoadState();
}

async function commonPassword(page) {
  await page.goto('/account/password');
  await page.fill('#current', 'anything');
  for (const field of ['#password', '#again']) await page.fill(field, 'Password2026');
  await page.click('main button[type=submit]');
  await page.waitForLoadState();
}

// Sheets of a section nobody of the tests signs in from.
async function sheets(page) {
  await page.goto('/admin/accounts/sheets?unit=0503');
  await page.click('main button[type=submit]');
  await page.waitForLoadState();
}

async function lateDay(page) {
  await page.goto('/admin/accounts/118364');
  await page.fill('#valid_to', '2030/01/01');
  await page.click('main button[data-icon=print]');
  await page.waitForLoadState();
}

async function verifyChain(page) {
  await page.goto('/audit/verification');
  await page.click('main button[type=submit]');
  await page.waitForLoadState();
}

const signedOut = [
  { path: '/', state: 'front page' },
  { path: '/sign-in', state: 'sign-in' },
  { path: '/sign-in?signed_out=1', state: 'signed out just now' },
  { path: '/sign-in', state: 'wrong password', reach: wrongPassword, status: 401 },
  { path: '/sign-in', state: 'wrong password too often', reach: tooOften, status: 429 },
  { path: '/policies', state: 'list' },
  { path: document, state: 'whole text' },
  { path: `${document}#7.1.u.sa`, state: 'whole text at a clause' },
  { path: `${document}?version=8`, state: 'former version' },
  { path: '/policies/basic_policy', state: 'another text' },
  { path: `${document}/clauses/7`, state: 'clause with everything below it' },
  { path: `${document}/clauses/7.1.u.sa`, state: 'clause without any below it' },
  { path: `${document}/clauses/4.1`, state: 'clause with a footnote' },
  { path: `${document}/clauses/7.2.a.i.table`, state: 'table' },
  { path: `${document}/clauses/chart`, state: 'figure' },
  { path: `${document}/clauses/fn1`, state: 'footnote' },
  { path: `${document}/clauses/7?version=8`, state: 'clause of a former version' },
  { path: `${document}/glossary`, state: 'glossary' },
  { path: `${document}/search?q=${encodeURIComponent('責任者')}`, state: 'search' },
  { path: `${document}/search?q=${encodeURIComponent('宇宙船')}`, state: 'search without a hit' },
  { path: `${document}/search`, state: 'search for nothing' },
  { path: `${document}/search?q=${encodeURIComponent('情報セキュリティ'.repeat(12))}`, state: 'search for a long word' },
  { path: '/help', state: 'help' },
  { path: '/search?q=%E7%AB%AF%E6%9C%AB', state: 'found in public rules' },
  { path: '/help/accessibility', state: 'accessibility' },
  { path: '/policies/standard_detailed', state: 'non-public without sign-in', status: 404 },
  { path: '/there/is/nothing', state: 'unknown', status: 404 },
  { path: '/first-sign-in', state: 'first sign-in' },
  { path: '/first-sign-in', state: 'wrong code', reach: wrongCode, status: 401 },
];

const staff = [
  { path: '/', state: 'home' },
  { path: '/policies', state: 'list with non-public ones' },
  { path: '/policies/standard_detailed', state: 'non-public text' },
  { path: '/policies/emergency_plan', state: 'another non-public text' },
  { path: `${document}/clauses/7.1.u.sa`, state: 'clause' },
  { path: `${document}/clauses/7?version=8`, state: 'clause of a former version' },
  { path: `${document}/search?q=${encodeURIComponent('端末')}`, state: 'search' },
  { path: `${document}/clauses/7.1`, state: 'clause that binds many' },
  { path: '/org', state: 'chart' },
  { path: '/org?on=2026-03-31', state: 'chart of another day' },
  { path: '/org?on=2020-01-01', state: 'chart of a day with nobody in any post' },
  { path: '/org?on=2026-02-30', state: 'no such day', status: 422 },
  { path: '/roles', state: 'roles' },
  { path: '/roles/ciso', state: 'role of one' },
  { path: '/roles/vice_chair', state: 'role that changes hands' },
  { path: '/roles/system_security_manager', state: 'role of many' },
  { path: '/roles/staff', state: 'role of everybody' },
  { path: '/roles/deputy_network_security_manager', state: 'role of a deputy' },
  { path: '/roles/deputy_network_security_manager?on=2020-01-01', state: 'role of nobody' },
  { path: '/roles/ciso?on=2020-01-01', state: 'vacant role' },
  { path: '/units', state: 'units' },
  { path: '/units?unassigned=yes', state: 'units without a leader' },
  { path: `/units?q=${encodeURIComponent('宇宙')}`, state: 'no such unit' },
  { path: '/units?on=1990-01-01', state: 'units before there were any' },
  { path: '/units/0202', state: 'coordinating section' },
  { path: '/units/2104', state: 'section without staff' },
  { path: '/units/02', state: 'department' },
  { path: '/units/0502?on=1990-01-01', state: 'unit before it was' },
  { path: '/people', state: 'people' },
  { path: '/people?unit=0902', state: 'people of a unit' },
  { path: `/people?q=${encodeURIComponent('ﾀｶﾊｼ')}`, state: 'people found' },
  { path: `/people?q=${encodeURIComponent('宇宙人')}`, state: 'nobody found' },
  { path: '/people?scope=all&q=770216', state: 'somebody out of scope found' },
  { path: '/people?limit=1000', state: 'too long a page', status: 422 },
  { path: '/people/304182', state: 'person' },
  { path: '/people/130978', state: 'person with a long name' },
  { path: '/people/770216', state: 'person out of scope' },
  { path: '/people/900001', state: 'expert' },
  { path: '/scope', state: 'scope' },
  { path: '/csirt', state: 'CSIRT' },
  { path: '/absences', state: 'absences, none to be seen' },
  { path: '/absences/6', state: 'absence of somebody else', status: 404 },
  { path: '/absences/new', state: 'absence' },
  { path: '/deputies', state: 'deputies, none to be seen' },
  { path: '/authority', state: 'who may instruct' },
  { path: '/authority?at=2026-12-01', state: 'who will, asked by staff', status: 403 },
  { path: '/authority/records', state: 'records of acting, none to be seen' },
  { path: '/experts', state: 'experts' },
  { path: '/experts?on=2020-01-01', state: 'experts of a day without any' },
  { path: '/experts/900001', state: 'expert, as staff see one' },
  { path: '/roles/security_expert', state: 'role of experts' },
  { path: '/roles/csirt_liaison', state: 'role in CSIRT' },
  { path: '/me', state: 'my responsibilities' },
  { path: '/help', state: 'help' },
  { path: '/there/is/nothing', state: 'unknown', status: 404 },
];

async function wrongSetting(page) {
  await page.goto('/admin/settings/sign_in.account_limit');
  await page.fill('#value', '1');
  await page.fill('#valid_from', '2020-01-01');
  await page.fill('#note', '試験');
  await page.click('main button[type=submit]');
  await page.waitForLoadState();
}

async function wrongHoliday(page) {
  await page.goto('/admin/holidays');
  await page.fill('#day', '2026-02-30');
  await page.fill('#name', '開庁記念日');
  await page.check('input[value=holiday]');
  await page.fill('#note', '条例');
  await page.click('main button[type=submit]');
  await page.waitForLoadState();
}

async function appointNobody(page) {
  await page.goto('/csirt/members/new');
  await page.selectOption('#role', 'csirt_liaison');
  await page.fill('#person', '999999');
  await page.fill('#valid_from', '2026-12-01');
  await page.fill('#reason', '体制の強化');
  await page.click('button[value=rehearse]');
  await page.waitForLoadState();
}

async function rehearseAppointment(page) {
  await page.goto('/csirt/members/new');
  await page.selectOption('#role', 'csirt_liaison');
  await page.fill('#person', '304182');
  await page.fill('#valid_from', '2026-12-01');
  await page.fill('#reason', '体制の強化');
  await page.click('button[value=rehearse]');
  await page.waitForLoadState();
}

async function endWithoutDay(page) {
  await page.goto('/csirt');
  await page.click('td[data-label=選任書] a');
  await page.fill('#reason', '退任');
  await page.click('button[value=rehearse]');
  await page.waitForLoadState();
}

async function sendEmpty(page, path) {
  await page.goto(path);
  await page.evaluate(() => document.querySelectorAll('main form [required]').forEach((field) => field.removeAttribute('required')));
  await page.click('main form button.button-solid');
  await page.waitForLoadState();
}

const experts = [
  { path: '/experts', state: 'experts, as kept by the secretariat' },
  { path: '/experts/900001', state: 'expert with advice' },
  { path: '/experts/900002', state: 'expert without a pledge' },
  ...['new', '900001/end', '900001/pledge', '900001/advice', '900001/advice/1/withdrawal'].flatMap((form) => [
    { path: `/experts/${form}`, state: `form ${form}` },
    { path: `/experts/${form}`, state: `form ${form}, sent empty`, reach: (page) => sendEmpty(page, `/experts/${form}`), status: 422 },
  ]),
];

const csirt = [
  { path: '/csirt', state: 'CSIRT of who appoints' },
  { path: '/csirt?on=2020-01-01', state: 'CSIRT before there was any' },
  { path: '/csirt/members/new', state: 'appointment' },
  { path: '/csirt/members', state: 'appointment of nobody', reach: appointNobody, status: 422 },
  { path: '/csirt/members', state: 'appointment, rehearsed', reach: rehearseAppointment },
  { path: '/csirt/members/1/end', state: 'end of an appointment without a day', reach: endWithoutDay, status: 422 },
];

async function take(page, path, button) {
  await page.goto(path);
  await page.evaluate(() => {
    document.querySelectorAll('main form [required]').forEach((field) => field.removeAttribute('required'));
    document.querySelectorAll('main details').forEach((details) => { details.open = true; });
  });
  await page.click(button);
  await page.waitForLoadState();
}

async function awayBefore(page) {
  await page.goto('/absences/new');
  await page.fill('#person', '松風谷');
  await page.selectOption('#absence_kind', 'sick');
  await page.fill('#from_day', '2026-12-01');
  await page.fill('#from_time', '25:00');
  await page.fill('#to_day', '2026-11-30');
  await page.click('main button[type=submit]');
  await page.waitForLoadState();
}

async function actWhilePresent(page) {
  await page.goto('/authority/records/new');
  await page.selectOption('#authority_domain', 'incident_instruction');
  await page.fill('#subject', '通信の遮断');
  await page.fill('#reason', '急を要したため');
  await page.click('main button[type=submit]');
  await page.waitForLoadState();
}

const authority = [
  { who: 'secretariat', path: '/absences', state: 'absences' },
  { who: 'secretariat', path: '/absences', state: 'absence of a namesake at no time', reach: awayBefore, status: 422 },
  { who: 'auditor', path: '/absences/9', state: 'absence of who could not be reached' },
  { who: 'auditor', path: '/absences/3', state: 'absence taken back' },
  { who: 'auditor', path: '/absences/6/edit', state: 'absence not to be changed' },
  { who: 'ciso', path: '/absences/6', state: 'absence that an act relied on' },
  { who: 'ciso', path: '/absences/6/edit', state: 'absence changed' },
  { who: 'information_security_officer', path: '/', state: 'home of who acts' },
  { who: 'information_security_officer', path: '/absences/8', state: 'absence to come' },
  { who: 'information_security_officer', path: '/absences/8/cancellation', state: 'absence taken back without a reason', status: 422,
    reach: (page) => take(page, '/absences/8', 'main details button') },
  { who: 'ciso', path: '/deputies', state: 'deputies' },
  { who: 'ciso', path: '/deputies/4', state: 'designation that awaits' },
  { who: 'ciso', path: '/deputies/4/decision', state: 'decision of nothing', reach: (page) => take(page, '/deputies/4', 'main button.button-solid'), status: 422 },
  { who: 'ciso', path: '/deputies/4/revocation', state: 'revocation without a reason', reach: (page) => take(page, '/deputies/4', 'main details button'), status: 422 },
  { who: 'ciso', path: '/deputies/2', state: 'designation refused' },
  { who: 'auditor', path: '/deputies/1', state: 'designation that ended' },
  { who: 'network_security_manager', path: '/deputies/new', state: 'designation' },
  { who: 'network_security_manager', path: '/deputies', state: 'designation of nobody', reach: (page) => sendEmpty(page, '/deputies/new'), status: 422 },
  { who: 'secretariat', path: '/deputies/new', state: 'designation by somebody else', status: 403 },
  { who: 'auditor', path: '/authority?at=2026-11-20%2019:10', state: 'who could instruct then' },
  { who: 'auditor', path: '/authority?at=x', state: 'who, at no moment', status: 422 },
  { who: 'ciso', path: '/authority/records', state: 'records of acting' },
  { who: 'ciso', path: '/authority/records/3', state: 'record to be read' },
  { who: 'auditor', path: '/authority/records/1', state: 'record of a deputy' },
  { who: 'network_security_manager', path: '/authority/records/new', state: 'act in another\'s place' },
  { who: 'network_security_manager', path: '/authority/records', state: 'act while another is there', reach: actWhilePresent, status: 403 },
  { who: 'network_security_manager', path: '/authority/records', state: 'act of nothing', reach: (page) => sendEmpty(page, '/authority/records/new'), status: 422 },
];

const settings = [
  { path: '/admin/settings', state: 'settings' },
  { path: '/admin/settings/contact.phone', state: 'setting with a history' },
  { path: '/admin/settings/front.news', state: 'setting of several lines' },
  { path: '/admin/settings/sign_in.account_limit', state: 'setting nobody entered' },
  { path: '/admin/settings/exception.within_fiscal_year', state: 'setting that is a choice' },
  { path: '/admin/settings/sign_in.account_limit', state: 'wrong value', reach: wrongSetting, status: 422 },
  { path: '/admin/holidays', state: 'holidays' },
  { path: '/admin/holidays?year=2030', state: 'year without holidays' },
  { path: '/admin/holidays', state: 'wrong holiday', reach: wrongHoliday, status: 422 },
];

// The same without a page of its own: where the draft is. What html.js reads is the page that an act leads to.
async function sendText(page, text, fields) {
  await page.goto('/admin/policies');
  const csrf = await page.inputValue('main form input[name=csrf]');
  const file = { name: '規程.txt', mimeType: 'text/plain', buffer: Buffer.from(text) };
  const answer = await page.request.post('/admin/policies', { multipart: { csrf, file, ...fields }, maxRedirects: 0 });
  return answer.headers().location;
}

let registered = 0; // a code is used once, and a place is visited more often

async function chooseText(page, text, fields) {
  await page.goto('/admin/policies');
  await page.setInputFiles('#file', { name: '規程.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
  for (const [field, value] of Object.entries(fields)) {
    if (['document', 'level'].includes(field)) await page.selectOption(`#${field}`, value);
    else await page.fill(`#${field}`, value);
  }
  await page.click('main .button-solid');
  await page.waitForLoadState();
}

const policyText = `１ 目的\n市の情報を守る1。\n２ 用語\n（１）端末\n机の上の機器をいう。\nア 据え置くもの\n${'情報セキュリティ'.repeat(30)}。\n
名称 担う者 役割\n委員長 副市長 会務を総理する。\n委員 部長 審議する。\n\n1 紙を含む。\n`;
const newPolicy = { document: 'new-document', title: '電磁的記録媒体の取扱いに関する実施手順', code: 'media_rules', level: 'procedure', version_no: '1', in_force_from: 'R8.11.22' };

async function wrongText(page) {
  await chooseText(page, '市の情報を守る。\n', { ...newPolicy, title: '', version_no: '第一版' });
}

async function textWithFaults(page) {
  await chooseText(page, '１ 目的\n守る。\n３ 範囲\n全て。\n', { document: 'standard_basic', version_no: '30', in_force_from: 'R9.4.1' });
}

async function revisedText(page) {
  await chooseText(page, policyText, { document: 'emergency_plan', version_no: '30', in_force_from: 'R9.4.1' });
}

async function missingDecision(page) {
  await revisedText(page);
  await page.fill('#decided_on', '2026/11/20');
  await page.evaluate(() => { document.querySelector('#decision_ref').form.noValidate = true; });
  await page.click('main .button-solid');
  await page.waitForLoadState();
}

async function registeredText(page) {
  await page.goto(await sendText(page, policyText, { ...newPolicy, code: `media_rules_${++registered}` }));
  await page.click('main .button-solid');
  await page.waitForLoadState();
}

async function publishedEarly(page) {
  await page.goto(await sendText(page, policyText, { ...newPolicy, level: 'related_regulation', code: `related_rules_${++registered}` }));
  await page.click('main .button-solid');
  await page.waitForLoadState();
  await page.goto(`/admin/policies/related_rules_${registered}/publication`);
  await page.selectOption('#version_no', '1');
  await page.fill('#published_on', '2030/01/01');
  await page.click('main .button-solid');
  await page.waitForLoadState();
}

async function publicBySlip(page) {
  await page.goto('/admin/policies/emergency_plan');
  await page.check('input[value=public]');
  await page.fill('#reason', '試験');
  await page.click('main .button-solid');
  await page.waitForLoadState();
}

const registration = [
  { path: '/admin/policies', state: 'policies to maintain' },
  { path: '/admin/policies?document=standard_basic', state: 'another version of a policy' },
  { path: '/admin/policies', state: 'a file that is no policy', reach: wrongText, status: 422 },
  { path: '/admin/policies/drafts/1', state: 'a text with faults', reach: textWithFaults },
  { path: '/admin/policies/drafts/2', state: 'a revision to decide on', reach: revisedText },
  { path: '/admin/policies/drafts/3', state: 'a decision that cannot be looked up', reach: missingDecision, status: 422 },
  { path: '/admin/policies/drafts/4', state: 'a new policy, registered', reach: registeredText },
  { path: '/admin/policies', state: 'policies and what was taken in' },
  { path: '/admin/policies/standard_detailed', state: 'a non-public policy to maintain' },
  { path: '/admin/policies/standard_basic?changed=yes', state: 'a public policy, changed just now' },
  { path: '/admin/policies/standard_detailed/publication', state: 'nothing to publish' },
  { path: '/admin/policies/related_rules/publication', state: 'published too early', reach: publishedEarly, status: 422 },
  { path: '/admin/policies/emergency_plan', state: 'public by a slip', reach: publicBySlip, status: 422 },
];

async function submit(page, path, fields = {}) {
  await page.goto(path);
  for (const [selector, value] of Object.entries(fields)) await page.fill(selector, value);
  await page.evaluate(() => document.querySelector('main form:not([role=search])').setAttribute('novalidate', ''));
  await page.click('main .button-solid');
  await page.waitForLoadState();
}

// What another saved meanwhile is saved by a second page of the same browser.
async function overtaken(page) {
  await page.goto('/contractors/9/edit');
  const other = await page.context().newPage();
  await submit(other, '/contractors/9/edit', { '#phone': `0000-99-${Date.now() % 10000}` });
  await other.close();
  await page.fill('#phone', '0000-99-9999');
  await page.click('main .button-solid');
  await page.waitForLoadState();
}

async function wrongRetraction(page) {
  await page.goto('/contractors/1/contracts/1');
  await page.click('main details summary >> nth=0');
  await page.evaluate(() => document.querySelector('main details form').setAttribute('novalidate', ''));
  await page.click('main details[open] button');
  await page.waitForLoadState();
}

const contractors = [
  { path: '/contractors?state=uninformed', state: 'contractors that were not informed' },
  { path: `/contractors?q=${encodeURIComponent('宇宙')}`, state: 'no such contractor' },
  { path: '/contractors?state=x', state: 'no such state', status: 422 },
  { path: '/contractors/6', state: 'contractor with a long name' },
  { path: '/contractors/12', state: 'contractor that ended' },
  { path: '/contractors/new', state: 'new contractor' },
  { path: '/contractors/new', state: 'wrong contractor', reach: (page) => submit(page, '/contractors/new', { '#name': '試験', '#name_kana': 'ABC' }), status: 422 },
  { path: '/contractors/1/edit', state: 'contractor to change' },
  { path: '/contractors/9/edit', state: 'contractor changed by another meanwhile', reach: overtaken, status: 409 },
  { path: '/contractors/1/contracts/new', state: 'new contract' },
  { path: '/contractors/1/contracts/new', state: 'wrong contract', reach: (page) => submit(page, '/contractors/1/contracts/new'), status: 422 },
  { path: '/contractors/1/contracts/2', state: 'contract with a history' },
  { path: '/contractors/11/contracts/20/edit', state: 'contract to change' },
  { path: '/contractors/5/contracts/13', state: 'contract taken back' },
  { path: '/contractors/1/contracts/1', state: 'wrong record', reach: (page) => submit(page, '/contractors/1/contracts/1', { '#day': '2027-01-01' }), status: 422 },
  { path: '/contractors/1/contracts/1', state: 'nothing to take back', reach: wrongRetraction, status: 422 },
];

// A draft of one's own section, begun without its forms, and files for it.
async function begunException(page) {
  await page.goto('/');
  const id = await page.evaluate(async () => {
    const { csrf } = await (await fetch('/session.json')).json();
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': csrf };
    const body = JSON.stringify({ kind: 'prior', title: '窓口混雑時の共用端末自動ログオフ延長' });
    return (await (await fetch('/exceptions', { method: 'POST', headers, body })).json()).id;
  });
  await page.goto(`/exceptions/drafts/${id}`);
}

async function attach(page, name, content) {
  await page.setInputFiles('#file', { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
  await page.click('.attach button');
  await page.waitForLoadState();
}

async function attached(page, number) {
  await begunException(page);
  for (let i = 0; i < number; i++) await attach(page, i ? `資料${i}.csv` : `窓口の待ち時間調査と${'混雑時の対応'.repeat(12)}.pdf`, i ? `${i}` : '%PDF-1.7');
}

async function openedPapers(page) {
  await attached(page, 2);
  for (const summary of await page.locator('.paper-more summary').all()) await summary.click();
}

async function wrongPaper(page) {
  await attached(page, 1);
  await attach(page, '資料.pdf', 'no PDF');
}

async function redraw(page, path, fields) {
  await rehearse(page, path, { valid_from: '2026-12-01', ...fields });
}

async function endWithLines(page) {
  await redraw(page, '/admin/chart/boxes/4/end', {});
  await page.check('#with_lines');
  await page.click('main button[value=rehearse]');
  await page.waitForLoadState();
}

async function checkNothing(page) {
  await page.goto('/admin/chart');
  await page.check('input[name=lines]');
  await page.evaluate(() => document.querySelectorAll('main [required]').forEach((input) => input.removeAttribute('required')));
  await page.click('main form[method=post] button[type=submit]');
  await page.waitForLoadState();
}

const chart = [
  { path: '/admin/chart', state: 'chart to change' },
  { path: '/admin/chart?on=1999-12-31', state: 'chart before there was one' },
  { path: '/admin/chart', state: 'lines to check without an original', reach: checkNothing, status: 422 },
  { path: '/admin/chart/boxes/new', state: 'new box' },
  { path: '/admin/chart/boxes/8', state: 'box' },
  { path: '/admin/chart/boxes/8', state: 'box over another', reach: (page) => redraw(page, '/admin/chart/boxes/8', { x: '700' }), status: 422 },
  { path: '/admin/chart/boxes/8', state: 'box rehearsed', status: 200, reach: (page) => redraw(page, '/admin/chart/boxes/8', { label: '情報セキュリティ推進統括調整企画事務局', x: '900' }) },
  { path: '/admin/chart/boxes/4/end', state: 'end of a box' },
  { path: '/admin/chart/boxes/4/end', state: 'box with lines', reach: (page) => redraw(page, '/admin/chart/boxes/4/end', {}), status: 422 },
  { path: '/admin/chart/boxes/4/end', state: 'box and lines, rehearsed', status: 200, reach: endWithLines },
  { path: '/admin/chart/lines/new', state: 'new line' },
  { path: '/admin/chart/lines/12', state: 'line' },
  { path: '/admin/chart/lines/12', state: 'line rehearsed', status: 200, reach: (page) => redraw(page, '/admin/chart/lines/12', { label: '毎月の報告' }) },
  { path: '/admin/chart/lines/12/end', state: 'end of a line' },
];

const guides = ['staff', 'it_promotion_leader', 'system_security_manager', 'secretariat', 'ciso', 'portal_admin'];

const places = [
  ...require('./exception_ledger_places'),
  ...require('./minutes_places'),
  ...signedOut.map((place) => ({ who: 'signed out', ...place })),
  ...staff.map((place) => ({ who: 'staff', ...place })),
  ...guides.map((role) => ({ who: 'signed out', path: `/help/${role}`, state: 'guide' })),
  { who: 'signed out', path: '/help/no_such_role', state: 'guide of no role', status: 404 },
  { who: 'secretariat', path: '/help', state: 'help with own guides' },
  { who: 'secretariat', path: '/search?q=%E7%AB%AF%E6%9C%AB', state: 'found in all subjects' },
  { who: 'leader', path: '/search?q=%E7%AB%AF%E6%9C%AB', state: 'found by a leader' },
  { who: 'staff', path: '/search', state: 'nothing looked for yet' },
  { who: 'staff', path: '/search?q=%E5%AE%87%E5%AE%99%E4%BA%BA', state: 'nothing found' },
  ...settings.map((place) => ({ who: 'secretariat', ...place })),
  ...registration.map((place) => ({ who: 'secretariat', ...place })),
  ...contractors.map((place) => ({ who: 'secretariat', ...place })),
  { who: 'leader', path: '/exceptions/drafts/1', state: 'files of a request, unfolded', reach: openedPapers },
  { who: 'leader', path: '/exceptions/drafts/2', state: 'a file that is none of the kinds', reach: wrongPaper, status: 422 },
  { who: 'leader', path: '/exceptions/drafts/3', state: 'as many files as there may be', reach: (page) => attached(page, 10) },
  { who: 'staff', path: '/contractors', state: 'contractors' },
  { who: 'staff', path: '/contractors/1', state: 'contractor' },
  { who: 'staff', path: '/contractors/1/contracts/1', state: 'contract' },
  { who: 'auditor', path: '/contractors/1/contracts/1', state: 'contract with the way to the log' },
  ...chart.map((place) => ({ who: 'secretariat', ...place })),
  { who: 'ciso', path: '/', state: 'home' },
  { who: 'ciso', path: '/me', state: 'my responsibilities' },
  ...experts.map((place) => ({ who: 'secretariat', ...place })),
  ...csirt.map((place) => ({ who: 'ciso', ...place })),
  ...authority,
  { who: 'secretariat', path: '/csirt/members/new', state: 'appointment by somebody else', status: 403 },
  ...[
    { path: '/audit', state: 'operation log' },
    { path: '/audit?from=2026-11-22&object_type=person_assignment&limit=5', state: 'operation log, filtered' },
    { path: '/audit?object_type=person&object_id=304182&related=yes', state: 'operation log of a person' },
    { path: '/audit?person=999999', state: 'operation log of nobody' },
    { path: '/audit?from=2026-11-22&to=2026-11-21', state: 'operation log, days reversed', status: 422 },
    { path: '/audit?act=1', state: 'operation log of one act' },
    { path: '/audit?action=denied', state: 'operation log of refusals' },
    { path: '/audit/subjects', state: 'subjects, nothing asked' },
    { path: `/audit/subjects?q=${encodeURIComponent('松風谷')}`, state: 'subjects found' },
    { path: `/audit/subjects?q=${encodeURIComponent('宇宙人')}`, state: 'no subject found' },
    { path: '/audit/1', state: 'row of the operation log' },
    { path: '/audit/verification', state: 'chain' },
    { path: '/audit/verification', state: 'chain verified', reach: verifyChain, status: 200 },
    { path: '/people/304182', state: 'person with the way to the log' },
    { path: '/units/0502', state: 'unit with the way to the log' },
    { path: '/policies/standard_detailed', state: 'text with the way to the log' },
  ].map((place) => ({ who: 'auditor', ...place })),
  { who: 'secretariat', path: '/admin/transfers', state: 'no transfer yet' },
  { who: 'secretariat', path: '/admin/transfers', state: 'a file that is no sheet', reach: wrongSheet, status: 422 },
  { who: 'secretariat', path: '/admin/transfers/1', state: 'a sheet with errors', reach: (page) => takeIn(page, '999999,,0502\n') },
  { who: 'secretariat', path: '/admin/transfers/2', state: 'a sheet to apply', reach: (page) => takeIn(page, '304182,鵠渡 みなみ,0902\n187420,,0202\n') },
  { who: 'secretariat', path: '/admin/transfers', state: 'transfers' },
  { who: 'secretariat', path: '/admin/meetings/import', state: 'no meeting taken in yet' },
  { who: 'secretariat', path: '/admin/meetings/import', state: 'a sheet of meetings without headings', reach: (page) => takeInMeetings(page, '件名\nあ\n'), status: 422 },
  { who: 'secretariat', path: '/admin/meetings/import', state: 'a sheet of meetings with errors', reach: (page) => takeInMeetings(page, `${MEETINGS}安全会議,月例会,令和5年13月7日,推進計画,採決,b,多数決,\n`) },
  { who: 'secretariat', path: '/admin/meetings/import', state: 'meetings to take in', reach: (page) => takeInMeetings(page, `${MEETINGS}情報セキュリティ委員会,定例会,令和5年6月7日,令和５年度の情報セキュリティ推進計画,審議,b,総意により決定,案のとおり決定する。\n`) },
  { who: 'secretariat', path: '/admin/exceptions/import', state: 'no exception taken in yet' },
  { who: 'secretariat', path: '/admin/exceptions/import', state: 'a file that is no ledger', reach: (page) => takeInLedger(page, '件名\nあ\n'), status: 422 },
  { who: 'secretariat', path: '/admin/exceptions/import/1', state: 'a ledger with errors', reach: (page) => takeInLedger(page, `${LEDGER}2026-例-003,10月9日,お客様課,,詳細編9(9)ン,代替,,2026-12-12,2026-12-01,\n`) },
  { who: 'secretariat', path: '/admin/exceptions/import/2', state: 'exceptions to migrate', reach: (page) => takeInLedger(page, `${LEDGER}2026-例-901,R8.10.9,市民窓口課,番号札の発券機の共用,詳細編4(1)ア,異なる方法,発券機を共用する。,2026-10-12,2027-03-31,2027-01-10 使用簿を提出すること。\n`) },
  { who: 'secretariat', path: '/admin/exceptions/import', state: 'exceptions taken in' },
  { who: 'secretariat', path: '/admin/exceptions/import/template', state: 'what a ledger looks like' },
  { who: 'secretariat', path: '/admin/gaps', state: 'gaps' },
  ...[
    { path: '/admin/posts', state: 'posts' },
    { path: '/admin/posts?q=zzz', state: 'no such post' },
    { path: '/admin/posts?on=2027-04-01', state: 'posts of another day' },
    { path: '/admin/posts', state: 'posts held by long names', reach: (page) => longNames(page, '/admin/posts', ['在任者']) },
    { path: '/people', state: 'people with long names', reach: (page) => longNames(page, `/people?q=${encodeURIComponent('佐藤')}`, ['氏名', '読み']) },
    { path: '/csirt', state: 'CSIRT of long names', reach: (page) => longNames(page, '/csirt', ['氏名']) },
    { path: '/admin/posts?on=1990-01-01', state: 'posts before there were any' },
    { path: '/units?on=2027-04-01&unassigned=yes', state: 'units to mend on another day' },
    { path: `/people?on=2027-04-01&scope=all&q=${encodeURIComponent('佐藤')}`, state: 'people found on another day' },
    { path: '/people/304182?on=2027-04-01', state: 'person of another day' },
    { path: '/admin/posts/new', state: 'a new post' },
    { path: '/admin/posts/planning_director', state: 'a post' },
    { path: '/admin/posts/planning_director/holdings', state: 'a new holder rehearsed', reach: (page) => newHolder(page, '2026-12-01'), status: 200 },
    { path: '/admin/posts/planning_director/holdings', state: 'a new holder refused', reach: (page) => newHolder(page, '来年'), status: 422 },
    { path: '/admin/posts/section_head:0902/holdings', state: 'holders of that name to choose from', reach: (page) => namedHolder(page, '佐藤'), status: 422 },
    { path: '/admin/posts/section_head:0902/holdings', state: 'a new holder of too low a rank', reach: (page) => namedHolder(page, '304182'), status: 200 },
    { path: '/admin/posts/planning_director/vacancy', state: 'a vacancy' },
    { path: '/admin/posts/planning_director/abolition', state: 'the end of a post' },
    { path: '/admin/units/new', state: 'a new unit' },
    { path: '/units/0502', state: 'unit with its maintenance' },
    { path: '/units/0502/edit', state: 'facts of a unit' },
    { path: '/units/0502/reorganization', state: 'a reorganization' },
    { path: '/units/0502/reorganization', state: 'a reorganization rehearsed', status: 200,
      reach: (page) => rehearse(page, '/units/0502/reorganization', { mode: 'rename', name: '市民サービス課', valid_from: '2027-04-01' }) },
    { path: '/admin/people/new', state: 'somebody new' },
    { path: '/people/304182', state: 'person with the maintenance' },
    { path: '/people/304182/edit', state: 'facts of a person' },
    { path: '/people/304182/facts', state: 'facts saved by another meanwhile', reach: staleFacts, status: 409 },
    { path: '/people/304182/moves', state: 'a move' },
    { path: '/people/304182/concurrent-units', state: 'a concurrent unit' },
    { path: '/people/304182/employment', state: 'another employment' },
    { path: '/people/304182/corrections', state: 'what may be corrected' },
    { path: '/people/304182/corrections/person_assignment/0', state: 'a correction',
      reach: (page) => follow(page, '/people/304182/corrections', '訂正（') },
    { path: '/people/304182/corrections/person_assignment/0', state: 'a correction refused for its neighbour',
      reach: correctionRefused, status: 422 },
    { path: '/units/0502/leaders', state: 'leaders to designate' },
    { path: '/units/0502/leaders/0', state: 'form 15', reach: (page) => follow(page, '/units/0502/leaders', '様式15') },
  ].map((place) => ({ who: 'secretariat', ...place })),
  { who: 'section_head', path: '/units/0502/leaders', state: 'leaders to designate by the head' },
  { who: 'staff', path: '/units/0502/leaders', state: 'leaders' },
  { who: 'portal_admin', path: '/', state: 'home' },
  { who: 'portal_admin', path: '/people', state: 'what is not for accounts', status: 403 },
  { who: 'out_of_scope', path: '/', state: 'home' },
  { who: 'out_of_scope', path: '/org', state: 'out of scope', status: 403 },
  { who: 'staff', path: '/account', state: 'own account' },
  { who: 'staff', path: '/account?done=password', state: 'password changed just now' },
  { who: 'staff', path: '/account?done=session', state: 'session ended just now' },
  { who: 'staff', path: '/account/password', state: 'another password' },
  { who: 'staff', path: '/account/password', state: 'a common password', reach: commonPassword, status: 422 },
  { who: 'out_of_scope', path: '/account', state: 'own account' },
  { who: 'portal_admin', path: '/admin/accounts', state: 'accounts' },
  { who: 'portal_admin', path: '/admin/accounts?state=suspended', state: 'no account in that state' },
  { who: 'portal_admin', path: `/admin/accounts?q=${encodeURIComponent('ﾀｶﾊｼ')}`, state: 'accounts found' },
  { who: 'portal_admin', path: '/admin/accounts/118364', state: 'account not opened yet' },
  { who: 'portal_admin', path: '/admin/accounts/118364', state: 'too late a day', reach: lateDay, status: 422 },
  { who: 'portal_admin', path: '/admin/accounts/304182?done=sessions', state: 'account in use' },
  { who: 'portal_admin', path: '/admin/accounts/000000', state: 'nobody', status: 404 },
  { who: 'portal_admin', path: '/admin/accounts/sheets', state: 'sections to write to' },
  { who: 'portal_admin', path: '/admin/accounts/sheets?unit=0502', state: 'a section to write to' },
  { who: 'portal_admin', path: '/admin/accounts/sheets', state: 'sheets with codes', reach: sheets, status: 200 },
  { who: 'ciso', path: '/notifications' },
  { who: 'ciso', path: '/notifications?unread=yes', state: 'unread' },
  { who: 'out_of_scope', path: '/notifications', state: 'none' },
  { who: 'leader', path: '/calendar' },
  ...require('./drafts').places,
  ...require('./exception_places'),
  ...require('./transfer_places'),
  ...require('./directive_places'),
  ...require('./session_places'),
  ...require('./meeting_places'),
  ...require('./asset_sheet_places'),
].filter((place) => place.who === 'signed out' || accounts[place.who]);

async function reach(page, place) {
  if (place.reach) await place.reach(page);
  else place.answer = await page.goto(place.path);
  return place;
}

module.exports = { places, reach };
