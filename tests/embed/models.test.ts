import { expect, it } from 'vitest';
import { findModel, isSameModel, modelInfo } from '../../pipeline/embed/models.ts';

it('treats two models as the same if their id, files and pooling are equal', () => {
  const model = modelInfo(findModel('bge-small-en-v1.5'));
  expect(isSameModel(model, { ...model })).toBe(true);
  expect(isSameModel(model, { ...model, id: 'other' })).toBe(false);
  expect(isSameModel(model, { ...model, sha256: '0'.repeat(64) })).toBe(false);
  expect(isSameModel(model, { ...model, pooling: 'mean' })).toBe(false);
});
