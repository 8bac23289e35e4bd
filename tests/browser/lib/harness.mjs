/*
 * What every browser test shares: the real program on a fresh folder, headless Chromium, checks
 * that are counted. A test file ends with `await finish()`, which prints "N passed, N failed".
 */
import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, mkdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
const program = process.env.LETAN || path.join(root, 'build/release/letan');
export const shots = path.join(root, 'build/screenshots');
mkdirSync(shots, {recursive: true});

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=vi'];

let passed = 0, failed = 0;
const closers = [];

/* One named check. fn throws or returns false to fail. ONLY=text runs those with that in their name. */
export const check = async (name, fn) => {
  if (process.env.ONLY && !name.includes(process.env.ONLY)) return;
  try {
    if (await fn() === false) throw new Error('not so');
    passed++;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAIL ${name}\n     ${String(error.stack || error).split('\n').slice(0, 6).join('\n     ')}`);
  }
};

export const equal = (got, want) => {
  if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
};

/* Waits until fn() is truthy and gives its value; fails after ms. */
export const until = async (fn, what = 'condition', ms = 60000) => {
  const end = Date.now() + ms;
  for (;;) {
    const value = await fn();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}`);
    await new Promise(done => setTimeout(done, 20));
  }
};

export const freshFolder = () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'letan-browser-'));
  closers.push(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
};

export const letan = (args, input = '') => spawnSync(program, args, {input, encoding: 'utf8'});

/* Starts `letan serve`; .url, .stop(signal) → exit code, .log(). */
export const serve = async ({data = freshFolder(), port = 0, args = [], env = {}} = {}) => {
  const child = spawn(program, ['serve', '--port', String(port), '--data', data, ...args], {env: {...process.env, ...env}});
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', bytes => { log += bytes; });
  const exited = new Promise(done => child.on('exit', code => done(code)));
  const server = {data, child, log: () => log, stop: async (signal = 'SIGTERM') => { if (child.exitCode === null && child.signalCode === null) child.kill(signal); return exited; }};
  closers.push(() => server.stop('SIGKILL'));
  const found = await until(() => /serve\.listening .*?port=(\d+)/.exec(log) || (child.exitCode !== null && [null, '0']), `the server to listen; it said:\n${log}`, 30000);
  if (found[1] === '0') throw new Error(`the server ended: ${log}`);
  server.port = Number(found[1]);
  server.url = `http://127.0.0.1:${server.port}`;
  return server;
};

let browser;
export const openBrowser = async () => {
  browser ||= await chromium.launch({executablePath: process.env.CHROMIUM || '/usr/bin/chromium', headless: true, args: FLAGS});
  return browser;
};

/* A page in a context of its own, with its console errors and CSP violations gathered. */
export const openPage = async (options = {}) => {
  const context = await (await openBrowser()).newContext({viewport: {width: 1280, height: 800}, locale: 'vi-VN', ...options});
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', error => page.problems.push(`error: ${error.message}`));
  page.on('console', message => { if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text())) page.problems.push(message.text()); });
  return page;
};

/* Where an element stands once what opens in it has opened; what moves for ever is not waited for. */
export const restingBox = async locator => {
  await locator.evaluate(node => Promise.all(node.getAnimations({subtree: true})
    .filter(one => one.effect.getComputedTiming().endTime < Infinity).map(one => one.finished)));
  return locator.boundingBox();
};

export const shot = (page, name) => page.screenshot({path: path.join(shots, `${name}.png`)});

export const finish = async () => {
  await browser?.close();
  for (const close of closers.reverse()) await close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed || !passed ? 1 : 0);
};
