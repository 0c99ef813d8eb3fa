/** A few per cent must show beside a diagonal of seventy: small shares are lifted. */
const EXPONENT = 0.6;

/**
 * Shades from which on white ink has more contrast than black on the light ground's ramp, and black more than white
 * on the dark one's: where its luminance passes 0.179. Black and white have 4.5:1 or better at every shade then.
 */
const DEEP = 0.741;
const BRIGHT = 0.537;

/** How far a cell is from the ground (0) to the full colour (1). */
export function shadeOf(share: number): number {
  return share ** EXPONENT;
}

/** Which of its inks a cell has. */
export function inkOf(shade: number): '' | 'bright' | 'deep' {
  if (shade >= DEEP) return 'deep';
  return shade >= BRIGHT ? 'bright' : '';
}
