'use strict';
// The same for media that are taken out, software that is installed and assets that are disposed of.
const { custody } = require('./custody');
const { at, of } = require('./canary_writes');

const LEADER = 'leader', HEAD = 'section_head', TODAY = '2026-11-22';

// The head permits, approves: what the next write needs.
async function act(someone, place, fields) {
  const answer = await someone.post(`${place}/steps`, fields);
  if (!answer.ok) throw new Error(`${place}: ${answer.status} ${await answer.text()}`);
}

const movements = async (someone, write) => {
  const { movements: [{ id, version }] } = await someone.json('/media/M-9001');
  at.movement = `/media/M-9001/movements/${id}/steps`;
  write.fields = { ...write.fields, version };
};

const writes = [
  { route: '/media/{asset_no}/movements', who: LEADER, path: '/media/M-9001/movements', before: () => { at.medium = '/media/M-9001'; custody(); },
    fields: { taken_by: '304182', carried_level: 'MC3B', out_on: '2026-11-24', return_by: '2026-11-27' } },
  { route: '/media/{asset_no}/movements/{movement_id}/steps', who: HEAD, path: of('movement'), before: movements, fields: { media_act: 'refuse', erasure: '' } },
  { route: '/licences/{asset_no}/installations', who: LEADER, path: '/licences/W-9001/installations', before: () => { at.software = '/licences/W-9001'; },
    fields: { hardware_no: '', unit: '0502', count: 1, installed_on: TODAY } },
  { route: '/licences/{asset_no}/installations/{installation_id}/removal', who: LEADER, path: () => `/licences/W-9001/installations/${custody().installation}/removal`,
    fields: { count: 1, installed_on: '', removed_on: TODAY }, isAsItIs: true, isForgotten: true },
  { route: '/disposals', who: LEADER, path: '/disposals', makes: 'disposal', fields: { assets: ['H-9002'], content_class: 'mynumber_resident' } },
  { route: '/disposals/{disposal_no}/steps', who: HEAD, path: of('disposal', '/steps'),
    before: async (someone, write) => {
      await act(someone, at.disposal, { disposal_act: 'approve', version: (await someone.json(at.disposal)).disposal.version });
      write.fields = { ...write.fields, version: (await someone.json(at.disposal)).disposal.version };
    },
    fields: { disposal_act: 'carry_out', method: 'physical_destroy', performed_by: 'staff', performed_on: TODAY } },
];

module.exports = { writes };
