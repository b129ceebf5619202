'use strict';
// Assets in the states in which their pages are looked at, made once for the run by those who may. Names, reasons and files
// are as long as a city writes them.
const { visitor, signIn } = require('./harness');

const clients = {};

async function client(who) {
  if (!clients[who]) {
    const { page, context } = await visitor();
    await signIn(page, who);
    const { csrf } = await (await context.request.get('/session.json')).json();
    clients[who] = { request: context.request, csrf };
  }
  return clients[who];
}

async function send(who, to, data) {
  const { request, csrf } = await client(who);
  const answer = await request.post(to, { data: { csrf, ...data }, headers: { Accept: 'application/json' } });
  if (!answer.ok()) throw new Error(`${who}, ${to}: ${answer.status()} ${await answer.text()}`);
  return answer;
}

const read = async (who, path) => (await (await client(who)).request.get(`${path}.json`)).json();

async function enter(who, fields) {
  const answer = await send(who, '/assets', { unit: '0502', preset: 'resident', act: 'register', ...fields });
  return `/assets/${(await answer.json()).asset.asset_no}`;
}

async function correct(who, path, fields) {
  const held = await read(who, path);
  await send(who, path, { ...held.fields, reason: '10月1日付けの組織改正に伴う、利用する課等の見直し', ...fields, version: held.asset.version });
  return path;
}

async function step(who, path, event, more = {}) {
  await send(who, `${path}/steps`, { event, text: '所管する事務の見直しに伴うため', version: (await read(who, path)).asset.version, ...more });
  return path;
}

const HEAD = 'section_head', LEADER = 'leader', NSM = 'network_security_manager';
const system = {
  kind: 'system', name: '住民票・印鑑登録証明書等自動交付及び窓口予約受付システム', description: '証明書の交付と、窓口の予約の受付に使用する。\n標準準拠システムと連携する。',
  business: '住民記録', operator_no: '218842', user_scope: '市民窓口課、戸籍住民課、13地区市民センター（286人）', location: 'ガバメントクラウド', segment: 'mynumber',
  personal_info: 'specific', subject_count: 440000, measures_human: '取り扱う職員等を限定する。', law_fields: ['2', '5', '7'], contractor: '1', hosting: 'gov_cloud',
  contract_end: '2027-01-31', maintenance_end: '2026-10-01', auth_method: 'two_factor', is_standardised: true,
};

const makers = {
  draft: () => enter(LEADER, { kind: 'information', name: '住民異動届の綴り', preset: '', act: 'save' }),
  async registered() {
    const path = await enter(HEAD, system);
    await correct(HEAD, path, { user_scope: '市民窓口課（274人）', actual_change_on: '2026-10-01' });
    await correct(HEAD, path, { confidentiality: 'MC3A', classification_reason: '秘密文書に相当する情報を含むため。', recovery_hours: 48 });
    await send(LEADER, path, { ...(await read(LEADER, path)).fields, reason: '設置場所の変更', location: '本庁舎', version: (await read(LEADER, path)).asset.version });
    return path;
  },
  addressed: async () => correct(HEAD, await enter(NSM, { kind: 'network', name: 'マイナンバー利用事務系', address_range: '10.66.77.0/24' }), { address_range: '10.66.78.0/24' }),
  offered: async () => step(HEAD, await enter(HEAD, { kind: 'facility', name: '戸籍の書庫' }), 'transfer', { to_unit: '0902' }),
  suspended: async () => step(HEAD, await enter(HEAD, { kind: 'hardware', name: '窓口共用端末', hardware_type: 'terminal', quantity: 24 }), 'suspend'),
  discarded: async () => step(LEADER, await makers.draft(), 'discard'),
};

const made = {};

async function open(page, state, below = '') {
  made[state] = made[state] || makers[state]();
  await page.goto((await made[state]) + below);
}

// Sends a form of the page without what it asks for.
async function sendEmpty(page, state, below, which) {
  await open(page, state, below);
  await Promise.all([page.waitForNavigation(), page.evaluate((action) => {
    const form = [...document.querySelectorAll('main form')].find((one) => new RegExp(action).test(one.action));
    form.noValidate = true;
    form.querySelectorAll('input[type=text], textarea').forEach((field) => { field.value = ''; });
    form.submit();
  }, which.source || which)]);
}

// Somebody corrects it while the form is open.
async function overtaken(page) {
  const path = await enter(HEAD, { kind: 'facility', name: '書庫', location: '旧庁舎' });
  await page.goto(`${path}/edit`);
  await correct('secretariat', path, { location: '本庁舎' });
  await page.fill('#location', '分庁舎');
  await page.fill('#reason', '移転');
  await Promise.all([page.waitForNavigation(), page.click('main .form-end .button-solid')]);
}

const place = (who, state, words, below = '') => ({ who, path: `/assets/x${below}`, state: `asset, ${words || state}`, reach: (page) => open(page, state, below) });

module.exports = [
  place(LEADER, 'draft'), place(HEAD, 'draft', 'a draft to register'), place('staff', 'registered'), place(HEAD, 'registered', 'registered, for its head'),
  place(HEAD, 'addressed', 'with addresses'), place(HEAD, 'offered', 'offered to another section'), place('other_section_head', 'offered', 'offered to one'),
  place(HEAD, 'suspended'), place(LEADER, 'discarded'), place(NSM, 'registered', 'for the manager'),
  place(LEADER, 'registered', 'a correction to propose', '/edit'), place('secretariat', 'addressed', 'an asset to exclude', '/edit'),
  place(HEAD, 'addressed', 'addresses to correct', '/edit'), place('staff', 'registered', 'its history', '/history'), place('staff', 'draft', 'no history yet', '/history'),
  { who: HEAD, path: '/assets/x', state: 'asset, a step without a reason', status: 422, reach: (page) => sendEmpty(page, 'registered', '', '/steps') },
  { who: HEAD, path: '/assets/x', state: 'asset, sent empty', status: 422, reach: (page) => sendEmpty(page, 'suspended', '/edit', /\/assets\/H-\d+$/) },
  { who: HEAD, path: '/assets/x', state: 'asset, overtaken', status: 409, reach: overtaken },
  { who: LEADER, path: '/assets/new', state: 'kinds of assets' },
  ...['information', 'system', 'network', 'hardware', 'software', 'office_equipment', 'media', 'facility', 'system_document'].map((kind) => (
    { who: kind === 'network' ? NSM : LEADER, path: `/assets/new?kind=${kind}`, state: `a new asset, ${kind}` })),
  { who: 'secretariat', path: '/assets/changes', state: 'history of all' },
  { who: LEADER, path: '/assets/changes?late=true&unit=0502', state: 'late corrections' },
  { who: LEADER, path: '/assets/changes?field=preset&from=2020-01-01&to=2020-01-02', state: 'no such correction' },
  { who: HEAD, path: '/assets/changes/print', state: 'form 16' },
];
