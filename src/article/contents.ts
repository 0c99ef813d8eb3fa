/** How far down the window a chapter's title is when the chapter counts as the one that is read, as a share. */
const READING_LINE = 0.4;

/** Of the chapters' tops, in px from the window's, the index of the chapter that is read; −1 above the first. */
export function chapterAt(tops: readonly number[], height: number): number {
  return tops.findLastIndex((top) => top <= height * READING_LINE);
}

/** The table of contents: says where one is, and opens and closes where there is no room for it. */
export class Contents {
  private readonly links: readonly HTMLAnchorElement[];
  private readonly chapters: readonly HTMLElement[];
  private current = -1;
  private asked = false;

  constructor(
    private readonly list: HTMLElement,
    private readonly button: HTMLButtonElement,
  ) {
    this.links = [...list.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')];
    this.chapters = this.links.flatMap(({ hash }) => {
      const chapter = document.getElementById(hash.slice(1));
      return chapter ? [chapter] : [];
    });
    for (const type of ['scroll', 'resize']) addEventListener(type, this.ask, { passive: true });
    button.addEventListener('click', () => {
      this.open = !this.open;
    });
    list.addEventListener('click', ({ target }) => {
      if (target instanceof Element && target.closest('a')) this.open = false;
    });
    document.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape' || !this.open) return;
      this.open = false;
      button.focus();
    });
    document.addEventListener('pointerdown', ({ target }) => {
      const isInside = target instanceof Node && (list.contains(target) || button.contains(target));
      if (!isInside) this.open = false;
    });
    button.hidden = false;
    this.look();
  }

  /** Id of the chapter that is read; empty above the first. */
  get chapter(): string {
    return this.chapters[this.current]?.id ?? '';
  }

  private get open(): boolean {
    return this.list.classList.contains('open');
  }

  private set open(open: boolean) {
    this.list.classList.toggle('open', open);
    this.button.setAttribute('aria-expanded', String(open));
  }

  /** Once a display frame at most. */
  private readonly ask = (): void => {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.look();
    });
  };

  private look(): void {
    const tops = this.chapters.map((chapter) => chapter.getBoundingClientRect().top);
    const current = chapterAt(tops, innerHeight);
    if (current === this.current) return;
    this.links[this.current]?.removeAttribute('aria-current');
    this.current = current;
    const link = this.links[current];
    link?.setAttribute('aria-current', 'location');
    if (link) keepInView(link, this.list);
  }
}

/** Scrolls the list alone: `scrollIntoView` would move the page, too. */
function keepInView(link: HTMLElement, list: HTMLElement): void {
  const [inner, outer] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
}
