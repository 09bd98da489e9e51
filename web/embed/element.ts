/** `<isotheme-map src="maps/spring/">`: a mounted map without a line of script. */
import { messageOf } from '../app/message-of.ts';
import { loadFrom } from './load-from.ts';
import { mountLoaded } from './mount-map.ts';
import type { MapEvents, MountedMap } from './types.ts';

const EVENTS: readonly (keyof MapEvents)[] = ['select', 'open', 'hover', 'theme'];

/**
 * Attributes: `src` (address of the map), `scheme`, `colour-by`, `label`. Events: `isotheme-select`, `isotheme-open`,
 * `isotheme-hover` and `isotheme-theme`, with the value as `detail`; `isotheme-ready` with the mounted map as `detail`,
 * or `isotheme-error` with the error.
 */
export class IsothemeMapElement extends HTMLElement {
  static readonly observedAttributes = ['src', 'scheme', 'colour-by', 'label'];

  /** The mounted map; null before `isotheme-ready`. */
  mounted: MountedMap | null = null;
  #turn = 0;

  connectedCallback(): void {
    void this.#mount();
  }

  disconnectedCallback(): void {
    this.#unmount();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) void this.#mount();
  }

  async #mount(): Promise<void> {
    this.#unmount();
    const src = this.getAttribute('src');
    if (src === null) return;
    // Attributes that change together load one map, and an older map must not replace a newer one.
    const turn = this.#turn;
    await Promise.resolve();
    if (turn !== this.#turn) return;
    try {
      const map = await loadFrom(src);
      if (turn !== this.#turn) return;
      const mounted = mountLoaded(this, map, {
        scheme: pick(this.getAttribute('scheme'), ['system', 'light', 'dark']),
        colourBy: pick(this.getAttribute('colour-by'), ['theme', 'year']),
        ...(this.hasAttribute('label') && { label: this.getAttribute('label')! }),
      });
      this.mounted = mounted;
      for (const event of EVENTS) mounted.on(event, (value) => this.#tell(event, value));
      this.#tell('ready', mounted);
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    }
  }

  #unmount(): void {
    this.#turn++;
    this.mounted?.destroy();
    this.mounted = null;
  }

  #fail(error: unknown): void {
    const trouble = document.createElement('p');
    trouble.className = 'trouble';
    trouble.setAttribute('role', 'alert');
    trouble.textContent = messageOf(error);
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    shadow.replaceChildren(trouble);
    this.#tell('error', error);
  }

  #tell(event: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`isotheme-${event}`, { detail, bubbles: true, composed: true }));
  }
}

function pick<const T extends string>(given: string | null, known: readonly [T, ...T[]]): T {
  return known.find((each) => each === given) ?? known[0];
}
