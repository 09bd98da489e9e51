/**
 * Simple LaTeX mathematics → Unicode: Greek letters, operators, arrows, sub- and superscripts. A formula without a plain
 * form stays as it is. The tables have the commands that titles and abstracts use: unicodeit has 2,600, which would weigh
 * more in the page than all readers together.
 */

const GREEK =
  'alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω';
const SIGNS =
  'times × cdot · div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ otimes ⊗ odot ⊙ leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ geqslant ≥ neq ≠ ne ≠ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ ll ≪ gg ≫ lesssim ≲ gtrsim ≳ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩ setminus ∖ emptyset ∅ varnothing ∅ forall ∀ exists ∃ neg ¬ lnot ¬ land ∧ wedge ∧ lor ∨ vee ∨ top ⊤ bot ⊥ perp ⊥ parallel ∥ mid ∣ infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ oint ∮ sqrt √ to → rightarrow → longrightarrow ⟶ leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ implies ⟹ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ mapsto ↦ uparrow ↑ downarrow ↓ nearrow ↗ searrow ↘ rightleftharpoons ⇌ hbar ℏ ell ℓ Re ℜ Im ℑ aleph ℵ angle ∠ triangle △ square □ Box □ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ ldots … dots … cdots ⋯ vdots ⋮ prime ′ dagger † ddagger ‡ degree ° checkmark ✓ colon : lbrace { rbrace } vert | lvert | rvert | Vert ‖ lVert ‖ rVert ‖ sharp ♯ flat ♭ models ⊨ vdash ⊢ therefore ∴ because ∵ AA Å S § ss ß';
const WORDS =
  'log ln exp sin cos tan sinh cosh tanh arg argmax argmin max min sup inf lim det dim ker gcd mod Pr deg hom poly polylog softmax';
/** Commands that change the look of their argument, and commands without an argument. */
const WRAPPERS =
  'text textrm textit textbf textsf texttt textsc textup textnormal emph mathrm mathit mathbf mathsf mathtt mathcal mathscr mathfrak mathnormal boldsymbol bm pmb operatorname mbox hbox ensuremath rm underline overbrace underbrace';
const EMPTY =
  'left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle limits nolimits rm bf it';
const ACCENTS = 'hat ̂ widehat ̂ tilde ̃ widetilde ̃ bar ̄ overline ̅ vec ⃗ dot ̇ ddot ̈ check ̌ breve ̆ acute ́ grave ̀';
const DOUBLE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ1';
const DOUBLE_STRUCK = '𝔸𝔹ℂ𝔻𝔼𝔽𝔾ℍ𝕀𝕁𝕂𝕃𝕄ℕ𝕆ℙℚℝ𝕊𝕋𝕌𝕍𝕎𝕏𝕐ℤ𝟙';
const RAISED = pairs(
  '0123456789+-=()abcdefghijklmnoprstuvwxyzT*′αβγδ',
  '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ*′ᵅᵝᵞᵟ',
);
const LOWERED = pairs('0123456789+-=()aehijklmnoprstuvxβγρφχ', '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ');

const SYMBOLS = new Map([...byName(GREEK), ...byName(SIGNS)]);
const MARKS = byName(ACCENTS);
const PLAIN_WORDS = new Set(WORDS.split(' '));
const WRAPS = new Set(WRAPPERS.split(' '));
const NOTHING = new Set(EMPTY.split(' '));

/** The character of a command without argument ("alpha"); undefined if it is unknown. */
export function symbolOf(name: string): string | undefined {
  return SYMBOLS.get(name);
}

/** @param source the text between the dollar signs @returns null if it has no plain form */
export function mathToText(source: string): string | null {
  const reader = new MathReader(source);
  const text = reader.group('');
  if (text === null || !reader.atEnd()) return null;
  return text.replace(/\s+/g, ' ').trim();
}

class MathReader {
  private at = 0;
  private depth = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  atEnd(): boolean {
    return this.at >= this.source.length;
  }

  /** Reads everything up to and including `close`. */
  group(close: string): string | null {
    if (++this.depth > 20) return null;
    let text = '';
    while (!this.atEnd()) {
      if (close !== '' && this.source[this.at] === close) {
        this.at++;
        this.depth--;
        return text;
      }
      const next = this.item(text);
      if (next === null) return null;
      text = next;
    }
    this.depth--;
    return close === '' ? text : null;
  }

