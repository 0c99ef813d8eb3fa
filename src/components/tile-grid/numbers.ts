const MINUS = '\u2212';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** As text, with a proper minus. */
const signed = (text: string): string => text.replace('-', MINUS);

const power = (exponent: number): string =>
  `10${exponent < 0 ? '⁻' : ''}${String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? '')}`;

/** Three significant digits, with a proper minus: `−0.237`, `12.5`, `3.1 × 10⁻⁷`. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return 'not a number';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e5) return signed(String(Number(value.toPrecision(3))));
  const [mantissa = '', exponent = ''] = value.toExponential(1).split('e');
  return `${signed(mantissa)} × ${power(Number(exponent))}`;
}

function whole(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? signed(String(Math.round(value))) : value > 0 ? '∞' : `${MINUS}∞`;
}

/** Numbers of one table as whole multiples of a power of ten. */
export interface InUnits {
  /** `0.001`, or `10⁻⁷` where that is too long. */
  readonly unit: string;
  /** What one value reads: `−237`. */
  readonly text: (value: number) => string;
}

/** In the smallest unit in which numbers up to ±`greatest` are no more than ±`most`. */
export function inUnits(greatest: number, most: number): InUnits {
  if (!(greatest > 0)) return { unit: '1', text: whole };
  let exponent = Math.ceil(Math.log10(greatest / most));
  // 999.6 would round to 1000.
  if (Math.round(greatest * 10 ** -exponent) > most) exponent++;
  const unit =
    exponent >= -5 && exponent <= 2
      ? (10 ** exponent).toFixed(Math.max(0, -exponent))
      : power(exponent);
  return {
    unit,
    text: (value) => whole(value * 10 ** -exponent),
  };
}
