/** Points by WebGL 2 on a GPU: one draw call for any number of papers. */
import {
  diamondReach,
  type PointBatch,
  type PointRenderer,
  type Screen,
  softFade,
  softReach,
} from './point-batch.ts';

const vertexShader = `#version 300 es
uniform vec4 place; // pixels: place * xy + zw, in the window's own units
uniform vec2 window;
uniform float ratio;
in vec2 position;
in vec4 colour;
in vec4 style; // radius in pixels; ring (0 none, 1 ring around, 2 hollow); softness; 1 for a diamond
flat out vec4 fill;
flat out vec4 shape; // radius in the window's own pixels, and the rest of the style
flat out float reach;
void main() {
  vec2 pixel = position * place.xy + place.zw;
  gl_Position = vec4(pixel / window * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
  float radius = style.x * ratio;
  float ring = style.y;
  float soft = style.z;
  float diamond = style.w;
  shape = vec4(radius, style.yzw);
  fill = vec4(colour.rgb * colour.a, colour.a);
  float rim = max(ring == 1.0 ? radius + 2.4 * ratio : radius, radius * (1.0 + ${softReach.toFixed(4)} * soft)) + 0.5;
  reach = rim * (diamond == 1.0 ? ${diamondReach.toFixed(4)} : 1.0);
  gl_PointSize = 2.0 * reach;
}`;

const fragmentShader = `#version 300 es
precision highp float;
uniform float ratio;
uniform vec3 edge;
uniform vec3 mark;
uniform float outline;
flat in vec4 fill;
flat in vec4 shape;
flat in float reach;
out vec4 result;
void main() {
  float radius = shape.x;
  float ring = shape.y;
  float soft = shape.z;
  float diamond = shape.w;
  vec2 from = abs(gl_PointCoord - 0.5) * 2.0 * reach;
  // How far from the middle, measured so that every point of the rim is one radius away.
  float away = diamond == 1.0 ? (from.x + from.y) / ${diamondReach.toFixed(4)} : length(from);
  float disc = clamp(radius + 0.5 - away, 0.0, 1.0);
  if (ring == 0.0 && soft == 0.0 && outline == 0.0) {
    // Most points of a large map; the rest would take twice the time where there is no GPU.
    result = fill * disc;
  } else if (ring == 2.0) {
    float inner = clamp(away - (radius - 1.6 * ratio) + 0.5, 0.0, 1.0);
    result = fill * disc * inner;
  } else {
    float rim = (1.0 - soft) * outline * clamp(away - (radius - 0.9 * ratio) + 0.5, 0.0, 1.0);
    vec4 body = mix(fill, vec4(edge * fill.a, fill.a), rim);
    float haze = 1.0 - smoothstep(radius * (1.0 - 0.9 * soft), radius * (1.0 + ${softReach.toFixed(4)} * soft), away);
    result = body * mix(disc, haze, step(0.01, soft)) * (1.0 - ${softFade.toFixed(4)} * soft);
    if (ring == 1.0) {
      float outer = clamp(radius + 2.4 * ratio + 0.5 - away, 0.0, 1.0) * clamp(away - (radius + 0.4 * ratio) + 0.5, 0.0, 1.0);
      result = mix(result, vec4(mark, 1.0), outer);
    }
  }
  if (result.a < 0.004) discard;
}`;

/** Milliseconds in which a browser that took the context away may give it back. */
const LOST_TIME = 3000;

/**
 * @param lost called once where the browser takes the context away for good: others have to draw from then on
 * @returns null where the browser has no WebGL 2, emulates the GPU, or refuses the shaders
 */
