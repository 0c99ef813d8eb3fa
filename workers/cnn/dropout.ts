/**
 * Dropout masks without state: whether a value is kept depends on the step's seed and on the value's place alone, so
 * that every engine, in every order and number of threads, draws the same mask.
 *
 * The value at `place` (its index in [image][row][column][channel] order within the batch) is dropped where
 * hash(hash(place) xor seed) < ⌊rate · 2³²⌋, in 32-bit unsigned arithmetic; those that stay are scaled by 1 / (1 − rate).
 * The hash is lowbias32 (Chris Wellons' hash prospector): shifts, exclusive ors and two products, which WGSL and
 * AssemblyScript have, too. The inner one scatters the places: the exclusive or of seed and place itself is but another
 * place, so that masks of different seeds would be reorderings of one another, all with as many zeros.
 * All dropout layers of a step have the same seed.
 */
export function dropoutHash(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * What `count` values are to be multiplied by: 0, or 1 / (1 − rate).
 * @param rate at least 0, below 1
 * @param seed 32 bits
 */
export function dropoutMask(count: number, rate: number, seed: number): Float32Array<ArrayBuffer> {
  const threshold = Math.min(2 ** 32 - 1, Math.floor(rate * 2 ** 32));
  const scale = 1 / (1 - rate);
  const mask = new Float32Array(count);
  for (let place = 0; place < count; place++) {
    mask[place] = dropoutHash(dropoutHash(place) ^ seed) >= threshold ? scale : 0;
  }
  return mask;
}
