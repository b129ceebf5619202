'use strict';
// An exception from its draft to its end (domain 6.5, story 1), one that waits for a CISO who is away and what is done
// meanwhile (story 2), and what a deputy may (story 3): by the forms of the page alone, with and without JavaScript. Each
// station is kept as a picture.
const { accounts, test, holds, visitor, signIn } = require('./harness');
const deputy = require('./deputy_story');
const absence = require('./absence_story');
const pictures = require('./pictures');

const draft = {
  title: '窓口混雑時の共用端末自動ログオフ延長', clauses: ['standard_basic/8.1'], requirement_text: '5分でログオフすること。',
  measure_type: 'alternative_method', ground_difficulty: '繁忙期は、1日あたり約160回の再ログオンが生じているため。',
  ground_continuity: '待ち時間が最長95分となり、窓口事務の継続に支障があるため。',
  ground_reason: '職員が常に立ち会い、手動でロックすることで、同等の安全を確保できるため。',
  measure_text: '自動ログオフまでの時間を5分から15分に延長する。', compensating: '離席時は手動でロックする。', threats: ['insider'],
  risk_text: '画面を見られる。', residual_risk: 'middle', assets: '窓口共用端末 24台', info_class: '3B', users: '38人',
  period_from: '2026-11-22', period_to: '2027-03-31', resolution_plan: '2027年2月にＩＣカード認証を導入する。',
};

async function text(page) {
  return (await page.textContent('main')).replace(/\s+/g, ' ');
}

const keep = (page, name, subject = 'exception') => pictures.keep(page, name, subject);

// What the leader writes is the form's own test; here it is sent as the form would send it.
async function write({ page, context }) {
  await signIn(page, 'leader');
  const { csrf } = await (await context.request.get('/session.json')).json();
  const post = (to, data) => context.request.post(to, { data: { csrf, ...data }, headers: { Accept: 'application/json' } });
  const { id } = await (await post('/exceptions', { kind: 'prior', title: draft.title })).json();
  const { version } = await (await context.request.get(`/exceptions/drafts/${id}.json`)).json();
  const saved = await post(`/exceptions/drafts/${id}`, { ...draft, act: 'save', version });
  holds(saved.ok(), `the draft is refused: ${await saved.text()}`);
  return `/exceptions/drafts/${id}`;
}

class Story {
  constructor(come, name) {
    Object.assign(this, { come, name, visits: {} });
  }

  async as(who) {
    if (!this.visits[who]) {
      this.visits[who] = await this.come();
      await signIn(this.visits[who].page, who);
    }
    const { page } = this.visits[who];
    await page.goto(this.path);
    return page;
  }

  // Fills the form `form`, opening it where it is folded, sends it, and holds to what the page then says.
  async act(who, form, said, fill = async () => {}) {
    const page = await this.as(who);
    const folded = page.locator(`details#${form}:not([open]) > summary`);
    if (await folded.count()) await folded.click();
    await fill(page);
    await page.click(`#${form} button[type=submit]`);
    await page.waitForLoadState();
    const found = await text(page);
    holds(found.includes(said), `${who}, ${form}: no ${said} in ${found.slice(0, 400)}`);
    holds((await page.locator('main .button-solid').count()) <= 1, `${who} sees more than one solid button after ${form}`);
    const { pathname, search } = new URL(page.url());
    if (search.startsWith('?done=')) this.path = pathname;
    await keep(page, `${this.name}-${form}`);
    return page;
  }

  async to_the_ciso() {
    await this.act('leader', 'to-manager', '所属長の確認に回しました');
    await this.act('section_head', 'confirm', '申請しました');
    holds(decodeURI(this.path).includes('-例-'), `filed, it is at ${this.path}`);
    await this.act('secretariat', 'check', '受付と確認を記録しました', (page) => page.check('#check [value=complete]'));
    await this.act('network_security_manager', 'nsm_opinion', '意見を記録しました', async (page) => {
      await page.check('#nsm_opinion [value=agree]');
      await page.fill('#nsm_opinion-opinion', 'やむを得ない。');
    });
    await this.act('secretariat', 'forward', 'ＣＩＳＯの決裁に上げました');
  }
}

