/** Frames kept on the GPU: the two being mixed, and the one before them for stepping back. */
const CAPACITY = 3;

interface Slot {
  readonly buffer: WebGLBuffer;
  bytes: number;
  positions: Float32Array | undefined;
  lastUse: number;
}

/**
 * Vertex buffers of positions, recognised by their array's identity: an array is uploaded when it is
 * first used and replaces the one that was used longest ago. Owns its buffers.
 */
export class FrameBuffers {
  private readonly slots: Slot[] = [];
  private uses = 0;
  /** Uploads so far; a test holds that playing on uploads one array a frame. */
  uploads = 0;

  constructor(private readonly gl: WebGL2RenderingContext) {}

  /** The buffer that holds `positions` (*borrowed*), bound to ARRAY_BUFFER. */
  bind(positions: Float32Array): void {
    const { gl } = this;
    let slot = this.slots.find((candidate) => candidate.positions === positions);
    if (!slot && this.slots.length < CAPACITY) {
      slot = { buffer: gl.createBuffer(), bytes: 0, positions: undefined, lastUse: 0 };
      this.slots.push(slot);
    }
    slot ??= this.slots.reduce((oldest, other) =>
      other.lastUse < oldest.lastUse ? other : oldest,
    );
    slot.lastUse = ++this.uses;
    gl.bindBuffer(gl.ARRAY_BUFFER, slot.buffer);
    if (slot.positions === positions) return;
    if (slot.bytes === positions.byteLength) {
      gl.bufferSubData(gl.ARRAY_BUFFER, 0, positions);
    } else {
      gl.bufferData(gl.ARRAY_BUFFER, positions, gl.DYNAMIC_DRAW);
    }
    slot.bytes = positions.byteLength;
    slot.positions = positions;
    this.uploads++;
  }

  dispose(): void {
    for (const slot of this.slots) this.gl.deleteBuffer(slot.buffer);
    this.slots.length = 0;
  }
}
