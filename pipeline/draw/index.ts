/** draw: the geometry of the drawn map, for the page and for still pictures. */
export { bandwidth, type DensityContour, densityContours, gridTransform } from './contours.ts';
export { baseX, baseY, type Frame, frameOf, type Insets, margin, project, type Transform } from './frame.ts';
export {
  boxAt,
  type LabelCandidate,
  overlap,
  type PlacedLabel,
  placeLabels,
  wrapText,
} from './label-place.ts';
export { drawOrder, pointOpacity, pointRadius } from './points.ts';
export { approximateWidth } from './text-width.ts';
export {
  asLabel,
  type DrawnMap,
  type Label,
  type LabelView,
  lineHeight,
  type Measure,
  themeLabels,
  themeSpread,
} from './theme-labels.ts';
