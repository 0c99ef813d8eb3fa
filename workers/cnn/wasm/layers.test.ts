import { setFlagsFromString } from 'node:v8';
import { afterEach, describe, expect, it } from 'vitest';
import { startWasm, type WasmContext } from '../../wasm/runtime.ts';
import { distance } from '../testing/distance.ts';
import { goldenCrossEntropy, goldenLayers } from '../testing/golden-layers.ts';
import { layerRig } from '../testing/wasm-layer.ts';
import { lossRig } from '../testing/wasm-loss.ts';

// Node 20 has relaxed SIMD behind a flag; newer ones ignore it.
setFlagsFromString('--experimental-wasm-relaxed-simd');

/** Relative, of the norm. */
const TOLERANCE = 1e-4;

/** Every layer as the image or other layers give it: convolutions of plain images, too. */
const cases = goldenLayers().flatMap((layer) => {
  const channels = layer.shape.at(-1);
  const isPlain = layer.spec.type === 'conv2d' && (channels === 1 || channels === 3);
  return [
    { ...layer, plain: false },
    ...(isPlain ? [{ ...layer, name: `${layer.name}, of plain images`, plain: true }] : []),
  ];
});

describe.each([false, true])('the wasm engine’s layers, relaxed SIMD %s', (relaxedSimd) => {
  let context: WasmContext | undefined;
  const open = async (): Promise<WasmContext> => {
    const runtime = await startWasm({ threads: 1, relaxedSimd });
    context = await runtime.open('cnn-wasm');
    return context;
  };
  afterEach(() => context?.dispose());

  it.each(cases)('has PyTorch’s results, forward and back: $name', async (layer) => {
    const { plan, shape, training, plain, weights } = layer;
    const rig = layerRig(await open(), plan, { shape, training, plain });
    const output = await rig.forward(layer.input, weights);
    expect(distance(output, layer.output)).toBeLessThan(TOLERANCE);
    const after = rig.weights();
    for (const { role, offset, size } of plan.weights) {
      const expected = layer.runningAfter.get(role) ?? weights.subarray(offset, offset + size);
      const own = after.subarray(offset, offset + size);
      expect(distance(own, expected), role).toBeLessThan(1e-6);
    }
    // The engine has no gradient for what is not being trained.
    if (!training) return;
    const gradients = await rig.backward(layer.outputGradient);
    if (!plain)
      expect(distance(gradients.input ?? [], layer.inputGradient)).toBeLessThan(TOLERANCE);
    for (const { role, offset, size, trainable } of plan.weights) {
      if (!trainable) continue;
      const own = gradients.weights.subarray(offset, offset + size);
      expect(distance(own, layer.weightGradients.get(role)), role).toBeLessThan(TOLERANCE);
    }
  });

  it('has PyTorch’s probabilities, losses and gradient of logits', async () => {
    const golden = goldenCrossEntropy();
    const own = await lossRig(await open(), golden.labels, golden.classes).run(golden.logits);
    expect(distance(own.probabilities, golden.probabilities)).toBeLessThan(TOLERANCE);
    expect(distance(own.gradient, golden.logitsGradient)).toBeLessThan(TOLERANCE);
    const mean = own.losses.reduce((sum, loss) => sum + loss, 0) / own.losses.length;
    expect(Math.abs(mean - golden.loss) / golden.loss).toBeLessThan(TOLERANCE);
    expect(own.correct.reduce((sum, hit) => sum + hit, 0)).toBe(golden.correct);
  });
});
