'use strict';
// The same for what a committee does: a meeting while it runs, its minutes, meetings of past years, directives, guidance and
// referrals. A meeting runs on the day of the tests because the rules of the database made it so (meetings.js).
const { accounts } = require('./harness');
const { canary } = require('./canary_words');
const { client } = require('./canary_client');
const { make } = require('./meetings');
const { at, of, newest, csv } = require('./canary_writes');

const TODAY = '2026-11-22', SECTION = '0502';
const KEEPER = 'secretariat', CISO = 'ciso', MEMBER = 'committee_member', LEADER = 'leader', HEAD = 'section_head', NSM = 'network_security_manager';

// --- a meeting that runs ----------------------------------------------------------------------------------------------

const meetings = {};
const begin = (name, state, ...items) => () => {
  meetings[name] = make(state, ...items);
  at[name] = `/meetings/${meetings[name].id}`;
};
const seat_of = (name, who) => meetings[name].seats[accounts[who].login];
// A member who has no account: the last seat of all that take part.
const other = (seats) => seats.filter(({ takes_part }) => takes_part).pop();
const of_item = (number, more) => () => `${at.sitting}/items/${meetings.sitting.items[number]}${more}`;
const sheet = async (someone, number) => someone.json(`${at.sitting}/session`, `?item=${meetings.sitting.items[number]}`);

const on_item = (number, more, fields, before) => ({
  route: `/meetings/{id}/items/{item_id}${more}`, who: KEEPER, path: of_item(number, more), fields,
  before: async (someone, write) => {
    const { item, seats } = await sheet(someone, number);
    write.fields = { ...write.fields, ...before({ item, seats, seat: other(seats) }) };
  },
});
const nothing_decided = { outcome: '', text: '', conditions: '', instruction: '' };
const work = (number, fields, before = () => ({})) => on_item(number, '/session', fields, (found) => ({ gist_version: found.item.version, ...before(found) }));

// The row of a seat, whose fields have names of their own.
function row({ seat }) {
  const words = (what, max) => canary(`/meetings/{id}/items/{item_id}/session: ${what} of a seat`, max);
  return {
    [`seen-${seat.id}`]: `${seat.version} ${seat.seq} ${seat.attendance_actual}`, [`actual-${seat.id}`]: 'late', [`reason-${seat.id}`]: words('reason', 200),
    [`position-${seat.id}`]: 'objection', [`why-${seat.id}`]: words('why', 1000),
  };
}

const running = [
  { route: '/meetings/{id}/attendance', who: KEEPER, path: of('sitting', '/attendance'), fields: { actual: 'proxy' },
    before: async (someone, write) => {
      begin('sitting', 'running', 'deliberation d 改定', 'deliberation c 基準', 'report a 動向')();
      const seat = (await sheet(someone, 0)).seats.find(({ takes_part, id }) => takes_part && id !== seat_of('sitting', MEMBER));
      Object.assign(write.fields, { attendance: seat.id, version: seat.version });
    } },
  { ...on_item(0, '/positions', { position_value: 'objection', channel: 'written_before_close', seq: 0 }, () => ({ attendance: seat_of('sitting', MEMBER) })), who: MEMBER },
  work(0, { ...nothing_decided, act: 'all_attend' }),
  on_item(0, '/positions', { position_value: 'objection', channel: 'at_meeting' }, ({ seat }) => ({ attendance: seat.id, seq: seat.seq })),
  on_item(0, '/gist', {}, ({ item }) => ({ version: item.version })),
  on_item(0, '/decision', { outcome: 'carried_over', instruction: '', follow_up_due: '2027-02-01' }, () => ({})),
  { ...work(1, { ...nothing_decided, act: 'save' }, row), isForm: true, isAsItIs: true },
  work(1, { act: 'decide', outcome: 'withdrawn', instruction: '' }),
  { ...work(2, { act: 'decide', outcome: 'noted', instruction: '' }), isAsItIs: true },
  ...['/end', '/hold'].map((more) => ({ route: `/meetings/{id}${more}`, who: KEEPER, path: of('sitting', more), version: of('sitting'), fields: { ends_at: '8:50' } })),
];

// --- its minutes ------------------------------------------------------------------------------------------------------

const minutes = (who, more, fields = {}, rest = {}) => ({ route: `/meetings/{id}/minutes${more}`, who, path: of('minutes', `/minutes${more}`), fields, ...rest });
const kept = { version: of('minutes', '/minutes') };
const confirm = (who) => minutes(who, '/confirmation', { minutes_version: 2 }, { isAsItIs: true });

