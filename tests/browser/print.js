'use strict';
// On paper: A4, page numbers, 非公開 on every page of what is not public, and nothing that only a screen can use.
const { execFileSync } = require('child_process');
const { test, holds, visitor, signIn } = require('./harness');
const exceptions = require('./exception_places');

async function printed(page, path) {
  await page.goto(path);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const words = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, maxBuffer: 1 << 24 }).toString();
  const size = /MediaBox \[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/.exec(pdf.toString('latin1'));
  return { pages: words.split('\f').slice(0, -1).map((p) => p.normalize('NFKC')), size };
}

const screen_only = ['メニュー', 'ログアウト', 'インシデントを報告する', '本文へ移動', '現在位置', '検索', '次の条項', 'CSV出力', '目次', 'アクセシビリティ'];

function holds_paper({ pages, size }, secret) {
  holds(size && Math.abs(size[1] - 595) < 2 && Math.abs(size[2] - 842) < 2, `not A4: ${size && size[0]}`);
  pages.forEach((words, i) => {
    holds(words.replace(/\s/g, '').includes(`${i + 1}/${pages.length}`), `page ${i + 1} of ${pages.length} has no number`);
    holds(words.includes('非公開') || !secret, `page ${i + 1} does not say 非公開`);
    const chrome = screen_only.filter((word) => words.includes(word));
    holds(!chrome.length, `page ${i + 1} shows ${chrome}`);
    const names = words.replace(/\s/g, '').split('情報セキュリティポータル').length - 1;
    holds(names === 1, `page ${i + 1} names the portal ${names} times: at its foot only`);
    holds(words.replace(/\s/g, '').length > 60, `page ${i + 1} is empty`);
  });
}

const tests = {
  async 'a public text'(page) {
    const paper = await printed(page, '/policies/standard_basic');
    holds_paper(paper, false);
    holds(paper.pages.length >= 3 && paper.pages.length <= 9, `${paper.pages.length} pages`);
    holds(!paper.pages.slice(1).some((words) => /^\s*非公開/.test(words)), 'a public text says 非公開 on top');
  },
  async 'a clause'(page) {
    const paper = await printed(page, '/policies/standard_basic/clauses/7.1.u.sa');
    holds_paper(paper, false);
    holds(paper.pages.length === 1, `${paper.pages.length} pages`);
  },
  async 'the list'(page) {
    const paper = await printed(page, '/policies');
    holds_paper(paper, false);
    holds(paper.pages.length === 1, `${paper.pages.length} pages`);
  },
  async 'the chart, on one sheet across'(page) {
    await signIn(page);
    await page.goto('/org');
    const pdf = await page.pdf({ preferCSSPageSize: true, pageRanges: '1' });
    const words = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString().normalize('NFKC');
    const size = /MediaBox \[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/.exec(pdf.toString('latin1'));
    holds(size && Math.abs(size[1] - 842) < 2 && Math.abs(size[2] - 595) < 2, `not A4 across: ${size && size[0]}`);
    for (const word of ['情報セキュリティ委員会', '海野原 誠司', '湘田 由美子', '江ノ口 健', '職員綱紀審査委員会', '3,700人', '指導・助言'])
      holds(words.replace(/\s/g, '').includes(word.replace(/\s/g, '')), `the first sheet lacks ${word}`);
  },
  async 'form 10, the whole committee on one sheet'(page) {
    await signIn(page, 'secretariat');
    const paper = await printed(page, '/meetings/10/forms/10');
    const seats = await page.locator('tbody tr').count();
    holds_paper(paper, true);
    holds(seats >= 26 && paper.pages.length === 1, `${seats} seats on ${paper.pages.length} pages`);
  },
  async 'form 14'(page) {
    await signIn(page);
    const paper = await printed(page, '/csirt');
    holds_paper(paper, false);
    for (const word of ['様式14', '選任書・名簿', '湘田 由美子', '灯台下 大地'])
      holds(paper.pages[0].includes(word.normalize('NFKC')), `the first sheet lacks ${word}`);
    holds(!paper.pages.some((words) => words.includes('これまでの選任')), 'the history is printed');
  },
  async 'form 13'(page) {
    await signIn(page, 'ciso');
    const paper = await printed(page, '/deputies/3');
    holds_paper(paper, false);
    holds(paper.pages.length === 1, `${paper.pages.length} pages`);
    for (const word of ['様式13', '権限代行者指名書・認定書', '江ノ口 健', '潮見台 巌', '8藤デ第2号', '海野原 誠司'])
      holds(paper.pages[0].includes(word.normalize('NFKC')), `the sheet lacks ${word}`);
    holds(!paper.pages[0].includes('指名を取り消す'), 'a form is printed');
  },
  async 'the application and the notice of an exception'(page) {
    await signIn(page, 'leader');
    for (const [form, words] of [[1, ['様式1', '例外措置許可申請書', '公印省略', '決裁欄']], [2, ['様式2', '例外措置条件付許可通知書', '公印省略', '令和9年']]]) {
      await exceptions.open(page, 'in_effect', `/forms/${form}`);
      const paper = await printed(page, page.url());
      holds_paper(paper, true);
      for (const word of words) holds(paper.pages.join('').replace(/\s/g, '').includes(word.normalize('NFKC')), `form ${form} lacks ${word}`);
      const hash = /[0-9a-f]{64}/.test(paper.pages[paper.pages.length - 1].replace(/\s/g, ''));
      holds(hash, `form ${form} ends without the hash of what it is about`);
    }
  },
  async 'the page of an exception'(page) {
    await signIn(page, 'leader');
    await exceptions.open(page, 'in_effect');
    const paper = await printed(page, page.url());
    holds(!paper.pages.some((words) => words.includes('終了を報告する')), 'forms of the screen are printed');
  },
  async 'what a person bears'(page) {
    await signIn(page, 'ciso');
    holds_paper(await printed(page, '/me'), false);
  },
  async 'sheets of codes, one person a page'(page) {
    await signIn(page, 'portal_admin');
    await page.goto('/admin/accounts/sheets?unit=0505');
    await page.click('main button[type=submit]');
    const codes = await page.locator('.code-large').allTextContents();
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const pages = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, maxBuffer: 1 << 24 }).toString().split('\f').slice(0, -1);
    holds(codes.length > 1 && pages.length === codes.length, `${pages.length} pages for ${codes.length} people`);
    pages.forEach((words, i) => holds(words.includes(codes[i]), `page ${i + 1} has not its code`));
  },
  async 'the last heads of the operation log'(page) {
    await signIn(page, 'auditor');
    const paper = await printed(page, '/audit/verification');
    holds_paper(paper, false);
    holds(/[0-9a-f]{64}/.test(paper.pages.join('').replace(/\s/g, '')), 'no head is printed');
  },
  async 'a non-public text'(page) {
    await signIn(page);
    holds_paper(await printed(page, '/policies/standard_detailed'), true);
  },
};

module.exports = async function print() {
  for (const [name, body] of Object.entries(tests))
    await test(`print: ${name}`, async () => {
      const { context, page } = await visitor();
      try {
        await body(page);
      } finally {
        await context.close();
      }
    });
};
