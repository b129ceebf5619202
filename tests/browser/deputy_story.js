'use strict';
// The deputy of a manager who is away (domain 6.5, story 3): named, but not yet recognised, the deputy may do nothing.
const { accounts, holds } = require('./harness');
const { Cast } = require('./cast');

const who = { manager: 'network_security_manager', deputy: 'deputy_network_security_manager', ciso: 'ciso' };

class Deputy extends Cast {
  as(whom) {
    return super.as(who[whom]);
  }

  // The deputy of the sample is recognised already: named anew, she needs the CISO anew (BR-DP-04).
  async designate() {
    const page = await this.as('manager');
    const { items } = await (await page.request.get('/deputies.json')).json();
    const standing = items.find((item) => item.staff_no === accounts[who.deputy].person && item.deputy_state === 'effective');
    holds(standing, 'the sample has no recognised deputy');
    await page.goto(`/deputies/${standing.id}`);
    await page.click('main details summary');
    await this.send(page, '指名を取り消す', { revoke_reason: '代行範囲の見直しのため。' }, '指名を取り消しました', 'revoked');
    await page.goto('/deputies/new');
    const fields = { deputy: accounts[who.deputy].person, order_no: '1', valid_from: '2026-11-22' };
    this.designation = (await this.send(page, '指名する', fields, 'ＣＩＳＯが認定するまで、権限を代行することはできません', 'designated')).path;
  }

  async leave() {
    const page = await this.as('manager');
    await page.goto('/absences/new');
    const fields = { absence_kind: 'leave', from_day: '2026-11-22', from_time: '08:30', to_day: '2026-11-30' };
    this.absence = (await this.send(page, '登録する', fields, '登録しました', 'away')).path;
  }

  async act(told, said, picture) {
    const page = await this.as('deputy');
    await page.goto('/authority/records/new');
    holds((await page.textContent('main')).includes(told), `the form does not say: ${told}`);
    const fields = { authority_domain: 'nsm_authority', subject: '不審な通信のある端末の切離しの指示', reason: '管理者が休暇中で、待てなかったため。' };
    return this.send(page, '登録する', fields, said, picture);
  }

  async recognise() {
    const page = await this.as('ciso');
    await page.goto('/');
    holds((await page.textContent('main')).includes('権限代行者の指名を認定してください'), 'the CISO is not asked');
    await page.goto(this.designation);
    await page.check('main [name=deputy_decision][value=recognised]');
    await this.send(page, '決定する', {}, '認定しました', 'recognised');
    delete this.visits[who.deputy]; // whose powers change signs in again
  }

  async come_back(record) {
    const page = await this.as('manager');
    await page.goto(record);
    await this.send(page, '後閲した', {}, '後閲を記録しました', 'read');
    await page.goto(this.absence);
    await this.send(page, '戻った', {}, '変更しました', 'back');
  }
}

module.exports = async function story(come, keep) {
  const deputy = new Deputy(come, keep);
  await deputy.designate();
  await deputy.leave();
  const refused = await deputy.act('ＣＩＳＯの認定がありません', 'ＣＩＳＯの認定がありません', 'refused');
  holds(refused.status === 403, `before the recognition the answer is ${refused.status}`);
  await deputy.recognise();
  const { path } = await deputy.act('現在、あなたが代わって行えます。', '代行の記録を登録しました', 'acted');
  const record = (await (await deputy.as('deputy')).textContent('main')).replace(/\s+/g, ' ');
  for (const words of [`代 ${accounts[who.deputy].name}`, accounts[who.manager].name, '休暇']) holds(record.includes(words), `the record lacks ${words}: ${record}`);
  await deputy.come_back(path);
};
