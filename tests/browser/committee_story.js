'use strict';
// What comes before a regular meeting and after it (domain 6.5, story 4), by the pages: the plan, the programme and the
// notice; then the directive of the third item to all 120 sections, of which 117 confirm, and the minutes until they are
// final and corrected. The policy is not revised here: the portal has no workflow of its review, so the story ends at the
// decision of category d, which names the review by its number.
const { createHash } = require('crypto');
const { accounts, holds } = require('./harness');
const { Cast, text } = require('./cast');
const { begin, confirmed_by_others } = require('./meetings');

const who = { clerk: 'secretariat', presider: 'ciso', named: 'committee_member', head: 'section_head', leader: 'other_leader' };

const plan = {
  committee: 'isc', meeting_kind: 'regular', starts_on: '2026-11-22', starts_time: '10:00', meeting_format: 'in_person',
  place: '本庁舎8階 第1会議室', publicity_mark: 'non_public', nonpublic_reason: '情報セキュリティの対策の内容を扱うため', reply_by: '2026-11-22',
};
const review = 'R8-2';
const items = [
  { title: '情報セキュリティポリシー（第10版）の改定', item_type: 'deliberation', item_category: 'd', related_kind: 'policy_review', related_no: review },
  { title: '約款型クラウドサービスの利用基準', item_type: 'deliberation', item_category: 'c' },
  { title: '標的型メール訓練の結果と全庁への指示', item_type: 'deliberation', item_category: 'e', related_kind: 'training' },
];
const sections = { all: 120, confirmed: 117 };
const correction = '議題２の「機密性２」は「機密性２以上」の誤り。';

class RegularMeeting extends Cast {
  clerk() {
    return this.as(who.clerk);
  }

  async json(path) {
    return (await (await this.clerk()).request.get(`${path}.json`)).json();
  }

  async prepare() {
    const page = await this.clerk();
    await page.goto('/meetings/new');
    this.path = (await this.send(page, '予定を登録する', plan, plan.place, 'planned')).path;
    for (const item of items) {
      await page.goto(`${this.path}/agenda/new`);
      await this.send(page, '議題を登録する', item, item.title);
    }
    await this.keep(page, 'programme');
    await page.goto(this.path);
    await this.follow(page, '開催を通知する');
    await this.send(page, '開催を通知する', { doc_number: '8藤デ第412号' }, '8藤デ第412号', 'notified');
    this.id = Number(this.path.split('/').pop());
    begin(this.id);
    this.items = (await this.json(`${this.path}/agenda`)).items.map(({ id }) => id);
  }

  // --- the directive ------------------------------------------------------------------------------------------------

  async instruct() {
    const page = await this.clerk();
    await page.goto(`${this.path}/decisions`);
    await this.keep(page, 'decisions');
    await this.follow(page, '全庁指示を作成する');
    holds((await page.inputValue('#title')) === items[2].title, 'the directive does not begin with the words of the decision');
    const words = { body: '令和9年1月29日までに、全ての職員等に標的型メール訓練の教材を受講させてください。', due: '2027-01-29' };
    await this.send(page, '下書きを保存する', words, items[2].title);
    this.directive = (await this.send(page, '全庁指示を発出する', {}, `到達 ${sections.all}`, 'directive-issued')).path;
  }

  async confirm_directive() {
    for (const account of [who.head, who.leader]) {
      const page = await this.as(account);
      await page.goto(this.directive);
      await this.send(page, '指示を確認する', {}, accounts[account].name, `directive-${account}`);
    }
    const missing = confirmed_by_others(this.directive.split('/').pop(), sections.confirmed - 2);
    const page = await this.clerk();
    await page.goto(this.directive);
    holds((await text(page, '#answers ~ p.hint')).includes(`${sections.all}課等のうち、確認 ${sections.confirmed}`), 'not 117 of 120 have confirmed');
    await this.keep(page, 'directive-confirmed');
    await this.follow(page, '未確認');
    const shown = await page.locator('main tbody th').allTextContents();
    holds(shown.length === 3 && shown.join() === missing.join(), `${shown} have not confirmed, not ${missing}`);
    await this.keep(page, 'directive-unconfirmed');
  }

  // --- the minutes --------------------------------------------------------------------------------------------------

  async draft_minutes() {
    const page = await this.clerk();
    await page.goto(`${this.path}/minutes`);
    await this.send(page, '議事録を作成する', {}, '記録から作成した案');
    await this.follow(page, items[1].title);
    await this.send(page, '保存する', { gist: '機密性２の情報の扱いについて、異議があった。' }, '機密性２の情報の扱いについて、異議があった。');
    await page.selectOption('[name=named_member]', { label: await this.named_choice(page) });
    await this.send(page, '途中を保存', { visitors: '0' }, accounts[who.named].name, 'minutes-drafted');
  }

  async named_choice(page) {
    const choices = await page.locator('[name=named_member] option').allTextContents();
    holds(!choices.some((choice) => choice.includes(accounts[who.presider].name)), 'the presider can be named');
    return choices.find((choice) => choice.includes(accounts[who.named].name));
  }

  async send_minutes() {
    const page = await this.clerk();
    await page.goto(`${this.path}/decisions`);
    await this.send(page, '指示なしとする', {}, '指示なし');
    await page.goto(`${this.path}/minutes`);
    await this.send(page, '確認を求める', {}, '未確認', 'minutes-sent');
  }

  async confirm_minutes() {
    for (const account of [who.presider, who.named]) {
      const page = await this.as(account);
      await page.goto(`${this.path}/minutes`);
      holds((await text(page)).includes('あなたの確認を待っています'), `${account} is not asked`);
      await this.send(page, '確認する', {}, 'に確認', `minutes-${account}`);
    }
  }

  async correct_minutes() {
    const page = await this.clerk();
    await page.goto(`${this.path}/minutes`);
    holds((await text(page, '#text')).includes('確定'), 'the minutes are not final');
    const before = await this.frozen(page);
    await this.send(page, '訂正を加える', { correction, reason: '委員から指摘があったため。' }, correction, 'minutes-corrected');
    holds((await this.frozen(page)) === before, 'a correction changed the text');
  }

  // The hash on the page is that of the very text.
  async frozen(page) {
    const { minutes, text: bare } = await this.json(`${this.path}/minutes`);
    const hash = createHash('sha256').update((minutes && minutes.text) || bare).digest('hex');
    holds((await page.textContent('main .hash')) === hash, `the text has the hash ${hash}`);
    return hash;
  }

  // --- what became of it --------------------------------------------------------------------------------------------

  async look_back() {
    const page = await this.clerk();
    await page.goto(`${this.path}/decisions`);
    await page.locator('main section', { hasText: items[0].title }).locator('a:has-text("この決定のその後")').first().click();
    await page.waitForURL('**/decisions/*');
    const found = await text(page);
    for (const words of ['ｄ 情報セキュリティポリシーの見直し', '総意により決定', `規程の見直し ${review}`]) holds(found.includes(words), `the decision lacks ${words}: ${found}`);
    holds(!(await page.locator(`main a:has-text("${review}")`).count()), 'the review is a link to nowhere');
    await this.keep(page, 'decision-of-policy');
  }

  async conclude() {
    await this.instruct();
    await this.confirm_directive();
    await this.draft_minutes();
    await this.send_minutes();
    await this.confirm_minutes();
    await this.correct_minutes();
    await this.look_back();
  }
}

module.exports = { RegularMeeting };
