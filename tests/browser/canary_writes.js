'use strict';
// Every route that takes words, by somebody who may, in an order in which each finds what it needs. A field that is not
// named here is sent as a canary; of `fields`, those that a rule refuses as a canary are then sent as they stand here.
// `version` says where the version is read, `makes` what to call the address that it leads to.

const TODAY = '2026-11-22', SOON = '2026-12-01', APRIL = '2027-04-01';
const KEEPER = 'secretariat', CISO = 'ciso', LEADER = 'leader', NSM = 'network_security_manager';
const ISO = 'information_security_officer';

// A sheet; a cell may hold anything.
const csv = (rows) => rows.map((row) => row.map((cell) => `"${cell.replace(/"/g, '""')}"`).join()).join('\n');

// What earlier writes made: name of a place to its address.
const at = {};
const of = (name, more = '') => () => at[name] + more;

const accounts = [
  { route: '/sign-in', who: KEEPER, path: '/sign-in', isRefused: true },
  { route: '/first-sign-in', who: KEEPER, path: '/first-sign-in', isRefused: true },
  { route: '/admin/accounts/{staff_no}/disable', who: 'portal_admin', path: '/admin/accounts/220316/disable' },
  { route: '/admin/accounts/{staff_no}/enable', who: 'portal_admin', path: '/admin/accounts/220316/enable', fields: { valid_to: SOON } },
  { route: '/admin/accounts/{staff_no}/code', who: 'portal_admin', path: '/admin/accounts/118364/code', fields: { valid_to: SOON } },
  { route: '/admin/accounts/sheets', who: 'portal_admin', path: '/admin/accounts/sheets', fields: { unit: '0503', valid_to: SOON } },
  { route: '/notifications/read', who: NSM, path: '/notifications/read', isForgotten: true,
    before: async (someone, write) => { write.fields = { newest: String((await someone.json('/notifications')).items[0].id) }; } },
];

const settings = [
  ...['contact.unit', 'contact.phone', 'contact.night_unit', 'contact.night_phone', 'front.news', 'help.note'].map((key) => (
    { route: '/admin/settings/{key}', who: KEEPER, path: `/admin/settings/${key}`, version: `/admin/settings/${key}`, fields: { valid_from: TODAY } })),
  { route: '/admin/settings/{key}', who: KEEPER, path: '/admin/settings/document_number.pattern', version: '/admin/settings/document_number.pattern',
    fields: { valid_from: TODAY, value: '{年度}藤デ第{番号}号' } },
  { route: '/admin/holidays', who: KEEPER, path: '/admin/holidays', version: '/admin/holidays', fields: { day: '2027-05-06', status: 'holiday' } },
];

const change = { valid_from: SOON, step: 'record' };

