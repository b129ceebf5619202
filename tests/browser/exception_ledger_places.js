'use strict';
// The ledger of exceptions, form 7 and the figures, in every state an address can bring about.

const none = encodeURIComponent('宇宙人');

module.exports = [
  { who: 'secretariat', path: '/exceptions', state: 'exceptions' },
  { who: 'secretariat', path: '/exceptions?sort=waiting', state: 'exceptions by waiting' },
  { who: 'secretariat', path: '/exceptions?status=in_effect&sort=period&fiscal_year=2026', state: 'exceptions in effect' },
  { who: 'secretariat', path: `/exceptions?q=${none}`, state: 'no such exception' },
  { who: 'secretariat', path: '/exceptions?status=x', state: 'exceptions of no status', status: 422 },
  { who: 'secretariat', path: '/exceptions/ledger?fiscal_year=2026', state: 'form 7' },
  { who: 'secretariat', path: `/exceptions/ledger?q=${none}`, state: 'empty form 7' },
  { who: 'secretariat', path: '/exceptions/statistics', state: 'figures of exceptions' },
  { who: 'secretariat', path: '/exceptions/statistics?fiscal_year=2019', state: 'figures of an empty year' },
  { who: 'ciso', path: '/exceptions', state: 'exceptions that wait for the CISO' },
  { who: 'leader', path: '/exceptions', state: 'exceptions of the own section' },
  { who: 'leader', path: '/exceptions/statistics', state: 'figures of the own section' },
];
