/** ‖values − golden‖ / ‖golden‖; Infinity where they cannot be compared. */
export function distance(values: ArrayLike<number>, golden: ArrayLike<number> | undefined): number {
  if (values.length !== golden?.length) return Infinity;
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < golden.length; i++) {
    const wanted = golden[i] ?? NaN;
    difference += (wanted - (values[i] ?? NaN)) ** 2;
    norm += wanted ** 2;
  }
  return Math.sqrt(difference / norm);
}
