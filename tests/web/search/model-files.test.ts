/** What a site may answer for a model's files, and the one sentence that comes of it. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_MODEL, findModel } from '../../../pipeline/embed/models.ts';
import { checkModelFiles } from '../../../web/search/semantic/model-files.ts';

const spec = findModel(DEFAULT_MODEL);
const models = 'http://localhost/models/';
const json = () => new Response('{}', { headers: { 'content-type': 'application/json' } });

/** A site that answers in this way for the file that ends so, and well for the others. */
function check(file: string, answer: () => Response | Promise<Response>, asked: string[] = []) {
  return checkModelFiles(spec, models, async (url, init) => {
    asked.push(`${init?.method} ${url}`);
    return String(url).endsWith(file) ? answer() : json();
  });
}

const END = `of the model ${DEFAULT_MODEL}; fetch the model with "isotheme model fetch ${DEFAULT_MODEL}" and serve again.`;

describe('checkModelFiles', () => {
  it('requests each file once, and downloads none of the large ones', async () => {
    const asked: string[] = [];
    await check('nothing', json, asked);
    expect(asked).toEqual([
      `GET ${models}${DEFAULT_MODEL}/config.json`,
      `HEAD ${models}${DEFAULT_MODEL}/tokenizer_config.json`,
      `HEAD ${models}${DEFAULT_MODEL}/tokenizer.json`,
      `HEAD ${models}${DEFAULT_MODEL}/onnx/model_quantized.onnx`,
    ]);
  });

  it.each<[string, string, () => Response | Promise<Response>, string]>([
    [
      'a file that is not there',
      'tokenizer.json',
      () => new Response('', { status: 404 }),
      'does not hold tokenizer.json',
    ],
    [
      'an overloaded host',
      'model_quantized.onnx',
      () => new Response('<h1>busy</h1>', { status: 503, headers: { 'content-type': 'text/html' } }),
      'answers with status 503 for onnx/model_quantized.onnx',
    ],
    [
      'our own server without a model',
      'config.json',
      () =>
        new Response('There is no model here.\n', {
          status: 503,
          headers: { 'content-type': 'text/plain; charset=utf-8' },
        }),
      'answers with status 503 (There is no model here.) for config.json',
    ],
    [
      'a host that answers everything with its front page',
      'config.json',
      () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
      'answers with a web page instead of config.json',
    ],
    [
      'no host at all',
      'config.json',
      () => Promise.reject(new TypeError('Failed to fetch')),
      'cannot be reached for config.json',
    ],
  ])('throws for %s', async (_, file, answer, said) => {
    await expect(check(file, answer)).rejects.toThrow(`This site ${said} ${END}`);
  });

  it('accepts a host that does not know HEAD', async () => {
    await check('model_quantized.onnx', () => new Response('', { status: 405 }));
  });
});
