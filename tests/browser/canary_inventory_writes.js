'use strict';
// The same for 棚卸し, for what belongs together, for changes of networks and systems and for what appendix 1 excludes.
const { at, of, csv } = require('./canary_writes');
const { canary } = require('./canary_words');
const { asset, inventory } = require('./assets');

const KEEPER = 'secretariat', LEADER = 'leader', HEAD = 'section_head', NSM = 'network_security_manager';
const unsaid = { event: '', text: '', asset_no: '', note: '', act: 'save' };
const LIST = '/inventories/{fiscal_year}/{unit_code}';

const list = (who, more, fields, rest = {}) => ({ route: `${LIST}${more}`, who, path: of('list', more), fields: { ...unsaid, ...fields }, isAsItIs: true, ...rest });
const step = (who, fields) => { const rest = { ...fields }; return list(who, '/steps', rest, { version: of('list') }); };

const checked = [
  { route: '/inventories', who: KEEPER, path: '/inventories', fields: { fiscal_year: 2023, as_of: '2024-03-31', due: '2026-12-25' },
    before: () => { at.asset = `/assets/${asset('system', '業務の情報システム')}`; at.found = asset('media', '登録ＵＳＢメモリ'); at.list = inventory(2022); } },
  { route: '/inventories/{fiscal_year}/remind', who: KEEPER, path: '/inventories/2023/remind', isAsItIs: true },
  list(LEADER, '', {}, { before: async (someone, write) => {
    const { items } = await someone.json(at.list, '?limit=150');
    write.fields.items = items.map(({ asset_no, version }, n) => ({
      asset_no, version, inventory_result: n ? 'confirmed' : 'missing', note: canary(`${LIST}: note of an asset`, 200) }));
  } }),
  list(LEADER, '/additions', { note: undefined }, { before: (someone, write) => { delete write.fields.note; write.fields.asset_no = asset('media', '見つかった媒体'); } }),
  { ...step(HEAD, { event: 'submit' }), before: (someone, write) => { delete write.fields.text; } },
  { ...step(KEEPER, { event: 'return' }), before: (someone, write) => { delete write.fields.text; } },
  list(LEADER, '/sheet', {}, {
    before: async (someone) => { [{ asset_no: at.number }] = (await someone.json(at.list)).items; },
    file: (words) => ['棚卸し.csv', csv([['管理番号', '結果', '備考'], [at.number, '変更がある', words('a note', 200)]])] }),
];

const related = [
  { route: '/assets/{asset_no}/relations', who: LEADER, path: of('asset', '/relations'), isAsItIs: true, fields: { way: 'runs_on.to' },
    before: (someone, write) => { write.fields.to = asset('hardware', '業務サーバ'); } },
  { route: '/assets/{asset_no}/changes', who: LEADER, path: of('asset', '/changes'), makes: 'change', isAsItIs: true,
    fields: { network_change_kind: 'change', planned_on: '2026-12-05', due: '2026-12-25' } },
  { route: '/assets/{asset_no}/changes/{id}/steps', who: NSM, path: of('change', '/steps'), version: of('change'), fields: { event: 'approve' }, isAsItIs: true },
  { route: '/exclusions', who: KEEPER, path: '/exclusions', isAsItIs: true, fields: {},
    before: (someone, write) => { at.excluded = asset('information', '対象外の資料'); write.fields.asset_no = at.excluded; } },
  { route: '/exclusions/{asset_no}/end', who: KEEPER, path: () => `/exclusions/${at.excluded}/end`, isAsItIs: true, fields: { asset_no: '', exclusion_ref: '' },
    before: async (someone, write) => { write.fields.version = (await someone.json('/exclusions')).items.find((item) => item.asset_no === at.excluded).version; } },
];

module.exports = { writes: [...checked, ...related] };
