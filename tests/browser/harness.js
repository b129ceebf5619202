'use strict';
// One browser for the run, one context for a visitor, and the count of what held.
const fs = require('fs');
const { chromium } = require('playwright-core');

const url = process.env.MAMORI_URL;
const accounts = JSON.parse(fs.readFileSync(process.env.MAMORI_ACCOUNTS, 'utf8'));
const counts = { passed: 0, failed: 0 };
let browser;

async function open() {
  browser = await chromium.launch({
    executablePath: process.env.MAMORI_CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

async function close() {
  if (browser) await browser.close();
}

// Passes when `found` is empty or true; otherwise says what was found.
function check(name, found) {
  const problems = Array.isArray(found) ? found : found === true ? [] : [String(found)];
  if (!problems.length) {
    counts.passed++;
    return;
  }
  counts.failed++;
  console.log(`FAILED ${name}`);
  for (const problem of problems.slice(0, 20)) console.log(`    ${problem}`);
}

// A test that throws has failed; the others go on.
async function test(name, body) {
  try {
    await body();
    counts.passed++;
  } catch (error) {
    counts.failed++;
    console.log(`FAILED ${name}\n    ${String(error.message).split('\n').slice(0, 6).join('\n    ')}`);
  }
}

function holds(condition, what) {
  if (!condition) throw new Error(what);
}

// What a page must never do is collected from the start of its context on.
async function visitor(options = {}) {
  const context = await browser.newContext({
    baseURL: url, locale: 'ja-JP', timezoneId: 'Asia/Tokyo', viewport: { width: 1366, height: 900 }, ...options,
  });
  const offences = [];
  context.setDefaultTimeout(30000);
  await context.route((target) => target.origin !== new URL(url).origin, (route) => {
    offences.push(`request to ${route.request().url()}`);
    return route.abort();
  });
  context.on('page', (page) => {
    page.on('console', (message) => {
      const expected = /Failed to load resource: the server responded with a status of 4\d\d/.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !expected) offences.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => offences.push(`page error: ${error.message}`));
    page.on('requestfailed', (request) => offences.push(`failed: ${request.url()} ${request.failure().errorText}`));
    page.on('response', (response) => {
      const isForm = response.request().resourceType() === 'xhr' && response.status() === 422; // its page follows
      if (response.status() >= 400 && !isForm && !response.request().isNavigationRequest())
        offences.push(`${response.status()} ${response.url()}`);
    });
  });
  const page = await context.newPage();
  return { context, page, offences };
}

async function signIn(page, name = 'staff', password = accounts[name].password) {
  await page.goto('/sign-in');
  await page.fill('#login', accounts[name].login);
  await page.fill('#password', password);
  await page.click('main button[type=submit]');
  await page.waitForLoadState();
}

module.exports = { url, accounts, counts, open, close, check, test, holds, visitor, signIn };
