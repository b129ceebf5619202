// What is typed into a long form is saved as its draft every 20 seconds, and before the page is put aside; a page that the
// Back button brings, from before that saving, is loaded again. It never does
// more than saving. Where somebody else was faster, the session has ended or something can't be read, it stops and says
// so; the form's own buttons then lead on. Without this script the form works as it stands.

const interval = 20000;
const kept = 60000; // bytes that a browser still sends after its page is gone
const form = document.querySelector('form[data-autosave]');
const words = document.querySelector('[data-save-state]');
const unsaved = new Set(['version', 'csrf', 'once', 'act', 'q', 'found', 'to']);

let saved = '';
let refused = '';
let running = null;
let stopped = false;

function typed() {
  const fields = new URLSearchParams(new FormData(form));
  for (const name of unsaved) fields.delete(name);
  return fields.toString();
}

function say(text, tone = '') {
  words.textContent = text;
  words.dataset.tone = tone;
}

function stop(text) {
  stopped = true;
  say(`自動保存を止めました。${text}`, 'stopped');
}

function time(instant) {
  const shown = new Date(instant).toLocaleTimeString('ja-JP', { timeZone: 'Asia/Tokyo', hour: 'numeric', minute: '2-digit' });
  return `${shown.replace(':', '時')}分`;
}

function send(text) {
  const { version, csrf } = form.elements;
  const fields = new URLSearchParams(text);
  fields.set('act', 'save');
  fields.set('version', version.value);
  return fetch(form.dataset.autosave, {
    method: 'POST', body: fields, headers: { Accept: 'application/json', 'X-CSRF-Token': csrf.value },
    keepalive: document.hidden && fields.toString().length < kept,
  });
}

async function answered(answer, text) {
  const found = await answer.json();
  if (answer.ok) {
    form.elements.version.value = found.version;
    saved = text;
    say(`保存しました ${time(found.updated_at)}`);
  } else if (answer.status === 401) {
    stop('ログインの有効期間が過ぎています。「下書き保存」を押すと、ログインした後に、入力した内容を保存できます。');
  } else if (answer.status === 409) {
    stop(`${found.detail}「下書き保存」を押すと、両方の内容を確認できます。`);
  } else if (answer.status === 422) {
    refused = text; // until it is changed
    say(`保存できない項目があります。${found.errors[0].message}`, 'stopped');
  } else if (answer.status < 500 && answer.status !== 429) {
    stop(found.detail);
  } else {
    say('保存できませんでした。しばらくして、もう一度保存します。', 'stopped');
  }
}

async function save() {
  const text = typed();
  if (stopped || running || text === saved || text === refused) return;
  running = send(text).then((answer) => answered(answer, text));
  await running.catch(() => say('保存できませんでした。通信を確認してください。', 'stopped'));
  running = null;
}

// A saving on its way changes the version that the form carries: the form waits for it.
async function submitted(event) {
  if (!running) {
    stopped = true;
    return;
  }
  event.preventDefault();
  stopped = true;
  await running.catch(() => null);
  form.requestSubmit(event.submitter);
}

// The page before asks for itself while the one that is left still saves.
async function refresh() {
  const [{ type }] = performance.getEntriesByType('navigation');
  if (type !== 'back_forward') return;
  const answer = await fetch(form.dataset.autosave, { headers: { Accept: 'application/json' } });
  const { version } = await answer.json();
  const isOld = answer.ok && version !== Number(form.elements.version.value);
  if (isOld && !stopped && !running && typed() === saved) location.reload();
}

if (form) {
  saved = 'unsaved' in form.dataset ? '' : typed();
  setInterval(save, interval);
  for (const wait of [500, 2000, 6000]) setTimeout(() => refresh().catch(() => null), wait);
  form.addEventListener('submit', submitted);
  document.addEventListener('visibilitychange', () => document.hidden && save());
  // A page that comes back by the Back button goes on.
  addEventListener('pageshow', (event) => { if (event.persisted) stopped = false; });
}
