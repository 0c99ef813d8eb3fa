import * as Mp4 from 'mp4-muxer';
import * as WebM from 'webm-muxer';
import type { AnimationPlan } from '../contracts/export.ts';
import { WorkerError } from '../rpc/errors.ts';
import type { AnimationEncoder } from './encoder.ts';

/** Pictures that wait for the encoder before no more are taken. */
const QUEUE = 4;
/** Bits a pixel and picture: points are noise to a codec, and small ones vanish below this. */
const BITS = 0.7;
/** Pictures between two that stand for themselves: a player can jump there. */
const KEY_INTERVAL = 48;

/** A codec, as WebCodecs and as the file call it; of each format, the best first. */
interface Codec {
  readonly codec: string;
  readonly name: string;
}

const CODECS: Readonly<Record<'webm' | 'mp4', readonly Codec[]>> = {
  webm: [
    { codec: 'vp09.00.50.08', name: 'V_VP9' },
    { codec: 'vp8', name: 'V_VP8' },
  ],
  // Others fit into an MP4, but are no better for it: WebM plays wherever they do.
  mp4: [
    { codec: 'avc1.640034', name: 'avc' },
    { codec: 'avc1.4d0034', name: 'avc' },
    { codec: 'avc1.42e034', name: 'avc' },
  ],
};

/** Where the encoded pictures go. */
interface Muxer {
  addVideoChunk(chunk: EncodedVideoChunk, meta?: EncodedVideoChunkMetadata): void;
  finalize(): void;
  readonly target: { readonly buffer: ArrayBuffer };
}

/**
 * WebM (VP9, else VP8) and MP4 (H.264): WebCodecs encodes, webm-muxer and mp4-muxer write. A picture that is held is repeated,
 * as players differ in what they make of one that lasts longer.
 */
export class VideoFileEncoder implements AnimationEncoder {
  private count = 0;
  private failure: WorkerError | undefined;
  private readonly encoder: VideoEncoder;

  private constructor(
    private readonly plan: AnimationPlan,
    config: VideoEncoderConfig,
    private readonly muxer: Muxer,
  ) {
    this.encoder = new VideoEncoder({
      output: (chunk, meta) => {
        muxer.addVideoChunk(chunk, meta);
      },
      error: ({ message }) => {
        this.failure = new WorkerError(
          'no-encoder',
          `The browser's video encoder gave up: ${message} Take GIF, or a smaller width.`,
        );
      },
    });
    this.encoder.configure(config);
  }

  /** @throws WorkerError `no-encoder` where no codec of the format is to be had at this size */
  static async create(plan: AnimationPlan, format: 'webm' | 'mp4'): Promise<VideoFileEncoder> {
    for (const { codec, name } of CODECS[format]) {
      const config = configOf(plan, codec);
      if (!(await encodes(config))) continue;
      return new VideoFileEncoder(plan, config, muxerOf(plan, format, name));
    }
    throw await noEncoder(plan, format);
  }

  async add(pixels: Uint8ClampedArray<ArrayBuffer>, held: number): Promise<void> {
    const { width, height, fps } = this.plan;
    for (let copy = 0; copy < held; copy++) {
      await this.room();
      const frame = new VideoFrame(pixels, {
        format: 'RGBA',
        codedWidth: width,
        codedHeight: height,
        timestamp: Math.round((this.count * 1e6) / fps),
        duration: Math.round(1e6 / fps),
      });
      this.encoder.encode(frame, { keyFrame: this.count % KEY_INTERVAL === 0 });
      frame.close();
      this.count += 1;
    }
  }

  async finish(): Promise<Uint8Array<ArrayBuffer>> {
    try {
      await this.encoder.flush();
    } catch (thrown) {
      throw this.failure ?? thrown;
    }
    if (this.failure) throw this.failure;
    this.encoder.close();
    this.muxer.finalize();
    return new Uint8Array(this.muxer.target.buffer);
  }

  private async room(): Promise<void> {
    while (!this.failure && this.encoder.encodeQueueSize >= QUEUE) {
      await new Promise((resolve) => {
        this.encoder.addEventListener('dequeue', resolve, { once: true });
      });
    }
    if (this.failure) throw this.failure;
  }
}

function configOf({ width, height, fps }: AnimationPlan, codec: string): VideoEncoderConfig {
  return {
    ...{ codec, width, height, framerate: fps },
    bitrate: Math.round(width * height * fps * BITS),
    latencyMode: 'quality',
    ...(codec.startsWith('avc1') ? { avc: { format: 'avc' as const } } : {}),
  };
}

async function encodes(config: VideoEncoderConfig): Promise<boolean> {
  if (typeof VideoEncoder === 'undefined') return false;
  try {
    return (await VideoEncoder.isConfigSupported(config)).supported === true;
  } catch {
    return false; // a size that no codec takes
  }
}

function muxerOf({ width, height, fps }: AnimationPlan, format: string, codec: string): Muxer {
  if (format === 'webm') {
    return new WebM.Muxer({
      target: new WebM.ArrayBufferTarget(),
      video: { codec, width, height, frameRate: fps },
    });
  }
  return new Mp4.Muxer({
    target: new Mp4.ArrayBufferTarget(),
    video: { codec: 'avc', width, height, frameRate: fps },
    fastStart: 'in-memory',
  });
}

/** Says what works here in the place of what does not. */
async function noEncoder(plan: AnimationPlan, format: 'webm' | 'mp4'): Promise<WorkerError> {
  const other = format === 'webm' ? 'mp4' : 'webm';
  const supported = await Promise.all(
    CODECS[other].map(({ codec }) => encodes(configOf(plan, codec))),
  );
  const wanted = format === 'webm' ? 'VP9 or VP8, which WebM needs' : 'H.264, which MP4 needs';
  const works = supported.includes(true)
    ? `${other === 'webm' ? 'WebM' : 'MP4'} and GIF work`
    : 'GIF works';
  return new WorkerError(
    'no-encoder',
    `This browser cannot encode ${wanted}, at ${plan.width} × ${plan.height}. ${works} here.`,
    { format, width: plan.width, height: plan.height },
  );
}
