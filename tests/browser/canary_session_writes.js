'use strict';
// Canaries in what is recorded of a meeting that runs.
const { meeting } = require('./meetings');

const KEEPER = 'secretariat';
const here = (below) => () => `/meetings/${meeting('attended').id}${below}`;
const of_item = (below) => () => `/meetings/${meeting('attended').id}/items/${meeting('attended').items[0]}${below}`;
const seat = (place) => Object.values(meeting('attended').seats)[place];
const session = (client) => client.json(here('/session')(), `?item=${meeting('attended').items[0]}`);

// What a change follows is read just before it.
function recording(route, path, fields) {
  return {
    route, who: KEEPER, path,
    before: async (client, write) => { write.fields = fields(await session(client)); },
  };
}

const version_of = (found, id) => found.seats.find((one) => one.id === id).version;

const writes = [
  recording('/meetings/{id}/attendance', here('/attendance'), (found) => ({ attendance: seat(1), actual: 'proxy', version: version_of(found, seat(1)) })),
  recording('/meetings/{id}/items/{item_id}/positions', of_item('/positions'), () => ({ attendance: seat(2), position_value: 'objection', channel: 'at_meeting', seq: 0 })),
  recording('/meetings/{id}/items/{item_id}/gist', of_item('/gist'), (found) => ({ version: found.item.version })),
  { ...recording('/meetings/{id}/items/{item_id}/session', of_item('/session'), (found) => ({ gist_version: found.item.version, act: 'save' })), isForgotten: true },
  recording('/meetings/{id}/items/{item_id}/decision', of_item('/decision'), () => ({ outcome: 'carried_over' })),
  recording('/meetings/{id}/end', here('/end'), (found) => ({ visitors: 0, version: found.meeting.version, ends_at: '8:50' })),
  { ...recording('/meetings/{id}/hold', here('/hold'), (found) => ({ visitors: 0, version: found.meeting.version, ends_at: '8:50' })), isRefused: true },
];

module.exports = { writes };
