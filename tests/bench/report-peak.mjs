// Loaded into a program by `node --import`: leaves the peak of its memory, in MiB, in the file that ISOTHEME_PEAK_FILE names.
import { writeFileSync } from 'node:fs';

process.on('exit', () =>
  writeFileSync(process.env.ISOTHEME_PEAK_FILE, String(process.resourceUsage().maxRSS / 1024)),
);
