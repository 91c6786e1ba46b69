// The colours of the page as data, for pictures that leave it. theme.css has the same, and a test compares them
// (view/theme.test.ts).

export type Theme = 'light' | 'dark'

export type Tokens = Readonly<
  Record<
    | 'bg'
    | 'panel'
    | 'sunk'
    | 'line'
    | 'line2'
    | 'control'
    | 'text'
    | 'dim'
    | 'faint'
    | 'accent'
    | 'accent-bg'
    | 'on-accent'
    | 'run'
    | 'run-bg'
    | 'wait'
    | 'wait-bg'
    | 'fail'
    | 'fail-bg'
    | 'done'
    | 'done-bg'
    | 'term'
    | 'term-bg'
    | 'vol'
    | 'vol-bg'
    | 'syntax-key'
    | 'syntax-string'
    | 'syntax-number',
    string
  >
>

export const TOKENS: Readonly<Record<Theme, Tokens>> = {
  light: {
    bg: '#f4f6f9',
    panel: '#ffffff',
    sunk: '#f8f9fb',
    line: '#e1e6ed',
    line2: '#cbd3df',
    control: '#8590a3',
    text: '#18202e',
    dim: '#556072',
    faint: '#626d81',
    accent: '#3457e0',
    'accent-bg': '#eaefff',
    'on-accent': '#ffffff',
    run: '#0f7547',
    'run-bg': '#e3f5ec',
    wait: '#875500',
    'wait-bg': '#fdf1d8',
    fail: '#bb2436',
    'fail-bg': '#fde7e9',
    done: '#44617f',
    'done-bg': '#e6edf5',
    term: '#7745b8',
    'term-bg': '#f0e8fa',
    vol: '#0a6b7c',
    'vol-bg': '#e0f4f7',
    'syntax-key': '#2a55c9',
    'syntax-string': '#1a6e44',
    'syntax-number': '#9a4a22',
  },
  dark: {
    bg: '#0d111b',
    panel: '#141a27',
    sunk: '#10151f',
    line: '#232c3e',
    line2: '#34405a',
    control: '#63708a',
    text: '#e7ecf5',
    dim: '#a0acc0',
    faint: '#8b96ab',
    accent: '#8ea6ff',
    'accent-bg': '#1d2848',
    'on-accent': '#0d111b',
    run: '#5bd69b',
    'run-bg': '#10301f',
    wait: '#f2be5c',
    'wait-bg': '#37290c',
    fail: '#ff8590',
    'fail-bg': '#3d171c',
    done: '#9db8d6',
    'done-bg': '#1b2838',
    term: '#c4a1f5',
    'term-bg': '#2b1d40',
    vol: '#6fd3e3',
    'vol-bg': '#0d2c33',
    'syntax-key': '#8fb0ff',
    'syntax-string': '#7fd8a8',
    'syntax-number': '#e8b089',
  },
}

/** `part` of one colour in another, as CSS's `color-mix(in srgb, …)`; colours are '#rrggbb'. */
export function mix(color: string, part: number, other: string): string {
  const channel = (at: number): string => {
    const of = (hex: string): number => Number.parseInt(hex.slice(at, at + 2), 16)
    const mixed = Math.round(of(color) * part + of(other) * (1 - part))
    return mixed.toString(16).padStart(2, '0')
  }
  return `#${channel(1)}${channel(3)}${channel(5)}`
}
