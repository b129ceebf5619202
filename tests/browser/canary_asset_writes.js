'use strict';
// The writes of canary_writes.js for the register of assets.

const LEADER = 'leader';

const views = [
  { route: '/assets/views', who: LEADER, path: '/assets/views', fields: { view_query: 'sort=number&kind=system', is_shared: true } },
];

module.exports = { writes: [...views] };
