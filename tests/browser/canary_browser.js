'use strict';
// A browser that watches what a page full of canaries does: dialogs, what the content policy refuses, what no template wrote.
const { url, visitor } = require('./harness');
const { marks, watch, examine, read } = require('./canary_words');
const { client } = require('./canary_client');

async function watcher(who) {
  const { context, page, offences } = await visitor();
  const { cookie } = await client(who);
  page.setDefaultTimeout(30000);
  await page.addInitScript(watch);
  if (cookie) await context.addCookies([{ name: cookie.split('=')[0], value: cookie.slice(cookie.indexOf('=') + 1), url }]);
  page.on('dialog', (dialog) => {
    offences.push(`a dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  return { context, page, offences };
}

const watchers = {};

// The page of somebody, of whom several look at once: one in each lane.
async function as(who, lane = 0) {
  const { cookie } = await client(who);
  const key = `${who} ${lane}`;
  if (!watchers[key] || watchers[key].cookie !== cookie) {
    if (watchers[key]) await watchers[key].context.close();
    watchers[key] = { ...(await watcher(who)), cookie };
    await watchers[key].page.goto('/help');
  }
  return watchers[key];
}

const LANES = 3; // while a browser paints, the server answers another

async function in_lanes(list, work) {
  const queue = [...list];
  await Promise.all([...Array(LANES).keys()].map(async (lane) => {
    while (queue.length) await work(queue.shift(), lane);
  }));
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

module.exports = { as, in_lanes, look, close };
