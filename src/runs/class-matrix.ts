/**
 * A matrix of classes × classes (row-major; *borrowed*) with rows and columns of zeros for the classes that it does
 * not know: those whose images were not among the points. *Returns* a new one.
 */
export function withClasses(matrix: Float64Array, classes: number): Float64Array<ArrayBuffer> {
  const known = Math.sqrt(matrix.length);
  const padded = new Float64Array(classes * classes);
  for (let row = 0; row < Math.min(known, classes); row++) {
    padded.set(matrix.subarray(row * known, row * known + Math.min(known, classes)), row * classes);
  }
  return padded;
}
