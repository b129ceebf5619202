'use strict';
// The week without the CISO (domain 6.5, story 2): malware is found, the officer instructs, then is on a train and out of
// reach, and the manager acts on his own judgment. Both enter it afterwards: whether they could follows from the absences of
// that evening, which the sample city has. Those whose place was taken read it when they are back.
const { accounts, holds } = require('./harness');
const { Cast, text } = require('./cast');

const who = { officer: 'information_security_officer', manager: 'network_security_manager', ciso: 'ciso' };
const evening = '2026-11-20';

class Evening extends Cast {
  as(whom) {
    return super.as(who[whom]);
  }

  async enter(whom, time, said, picture) {
    const page = await this.as(whom);
    await page.goto('/authority/records/new');
    const fields = { authority_domain: 'incident_instruction', subject: '不審な通信のある端末の切離しの指示', reason: '被害が広がるおそれがあったため。', day: evening, time };
    return this.send(page, '登録する', fields, said, picture);
  }

  async read(whom, record, picture) {
    const page = await this.as(whom);
    await page.goto('/');
    holds((await text(page)).includes('代行の記録を後閲してください'), `${whom} is not asked to read`);
    await page.goto(record);
    await this.send(page, '後閲した', { note: '了知した。' }, '後閲を記録しました', picture);
  }
}

module.exports = async function story(come, keep) {
  const story = new Evening(come, keep);
  const instructed = await story.enter('officer', '18:40', '代行の記録を登録しました', 'instructed');
  const first = await text(await story.as('officer'));
  for (const words of [`代 ${accounts[who.officer].name}`, accounts[who.ciso].name, '2026年11月20日 18時40分', 'に登録']) holds(first.includes(words), `the record lacks ${words}: ${first}`);
  await story.enter('manager', '18:45', '在席しているため', 'too-early');
  const acted = await story.enter('manager', '19:10', '代行の記録を登録しました', 'acted');
  const second = await text(await story.as('manager'));
  for (const words of ['自らの判断', accounts[who.ciso].name, accounts[who.officer].name, '連絡がつかない']) holds(second.includes(words), `the record lacks ${words}: ${second}`);
  await story.read('ciso', instructed.path);
  await story.read('ciso', acted.path);
  await story.read('officer', acted.path, 'read');
};
