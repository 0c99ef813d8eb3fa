import type { LitElement } from 'lit';
import type { RunState } from '../../runs/run.ts';
import type { Player } from '../../trace/player.ts';
import type { Trace } from '../../trace/trace.ts';
import type { FieldGroup, FieldValues } from '../run/fields.ts';

export type Fields = FieldValues<string>;

/** What a comparison needs of the elements that run something. */
export interface Composite extends LitElement {
  controls: boolean;
  autoplay: boolean;
  /** Goes on while nobody sees it. */
  background: boolean;
  /** Its run is paused because nobody sees it. */
  readonly resting: boolean;
  readonly fps: number;
  readonly state: RunState;
  readonly trace: Trace<unknown, unknown> | undefined;
  readonly player: Player | undefined;
  /** Of the next run. */
  readonly fields: object;
  readonly control: {
    /** `testing`: what it learned is being tested. */
    readonly run: (EventTarget & { readonly testing?: number | undefined }) | undefined;
    /** The fields of the run on screen. */
    readonly started: object | undefined;
    who: string;
    /** Something that is in view shows the run. */
    shown: boolean;
  };
  start(): Promise<void>;
  cancel(): void;
}

/** What was measured of a run, epoch by epoch. */
export interface Measure {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  /** Whether the values of epochs are estimates. */
  readonly estimated: boolean;
  readonly text: (value: number) => string;
  /** How far apart two values are, in words. */
  readonly distance: (by: number) => string;
  /** After each recorded epoch; NaN where there is none. */
  readonly values: (side: Composite) => readonly number[];
  /** Of the finished run, where that was measured again and better. */
  readonly final: (side: Composite) => number | undefined;
}

/** One change that makes another run of a run. */
export interface Change {
  readonly name: string;
  readonly value: string | number | undefined;
}

/** A kind of composite: what may differ between two, and what to look at then. */
export interface Kind {
  readonly groups: readonly FieldGroup<string>[];
  readonly measures: readonly Measure[];
  /** Whether there is something to show between two frames. */
  readonly glides: boolean;
  /** What to keep in mind when looking from one to the other. */
  readonly caption: string;
  /** Changes that show something, without those that change nothing. */
  suggestions(fields: Fields): readonly Change[];
  /** What a change costs, or what it shows. */
  remark(change: Change): string;
  /** Another one that shares with `first` what it can, and has these fields. Not started. */
  create(first: Composite, fields: Fields): Composite;
}

/** Of the run on screen, or of the next one where there is none. */
export function fieldsOf({ control, fields }: Composite): Fields {
  return { ...(control.started ?? fields) };
}
