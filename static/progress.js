// A form that takes a while says so: its button rests, a bar moves, and words say what goes on. A form with a file is
// sent from here, so that the part already sent is known; the server's answer is an address to go to. Whatever else it
// answers is left to the browser, which sends the form once more the usual way and shows the page with the errors.
// Without this script the forms work as they stand.

const forms = 'form[data-progress]';

function parts(form) {
  const box = form.querySelector('[data-progress-box]');
  return { box, bar: box.querySelector('progress'), words: form.querySelector('[role=status]'), button: form.querySelector('[type=submit]') };
}

function say(form, text) {
  parts(form).words.textContent = text;
  if (text) parts(form).words.scrollIntoView({ block: 'nearest' });
}

function begin(form) {
  const { box, bar, button } = parts(form);
  bar.removeAttribute('value');
  box.hidden = false;
  button.disabled = true;
  form.setAttribute('aria-busy', 'true');
  say(form, form.dataset.progress);
}

function rest(form, text = '') {
  const { box, button } = parts(form);
  box.hidden = true;
  button.disabled = false;
  form.removeAttribute('aria-busy');
  say(form, text);
}

function show_sent(form, event) {
  const { bar } = parts(form);
  if (!event.lengthComputable) return;
  bar.max = event.total;
  bar.value = event.loaded;
  say(form, `ファイルを送信しています（${Math.floor((100 * event.loaded) / event.total)}％）。`);
}

function all_sent(form) {
  parts(form).bar.removeAttribute('value');
  say(form, form.dataset.progress);
}

function answered(form, request) {
  const place = request.getResponseHeader('Location');
  if (request.status === 201 && place) location.assign(place);
  else form.submit();
}

function send(form) {
  const request = new XMLHttpRequest();
  request.open('POST', form.action);
  request.setRequestHeader('Accept', 'application/json');
  request.upload.addEventListener('progress', (event) => show_sent(form, event));
  request.upload.addEventListener('load', () => all_sent(form));
  request.addEventListener('load', () => answered(form, request));
  request.addEventListener('error', () => rest(form, form.dataset.progressFailed));
  request.send(new FormData(form));
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches(forms)) return;
  if (form.hasAttribute('aria-busy')) {
    event.preventDefault();
    return;
  }
  begin(form);
  if (!form.querySelector('[type=file]')) return;
  event.preventDefault();
  send(form);
});

// A page that comes back by the Back button may come back as it was left.
addEventListener('pageshow', () => document.querySelectorAll(forms).forEach((form) => rest(form)));
