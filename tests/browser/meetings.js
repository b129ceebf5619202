'use strict';
// Meetings in the states in which their pages are looked at: made by the rules of the database, since a meeting that runs on
// the day of the tests was notified before it.
const { execFileSync } = require('child_process');
const path = require('path');

const root = path.join(__dirname, '..', '..');
const environment = { ...process.env, MAMORI_STATE: process.env.MAMORI_OWN_STATE };
let address;

function url() {
  address = address || execFileSync(path.join(root, 'server/cluster'), ['url', 'superuser'], { env: environment, encoding: 'utf8' }).trim();
  return address;
}

// Items are "type category title"; none: the four of tests/http/meetings_in_states.py.
function make(state, ...items) {
  const program = path.join(root, 'tests/http/meetings_in_states.py');
  return JSON.parse(execFileSync('python3', ['-B', program, url(), state, ...items], { encoding: 'utf8' }));
}

const made = {};

function meeting(state) {
  made[state] = made[state] || make(state);
  return made[state];
}

module.exports = { make, meeting };
