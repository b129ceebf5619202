'use strict';
// Words that would be script where somebody forgot to escape them, in every field of every form and JSON body, in every
// parameter of every address, and then in a real browser every page that shows them: nothing may run, nothing may be
// refused by the content policy (the page would have needed it), and what was typed must be read as it was typed.
const { accounts, check } = require('./harness');
const { canary, marks, marks_in } = require('./canary_words');
const { Client, client } = require('./canary_client');
const { as, in_lanes, look, close } = require('./canary_browser');
const { fields_of, echo, store } = require('./canary_forms');
const { crawl, instances } = require('./canary_crawl');
const { at, writes: of_the_organization } = require('./canary_writes');
const { writes: of_exceptions } = require('./canary_exception_writes');
const { writes: of_meetings } = require('./canary_meeting_writes');
const { writes: of_committees } = require('./canary_committee_writes');
const { writes: of_assets } = require('./canary_asset_writes');
const { writes: of_asset_sheets } = require('./canary_asset_sheet_writes');
const { writes: of_inventories } = require('./canary_inventory_writes');
const { writes: of_custody } = require('./canary_custody_writes');

const writes = [...of_the_organization, ...of_exceptions, ...of_meetings, ...of_committees, ...of_assets, ...of_asset_sheets, ...of_inventories, ...of_custody];
const resolve = (place) => (typeof place === 'function' ? place() : place);

// What no canary comes into, since a rule asks for a code, a number or a form of its own.
const REFUSED = {
  '/admin/accounts/sheets': 'unit', '/admin/settings/{key}': 'value', '/admin/units': 'code parent', '/admin/posts': 'code',
  '/admin/posts/{code}/holdings': 'person', '/units/{code}/reorganization': 'code parent', '/csirt/members': 'person',
  '/experts': 'staff_no', '/experts/{staff_no}/advice': 'unit', '/admin/chart/checks': 'lines',
  '/admin/chart/boxes': 'clause_code role', '/admin/chart/boxes/{id}': 'clause_code role',
  '/admin/chart/lines': 'basis_code from_code to_code', '/admin/chart/lines/{id}': 'basis_code from_code to_code',
  '/contractors': 'corporate_no email name_kana', '/contractors/{id}': 'corporate_no email name_kana',
  '/contractors/{id}/contracts': 'unit', '/contractors/{id}/contracts/{contract_id}': 'unit',
  '/contractors/{id}/contracts/{contract_id}/retractions': 'record_id',
  '/assets/views': 'view_query', '/notifications/read': 'newest',
  '/authority/records': 'day time',
  '/absences': 'from_time means_tried person to_time', '/absences/{id}': 'from_time means_tried to_time',
  '/deputies': 'deputy', '/admin/policies': 'code document version_no', '/admin/policies/{code}/publication': 'version_no',
  '/exceptions': 'unit', '/exceptions/drafts/{id}': 'asset_nos clauses ended_time oral_report_time started_time threats',
  '/exceptions/drafts/{id}/hand-over': 'to', '/exceptions/{request_no}/check': 'checks', '/exceptions/{request_no}': 'asset_nos clauses threats',
  '/exceptions/{request_no}/hand-over': 'to', '/exceptions/{request_no}/decision': 'conditions_due',
  '/exceptions/{request_no}/extension/decision': 'conditions_due', '/admin/people': 'post staff_no unit',
  '/admin/transfers/{id}/application': 'lines',
  '/meetings': 'committee starts_time', '/meetings/{id}': 'starts_time', '/meetings/{id}/agenda': 'proposer',
  '/meetings/{id}/agenda/{item_id}': 'proposer', '/committees/{code}/seats': 'person',
  '/meetings/{id}/end': 'ends_at', '/meetings/{id}/hold': 'ends_at', '/meetings/{id}/minutes': 'item named_member', '/meetings/{id}/minutes/send': 'named_member',
  '/directives': 'units', '/directives/{id}': 'units', '/directives/{id}/confirm': 'unit', '/directives/{id}/report': 'unit',
  '/inventories/{fiscal_year}/{unit_code}/additions': 'asset_no', '/assets/{asset_no}/relations': 'to way', '/exclusions': 'asset_no',
  '/guidance': 'unit', '/discipline': 'parties', '/discipline/{reference_no}': 'parties',
  '/assets': 'contractor law_fields operator_no preset unit', '/assets/{asset_no}': 'confidentiality contractor law_fields operator_no preset', '/assets/{asset_no}/steps': 'to_unit',
  '/media/{asset_no}/movements': 'carried_level taken_by', '/licences/{asset_no}/installations': 'unit', '/disposals': 'assets', '/disposals/{disposal_no}/steps': 'serial_numbers',
  '/assets/import/{id}': 'columns', '/assets/bulk': 'assets field',
  '/people/{staff_no}/moves': 'post unit', '/people/{staff_no}/concurrent-units': 'unit', '/units/{code}/leaders': 'person',
};
// What only leads an act: headings of a sheet, a choice among namesakes, the page to go back to, the words of another act on the
// same page, what a sheet with errors says besides.
const LEADS = new RegExp([
  '^/admin/(transfers|exceptions/import): heading_', '^/admin/exceptions/import: a (heading|measure|condition|clause) of the file$', '^/admin/posts/\\{code\\}/holdings: candidate$', '^/admin/accounts/\\{staff_no\\}/code: reason$', ': undoing$',
  '^/absences/\\{id\\}/return: cancel_reason$', '^/deputies/\\{id\\}/decision: revoke_reason$', '^/deputies/\\{id\\}/revocation: reason$',
].join('|'));
// Routes whose words say which page to go back to, or are those of another act on the page; rows that are pasted are cells, which
// come by a sheet.
const WORDLESS = ['/exceptions/drafts/{id}/attachments/{attachment_id}/remove', '/exceptions/{request_no}/attachments/{attachment_id}/remove',
  '/assets/{asset_no}/relations/{id}/end', '/assets/paste'];

