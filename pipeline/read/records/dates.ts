/** Dates as services and programs write them → ISO 8601, as precise as the input. */
import { isRecord, plainText } from './values.ts';

/**
 * An ISO 8601 date as precise as the input: "2024", "2024-10", "2024-10-07"; null if there is none.
 * Accepts years, ISO dates and times, and `{"date-parts": [[2024, 10]]}` of CSL-JSON.
 */
export function isoDate(value: unknown): string | null {
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 1000 && value <= 2999 ? String(value) : null;
  if (isRecord(value)) {
    const parts = value['date-parts'];
    if (Array.isArray(parts) && Array.isArray(parts[0]))
      return isoDate(parts[0].map((part) => (plainText(part) ?? '').padStart(2, '0')).join('-'));
    return null;
  }
  if (typeof value !== 'string') return null;
  const match = /^\s*([12]\d{3})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)/.exec(value);
  if (!match) return null;
  const [, year, month, day] = match;
  if (month === undefined || Number(month) < 1 || Number(month) > 12) return year!;
  const start = `${year}-${month.padStart(2, '0')}`;
  return day === undefined || Number(day) < 1 || Number(day) > 31
    ? start
    : `${start}-${day.padStart(2, '0')}`;
}

/** Milliseconds since 1970 (UTC) → ISO date; "" for any other value. */
export function dateOfMilliseconds(value: unknown): string {
  if (typeof value !== 'number' || !(value > 0) || value > 32_503_680_000_000) return '';
  return new Date(value).toISOString().slice(0, 10);
}

/** "Mon, 2 Apr 2007 19:18:42 GMT" → "2007-04-02". */
export function mailDate(value: string): string {
  const match = /(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})/.exec(value);
  const month = 'JanFebMarAprMayJunJulAugSepOctNovDec'.indexOf(match?.[2] ?? '?') / 3;
  if (!match || !Number.isInteger(month)) return '';
  return `${match[3]}-${String(month + 1).padStart(2, '0')}-${match[1]!.padStart(2, '0')}`;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** PubMed's dates: "2021 May 3" and "2021 05" → ISO; "2020 Dec-2021 Jan" → "2020-12", "2021 Spring" → "2021"; any other form is returned as it is. */
export function pubmedDate(date: string): string {
  const match = /^(\d{4})\s+([a-z]{3}|\d{1,2}(?!\d))[a-z]*(?:\s+(\d{1,2})(?!\d))?/i.exec(date);
  if (!match) return date;
  const [, year = '', named = '', day = ''] = match;
  const month = /^\d/.test(named) ? Number(named) : MONTHS.indexOf(named.toLowerCase()) + 1;
  if (month < 1) return year;
  return [year, String(month), day].filter((part) => part !== '').join('-');
}
