import { Icon, type IconName } from './icons.tsx'

interface IconButtonProps {
  readonly icon: IconName
  readonly name: string
  readonly onClick: () => void
  /** A key that does the same, shown in the tooltip. */
  readonly shortcut?: string
  readonly pressed?: boolean | undefined
  readonly disabled?: boolean
  readonly class?: string
}

/** A button with a picture; its name is read out and shown as a tooltip. */
export function IconButton({ icon, name, onClick, shortcut, pressed, disabled, class: extra = '' }: IconButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${extra}`}
      aria-label={name}
      title={shortcut === undefined ? name : `${name} (${shortcut})`}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={event => {
        onClick()
        // Keys belong to the image again after a click of the mouse; a person at the keyboard stays where they are.
        if (event.detail > 0) focusImage()
      }}
    >
      <Icon name={icon} />
    </button>
  )
}

export function focusImage(): void {
  document.querySelector<HTMLElement>('#image')?.focus({ preventScroll: true })
}
