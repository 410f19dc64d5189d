/** Builds every package once before the tests: those that run the installed program, or pack it, read `dist`. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export default function build(): void {
  execFileSync('npx', ['tsc', '--build'], { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: 'inherit' })
}
