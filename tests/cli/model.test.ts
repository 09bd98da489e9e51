/** The model verb, and eval's table: what is here, what is wrong with it, in words and as JSON. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
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
