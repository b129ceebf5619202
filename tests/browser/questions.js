'use strict';
// What those who may read the operation log ask of it: ten questions, each answered as a person does, from the home page
// just after signing in, within 15 seconds with a person's hands; on a PC and on a phone. What they are about is done
// here first.
const { accounts, test, holds, visitor, signIn } = require('./harness');
const { devices, hand } = require('./finding');

const limit = 15;
const readers = [['auditor', 'a PC'], ['auditor', 'a phone'], ['ciso', 'a phone'], ['secretariat', 'a PC']];

// --- what happened --------------------------------------------------------------------------------------------------

async function as(who, act) {
  const { context, page } = await visitor();
  try {
    if (who) await signIn(page, who);
    await act(page);
  } finally {
    await context.close();
  }
}

async function set_note(page, value) {
  await page.goto('/admin/settings/help.note');
  await page.fill('#value', value);
  await page.fill('#valid_from', '2026-11-22');
  await page.fill('#note', '問合せが多いため');
  await page.click('main button[type=submit]');
  await page.waitForLoadState();
}

async function set_extension(page, extension) {
  await page.goto('/units/0507/edit');
  await page.fill('#phone_ext', extension);
  await page.fill('#reason', '席の移動');
  await page.click('main button[type=submit]');
  await page.waitForLoadState();
}

async function apply_transfer(page) {
  await page.goto('/admin/transfers');
  await page.setInputFiles('#file', { name: '異動.csv', mimeType: 'text/csv', buffer: Buffer.from('職員番号,氏名,所属コード\n220316,江ノ口 さくら,0503\n') });
  await page.fill('#effective_on', '2027/04/01');
  await Promise.all([page.waitForURL('**/admin/transfers/*'), page.click('main .button-solid')]);
  await page.click('text=適用する');
  await page.waitForLoadState();
  return page.url();
}

async function undo_transfer(address) {
  await as('secretariat', async (page) => {
    await page.goto(address);
    await page.fill('#reason', '試験のため');
    await page.click('text=適用を取り消す');
    await page.waitForLoadState();
  });
}

async function happen() {
  let transfer;
  await as('leader', async (page) => {
    await page.goto('/policies/standard_detailed');
    await page.request.get('/people.csv?q=%E6%B9%98%E7%94%B0');
    await page.goto('/audit');
    await as('portal_admin', async (keeper) => {
      await keeper.goto(`/admin/accounts/${accounts.leader.person}`);
      await keeper.click('form[action$="/sessions/end"] button');
      await keeper.waitForLoadState();
      await keeper.goto('/admin/accounts/sheets?unit=0506');
      await keeper.click('main button[type=submit]');
      await keeper.waitForLoadState();
    });
  });
  await as(null, (page) => signIn(page, 'leader', 'not it'));
  await as(null, (page) => page.goto('/policies/emergency_plan'));
  await as('secretariat', async (page) => {
    await set_note(page, '窓口は8時30分からです。');
    await set_note(page, '窓口は9時からです。');
    for (const extension of ['6130', '6139']) await set_extension(page, extension);
    transfer = await apply_transfer(page);
  });
  return transfer;
}

// --- what is asked -----------------------------------------------------------------------------------------------------

async function open_log(page, act) {
  if (await page.locator('.menu-button').isVisible()) await act.click('.menu-button');
  await act.click('.menu a[href^="/audit"]');
}

// What is folded is not seen.
async function row(page, act, ...words) {
  const all = page.locator('.table-audit tbody tr');
  const rows = (await all.allInnerTexts()).map((r) => r.replace(/\s+/g, ' '));
  const found = rows.findIndex((r) => words.every((word) => r.includes(word)));
  if (found >= 0) await act.see(all.nth(found));
  holds(found >= 0, `no row with ${words.join(', ')} among: ${rows.slice(0, 3).join(' / ').slice(0, 300)}`);
}

