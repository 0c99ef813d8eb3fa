/** A GLSL source and what to call it in an error. */
export interface ShaderSource {
  readonly name: string;
  readonly text: string;
}

/**
 * Compiles and links a program.
 * @throws Error that quotes the compiler's words and the offending lines; nothing is left behind.
 */
export function createProgram(
  gl: WebGL2RenderingContext,
  vertex: ShaderSource,
  fragment: ShaderSource,
): WebGLProgram {
  const program = gl.createProgram();
  const shaders: WebGLShader[] = [];
  try {
    for (const [type, source] of [
      [gl.VERTEX_SHADER, vertex],
      [gl.FRAGMENT_SHADER, fragment],
    ] as const) {
      const shader = compile(gl, type, source);
      shaders.push(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true && !gl.isContextLost()) {
      const log = gl.getProgramInfoLog(program) ?? 'no reason given';
      throw new Error(`${vertex.name} and ${fragment.name} do not link: ${log.trim()}`);
    }
    return program;
  } catch (error) {
    gl.deleteProgram(program);
    throw error;
  } finally {
    for (const shader of shaders) gl.deleteShader(shader); // lives on in the program
  }
}

function compile(gl: WebGL2RenderingContext, type: GLenum, source: ShaderSource): WebGLShader {
  const shader = gl.createShader(type);
  if (!shader) throw new Error(`The graphics context is lost: ${source.name} was not compiled.`);
  gl.shaderSource(shader, source.text);
  gl.compileShader(shader);
  if (gl.getShaderParameter(shader, gl.COMPILE_STATUS) !== true && !gl.isContextLost()) {
    const log = gl.getShaderInfoLog(shader) ?? '';
    gl.deleteShader(shader);
    throw new Error(describe(source, log));
  }
  return shader;
}

/** The compiler's log (`ERROR: 0:12: 'x' : undeclared identifier`) with the lines that it means. */
function describe({ name, text }: ShaderSource, log: string): string {
  const lines = text.split('\n');
  const complaints = log
    .replaceAll('\0', '')
    .trim()
    .split('\n')
    .map((complaint) => {
      const line = Number(/^\w+: \d+:(\d+)/.exec(complaint)?.[1]);
      const quoted = lines[line - 1];
      return quoted === undefined ? complaint : `${complaint}\n  ${line} | ${quoted.trim()}`;
    });
  return `${name} does not compile:\n${complaints.join('\n')}`;
}
