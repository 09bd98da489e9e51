/** Draws points by WebGL 2 on a GPU: one draw call for any number of papers. */
import {
  diamondReach,
  filled,
  hollow,
  hollowLine,
  type PointBatch,
  type PointRenderer,
  rimLine,
  ringed,
  ringFrom,
  ringTo,
  type Screen,
  softCore,
  softFade,
  softReach,
} from './point-batch.ts';

/** A number as GLSL reads it. */
const float = (value: number) => value.toFixed(4);

/**
 * Device pixels are `position * transform.xy + transform.zw`. `style`: radius in pixels; filled, ringed or hollow; softness;
 * 1 for a diamond. `shape` is the same with the radius in device pixels.
 */
const vertexShader = `#version 300 es
uniform vec4 transform;
uniform vec2 window;
uniform float ratio;
in vec2 position;
in vec4 colour;
in vec4 style;
flat out vec4 fill;
flat out vec4 shape;
flat out float reach;
void main() {
  vec2 pixel = position * transform.xy + transform.zw;
  gl_Position = vec4(pixel / window * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
  float radius = style.x * ratio;
  float ring = style.y;
  float soft = style.z;
  float diamond = style.w;
  shape = vec4(radius, style.yzw);
  fill = vec4(colour.rgb * colour.a, colour.a);
  float rim = max(ring == ${float(ringed)} ? radius + ${float(ringTo)} * ratio : radius, radius * (1.0 + ${float(softReach)} * soft)) + 0.5;
  reach = rim * (diamond == 1.0 ? ${float(diamondReach)} : 1.0);
  gl_PointSize = 2.0 * reach;
}`;

/**
 * `away` is the distance from the middle, in a norm by which the whole rim is one radius away. The first branch draws most
 * points of a large map; the others take twice the time on an emulated GPU.
 */
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
  float away = diamond == 1.0 ? (from.x + from.y) / ${float(diamondReach)} : length(from);
  float disc = clamp(radius + 0.5 - away, 0.0, 1.0);
  if (ring == ${float(filled)} && soft == 0.0 && outline == 0.0) {
    result = fill * disc;
  } else if (ring == ${float(hollow)}) {
    float inner = clamp(away - (radius - ${float(hollowLine)} * ratio) + 0.5, 0.0, 1.0);
    result = fill * disc * inner;
  } else {
    float rim = (1.0 - soft) * outline * clamp(away - (radius - ${float(rimLine)} * ratio) + 0.5, 0.0, 1.0);
    vec4 body = mix(fill, vec4(edge * fill.a, fill.a), rim);
    float haze = 1.0 - smoothstep(radius * (1.0 - ${float(softCore)} * soft), radius * (1.0 + ${float(softReach)} * soft), away);
    result = body * mix(disc, haze, step(0.01, soft)) * (1.0 - ${float(softFade)} * soft);
    if (ring == ${float(ringed)}) {
      float outer = clamp(radius + ${float(ringTo)} * ratio + 0.5 - away, 0.0, 1.0) * clamp(away - (radius + ${float(ringFrom)} * ratio) + 0.5, 0.0, 1.0);
      result = mix(result, vec4(mark, 1.0), outer);
    }
  }
  if (result.a < 0.004) discard;
}`;

/** Milliseconds to wait for the browser to restore a lost context. */
const LOST_TIME = 3000;

/**
 * Creates a renderer for a canvas that has no context yet.
 * @param lost called once if the browser removes the context for good: another renderer must take over
 * @returns null if the browser has no WebGL 2, emulates the GPU, or refuses the shaders
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
    // In a hidden page the context may come back much later.
    wait = setTimeout(() => (document.hidden ? giveUpSoon() : giveUp()), LOST_TIME);
  };
  // Browsers remove the context of pages that are long in the background, and restore it empty.
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

/** Renderers that emulate WebGL without a GPU. Chromium returns one despite `failIfMajorPerformanceCaveat`. */
const EMULATED = /swiftshader|llvmpipe|softpipe|software|basic render/i;

function isEmulated(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return EMULATED.test(String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)));
}

/** Creates program and buffers in a context. @returns null if the shaders are refused */
function prepare(gl: WebGL2RenderingContext): Pick<PointRenderer, 'load' | 'draw'> | null {
  const program = link(gl);
  if (!program) return null;
  const uniform = (name: string) => gl.getUniformLocation(program, name);
  const at = {
    transform: uniform('transform'),
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
      gl.uniform4f(at.transform, screen.scaleX, screen.scaleY, screen.shiftX, screen.shiftY);
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
