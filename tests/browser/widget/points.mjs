/*
 * The list of what the widget promises, points.tsv: every point W1 to W58 with the file that tests
 * it, and in words what does not hold yet. This checks the list against the tests and docs/widget.md.
 */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {check, equal, finish, root} from '../lib/harness.mjs';

const here = name => readFileSync(path.join(root, 'tests/browser/widget', name), 'utf8');
const rows = here('points.tsv').trim().split('\n').map(line => line.split('\t'));
const docs = readFileSync(path.join(root, 'docs/widget.md'), 'utf8');

await check('every point from W1 to W58 is listed once, in order', () => equal(rows.map(([point]) => point), Array.from({length: 58}, (_, i) => `W${i + 1}`)));
await check('every point has a test with its name, or says that it does not hold yet', () => {
  const wrong = rows.filter(([point, file, note]) => file === '-' ? !/^not yet: /.test(note) : !new RegExp(`check\\(['\`]${point} `).test(here(file))).map(([point]) => point);
  equal(wrong, []);
});
await check('docs/widget.md names every point that does not hold, or holds in part', () => {
  equal(rows.filter(([point, , note]) => note && !docs.includes(`**${point}**`)).map(([point]) => point), []);
});
await finish();
