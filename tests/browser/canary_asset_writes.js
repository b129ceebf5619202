'use strict';
// The writes of canary_writes.js for an asset: each kind by its own fields, then what happens to one.
const { of } = require('./canary_writes');

const LEADER = 'leader', HEAD = 'section_head', NSM = 'network_security_manager';

const fields_of_kind = {
  information: ['stored_in', 'personal_file', 'source', 'provision'],
  system: ['service_name', 'provider', 'vendor', 'data_country', 'backup_method', 'backup_place', 'emergency_contact'],
  network: ['line_kind', 'provider', 'circuit_no', 'sites', 'external_connections', 'address_range'],
  hardware: ['maker', 'model', 'serial_no', 'os', 'cabling', 'rack', 'main_user', 'host_address'],
  software: ['product', 'product_version', 'publisher', 'licence_key_ref', 'contract_no'],
  office_equipment: ['maker', 'model', 'serial_no'],
  media: ['capacity', 'keeper', 'storage_place', 'sticker_no'],
  facility: ['contents'],
  system_document: ['document_kind', 'document_version'],
};
const unplaced = ['software'];

// What another kind has is not kept of this one, and the class is one of a list.
function left_alone(kind) {
  const others = Object.values(fields_of_kind).flat().filter((name) => !fields_of_kind[kind].includes(name));
  return Object.fromEntries([...others, 'exclusion_ref', 'unit', ...(unplaced.includes(kind) ? ['location'] : [])].map((name) => [name, '']));
}

const asset = (name, step, more) => ({ route: `/assets/{asset_no}${step}`, who: HEAD, path: of(name, step), version: of(name), ...more });
const kinds = Object.keys(fields_of_kind);

// What a leader proposes is read with the corrections, not with the asset.
const writes = [
  ...kinds.map((kind, i) => ({ route: '/assets', who: ['network', 'hardware'].includes(kind) ? NSM : LEADER, path: '/assets', makes: `asset ${kind}`, isAsItIs: i > 0,
    codes: ['kind'], fields: { ...left_alone(kind), ...(kind === 'hardware' ? { host_address: '' } : {}), kind, unit: '0502', reason: '', preset: 'resident', confidentiality: '', integrity: '', availability: '', grade: '' } })),
  asset('asset system', '', { fields: { ...left_alone('system'), preset: 'resident', confidentiality: 'MC3A', integrity: '', availability: '', grade: '', act: 'register' } }),
  asset('asset hardware', '', { fields: { ...left_alone('hardware'), preset: 'staff', confidentiality: 'MC3A', integrity: '', availability: '', grade: '', act: 'register' } }),
  asset('asset system', '', { isAsItIs: true, fields: { ...left_alone('system'), preset: 'staff', confidentiality: 'MC3A', integrity: '', availability: '', grade: '' } }),
  asset('asset system', '', { who: LEADER, isAsItIs: true, isForgotten: true, fields: { ...left_alone('system'), preset: 'staff', confidentiality: 'MC3B', integrity: '', availability: '', grade: '' } }),
  asset('asset system', '/class-notes', { who: NSM, version: undefined, isAsItIs: true }),
  asset('asset system', '/attachments', { version: undefined, fields: { kind: 'other' }, file: (words) => [`${words('the name of a file', 60, '"<>')}.csv`, 'a,b\n'] }),
  asset('asset system', '/steps', { codes: ['event'], fields: { event: 'suspend', to_unit: '' } }),
  asset('asset hardware', '/steps', { isAsItIs: true, fields: { event: 'transfer', to_unit: '0902' } }),
];

const views = [
  { route: '/assets/views', who: LEADER, path: '/assets/views', fields: { view_query: 'sort=number&kind=system', is_shared: true } },
];

module.exports = { writes: [...writes, ...views] };