const org = [
  { route: '/admin/units', who: KEEPER, path: '/admin/units', makes: 'unit',
    fields: { ...change, valid_from: TODAY, code: '9801', kind: 'section', organ: 'mayor', parent: '02', name_kana: 'カナリア' } },
  { route: '/units/{code}/facts', who: KEEPER, path: '/units/9801/facts', version: '/units/9801/edit', fields: { name_kana: 'カナリア' } },
  { route: '/admin/posts', who: KEEPER, path: '/admin/posts', makes: 'post', fields: { ...change, valid_from: TODAY, code: 'canary', unit: '9801' } },
  { route: '/admin/posts/{code}/holdings', who: KEEPER, path: '/admin/posts/canary/holdings', fields: { ...change, person: '304182', holding: 'concurrent' } },
  { route: '/admin/posts/{code}/vacancy', who: KEEPER, path: '/admin/posts/canary/vacancy', fields: { ...change, valid_from: '2026-12-10' } },
  { route: '/admin/posts/{code}/abolition', who: KEEPER, path: '/admin/posts/canary/abolition', fields: { ...change, valid_from: '2026-12-20' } },
  { route: '/units/{code}/reorganization', who: KEEPER, path: '/units/9801/reorganization', fields: { ...change, mode: 'rename', code: '9801', name_kana: 'カナリア' } },
  { route: '/admin/people', who: KEEPER, path: '/admin/people', makes: 'newcomer',
    fields: { staff_no: '980001', name: '鵠渡　試', kana: 'クゲワタリ　タメシ', employment_type: 'regular', unit: '0502', effective_on: TODAY } },
  { route: '/admin/transfers/{id}/posts', who: KEEPER, path: of('newcomer', '/posts'), version: of('newcomer'), fields: { lines: [] } },
  { route: '/admin/transfers/{id}/application', who: KEEPER, path: of('newcomer', '/application'), version: of('newcomer') },
  { route: '/people/{staff_no}/facts', who: KEEPER, path: '/people/980001/facts', version: '/people/980001/edit',
    fields: { family_kana: 'クゲワタリ', given_kana: 'タメシ', name_cp932: '鵠渡　試', email: 's980001@city.example' } },
  { route: '/people/{staff_no}/moves', who: KEEPER, path: '/people/980001/moves', makes: 'move', fields: { move: 'transfer', unit: '0902', effective_on: APRIL } },
  { route: '/admin/transfers/{id}/application', who: KEEPER, path: of('move', '/application'), version: of('move') },
  { route: '/admin/transfers/{id}/undoing', who: KEEPER, path: of('move', '/undoing'), version: of('move') },
  { route: '/people/{staff_no}/concurrent-units', who: KEEPER, path: '/people/980001/concurrent-units', fields: { ...change, unit: '0902' } },
  { route: '/people/{staff_no}/employment', who: KEEPER, path: '/people/980001/employment', fields: { ...change, employment_type: 'fixed_term' } },
  { route: '/units/{code}/leaders', who: KEEPER, path: '/units/0502/leaders', fields: { ...change, person: '980001' } },
  { route: '/people/{staff_no}/corrections/{table}/{id}', who: KEEPER, path: of('correction'), version: of('correction'), fields: { ...change, valid_from: TODAY },
    before: async (client) => {
      const { rows } = await client.json('/people/980001/corrections');
      at.correction = `/people/980001/corrections/person_assignment/${rows.find((row) => row.table_name === 'person_assignment' && row.is_main).id}`;
    } },
  { route: '/units/{code}/leaders/{id}/end', who: KEEPER, path: of('leader', '/end'), fields: { ...change, valid_from: '2027-01-01' },
    before: async (client) => {
      const { items } = await client.json('/units/0502/leaders');
      at.leader = `/units/0502/leaders/${items.find((item) => item.staff_no === '980001').id}`;
    } },
  { route: '/admin/transfers', who: KEEPER, path: '/admin/transfers', makes: 'sheet', fields: { effective_on: '2027-05-01' },
    file: (words, headings) => ['異動.csv', csv([['staff_no', 'name', 'unit', 'title', 'move', 'kana', 'rank', 'post', 'employment', 'day'].map((column) => headings[`heading_${column}`])
      .concat(words('a heading', 40)), ['980001', words('a name', 61), '0503', words('a title', 40)], [words('a number', 12), 'x', words('a unit', 12), '', words('a move', 40)]])] },
  { route: '/admin/transfers/{id}/rehearsal', who: KEEPER, path: of('sheet', '/rehearsal'), version: of('sheet') },
];

// The newest of a list that holds to something, as an address.
async function newest(client, place, query, list, holds) {
  const items = (await client.json(place, query))[list].filter(holds);
  if (!items.length) throw new Error(`${place} has none in ${list}`);
  return items.reduce((last, item) => (item.id > last.id ? item : last));
}

