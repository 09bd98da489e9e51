/** Small helpers without a subject of their own: errors, rounding, random numbers, durations. */
export { formatDuration } from './duration.ts';

<<<<<<< Updated upstream

export { CancelledError, readingFile, throwIfAborted, UsageError, UserError } from './errors.ts';

=======

export { CancelledError, type ErrorCode, throwIfAborted, UsageError, UserError } from './errors.ts';

>>>>>>> Stashed changes

export { nearestWord } from './nearest-word.ts';
export { didYouMean, shown } from './shown.ts';
