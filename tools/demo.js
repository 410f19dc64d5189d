/** `npm run demo`: segments the bundled sample images, then says where the reports are. */
import { chdir } from 'node:process'
import { fileURLToPath } from 'node:url'
import { main } from '../apps/cli/dist/main.js'

chdir(fileURLToPath(new URL('..', import.meta.url)))
const reports = []
for (const set of ['fundus', 'brain']) {
  const command = `run examples/${set}/images --masks examples/${set}/masks --out demo/${set} --seed 1 --overwrite`
  process.stderr.write(`\ncuts ${command}\n`)
  const code = await main(command.split(' '))
  if (code !== 0) process.exit(code)
  reports.push(`demo/${set}/report.html`)
}
process.stdout.write(`\nOpen these reports in a browser:\n${reports.map(report => `  ${report}`).join('\n')}\n`)
