/**
 * ONNX Runtime's WebAssembly file, with which the page's worker runs the model. It has ten megabytes, so it is served, or
 * copied into a static site, from the installed `onnxruntime-web`.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The only variant that the worker loads: one thread, with SIMD, which every browser has since 2021 (Safari 2023). */
export const ORT_FILE = 'ort-wasm-simd.wasm';

/** The runtime's JavaScript is built into the page and must have the same version. */
const VERSION = '1.14.0';

/**
 * The folder that holds {@link ORT_FILE}.
 * @throws Error with one sentence if the package is missing or has another version
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