const stories = {
  async 'an exception from the draft to its end'(come, name) {
    const story = new Story(come, name);
    story.visits.leader = await come();
    story.path = await write(story.visits.leader);
    await story.act('leader', 'to-manager', '所属長の確認に回しました');
    await story.act('section_head', 'manager_return', '起案者に差し戻しました', (page) => page.fill('#manager_return-reason', '終了日を年度の末日までに改めてください。'));
    holds((await text(await story.as('leader'))).includes('終了日を年度の末日までに改めてください。'), 'the leader does not read why');
    await story.to_the_ciso();
    await decide(story);
    await end(story);
  },

  async 'nobody decides in the place of a CISO who is away'(come, name) {
    const story = new Story(come, name);
    story.visits.leader = await come();
    story.path = await write(story.visits.leader);
    await story.to_the_ciso();
    for (const who of ['information_security_officer', 'network_security_manager', 'secretariat', 'section_head', 'auditor'])
      await waits(story, who);
  },

  'what was done while the CISO was away is entered afterwards and read': (come, name) =>
    absence(come, (page, station) => keep(page, `${name}-${station}`, 'absence')),

  'a deputy acts when the CISO has recognised it': (come, name) => deputy(come, (page, station) => keep(page, `${name}-${station}`, 'deputy')),
};

async function decide(story) {
  const page = await story.as('ciso');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.click('a[href="#acts"]');
  holds(await page.locator('#decision h2').isVisible(), 'on a phone, the link does not lead to the decision');
  await page.setViewportSize({ width: 1366, height: 900 });
  await story.act('ciso', 'decision', '入力内容を確認してください', (form) => form.check('#decision [value=permitted_with_conditions]'));
  await page.click('.banner-error a >> nth=0');
  holds(/#decision-/.test(page.url()), `the error leads to ${page.url()}`);
  await story.act('ciso', 'decision', '条件付きで許可しました', async (form) => {
    await form.check('#decision [value=permitted_with_conditions]');
    await form.fill('#decision-conditions', '確認の記録を提出すること。');
    await form.fill('#decision-conditions_due', '令和9年1月10日');
    await form.fill('#decision-reason', '記録で、残る危険を小さくできるため。');
  });
  const titles = await page.locator('main h2').allTextContents();
  holds(titles.indexOf('決定') >= 0 && titles.indexOf('決定') < titles.indexOf('例外措置の内容'), `what was decided is not read first: ${titles}`);
  await page.click('main .page-head a:has-text("様式2")');
  const form = await text(page);
  for (const words of ['例外措置条件付許可通知書', '確認の記録を提出すること。', '公印省略', accounts.ciso.name]) holds(form.includes(words), `form 2 lacks ${words}`);
  await keep(page, `${story.name}-form-2`);
}

async function end(story) {
  await story.act('leader', 'termination_draft', '終了報告の案を、所属長の確認に回しました', async (page) => {
    await page.fill('#termination_draft-ended_on', '2026/11/22');
    for (const field of ['result', 'restored', 'media_handled']) await page.fill(`#termination_draft-${field}`, '元に戻した。');
  });
  await story.act('section_head', 'termination', '終了を報告しました', async (page) => {
    holds(await page.inputValue('#termination-restored') === '元に戻した。', 'the head does not find what the leader drafted');
    await page.fill('#termination-result', '端末を更新し、元に戻した。');
  });
  const page = await story.act('secretariat', 'termination_check', '終了を確認しました', (form) => form.check('#termination_check [value=accepted]'));
  await page.click('main a:has-text("履歴")');
  const steps = await page.locator('tbody tr').count();
  holds(steps === 11, `the history has ${steps} steps`);
  await keep(page, `${story.name}-history`);
}

async function waits(story, who) {
  const page = await story.as(who);
  holds((await text(page)).includes('代わって決裁できる人はいません'), `${who} is not told that it waits`);
  holds(!(await page.locator('#decision').count()), `${who} can decide`);
}

module.exports = async function exceptions() {
  for (const javaScriptEnabled of [true, false])
    for (const [name, story] of Object.entries(stories))
      await test(`${name} (${javaScriptEnabled ? 'with' : 'without'} JavaScript)`, async () => {
        const visits = [];
        const come = async () => {
          visits.push(await visitor({ javaScriptEnabled }));
          return visits[visits.length - 1];
        };
        try {
          await story(come, `${Object.keys(stories).indexOf(name) + 1}-${javaScriptEnabled ? 'js' : 'plain'}`);
          const offences = visits.flatMap((visit) => visit.offences);
          holds(!offences.length, offences.join('; '));
        } finally {
          for (const { context } of visits) await context.close();
        }
      });
};
