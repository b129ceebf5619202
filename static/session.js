// The working screen of a meeting: each change is saved as it is made, and what another secretary records is shown within
// seconds. A change says what it follows (a version, the number of a position): where somebody was faster, nothing is
// written over, and the row says so. Over a lost connection changes wait and are sent again. The form's own buttons do the
// same without this script; what the page looks like is the server's alone: parts of it are taken from there anew.

const form = document.querySelector('form[data-session]');
const words = document.querySelector('[data-save-state]');
const clock = document.querySelector('[data-clock]');
const { session: address, item } = form.dataset;
const here = `${address}/session?item=${item}`;
const [pollInterval, retryInterval, typingPause] = [3000, 3000, 1500];
const keys = { 1: 'no_objection', 2: 'objection', 3: 'reserved', 4: 'left', 0: 'not_present' };
const parts = ['agenda', 'tally', 'decided', 'outcomes'];

const waiting = new Map(); // a change of each seat's attendance and position, and of the gist: the last one counts
const timers = new Map();
const refused = new Map(); // what to say of it; until the same thing is changed again
let sending = null;
let lost = false;

// --- what is said ----------------------------------------------------------------------------------------------

function say(text, tone = '') {
  words.textContent = text;
  words.dataset.tone = tone;
}

function now() {
  const shown = new Date(Date.parse(form.dataset.now) + performance.now());
  return shown.toLocaleTimeString('ja-JP', { timeZone: 'Asia/Tokyo', hour: 'numeric', minute: '2-digit' });
}

function note(row, text) {
  if (row) row.querySelector('.seat-note').textContent = text;
}

// --- changes ---------------------------------------------------------------------------------------------------

function field(name) {
  return form.elements[name];
}

const changes = {
  attendance: (seat, row) => ({
    path: `/attendance?item=${item}`,
    body: {
      attendance: +seat, actual: field(`actual-${seat}`).value || null, reason: field(`reason-${seat}`).value, version: +row.dataset.version,
      proxy_name: field(`actual-${seat}`).value === 'proxy' ? field(`proxy-${seat}`).value : null,
    },
  }),
  position: (seat, row) => ({
    path: `/items/${item}/positions`,
    body: {
      attendance: +seat, position_value: field(`position-${seat}`).value, channel: 'at_meeting', seq: +row.dataset.seq,
      reason: field(`position-${seat}`).value === 'objection' ? field(`why-${seat}`).value : null,
    },
  }),
  gist: () => ({ path: `/items/${item}/gist`, body: { gist: field('gist').value, version: +field('gist_version').value } }),
};

function change(kind, seat) {
  const row = seat && document.getElementById(`seat-${seat}`);
  const { path, body } = changes[kind](seat, row);
  return fetch(address + path, {
    method: 'POST', body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': field('csrf').value },
  });
}

function put(kind, seat, pause = 0) {
  const key = `${kind} ${seat}`;
  waiting.set(key, { kind, seat });
  say('保存しています…', 'waiting');
  clearTimeout(timers.get(key));
  timers.set(key, setTimeout(() => { timers.delete(key); flush(); }, pause));
}

// An objection is sent with its reason, a proxy with the name: what is to be said while it is missing.
function lacks(kind, seat) {
  const [choice, words, text] = { position: ['objection', 'why', '異議の理由'], attendance: ['proxy', 'proxy', '代理者の職名・氏名'] }[kind] || [];
  const chosen = choice && field(`${kind === 'position' ? 'position' : 'actual'}-${seat}`).value === choice;
  return chosen && !field(`${words}-${seat}`).value.trim() ? `${text}を入力すると、保存します。` : '';
}

async function answered(answer, { kind, seat }) {
  const row = seat && document.getElementById(`seat-${seat}`);
  if (answer.ok) {
    follow(kind, row, await answer.json());
    note(row, '');
    return;
  }
  const found = await answer.json();
  if (answer.status >= 500 || answer.status === 429) throw new Error(found.detail);
  const text = found.errors?.[0].message || found.detail;
  if (answer.status === 401) throw new Error('signed out');
  if (row) note(row, text);
  refused.set(`${kind} ${seat}`, row ? '保存できなかった入力があります。印のある行を確認してください。' : text);
}

// What the next change of the same thing follows.
function follow(kind, row, found) {
  if (kind === 'gist') {
    field('gist_version').value = found.item.version;
    return;
  }
  const seat = found.seats.find((one) => one.id === +row.dataset.seat);
  row.dataset.version = seat.version;
  row.dataset.seq = seat.seq;
}

async function sendAll() {
  for (const [key, one] of [...waiting]) {
    if (timers.has(key)) continue; // still being typed
    const missing = lacks(one.kind, one.seat);
    if (missing) {
      note(document.getElementById(`seat-${one.seat}`), missing);
      continue;
    }
    refused.delete(key);
    waiting.delete(key);
    try {
      await answered(await change(one.kind, one.seat), one);
    } catch (error) {
      if (!waiting.has(key)) waiting.set(key, one);
      throw error;
    }
  }
}

async function flush() {
  if (sending) return sending;
  sending = sendAll().then(() => { lost = false; }, () => { lost = true; });
  await sending;
  sending = null;
  if (lost) {
    say(`保存できませんでした。通信を確認してください。${waiting.size}件を、つながりしだい送信します。`, 'stopped');
    setTimeout(flush, retryInterval);
    return null;
  }
  if (!waiting.size) {
    if (refused.size) say([...refused.values()].pop(), 'stopped');
    else say(`保存しました ${now()}`);
    await refresh();
  }
  return null;
}

