'use strict';
// Exceptions in the states in which their pages are looked at. They are made once for the run, by those who may.
const { visitor, signIn } = require('./harness');

const draft = {
  title: '窓口混雑時の共用端末自動ログオフ延長', clauses: ['standard_basic/8.1'], requirement_text: '5分でログオフすること。',
  measure_type: 'alternative_method', ground_difficulty: '繁忙期は、1日あたり約160回の再ログオンが生じているため。',
  ground_continuity: '待ち時間が最長95分となり、窓口事務の継続に支障があるため。',
  ground_reason: '職員が常に立ち会い、手動でロックすることで、同等の安全を確保できるため。',
  measure_text: '自動ログオフまでの時間を5分から15分に延長する。', compensating: '離席時は手動でロックする。', threats: ['insider'],
  risk_text: '画面を見られる。', residual_risk: 'middle', assets: '窓口共用端末 24台', info_class: '3B', users: '38人',
  period_from: '2026-11-22', period_to: '2027-03-31', resolution_plan: '2027年2月にＩＣカード認証を導入する。',
};
const report = {
  title: '台風時の連絡', clauses: ['standard_basic/8.2'], requirement_text: '私物の電話を使わないこと。', measure_text: '私物の電話で連絡した。',
  compensating: '内容を記録した。', risk_text: '盗み聞き。', started_on: '2026-11-10', started_time: '18:40',
  urgency_reason: '庁内の電話が不通となり、直ちに連絡する必要があったため。', why_unavoidable: '代わりの手段がなく、許可を待つ時間がなかったため。',
  current_condition: '復旧し、終了した。', still_needed: 'no', delay_reason: '災害対応が続いたため。',
};

const clients = {};

async function client(who) {
  if (!clients[who]) {
    const { page, context } = await visitor();
    await signIn(page, who);
    const { csrf } = await (await context.request.get('/session.json')).json();
    clients[who] = { request: context.request, csrf };
  }
  return clients[who];
}

async function send(who, to, data) {
  const { request, csrf } = await client(who);
  const answer = await request.post(encodeURI(to), { data: { csrf, ...data }, headers: { Accept: 'application/json' } });
  if (!answer.ok()) throw new Error(`${who}, ${to}: ${answer.status()} ${await answer.text()}`);
  return answer;
}

// What JSON may: each step is that of the page's form.
class Request {
  async begin(kind, fields, act) {
    const { id } = await (await send('leader', '/exceptions', { kind, title: fields.title })).json();
    this.path = `/exceptions/drafts/${id}`;
    await send('leader', this.path, { ...fields, act, version: await this.version('leader') });
    return this;
  }

  async version(who) {
    const { request } = await client(who);
    return (await (await request.get(`${encodeURI(this.path)}.json`)).json()).version;
  }

  async act(who, address, data = {}) {
    const answer = await send(who, `${this.path}/${address}`, { version: await this.version(who), ...data });
    this.path = decodeURI(answer.headers().location);
    return this;
  }

  async to(state) {
    await this.act('section_head', 'confirm');
    if (state === 'filed') return this;
    await this.act('secretariat', 'check', { checks: ['complete', 'period'] });
    if (state === 'under_review') return this;
    await this.act('network_security_manager', 'opinions', { by: 'network_security_manager', result: 'agree', opinion: 'やむを得ない。', residual_risk: 'low' });
    await this.act('secretariat', 'forward');
    return this;
  }
}

