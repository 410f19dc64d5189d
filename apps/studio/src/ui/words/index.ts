/** The language of the page: the one chosen last, else that of the browser. */
import { computed, signal } from '@preact/signals'
import { english, type Words } from './english.ts'
import { german } from './german.ts'

export const languages = { en: english, de: german } as const
export type Language = keyof typeof languages

const remembered = 'cuts-studio-language'

function firstLanguage(): Language {
  const wished = localStorage.getItem(remembered) ?? navigator.language.slice(0, 2)
  return wished in languages ? (wished as Language) : 'en'
}

export const language = signal<Language>(firstLanguage())
export const words = computed((): Words => languages[language.value])

export function speak(next: Language): void {
  language.value = next
  localStorage.setItem(remembered, next)
}

/** Making one takes longer than all that a frame needs. */
const formats = new Map<string, Intl.NumberFormat>()

/** A number as the language writes it. */
export function number(value: number, digits = 0): string {
  const key = `${language.value} ${digits}`
  const format = formats.get(key) ?? new Intl.NumberFormat(language.value, { maximumFractionDigits: digits })
  formats.set(key, format)
  return format.format(value)
}
