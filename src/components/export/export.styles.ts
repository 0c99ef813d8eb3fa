import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    container: export / inline-size;
  }

  section {
    display: grid;
    gap: 12px;
    padding: 14px 16px 16px;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) - 2px);
    background: var(--_raised);
  }

  h3,
  p,
  ul {
    margin: 0;
    padding: 0;
  }

  .groups {
    display: flex;
    flex-wrap: wrap;
    gap: 14px 36px;
  }

  .group {
    display: grid;
    align-content: start;
    gap: 6px;
  }

  h3 {
    font-size: 0.875rem;
    font-weight: 600;
    color: var(--_muted);
  }

  ul {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    list-style: none;
  }

  button {
    min-height: 40px;
    padding: 4px 14px;
    border: 1px solid var(--_line-strong);
    border-radius: 20px;
    background: var(--_ground);
    font-weight: 600;
  }

  button span {
    margin-left: 4px;
    font-size: 0.8125rem;
    font-weight: 400;
    color: var(--_muted);
  }

  button:hover:enabled {
    border-color: var(--_accent);
  }

  button:disabled {
    color: var(--_muted);
    border-color: var(--_line);
  }

  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 20px;
    min-height: 40px;
  }

  label {
    display: inline-flex;
    align-items: center;
    gap: 8px;
  }

  select {
    min-height: 40px;
    padding: 2px 8px;
    border: 1px solid var(--_line-strong);
    border-radius: 8px;
    background: var(--_ground);
  }

  .work {
    display: flex;
    flex: 1 1 18rem;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 14px;
    font-variant-numeric: tabular-nums;
  }

  progress {
    flex: 1 1 8rem;
    height: 8px;
    border: 0;
    border-radius: 4px;
    overflow: hidden;
    background: var(--_line);
    accent-color: var(--_accent);
  }

  progress::-webkit-progress-bar {
    background: var(--_line);
  }

  progress::-webkit-progress-value {
    background: var(--_accent);
  }

  progress::-moz-progress-bar {
    background: var(--_accent);
  }

  .problem {
    padding: 8px 12px;
    border-radius: 8px;
    background: var(--_error-ground);
    overflow-wrap: anywhere;
  }

  @container export (max-width: 480px) {
    button,
    select {
      min-height: 44px;
    }
  }
`;
