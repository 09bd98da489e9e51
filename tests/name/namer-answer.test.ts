import { describe, expect, it } from 'vitest';
import { nameKey, readAnswer } from '../../pipeline/node/name/namer/answer.ts';
import { parseEndpoint } from '../../pipeline/node/name/namer/endpoint.ts';
import { UsageError } from '../../pipeline/util/errors.ts';

describe('readAnswer', () => {
  it.each([
    ['KV Cache Compression', 'KV Cache Compression'],
    ['  Speculative Decoding.\n', 'Speculative Decoding'],
    ['"Mixture of Experts (MoE)"', 'Mixture of Experts (MoE)'],
    ['“Code LLMs”.', 'Code LLMs'],
    ['**Tokenization**', 'Tokenization'],
    ['<think>\nThey are\nabout caches.\n</think>\n\nKV Cache', 'KV Cache'],
    ['Vision–Language  Models', 'Vision–Language Models'],
    ['多模态模型', '多模态模型'],
    ['x'.repeat(40), 'x'.repeat(40)],
  ])('accepts %j', (answer, name) => {
    expect(readAnswer(answer)).toEqual({ name });
  });

  it.each([
    ['', 'the answer is empty'],
    ['""', 'the answer is empty'],
    ['<think>hm</think>', 'the answer is empty'],
    ['KV Cache\nSpeculative Decoding', 'the answer has more than one line'],
    ['KV\u2028Cache', 'the answer has more than one line'],
    ['x'.repeat(41), 'the answer has 41 characters, more than 40'],
    ['<b>Caches</b>', 'the answer is not plain text'],
    ['[Caches](https://a)', 'the answer is not plain text'],
    ['https://example.org', 'the answer is not plain text'],
    ['Caches\u202e', 'the answer is not plain text'],
    ['Ca\u0000ches', 'the answer is not plain text'],
    ['# Caches', 'the answer is not plain text'],
    ['2024', 'the answer has no letter'],
    ['🎉', 'the answer has no letter'],
  ])('refuses %j', (answer, reason) => {
    expect(readAnswer(answer)).toEqual({ reason });
  });
});

describe('nameKey', () => {
  it('is the same for variants of a name only', () => {
    const key = nameKey('KV Cache');
    expect(['KV-cache', 'kv caches', 'ＫＶ Cache', '"KV Cache"'].map(nameKey)).toEqual(Array(4).fill(key));
    expect(nameKey('KV Cache Compression')).not.toBe(key);
  });
});

describe('parseEndpoint', () => {
  it.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/v1', null],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/v1', null],
    ['http://localhost:11434/v1#llama3.2:3b', 'http://localhost:11434/v1', 'llama3.2:3b'],
    ['https://[::1]/api/v1/', 'https://[::1]/api/v1', null],
    ['http://127.0.0.1/v1/chat/completions#', 'http://127.0.0.1/v1', null],
  ])('%s', (text, base, model) => {
    expect(parseEndpoint(text)).toEqual({
      chat: `${base}/chat/completions`,
      models: `${base}/models`,
      model,
      loopback: true,
    });
  });

  it('recognises other machines', () => {
    expect(parseEndpoint('http://gpu.lan:8000/v1').loopback).toBe(false);
    expect(parseEndpoint('http://localhost.example.org/v1').loopback).toBe(false);
  });

  it.each([
    'localhost:8080',
    'file:///v1',
    '',
    'http://me:secret@localhost/v1',
    'http://localhost/v1?key=secret',
  ])('refuses %j', (text) => {
    expect(() => parseEndpoint(text)).toThrow(UsageError);
    expect(() => parseEndpoint(text)).toThrow(/^--namer: .*such as http:\/\/127\.0\.0\.1:8080\/v1\.$/);
  });
});
