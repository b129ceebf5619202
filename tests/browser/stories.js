'use strict';
// Stories of demonstration that several people tell together, each with and without JavaScript.
const { accounts, test, holds, visitor, signIn } = require('./harness');

const [secret, unknown] = ['standard_detailed', 'standard_detailex'];

async function text(page) {
  return (await page.textContent('main')).replace(/\s+/g, ' ');
}

// --- a non-public text: read by a clerk, asked for by nobody, both found by the auditor ------------------------

async function answer_to(page, name) {
  const answer = await page.goto(`/policies/${name}`);
  return { status: answer.status(), body: (await answer.text()).replaceAll(name, '*') };
}

async function clerk_reads({ page }) {
  await signIn(page, 'staff');
  await page.click(`main a[href="/policies/${secret}"]`);
  holds((await page.textContent('h1')).includes('詳細編'), 'the text does not open');
  holds((await page.textContent('.eyebrow')).includes('非公開'), 'the text does not say 非公開');
}

async function nobody_asks({ page }) {
  const hidden = await answer_to(page, secret), missing = await answer_to(page, unknown);
  holds(hidden.status === 404 && missing.status === 404, `${hidden.status} and ${missing.status}`);
  holds(hidden.body === missing.body, 'the two answers differ');
}

async function row_of(page, ...words) {
  const rows = await page.locator('.table-audit tbody tr').allTextContents();
  return rows.map((row) => row.replace(/\s+/g, ' ')).find((row) => words.every((word) => row.includes(word))) || '';
}

async function auditor_finds_both({ page }) {
  await signIn(page, 'auditor');
  await page.click('.menu a[href="/audit"]');
  await page.click('text=非公開情報の閲覧');
  const read = await row_of(page, '詳細編', accounts.staff.name);
  holds(read.includes('2026年11月22日') && read.includes('閲覧') && /\d+\.\d+\.\d+\.\d+/.test(read), `the reading is noted as: ${read}`);
  await page.click('text=拒否された操作');
  const asked = await row_of(page, '詳細編', 'ログインしていない人');
  holds(asked.includes('2026年11月22日') && asked.includes('拒否') && /\d+\.\d+\.\d+\.\d+/.test(asked), `the asking is noted as: ${asked}`);
}

// --- a hospital-hired nurse put forward for a role, by each way there is ------------------------------------------

const nurse = { no: '770216', name: '砂山根 潤', unit: '1703' };

const ways = {
  async 'by the sheet of a transfer'({ page }) {
    await signIn(page, 'secretariat');
    await page.click('.menu a[href="/admin/transfers"]');
    const sheet = `職員番号,氏名,所属コード,職コード\n${nurse.no},${nurse.name},${nurse.unit},section_head:${nurse.unit}\n`;
    await page.setInputFiles('#file', { name: '異動.csv', mimeType: 'text/csv', buffer: Buffer.from(sheet) });
    await page.fill('#effective_on', '2027/04/01');
    await Promise.all([page.waitForURL('**/admin/transfers/*'), page.click('main .button-solid')]);
    holds(!(await page.locator('main button:has-text("適用する")').count()), 'the transfer can be applied');
    return text(page);
  },
  async 'by naming an IT promotion leader'({ page }) {
    await signIn(page, 'secretariat');
    await page.goto(`/units/${nurse.unit}/leaders`);
    await page.selectOption('#person', nurse.no);
    await page.fill('#valid_from', '2027/04/01');
    await page.fill('#reason', '本人の希望');
    await page.click('main form button[type=submit] >> nth=-1');
    await page.waitForLoadState();
    holds((await page.inputValue('#reason')) === '本人の希望', 'what was typed is gone');
    return page.textContent('#person-error');
  },
};

async function has_no_role({ page }) {
  await page.goto(`/people/${nurse.no}`);
  const found = await text(page);
  holds(found.includes('適用除外：病院採用職（注1）') && found.includes('役割はありません'), `the nurse is shown as: ${found}`);
}

const stories = {
  async 'a non-public text leaves its traces'(come) {
    await clerk_reads(await come());
    await nobody_asks(await come());
    await auditor_finds_both(await come());
  },
};
for (const [way, put_forward] of Object.entries(ways))
  stories[`a hospital-hired nurse gets no role ${way}`] = async (come) => {
    const visit = await come();
    const words = await put_forward(visit);
    holds(words.includes('病院採用職') && words.includes('適用範囲外') && words.includes('注１'), `the refusal says: ${words.slice(0, 300)}`);
    await has_no_role(visit);
  };

module.exports = async function all_stories() {
  for (const javaScriptEnabled of [true, false])
    for (const [name, story] of Object.entries(stories))
      await test(`${name} (${javaScriptEnabled ? 'with' : 'without'} JavaScript)`, async () => {
        const visits = [];
        const come = async () => {
          visits.push(await visitor({ javaScriptEnabled }));
          return visits[visits.length - 1];
        };
        try {
          await story(come);
          const offences = visits.flatMap((visit) => visit.offences);
          holds(!offences.length, offences.join('; '));
        } finally {
          for (const { context } of visits) await context.close();
        }
      });
};
