'use strict';
// The one page that needs no database, seen while PostgreSQL stands still. Only against a server of this run's own.
const fs = require('fs');
const { test, holds, visitor } = require('./harness');
const { violations, sideways } = require('./pages');
const { findings } = require('./html');

function clusterProcesses(state) {
  return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      return fs.readlinkSync(`/proc/${pid}/cwd`) === `${state}/cluster`;
    } catch {
      return false; // ended meanwhile
    }
  }).map(Number);
}

function signal(state, name) {
  const processes = clusterProcesses(state);
  processes.forEach((pid) => process.kill(pid, name));
  return processes.length;
}

async function without_database(page) {
  const answer = await page.goto('/policies');
  holds(answer.status() === 503, `status ${answer.status()}`);
  holds(Number(answer.headers()['retry-after']) > 0, 'no Retry-After');
  const found = [...await findings(await answer.text(), answer.url())];
  for (const width of [360, 768, 1366]) {
    await page.setViewportSize({ width, height: 900 });
    found.push(...await violations(page), ...await sideways(page));
  }
  holds(!found.length, found.join('; '));
  holds((await page.textContent('h1')).length > 4, 'no words');
}

module.exports = async function outage() {
  const state = process.env.MAMORI_OWN_STATE;
  if (!state) {
    console.log('  outage: left out, this server is not of this run');
    return;
  }
  await test('outage: the page says so, and the portal comes back by itself', async () => {
    const { context, page } = await visitor();
    try {
      await page.goto('/policies');
      holds(signal(state, 'SIGSTOP') > 0, 'no process of the cluster found');
      await without_database(page);
      signal(state, 'SIGCONT');
      holds((await page.goto('/policies')).status() === 200, 'it does not come back');
    } finally {
      signal(state, 'SIGCONT');
      await context.close();
    }
  });
};
