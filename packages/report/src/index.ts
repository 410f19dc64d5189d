export { renderRunReport, writeRunReport } from './run/run-report.ts'
