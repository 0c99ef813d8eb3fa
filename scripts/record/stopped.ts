/** The signal ended a recording; the message says what there is of it. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}