const questions = {
  async 'who read 詳細編 in the last seven days'(page, act) {
    await act.click('text=非公開情報の閲覧');
    await act.click('text=この7日間');
    await act.click('.table-audit a:has-text("standard_detailed")');
    await row(page, act, accounts.leader.name, '閲覧', '対策基準＜詳細編＞', '2026年11月22日');
  },
  async 'who changed the extension of 第4地区市民センター, from what to what'(page, act) {
    await act.type('#q', '第4地区');
    await act.click('text=第4地区市民センターについての記録');
    await row(page, act, accounts.secretariat.name, '組織', '内線', '6130 → 6139', '席の移動');
  },
  async 'what 潮見台 遥 did on a day'(page, act) {
    await act.type('#q', '潮見台 遥');
    await act.click('text=潮見台 遥が行った操作');
    await act.click('.counts a:text-is("今日")');
    await row(page, act, '閲覧', '対策基準＜詳細編＞');
    await row(page, act, '出力');
  },
  async 'which sign-ins failed today, and from where'(page, act) {
    await act.click('text=ログインの失敗');
    await act.click('.counts a:text-is("今日")');
    await row(page, act, accounts.leader.login, 'パスワードの誤り', '127.0.0.1');
  },
  async 'who took the list of people away'(page, act) {
    await act.click('text=一覧の出力');
    await row(page, act, accounts.leader.name, '職員等の一覧（CSV）');
  },
  async 'who was refused what'(page, act) {
    await act.click('text=拒否された操作');
    await row(page, act, accounts.leader.name, 'GET /audit');
    await row(page, act, 'ログインしていない人', '127.0.0.1', 'emergency_plan');
  },
  async 'who changed the note of the help page, from what to what'(page, act) {
    await act.click('text=設定の変更');
    await row(page, act, accounts.secretariat.name, '使い方のページの案内', '窓口は8時30分からです。 → 窓口は9時からです。');
  },
  async 'what the transfer of 1 April changed'(page, act) {
    await act.click('.counts a:text-is("人事異動の取込み")');
    await act.click('.table-audit tr:has-text("適用済み") >> nth=0 >> th a');
    await act.click('text=この操作で記録されたもの全て');
    await act.click('.table-audit tr:has(summary) >> nth=0 >> summary');
    await row(page, act, accounts.secretariat.name, '所属', '江ノ口 さくら', '登録', '0503');
    await row(page, act, '役割の指名・選任', '江ノ口 さくら', '2027/03/31');
  },
  async 'who ended whose sign-in'(page, act) {
    await act.click('text=終了させたログイン');
    await row(page, act, accounts.portal_admin.name, accounts.leader.name, 'システム管理者が終了');
  },
  async 'who made codes, and for whom'(page, act) {
    await act.click('text=発行したコード');
    await row(page, act, accounts.portal_admin.name, 'アカウントのコード', '2026年11月22日');
  },
};

// The home page is where signing in leads.
async function ask(page, name, question) {
  await page.goto('/');
  const act = hand(page), begun = Date.now();
  await open_log(page, act);
  await question(page, act);
  const seconds = act.seconds() + (Date.now() - begun) / 1000;
  holds(seconds < limit, `${seconds.toFixed(1)} s`);
  return `${name}: ${act.count.clicks} clicks, ${act.count.keys} keys, ${act.count.screens} screens, ${seconds.toFixed(1)} s`;
}

async function ask_all(who, device, print) {
  const viewport = devices[device];
  const { context, page } = await visitor({ viewport, hasTouch: viewport.width < 500 });
  await signIn(page, who);
  for (const [name, question] of Object.entries(questions))
    await test(`asked by ${who}, on ${device}: ${name}`, async () => {
      const answered = await ask(page, name, question);
      if (print) console.log(`  ${answered}, on ${device}`);
    });
  await context.close();
}

module.exports = async function all_questions() {
  let transfer;
  await test('what the questions are about happens', async () => {
    transfer = await happen();
  });
  for (const [who, device] of readers) await ask_all(who, device, who === 'auditor');
  if (transfer) await test('the transfer is undone again', () => undo_transfer(transfer));
};
