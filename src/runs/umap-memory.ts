import { UnderhoodError } from '../clients/errors.ts';
import { estimateUmap } from './umap-estimate.ts';

/** What a run was, for saying how much of it fits. */
export interface TriedRun {
  readonly engine: Parameters<typeof estimateUmap>[0];
  readonly points: number;
  readonly dimensions: number;
  readonly params: Parameters<typeof estimateUmap>[3];
}

/** Where the browser does not say how much it gives: half of what it refused. */
const USUAL_SHARE = 0.5;
/** What was refused is the last piece, not the only one: stay below it. */
const CAUTION = 0.9;

/**
 * A failed allocation as an error that says what the whole run needs, and how many images would fit: `details.needed` in
 * bytes, `details.fits` in images (missing where not even the fewest would).
 */
export function tooLarge(error: UnderhoodError, tried: TriedRun): UnderhoodError {
  const { engine, points, dimensions, params } = tried;
  const { needed, available } = error.details;
  const known = typeof needed === 'number' && typeof available === 'number' && needed > 0;
  const share = known ? Math.min(CAUTION, (CAUTION * available) / needed) : USUAL_SHARE;
  const fits = roundDown(points * share);
  const { bytes } = estimateUmap(engine, points, dimensions, params);
  const start = `A run of ${points.toLocaleString('en')} images needs about ${sayBytes(bytes)}, more than the browser gives this page.`;
  if (fits <= params.nNeighbors) {
    return new UnderhoodError({
      code: 'out-of-memory',
      message: `${start} Close other tabs, then try again.`,
      details: { needed: bytes },
    });
  }
  return new UnderhoodError({
    code: 'out-of-memory',
    message: `${start} ${fits.toLocaleString('en')} should fit; closing other tabs may help, too.`,
    details: { needed: bytes, fits },
  });
}

/** To 1, 2 or 5 times a power of ten. */
function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  const lead = value / power;
  return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1);
}

function sayBytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e7) * 10} MB`;
}