const makers = {
  draft: () => new Request().begin('prior', draft, 'save'),
  awaiting_manager: () => new Request().begin('prior', draft, 'file'),
  filed: async () => (await new Request().begin('prior', draft, 'file')).to('filed'),
  under_review: async () => (await new Request().begin('prior', draft, 'file')).to('under_review'),
  pending_ciso: async () => (await new Request().begin('prior', draft, 'file')).to('pending_ciso'),
  async returned() {
    const made = await (await new Request().begin('prior', draft, 'file')).to('pending_ciso');
    await made.act('ciso', 'decision', { decision: 'returned', reason: '台数を確かめて、もう一度申請してください。' });
    await send('leader', made.path, { ...draft, assets: '窓口共用端末 25台', residual_risk: 'low', threats: [], act: 'save', version: await made.version('leader') });
    return made;
  },
  async in_effect() {
    const made = await (await new Request().begin('prior', draft, 'file')).to('pending_ciso');
    return made.act('ciso', 'decision', {
      decision: 'permitted_with_conditions', period_from: draft.period_from, period_to: draft.period_to, reason: '記録で、残る危険を小さくできるため。',
      conditions: ['10分とすること。', '記録を提出すること。'], conditions_due: ['', '2027-01-10'],
    });
  },
  async extension_pending() {
    const made = await makers.in_effect();
    return made.act('section_head', 'extension', { progress: '実施中', reason: '納入が遅れているため延長する。', period_to: '2027-05-31', resolution_plan: '5月に終える。' });
  },
  async revoked() {
    const made = await makers.in_effect();
    return made.act('ciso', 'revocation', { reason: '代替措置が行われていないため。' });
  },
  async end_drafted() {
    const made = await makers.in_effect();
    return made.act('leader', 'termination/draft', { ended_on: '2026-11-22', result: '終えた。', restored: '戻した。', media_handled: 'なし' });
  },
  async end_returned() {
    const made = await makers.end_drafted();
    return made.act('section_head', 'termination/return', { reason: '戻した台数を書いてください。' });
  },
  async termination_reported() {
    const made = await makers.in_effect();
    return made.act('section_head', 'termination', { ended_on: '2026-11-22', result: '終えた。', restored: '戻した。', media_handled: 'なし' });
  },
  async reported() {
    return (await new Request().begin('emergency', report, 'file')).act('section_head', 'confirm');
  },
  async acknowledged() {
    return (await makers.reported()).act('ciso', 'acknowledgement', { outcome: 'continue_needs_application' });
  },
};

const made = {};

async function open(page, state, below = '') {
  made[state] = made[state] || makers[state]();
  await page.goto((await made[state]).path + below);
}

// Sends a form of the page without what it asks for.
async function send_empty(page, state, form) {
  await open(page, state);
  const sent = page.waitForNavigation();
  await page.evaluate((id) => {
    const found = document.getElementById(id), its = found.matches('form') ? found : found.querySelector('form');
    its.noValidate = true;
    its.submit();
  }, form);
  await sent;
}

const place = (who, state, words) => ({ who, path: '/exceptions/x', state: `exception, ${words || state}`, reach: (page) => open(page, state) });
const below = (who, state, path, words) => ({ who, path: `/exceptions/x${path}`, state: `exception, ${words}`, reach: (page) => open(page, state, path) });
const empty = (who, state, form, address) => ({
  who, path: `/exceptions/x/${address}`, state: `exception, ${form} sent empty`, status: 422, reach: (page) => send_empty(page, state, form),
});

const places = [
  { who: 'leader', path: '/exceptions/drafts/0', state: 'exception, draft', reach: (page) => open(page, 'draft') },
  { who: 'section_head', path: '/exceptions/drafts/0', state: 'exception, awaiting the head', reach: (page) => open(page, 'awaiting_manager') },
  place('section_head', 'in_effect'),
  place('section_head', 'revoked'),
  place('section_head', 'acknowledged', 'an emergency to go on'),
  place('leader', 'returned'),
  place('secretariat', 'filed'),
  place('network_security_manager', 'under_review'),
  place('information_security_officer', 'pending_ciso', 'opinion of the officer'),
  place('ciso', 'pending_ciso', 'to be decided'),
  place('ciso', 'extension_pending'),
  place('ciso', 'reported', 'an emergency'),
  place('section_head', 'end_drafted', 'whose end is drafted'),
  place('leader', 'end_returned', 'the draft of whose end came back'),
  place('secretariat', 'termination_reported'),
  below('leader', 'returned', '/history', 'history'),
  below('leader', 'pending_ciso', '/forms/1', 'form 1'),
  below('leader', 'in_effect', '/forms/2', 'form 2'),
  below('ciso', 'extension_pending', '/forms/3', 'form 3'),
  below('leader', 'reported', '/forms/4', 'form 4'),
  below('leader', 'termination_reported', '/forms/5', 'form 5'),
  below('leader', 'revoked', '/forms/6', 'form 6'),
  empty('ciso', 'pending_ciso', 'decision', 'decision'),
  empty('secretariat', 'filed', 'check', 'check'),
  empty('section_head', 'in_effect', 'extension', 'extension'),
  empty('section_head', 'in_effect', 'termination', 'termination'),
  empty('leader', 'in_effect', 'termination_draft', 'termination/draft'),
];

module.exports = Object.assign(places, { open });
