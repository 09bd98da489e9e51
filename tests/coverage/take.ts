/** A test's process is ended from outside, where Node would not write its counts. */
import { takeCoverage } from 'node:v8';
import { afterAll } from 'vitest';

afterAll(() => takeCoverage());