const security = [
  { route: '/csirt/members', who: CISO, path: '/csirt/members', fields: { ...change, valid_from: TODAY, role: 'csirt_member', person: '304182' } },
  { route: '/csirt/members/{id}/end', who: CISO, path: of('member', '/end'), version: of('member'), fields: change,
    before: async (client) => { at.member = `/csirt/members/${(await newest(client, '/csirt', '', 'items', (item) => item.staff_no === '304182')).id}`; } },
  { route: '/experts', who: KEEPER, path: '/experts',
    fields: { ...change, valid_from: TODAY, staff_no: '980900', family_kana: 'シオミダイ', given_kana: 'シン', valid_to: '2027-03-31' } },
  { route: '/experts/{staff_no}/pledge', who: KEEPER, path: '/experts/980900/pledge', fields: { pledged_on: TODAY } },
  { route: '/experts/{staff_no}/advice', who: KEEPER, path: '/experts/980900/advice', fields: { advised_on: TODAY, unit: '0502' } },
  { route: '/experts/{staff_no}/advice/{id}/withdrawal', who: KEEPER, path: of('advice', '/withdrawal'), isAsItIs: true,
    before: async (client) => { at.advice = `/experts/980900/advice/${(await newest(client, '/experts/980900', '', 'advices', () => true)).id}`; } },
  { route: '/experts/{staff_no}/end', who: KEEPER, path: '/experts/980900/end', version: '/experts/980900', fields: change },
];

const box = { ...change, clause_code: '7(1)ク', style: 'plain', row: 5, x: 920, width: 280 };
const line = { ...change, from_code: 'secretariat', kind: 'command', line: 'solid', from_side: 'bottom', to_side: 'top', basis_code: '7(1)ク' };

// The box of the canary on a day, and the line that ends there.
const drawn = (day) => async (client, write) => {
  const found = await newest(client, '/admin/chart', `?on=${day}`, 'boxes', () => true);
  Object.assign(at, { box: `/admin/chart/boxes/${found.id}` });
  write.fields = { ...write.fields, ...(write.fields.from_code && { to_code: found.code }) };
};
const linked = (day) => async (client, write) => {
  await drawn(day)(client, write);
  at.line = `/admin/chart/lines/${(await newest(client, '/admin/chart', `?on=${day}`, 'lines', () => true)).id}`;
};

const chart = [
  { route: '/admin/chart/checks', who: KEEPER, path: '/admin/chart/checks', fields: {},
    before: async (client, write) => {
      const { id, version } = await newest(client, '/admin/chart', '', 'lines', () => true);
      write.fields = { lines: [`${id}.${version}`] };
    } },
  { route: '/admin/chart/boxes', who: KEEPER, path: '/admin/chart/boxes', fields: box },
  { route: '/admin/chart/boxes/{id}', who: KEEPER, path: of('box'), version: of('box'), fields: { ...box, valid_from: '2026-12-02' }, before: drawn(SOON) },
  { route: '/admin/chart/lines', who: KEEPER, path: '/admin/chart/lines', fields: { ...line, valid_from: '2026-12-03' }, before: drawn('2026-12-03') },
  { route: '/admin/chart/lines/{id}', who: KEEPER, path: of('line'), version: of('line'), fields: { ...line, valid_from: '2026-12-04' }, before: linked('2026-12-04') },
  { route: '/admin/chart/lines/{id}/end', who: KEEPER, path: of('line', '/end'), version: of('line'), fields: { ...change, valid_from: '2027-02-01' }, before: linked('2026-12-05') },
  { route: '/admin/chart/boxes/{id}/end', who: KEEPER, path: of('box', '/end'), version: of('box'), fields: { ...change, valid_from: '2027-03-01', with_lines: true }, before: drawn('2026-12-05') },
];

const contract = { unit: '0502', period_from: TODAY, period_to: '2027-03-31', information_class: '2' };

