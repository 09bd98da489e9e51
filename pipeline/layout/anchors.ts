/**
 * Anchors: positions that a layout starts from and is drawn back to, so that a new map resembles an old one. `[N, 2]`; rows of
 * NaN are papers without an anchor.
 */
import type { Neighbours } from '../types.ts';

/** How far an anchored paper is drawn back to its anchor after each epoch: enough to hold it, not to pin it. */
const ANCHOR_PULL = 0.1;

/** Moves papers to their anchors, and those without one to the mean of their anchored neighbours; in place. */
export function startAtAnchors(positions: Float32Array, anchors: Float32Array, neighbours: Neighbours): void {
  const { count, k, indices } = neighbours;
  for (let i = 0; i < count; i++) {
    let x = 0;
    let y = 0;
    let known = 0;
    const near = Number.isNaN(anchors[2 * i]!) ? indices.subarray(i * k, (i + 1) * k) : [i];
    for (const j of near) {
      if (Number.isNaN(anchors[2 * j]!)) continue;
      x += anchors[2 * j]!;
      y += anchors[2 * j + 1]!;
      known++;
    }
    if (known === 0) continue;
    // A little of the old position stays, so that papers that start among the same neighbours don't coincide.
    positions[2 * i] = x / known + 0.01 * positions[2 * i]!;
    positions[2 * i + 1] = y / known + 0.01 * positions[2 * i + 1]!;
  }
}

/** Moves each anchored paper a tenth of the way back to its anchor, in place. */
export function drawToAnchors(positions: Float32Array, anchors: Float32Array): void {
  for (let i = 0; i < positions.length; i++) {
    const anchor = anchors[i]!;
    if (!Number.isNaN(anchor)) positions[i]! += ANCHOR_PULL * (anchor - positions[i]!);
  }
}
