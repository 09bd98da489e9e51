/** Saves the whole map as a picture for print, or as one HTML file that opens anywhere. */
import { useState } from 'preact/hooks';
import { messageOf } from '../app/message-of.ts';
import { paletteOf, shadeOf } from '../app/scheme.ts';
import { useServices } from '../app/services.ts';
import type { LoadedMap } from '../data/map-index.ts';
import { themeStabilities } from '../data/map-stability.ts';
import { createMeasure } from '../map/labels/labels.ts';
import { emphasisOf } from '../map/points/emphasis.ts';
import { styleSize } from '../map/points/point-batch.ts';
import { pointBatch } from '../map/points/points.ts';
import { SaveButtons } from '../panels/parts/buttons.tsx';
import type { State } from '../state/state.ts';
import { usePick, useStore } from '../state/use-store.ts';
import { embeddedFont } from './font.ts';
import { renderPng } from './png.ts';
import { fileName, saveFile } from './save.ts';

type Form = 'svg' | 'png' | 'html';

const FORMATS: readonly { format: Form; label: string; title: string }[] = [
  { format: 'svg', label: 'SVG', title: 'Picture with names and legend, as vectors' },
  { format: 'png', label: 'PNG', title: 'Picture with names and legend, 300 dots an inch' },
  { format: 'html', label: 'HTML', title: 'The whole map as one file that opens from disk' },
];

export function SaveMap() {
  const store = useStore();
  const { make } = useServices();
  const map = usePick((state) => state.map);
  const [busy, setBusy] = useState<Form | null>(null);
  if (!map) return null;
  const save = async (form: Form) => {
    setBusy(form);
    try {
      if (form === 'html') {
        if (make) saveFile(fileName(map.name, 'map', 'html'), await make.wholePage(map), 'text/html');
      } else {
        const { svg, width, height } = await picture(store.get(), map);
        if (form === 'svg') saveFile(fileName(map.name, 'map', 'svg'), svg, 'image/svg+xml');
        else saveFile(fileName(map.name, 'map', 'png'), await renderPng(svg, width, height), 'image/png');
      }
    } catch (error) {
      store.dispatch({ type: 'notice', notice: `The map was not saved: ${messageOf(error)}` });
    } finally {
      setBusy(null);
    }
  };
  // A page that is one file is already such an export.
  const formats = make ? FORMATS : FORMATS.filter(({ format }) => format !== 'html');
  return (
    <SaveButtons label="Save the map" formats={formats} busy={busy} onSave={(form) => void save(form)} />
  );
}

async function picture(state: State, map: LoadedMap) {
  const { PICTURE, toSvg } = await import('./writers.ts');
  const shade = shadeOf(state.scheme);
  // Papers that are dimmed on the screen are dimmed in the picture.
  const { colours, styles, order } = pointBatch({
    map,
    emphasis: emphasisOf(state),
    palette: paletteOf(map, shade),
    shade,
    colourBy: state.colourBy,
    stability: null,
    k: 1,
    narrow: false,
  });
  const stabilities = themeStabilities(state);
  const themes = map.themes.map((theme, i) => ({ ...theme, stability: stabilities[i] ?? theme.stability }));
  const svg = toSvg(
    { ...map, manifest: { ...map.manifest, themes } },
    {
      shade,
      points: { colours, radii: Float32Array.from(map.papers, (_, i) => styles[styleSize * i]!), order },
      measure: createMeasure(getComputedStyle(document.body).fontFamily),
      fontFace: await embeddedFont(),
    },
  );
  return { svg, ...PICTURE };
}