// --- what others record ------------------------------------------------------------------------------------------

function page() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', here);
    request.setRequestHeader('Accept', 'text/html');
    request.responseType = 'document';
    request.addEventListener('load', () => (request.status === 200 ? resolve(request.response) : reject(new Error(request.status))));
    request.addEventListener('error', reject);
    request.send();
  });
}

function isBusy(seat) {
  return [...waiting.keys()].some((key) => key.endsWith(` ${seat}`));
}

function swapRow(fresh) {
  const row = document.getElementById(fresh.id);
  const { seat, version, seq } = fresh.dataset;
  if (!row || isBusy(seat)) return;
  const at = row.contains(document.activeElement) && document.activeElement;
  if (at && at.type === 'text') return;
  const said = row.querySelector('.seat-note').textContent;
  const isOthers = row.dataset.version !== version || row.dataset.seq !== seq;
  row.replaceWith(document.adoptNode(fresh));
  if (said) note(document.getElementById(fresh.id), said);
  if (isOthers) document.getElementById(fresh.id).dataset.fresh = '';
  if (at) form.querySelector(`[name="${at.name}"]${at.type === 'radio' ? `[value="${at.value}"]` : ''}`)?.focus();
}

function swapPart(found, name) {
  const [old, fresh] = [document, found].map((place) => place.querySelector(`[data-part=${name}]`));
  const chosen = name === 'outcomes' && form.querySelector('[name=outcome]:checked')?.value;
  if (!old || !fresh || old.contains(document.activeElement)) return;
  old.replaceWith(document.adoptNode(fresh));
  const again = chosen && form.querySelector(`[name=outcome][value="${chosen}"]:not(:disabled)`);
  if (again) again.checked = true;
}

async function refresh() {
  const found = await page().catch(() => null);
  const fresh = found?.querySelector('form[data-session]');
  if (!fresh) return;
  if (!!found.querySelector('[data-part=decided]') !== !!document.querySelector('[data-part=decided]')) {
    location.assign(here);
    return;
  }
  form.dataset.stamp = fresh.dataset.stamp;
  for (const name of parts) swapPart(found, name);
  for (const row of [...fresh.querySelectorAll('tr[data-seat]')]) swapRow(row);
  const gist = field('gist');
  if (!waiting.has('gist ') && !refused.has('gist ') && document.activeElement !== gist) {
    gist.value = fresh.elements.gist.value;
    field('gist_version').value = fresh.elements.gist_version.value;
  }
}

async function poll() {
  const answer = await fetch(`${address}/session.json?item=${item}`).catch(() => null);
  const found = answer?.ok ? await answer.json() : null;
  if (found && found.facts.stamp !== form.dataset.stamp && !sending) await refresh();
  if (waiting.size && !sending) flush();
}

// The end that is suggested follows the clock until somebody writes there: a page may stay open for the whole meeting.
const end = document.querySelector('form[data-suggests-end] [name=ends_at]');
let suggested = end?.value;

function suggestEnd() {
  if (!end || end.value !== suggested) return;
  const shown = Date.parse(form.dataset.now) + performance.now();
  suggested = new Date(shown - (shown % 300000)).toLocaleTimeString('ja-JP', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' });
  end.value = suggested;
}

// --- what the secretary does ---------------------------------------------------------------------------------------

function changed({ target }) {
  const [what, seat] = target.name.split('-');
  const row = target.closest('tr');
  if (row) delete row.dataset.fresh;
  if (['actual', 'reason', 'proxy'].includes(what)) put('attendance', seat);
  else if (what === 'position' || what === 'why') put('position', seat);
}

function typing({ target }) {
  if (target.name === 'gist') put('gist', '', typingPause);
}

function radio(row, value) {
  return row?.querySelector(`input[type=radio][value="${value}"]`);
}

function beside(target, step) {
  const all = [...target.closest('tr').querySelectorAll('input[type=radio]')];
  return all[all.indexOf(target) + step];
}

function above(target, step) {
  let row = target.closest('tr');
  do row = step > 0 ? row.nextElementSibling : row.previousElementSibling; while (row && !radio(row, target.value));
  return radio(row, target.value);
}

function pressed(event) {
  const { target, key } = event;
  if (!target.matches('.matrix input[type=radio]') || event.ctrlKey || event.altKey || event.metaKey) return;
  const next = { ArrowUp: () => above(target, -1), ArrowDown: () => above(target, 1), ArrowLeft: () => beside(target, -1), ArrowRight: () => beside(target, 1) }[key];
  const chosen = keys[key] && radio(target.closest('tr'), keys[key]);
  if (!next && !chosen) return;
  event.preventDefault();
  if (next) next()?.focus();
  else {
    chosen.focus();
    chosen.click();
    if (key === '2') field(`why-${target.closest('tr').dataset.seat}`).focus();
  }
}

// A button of the form waits for what is on its way.
async function submitted(event) {
  for (const [key, timer] of [...timers]) {
    clearTimeout(timer);
    timers.delete(key);
  }
  if (!sending && !waiting.size) return;
  event.preventDefault();
  await flush();
  waiting.clear(); // the form carries the rest
  form.requestSubmit(event.submitter);
}

form.addEventListener('change', changed);
form.addEventListener('input', typing);
form.addEventListener('keydown', pressed);
form.addEventListener('submit', submitted);
addEventListener('online', flush);
addEventListener('beforeunload', (event) => { if (waiting.size) event.preventDefault(); });
setInterval(poll, pollInterval);
setInterval(() => { clock.textContent = now(); suggestEnd(); }, 1000);
