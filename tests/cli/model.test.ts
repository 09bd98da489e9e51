/** The model verb, and eval's table: what is here, what is wrong with it, in words and as JSON. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readMap } from '../../pipeline/node/files/map-folder.ts';
import { isotheme } from '../support/command-line.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'isotheme-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ID = 'Xenova/all-MiniLM-L6-v2';
const half = path.join(folder, 'half');
mkdirSync(path.join(half, ID, 'onnx'), { recursive: true });
writeFileSync(path.join(half, ID, 'onnx/model_quantized.onnx'), 'x\n');
const model = (models: string, ...words: string[]) =>
  isotheme(['model', ...words], { env: { ISOTHEME_MODELS: models } });

it('lists the models that are known, and whether they are here', async () => {
  const { code, stdout } = await model(half, 'list');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^missing {2}Xenova\/bge-small-en-v1\.5 {2}384 wide, 35 MB, MIT$/m);
  expect(stdout).toMatch(/^wrong {4}Xenova\/all-MiniLM-L6-v2 {2}384 wide, 24 MB, Apache-2\.0$/m);
  const listed = JSON.parse((await model(half, 'list', '--json')).stdout) as { id: string; state: string }[];
  expect(listed.find(({ id }) => id === ID)?.state).toBe('wrong');
});

it('says of each file of a model what is wrong with it', async () => {
  const { code, stdout, stderr } = await model(half, 'verify', ID);
  expect([code, stdout.split('\n')[0]]).toEqual([
    1,
    `wrong    ${ID}/onnx/model_quantized.onnx: has 2 bytes instead of 22972370`,
  ]);
  expect(stderr).toBe(
    `isotheme: Wrong or missing files: 4; "isotheme model fetch ${ID}" fetches them again.\n`,
  );
  const [report] = JSON.parse((await model(half, 'verify', '--json')).stdout);
  expect(report).toMatchObject({ id: ID, state: 'wrong' });
  expect(report.files).toHaveLength(4);
});

it('says where no model is here', async () => {
  const none = path.join(folder, 'none');
  expect((await model(none, 'verify')).stderr).toBe(
    'isotheme: No model is here; get one with "isotheme model fetch".\n',
  );
  expect((await model(none, 'verify', ID)).stderr).toBe(
    `isotheme: The model ${ID} is not here; get it with "isotheme model fetch ${ID}".\n`,
  );
});

it('prints how far names agree with keywords, alone or beside labels', async () => {
  const map = ['eval', 'tests/fixtures/map-v1'];
  const keywords = path.join(folder, 'keywords.jsonl');
  const { papers } = await readMap('tests/fixtures/map-v1');
  const lines = papers.map(({ title }) => JSON.stringify({ title, keywords: ['Draft models'] }));
  await writeFile(keywords, lines.join('\n'));
  const table = await isotheme([...map, '--keywords', keywords, '--verbose']);
  expect(table.stdout).toMatch(/^withKeywords {5}12$/m);
  expect(table.stdout).toMatch(/^ +level +themes +hit +part +said +false +twice$/m);
  expect(table.stdout).toMatch(/^[\d.]{5} [+] 0 4 Draft Model [|] Draft models$/m);
  const labels = ['--labels', 'tests/fixtures/map-v1-labels.jsonl'];
  const both = JSON.parse((await isotheme([...map, ...labels, '--keywords', keywords, '--json'])).stdout);
  expect(both).toMatchObject({ labelled: 12, withKeywords: 12 });
  expect(both.levels[0]).toMatchObject({ level: 0, ari: expect.any(Number), hit: expect.any(Number) });
  expect(both).not.toHaveProperty('themes');
});

it('prints how far a map agrees with labels, and says where there are none', async () => {
  const map = ['eval', 'tests/fixtures/map-v1', '--labels'];
  const { code, stdout } = await isotheme([...map, 'tests/fixtures/map-v1-labels.jsonl']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^papers {11}\d+$/m);
  expect(stdout).toMatch(/^ +level +/m);
  expect((await isotheme([...map, path.join(folder, 'none.jsonl')])).stderr).toBe(
    `isotheme: ${folder}/none.jsonl: can't be read (ENOENT); check the path.\n`,
  );
});
