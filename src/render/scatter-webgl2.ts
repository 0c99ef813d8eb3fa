import { cssToRgb } from './colour.ts';
import { drawOrder } from './draw-order.ts';
import { FrameBuffers } from './frame-buffers.ts';
import type { ScatterRenderer, ScatterScene } from './scatter.ts';
import fragmentText from './scatter.frag.glsl?raw';
import vertexText from './scatter.vert.glsl?raw';
import { createProgram } from './shader.ts';

const UNIFORMS = [
  'mixing',
  'projectX',
  'projectY',
  'depth',
  'viewport',
  'diameter',
  'palette',
] as const;
/** Locations, as scatter.vert.glsl fixes them. */
const ATTRIBUTES = { from: 0, to: 1, label: 2 } as const;

/** What lives on the GPU, made anew when a lost context comes back. */
interface Resources {
  readonly program: WebGLProgram;
  readonly uniforms: Record<(typeof UNIFORMS)[number], WebGLUniformLocation | null>;
  readonly frames: FrameBuffers;
  readonly labels: WebGLBuffer;
  readonly order: WebGLBuffer;
  readonly palette: WebGLTexture;
  /** Points that `labels` and `order` hold; −1 before the first upload. */
  points: number;
  /** What the palette texture holds. */
  paletteKey: string;
}

/** Scatter in WebGL2: a frame is two bound buffers, six uniforms and one draw call. */
export class WebGl2Scatter implements ScatterRenderer {
  readonly kind = 'webgl2';
  private readonly gl: WebGL2RenderingContext;
  private resources: Resources | undefined;
  private classes: { labels: Uint8Array; colours: readonly string[] } = {
    labels: new Uint8Array(0),
    colours: [],
  };
  private viewport = { width: 1, height: 1, pixelRatio: 1 };
  private scene: ScatterScene | undefined;
  private disposed = false;

