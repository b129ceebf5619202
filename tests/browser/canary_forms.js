'use strict';
// A field full of canaries: by the form, where all of it is refused and comes back as it was typed, and by JSON, where what
// no rule refuses is kept.
const { canary, marks_in } = require('./canary_words');
const { client } = require('./canary_client');
const { as, look } = require('./canary_browser');

// The fields of a route as openapi.json describes them; text is what is neither a code, a date nor a number.
function fields_of(paths, route) {
  const { properties } = paths[route].post.requestBody.content['application/json'].schema;
  return Object.entries(properties).filter(([name]) => name !== 'file').map(([name, { type, items, format, maxLength, ...of }]) => (
    { name, max: maxLength, isCode: Boolean(of.enum), isList: type === 'array', isText: ['string', 'array'].includes(type) && !format && !of.enum && !(items && items.enum) }));
}

function send_form({ path, fields }) {
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action: path });
  for (const [name, value] of fields) {
    const input = document.createElement('textarea');
    Object.assign(input, { name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

// What the form, when it comes back, does not hold as it was typed.
function lost({ path, fields }) {
  const plain = (text) => text.replace(/\s+/g, '');
  const forms = [...document.querySelectorAll('main form')].filter(({ action }) => decodeURI(new URL(action).pathname) === path);
  const controls_of = (name) => forms.flatMap((form) => [...form.querySelectorAll(`[name="${name}"]`)])
    .filter((element) => element.matches('textarea, input:not([type=checkbox], [type=radio], [type=hidden], [type=password])'));
  return fields.map(([name, value]) => [name, value, controls_of(name)])
    .filter(([, value, controls]) => controls.length && !controls.some((control) => plain(control.value) === plain(value)))
    .map(([name, , [control]]) => `${name} holds ${control.value}`);
}

// `codes` are sent as they are, where the form that comes back is another without them.
async function echo({ route, who, path, fields: base = {}, codes = [] }, names) {
  const seen = await as(who);
  const { csrf } = await client(who);
  const fields = names.map(({ name, max }) => [name, codes.includes(name) ? String(base[name]) : canary(`${route}: ${name}, refused`, max)]);
  const sent = { path: encodeURI(path), fields: [...fields, ['csrf', csrf]] };
  const [answer] = await Promise.all([seen.page.waitForNavigation({ waitUntil: 'domcontentloaded' }), seen.page.evaluate(send_form, sent)]);
  const { problems } = await look(seen);
  if (answer.status() < 400) problems.push(`accepted: ${answer.status()}`);
  return [...problems, ...(await seen.page.evaluate(lost, { path, fields }))];
}

// --- the same by JSON, until every rule is content -----------------------------------------------------------------

function body_of(write, names, refused) {
  const body = { ...write.fields };
  for (const { name, max, isList, isText } of names) {
    const isLeftAlone = body[name] !== undefined && !String(body[name]).length;
    if (!isText || refused.has(name) || isLeftAlone) continue;
    const words = canary(`${write.route}: ${name}`, max);
    body[name] = isList ? [words] : words;
  }
  return body;
}

function multipart(write, body, csrf) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...body, csrf })) for (const each of [value].flat()) form.append(name, String(each));
  if (!write.file) return form;
  const [name, content] = write.file((what, ...how) => canary(`${write.route}: ${what} of the file`, ...how), body);
  form.append('file', new Blob([content]), name);
  return form;
}

async function version_of(write, someone) {
  const text = JSON.stringify(await someone.json(write.version));
  const found = JSON.parse(text).version ?? Number((/"version":(\d+)/.exec(text) || [])[1]);
  return Number.isInteger(found) ? found : 0;
}

async function send(write, names, refused) {
  const someone = await client(write.who);
  const body = body_of(write, names, refused);
  if (write.version) body.version = await version_of(write, someone);
  const form = (write.file || write.isForm) && multipart(write, body, someone.csrf);
  return { answer: await someone.post(write.path, form || body), sent: JSON.stringify(body) + (write.file ? await form.get('file').text() : '') };
}

async function store(write, names) {
  const refused = new Set();
  for (let i = 0; i < 12; i++) {
    const { answer, sent } = await send(write, names, refused);
    if (answer.ok) return { refused, answer, marks: marks_in(sent) };
    const problem = await answer.json();
    const fresh = (problem.errors || []).map((error) => error.field).filter((field) => !refused.has(field));
    if (!fresh.length) throw new Error(`${write.who}, ${write.path}: ${answer.status} ${JSON.stringify(problem)}`);
    fresh.forEach((field) => refused.add(field));
  }
  throw new Error(`${write.path}: refused without end`);
}

module.exports = { fields_of, echo, store };
