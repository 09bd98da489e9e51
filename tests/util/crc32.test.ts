import { expect, it } from 'vitest';
import { crc32 } from '../../pipeline/util/crc32.ts';

it('the checksum of bytes is that of the standard, also in two parts', () => {
  const bytes = new TextEncoder().encode('123456789');
  expect(crc32(bytes)).toBe(0xcbf43926);
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf43926);
  expect(crc32(new TextEncoder().encode('IEND'))).toBe(0xae426082);
});
