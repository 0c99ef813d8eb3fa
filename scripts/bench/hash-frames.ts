import type { CnnFrame } from '../../workers/contracts/cnn.ts';

/** Hex SHA-256 over the frames' own, each over what it shows: the same seed, engine and device give the same. */
export async function hashFrames(frames: readonly CnnFrame[]): Promise<string> {
  const hashes = new Uint8Array(32 * frames.length);
  for (const [i, { view, probabilities, confusion }] of frames.entries()) {
    const parts = [view.kernels, view.activations, view.probabilities, probabilities, confusion];
    const whole = await new Blob(parts).arrayBuffer();
    hashes.set(new Uint8Array(await crypto.subtle.digest('SHA-256', whole)), 32 * i);
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', hashes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
