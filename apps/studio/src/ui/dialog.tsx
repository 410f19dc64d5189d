import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { focusImage, IconButton } from './button.tsx'
import { words } from './words/index.ts'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** A modal dialog: the browser keeps the focus inside, and Escape closes it. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    element.current?.showModal()
  }, [])
  return (
    <dialog
      ref={element}
      aria-labelledby="dialog-title"
      onClose={() => {
        onClose()
        focusImage()
      }}
    >
      <header class="titled">
        <h2 id="dialog-title">{title}</h2>
        <IconButton icon="close" name={words.value.close} onClick={() => element.current?.close()} />
      </header>
      {children}
    </dialog>
  )
}
