import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeMap } from '../../pipeline/node/files/map-folder.ts';
import { isotheme } from '../support/command-line.ts';
import { smallMap } from '../support/small-map.ts';

const map = await smallMap();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-verify-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('isotheme verify', () => {
  it('says that a map is whole', async () => {
    const target = path.join(folder, 'whole');
    await writeMap(map, target);
    const { code, stdout, stderr } = await isotheme(['verify', target]);
    expect([code, stdout, stderr]).toEqual([0, `${target}: whole; 12 papers, 3 themes, 10 files.\n`, '']);
  });

  it('ends with 1, the first fault and their number; --json lists them', async () => {
    const target = path.join(folder, 'broken');
    const strength = Float32Array.of(...map.arrays.strength.slice(0, 11), 7);
    const sha256 = createHash('sha256').update(new Uint8Array(strength.buffer)).digest('hex');
    const bent = structuredClone(map);
    bent.manifest.arrays.strength.sha256 = sha256;
    bent.manifest.themes[1]!.name = bent.manifest.themes[0]!.name;
    await writeMap({ ...bent, arrays: { ...bent.arrays, strength } }, target);
    const { code, stdout, stderr } = await isotheme(['verify', target, '--json']);
    expect(code).toBe(1);
    const { file } = map.manifest.arrays.strength;
    expect(JSON.parse(stdout)).toEqual({
      map: { name: 'small', papers: 12, themes: 3 },
      files: 10,
      faults: [
        { file: 'map.json', message: 'the theme name "Draft Model" appears twice' },
        { file, message: 'element 11 holds 7, and strengths are 0 to 1' },
      ],
    });
    expect(stderr).toBe(
      `isotheme: ${target}: 2 faults, the first: map.json: the theme name "Draft Model" appears twice; build the map again.\n`,
    );
  });

  it('of a manifest that is none', async () => {
    await writeFile(path.join(folder, 'map.json'), '{');
    const { code, stdout } = await isotheme(['verify', folder]);
    expect([code, stdout]).toEqual([1, 'map.json: not valid JSON\n']);
  });
});
