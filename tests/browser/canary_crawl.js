'use strict';
// Every page that somebody can come to by links, and which of them show a canary.
const fs = require('fs');
const path = require('path');
const { client } = require('./canary_client');
const { marks_in } = require('./canary_words');
const { at } = require('./canary_writes');

const FEW = 2; // pages of one shape, unless a canary is on them: a city has thousands of people
const plain = (address) => address.replace(/&amp;/g, '&').replace(/#.*/, '');

function shapes(paths) {
  return Object.keys(paths).map((pattern) => ({
    pattern, weight: pattern.split('{').length,
    matches: new RegExp(`^${pattern.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}(\\.(json|csv|xlsx|svg|ics))?$`),
  })).sort((a, b) => a.weight - b.weight);
}

function shape_of(all, address) {
  const place = address.replace(/\?.*/, '');
  const found = all.find(({ matches }) => matches.test(place));
  return `${found ? found.pattern : place} ${(/\.[a-z]+$/.exec(place) || [''])[0]}`;
}

// The addresses of the pages with a canary, and how many were read.
async function crawl(who, paths, begin) {
  const someone = await client(who);
  const all = shapes(paths), seen = new Set(), counts = {}, found = [];
  const ours = begin.map((place) => encodeURI(place));
  let queue = ['/', ...ours], read = 0;
  const visit = async (address) => {
    const answer = await someone.get(address, '*/*');
    const text = await answer.text();
    read++;
    if (marks_in(text).size) found.push({ address, kind: answer.headers.get('content-type'), text, headers: answer.headers, status: answer.status });
    return (answer.headers.get('content-type') || '').startsWith('text/html') ? [...text.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map((match) => plain(match[1])) : [];
  };
  const is_wanted = (address) => {
    if (seen.has(address) || /^\/(static|sign-out|healthz|readyz|metrics|openapi)/.test(address)) return false;
    seen.add(address);
    const shape = shape_of(all, address);
    counts[shape] = (counts[shape] || 0) + 1;
    return counts[shape] <= FEW || ours.some((place) => address.startsWith(place));
  };
  while (queue.length) {
    const batch = queue.filter(is_wanted);
    queue = [];
    for (let i = 0; i < batch.length; i += 4) queue.push(...(await Promise.all(batch.slice(i, i + 4).map(visit))).flat());
  }
  return { found, read };
}

// Somebody who may ask for a page of this pattern, and its address, from the table of rights; exceptions have numbers of
// their own.
const [head, ...rights] = fs.readFileSync(path.join(__dirname, '../rights.tsv'), 'utf8').split('\n').filter((line) => !line.startsWith('#')).map((line) => line.split('\t'));

function instances(pattern) {
  const made = { '/exceptions/{request_no}': at.first, '/exceptions/drafts/{id}': at.discarded };
  const begin = Object.keys(made).find((one) => pattern.startsWith(one));
  if (begin) return { who: 'leader', path: encodeURI(pattern.replace(begin, made[begin]).replace('{n}', '1')) };
  const rows = rights.filter(([method, shape]) => method === 'GET' && shape === pattern);
  const row = rows.find((one) => one.includes('200')) || rows[0];
  const may = row.indexOf('200');
  return { who: may < 0 ? 'secretariat' : head[may].replace('signed_out', 'signed out'), path: encodeURI(row[2]) };
}

module.exports = { crawl, instances };
