/** Share of the plot's area that all points together would cover side by side. */
const COVERAGE = 0.34;

/** A diameter in CSS px that neither drowns many points nor loses few. */
export function pointSizeFor(
  points: number,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const area = (COVERAGE * width * height) / Math.max(1, points);
  return Math.min(4.5, Math.max(1.1, Math.sqrt((area * 4) / Math.PI)));
}
