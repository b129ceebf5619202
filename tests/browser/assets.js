'use strict';
// Assets of a section as the owner of the database makes them, for pages and writes that need one of a kind.
const { sql } = require('./meetings');

let made = 0;

// The number of a new asset in use in 市民窓口課.
function asset(kind, name) {
  const number = `X-${9801 + made++}`;
  sql(`INSERT INTO asset (asset_no, kind, status, name, owner_unit_id, location, preset, confidentiality, integrity, availability, registered_on)
       SELECT '${number}', '${kind}', 'in_use', '${name}', u.id, '本庁舎1階 執務室', 'internal', 'MC2', 'I1', 'A1', '2010-04-01'
         FROM org_unit u WHERE u.code = '0502' AND is_in_force(u.valid_from, u.valid_to, '2026-11-22')`);
  sql(`INSERT INTO asset_${kind} (asset_id) SELECT id FROM asset WHERE asset_no = '${number}'`);
  return number;
}

// The check of a year that is over, which no sample city has.
function inventory(year) {
  sql(`SELECT set_config('mamori.now', '2026-11-22 09:00+09', false);
       INSERT INTO inventory_check (fiscal_year, as_of, due) SELECT ${year}, '${year + 1}-03-31', '2026-11-30'
        WHERE NOT EXISTS (SELECT FROM inventory_check WHERE fiscal_year = ${year})`);
  return `/inventories/${year}/0502`;
}

// The same, its list marked to the end, or submitted too.
function marked(year, ...steps) {
  const address = inventory(year);
  const section = `SELECT s.id FROM inventory_section s JOIN org_unit u ON u.id = s.org_unit_id WHERE s.fiscal_year = ${year} AND u.code = '0502'`;
  sql(`UPDATE inventory_item SET result = 'confirmed' WHERE section_id = (${section})`);
  for (const step of steps) sql(`INSERT INTO inventory_step (fiscal_year, section_id, event) SELECT ${year}, (${section}), '${step}'`);
  return address;
}

module.exports = { asset, inventory, marked };
