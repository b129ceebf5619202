'use strict';
const { open, close, counts } = require('./harness');

const parts = ['pages', 'html', 'journeys', 'stories', 'drafts', 'exceptions', 'sessions', 'finding', 'questions', 'progress', 'keyboard', 'glyphs', 'print', 'canary', 'outage'];

async function main() {
  const chosen = process.argv.length > 2 ? process.argv.slice(2) : parts;
  await open();
  for (const part of chosen) {
    const started = Date.now();
    await require(`./${part}`)();
    console.log(`  ${part} took ${Math.round((Date.now() - started) / 1000)} s`);
  }
}

process.on('unhandledRejection', (error) => {
  console.log(`FAILED outside a test\n    ${error.message}`);
  counts.failed++;
});

main()
  .catch((error) => {
    console.log(error.stack);
    counts.failed++;
  })
  .finally(async () => {
    await close();
    console.log(`browser: ${counts.passed} passed, ${counts.failed} failed`);
    process.exit(counts.failed ? 1 : 0);
  });