  /** @returns `text` with the next item appended */
  private item(text: string): string | null {
    const character = this.source[this.at]!;
    if (character === '^' || character === '_') {
      this.at++;
      const script = this.argument();
      if (script === null) return null;
      return text + scripted(script.trim(), character);
    }
    if (character === '}' || character === '&') return null;
    if (character === '{' || character === '\\') {
      const inner = this.argument();
      return inner === null ? null : text + inner;
    }
    this.at++;
    return text + (character === '~' ? ' ' : character === "'" ? '′' : character);
  }

  /** A group, a command with its arguments, or one character. */
  private argument(): string | null {
    while (this.source[this.at] === ' ') this.at++;
    if (this.atEnd()) return null;
    const character = String.fromCodePoint(this.source.codePointAt(this.at)!);
    this.at += character.length;
    if (character === '{') return this.group('}');
    if (character !== '\\') return character === '}' ? null : character;
    return this.command();
  }

  private command(): string | null {
    const name = /^(?:[A-Za-z]+|[\s\S])/.exec(this.source.slice(this.at))?.[0];
    if (name === undefined) return null;
    const apart = this.source[this.at - 2] === ' ';
    this.at += name.length;
    if (!/^[A-Za-z]/.test(name)) {
      if (/[,;:! \\]/.test(name)) return name === '!' ? '' : ' ';
      return /[{}%$#&_|]/.test(name) ? (name === '|' ? '‖' : name) : null;
    }
    if (name === 'mathbb') return this.wrapped((inner) => doubleStruck(inner));
    if (name === 'frac' || name === 'tfrac' || name === 'dfrac') {
      const over = this.argument();
      const under = this.argument();
      return over === null || under === null ? null : `${bracketed(over)}/${bracketed(under)}`;
    }
    if (name === 'sqrt' && this.source[this.at] !== '[')
      return this.wrapped((inner) => `√${bracketed(inner)}`);
    const mark = MARKS.get(name);
    if (mark !== undefined)
      return this.wrapped((inner) => ([...inner].length === 1 ? (inner + mark).normalize('NFC') : inner));
    if (WRAPS.has(name)) return this.wrapped((inner) => inner);
    if (NOTHING.has(name)) return '';
    if (name === 'quad' || name === 'qquad') return ' ';
    if (PLAIN_WORDS.has(name)) {
      const letter = /^\s*[A-Za-z0-9\\]/.test(this.source.slice(this.at));
      this.skipSpace();
      return letter ? `${name} ` : name;
    }
    const symbol = SYMBOLS.get(name);
    if (symbol === undefined) return null;
    // A space that only ends the command is not part of the text.
    if (!apart || /\p{L}/u.test(symbol)) this.skipSpace();
    return symbol;
  }

  private wrapped(change: (inner: string) => string): string | null {
    const inner = this.argument();
    return inner === null ? null : change(inner);
  }

  private skipSpace(): void {
    while (this.source[this.at] === ' ') this.at++;
  }
}

/** Raised or lowered characters if all of them exist, else with ^ or _ as in plain text. */
function scripted(script: string, kind: '^' | '_'): string {
  if (kind === '^' && (script === '∘' || script === '′' || script === '†' || script === '*'))
    return script === '∘' ? '°' : script;
  const table = kind === '^' ? RAISED : LOWERED;
  const characters = [...script.replace(/\s+/g, '').replaceAll('−', '-')];
  const changed = characters.map((character) => table.get(character));
  if (changed.every((character) => character !== undefined)) return changed.join('');
  return characters.length === 1
    ? kind + script
    : /^\p{L}+$/u.test(script)
      ? `${kind}${script}`
      : `${kind}(${script})`;
}

function bracketed(text: string): string {
  return /^[\p{L}\p{N}.]+$/u.test(text.trim()) ? text.trim() : `(${text.trim()})`;
}

function doubleStruck(text: string): string {
  const struck = [...DOUBLE_STRUCK];
  return [...text].map((letter) => struck[DOUBLE.indexOf(letter)] ?? letter).join('');
}

function byName(list: string): Map<string, string> {
  const words = list.split(' ');
  const map = new Map<string, string>();
  for (let i = 0; i + 1 < words.length; i += 2) map.set(words[i]!, words[i + 1]!);
  return map;
}

function pairs(from: string, to: string): Map<string, string> {
  const targets = [...to];
  return new Map([...from].map((character, i) => [character, targets[i]!]));
}
