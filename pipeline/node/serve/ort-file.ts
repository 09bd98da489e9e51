/**
 * ONNX Runtime's WebAssembly file, which the page's worker runs the model with. It stays in the installed
 * `onnxruntime-web` and is served, or copied into a static site, from there: it is ten megabytes.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** One thread with SIMD is the only variant the worker asks for; every browser since 2021 (Safari 2023) has SIMD. */
export const ORT_FILE = 'ort-wasm-simd.wasm';

/** The runtime's JavaScript half is built into the page; both halves must be of one version. */
const VERSION = '1.14.0';

/**
 * The folder that holds {@link ORT_FILE}.
 * @throws Error with one sentence where the package is missing or of another version
 */
export function ortFolder(): string {
  let folder: string;
  try {
    folder = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
  } catch {
    throw new Error('The package onnxruntime-web is not installed; install Isotheme again.');
  }
  const { version } = JSON.parse(readFileSync(path.join(folder, '..', 'package.json'), 'utf8'));
  if (version !== VERSION)
    throw new Error(
      `onnxruntime-web ${version} is installed, but the page needs ${VERSION}; install Isotheme again.`,
    );
  return folder;
}