export function createGlRenderer(canvas: HTMLCanvasElement, lost: () => void): PointRenderer | null {
  const gl = canvas.getContext('webgl2', {
    antialias: false,
    premultipliedAlpha: true,
    alpha: true,
    failIfMajorPerformanceCaveat: true,
  });
  if (!gl) return null;
  const release = () => gl.getExtension('WEBGL_lose_context')?.loseContext();
  let drawing = isEmulated(gl) ? null : prepare(gl);
  if (!drawing) {
    release();
    return null;
  }
  let batch: PointBatch | null = null;
  let screen: Screen | null = null;
  const load = (next: PointBatch) => {
    batch = next;
    drawing?.load(next);
  };
  const draw = (next: Screen) => {
    screen = next;
    drawing?.draw(next);
  };
  const ended = new AbortController();
  let wait: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    ended.abort();
    clearTimeout(wait);
    release();
  };
  const giveUp = () => {
    end();
    lost();
  };
  const giveUpSoon = () => {
    // While nobody sees the page it may well come back later.
    wait = setTimeout(() => (document.hidden ? giveUpSoon() : giveUp()), LOST_TIME);
  };
  // Browsers take a context away from pages that are long in the background, and give it back empty.
  canvas.addEventListener(
    'webglcontextlost',
    (event) => {
      event.preventDefault();
      drawing = null;
      giveUpSoon();
    },
    { signal: ended.signal },
  );
  canvas.addEventListener(
    'webglcontextrestored',
    () => {
      clearTimeout(wait);
      drawing = prepare(gl);
      if (!drawing) return giveUp();
      if (batch) load(batch);
      if (screen) draw(screen);
    },
    { signal: ended.signal },
  );
  return {
    kind: 'webgl',
    load,
    draw,
    destroy: end,
  };
}

/** What browsers compute WebGL by where there is no GPU. Chromium gives a context of it also to who wants none that is slow. */
const EMULATED = /swiftshader|llvmpipe|softpipe|software|basic render/i;

function isEmulated(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return EMULATED.test(String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)));
}

/** Program and buffers of a context. @returns null where the shaders are refused */
function prepare(gl: WebGL2RenderingContext): Pick<PointRenderer, 'load' | 'draw'> | null {
  const program = link(gl);
  if (!program) return null;
  const uniform = (name: string) => gl.getUniformLocation(program, name);
  const at = {
    place: uniform('place'),
    window: uniform('window'),
    ratio: uniform('ratio'),
    edge: uniform('edge'),
    mark: uniform('mark'),
    outline: uniform('outline'),
  };
  const buffers = { position: gl.createBuffer(), colour: gl.createBuffer(), style: gl.createBuffer() };
  const order = gl.createBuffer();
  gl.bindVertexArray(gl.createVertexArray());
  const attribute = (name: keyof typeof buffers, size: number, type: number, normal: boolean) => {
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers[name]);
    const index = gl.getAttribLocation(program, name);
    gl.enableVertexAttribArray(index);
    gl.vertexAttribPointer(index, size, type, normal, 0, 0);
  };
  attribute('position', 2, gl.FLOAT, false);
  attribute('colour', 4, gl.UNSIGNED_BYTE, true);
  attribute('style', 4, gl.FLOAT, false);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, order);
  gl.useProgram(program);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  let count = 0;
  return {
    load(batch) {
      const fill = (buffer: WebGLBuffer | null, data: Float32Array | Uint8Array) => {
        gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
        gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
      };
      fill(buffers.position, batch.positions);
      fill(buffers.colour, batch.colours);
      fill(buffers.style, batch.styles);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, batch.order, gl.DYNAMIC_DRAW);
      count = batch.order.length;
    },
    draw(screen) {
      gl.viewport(0, 0, gl.canvas.width, gl.canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform4f(at.place, screen.scaleX, screen.scaleY, screen.shiftX, screen.shiftY);
      gl.uniform2f(at.window, screen.width, screen.height);
      gl.uniform1f(at.ratio, screen.ratio);
      gl.uniform3f(at.edge, screen.edge[0] / 255, screen.edge[1] / 255, screen.edge[2] / 255);
      gl.uniform3f(at.mark, screen.mark[0] / 255, screen.mark[1] / 255, screen.mark[2] / 255);
      gl.uniform1f(at.outline, screen.outline);
      gl.drawElements(gl.POINTS, count, gl.UNSIGNED_INT, 0);
    },
  };
}

function link(gl: WebGL2RenderingContext): WebGLProgram | null {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) return null;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS)) return program;
  console.warn(`WebGL cannot draw the points, the 2D canvas takes over: ${gl.getProgramInfoLog(program)}`);
  return null;
}