const contractors = [
  { route: '/contractors', who: KEEPER, path: '/contractors', makes: 'contractor', fields: { name_kana: 'カナリア' } },
  { route: '/contractors/{id}', who: KEEPER, path: of('contractor'), version: of('contractor'), fields: { name_kana: 'カナリア', status: 'active' } },
  { route: '/contractors/{id}/contracts', who: KEEPER, path: of('contractor', '/contracts'), makes: 'contract', fields: { ...contract, may_subcontract: true } },
  { route: '/contractors/{id}/contracts/{contract_id}', who: KEEPER, path: of('contract'), version: of('contract'), fields: { ...contract, may_subcontract: true } },
  { route: '/contractors/{id}/contracts/{contract_id}/records', who: KEEPER, path: of('contract', '/records'), version: of('contract'),
    fields: { act: 'checked_ok', day: TODAY, record_id: '', retraction_reason: '', cancel_reason: '' } }, // the last three are of the other acts
  { route: '/contractors/{id}/contracts/{contract_id}/retractions', who: KEEPER, path: of('contract', '/retractions'), version: of('contract'), fields: {},
    before: async (client, write) => { write.fields = { record_id: String((await newest(client, at.contract, '', 'records', () => true)).id), note: '', cancel_reason: '' }; } },
  { route: '/contractors/{id}/contracts/{contract_id}/cancellation', who: KEEPER, path: of('contract', '/cancellation'), version: of('contract'),
    fields: { note: '', record_id: '', retraction_reason: '' } },
];

const absence = { absence_kind: 'leave', from_day: SOON, to_day: '2026-12-02' };

const authority = [
  { route: '/absences', who: LEADER, path: '/absences', makes: 'absence', fields: absence },
  { route: '/absences/{id}', who: LEADER, path: of('absence'), version: of('absence'), fields: absence },
  { route: '/absences/{id}/cancellation', who: LEADER, path: of('absence', '/cancellation'), version: of('absence') },
  { route: '/absences', who: KEEPER, path: '/absences', makes: 'unreachable', fields: { ...absence, person: '218842', absence_kind: 'unreachable', from_day: TODAY, from_time: '08:00', to_day: TODAY, to_time: '23:00' } },
  { route: '/absences/{id}/return', who: LEADER, path: of('unreachable', '/return'), version: of('unreachable') },
  { route: '/deputies', who: NSM, path: '/deputies', makes: 'deputy', fields: { deputy: '219385', order_no: 3, valid_from: TODAY } },
  { route: '/deputies/{id}/decision', who: CISO, path: of('deputy', '/decision'), version: of('deputy'), fields: { deputy_decision: 'recognised' } },
  { route: '/deputies/{id}/revocation', who: CISO, path: of('deputy', '/revocation'), version: of('deputy') },
  { route: '/authority/records', who: ISO, path: '/authority/records', makes: 'record', fields: { authority_domain: 'incident_instruction' } },
  { route: '/authority/records/{id}/review', who: CISO, path: of('record', '/review'), isAsItIs: true },
];

const registered = { document: 'new-document', level: 'procedure', publicity: 'non_public', audience: 'all_staff', version_no: '1', in_force_from: TODAY };
const policy = (words) => ['規程.txt', `１ ${words('a heading', 80)}\n${words('a clause', 2000).replace(/\n/g, '')}\n２ 用語\n（１）${words('a term', 60)}\n記録する物をいう。\n`];

const policies = [
  { route: '/admin/policies', who: KEEPER, path: '/admin/policies', makes: 'text', fields: { ...registered, code: 'canary_rules' }, file: policy },
  { route: '/admin/policies/drafts/{id}/comparison', who: KEEPER, path: of('text', '/comparison'), version: of('text') },
  { route: '/admin/policies/drafts/{id}/application', who: KEEPER, path: of('text', '/application'), version: of('text') },
  { route: '/admin/policies/{code}/publicity', who: KEEPER, path: '/admin/policies/canary_rules/publicity', version: '/admin/policies/canary_rules',
    fields: { publicity: 'public', is_confirmed: true, audience: 'all_staff' } },
  { route: '/admin/policies/{code}/publication', who: KEEPER, path: '/admin/policies/canary_rules/publication', fields: { version_no: '1', published_on: TODAY } },
];

module.exports = { at, of, newest, csv, writes: [...accounts, ...settings, ...org, ...security, ...chart, ...contractors, ...authority, ...policies] };
