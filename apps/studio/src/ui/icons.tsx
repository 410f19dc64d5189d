/** The pictures on buttons, drawn on a grid of 24. They say nothing to a screen reader: their buttons have names. */
const paths = {
  select: 'M5 3l14 8-6 2 4 6-2.5 1.5L11 14l-4 4z',
  regions: 'M3 6l6-3 5 4 6-2v6l-5 3 3 5-7 2-4-4-4 2zM9 3l1 6 5 5M10 9l-7 3',
  brush: 'M20 3c-5 2-9 6-11 10l3 3c4-2 7-6 8-13zM8 14c-3 0-4 2-4 6 4 0 7-1 7-4',
  eraser: 'M9 20h11M4 15l9-10 7 6-8 9H8z',
  lasso: 'M12 4c5 0 9 2.500 9 6s-4 6-9 6-9-2.500-9-6 4-6 9-6zM7 15c-2 1-2 3 0 3s2 2 0 3',
  threshold: 'M3 18h5V11h5V5h8M3 21h18M17 12v6M14 15h6',
  box: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4',
  fill: 'M11 3l8 8-8 8-7-7zM4 12h14M20 15c2 3 1 5 0 5s-2-2 0-5z',
  ruler: 'M3 16L16 3l5 5L8 21zM7 12l2 2M10 9l3 3M13 6l2 2',
  undo: 'M8 5L3 10l5 5M4 10h9a6 6 0 010 12h-2',
  redo: 'M16 5l5 5-5 5M20 10h-9a6 6 0 000 12h2',
  train: 'M4 7h9M17 7h3M4 17h3M11 17h9M13 7a2 2 0 104 0 2 2 0 00-4 0M7 17a2 2 0 104 0 2 2 0 00-4 0',
  export: 'M12 3v12M7 10l5 5 5-5M4 20h16',
  open: 'M3 19V5h6l2 3h10v11z',
  help: 'M9 9a3 3 0 116 .5c0 2-3 2.500-3 4.500M12 18v.5',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 100 6 3 3 0 000-6z',
  eyeOff:
    'M3 3l18 18M6 7c-2.500 2-4 5-4 5s4 7 10 7c2 0 3.600-.6 5-1.500M10 5.200c6-1.200 12 6.800 12 6.800s-.9 1.700-2.600 3.400',
  lock: 'M6 11h12v9H6zM8 11V8a4 4 0 018 0v3',
  unlock: 'M6 11h12v9H6zM8 11V7a4 4 0 017.500-2',
  remove: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M9 9h6v6H9z',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  close: 'M5 5l14 14M19 5L5 19',
  check: 'M4 13l5 5L20 6',
  left: 'M15 4l-8 8 8 8',
  right: 'M9 4l8 8-8 8',
  contrast: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 3v18M12 8h7M12 12h9M12 16h7',
} as const

export type IconName = keyof typeof paths

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
