import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { textAttribute } from './attributes.ts';

/** The attributes that every element that runs something has, whatever it runs. */
export class RunAttributes extends LitElement {
  /**
   * Address of a recorded run, a folder or a `.zarr.zip`, or `opfs:ID` of one that is kept on this device: it is played in place
   * of computing one.
   */
  @property({ converter: textAttribute('') }) src = '';
  /** Keeps each live run on the visitor's device as it grows, for `<uh-runs>` and for after a reload. */
  @property({ type: Boolean }) keep = false;
  /** Starts by itself: at once, or with `loading="lazy"` when it comes into view. */
  @property({ type: Boolean }) autoplay = false;
  /** `lazy`: neither the element's code nor a run that starts by itself comes before the element is about to be seen. */
  @property() loading: 'eager' | 'lazy' = 'eager';
  /**
   * Goes on while nobody sees it. Without it, a live run pauses after its preparations, and a recording stands still, while
   * the element is scrolled out of view or its tab is hidden; both go on by themselves, unless the reader paused them.
   * For an element whose parts stand elsewhere on the page, or whose result a script waits for.
   */
  @property({ type: Boolean, reflect: true }) background = false;
  /** URL of a picture for the time before the first frame. One that cannot be had leaves the element's own in its place. */
  @property({ converter: textAttribute('') }) poster = '';
  /** What the poster shows, for those who do not see it; empty: it only adorns. */
  @property({ attribute: 'poster-alt', converter: textAttribute('') }) posterAlt = '';
}
