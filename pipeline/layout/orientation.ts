/**
 * Gives a layout its canonical orientation, in place: centred on the origin, its longest direction horizontal. The third moments
 * of the axes decide on mirroring (the longer tail points right and up), so that two runs that differ by a mirror image end
 * alike.
 * @param layout `[N, 2]`
 */
export function orientCanonically(layout: Float32Array): void {
  const count = layout.length / 2;
  if (count === 0) return;
  let mx = 0;
  let my = 0;
  for (let i = 0; i < count; i++) {
    mx += layout[2 * i]! / count;
    my += layout[2 * i + 1]! / count;
  }
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < count; i++) {
    const x = layout[2 * i]! - mx;
    const y = layout[2 * i + 1]! - my;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  let skewX = 0;
  let skewY = 0;
  for (let i = 0; i < count; i++) {
    const x = layout[2 * i]! - mx;
    const y = layout[2 * i + 1]! - my;
    const along = cos * x + sin * y;
    const across = cos * y - sin * x;
    layout[2 * i] = along;
    layout[2 * i + 1] = across;
    skewX += along ** 3;
    skewY += across ** 3;
  }
  const flipX = skewX < 0 ? -1 : 1;
  const flipY = skewY < 0 ? -1 : 1;
  for (let i = 0; i < count; i++) {
    layout[2 * i]! *= flipX;
    layout[2 * i + 1]! *= flipY;
  }
}