const written = [
  minutes(CISO, '/return', { minutes_version: 1 }, { before: begin('minutes', 'minutes_review') }),
  minutes(KEEPER, '', { act: 'gist', named_member: '', visitors: 0 }, {
    codes: ['act', 'item', 'visitors'], before: async (someone, write) => {
      const [{ id, item_version }] = (await someone.json(`${at.minutes}/minutes`)).items;
      Object.assign(write.fields, { item: String(id), item_version });
    } }),
  minutes(KEEPER, '', { act: 'frame', item: '', gist: '', visitors: 2 }, {
    ...kept, codes: ['act'], before: (someone, write) => { write.fields.named_member = String(seat_of('minutes', MEMBER)); } }),
  minutes(KEEPER, '/send', { visitors: 2 }, { ...kept, before: (someone, write) => { write.fields.named_member = String(seat_of('minutes', MEMBER)); } }),
  confirm(CISO),
  confirm(MEMBER),
  minutes(KEEPER, '/corrections', {}, kept),
];

const columns = ['会議体', '区分', '開催日', '開会', '場所', '臨時開催の理由', '議題', '種類', '事項', '結果', '決定の内容', '審議の要点'];

const past = [
  { route: '/admin/meetings/import', who: KEEPER, path: '/admin/meetings/import', fields: { sheet: '', apply: true },
    file: (words) => ['会議.csv', csv([columns,
      ['isc', '臨時会', '2021-06-09', '10:00', words('a place', 80), words('a reason', 400), words('a title', 120), '審議', 'b', '総意により決定', words('a decision', 2000), words('a gist', 8000)]])] },
];

// --- directives, guidance, referrals ------------------------------------------------------------------------------------

const draft = { directive_audience: 'listed', units: [SECTION], due: '2026-12-18', needs_reply: true };
const unsaid = { unit: '', text: '', message: '' }; // what the form of another act on the page is for
const directive = (who, more, fields) => ({
  route: `/directives/{id}${more}`, who, path: of('directive', more), ...(who === KEEPER && { version: of('directive') }), fields: { ...unsaid, ...fields } });
const said = undefined;

const instructed = [
  { route: '/directives', who: KEEPER, path: '/directives', makes: 'directive', fields: { ...draft, directive_source: 'nsm_instruction', decision: '' },
    before: async (someone) => { at.imported = `/meetings/${(await newest(someone, '/admin/meetings/import', '', 'items', () => true)).id}`; } },
  { route: '/directives/{id}', who: KEEPER, path: of('directive'), version: of('directive'), fields: draft },
  directive(KEEPER, '/issue', { message: said }),
  directive(LEADER, '/confirm', { unit: SECTION }),
  directive(KEEPER, '/remind', { message: said }),
  { ...directive(LEADER, '/report', { unit: SECTION, text: said }), codes: ['unit'] },
  directive(KEEPER, '/close', { message: said }),
  { route: '/directives', who: KEEPER, path: '/directives', makes: 'unissued', isAsItIs: true, fields: { ...draft, directive_source: 'nsm_instruction', decision: '' } },
  { ...directive(KEEPER, '/discard', { message: said }), path: of('unissued', '/discard'), version: of('unissued') },
];

const guided = [
  { route: '/guidance', who: NSM, path: '/guidance', makes: 'guidance', fields: { unit: SECTION, guidance_kind: 'guidance' } },
  { route: '/guidance/{id}/replies', who: LEADER, path: of('guidance', '/replies'), isAsItIs: true }, // no rule refuses a text
];

// The head of 市民窓口課 stands for that of 人事課, who has no account here.
async function head_of_personnel() {
  const keeper = await client(KEEPER), place = '/admin/settings/discipline.personnel_unit';
  const { version } = await keeper.json(place);
  const answer = await keeper.post(place, { value: SECTION, valid_from: TODAY, note: '試験', version });
  if (!answer.ok) throw new Error(`${place}: ${answer.status} ${await answer.text()}`);
}

const referred = [
  { route: '/discipline', who: HEAD, path: '/discipline', fields: { referred_on: '2026-11-10', incident_ref: '', parties: '304182' }, before: head_of_personnel },
  { route: '/discipline/{reference_no}', who: HEAD, path: of('referral'), version: of('referral'), fields: { closed_on: TODAY, parties: '304182' },
    before: async (someone) => { at.referral = `/discipline/${(await someone.json('/discipline')).items[0].reference_no}`; } },
];

module.exports = { writes: [...running, ...written, ...past, ...instructed, ...guided, ...referred] };
