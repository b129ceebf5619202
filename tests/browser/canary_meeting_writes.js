'use strict';
// The same for committees and their meetings: the plan, the programme with its papers, notice, answers, and seats.
const { at } = require('./canary_writes');

const KEEPER = 'secretariat';
const of = (name, more = '') => () => at[name] + more;
const plan = {
  meeting_kind: 'extraordinary', starts_on: '2027-02-17', starts_time: '10:00', meeting_format: 'in_person', publicity_mark: 'non_public',
  reply_by: '2027-02-10', necessity_on: '2026-11-20',
};
const item = { item_type: 'deliberation', item_category: 'c', related_kind: 'incident', proposer: '0502' };
const step = (more, fields = {}) => (
  { route: `/meetings/{id}${more}`, who: KEEPER, path: of('meeting', more), version: of('meeting'), fields });

async function find(client, more, list, key) {
  const found = (await client.json(at.meeting + more))[list];
  return found[found.length - 1][key];
}

const writes = [
  { route: '/meetings', who: KEEPER, path: '/meetings', makes: 'meeting', fields: { ...plan, committee: 'isc' } },
  step('', plan),
  { route: '/meetings/{id}/agenda', who: KEEPER, path: of('meeting', '/agenda'), fields: { ...item, carried_from: '' } },
  { route: '/meetings/{id}/agenda/{item_id}', who: KEEPER, path: () => `${at.meeting}/agenda/${at.item}`, version: () => `${at.meeting}/agenda/${at.item}`, fields: item,
    before: async (client) => { at.item = await find(client, '/agenda', 'items', 'id'); } },
  { route: '/meetings/{id}/papers', who: KEEPER, path: of('meeting', '/papers'), fields: { publicity_mark: 'public', paper_no: '', item: '' },
    isAsItIs: true, file: (words) => [`${words('the name of a file', 60, '"<>')}.txt`, 'text'] },
  { route: '/meetings/{id}/invitees', who: KEEPER, path: of('meeting', '/invitees'), fields: { seat_kind: 'expert', person: '' } },
  step('/notice'),
  { route: '/meetings/{id}/reply', who: 'committee_member', path: of('meeting', '/reply'), version: of('meeting', '/reply'), fields: { attendance_planned: 'absent', attendance: '' } },
  step('/rescheduling'),
  step('/cancellation'),
  { route: '/committees/{code}/rules', who: KEEPER, path: '/committees/juki_net_council/rules', version: '/committees/juki_net_council', fields: { minutes_due_days: 45, regular_per_year: 1 } },
  { route: '/committees/{code}/seats', who: KEEPER, path: '/committees/isc/seats',
    fields: { seat_kind: 'member', person: '304182', post: '', designated_on: '2026-11-20', valid_from: '2026-11-20' } },
  { route: '/committees/{code}/seats/{seat_id}/end', who: KEEPER, path: () => `/committees/isc/seats/${at.seat}/end`, version: () => `/committees/isc/seats/${at.seat}/end`,
    fields: { valid_to: '2026-12-31' },
    before: async (client) => { at.seat = (await client.json('/committees/isc')).seats.find(({ holder }) => holder).id; } },
];

module.exports = { writes };
