'use strict';
// Words that would be markup, script or a link where somebody forgot to escape them, each with a mark of its own that says
// which field it was typed into; and what a page that took one of them for code looks like.

const marks = new Map(); // of each mark, the words and where they were typed
const MARK = /kn[0-9a-z]{3}(?![0-9a-z])/g;

const tails = [
  [600, `"><script>alert(1)</script><img src=x onerror=alert(1)>{{x}}' [x](javascript:alert(1)) <javascript:alert(1)> # <a href="javascript:alert(1)" onclick=alert(1)>y</a>\n</textarea></title></script><svg onload=alert(1)> &lt;b&gt; \${x} {{{x}}} <!-- ' autofocus onfocus='alert(1)`],
  [130, `"><script>alert(1)</script><img src=x onerror=alert(1)>{{x}}' [x](javascript:alert(1)) onfocus=alert(1)`],
  [66, `"><script>alert(1)</script><img src=x onerror=alert(1)>{{x}}'`],
  [40, `"><img src=x onerror=alert(1)>'{{x}}`.slice(0, 35)],
  [30, `"onfocus='alert(1)'<q>`],
  [12, `"'><q>`],
];
const SHORT = '"<q>\'&'; // where a mark has no room

function canary(where, max = 10000, without = '') {
  const tail = tails.find(([room]) => room <= max);
  if (!tail) return SHORT;
  const mark = `kn${(marks.size + 1).toString(36).padStart(3, '0')}`;
  const words = mark + [...tail[1]].filter((letter) => !without.includes(letter)).join('');
  marks.set(mark, { where, words });
  return words;
}

function marks_in(text) {
  return new Set(text.match(MARK) || []);
}

// Run in the page before anything of its own.
function watch() {
  window.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
}

// Run in the page: what stands there that no template wrote, and everything there is to be read.
function examine() {
  const wrong = [...window.violations];
  const seen = [];
  for (const element of document.querySelectorAll('*')) {
    if (element.matches('script:not([src]), q, img, iframe, object, embed, base')) wrong.push(`an element: ${element.outerHTML.slice(0, 120)}`);
    for (const { name, value } of element.attributes) {
      const is_ours = name === 'autofocus' && element.matches('.banner-error, .banner[role=alert]');
      if (/^on|^autofocus$/.test(name) && !is_ours) wrong.push(`an attribute: ${element.outerHTML.slice(0, 120)}`);
      if (/^\s*(javascript|data|vbscript):/i.test(value)) wrong.push(`a link: ${value}`);
      seen.push(value);
    }
    if ('value' in element) seen.push(String(element.value));
  }
  const whole = document.documentElement.cloneNode(true);
  whole.querySelectorAll('.found .hint').forEach((excerpt) => excerpt.remove()); // what is cut is not as it was typed
  return { wrong, text: whole.textContent, attributes: seen.join('\n') };
}

const plain = (text) => text.replace(/\s+/g, ''); // a line's end is where the browser puts it

// 審議の要点 is Markdown: of a link to a script, and of an address, the words alone are left.
const written = ({ where, words }) => (/: (a )?gist/.test(where) ? words.replace(/\[x\]\([^)]*\)\)/, 'x').replace(/<(javascript:[^>]*)>/, '$1') : words);

// The marks read on a page, and those whose words are not there as they were typed.
function read({ text, attributes }) {
  const whole = plain(`${text}${attributes}`);
  const found = marks_in(`${text} ${attributes}`);
  const mangled = [...found].filter((mark) => marks.has(mark) && ![marks.get(mark).words, written(marks.get(mark))].some((words) => whole.includes(plain(words))));
  return { found, mangled };
}

module.exports = { canary, marks, marks_in, watch, examine, read, SHORT };
