/** Loss of an image whose class was given no chance: −ln of the clip, as Keras has it. */
const WORST = -Math.log(1e-7);
/** Of the loss of a network that is sure of one class, whatever it sees. */
const SHARE = 0.75;
/** Fewer images may be misjudged by chance. */
const ENOUGH = 100;

/**
 * Notices that training has diverged: a loss is no number, or over a hundred images in a row the mean loss is near that of a
 * network that is sure of one class, whatever it sees, which guessing would beat by far. (Weights of 10⁶ need not overflow.)
 */
export class Divergence {
  private readonly limit: number;
  private loss = 0;
  private images = 0;
  /** Of the last step. */
  private last = 0;

  constructor(classes: number) {
    this.limit = SHARE * WORST * (1 - 1 / classes);
  }

  /** Index of the step at which it is noticed, −1 for none. */
  find(losses: Float32Array, batchSize: number): number {
    for (const [step, loss] of losses.entries()) {
      if (!Number.isFinite(loss)) return step;
      this.last = loss;
      this.loss += loss * batchSize;
      this.images += batchSize;
      if (this.images < ENOUGH) continue;
      if (this.loss / this.images > this.limit) return step;
      this.loss = 0;
      this.images = 0;
    }
    return -1;
  }

  /** Whether the network is worse than guessing, by its last step and by the validation images. */
  isLost(validationLoss: number): boolean {
    return !Number.isFinite(validationLoss) || Math.min(this.last, validationLoss) > this.limit;
  }

  reset(): void {
    this.loss = 0;
    this.images = 0;
    this.last = 0;
  }
}
