'use strict';
// The writes of canary_writes.js for an exception, from the first line typed to its end.
const { at, of, newest, csv } = require('./canary_writes');

const LEADER = 'leader', HEAD = 'section_head', KEEPER = 'secretariat', NSM = 'network_security_manager', CISO = 'ciso';
const request = (step = '') => `/exceptions/{request_no}${step}`, draft = (step = '') => `/exceptions/drafts/{id}${step}`;

const prior = {
  clauses: ['standard_basic/8.1'], threats: ['insider'], measure_type: 'alternative_method', residual_risk: 'middle', info_class: '3B',
  period_from: '2026-11-22', period_to: '2027-02-28', no_asset_reason: '',
  started_time: '', urgency_reason: '', why_unavoidable: '', oral_report_time: '', oral_report_to: '', current_condition: '', ended_time: '', delay_reason: '',
};
const emergency = {
  clauses: ['standard_basic/8.2'], threats: [], started_on: '2026-11-10', started_time: '18:40', oral_report_on: '2026-11-10', oral_report_time: '19:00', still_needed: 'no',
  ended_on: '2026-11-10', ended_time: '20:00', ground_difficulty: '', ground_continuity: '', ground_reason: '', resolution_plan: '',
};
const left_alone = { q: '', found: '', add: '', remove: '', to: '' };

// A step on the request `name`; its address may change by it.
const step = (who, name, address, more = {}) => ({ route: (at[name] || '').includes('drafts') ? draft(address) : request(address), who, path: of(name, address), version: of(name), makes: name, ...more });
const early = (who, name, address, more = {}) => ({ ...step(who, name, address, more), route: draft(address) });

function way_to_the_ciso(name) {
  return [
    step(KEEPER, name, '/check', { fields: { checks: ['complete', 'period'] } }),
    step(NSM, name, '/opinions', { codes: ['by'], fields: { by: 'network_security_manager', result: 'agree', residual_risk: 'low' } }),
    step(KEEPER, name, '/forward'),
  ];
}

function filed(name, kind, fields) {
  return [
    { route: '/exceptions', who: LEADER, path: '/exceptions', makes: name, fields: { kind, unit: '0502', follows: '', clause: '' } },
    early(LEADER, name, '', { fields: { ...fields, ...left_alone, act: 'save' } }),
    early(LEADER, name, '/file'),
    early(HEAD, name, '/confirm'),
  ];
}

const attach = (route, who, name, content) => ({ route: `${route}/attachments`, who, path: of(name, '/attachments'), fields: { back: '' },
  file: (words) => [`${words('the name of a file', 60, '"<>')}.csv`, content] });

const columns = ['request_no', 'decided_on', 'unit', 'title', 'clauses', 'measure_type', 'measure_text', 'period_from', 'period_to', 'conditions',
  'filed_on', 'compensating', 'resolution_plan'];

const writes = [
  { route: '/exceptions', who: LEADER, path: '/exceptions', makes: 'first', fields: { kind: 'prior', unit: '0502', follows: '', clause: '' } },
  early(LEADER, 'first', '', { fields: { ...prior, ...left_alone, act: 'save' } }),
  attach(draft(), LEADER, 'first', 'a,b\n'),
  early(LEADER, 'first', '/hand-over', { fields: { to: '206611' } }),
  early(LEADER, 'first', '/file'),
  early(HEAD, 'first', '/manager-return'),
  early(LEADER, 'first', '/file'),
  early(HEAD, 'first', '/confirm'),
  step(KEEPER, 'first', '/check', { fields: { checks: ['complete', 'period'] } }),
  step(KEEPER, 'first', '/return'),
  step(LEADER, 'first', '', { fields: { ...prior, ...left_alone, act: 'save' } }),
  attach(request(), LEADER, 'first', 'c,d\n'),
  step(LEADER, 'first', '/hand-over', { fields: { to: '206611' } }),
  step(LEADER, 'first', '/file'),
  step(HEAD, 'first', '/manager-return'),
  step(LEADER, 'first', '/file'),
  step(HEAD, 'first', '/confirm'),
  ...way_to_the_ciso('first'),
  step(HEAD, 'first', '/takeover', { isRefused: true }),
  step(CISO, 'first', '/decision', { fields: { decision: 'permitted_with_conditions', period_from: prior.period_from, period_to: prior.period_to, conditions_due: ['2027-01-10'] } }),
  { ...step(LEADER, 'first', ''), route: request('/conditions/{condition_id}/met'), path: () => `${at.first}/conditions/${at.condition}/met`, fields: { met_on: '2026-11-22' },
    before: async (client) => { at.condition = (await newest(client, at.first, '', 'conditions', () => true)).id; } },
  step(LEADER, 'first', '/reviews', { fields: { still_needed: 'yes', compensating_works: 'yes' } }),
  step(HEAD, 'first', '/extension', { fields: { period_to: '2027-03-31' } }),
  step(CISO, 'first', '/extension/decision', { fields: { decision: 'permitted', period_to: '2027-03-31', conditions_due: ['2027-03-10'] } }),
  step(LEADER, 'first', '/termination/draft', { fields: { ended_on: '2026-11-22' } }),
  step(HEAD, 'first', '/termination/return'),
  step(LEADER, 'first', '/termination/draft', { fields: { ended_on: '2026-11-22' } }),
  step(HEAD, 'first', '/termination', { fields: { ended_on: '2026-11-22' } }),
  step(KEEPER, 'first', '/termination/check', { fields: { finding: 'rejected' } }),
  ...filed('revoked', 'prior', prior),
  ...way_to_the_ciso('revoked'),
  step(CISO, 'revoked', '/decision', { fields: { decision: 'permitted', period_from: prior.period_from, period_to: prior.period_to, conditions: [], conditions_due: [] } }),
  step(CISO, 'revoked', '/revocation'),
  ...filed('withdrawn', 'prior', prior),
  step(HEAD, 'withdrawn', '/withdrawal'),
  { route: '/exceptions', who: LEADER, path: '/exceptions', makes: 'discarded', fields: { kind: 'prior', unit: '0502', follows: '', clause: '' } },
  early(LEADER, 'discarded', '/discard'),
  ...filed('urgent', 'emergency', emergency),
  step(CISO, 'urgent', '/acknowledgement', { fields: { outcome: 'stop_ordered' } }),
  { route: '/admin/exceptions/import', who: KEEPER, path: '/admin/exceptions/import', makes: 'ledger', fields: {},
    file: (words, headings) => ['台帳.csv', csv([columns.map((column) => headings[`heading_${column}`]).concat(words('a heading', 40)),
      ['2026-例-901', 'R8.10.9', '市民窓口課', words('a title', 80), '詳細編4(1)ア', '異なる方法', words('a measure', 400), '2026-10-12', '2027-03-31', `2027-01-10 ${words('a condition', 200)}`],
      [words('a number', 30), 'x', words('a section', 60), 'あ', words('a clause', 60), words('a type', 40)]])] },
];

module.exports = { writes };
