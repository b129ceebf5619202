'use strict';
// Media, software and disposals of the section 0502 for the pages that show them: tests/http/custody_in_states.py.
const { execFileSync } = require('child_process');
const path = require('path');

const root = path.join(__dirname, '..', '..');
let made;

// { movement, installation, disposal }: their numbers in addresses.
function custody() {
  if (!made) {
    const environment = { ...process.env, MAMORI_STATE: process.env.MAMORI_OWN_STATE };
    const url = execFileSync(path.join(root, 'server/cluster'), ['url', 'superuser'], { env: environment, encoding: 'utf8' }).trim();
    made = JSON.parse(execFileSync('python3', ['-B', path.join(root, 'tests/http/custody_in_states.py'), url], { encoding: 'utf8' }));
  }
  return made;
}

module.exports = { custody };
