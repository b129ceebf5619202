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

// Whether the form, when it comes back, holds what was typed.
function kept({ path, name, value }) {
  const plain = (text) => text.replace(/\s+/g, '');
  const form = [...document.querySelectorAll('main form')].find(({ action }) => decodeURI(new URL(action).pathname) === path);
  const controls = [...(form || document.createElement('form')).querySelectorAll(`[name="${name}"]`)].filter((element) => element.matches('textarea, input:not([type=checkbox], [type=radio], [type=hidden], [type=password])'));
  return !controls.length || controls.some((control) => plain(control.value) === plain(value)) || `${name} holds ${controls[0].value}`;
}

async function echo({ route, who, path, fields: base = {}, codes = [] }, names) {
  const seen = await as(who);
  const { csrf } = await client(who);
  const fields = names.map(({ name, max, isCode }) => [name, isCode && codes.includes(name) ? base[name] : canary(`${route}: ${name}, refused`, max)]);
  const [answer] = await Promise.all([seen.page.waitForNavigation(), seen.page.evaluate(send_form, { path: encodeURI(path), fields: [...fields, ['csrf', csrf]] })]);
  const { problems } = await look(seen);
  if (answer.status() < 400) problems.push(`accepted: ${answer.status()}`);
  for (const [name, value] of fields) {
    const isKept = await seen.page.evaluate(kept, { path, name, value });
    if (isKept !== true) problems.push(isKept);
  }
  return problems;
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
  const form = write.file && multipart(write, body, someone.csrf);
  return { answer: await someone.post(write.path, form || body), sent: JSON.stringify(body) + (form ? await form.get('file').text() : '') };
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
