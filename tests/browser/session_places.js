'use strict';
// 出欠・審議 as each state and each viewer shows it, and as a form comes back.
const { meeting } = require('./meetings');

const address = (state, item = 0) => `/meetings/${meeting(state).id}/session?item=${meeting(state).items[item]}`;
const place = (who, state, item, words) => ({
  who, path: '/meetings/0/session', state: `session, ${words || state}`, reach: (page) => page.goto(address(state, item)),
});

async function send(page, form) {
  const sent = page.waitForNavigation();
  await page.evaluate((selector) => {
    const found = document.querySelector(selector);
    found.noValidate = true;
    found.submit();
  }, form);
  return sent;
}

// What a page sends that was opened before somebody else recorded something.
async function conflict(page) {
  await page.goto(address('attended', 1));
  await page.evaluate(() => {
    const row = document.querySelectorAll('tr[data-seat]')[5];
    row.querySelector('[name^=seen]').value = '0 0 ';
    row.querySelector('select').value = 'late';
  });
  await send(page, '#work');
}

async function noReason(page) {
  await page.goto(address('attended', 1));
  await page.evaluate(() => document.querySelectorAll('tr[data-seat]')[4].querySelector('[value=objection]').click());
  await send(page, '#work');
}

async function noProxy(page) {
  await page.goto(address('running', 1));
  await page.locator('tr[data-seat]').nth(4).locator('select').selectOption('proxy');
  await send(page, '#work');
}

async function tooEarly(page) {
  await page.goto(address('attended'));
  await send(page, 'form[action*="/hold"]');
}

async function noPosition(page) {
  await page.goto(address('notified'));
  await send(page, 'form[action$="/positions"]');
}

module.exports = [
  place('secretariat', 'running', 0),
  place('secretariat', 'attended', 0),
  place('secretariat', 'attended', 3, 'a report'),
  place('secretariat', 'decided', 0),
  place('secretariat', 'held', 1),
  place('secretariat', 'planned', 0),
  place('committee_member', 'notified', 0, 'a statement in writing'),
  place('auditor', 'running', 0, 'read while it runs'),
  { who: 'secretariat', path: '/meetings/0/session', state: 'session, what somebody recorded before', status: 409, reach: conflict },
  { who: 'secretariat', path: '/meetings/0/session', state: 'session, an objection without a reason', status: 422, reach: noReason },
  { who: 'secretariat', path: '/meetings/0/session', state: 'session, a proxy without a name', status: 422, reach: noProxy },
  { who: 'secretariat', path: '/meetings/0/session', state: 'session, held too early', status: 422, reach: tooEarly },
  { who: 'committee_member', path: '/meetings/0/session', state: 'session, no position chosen', status: 422, reach: noPosition },
];
