'use strict';
// The markup as it leaves the server.
const { HtmlValidate } = require('html-validate');
const { url, check, visitor, signIn } = require('./harness');
const { places, reach } = require('./places');

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  // Clause slugs are ids; a title is as long as its document's; boxes to tick may share their name as buttons do.
  rules: {
    'valid-id': ['error', { relaxed: true }], 'long-title': 'off',
    'form-dup-name': ['error', { shared: ['radio', 'submit', 'button', 'reset', 'checkbox'] }],
  },
});

async function findings(markup, address) {
  const report = await validator.validateString(markup, address);
  return report.results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
}

async function markup(page, place) {
  if (!place.reach) return (await page.request.get(place.path)).text();
  if (!place.status) {  // the way there ends at a page that can be asked for again
    await reach(page, place);
    return (await page.request.get(page.url())).text();
  }
  const answer = page.waitForResponse((response) => response.request().method() === 'POST' && response.status() === place.status);
  await reach(page, place);
  return (await answer).text();
}

// A page that stands in no place of places.js would be looked at by nobody.
async function unvisited() {
  const { context, page } = await visitor();
  const { paths } = await (await page.request.get('/openapi.json')).json();
  await context.close();
  return Object.entries(paths)
    .filter(([, methods]) => methods.get && methods.get.responses[200].content['text/html'])
    .map(([pattern]) => pattern)
    .filter((pattern) => {
      const shape = new RegExp(`^${pattern.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`);
      return !places.some((place) => shape.test(place.path.replace(/[?#].*/, '')));
    });
}

module.exports = async function html() {
  check('every page of the portal is in places.js', await unvisited());
  for (const who of new Set(places.map((place) => place.who))) {
    const { context, page } = await visitor({ javaScriptEnabled: false }); // a form sent by script is answered with JSON
    if (who !== 'signed out') await signIn(page, who);
    for (const place of places.filter((p) => p.who === who)) {
      const found = await findings(await markup(page, place), url + place.path);
      check(`${who}, ${place.state} (${place.path}): html-validate`, found);
    }
    await context.close();
  }
};
Object.assign(module.exports, { findings });
