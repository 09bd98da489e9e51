/** Small helpers without a subject of their own: errors, rounding, random numbers, durations. */
export { crc32 } from './crc32.ts';
export { formatDuration } from './duration.ts';
export {
  CancelledError,
  type ErrorCode,
  readingFile,
  throwIfAborted,
  UsageError,
  UserError,
} from './errors.ts';
export { nearestWord } from './nearest-word.ts';
export { didYouMean, shown } from './shown.ts';
