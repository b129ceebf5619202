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

function sql(text) {
  const words = execFileSync('/usr/lib/postgresql/15/bin/psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', url(), '-c', text], { encoding: 'utf8' });
  return words.split('\n').slice(0, -1);
}

// The hour of a meeting comes. Notice is given before it, and the clock of the tests stands still: so notice and meeting
// are moved back, past the rules that keep a meeting where it was announced.
function begin(meeting_id) {
  sql(`SET session_replication_role = replica;
       UPDATE meeting SET starts_at = '2026-11-22 08:30+09', notified_at = '2026-11-09 09:00+09' WHERE id = ${meeting_id}`);
}

// So many sections more confirm a directive, each by its head. The names of those that have not.
function confirmed_by_others(directive, count) {
  sql(`INSERT INTO directive_answer (delivery_id, kind, person_id, at)
       SELECT y.id, 'confirm', (SELECT min(r.person_id) FROM effective_role r
                                 WHERE r.org_unit_id = y.org_unit_id AND r.role_code = 'system_security_manager'
                                   AND is_in_force(r.valid_from, r.valid_to, '2026-11-22')), y.delivered_at + interval '1 minute'
         FROM directive_delivery y JOIN org_unit u ON u.id = y.org_unit_id
        WHERE y.directive_id = ${directive} AND NOT EXISTS (SELECT FROM directive_answer a WHERE a.delivery_id = y.id)
        ORDER BY u.code LIMIT ${count}`);
  return sql(`SELECT u.name FROM directive_standing s JOIN org_unit u ON u.id = s.org_unit_id
               WHERE s.directive_id = ${directive} AND s.confirmed_at IS NULL ORDER BY u.code`);
}

const made = {};

function meeting(state) {
  made[state] = made[state] || make(state);
  return made[state];
}

module.exports = { make, meeting, begin, confirmed_by_others, sql };
