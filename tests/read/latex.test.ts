import { describe, expect, it } from 'vitest';
import { texInText } from '../../pipeline/read/text/latex.ts';
import { mathToText } from '../../pipeline/read/text/latex-math.ts';

describe('LaTeX within plain text', () => {
  it.each([
    ['$\\mathcal{O}(n^2)$ time and $x_{ij}$', 'O(n²) time and xᵢⱼ'],
    ['\\alpha and $\\beta_1 \\in \\mathbb{R}^d$', 'α and β₁ ∈ ℝᵈ'],
    ['Erd\\H{o}s, {\\\'E}mile, G{\\"o}del and na\\"{\\i}ve', 'Erdős, Émile, Gödel and naïve'],
    ['\\textit{in vivo} and \\textbf{\\emph{both}}', 'in vivo and both'],
    ['88.5\\% of R\\&D', '88.5% of R&D'],
    ['$\\frac{1}{2}$, $\\sqrt{n}$, $\\frac{a+b}{c}$', '1/2, √n, (a+b)/c'],
    ['a $3\\times$ speedup with $k$-means', 'a 3× speedup with k-means'],
    ['see \\citet{a2020} in {\\em the} study', 'see [a2020] in the study'],
    ['\\url{https://x.org/a_b}', 'https://x.org/a_b'],
    ['$\\hat{y}$ and $\\tilde{O}(n\\log n)$', 'ŷ and Õ(nlog n)'],
  ])('%s', (source, text) => expect(texInText(source)).toBe(text));

  it.each([
    'costs $5 and then $6 more',
    'from $10 million to $20 million',
    'a {set} of ~5 -- no, 6 --- things_with_marks ^_^',
    'C:\\temp\\new and \\unknowncommand{x}',
    'the $LANG and $PATH of a shell',
    '$\\begin{matrix} a & b \\end{matrix}$',
    'plain, ünicode',
  ])('leaves %j as it is', (text) => expect(texInText(text)).toBe(text));

  it('ends on any input', () => {
    for (const source of [
      '{'.repeat(5000),
      '\\frac'.repeat(500),
      '_^'.repeat(300),
      '\\sqrt{'.repeat(99),
      '}',
      '\\',
    ])
      expect(() => mathToText(source)).not.toThrow();
  });
});
