/** Names made of titles, for themes whose papers share no phrase. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_NAME } from '../../pipeline/name/phrases/display.ts';
import { titleName } from '../../pipeline/name/title-name.ts';

const named = (titles: string[], taken: string[] = [], theme = 0) => titleName(titles, new Set(taken), theme);

describe('a name from titles', () => {
  it('is the first title, if that fits', () => {
    expect(named(['Ribosome kinetics of yeast', 'Lava'])).toBe('Ribosome kinetics of yeast');
    expect(named(['  ribosome\n kinetics. '])).toBe('Ribosome kinetics');
    const forty = 'Hierarchical reinforcement orchestration';
    expect(forty).toHaveLength(LONGEST_NAME);
    expect(named([forty])).toBe(forty);
  });

  it('is what stands before a colon, if that is more than a coined word', () => {
    expect(named(['Ranking the credit scorers of many banks: an experimental comparison'])).toBe(
      'Ranking the credit scorers of many banks',
    );
  });

  it('is what follows a colon of a longer one, or stands before it', () => {
    expect(named(['OrchestraNet-Large-2: hierarchical reinforcement orchestration'])).toBe(
      'Hierarchical reinforcement orchestration',
    );
    expect(named(['OrchestraNet: hierarchical reinforcement orchestration made simple'])).toBe(
      'OrchestraNet',
    );
    expect(named(['Is bigger better? The hierarchical reinforcement orchestration of crowds'])).toBe(
      'Is bigger better',
    );
    expect(named(['Warm tissue – the hierarchical reinforcement orchestration of crowds'])).toBe(
      'Warm tissue',
    );
  });

  it('is cut before the last link that lets it fit, else between words, else anywhere', () => {
    expect(named(['Kinetics of enzymes in warm tissue by hierarchical orchestration'])).toBe(
      'Kinetics of enzymes in warm tissue',
    );
    expect(named(['Hierarchical reinforcement orchestration schedules crowds'])).toBe(
      'Hierarchical reinforcement orchestration',
    );
    expect(named(['x'.repeat(50)])).toBe(`X${'x'.repeat(39)}`);
    expect(named([`x${'🧪'.repeat(30)}`])).toBe(`X${'🧪'.repeat(19)}`);
  });

  it('is another part or another title if others have the name, in whatever case', () => {
    expect(named(['Sonar', 'Lava'], ['sonar'])).toBe('Lava');
    expect(named(['Sonar of whales'], ['sonar of whales'])).toBe('Sonar');
  });

  it('is a number if no title will do, the first free one from its own', () => {
    expect(named([], [], 2)).toBe('Theme 3');
    expect(named(['', ' ', '...', '$x^2$'], ['theme 1'])).toBe('Theme 2');
    expect(named(['Sonar'], ['sonar', 'theme 1'])).toBe('Theme 2');
  });

  it('has no markup, and nothing that turns its direction', () => {
    expect(named(['<b>Sonar</b> of <i class="x">whales</i>'])).toBe('Sonar of whales');
    expect(named(['<img src=x onerror=alert(1)>', 'Lava'])).toBe('Lava');
    expect(named(['\u202Erats'])).toBe('Rats');
  });

  it('is a free one, of one to forty characters, whatever the titles', () => {
    const title = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .array(fc.constantFrom('of', 'a', ':', ' ', 'ß', 'graph', '🧪', '-', '…', '<b>'), { maxLength: 30 })
        .map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(fc.array(title, { maxLength: 4 }), fc.nat(5), (titles, theme) => {
        const taken = new Set<string>();
        for (let again = 0; again < 12; again++) {
          const text = titleName(titles, taken, theme);
          expect(text.trim()).not.toBe('');
          expect(text.length).toBeLessThanOrEqual(LONGEST_NAME);
          expect(text).not.toMatch(/[<>]/);
          expect(taken.has(text.toLowerCase())).toBe(false);
          taken.add(text.toLowerCase());
        }
      }),
    );
  });
});
