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

const [A4, A4_across, A3_across] = [[595, 842], [842, 595], [1191, 842]];

function holds_paper({ pages, size }, secret, { paper: [width, height] = A4, isNamed = false } = {}) {
  holds(size && Math.abs(size[1] - width) < 2 && Math.abs(size[2] - height) < 2, `not ${width} by ${height} points: ${size && size[0]}`);
  pages.forEach((words, i) => {
    holds(words.replace(/\s/g, '').includes(`${i + 1}/${pages.length}`), `page ${i + 1} of ${pages.length} has no number`);
    holds(words.includes('非公開') || !secret, `page ${i + 1} does not say 非公開`);
    const chrome = screen_only.filter((word) => words.includes(word));
    holds(!chrome.length, `page ${i + 1} shows ${chrome}`);
    const names = words.replace(/\s/g, '').split('情報セキュリティポータル').length - 1;
    holds(names === 1 || (isNamed && names > 1), `page ${i + 1} names the portal ${names} times: at its foot only`);
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

// The forms of domain 5.2 that nothing above looks at closer: form, who prints it, where, what it says, its paper.
const forms = [
  [3, 'ciso', { state: 'extension_pending', below: '/forms/3' }, ['様式3', '例外措置期間延長申請書', '公印省略']],
  [4, 'leader', { state: 'reported', below: '/forms/4' }, ['様式4', '緊急例外措置実施報告書', '公印省略']],
  [5, 'leader', { state: 'termination_reported', below: '/forms/5' }, ['様式5', '例外措置終了報告書', '公印省略']],
  [6, 'leader', { state: 'revoked', below: '/forms/6' }, ['様式6', '例外措置許可取消通知書', '公印省略']],
  [7, 'secretariat', { path: '/exceptions/ledger?fiscal_year=2026' }, ['様式7', '例外措置管理台帳', '2026-例-017'], A4_across],
  [8, 'secretariat', { path: '/meetings/10/forms/8' }, ['様式8', '会議開催通知', '8藤デ第', '公印省略']],
  [9, 'secretariat', { path: '/meetings/10/forms/9' }, ['様式9', '会議次第', '資料1']],
  [11, 'secretariat', { path: '/meetings/10/minutes/print' }, ['様式11', '議事録', '総意により決定']],
  [12, 'secretariat', { path: '/directives/1/forms/12' }, ['様式12', '全庁指示書', '6藤デ第']],
  [16, 'secretariat', { path: '/assets/ledger?unit=0502' }, ['様式16', '情報資産管理台帳', '市民窓口課'], A3_across],
];

for (const [form, who, { path, state, below }, words, paper] of forms)
  tests[`form ${form}`] = async (page) => {
    await signIn(page, who);
    if (state) await exceptions.open(page, state, below);
    const found = await printed(page, path || page.url());
    holds_paper(found, form !== 7, { paper, isNamed: true }); // what is printed may speak of the portal, too
    for (const word of words) holds(found.pages.join('').replace(/\s/g, '').includes(word.normalize('NFKC')), `the form lacks ${word}`);
  };

tests['the page of minutes begins with what it is about'] = async (page) => {
  await signIn(page, 'secretariat');
  const paper = await printed(page, '/meetings/10/minutes');
  holds(paper.pages[0].includes('出席した委員'), 'the text of the minutes begins on the second page');
  holds(paper.pages.length > 1, 'the minutes have one page only');
  holds_paper(paper, true, { isNamed: true });
};

tests['every page about a meeting that is not public says so'] = async (page) => {
  await signIn(page, 'secretariat');
  for (const part of ['', '/agenda', '/session', '/decisions']) holds_paper(await printed(page, `/meetings/10${part}`), true, { isNamed: true });
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
