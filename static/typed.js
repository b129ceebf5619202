// What was typed is there again after a step back, also in the fields a browser must not remember, since the next person may
// sit at the same machine (autocomplete=off). It lies in this tab alone, is given back in the session it was typed in and in
// no other, and what was sent is forgotten. Without this script these fields come back empty.

const forms = 'main form[method=post]:not([data-autosave], [data-session])';
const fields = [...document.querySelectorAll(`${forms} input[type=text][autocomplete=off]`)];
const session = document.querySelector('input[name=csrf]')?.value.slice(0, 8);
const entry = `typed ${location.pathname}${location.search}`;

const place = (field) => `${field.form.getAttribute('action')} ${field.name}`;

function keep() {
  const typed = fields.filter((field) => field.value !== field.defaultValue).map((field) => [place(field), field.value]);
  sessionStorage.setItem(entry, JSON.stringify({ session, values: Object.fromEntries(typed) }));
}

function forget_others() {
  for (const key of Object.keys(sessionStorage))
    if (key.startsWith('typed ') && JSON.parse(sessionStorage[key]).session !== session) sessionStorage.removeItem(key);
}

function give_back() {
  const { values } = JSON.parse(sessionStorage[entry] || '{"values":{}}');
  for (const field of fields) if (place(field) in values) field.value = values[place(field)];
}

forget_others();
if (fields.length) {
  if (performance.getEntriesByType('navigation')[0]?.type === 'back_forward') give_back();
  addEventListener('input', keep);
  addEventListener('submit', () => sessionStorage.removeItem(entry));
}
