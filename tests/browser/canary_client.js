'use strict';
// Somebody of the sample city who writes by JSON and multipart, as programs and forms do, and reads pages as text.
const { url, accounts } = require('./harness');

class Client {
  constructor(who) {
    this.who = who;
  }

  async sign_in() {
    if (this.who === 'signed out') return this;
    const { login, password } = accounts[this.who];
    const answer = await fetch(`${url}/sign-in`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login, password }) });
    if (!answer.ok) throw new Error(`${this.who} cannot sign in: ${answer.status}`);
    this.cookie = answer.headers.get('set-cookie').split(';')[0];
    this.csrf = (await answer.json()).csrf;
    return this;
  }

  get(path, accept = 'text/html') {
    return fetch(url + path, { headers: { Cookie: this.cookie || '', Accept: accept }, redirect: 'manual' });
  }

  async json(path, query = '') {
    const answer = await this.get(encodeURI(`${path}.json${query}`), 'application/json');
    if (!answer.ok) throw new Error(`${this.who}, ${path}: ${answer.status}`);
    return answer.json();
  }

  // A session ends when its bearer's powers change: once more then, with another.
  async post(path, body, isAgain = false) {
    const headers = { Cookie: this.cookie, Accept: 'application/json', 'X-CSRF-Token': this.csrf };
    const isForm = body instanceof FormData;
    if (!isForm) headers['Content-Type'] = 'application/json';
    const answer = await fetch(url + encodeURI(path), { method: 'POST', headers, body: isForm ? body : JSON.stringify(body), redirect: 'manual' });
    return answer.status === 401 && !isAgain ? (await this.sign_in()).post(path, body, true) : answer;
  }
}

const clients = {};

function client(who) {
  clients[who] = clients[who] || new Client(who).sign_in();
  return clients[who];
}

module.exports = { Client, client };