function unwritten(paths) {
  return Object.keys(paths).filter((route) => paths[route].post && paths[route].post.requestBody && fields_of(paths, route).some((field) => field.isText))
    .filter((route) => !WORDLESS.includes(route) && !writes.some((write) => write.route === route));
}

// --- writing --------------------------------------------------------------------------------------------------------

async function write_one(paths, write, refused, kept) {
  if (write.before) await write.before(await client(write.who), write);
  const here = { ...write, path: resolve(write.path), version: resolve(write.version) };
  const names = fields_of(paths, write.route);
  if (!write.isAsItIs) check(`${write.who}, ${here.path}: canaries refused`, await echo(here, names));
  if (write.isRefused) return;
  const stored = await store(here, names);
  if (write.makes) at[write.makes] = decodeURI(stored.answer.headers.get('location')).replace(/\?.*/, '');
  refused[write.route] = [...new Set([...(refused[write.route] || '').split(' '), ...stored.refused])].filter(Boolean).sort().join(' ');
  if (!write.isForgotten) stored.marks.forEach((mark) => kept.add(mark));
}

async function write_all(paths) {
  const refused = {}, kept = new Set();
  for (const write of writes) {
    try {
      await write_one(paths, write, refused, kept);
    } catch (error) {
      check(`${write.who}, ${write.route}: canaries kept`, error.message);
    }
  }
  const found = Object.entries(refused).filter(([route, fields]) => (REFUSED[route] || '') !== fields);
  check('rules refuse canaries where they are known to', found.map(([route, fields]) => `${route} refuses: ${fields}`));
  return kept;
}

// --- reading --------------------------------------------------------------------------------------------------------

// What is the same to look at: a page whose main part another viewer was shown already.
function is_new(page, shown) {
  const main = (/<main[^]*<\/main>/.exec(page.text) || [page.text])[0].replace(/name="(csrf|once)" value="[^"]*"/g, '');
  return !shown.has(main) && Boolean(shown.add(main));
}

async function see(who, { address, kind }, seen) {
  const someone = await as(who);
  await someone.page.goto(address, { waitUntil: 'domcontentloaded' });
  const { problems, found } = await look(someone, kind.includes('json') || address.startsWith('/audit'));
  found.forEach((mark) => seen.add(mark));
  return problems;
}

// Data are no page, whatever stands in them.
function as_data({ address, kind, headers }) {
  const problems = headers.get('x-content-type-options') === 'nosniff' ? [] : [`${address} may be taken for another kind`];
  if (/csv|sheet|calendar/.test(kind) && !/^attachment/.test(headers.get('content-disposition') || '')) problems.push(`${address} opens as a page`);
  return problems;
}

async function read_all(paths, seen) {
  const shown = new Set();
  let looked = 0;
  await in_lanes(['signed out', ...Object.keys(accounts)], async (who) => {
    const { found } = await crawl(who, paths, Object.values(at).filter((place) => String(place).startsWith('/')));
    const fresh = found.filter((page) => is_new(page, shown));
    const problems = found.flatMap(as_data);
    for (const page of fresh.filter(({ kind }) => /html|svg|json/.test(kind)))
      for (const problem of await see(who, page, seen)) problems.push(`${page.address}: ${problem}`);
    looked += fresh.length;
    check(`${who}: ${found.length} pages with canaries`, problems);
  });
  console.log(`  canaries were read on ${looked} pages`);
}

// --- addresses --------------------------------------------------------------------------------------------------------

async function ask(pattern, { parameters }, lane) {
  const { who, path } = instances(pattern);
  const someone = await as(who, lane), problems = [];
  for (const { name, in: where } of parameters) {
    const words = encodeURIComponent(canary(`${pattern}: ${name}`, 200).replace(/\//g, '|'));
    const address = where === 'query' ? `${path.replace(/\?.*/, '')}?${name}=${words}` : pattern.replace(`{${name}}`, words).replace(/\{[^}]+\}/g, '1');
    await someone.page.goto(address, { waitUntil: 'domcontentloaded' });
    problems.push(...(await look(someone, true)).problems.map((problem) => `${name}: ${problem}`));
  }
  check(`${who}, ${pattern}: canaries in the address`, problems);
}

function ask_all(paths) {
  const pages = Object.entries(paths).filter(([, { get }]) => get && get.responses[200].content['text/html']);
  return in_lanes(pages, ([pattern, { get }], lane) => ask(pattern, get, lane));
}

// Person by person: what the sample city wrote fills more than one sheet.
async function read_log() {
  const auditor = await client('auditor'), log = new Set();
  for (const query of ['action=login_failed', ...Object.values(accounts).map(({ person }) => `person=${person}`)]) {
    const answer = await auditor.get(`/audit.csv?${query}`, 'text/csv');
    if (answer.status === 200) for (const mark of marks_in(await answer.text())) log.add(mark);
    else check(`the log as a sheet, ${query}`, [`${answer.status}`]);
  }
  return log;
}

module.exports = async function canaries() {
  const { paths } = await new Client('signed out').json('/openapi');
  check('every route that takes words is written to', unwritten(paths));
  const kept = await write_all(paths), seen = new Set();
  await ask_all(paths);
  await read_all(paths, seen);
  const log = await read_log();
  check('what was kept can be read, if only in the log', [...kept].filter((mark) => !seen.has(mark) && !log.has(mark) && !LEADS.test(marks.get(mark).where)).map((mark) => `${marks.get(mark).where} is read nowhere`));
  await close();
};
