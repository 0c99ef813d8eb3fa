/**
 * Softmax and cross-entropy. Rows of logits, [image][classes padded to a multiple of 8]. Items are images.
 */

/** Probabilities of each row; padding is 0. */
export function softmax(
  begin: i32, end: i32, _thread: i32, logits: usize, row: usize, classes: i32, output: usize, outputRow: usize,
): void {
  for (let item = begin; item < end; item++) {
    const x = logits + <usize>item * row;
    const y = output + <usize>item * outputRow;
    let largest: f32 = load<f32>(x);
    for (let c = 1; c < classes; c++) largest = max(largest, load<f32>(x + (<usize>c << 2)));
    let sum: f32 = 0;
    for (let c = 0; c < classes; c++) {
      const e = Mathf.exp(load<f32>(x + (<usize>c << 2)) - largest);
      store<f32>(y + (<usize>c << 2), e);
      sum += e;
    }
    for (let c = 0; c < classes; c++) {
      const at = y + (<usize>c << 2);
      store<f32>(at, load<f32>(at) / sum);
    }
  }
}

/**
 * losses[image] = −log of the true class's probability, at most −log 1e-7 as Keras clips it; correct[image] = 1 where that class's is the
 * largest; gradient of the mean loss by logits, (p − one-hot) / images. The labels are those of `indices`.
 */
export function crossEntropy(
  begin: i32, end: i32, _thread: i32,
  probabilities: usize, row: usize, classes: i32, images: i32, labels: usize, indices: usize,
  gradient: usize, gradientRow: usize, losses: usize, correct: usize,
): void {
  const share: f32 = 1 / <f32>images;
  for (let item = begin; item < end; item++) {
    const p = probabilities + <usize>item * row;
    const g = gradient + <usize>item * gradientRow;
    const label = <i32>load<u8>(labels + <usize>load<u32>(indices + (<usize>item << 2)));
    let best = 0;
    for (let c = 0; c < classes; c++) {
      const own = load<f32>(p + (<usize>c << 2));
      if (own > load<f32>(p + (<usize>best << 2))) best = c;
      store<f32>(g + (<usize>c << 2), (own - (c == label ? <f32>1 : <f32>0)) * share);
    }
    const truth = load<f32>(p + (<usize>label << 2));
    // A NaN must stay one: max would drop it.
    const clipped = truth < 1e-7 ? <f32>1e-7 : truth;
    store<f32>(losses + (<usize>item << 2), -Mathf.log(clipped));
    store<u32>(correct + (<usize>item << 2), best == label ? 1 : 0);
  }
}
