import { SOURCE_EVENT } from '../../controllers/source.ts';
import type { Composite } from './composite.ts';
import { type SideName, SPOKEN } from './here.ts';

/** Events of a figure after which there may be something else to say of it. */
const FIGURE_EVENTS = ['uh-state', 'uh-frame', 'uh-error', SOURCE_EVENT];
/** The same of its run, which tells of them after its end. */
const RUN_EVENTS = ['quality', 'test'];

/** A figure in a comparison: what it lends while it stands there, it gets back. */
export class Seat {
  private readonly controls: boolean;
  private run: EventTarget | undefined;

  /** @param changed is called when there may be something else to say of the figure */
  constructor(
    readonly figure: Composite,
    readonly name: SideName,
    private readonly changed: () => void,
  ) {
    this.controls = figure.controls;
    // The comparison has a timeline, and what was measured, of both.
    figure.controls = false;
    figure.control.who = `${SPOKEN[name]}: `;
    figure.setAttribute('compared', '');
    figure.requestUpdate();
    for (const type of FIGURE_EVENTS) figure.addEventListener(type, this.onChange);
    this.bindRun();
  }

  /** Whether the comparison is in view: then its runs go on wherever in it they are. */
  set shown(shown: boolean) {
    const { control } = this.figure;
    if (control.shown === shown) return;
    control.shown = shown;
    this.figure.requestUpdate();
  }

  /** May be called twice. */
  leave(): void {
    const { figure } = this;
    for (const type of FIGURE_EVENTS) figure.removeEventListener(type, this.onChange);
    for (const type of RUN_EVENTS) this.run?.removeEventListener(type, this.changed);
    if (!figure.hasAttribute('compared')) return;
    figure.removeAttribute('compared');
    figure.controls = this.controls;
    figure.control.who = '';
    figure.control.shown = false;
    figure.requestUpdate();
  }

  /** A figure makes its run when it first starts. */
  private bindRun(): void {
    const { run } = this.figure.control;
    if (!run || run === this.run) return;
    this.run = run;
    for (const type of RUN_EVENTS) run.addEventListener(type, this.changed);
  }

  private readonly onChange = (): void => {
    this.bindRun();
    this.changed();
  };
}
