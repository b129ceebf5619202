'use strict';
// Who plays in a story: each signs in once, on a browser of their own, and acts by the forms of the pages.
const { holds, signIn } = require('./harness');

async function text(page, selector = 'main') {
  return (await page.textContent(selector)).replace(/\s+/g, ' ');
}

async function fill(page, name, value) {
  const input = page.locator(`main [name=${name}]:visible`).first();
  const kind = await input.evaluate((element) => element.type);
  if (kind === 'radio') await page.check(`main [name=${name}][value=${value}]`);
  else if (kind === 'select-one') await input.selectOption(value);
  else await input.fill(value);
}

class Cast {
  constructor(come, keep) {
    Object.assign(this, { come, keep, visits: {} });
  }

  async as(account) {
    if (!this.visits[account]) {
      this.visits[account] = await this.come();
      await signIn(this.visits[account].page, account);
    }
    return this.visits[account].page;
  }

  // Fills what is on the page, presses `button`, and holds to what the next page then says.
  async send(page, button, fields, said, picture) {
    for (const [name, value] of Object.entries(fields)) await fill(page, name, value);
    const [answer] = await Promise.all([page.waitForNavigation(), page.click(`main button:has-text("${button}"):visible`)]);
    const found = await text(page);
    holds(found.includes(said), `${button}: no ${said} in ${found.slice(0, 400)}`);
    if (picture) await this.keep(page, picture);
    return { status: answer.status(), path: new URL(page.url()).pathname };
  }

  async follow(page, link) {
    await Promise.all([page.waitForNavigation(), page.click(`main a:has-text("${link}"):visible`)]);
  }
}

module.exports = { Cast, text };
