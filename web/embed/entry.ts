/**
 * Maps in any page: `mountMap`, and the element `<isotheme-map src="…">`, which this module defines when imported.
 *
 * @example
 * ```js
 * import { mountMap } from 'isotheme/map';
 *
 * const mounted = await mountMap(document.querySelector('#map'), 'maps/spring/');
 * mounted.on('open', (id) => console.log(id));
 * ```
 * @module isotheme/map
 */
import { IsothemeMapElement } from './element.ts';
import { mountMap as mount } from './mount-map.ts';
import type { MountMap } from './types.ts';

export type { MapEvents, MountedMap, MountMap, MountOptions } from './types.ts';

/** Mounts a map inside an element; see {@link MountMap}. */
export const mountMap: MountMap = mount;

if (!customElements.get('isotheme-map')) customElements.define('isotheme-map', IsothemeMapElement);