  /**
   * @param options.software whether a WebGL2 without a GPU will do
   * @throws Error when the browser gives no such context, or a shader does not compile.
   */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    options: { readonly software?: boolean } = {},
  ) {
    const gl = canvas.getContext('webgl2', {
      alpha: false,
      antialias: false, // the fragment shader softens edges better and cheaper
      depth: false,
      stencil: false,
      powerPreference: 'high-performance',
      failIfMajorPerformanceCaveat: options.software === false,
    });
    if (!gl) throw new Error('This browser gives no WebGL2 context.');
    this.gl = gl;
    if (options.software === false && isSoftware(gl)) {
      gl.getExtension('WEBGL_lose_context')?.loseContext();
      throw new Error('This browser runs WebGL2 in software.');
    }
    this.resources = this.build();
    canvas.addEventListener('webglcontextlost', this.onLost);
    canvas.addEventListener('webglcontextrestored', this.onRestored);
  }

  /** Arrays of positions uploaded so far. */
  get uploads(): number {
    return this.resources?.frames.uploads ?? 0;
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.viewport = { width, height, pixelRatio };
    this.canvas.width = Math.max(1, Math.round(width * pixelRatio));
    this.canvas.height = Math.max(1, Math.round(height * pixelRatio));
  }

  setClasses(labels: Uint8Array, colours: readonly string[]): void {
    if (this.classes.labels !== labels && this.resources) this.resources.points = -1;
    this.classes = { labels, colours: [...colours] };
  }

  /** Whole at once: the GPU works while the page goes on. */
  draw(scene: ScatterScene): boolean {
    this.scene = scene;
    this.render(scene);
    return true;
  }

  private render(scene: ScatterScene): void {
    const { gl, resources, viewport, canvas } = this;
    if (!resources || gl.isContextLost()) return;
    gl.viewport(0, 0, canvas.width, canvas.height);
    const [r, g, b] = cssToRgb(scene.background);
    gl.clearColor(r / 255, g / 255, b / 255, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    this.uploadClasses(resources);
    if (resources.points === 0) return;
    gl.useProgram(resources.program);
    this.bindPositions(resources, scene);
    this.uploadPalette(resources, scene.opacity);

    const { uniforms } = resources;
    gl.uniform1f(uniforms.mixing, scene.mix);
    gl.uniform4f(uniforms.projectX, ...scene.projection.x);
    gl.uniform4f(uniforms.projectY, ...scene.projection.y);
    gl.uniform4f(uniforms.depth, ...scene.projection.depth);
    gl.uniform2f(uniforms.viewport, viewport.width, viewport.height);
    gl.uniform1f(uniforms.diameter, scene.pointSize * viewport.pixelRatio);
    gl.uniform1i(uniforms.palette, 0);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const points = Math.min(resources.points, scene.from.length / scene.components);
    if (points === resources.points) {
      gl.drawElements(gl.POINTS, points, gl.UNSIGNED_INT, 0);
    } else {
      gl.drawArrays(gl.POINTS, 0, points); // fewer positions than labels: the order would overrun
    }
  }

  readPixels(): ImageData {
    const { gl, canvas } = this;
    const { width, height } = canvas;
    if (this.scene) this.render(this.scene); // the drawing buffer does not outlive its task
    const rows = new Uint8ClampedArray(width * height * 4);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, rows);
    const image = new ImageData(width, height);
    for (let y = 0; y < height; y++) {
      const start = (height - 1 - y) * width * 4;
      image.data.set(rows.subarray(start, start + width * 4), y * width * 4);
    }
    return image;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.canvas.removeEventListener('webglcontextlost', this.onLost);
    this.canvas.removeEventListener('webglcontextrestored', this.onRestored);
    this.resources = undefined;
    this.scene = undefined;
    // Browsers allow about 16 contexts a page and collect them late: give this one back now.
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  private readonly onLost = (event: Event): void => {
    event.preventDefault(); // without this it never comes back
    this.resources = undefined;
  };

  private readonly onRestored = (): void => {
    this.resources = this.build();
    if (this.scene) this.render(this.scene);
  };

  private build(): Resources {
    const { gl } = this;
    const program = createProgram(
      gl,
      { name: 'scatter.vert.glsl', text: vertexText },
      { name: 'scatter.frag.glsl', text: fragmentText },
    );
    const uniforms = Object.fromEntries(
      UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)]),
    ) as Resources['uniforms'];
    return {
      program,
      uniforms,
      frames: new FrameBuffers(gl),
      labels: gl.createBuffer(),
      order: gl.createBuffer(),
      palette: gl.createTexture(),
      points: -1,
      paletteKey: '',
    };
  }

  private uploadClasses(resources: Resources): void {
    const { gl } = this;
    const { labels } = this.classes;
    gl.bindBuffer(gl.ARRAY_BUFFER, resources.labels);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, resources.order);
    if (resources.points === labels.length) return;
    gl.bufferData(gl.ARRAY_BUFFER, labels, gl.STATIC_DRAW);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, drawOrder(labels.length), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(ATTRIBUTES.label);
    gl.vertexAttribIPointer(ATTRIBUTES.label, 1, gl.UNSIGNED_BYTE, 0, 0);
    resources.points = labels.length;
  }

  private bindPositions({ frames }: Resources, scene: ScatterScene): void {
    const { gl } = this;
    for (const name of ['from', 'to'] as const) {
      frames.bind(scene[name]);
      gl.enableVertexAttribArray(ATTRIBUTES[name]);
      gl.vertexAttribPointer(ATTRIBUTES[name], scene.components, gl.FLOAT, false, 0, 0);
    }
  }

  private uploadPalette(resources: Resources, opacity: readonly number[]): void {
    const { gl } = this;
    const { colours } = this.classes;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, resources.palette);
    const key = `${colours.join()}|${opacity.join()}`;
    if (resources.paletteKey === key) return;
    const texels = new Uint8Array(256 * 4); // a label is one byte
    colours.forEach((colour, label) => {
      const alpha = Math.round(255 * (opacity[label] ?? 1));
      texels.set([...cssToRgb(colour), alpha], label * 4);
    });
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, texels);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    resources.paletteKey = key;
  }
}

/** Whether a CPU plays the GPU. Chromium does not count SwiftShader as a performance caveat everywhere. */
function isSoftware(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(name));
}
