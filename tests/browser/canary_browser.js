'use strict';
// A browser that watches what a page full of canaries does: dialogs, what the content policy refuses, what no template wrote.
const { url, visitor } = require('./harness');
const { marks, watch, examine, read } = require('./canary_words');
const { client } = require('./canary_client');

async function watcher(who) {
  const { context, page, offences } = await visitor();
  const { cookie } = await client(who);
  page.setDefaultTimeout(10000);
  await page.addInitScript(watch);
  if (cookie) await context.addCookies([{ name: cookie.split('=')[0], value: cookie.slice(cookie.indexOf('=') + 1), url }]);
  page.on('dialog', (dialog) => {
    offences.push(`a dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  return { context, page, offences };
}

const watchers = {};

async function as(who) {
  const { cookie } = await client(who);
  if (!watchers[who] || watchers[who].cookie !== cookie) {
    if (watchers[who]) await watchers[who].context.close();
    watchers[who] = { ...(await watcher(who)), cookie };
    await watchers[who].page.goto('/help');
  }
  return watchers[who];
}

async function close() {
  for (const { context } of Object.values(watchers)) await context.close();
}

// What is wrong with the page that is shown, and the marks that are read on it; data and addresses write quotes otherwise.
async function look({ page, offences }, isCoded = false) {
  const { wrong, ...words } = await page.evaluate(examine);
  const { found, mangled } = read(words);
  const problems = [...wrong, ...offences, ...(isCoded ? [] : mangled).map((mark) => `not as typed: ${marks.get(mark).where} (${marks.get(mark).words})`)];
  offences.length = 0;
  return { problems, found };
}

module.exports = { as, look, close };
