'use strict';
// The writes of canary_writes.js for sheets of assets and the corrections they become.
const { of, csv } = require('./canary_writes');

const LEADER = 'leader', HEAD = 'section_head', NSM = 'network_security_manager';
const sheet = (name) => ({ route: '/assets/import', who: LEADER, path: '/assets/import', makes: name, fields: { kind: 'system' },
  file: (words) => ['台帳.csv', csv([['名称', '概要・用途', '備考'], [words('an asset', 100), words('its use', 400), words('its note', 2000)]])] });
const act = (who, name, what, fields) => ({ route: `/assets/corrections/{id}/${what}`, who, path: of(name, `/${what}`), version: of(name), fields: { actual_change_on: '2026-11-20', registers: false, ...fields } });

const writes = [
  sheet('confirmed'),
  act(LEADER, 'confirmed', 'sending', { text: '' }),
  act(HEAD, 'confirmed', 'application', { reason: '', text: '' }),
  sheet('returned'),
  act(LEADER, 'returned', 'sending', { text: '' }),
  act(HEAD, 'returned', 'returning', { reason: '' }),
  { ...sheet('asked'), file: (words) => ['昔の台帳.csv', csv([['名称', words('a heading', 40)], ['旧システム', words('a cell', 60)]])] },
  { route: '/assets/import/{id}', who: LEADER, path: of('asked'), makes: 'mapped', fields: { kind: 'system', columns: ['0:note'] } },
  sheet('dropped'),
  act(LEADER, 'dropped', 'discarding', { reason: '', text: '' }),
  { route: '/assets/bulk', who: NSM, path: '/assets/bulk', makes: 'bulk', fields: { assets: ['S-0001'], numbers: '', field: 'note' } },
];

module.exports = { writes };
