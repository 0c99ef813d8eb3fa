import { Pacer } from '../../rpc/slices.ts';
import type { WasmContext } from '../../wasm/runtime.ts';
import { LANES } from '../wasm/tensor.ts';

/** What the end of the wasm engine's networks makes of rows of logits, images × classes. */
export interface LossRig {
  run(logits: Float32Array): Promise<{
    readonly probabilities: Float32Array;
    readonly losses: Float32Array;
    readonly correct: Uint32Array;
    /** Of the mean loss. */
    readonly gradient: Float32Array;
  }>;
}

/** Up to 8 classes. */
export function lossRig(
  { arena, parallel }: WasmContext,
  labels: Uint8Array,
  classes: number,
): LossRig {
  const images = labels.length;
  const row = 4 * LANES;
  const [logits = 0, probabilities = 0, gradient = 0, losses = 0, correct = 0] = Array.from(
    { length: 5 },
    () => arena.allocateZeroed(images * row),
  );
  const places = [arena.put(labels), arena.put(Uint32Array.from({ length: images }, (_, i) => i))];
  const common = { total: images, chunk: 1, pacer: new Pacer(new AbortController().signal) };
  const rowOf = (address: number, image: number) => arena.f32(address + image * row, classes);
  const unpack = (address: number): Float32Array =>
    Float32Array.from({ length: images * classes }, (_, i) => {
      return rowOf(address, Math.floor(i / classes))[i % classes] ?? NaN;
    });
  return {
    async run(values) {
      for (let i = 0; i < images; i++) {
        rowOf(logits, i).set(values.subarray(i * classes, (i + 1) * classes));
      }
      const softmax = [logits, row, classes, probabilities, row];
      await parallel('softmax', { ...common, args: softmax });
      const crossEntropy = [probabilities, row, classes, images, ...places, gradient, row];
      await parallel('crossEntropy', { ...common, args: [...crossEntropy, losses, correct] });
      return {
        probabilities: unpack(probabilities),
        losses: arena.f32(losses, images).slice(),
        correct: arena.u32(correct, images).slice(),
        gradient: unpack(gradient),
      };
    },
  };
}
