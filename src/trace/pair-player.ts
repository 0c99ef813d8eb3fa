import { type EpochFrame, PairTrace } from './pair-trace.ts';
import { Player } from './player.ts';

/** A player that is led: where it was put, so that it can be told when somebody else moved it. */
interface Side {
  readonly player: Player;
  put: number;
  readonly onChange: () => void;
}

/**
 * One playhead over two players, by epoch: it leads both, and the one with fewer frames rests on its last. While a trace
 * grows, following and playing keep to what both have, so that the two are seen at the same epoch. Who moves one of
 * the two moves both.
 */
export class PairPlayer extends Player<undefined, EpochFrame> {
  private readonly pair: PairTrace;
  private readonly sides: readonly Side[];
  private leading = false;

  /** *Borrows* the players: they are led until `dispose`. */
  constructor(
    players: readonly Player[],
    options: {
      readonly fps?: number;
      readonly following?: boolean;
      readonly glides?: boolean;
    } = {},
  ) {
    const pair = new PairTrace(players.map(({ trace }) => trace));
    super(pair, options);
    this.pair = pair;
    this.sides = players.map((player) => {
      const side: Side = {
        player,
        put: player.position,
        onChange: () => {
          this.onSide(side);
        },
      };
      return side;
    });
    for (const { player, onChange } of this.sides) player.addEventListener('change', onChange);
    this.addEventListener('change', this.lead);
  }

  override dispose(): void {
    super.dispose();
    this.removeEventListener('change', this.lead);
    for (const { player, onChange } of this.sides) player.removeEventListener('change', onChange);
    this.pair.dispose();
  }

  /** The newest frame of what grows: the other one has it, too, or never will. */
  protected override get newest(): number {
    const growing = this.sides.filter(({ player }) => !player.trace.closed);
    if (growing.length === 0) return this.lastFrame;
    return Math.min(...growing.map(({ player }) => player.lastFrame));
  }

  protected override get end(): number {
    // From beyond what both have, on to the last frame of the one that has it.
    return this.position <= this.newest ? this.newest : this.lastFrame;
  }

  private readonly lead = (): void => {
    this.leading = true;
    for (const side of this.sides) {
      const { player } = side;
      side.put = Math.min(this.position, player.lastFrame);
      if (player.position !== side.put || player.playing || player.following) {
        player.moveTo(side.put);
      }
    }
    this.leading = false;
  };

  private onSide({ player, put }: Side): void {
    if (this.leading || (player.position === put && !player.playing && !player.following)) return;
    if (player.following) {
      this.follow();
      return;
    }
    const { playing } = player;
    this.seek(player.playhead);
    if (playing) this.play();
  }
}
